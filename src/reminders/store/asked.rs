//! Whom sent requests wait for, and for what.

use crate::accounts::AccountId;
use crate::clients::{ClientId, ContactId};
use crate::kernel::{Day, Instant, Result};
use crate::requests::RequestId;
use crate::server::Tx;
use crate::sql;

/// One request and one contact whom it goes to, as the job looks for what is due.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Glance {
    /// The request.
    pub request_id: RequestId,
    /// The contact.
    pub contact_id: ContactId,
    /// The request's last day.
    pub due_on: Day,
    /// When it was sent.
    pub sent_at: Instant,
    /// `firm` or `own`.
    pub chasing: String,
    /// The contact's time zone; empty: the firm's.
    pub time_zone: String,
    /// The last planned instant that the portal sent or skipped.
    pub last_planned: Option<Instant>,
}

// The index requests_by_state serves it: only sent requests with a due day in the window are looked at.
const GLANCE: &str = "SELECT r.id AS request_id, p.contact_id, r.due_on, r.sent_at, r.chasing, k.time_zone,
        (SELECT MAX(m.planned_at) FROM reminders m
            WHERE m.request_id = r.id AND m.contact_id = p.contact_id AND m.by_name = '') AS last_planned
    FROM requests r JOIN request_contacts p ON p.request_id = r.id JOIN contacts k ON k.id = p.contact_id
    WHERE r.state = 'sent' AND r.due_on >= $1 AND r.due_on <= $2 AND r.chasing <> 'off' AND r.sent_at IS NOT NULL
    ORDER BY r.due_on, r.id";

/// Every contact of every sent request that is due in these days and is chased.
pub async fn glance(tx: &mut Tx, from: &Day, to: &Day) -> Result<Vec<Glance>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Glance>(GLANCE).bind(from).bind(to).fetch_all(c))?)
}

/// One request and one contact whom it goes to, with all that decides whether they are reminded.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Asked {
    /// The request.
    pub request_id: RequestId,
    /// Whose.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// Since when the client is put away.
    pub archived_at: Option<Instant>,
    /// The request's title.
    pub title: String,
    /// Its last day.
    pub due_on: Day,
    /// A `RequestState`'s word.
    pub state: String,
    /// `firm`, `own` or `off`.
    pub chasing: String,
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// The contact.
    pub contact_id: ContactId,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Their time zone; empty: the firm's.
    pub time_zone: String,
    /// Their login, if it is active.
    pub account_id: Option<AccountId>,
    /// Their access to this client's portal: `none`, `active`, `inactive`.
    pub access: Option<String>,
    /// Questions of theirs on this request that wait for an answer.
    pub questions: i64,
    /// Whether the matter that it is about is closed.
    pub matter_closed: bool,
    /// The last planned instant that the portal sent or skipped.
    pub last_planned: Option<Instant>,
    /// When they were last reminded by hand.
    pub by_hand_at: Option<Instant>,
    /// When they were last reminded at all.
    pub sent_last: Option<Instant>,
}

impl Asked {
    /// Whether they can sign in and see the request.
    pub fn has_access(&self) -> bool {
        self.account_id.is_some() && self.access.as_deref() == Some("active")
    }
}

