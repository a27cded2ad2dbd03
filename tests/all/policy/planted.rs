//! What client A has beside what people made through the portal: rows, so that the world opens quickly. Planting again
//! brings back what a call took away, and nothing else.

use crate::support::TestApp;
use gk_nexus::firm::Firm;
use gk_nexus::kernel::Instant;
use gk_nexus::mail::{Letter, Sealed};
use std::collections::BTreeMap;

/// What is planted; each has an id of its own.
const PLANTED: [&str; 34] = [
    "matter_type",
    "old_type",
    "phase",
    "type_task",
    "type_deadline",
    "matter",
    "other",
    "deadline",
    "task",
    "note",
    "template",
    "old_template",
    "template_item",
    "request",
    "item",
    "draft",
    "draft_item",
    "submission",
    "decision",
    "reason",
    "rule",
    "mail",
    "other deadline",
    "other task",
    "other note",
    "other phase",
    "other type_task",
    "other type_deadline",
    "other template_item",
    "group",
    "old_group",
    "account",
    "gone",
    "invitation",
];

/// Everybody who stands at client A was sent the request and shown the matter: also who reaches the client no more.
const ROWS: &str = "
    INSERT INTO matter_types (id, name, name_key, created_at, archived_at)
        VALUES ('{matter_type}', 'Tax', 'tax', 1, NULL), ('{old_type}', 'Old', 'old', 1, 1) ON CONFLICT DO NOTHING;
    INSERT INTO phases (id, type_id, position, name, client_name, sentence)
        VALUES ('{phase}', '{matter_type}', 1, 'Gather', 'Gathering', 'We gather.') ON CONFLICT DO NOTHING;
    INSERT INTO type_tasks (id, type_id, position, title) VALUES ('{type_task}', '{matter_type}', 1, 'Sign')
        ON CONFLICT DO NOTHING;
    INSERT INTO type_deadlines (id, type_id, position, title, offset_days, visible)
        VALUES ('{type_deadline}', '{matter_type}', 1, 'File', 30, TRUE) ON CONFLICT DO NOTHING;
    INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phase_id, phases_done, sentence,
            start_on, open, created_at, changed_at)
        VALUES ('{matter}', 'M-2025-0001', '{client}', '{matter_type}', 'Return', 'In progress', 1, '{phase}', FALSE, '',
            '2026-11-01', TRUE, 1, 1),
        ('{other}', 'M-2025-0002', '{client}', '{matter_type}', 'Return before', 'In progress', 1, '{phase}', FALSE, '',
            '2026-11-01', TRUE, 1, 1) ON CONFLICT DO NOTHING;
    INSERT INTO matter_contacts (matter_id, contact_id, created_at)
        SELECT '{matter}', contact_id, 1 FROM portal_access WHERE client_id = '{client}' ON CONFLICT DO NOTHING;
    INSERT INTO matter_links (one_id, other_id, created_at) VALUES ('{matter}', '{other}', 1) ON CONFLICT DO NOTHING;
    INSERT INTO deadlines (id, matter_id, title, due_on, visible, created_at, done, done_by)
        VALUES ('{deadline}', '{matter}', 'File', '2026-12-01', TRUE, 1, FALSE, '') ON CONFLICT DO NOTHING;
    INSERT INTO tasks (id, matter_id, position, title, done_by) VALUES ('{task}', '{matter}', 1, 'Sign', '')
        ON CONFLICT DO NOTHING;
    INSERT INTO matter_notes (id, matter_id, author_id, words, visible, created_at)
        SELECT '{note}', '{matter}', MIN(id), 'Called', TRUE, 1 FROM accounts WHERE id <> '' ON CONFLICT DO NOTHING;
    INSERT INTO request_templates (id, name, name_key, message, due_days, created_at, archived_at)
        VALUES ('{template}', 'Tax', 'tax', '', 7, 1, NULL), ('{old_template}', 'Old', 'old', '', 7, 1, 1)
        ON CONFLICT DO NOTHING;
    INSERT INTO template_items (id, template_id, position, heading, title, instruction, need, condition, how_many, kinds, checks)
        VALUES ('{template_item}', '{template}', 1, '', 'Payslips', '', 'required', '', 1, '', '') ON CONFLICT DO NOTHING;
    INSERT INTO requests (id, client_id, matter_id, title, message, due_on, state, chasing, created_by, created_at, sent_at,
            changed_at)
        SELECT '{request}', '{client}', '{matter}', 'Papers', '', '2026-12-01', 'sent', 'firm', id, 1, 1, 1
            FROM accounts WHERE role = 'owner' ON CONFLICT DO NOTHING;
    INSERT INTO requests (id, client_id, title, message, due_on, state, chasing, created_by, created_at, changed_at)
        SELECT '{draft}', '{client}', 'More papers', '', '2026-12-01', 'draft', 'firm', id, 1, 1
            FROM accounts WHERE role = 'owner' ON CONFLICT DO NOTHING;
    INSERT INTO request_contacts (request_id, contact_id, created_at)
        SELECT r.id, p.contact_id, 1 FROM requests r JOIN portal_access p ON p.client_id = r.client_id
            WHERE r.client_id = '{client}' ON CONFLICT DO NOTHING;
    INSERT INTO request_items (id, request_id, position, heading, title, instruction, need, condition, how_many, kinds,
            checks, state, state_since, created_at)
        VALUES ('{item}', '{request}', 1, '', 'Payslips', '', 'required', '', 1, '', '', 'Open', 1, 1),
            ('{draft_item}', '{draft}', 1, '', 'Lease', '', 'required', '', 1, '', '', 'Open', 1, 1) ON CONFLICT DO NOTHING;
    INSERT INTO item_messages (id, item_id, contact_id, author_id, from_client, words, created_at, answered_at)
        SELECT '{item}', '{item}', '{contact}', id, TRUE, 'Which months?', 1, 1 FROM accounts WHERE role = 'owner'
        ON CONFLICT DO NOTHING;
    UPDATE submissions SET id = '{submission}' WHERE document_id = '{document}' AND id <> '{submission}';
    INSERT INTO decisions (id, submission_id, verdict, reason, item_state_before, decided_by, decided_at, undone_by, undone_at)
        SELECT '{decision}', '{submission}', 'accepted', '', '', id, 1, id, 1 FROM accounts WHERE role = 'owner'
        ON CONFLICT DO NOTHING;
    INSERT INTO canned_reasons (id, position, words) VALUES ('{reason}', -1, 'Too dark to read') ON CONFLICT DO NOTHING;
    INSERT INTO chase_rules (id, request_id, days, received) VALUES ('{rule}', NULL, -60, 'nothing') ON CONFLICT DO NOTHING;
    INSERT INTO phases (id, type_id, position, name, client_name, sentence)
        VALUES ('{other phase}', '{old_type}', 1, 'Gather', 'Gathering', 'We gather.') ON CONFLICT DO NOTHING;
    INSERT INTO type_tasks (id, type_id, position, title) VALUES ('{other type_task}', '{old_type}', 1, 'Sign')
        ON CONFLICT DO NOTHING;
    INSERT INTO type_deadlines (id, type_id, position, title, offset_days, visible)
        VALUES ('{other type_deadline}', '{old_type}', 1, 'File', 30, TRUE) ON CONFLICT DO NOTHING;
    INSERT INTO deadlines (id, matter_id, title, due_on, visible, created_at, done, done_by)
        VALUES ('{other deadline}', '{other}', 'File', '2026-12-01', TRUE, 1, FALSE, '') ON CONFLICT DO NOTHING;
    INSERT INTO tasks (id, matter_id, position, title, done_by) VALUES ('{other task}', '{other}', 1, 'Sign', '')
        ON CONFLICT DO NOTHING;
    INSERT INTO matter_notes (id, matter_id, author_id, words, visible, created_at)
        SELECT '{other note}', '{other}', MIN(id), 'Called', TRUE, 1 FROM accounts WHERE id <> '' ON CONFLICT DO NOTHING;
    INSERT INTO template_items (id, template_id, position, heading, title, instruction, need, condition, how_many, kinds, checks)
        VALUES ('{other template_item}', '{old_template}', 1, '', 'Lease', '', 'required', '', 1, '', '') ON CONFLICT DO NOTHING;
    INSERT INTO accounts (id, kind, role, name, email, email_key, phone, state, created_at, last_login_from)
        VALUES ('{account}', 'staff', 'staff', 'Kwame Boyd', 'kwame@persaudvale.example', 'kwame@persaudvale.example', '',
            'active', 1, ''),
        ('{gone}', 'staff', 'staff', 'Lena Boyd', 'lena@persaudvale.example', 'lena@persaudvale.example', '',
            'disabled', 1, '') ON CONFLICT DO NOTHING;
    INSERT INTO team_invitations (id, name, email, email_key, role, nonce, token_hash, sent_by, created_at, expires_at,
            accepted_at)
        SELECT '{invitation}', 'Kwame Boyd', 'kwame@persaudvale.example', 'kwame@persaudvale.example', 'staff', 'n', 'h', id,
            1, 2, 1 FROM accounts WHERE role = 'owner' ON CONFLICT DO NOTHING;
    INSERT INTO practice_groups (id, name, name_key, created_at, archived_at)
        VALUES ('{group}', 'Tax', 'tax', 1, NULL), ('{old_group}', 'Old', 'old', 1, 1) ON CONFLICT DO NOTHING;
    INSERT INTO staff_groups (account_id, group_id) VALUES ('{account}', '{group}') ON CONFLICT DO NOTHING;
    INSERT INTO staff_groups (account_id, group_id) SELECT id, '{group}' FROM accounts WHERE role <> 'owner'
        AND email_key IN ('max@firm.example', 'renee@firm.example', 'fay@firm.example') ON CONFLICT DO NOTHING;
    UPDATE clients SET group_id = '{group}' WHERE id = '{client}' AND group_id IS NULL;
    UPDATE matters SET client_group_id = '{group}' WHERE client_id = '{client}' AND client_group_id IS NULL;
    INSERT INTO outbox (id, kind, about, recipient, letter, state, tries, due_at, give_up_at, leased_until, fault, created_at)
        VALUES ('{mail}', 'password reset', 'r', 'mariam@example.com', '{letter}', 'failed', 1, 1, 1, 0, 'Closed', 1)
        ON CONFLICT (id) DO UPDATE SET state = 'failed';
    UPDATE outbox SET recipient_key = recipient, missed_at = 1 WHERE id = '{mail}';
    INSERT INTO mail_stops (address_key, address, fate, why, since)
        VALUES ('mariam@example.com', 'mariam@example.com', 'bounced', 'Gone', 1)
        ON CONFLICT (address_key) DO UPDATE SET resumed_at = NULL;
";

/// The ids of what is planted.
pub fn ids() -> impl Iterator<Item = (&'static str, String)> {
    (1..).zip(PLANTED).map(|(number, name)| (name, format!("0190a2b3c4d57e6f8a9b0c1d2e3f{number:04x}")))
}

/// Plants what is not there.
pub async fn plant(app: &TestApp, things: &BTreeMap<&'static str, String>) {
    // Its link has ended, so it can't be sent again.
    let letter =
        Letter::PasswordReset { reset: "r".into(), nonce: "n".into(), name: "Mariam".into(), ends_at: Instant(1) };
    let sealed = Sealed { firm: Firm::unnamed("UTC"), letter };
    let mut rows = ROWS.replace("{letter}", &serde_json::to_string(&sealed).unwrap());
    for (name, id) in things {
        rows = rows.replace(&format!("{{{name}}}"), id);
    }
    app.run(&rows).await.unwrap();
}
