-- The tables of the first release. One text for SQLite and Postgres: TEXT ids (UUID v7), BIGINT instants (UTC
-- milliseconds) and sizes (bytes), BOOLEAN, TEXT. Constraints are named, so that a breach can be told in words.

-- The firm whose portal this is. One row; firm settings change it.
CREATE TABLE firm (
    id             BIGINT NOT NULL CONSTRAINT firm_pkey PRIMARY KEY CONSTRAINT firm_only_one CHECK (id = 1),
    name           TEXT   NOT NULL,
    email          TEXT   NOT NULL,
    phone          TEXT   NOT NULL,
    address        TEXT   NOT NULL,
    hours          TEXT   NOT NULL,
    accent         TEXT   NOT NULL,
    time_zone      TEXT   NOT NULL,
    changed_at     BIGINT NOT NULL
);

-- The one-time link that `serve` prints while there is no account. Only its hash is kept.
CREATE TABLE setup_links (
    token_hash     TEXT   NOT NULL CONSTRAINT setup_links_pkey PRIMARY KEY,
    expires_at     BIGINT NOT NULL,
    spent_at       BIGINT
);

-- A login. Staff carry a role; client people reach their clients through contacts.
CREATE TABLE accounts (
    id             TEXT   NOT NULL CONSTRAINT accounts_pkey PRIMARY KEY,
    kind           TEXT   NOT NULL CONSTRAINT accounts_kind CHECK (kind IN ('staff', 'client')),
    role           TEXT   CONSTRAINT accounts_role CHECK (role IN ('owner', 'manager', 'staff', 'front desk')),
    name           TEXT   NOT NULL,
    email          TEXT   NOT NULL,
    email_key      TEXT   NOT NULL CONSTRAINT accounts_email_key UNIQUE, -- compared without case
    phone          TEXT   NOT NULL,
    password_hash  TEXT,                                                 -- none until it is activated
    state          TEXT   NOT NULL CONSTRAINT accounts_state CHECK (state IN ('pending', 'active', 'disabled')),
    created_at     BIGINT NOT NULL,
    last_login_at  BIGINT,
    last_login_from TEXT  NOT NULL,                                      -- browser and system, in words
    CONSTRAINT accounts_staff_have_a_role CHECK ((kind = 'staff') = (role IS NOT NULL))
);

-- A signed-in browser. The cookie holds the token, this table its hash.
CREATE TABLE sessions (
    token_hash     TEXT   NOT NULL CONSTRAINT sessions_pkey PRIMARY KEY,
    account_id     TEXT   NOT NULL CONSTRAINT sessions_account REFERENCES accounts (id),
    created_at     BIGINT NOT NULL,                                      -- ends after 12 hours in any case
    seen_at        BIGINT NOT NULL,                                      -- ends after 30 minutes without activity
    ip             TEXT   NOT NULL,
    browser        TEXT   NOT NULL,
    previous_login_at   BIGINT,                                          -- "last signed in …", shown in this session
    previous_login_from TEXT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);

