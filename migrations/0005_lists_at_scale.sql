-- Indexes for the lists of a firm with ten thousand clients and a million lines of activity.

-- The client list shows those that are put away, or those that are not, by name or age.
CREATE INDEX clients_listed_by_name ON clients ((archived_at IS NOT NULL), name_key, id);
CREATE INDEX clients_listed_by_age ON clients ((archived_at IS NOT NULL), created_at, id);
CREATE INDEX clients_by_lead ON clients (lead_id);

-- Staff among ten thousand accounts of clients.
CREATE INDEX accounts_by_kind ON accounts (kind, state, name);

-- Who has portal access, and which invitations are open.
CREATE INDEX portal_access_by_state ON portal_access (state, client_id, contact_id);
CREATE INDEX invitations_open ON invitations (accepted_at, revoked_at, created_at);

-- The log by act and by side.
CREATE INDEX activity_by_act ON activity (act, at, id);
CREATE INDEX activity_by_side ON activity (actor_kind, at, id);
