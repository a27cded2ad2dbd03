-- How somebody comes into the firm's team, and what of their work a colleague has when they leave.

-- An invitation of a colleague. Its token is derived, the table keeps the hash; it works for 7 days, once, and only as long
-- as whoever sent it may still invite for this role.
CREATE TABLE team_invitations (
    id             TEXT   NOT NULL CONSTRAINT team_invitations_pkey PRIMARY KEY,
    name           TEXT   NOT NULL,
    email          TEXT   NOT NULL,
    email_key      TEXT   NOT NULL,
    role           TEXT   NOT NULL CONSTRAINT team_invitations_role CHECK (role IN ('owner', 'manager', 'staff', 'front desk')),
    nonce          TEXT   NOT NULL,
    token_hash     TEXT   NOT NULL CONSTRAINT team_invitations_token UNIQUE,
    sent_by        TEXT   NOT NULL CONSTRAINT team_invitations_sent_by REFERENCES accounts (id),
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    accepted_at    BIGINT,
    revoked_at     BIGINT
);
-- One open invitation an address: a new one replaces it.
CREATE UNIQUE INDEX team_invitations_open ON team_invitations (email_key) WHERE accepted_at IS NULL AND revoked_at IS NULL;

-- Who has taken it over from the one who wrote or sent it; that one stays named.
ALTER TABLE requests ADD COLUMN handed_to TEXT CONSTRAINT requests_handed_to REFERENCES accounts (id);
ALTER TABLE invitations ADD COLUMN handed_to TEXT CONSTRAINT invitations_handed_to REFERENCES accounts (id);
CREATE INDEX requests_by_author ON requests (created_by, state);
CREATE INDEX requests_by_keeper ON requests (handed_to, state);
CREATE INDEX invitations_by_sender ON invitations (sent_by);
CREATE INDEX invitations_by_keeper ON invitations (handed_to);
