-- An upload that is running says so from time to time: one that a killed server left behind doesn't.
ALTER TABLE uploads ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;

-- Who had a reset link sent: the account of a member of staff, or '' for whoever asked on the page. Strangers who ask
-- don't use up what staff may send.
ALTER TABLE password_resets ADD COLUMN sent_by TEXT NOT NULL DEFAULT '';

-- What stands on a receipt, and whether anything still comes for it.
CREATE INDEX documents_by_receipt ON documents (receipt_id);
CREATE INDEX uploads_by_receipt ON uploads (receipt_id);
