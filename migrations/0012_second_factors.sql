-- What somebody shows besides the password when they sign in, and who of the firm and its clients must.

-- An authenticator app, or a passkey.
CREATE TABLE second_factors (
    id             TEXT   NOT NULL CONSTRAINT second_factors_pkey PRIMARY KEY,
    account_id     TEXT   NOT NULL CONSTRAINT second_factors_account REFERENCES accounts (id),
    kind           TEXT   NOT NULL CONSTRAINT second_factors_kind CHECK (kind IN ('app', 'passkey')),
    name           TEXT   NOT NULL,
    secret         TEXT   NOT NULL,                                      -- app: encrypted under the server's key; passkey: its public key
    credential     TEXT   CONSTRAINT second_factors_credential UNIQUE,   -- by which a passkey is known; none for an app
    counter        BIGINT NOT NULL,                                      -- app: the step of the last code; passkey: its signatures so far
    created_at     BIGINT NOT NULL,
    confirmed_at   BIGINT,                                               -- none until an app has shown its first code
    last_used_at   BIGINT
);
CREATE INDEX second_factors_by_account ON second_factors (account_id, created_at);

-- Codes for the day on which the telephone is lost; argon2 of each, once each.
CREATE TABLE recovery_codes (
    id             TEXT   NOT NULL CONSTRAINT recovery_codes_pkey PRIMARY KEY,
    account_id     TEXT   NOT NULL CONSTRAINT recovery_codes_account REFERENCES accounts (id),
    salt           TEXT   NOT NULL,
    hash           TEXT   NOT NULL,
    made_at        BIGINT NOT NULL,
    used_at        BIGINT
);
CREATE INDEX recovery_codes_by_account ON recovery_codes (account_id);

-- A password was right and the second step is still owed. It is no session: it opens nothing but that step.
CREATE TABLE second_steps (
    id             TEXT   NOT NULL CONSTRAINT second_steps_pkey PRIMARY KEY,
    token_hash     TEXT   NOT NULL CONSTRAINT second_steps_token UNIQUE,
    account_id     TEXT   NOT NULL CONSTRAINT second_steps_account REFERENCES accounts (id),
    expires_at     BIGINT NOT NULL
);
CREATE INDEX second_steps_by_account ON second_steps (account_id);
CREATE INDEX second_steps_by_end ON second_steps (expires_at);

-- What a passkey is asked to sign; answered once, by the session or the second step that asked.
CREATE TABLE passkey_challenges (
    holder         TEXT   NOT NULL,
    purpose        TEXT   NOT NULL CONSTRAINT passkey_challenges_purpose CHECK (purpose IN ('add', 'check')),
    state          TEXT   NOT NULL,
    expires_at     BIGINT NOT NULL,
    CONSTRAINT passkey_challenges_pkey PRIMARY KEY (holder, purpose)
);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (expires_at);

-- The firm's rule for each role, and for clients; a role without a row keeps to the rule that the portal comes with.
CREATE TABLE factor_rules (
    who            TEXT   NOT NULL CONSTRAINT factor_rules_pkey PRIMARY KEY,
    rule           TEXT   NOT NULL CONSTRAINT factor_rules_rule CHECK (rule IN ('off', 'offered', 'required')),
    from_at        BIGINT NOT NULL,                                      -- since when it is required
    changed_at     BIGINT NOT NULL
);