macro_rules! asked {
    ($where:literal) => {
        concat!(
            "SELECT r.id AS request_id, r.client_id, c.name AS client_name, c.archived_at, r.title, r.due_on, r.state,
                r.chasing, r.sent_at, p.contact_id, k.name, k.email, k.time_zone, u.id AS account_id, a.state AS access,
                (SELECT COUNT(*) FROM request_items i JOIN item_messages q ON q.item_id = i.id AND q.contact_id = k.id
                    WHERE i.request_id = r.id AND i.withdrawn_at IS NULL AND q.from_client = $2
                    AND q.answered_at IS NULL) AS questions,
                EXISTS (SELECT 1 FROM matters o WHERE o.id = r.matter_id AND o.open <> $2) AS matter_closed,
                (SELECT MAX(m.planned_at) FROM reminders m
                    WHERE m.request_id = r.id AND m.contact_id = k.id AND m.by_name = '') AS last_planned,
                (SELECT MAX(m.at) FROM reminders m
                    WHERE m.request_id = r.id AND m.contact_id = k.id AND m.by_name <> '') AS by_hand_at,
                (SELECT MAX(m.at) FROM reminders m
                    WHERE m.request_id = r.id AND m.contact_id = k.id AND m.outcome = 'sent') AS sent_last
            FROM request_contacts p JOIN requests r ON r.id = p.request_id JOIN clients c ON c.id = r.client_id
            JOIN contacts k ON k.id = p.contact_id
            LEFT JOIN accounts u ON u.id = k.account_id AND u.state = 'active'
            LEFT JOIN portal_access a ON a.client_id = r.client_id AND a.contact_id = k.id
            WHERE ",
            $where
        )
    };
}

const OF_CONTACT: &str = asked!("p.contact_id = $1 AND r.state <> 'draft' AND r.due_on >= $3 ORDER BY r.due_on, r.id");
const OF_REQUEST: &str = asked!("p.request_id = $1 ORDER BY k.name_key, k.id");

/// Every request to this contact that is no draft and not due before `from`.
pub async fn asked_of_contact(tx: &mut Tx, contact: &ContactId, from: &Day) -> Result<Vec<Asked>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Asked>(OF_CONTACT).bind(contact).bind(true).bind(from).fetch_all(c))?)
}

/// Everybody whom this request goes to.
pub async fn asked_by_request(tx: &mut Tx, request: &RequestId) -> Result<Vec<Asked>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Asked>(OF_REQUEST).bind(request).bind(true).fetch_all(c))?)
}

/// One thing asked for, as it stands for one contact.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Wanted {
    /// Of which request.
    pub request_id: RequestId,
    /// Who is asked.
    pub contact_id: ContactId,
    /// What for.
    pub title: String,
    /// A `Need`'s word.
    pub need: String,
    /// An `ItemState`'s word.
    pub state: String,
    /// How many documents came for it, from anybody.
    pub documents: i64,
    /// What this contact answered, if that holds: an `AnswerKind`'s word.
    pub answer: Option<String>,
    /// By which day they promised it.
    pub promised_on: Option<Day>,
}

// An answer counts until it is ended, as on the portal's home (`requests::store::mine`): both tell the same.
macro_rules! wanted {
    ($where:literal) => {
        concat!(
            "SELECT i.request_id, p.contact_id, i.title, i.need, i.state,
                (SELECT COUNT(*) FROM submissions s WHERE s.item_id = i.id) AS documents,
                w.kind AS answer, w.promised_on
            FROM request_contacts p JOIN requests r ON r.id = p.request_id JOIN request_items i ON i.request_id = r.id
            LEFT JOIN item_answers w ON w.id = (SELECT n.id FROM item_answers n
                WHERE n.item_id = i.id AND n.contact_id = p.contact_id AND n.ended_at IS NULL
                ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
            WHERE i.withdrawn_at IS NULL AND ",
            $where,
            " ORDER BY i.position, i.id"
        )
    };
}

// No word on the state: it would lead SQLite to look through all sent requests instead of this contact's.
const WANTED_OF_CONTACT: &str = wanted!("p.contact_id = $1 AND r.due_on >= $2");
const WANTED_BY_REQUEST: &str = wanted!("p.request_id = $1");

/// What this contact's requests ask for, those not due before `from`.
pub async fn wanted_of_contact(tx: &mut Tx, contact: &ContactId, from: &Day) -> Result<Vec<Wanted>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Wanted>(WANTED_OF_CONTACT).bind(contact).bind(from).fetch_all(c))?)
}

/// What this request asks everybody for.
pub async fn wanted_by_request(tx: &mut Tx, request: &RequestId) -> Result<Vec<Wanted>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Wanted>(WANTED_BY_REQUEST).bind(request).fetch_all(c))?)
}
