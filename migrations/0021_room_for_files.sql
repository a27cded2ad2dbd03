-- How much room the firm gives to files, in bytes: for all of them, and for those of each client. None: as much as the disk has.
ALTER TABLE firm ADD COLUMN room BIGINT;
ALTER TABLE firm ADD COLUMN room_a_client BIGINT;

-- What is stored now, by client; the row without a client is the whole firm. Changed with each version, in its transaction:
-- whoever takes a row's lock knows how much room is left.
CREATE TABLE stored_bytes (
    client_id      TEXT   NOT NULL CONSTRAINT stored_bytes_pkey PRIMARY KEY,
    bytes          BIGINT NOT NULL
);
INSERT INTO stored_bytes (client_id, bytes)
    SELECT d.client_id, CAST(SUM(v.size) AS BIGINT) FROM documents d JOIN document_versions v ON v.document_id = d.id
    GROUP BY d.client_id;
INSERT INTO stored_bytes (client_id, bytes) SELECT '', CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM document_versions;

-- Files that are announced and not here yet take room already.
CREATE INDEX uploads_on_their_way ON uploads (client_id, size) WHERE document_id IS NULL;
