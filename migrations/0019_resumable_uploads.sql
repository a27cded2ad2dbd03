-- An upload rests between its pieces, for days if need be (tus 1.0). The row says how far the file is durable, so that
-- whoever goes on with it, on whichever server, begins there.
ALTER TABLE uploads ADD COLUMN hash TEXT NOT NULL DEFAULT '';         -- where SHA-256 stood after `received` bytes
ALTER TABLE uploads ADD COLUMN boot TEXT NOT NULL DEFAULT '';         -- during which start of the machine that was
ALTER TABLE uploads ADD COLUMN holder TEXT;                           -- the request that may write to it: the last that came
ALTER TABLE uploads ADD COLUMN modified BIGINT;                       -- the file's own time, UTC ms: tells it again
ALTER TABLE uploads ADD COLUMN metadata TEXT;                         -- what the sender said of it, as it was sent
ALTER TABLE uploads ADD COLUMN document_id TEXT;                      -- what it has become; the row stays for who asks late

-- Uploads of one person, to find the one that a chosen file goes on with.
CREATE INDEX uploads_by_account ON uploads (account_id, client_id, created_at);
