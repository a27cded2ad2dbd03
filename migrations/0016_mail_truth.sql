-- What becomes of a mail after its carrier took it, as Resend's webhook or the mail server's answer tells it.

-- Whose address it was: compared without case, and the contact who had it when the mail was written (none: somebody of
-- the firm, or an address that had just been left).
ALTER TABLE outbox ADD COLUMN recipient_key TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN contact_id TEXT;
-- Who took it, in what words, and by which id its events name it.
ALTER TABLE outbox ADD COLUMN carrier TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN provider_id TEXT;
-- What became of it since. 'held': it was never handed over, because mail to its address is stopped.
ALTER TABLE outbox ADD COLUMN fate TEXT NOT NULL DEFAULT ''
    CONSTRAINT outbox_fate CHECK (fate IN ('', 'held', 'delayed', 'failed', 'delivered', 'bounced', 'complained'));
ALTER TABLE outbox ADD COLUMN fate_at BIGINT;
ALTER TABLE outbox ADD COLUMN fate_why TEXT NOT NULL DEFAULT '';
-- Since when it is known that it reached nobody, until somebody has dealt with it: what staff have to look at.
ALTER TABLE outbox ADD COLUMN missed_at BIGINT;
UPDATE outbox SET recipient_key = lower(recipient);
UPDATE outbox SET missed_at = due_at WHERE state = 'failed';
UPDATE outbox SET contact_id = (SELECT k.id FROM contacts k WHERE k.email_key = outbox.recipient_key);
CREATE INDEX outbox_by_recipient ON outbox (recipient_key, created_at, id);
CREATE INDEX outbox_by_contact ON outbox (contact_id, created_at, id);
CREATE INDEX outbox_by_provider ON outbox (provider_id);
CREATE INDEX outbox_by_age ON outbox (created_at, id);
CREATE INDEX outbox_missed ON outbox (missed_at, id);

-- Every event that the provider told, once: `id` is its message's own (svix-id), so that a repeat is known.
CREATE TABLE mail_events (
    id             TEXT   NOT NULL CONSTRAINT mail_events_pkey PRIMARY KEY,
    mail_id        TEXT   NOT NULL CONSTRAINT mail_events_mail REFERENCES outbox (id),
    fate           TEXT   NOT NULL CONSTRAINT mail_events_fate CHECK (fate IN
        ('delayed', 'failed', 'delivered', 'bounced', 'complained')),
    at             BIGINT NOT NULL,                                      -- by the provider's clock
    why            TEXT   NOT NULL,
    received_at    BIGINT NOT NULL
);
CREATE INDEX mail_events_by_mail ON mail_events (mail_id, at, id);

-- Addresses that mail came back from for good, or whose owner called it spam: nothing more is sent there until the address
-- is corrected or staff say so (`resumed_at`). A later return of a mail that left before that says nothing new.
CREATE TABLE mail_stops (
    address_key    TEXT   NOT NULL CONSTRAINT mail_stops_pkey PRIMARY KEY,
    address        TEXT   NOT NULL,
    fate           TEXT   NOT NULL CONSTRAINT mail_stops_fate CHECK (fate IN ('bounced', 'complained')),
    why            TEXT   NOT NULL,
    since          BIGINT NOT NULL,
    resumed_at     BIGINT
);
CREATE INDEX mail_stops_in_force ON mail_stops (resumed_at, since, address_key);

-- Which mail told of a share. Those of before are found by their hour: they were written in the act's own transaction.
ALTER TABLE shares ADD COLUMN mail_id TEXT;
UPDATE shares SET mail_id = (SELECT MIN(o.id) FROM outbox o WHERE o.about = shares.contact_id
    AND o.kind = 'document shared' AND o.created_at >= shares.created_at AND o.created_at < shares.created_at + 2000);

-- What happened to one thing: a document's certificate reads it.
CREATE INDEX activity_by_thing ON activity (thing_id, at, id);
