-- Devices that somebody signed in on before, when a session's password was last confirmed, and failures in a row.

-- A browser that an account has signed in on. Its cookie names it; the cookie's mark is derived from the server's key.
CREATE TABLE devices (
    id             TEXT   NOT NULL CONSTRAINT devices_pkey PRIMARY KEY,
    account_id     TEXT   NOT NULL CONSTRAINT devices_account REFERENCES accounts (id),
    browser        TEXT   NOT NULL,                                      -- browser and system, in words
    ip             TEXT   NOT NULL,                                      -- at the last sign-in
    first_used_at  BIGINT NOT NULL,
    last_used_at   BIGINT NOT NULL
);
CREATE INDEX devices_by_account ON devices (account_id, last_used_at);

-- Sessions from before stand on no device: everybody signs in once more.
DELETE FROM sessions;
-- The name of a session for everybody but its browser: it stays when the cookie's token is renewed, and opens nothing.
ALTER TABLE sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN device_id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;  -- when the password was last given in it
CREATE UNIQUE INDEX sessions_by_id ON sessions (id);
CREATE INDEX sessions_by_device ON sessions (device_id);

-- Failures since the last success, of an address or of a device; the lock's own count starts again after each lock.
ALTER TABLE sign_in_locks ADD COLUMN failed_in_a_row BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sign_in_locks ADD COLUMN failed_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sign_in_locks_by_failed_at ON sign_in_locks (failed_at);

-- Reset links that were asked for on the page and are not looked into yet: known and unknown addresses alike, so that
-- the answer takes the same work. Rows live for seconds.
CREATE TABLE reset_asks (
    id             TEXT   NOT NULL CONSTRAINT reset_asks_pkey PRIMARY KEY,
    email_key      TEXT   NOT NULL,
    asked_at       BIGINT NOT NULL
);
