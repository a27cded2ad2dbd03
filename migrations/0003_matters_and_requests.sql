-- Matters and document requests. As in the first text: TEXT ids, BIGINT instants (UTC milliseconds), BOOLEAN, TEXT, and
-- days as TEXT `YYYY-MM-DD` in the firm's time zone (they sort as they are).

-- What kinds of work the firm does: its own rows, with phases, checklist and default deadlines.
CREATE TABLE matter_types (
    id             TEXT   NOT NULL CONSTRAINT matter_types_pkey PRIMARY KEY,
    name           TEXT   NOT NULL,
    name_key       TEXT   NOT NULL CONSTRAINT matter_types_name UNIQUE,
    template_id    TEXT,                                                 -- the request that usually begins it
    created_at     BIGINT NOT NULL,
    archived_at    BIGINT
);

-- The steps of a type. Progress comes only from them. A phase that is in use is put away, never deleted.
CREATE TABLE phases (
    id             TEXT   NOT NULL CONSTRAINT phases_pkey PRIMARY KEY,
    type_id        TEXT   NOT NULL CONSTRAINT phases_type REFERENCES matter_types (id),
    position       BIGINT NOT NULL,
    name           TEXT   NOT NULL,                                      -- as staff call it
    client_name    TEXT   NOT NULL,                                      -- as the client reads it
    sentence       TEXT   NOT NULL,                                      -- one plain sentence for the client
    usual_days     BIGINT,                                               -- how long it usually lasts
    archived_at    BIGINT
);
CREATE INDEX phases_by_type ON phases (type_id, position);

-- What has to be done in every matter of a type: copied into the matter when it is opened.
CREATE TABLE type_tasks (
    id             TEXT   NOT NULL CONSTRAINT type_tasks_pkey PRIMARY KEY,
    type_id        TEXT   NOT NULL CONSTRAINT type_tasks_type REFERENCES matter_types (id),
    position       BIGINT NOT NULL,
    title          TEXT   NOT NULL
);
CREATE INDEX type_tasks_by_type ON type_tasks (type_id, position);

-- Deadlines that every matter of a type has, so many days after its start: copied into the matter when it is opened.
CREATE TABLE type_deadlines (
    id             TEXT   NOT NULL CONSTRAINT type_deadlines_pkey PRIMARY KEY,
    type_id        TEXT   NOT NULL CONSTRAINT type_deadlines_type REFERENCES matter_types (id),
    position       BIGINT NOT NULL,
    title          TEXT   NOT NULL,
    offset_days    BIGINT NOT NULL,
    visible        BOOLEAN NOT NULL
);
CREATE INDEX type_deadlines_by_type ON type_deadlines (type_id, position);

-- The last number given in a year. It is taken in the transaction that opens the matter: no gaps, no doubles.
CREATE TABLE matter_numbers (
    year           BIGINT NOT NULL CONSTRAINT matter_numbers_pkey PRIMARY KEY,
    last           BIGINT NOT NULL
);

-- One piece of work for one client.
CREATE TABLE matters (
    id             TEXT   NOT NULL CONSTRAINT matters_pkey PRIMARY KEY,
    reference      TEXT   NOT NULL CONSTRAINT matters_reference UNIQUE,   -- M-2026-0001
    client_id      TEXT   NOT NULL CONSTRAINT matters_client REFERENCES clients (id),
    type_id        TEXT   NOT NULL CONSTRAINT matters_type REFERENCES matter_types (id),
    title          TEXT   NOT NULL,
    status         TEXT   NOT NULL CONSTRAINT matters_status CHECK (status IN
        ('New', 'In progress', 'Waiting on client', 'Submitted', 'On hold', 'Completed', 'Cancelled')),
    status_since   BIGINT NOT NULL,
    phase_id       TEXT   CONSTRAINT matters_phase REFERENCES phases (id), -- none: not begun, or all finished (see finished)
    phases_done    BOOLEAN NOT NULL,                                     -- the last phase is finished
    sentence       TEXT   NOT NULL,                                      -- for this client instead of the phase's own; may be empty
    lead_id        TEXT   CONSTRAINT matters_lead REFERENCES accounts (id),
    start_on       TEXT   NOT NULL,
    due_on         TEXT,
    open           BOOLEAN NOT NULL,                                     -- neither Completed nor Cancelled
    closed_at      BIGINT,
    readable_until TEXT,                                                 -- the last day on which the client reads it when closed
    created_at     BIGINT NOT NULL,
    created_by     TEXT   CONSTRAINT matters_created_by REFERENCES accounts (id),
    changed_at     BIGINT NOT NULL                                       -- two people who change it at once: the later one is told
);
CREATE INDEX matters_by_client ON matters (client_id, open, created_at, id);
CREATE INDEX matters_by_age ON matters (open, created_at, id);
CREATE INDEX matters_by_due ON matters (open, due_on, id);
CREATE INDEX matters_by_status ON matters (status, due_on, id);
CREATE INDEX matters_by_lead ON matters (lead_id, open, due_on, id);
CREATE INDEX matters_by_phase ON matters (phase_id, open, due_on, id);
CREATE INDEX matters_by_reference ON matters (open, reference, id);
CREATE INDEX matters_by_type ON matters (type_id, open, due_on, id);

