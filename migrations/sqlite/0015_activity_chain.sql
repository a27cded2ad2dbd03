-- The chain over the activity log (SAFETY): each line is linked by a keyed hash to the one before it.

-- One link a line, in the order of commits. No foreign key: a line that somebody takes away leaves its link behind.
CREATE TABLE activity_chain (
    seq         INTEGER NOT NULL CONSTRAINT activity_chain_pkey PRIMARY KEY,
    activity_id TEXT    NOT NULL CONSTRAINT activity_chain_activity UNIQUE,
    hash        TEXT    NOT NULL                      -- HMAC-SHA-256 of number, link before and line; hexadecimal
);
CREATE TRIGGER activity_chain_never_changes BEFORE UPDATE ON activity_chain
BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;
CREATE TRIGGER activity_chain_never_shrinks BEFORE DELETE ON activity_chain
BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;

-- The last link. Its row is held while a line is added.
CREATE TABLE activity_head (
    id        INTEGER NOT NULL CONSTRAINT activity_head_pkey PRIMARY KEY CONSTRAINT activity_head_one CHECK (id = 1),
    seq       BIGINT  NOT NULL,
    hash      TEXT    NOT NULL,
    key_check TEXT    NOT NULL                        -- which secret key is in force; '' until the log is chained
);
INSERT INTO activity_head (id, seq, hash, key_check) VALUES (1, 0, '', '');

-- Keys that were in force before; each is sealed under the key that followed it.
CREATE TABLE activity_keys (
    last_seq   BIGINT NOT NULL CONSTRAINT activity_keys_pkey PRIMARY KEY,
    last_hash  TEXT   NOT NULL,
    key        TEXT   NOT NULL,                       -- of the chain only; '' when it was lost
    retired_at BIGINT NOT NULL,
    seal       TEXT   NOT NULL
);