-- Failed sign-ins by address, known or not; the address is a keyed hash.
CREATE TABLE sign_in_failures (
    id             TEXT   NOT NULL CONSTRAINT sign_in_failures_pkey PRIMARY KEY,
    address_hash   TEXT   NOT NULL,
    failed_at      BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_by_address ON sign_in_failures (address_hash, failed_at);
CREATE TABLE sign_in_locks (
    address_hash   TEXT   NOT NULL CONSTRAINT sign_in_locks_pkey PRIMARY KEY,
    until          BIGINT NOT NULL
);

-- Links that set a new password; 60 minutes, once.
CREATE TABLE password_resets (
    id             TEXT   NOT NULL CONSTRAINT password_resets_pkey PRIMARY KEY,
    account_id     TEXT   NOT NULL CONSTRAINT password_resets_account REFERENCES accounts (id),
    nonce          TEXT   NOT NULL,
    token_hash     TEXT   NOT NULL CONSTRAINT password_resets_token UNIQUE,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    spent_at       BIGINT
);
CREATE INDEX password_resets_by_account ON password_resets (account_id);

-- A person or organisation that the firm serves.
CREATE TABLE clients (
    id             TEXT   NOT NULL CONSTRAINT clients_pkey PRIMARY KEY,
    name           TEXT   NOT NULL,
    name_key       TEXT   NOT NULL,                                      -- lower case, without accents: for search and order
    email          TEXT   NOT NULL,
    phone          TEXT   NOT NULL,
    lead_id        TEXT   CONSTRAINT clients_lead REFERENCES accounts (id),
    created_at     BIGINT NOT NULL,
    created_by     TEXT   CONSTRAINT clients_created_by REFERENCES accounts (id),
    archived_at    BIGINT
);
CREATE INDEX clients_by_name ON clients (name_key, id);
CREATE INDEX clients_by_created ON clients (created_at, id);

-- A person at a client. The same person can stand at several clients.
CREATE TABLE contacts (
    id             TEXT   NOT NULL CONSTRAINT contacts_pkey PRIMARY KEY,
    name           TEXT   NOT NULL,
    name_key       TEXT   NOT NULL,
    email          TEXT   NOT NULL,
    email_key      TEXT   NOT NULL CONSTRAINT contacts_email_key UNIQUE,
    phone          TEXT   NOT NULL,
    account_id     TEXT   CONSTRAINT contacts_account UNIQUE REFERENCES accounts (id),
    created_at     BIGINT NOT NULL
);

-- Portal access: what one contact may do for one client. 'none' also covers invited; invitations tell that.
CREATE TABLE portal_access (
    client_id      TEXT   NOT NULL CONSTRAINT portal_access_client REFERENCES clients (id),
    contact_id     TEXT   NOT NULL CONSTRAINT portal_access_contact REFERENCES contacts (id),
    state          TEXT   NOT NULL CONSTRAINT portal_access_state CHECK (state IN ('none', 'active', 'inactive')),
    changed_at     BIGINT NOT NULL,                                      -- since when the state holds
    changed_by     TEXT   NOT NULL,                                      -- by whom: a name, kept as it was
    reason         TEXT   NOT NULL,                                      -- why access was disabled, if said
    created_at     BIGINT NOT NULL,
    CONSTRAINT portal_access_pkey PRIMARY KEY (client_id, contact_id)
);
CREATE INDEX portal_access_by_contact ON portal_access (contact_id);

-- Pending, Accepted, Revoked and Expired are read off these instants and the clock; no job changes them.
CREATE TABLE invitations (
    id             TEXT   NOT NULL CONSTRAINT invitations_pkey PRIMARY KEY,
    client_id      TEXT   NOT NULL,
    contact_id     TEXT   NOT NULL,
    email          TEXT   NOT NULL,
    note           TEXT   NOT NULL,
    nonce          TEXT   NOT NULL,
    token_hash     TEXT   NOT NULL CONSTRAINT invitations_token UNIQUE,
    sent_by        TEXT   NOT NULL CONSTRAINT invitations_sent_by REFERENCES accounts (id),
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    accepted_at    BIGINT,
    revoked_at     BIGINT,
    revoked_why    TEXT   NOT NULL,                                      -- 'revoked', 'resent', 'address changed'
    asked_again_at BIGINT,                                               -- the client asked for a new link
    CONSTRAINT invitations_access FOREIGN KEY (client_id, contact_id) REFERENCES portal_access (client_id, contact_id)
);
CREATE INDEX invitations_by_access ON invitations (client_id, contact_id, created_at);

-- What was received in one go; its receipt names every document.
CREATE TABLE receipts (
    id             TEXT   NOT NULL CONSTRAINT receipts_pkey PRIMARY KEY,
    client_id      TEXT   NOT NULL CONSTRAINT receipts_client REFERENCES clients (id),
    account_id     TEXT   NOT NULL CONSTRAINT receipts_account REFERENCES accounts (id),
    opened_at      BIGINT NOT NULL,
    last_at        BIGINT NOT NULL,                                      -- the last document came
    closed_at      BIGINT                                                -- mail went out
);
CREATE INDEX receipts_open ON receipts (closed_at, last_at);

-- A file on its way in. The row goes when the document stands; what is left over is swept by age.
CREATE TABLE uploads (
    id             TEXT   NOT NULL CONSTRAINT uploads_pkey PRIMARY KEY,
    receipt_id     TEXT   NOT NULL CONSTRAINT uploads_receipt REFERENCES receipts (id),
    client_id      TEXT   NOT NULL CONSTRAINT uploads_client REFERENCES clients (id),
    account_id     TEXT   NOT NULL CONSTRAINT uploads_account REFERENCES accounts (id),
    name           TEXT   NOT NULL,
    size           BIGINT,                                               -- announced bytes; none from a plain form
    received       BIGINT NOT NULL,                                      -- bytes on disk, for resuming
    state          TEXT   NOT NULL CONSTRAINT uploads_state CHECK (state IN ('announced', 'receiving')),
    created_at     BIGINT NOT NULL
);
CREATE INDEX uploads_by_age ON uploads (created_at);

-- A file's place in the firm's records. Nothing is ever overwritten: a new file is a new version.
CREATE TABLE documents (
    id             TEXT   NOT NULL CONSTRAINT documents_pkey PRIMARY KEY,
    client_id      TEXT   NOT NULL CONSTRAINT documents_client REFERENCES clients (id),
    name           TEXT   NOT NULL,
    origin         TEXT   NOT NULL CONSTRAINT documents_origin CHECK (origin IN ('client', 'firm')),
    supplied_by    TEXT   NOT NULL CONSTRAINT documents_supplied_by REFERENCES accounts (id),
    receipt_id     TEXT   CONSTRAINT documents_receipt REFERENCES receipts (id),
    created_at     BIGINT NOT NULL,
    first_opened_at BIGINT                                               -- when staff first opened what a client sent
);
CREATE INDEX documents_by_client ON documents (client_id, created_at);
CREATE INDEX documents_by_supplier ON documents (supplied_by, client_id);
CREATE INDEX documents_waiting ON documents (origin, first_opened_at, created_at);

CREATE TABLE document_versions (
    id             TEXT   NOT NULL CONSTRAINT document_versions_pkey PRIMARY KEY,
    document_id    TEXT   NOT NULL CONSTRAINT document_versions_document REFERENCES documents (id),
    number         BIGINT NOT NULL,
    blob           TEXT   NOT NULL CONSTRAINT document_versions_blob UNIQUE, -- random name of the stored file
    size           BIGINT NOT NULL,
    sha256         TEXT   NOT NULL,
    media_type     TEXT   NOT NULL,                                      -- by content, not by name
    scan           TEXT   NOT NULL CONSTRAINT document_versions_scan CHECK (scan IN ('not scanned', 'clean', 'infected')),
    created_at     BIGINT NOT NULL,
    CONSTRAINT document_versions_number UNIQUE (document_id, number)
);

-- A document made visible to a contact; kept as a record after it ends.
CREATE TABLE shares (
    id             TEXT   NOT NULL CONSTRAINT shares_pkey PRIMARY KEY,
    document_id    TEXT   NOT NULL CONSTRAINT shares_document REFERENCES documents (id),
    contact_id     TEXT   NOT NULL CONSTRAINT shares_contact REFERENCES contacts (id),
    shared_by      TEXT   NOT NULL CONSTRAINT shares_shared_by REFERENCES accounts (id),
    created_at     BIGINT NOT NULL,
    ended_at       BIGINT,
    first_opened_at BIGINT
);
CREATE INDEX shares_by_document ON shares (document_id, contact_id);
CREATE INDEX shares_by_contact ON shares (contact_id, ended_at);

-- Mail on its way out, written in the transaction of the act that causes it. The text is made when it is sent,
-- from `letter` (JSON), so that no link token is stored.
CREATE TABLE outbox (
    id             TEXT   NOT NULL CONSTRAINT outbox_pkey PRIMARY KEY,
    kind           TEXT   NOT NULL,
    about          TEXT   NOT NULL,                                      -- id of the invitation, reset or receipt
    recipient      TEXT   NOT NULL,
    letter         TEXT   NOT NULL,
    state          TEXT   NOT NULL CONSTRAINT outbox_state CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
    tries          BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    give_up_at     BIGINT NOT NULL,                                      -- as long as the message makes sense
    leased_until   BIGINT NOT NULL,
    fault          TEXT   NOT NULL,                                      -- why the last try failed, in words
    created_at     BIGINT NOT NULL,
    sent_at        BIGINT
);
CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_by_about ON outbox (about, created_at);

-- Who did what, on whose behalf, to which thing, from where, when. Append-only by trigger (next migration).
CREATE TABLE activity (
    id             TEXT   NOT NULL CONSTRAINT activity_pkey PRIMARY KEY,
    at             BIGINT NOT NULL,
    actor_id       TEXT   NOT NULL,                                      -- account, or '' for the portal itself
    actor_name     TEXT   NOT NULL,                                      -- as it was then
    actor_kind     TEXT   NOT NULL CONSTRAINT activity_actor_kind CHECK (actor_kind IN ('staff', 'client', 'portal', 'nobody')),
    act            TEXT   NOT NULL,
    client_id      TEXT,
    contact_id     TEXT,                                                 -- whom it concerns, or on whose behalf
    thing_id       TEXT   NOT NULL,
    words          TEXT   NOT NULL,                                      -- one line for people
    ip             TEXT   NOT NULL,
    browser        TEXT   NOT NULL
);
CREATE INDEX activity_by_time ON activity (at, id);
CREATE INDEX activity_by_client ON activity (client_id, at, id);
CREATE INDEX activity_by_contact ON activity (contact_id, at, id);

-- Where every contact stands: their access and their latest invitation, for lists and the Portal Access tab.
CREATE VIEW standings AS
    SELECT p.client_id, p.contact_id, p.state, p.changed_at, p.changed_by, p.reason, p.created_at AS added_at,
        i.id AS invitation_id, i.email AS invited_email, i.created_at AS invited_at, i.expires_at, i.accepted_at,
        i.revoked_at, i.revoked_why, i.asked_again_at, i.sent_by
    FROM portal_access p
    LEFT JOIN invitations i ON i.id = (
        SELECT latest.id FROM invitations latest
        WHERE latest.client_id = p.client_id AND latest.contact_id = p.contact_id
        ORDER BY latest.created_at DESC, latest.id DESC LIMIT 1);