-- When each phase was entered, so that the client sees since when.
CREATE TABLE matter_steps (
    id             TEXT   NOT NULL CONSTRAINT matter_steps_pkey PRIMARY KEY,
    matter_id      TEXT   NOT NULL CONSTRAINT matter_steps_matter REFERENCES matters (id),
    phase_id       TEXT   CONSTRAINT matter_steps_phase REFERENCES phases (id), -- none: all are finished
    entered_at     BIGINT NOT NULL
);
CREATE INDEX matter_steps_by_matter ON matter_steps (matter_id, entered_at);

-- Who helps the lead.
CREATE TABLE matter_helpers (
    matter_id      TEXT   NOT NULL CONSTRAINT matter_helpers_matter REFERENCES matters (id),
    account_id     TEXT   NOT NULL CONSTRAINT matter_helpers_account REFERENCES accounts (id),
    CONSTRAINT matter_helpers_pkey PRIMARY KEY (matter_id, account_id)
);
CREATE INDEX matter_helpers_by_account ON matter_helpers (account_id);

-- Which contacts see a matter in their portal. Nobody does until staff say so (PRODUCT, rule 1).
CREATE TABLE matter_contacts (
    matter_id      TEXT   NOT NULL CONSTRAINT matter_contacts_matter REFERENCES matters (id),
    contact_id     TEXT   NOT NULL CONSTRAINT matter_contacts_contact REFERENCES contacts (id),
    created_at     BIGINT NOT NULL,
    CONSTRAINT matter_contacts_pkey PRIMARY KEY (matter_id, contact_id)
);
CREATE INDEX matter_contacts_by_contact ON matter_contacts (contact_id);

-- Two matters that belong together; kept once, the smaller id first.
CREATE TABLE matter_links (
    one_id         TEXT   NOT NULL CONSTRAINT matter_links_one REFERENCES matters (id),
    other_id       TEXT   NOT NULL CONSTRAINT matter_links_other REFERENCES matters (id),
    created_at     BIGINT NOT NULL,
    CONSTRAINT matter_links_pkey PRIMARY KEY (one_id, other_id),
    CONSTRAINT matter_links_order CHECK (one_id < other_id)
);
CREATE INDEX matter_links_by_other ON matter_links (other_id);

-- A dated duty. Internal unless staff make it visible.
CREATE TABLE deadlines (
    id             TEXT   NOT NULL CONSTRAINT deadlines_pkey PRIMARY KEY,
    matter_id      TEXT   NOT NULL CONSTRAINT deadlines_matter REFERENCES matters (id),
    title          TEXT   NOT NULL,
    due_on         TEXT   NOT NULL,
    visible        BOOLEAN NOT NULL,
    created_at     BIGINT NOT NULL,
    done           BOOLEAN NOT NULL,
    done_at        BIGINT,
    done_by        TEXT   NOT NULL                                       -- a name, kept as it was
);
CREATE INDEX deadlines_by_matter ON deadlines (matter_id, due_on);
CREATE INDEX deadlines_by_day ON deadlines (done, due_on, id);

-- What has to be done in one matter.
CREATE TABLE tasks (
    id             TEXT   NOT NULL CONSTRAINT tasks_pkey PRIMARY KEY,
    matter_id      TEXT   NOT NULL CONSTRAINT tasks_matter REFERENCES matters (id),
    position       BIGINT NOT NULL,
    title          TEXT   NOT NULL,
    done_at        BIGINT,
    done_by        TEXT   NOT NULL
);
CREATE INDEX tasks_by_matter ON tasks (matter_id, position);

