-- Practice groups: the firm's own parts (tax, litigation, …) with walls between them. Staff reach a client that has no group
-- or is of a group of theirs, and a matter likewise if they reach its client; owners reach everything.
CREATE TABLE practice_groups (
    id             TEXT   NOT NULL CONSTRAINT practice_groups_pkey PRIMARY KEY,
    name           TEXT   NOT NULL,
    name_key       TEXT   NOT NULL CONSTRAINT practice_groups_name UNIQUE,
    created_at     BIGINT NOT NULL,
    archived_at    BIGINT                                                -- no longer offered; its walls stand
);

-- Who belongs to which.
CREATE TABLE staff_groups (
    account_id     TEXT   NOT NULL CONSTRAINT staff_groups_account REFERENCES accounts (id),
    group_id       TEXT   NOT NULL CONSTRAINT staff_groups_group REFERENCES practice_groups (id),
    CONSTRAINT staff_groups_pkey PRIMARY KEY (account_id, group_id)
);
CREATE INDEX staff_groups_by_group ON staff_groups (group_id);

ALTER TABLE clients ADD COLUMN group_id TEXT CONSTRAINT clients_group REFERENCES practice_groups (id);
ALTER TABLE matters ADD COLUMN group_id TEXT CONSTRAINT matters_group REFERENCES practice_groups (id);
-- The client's, kept in its matters too, so that lists of fifty thousand need not look it up for each.
ALTER TABLE matters ADD COLUMN client_group_id TEXT CONSTRAINT matters_client_group REFERENCES practice_groups (id);

-- What is counted for somebody before a wall is counted in the index alone.
CREATE INDEX clients_by_group ON clients (group_id, (archived_at IS NOT NULL));
CREATE INDEX clients_counted ON clients ((archived_at IS NOT NULL), group_id);
CREATE INDEX matters_by_group ON matters (group_id, open);
CREATE INDEX matters_counted ON matters (open, group_id, client_group_id);
CREATE INDEX matters_counted_by_status ON matters (status, group_id, client_group_id);
CREATE INDEX matters_counted_by_phase ON matters (phase_id, open, group_id, client_group_id);
