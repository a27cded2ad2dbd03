-- What was taken out of drafts, templates, matters and settings, kept for some minutes so that it can be put back.
CREATE TABLE removals (
    id             TEXT   NOT NULL CONSTRAINT removals_pkey PRIMARY KEY,
    thing          TEXT   NOT NULL,                                      -- what kind of thing
    of_id          TEXT   NOT NULL,                                      -- out of what; empty: out of the firm's settings
    name           TEXT   NOT NULL,                                      -- as people call it
    kept           TEXT   NOT NULL,                                      -- its rows as they were, as JSON
    removed_by     TEXT   NOT NULL CONSTRAINT removals_removed_by REFERENCES accounts (id),
    removed_at     BIGINT NOT NULL,
    undone_at      BIGINT
);
CREATE INDEX removals_by_age ON removals (removed_at);

-- Whether an example file is in use, asked before it is swept up.
CREATE INDEX request_items_by_example_file ON request_items (example_file_id) WHERE example_file_id IS NOT NULL;
CREATE INDEX template_items_by_example_file ON template_items (example_file_id) WHERE example_file_id IS NOT NULL;