-- Notes. Internal unless written for the client.
CREATE TABLE matter_notes (
    id             TEXT   NOT NULL CONSTRAINT matter_notes_pkey PRIMARY KEY,
    matter_id      TEXT   NOT NULL CONSTRAINT matter_notes_matter REFERENCES matters (id),
    author_id      TEXT   NOT NULL CONSTRAINT matter_notes_author REFERENCES accounts (id),
    words          TEXT   NOT NULL,
    visible        BOOLEAN NOT NULL,
    created_at     BIGINT NOT NULL
);
CREATE INDEX matter_notes_by_matter ON matter_notes (matter_id, created_at);

-- What the firm usually asks for. Changing one changes nothing that was sent: a request has its own copy.
CREATE TABLE request_templates (
    id             TEXT   NOT NULL CONSTRAINT request_templates_pkey PRIMARY KEY,
    name           TEXT   NOT NULL,
    name_key       TEXT   NOT NULL CONSTRAINT request_templates_name UNIQUE,
    message        TEXT   NOT NULL,
    due_days       BIGINT NOT NULL,                                      -- suggested: due so many days after sending
    created_at     BIGINT NOT NULL,
    archived_at    BIGINT
);
CREATE TABLE template_items (
    id             TEXT   NOT NULL CONSTRAINT template_items_pkey PRIMARY KEY,
    template_id    TEXT   NOT NULL CONSTRAINT template_items_template REFERENCES request_templates (id),
    position       BIGINT NOT NULL,
    heading        TEXT   NOT NULL,                                      -- the group it stands in; may be empty
    title          TEXT   NOT NULL,
    instruction    TEXT   NOT NULL,
    need           TEXT   NOT NULL CONSTRAINT template_items_need CHECK (need IN ('required', 'optional', 'conditional')),
    condition      TEXT   NOT NULL,                                      -- when a conditional one applies, in words
    how_many       BIGINT NOT NULL,                                      -- files expected
    kinds          TEXT   NOT NULL,                                      -- allowed kinds, as words separated by spaces; empty: all
    checks         TEXT   NOT NULL                                       -- what the reviewer looks at, one a line
);
CREATE INDEX template_items_by_template ON template_items (template_id, position);

-- What the firm asks contacts of one client for, about a matter or about the client alone.
CREATE TABLE requests (
    id             TEXT   NOT NULL CONSTRAINT requests_pkey PRIMARY KEY,
    client_id      TEXT   NOT NULL CONSTRAINT requests_client REFERENCES clients (id),
    matter_id      TEXT   CONSTRAINT requests_matter REFERENCES matters (id),
    title          TEXT   NOT NULL,
    message        TEXT   NOT NULL,
    due_on         TEXT   NOT NULL,
    state          TEXT   NOT NULL CONSTRAINT requests_state CHECK (state IN ('draft', 'sent', 'complete', 'withdrawn')),
    chasing        TEXT   NOT NULL CONSTRAINT requests_chasing CHECK (chasing IN ('firm', 'own', 'off')),
    created_by     TEXT   NOT NULL CONSTRAINT requests_created_by REFERENCES accounts (id),
    created_at     BIGINT NOT NULL,
    sent_at        BIGINT,
    ended_at       BIGINT,                                               -- complete or withdrawn
    changed_at     BIGINT NOT NULL
);
CREATE INDEX requests_by_client ON requests (client_id, created_at, id);
CREATE INDEX requests_by_matter ON requests (matter_id, created_at, id);
CREATE INDEX requests_by_state ON requests (state, due_on, id);

-- Whom it goes to.
CREATE TABLE request_contacts (
    request_id     TEXT   NOT NULL CONSTRAINT request_contacts_request REFERENCES requests (id),
    contact_id     TEXT   NOT NULL CONSTRAINT request_contacts_contact REFERENCES contacts (id),
    created_at     BIGINT NOT NULL,
    finished_at    BIGINT,                                               -- "that's all for now", told to staff once
    CONSTRAINT request_contacts_pkey PRIMARY KEY (request_id, contact_id)
);
CREATE INDEX request_contacts_by_contact ON request_contacts (contact_id, request_id);

