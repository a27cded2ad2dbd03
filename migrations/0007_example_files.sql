-- Example files: the firm's own, of no client, for things in templates and in requests.
CREATE TABLE example_files (
    id             TEXT   NOT NULL CONSTRAINT example_files_pkey PRIMARY KEY,
    name           TEXT   NOT NULL,
    blob           TEXT   NOT NULL CONSTRAINT example_files_blob UNIQUE, -- random name of the stored file
    size           BIGINT NOT NULL,
    sha256         TEXT   NOT NULL,
    media_type     TEXT   NOT NULL,                                      -- by content, not by name
    added_by       TEXT   NOT NULL CONSTRAINT example_files_added_by REFERENCES accounts (id),
    created_at     BIGINT NOT NULL
);

-- A thing in a template carries one into the requests that begin with it; a thing asked for has one, or a document of its
-- client (example_id).
ALTER TABLE template_items ADD COLUMN example_file_id TEXT
    CONSTRAINT template_items_example_file REFERENCES example_files (id);
ALTER TABLE request_items ADD COLUMN example_file_id TEXT
    CONSTRAINT request_items_example_file REFERENCES example_files (id);
