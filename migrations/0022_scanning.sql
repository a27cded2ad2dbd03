-- What the virus check knows of each stored file, and when it looks at it next. `scan` was there before; nothing asked for it.
ALTER TABLE document_versions ADD COLUMN scan_found TEXT NOT NULL DEFAULT '';   -- what was found, by the scanner's name for it
ALTER TABLE document_versions ADD COLUMN scan_fault TEXT NOT NULL DEFAULT '';   -- why the last try told nothing, in words
ALTER TABLE document_versions ADD COLUMN scan_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE document_versions ADD COLUMN scan_due_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE document_versions ADD COLUMN scan_leased_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE document_versions ADD COLUMN scanned_at BIGINT;                     -- when it was told clean or infected
ALTER TABLE document_versions ADD COLUMN scan_told_at BIGINT;                   -- when the firm was told of what was found
CREATE INDEX document_versions_to_scan ON document_versions (scan_due_at) WHERE scan = 'not scanned';
CREATE INDEX document_versions_found ON document_versions (scanned_at) WHERE scan = 'infected' AND scan_told_at IS NULL;

-- The firm's example files go to clients like any other.
ALTER TABLE example_files ADD COLUMN scan TEXT NOT NULL DEFAULT 'not scanned'
    CONSTRAINT example_files_scan CHECK (scan IN ('not scanned', 'clean', 'infected'));
ALTER TABLE example_files ADD COLUMN scan_found TEXT NOT NULL DEFAULT '';
ALTER TABLE example_files ADD COLUMN scan_fault TEXT NOT NULL DEFAULT '';
ALTER TABLE example_files ADD COLUMN scan_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE example_files ADD COLUMN scan_due_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE example_files ADD COLUMN scan_leased_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE example_files ADD COLUMN scanned_at BIGINT;
CREATE INDEX example_files_to_scan ON example_files (scan_due_at) WHERE scan = 'not scanned';

-- A document in which something was found is sent back by the portal itself: no account has decided that. SQLite can't take
-- NOT NULL from a column, so the table is written anew; its rules have new names because Postgres keeps the old ones till the end.
CREATE TABLE verdicts (
    id             TEXT   NOT NULL CONSTRAINT verdicts_pkey PRIMARY KEY,
    submission_id  TEXT   NOT NULL CONSTRAINT verdicts_submission REFERENCES submissions (id),
    verdict        TEXT   NOT NULL CONSTRAINT verdicts_verdict CHECK (verdict IN ('accepted', 'needs more', 'rejected')),
    reason         TEXT   NOT NULL,
    item_state_before TEXT NOT NULL,                                     -- what undo goes back to; empty without an item
    decided_by     TEXT   CONSTRAINT verdicts_decided_by REFERENCES accounts (id), -- none: the virus check
    decided_at     BIGINT NOT NULL,
    undone_by      TEXT   CONSTRAINT verdicts_undone_by REFERENCES accounts (id),
    undone_at      BIGINT,
    told_at        BIGINT                                                -- the client has been told by mail
);
INSERT INTO verdicts (id, submission_id, verdict, reason, item_state_before, decided_by, decided_at, undone_by, undone_at, told_at)
    SELECT id, submission_id, verdict, reason, item_state_before, decided_by, decided_at, undone_by, undone_at, told_at
    FROM decisions;
DROP TABLE decisions;
ALTER TABLE verdicts RENAME TO decisions;
CREATE INDEX decisions_by_submission ON decisions (submission_id, decided_at);
CREATE INDEX decisions_untold ON decisions (told_at, decided_at);
CREATE INDEX decisions_by_person ON decisions (decided_by, decided_at);