-- One thing asked for. Shared by the request's contacts; what each sent or answered is their own.
CREATE TABLE request_items (
    id             TEXT   NOT NULL CONSTRAINT request_items_pkey PRIMARY KEY,
    request_id     TEXT   NOT NULL CONSTRAINT request_items_request REFERENCES requests (id),
    position       BIGINT NOT NULL,
    heading        TEXT   NOT NULL,
    title          TEXT   NOT NULL,
    instruction    TEXT   NOT NULL,
    need           TEXT   NOT NULL CONSTRAINT request_items_need CHECK (need IN ('required', 'optional', 'conditional')),
    condition      TEXT   NOT NULL,
    how_many       BIGINT NOT NULL,
    kinds          TEXT   NOT NULL,
    checks         TEXT   NOT NULL,
    example_id     TEXT   CONSTRAINT request_items_example REFERENCES documents (id), -- an example file of the firm's
    state          TEXT   NOT NULL CONSTRAINT request_items_state CHECK (state IN
        ('Open', 'Submitted', 'Accepted', 'Needs more', 'Rejected', 'Does not apply')),
    state_since    BIGINT NOT NULL,
    withdrawn_at   BIGINT,
    created_at     BIGINT NOT NULL
);
CREATE INDEX request_items_by_request ON request_items (request_id, position);

-- What a contact answered instead of a file: kept with who and when; `ended_at` when it no longer holds.
CREATE TABLE item_answers (
    id             TEXT   NOT NULL CONSTRAINT item_answers_pkey PRIMARY KEY,
    item_id        TEXT   NOT NULL CONSTRAINT item_answers_item REFERENCES request_items (id),
    contact_id     TEXT   NOT NULL CONSTRAINT item_answers_contact REFERENCES contacts (id),
    kind           TEXT   NOT NULL CONSTRAINT item_answers_kind CHECK (kind IN ('have not', 'does not apply', 'later')),
    words          TEXT   NOT NULL,
    promised_on    TEXT,
    created_at     BIGINT NOT NULL,
    ended_at       BIGINT
);
CREATE INDEX item_answers_by_item ON item_answers (item_id, contact_id, created_at);

-- A thread on an item between one contact and the firm.
CREATE TABLE item_messages (
    id             TEXT   NOT NULL CONSTRAINT item_messages_pkey PRIMARY KEY,
    item_id        TEXT   NOT NULL CONSTRAINT item_messages_item REFERENCES request_items (id),
    contact_id     TEXT   NOT NULL CONSTRAINT item_messages_contact REFERENCES contacts (id), -- whose thread
    author_id      TEXT   NOT NULL CONSTRAINT item_messages_author REFERENCES accounts (id),
    from_client    BOOLEAN NOT NULL,
    words          TEXT   NOT NULL,
    created_at     BIGINT NOT NULL,
    answered_at    BIGINT                                                -- a client's question: when staff answered or closed it
);
CREATE INDEX item_messages_by_item ON item_messages (item_id, contact_id, created_at);
CREATE INDEX item_messages_unanswered ON item_messages (from_client, answered_at, created_at);

-- What a client handed in: each document of a client is one, asked for (item) or not. It waits until it is decided.
CREATE TABLE submissions (
    id             TEXT   NOT NULL CONSTRAINT submissions_pkey PRIMARY KEY,
    document_id    TEXT   NOT NULL CONSTRAINT submissions_document UNIQUE REFERENCES documents (id),
    client_id      TEXT   NOT NULL CONSTRAINT submissions_client REFERENCES clients (id),
    item_id        TEXT   CONSTRAINT submissions_item REFERENCES request_items (id),
    account_id     TEXT   NOT NULL CONSTRAINT submissions_account REFERENCES accounts (id), -- who handed it in
    state          TEXT   NOT NULL CONSTRAINT submissions_state CHECK (state IN ('waiting', 'accepted', 'needs more', 'rejected')),
    created_at     BIGINT NOT NULL,
    held_by        TEXT   CONSTRAINT submissions_held_by REFERENCES accounts (id), -- who looks at it now
    held_until     BIGINT NOT NULL
);
CREATE INDEX submissions_waiting ON submissions (state, created_at, id);
CREATE INDEX submissions_by_item ON submissions (item_id, created_at);
CREATE INDEX submissions_by_client ON submissions (client_id, state, created_at);

-- Every decision on a submission, with who and when; an undone one stays as a record.
CREATE TABLE decisions (
    id             TEXT   NOT NULL CONSTRAINT decisions_pkey PRIMARY KEY,
    submission_id  TEXT   NOT NULL CONSTRAINT decisions_submission REFERENCES submissions (id),
    verdict        TEXT   NOT NULL CONSTRAINT decisions_verdict CHECK (verdict IN ('accepted', 'needs more', 'rejected')),
    reason         TEXT   NOT NULL,
    item_state_before TEXT NOT NULL,                                     -- what undo goes back to; empty without an item
    decided_by     TEXT   NOT NULL CONSTRAINT decisions_decided_by REFERENCES accounts (id),
    decided_at     BIGINT NOT NULL,
    undone_by      TEXT   CONSTRAINT decisions_undone_by REFERENCES accounts (id),
    undone_at      BIGINT,
    told_at        BIGINT                                                -- the client has been told by mail
);
CREATE INDEX decisions_by_submission ON decisions (submission_id, decided_at);
CREATE INDEX decisions_untold ON decisions (told_at, decided_at);
CREATE INDEX decisions_by_person ON decisions (decided_by, decided_at);

-- The firm's sentences for what is wrong with a document.
CREATE TABLE canned_reasons (
    id             TEXT   NOT NULL CONSTRAINT canned_reasons_pkey PRIMARY KEY,
    position       BIGINT NOT NULL,
    words          TEXT   NOT NULL
);

-- When to remind: so many days before (negative) or after the due day. Without a request: the firm's own rules.
CREATE TABLE chase_rules (
    id             TEXT   NOT NULL CONSTRAINT chase_rules_pkey PRIMARY KEY,
    request_id     TEXT   CONSTRAINT chase_rules_request REFERENCES requests (id),
    days           BIGINT NOT NULL,
    received       TEXT   NOT NULL CONSTRAINT chase_rules_received CHECK (received IN ('nothing', 'some', 'either')),
    created_at     BIGINT NOT NULL DEFAULT 0                             -- a rule does not reach back
);
CREATE INDEX chase_rules_by_request ON chase_rules (request_id, days);

-- What was sent, and what was skipped and why. One row for each request and person a mail spoke of (or did not).
CREATE TABLE reminders (
    id             TEXT   NOT NULL CONSTRAINT reminders_pkey PRIMARY KEY,
    request_id     TEXT   NOT NULL CONSTRAINT reminders_request REFERENCES requests (id),
    contact_id     TEXT   NOT NULL CONSTRAINT reminders_contact REFERENCES contacts (id),
    planned_at     BIGINT NOT NULL,                                      -- the instant that the rule named
    at             BIGINT NOT NULL,
    outcome        TEXT   NOT NULL CONSTRAINT reminders_outcome CHECK (outcome IN ('sent', 'skipped')),
    why            TEXT   NOT NULL,                                      -- of a skipped one, in words; of a sent one: '' or 'by hand'
    by_name        TEXT   NOT NULL,                                      -- who sent it by hand; empty for the portal
    CONSTRAINT reminders_once UNIQUE (request_id, contact_id, planned_at)
);

-- The working days and quiet hours in which reminders go out (minutes after midnight in the person's time zone),
-- and how reviewed documents are named.
ALTER TABLE firm ADD COLUMN working_days TEXT NOT NULL DEFAULT '1,2,3,4,5'; -- 1 is Monday (ISO 8601)
ALTER TABLE firm ADD COLUMN mail_from BIGINT NOT NULL DEFAULT 540;
ALTER TABLE firm ADD COLUMN mail_until BIGINT NOT NULL DEFAULT 1020;
ALTER TABLE firm ADD COLUMN filing_pattern TEXT NOT NULL DEFAULT '{date} {client} {item}';
ALTER TABLE firm ADD COLUMN readable_days BIGINT NOT NULL DEFAULT 365; -- suggested: how long clients read a closed matter

-- A person's own time zone; empty: the firm's.
ALTER TABLE contacts ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';

-- Where a document is filed, and its name there; the name that the client gave stays.
ALTER TABLE documents ADD COLUMN matter_id TEXT CONSTRAINT documents_matter REFERENCES matters (id);
ALTER TABLE documents ADD COLUMN filed_as TEXT;
CREATE INDEX documents_by_matter ON documents (matter_id, created_at, id);

-- What an upload is the answer to.
ALTER TABLE uploads ADD COLUMN item_id TEXT CONSTRAINT uploads_item REFERENCES request_items (id);

-- Staff who look at the portal as a contact sees it: a mark on their own session, never a session of the contact's.
ALTER TABLE sessions ADD COLUMN viewing_client TEXT;
ALTER TABLE sessions ADD COLUMN viewing_contact TEXT;

-- What clients sent before this release: it waits if nobody has opened it.
INSERT INTO submissions (id, document_id, client_id, account_id, state, created_at, held_until)
    SELECT d.id, d.id, d.client_id, d.supplied_by,
        CASE WHEN d.first_opened_at IS NULL THEN 'waiting' ELSE 'accepted' END, d.created_at, 0
    FROM documents d WHERE d.origin = 'client';
