//! Requests as a client person has them before them: only what was sent to this contact, and of files, answers and
//! decisions only their own (PRODUCT, rule 1). What is internal is not even read.

use crate::accounts::AccountId;
use crate::clients::{ClientId, ContactId};
use crate::documents::{DocumentId, Scan};
use crate::kernel::{AppError, Day, Instant, Result, Wall};
use crate::matters::{MatterId, OnMatter};
use crate::requests::model::{ItemId, ItemState, Need, RequestId, RequestState, Verdict};
use crate::requests::permit::OnRequest;
use crate::server::Tx;
use crate::{reaches_client, reaches_matter, sql};

/// A request in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Sent {
    /// Id.
    pub id: RequestId,
    /// Whose.
    pub client_id: ClientId,
    /// The matter it is about; whether this person sees it is asked elsewhere.
    pub matter_id: Option<MatterId>,
    /// Title.
    pub title: String,
    /// The last day.
    pub due_on: Day,
    /// A `RequestState`'s word.
    pub state: String,
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// Items that count.
    pub total: i64,
    /// Of these, those of which something is there.
    pub received: i64,
    /// Of these, those that wait for this person: asked for, not optional, and not answered with "I don't have this" or
    /// "does not apply", which hold until they are ended, whatever becomes of what others send (`reminders::store` counts
    /// alike).
    pub waiting: i64,
}

impl Sent {
    /// Whether something waits for this person.
    pub fn waits(&self) -> bool {
        self.state == RequestState::Sent.word() && self.waiting > 0
    }
}

// What was withdrawn no longer counts.
macro_rules! sent {
    ($where:literal) => {
        concat!(
            "SELECT r.id, r.client_id, r.matter_id, r.title, r.due_on, r.state, r.sent_at,
                CAST(COALESCE(SUM(CASE WHEN i.id IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT) AS total,
                CAST(COALESCE(SUM(CASE WHEN i.state IN ('Submitted', 'Accepted', 'Does not apply') THEN 1 ELSE 0 END), 0)
                    AS BIGINT) AS received,
                CAST(COALESCE(SUM(CASE WHEN i.state IN ('Open', 'Needs more', 'Rejected') AND i.need <> 'optional'
                    AND NOT EXISTS (SELECT 1 FROM item_answers a WHERE a.item_id = i.id AND a.contact_id = p.contact_id
                        AND a.ended_at IS NULL AND a.kind <> 'later') THEN 1 ELSE 0 END), 0) AS BIGINT) AS waiting
            FROM request_contacts p JOIN requests r ON r.id = p.request_id
            LEFT JOIN request_items i ON i.request_id = r.id AND i.withdrawn_at IS NULL
            WHERE p.contact_id = $1 AND ",
            reaches_client!("r.client_id", "$2"),
            " AND ",
            reaches_matter!("r.matter_id", "$2"),
            " AND r.state ",
            $where,
            " GROUP BY r.id, r.client_id, r.matter_id, r.title, r.due_on, r.state, r.sent_at ORDER BY r.due_on, r.id"
        )
    };
}

/// The requests that were sent to this contact, taken back ones aside: those due first come first. Before staff who look at
/// their portal stands a wall.
pub async fn sent_to(tx: &mut Tx, contact: &ContactId, wall: &Wall) -> Result<Vec<Sent>> {
    const SENT: &str = sent!("IN ('sent', 'complete')");
    Ok(sql!(tx, |c| sqlx::query_as::<_, Sent>(SENT).bind(contact).bind(wall).fetch_all(c))?)
}

/// What was sent to this contact about the matter of the proof, taken back ones aside.
pub async fn about_matter(tx: &mut Tx, contact: &ContactId, on: &OnMatter) -> Result<Vec<Sent>> {
    const ABOUT: &str = sent!("IN ('sent', 'complete') AND r.matter_id = $3");
    Ok(sql!(tx, |c| sqlx::query_as::<_, Sent>(ABOUT)
        .bind(contact)
        .bind(on.on().wall())
        .bind(on.matter())
        .fetch_all(c))?)
}

/// Something of this person's that staff sent back, and that is still to be put right.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SentBack {
    /// The request.
    pub request_id: RequestId,
    /// The item.
    pub item_id: ItemId,
    /// Its title.
    pub title: String,
    /// Why.
    pub reason: String,
}

const SENT_BACK: &str = concat!(
    "SELECT i.request_id, i.id AS item_id, i.title, e.reason
    FROM request_contacts p CROSS JOIN requests r
    JOIN request_items i ON i.request_id = r.id JOIN submissions s ON s.item_id = i.id
    JOIN decisions e ON e.submission_id = s.id AND e.undone_at IS NULL
    WHERE p.contact_id = $1 AND r.id = p.request_id AND s.account_id = $2 AND r.state = 'sent'
        AND i.withdrawn_at IS NULL AND i.state IN ('Needs more', 'Rejected') AND e.verdict IN ('needs more', 'rejected') AND ",
    reaches_client!("r.client_id", "$3"),
    " AND ",
    reaches_matter!("r.matter_id", "$3"),
    " ORDER BY e.decided_at DESC, e.id DESC"
);

/// What was sent back to this person, newest first.
pub async fn sent_back(tx: &mut Tx, contact: &ContactId, account: &AccountId, wall: &Wall) -> Result<Vec<SentBack>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, SentBack>(SENT_BACK).bind(contact).bind(account).bind(wall).fetch_all(c))?)
}

/// A request as its page tells it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Letter {
    /// Title.
    pub title: String,
    /// What stands above the items.
    pub message: String,
    /// The last day.
    pub due_on: Day,
    /// A `RequestState`'s word.
    pub state: String,
    /// The matter it is about, if this person sees it.
    pub matter_id: Option<MatterId>,
    /// That matter's title.
    pub matter_title: Option<String>,
    /// Who leads that matter.
    pub lead_name: Option<String>,
    /// Their phone.
    pub lead_phone: Option<String>,
    /// Their address.
    pub lead_email: Option<String>,
    /// When this person said "that's all for now".
    pub finished_at: Option<Instant>,
    /// Whether the matter that it is about is closed, seen by this person or not.
    pub matter_closed: bool,
}

const LETTER: &str = "SELECT r.title, r.message, r.due_on, r.state, m.id AS matter_id, m.title AS matter_title,
        l.name AS lead_name, l.phone AS lead_phone, l.email AS lead_email, p.finished_at,
        EXISTS (SELECT 1 FROM matters o WHERE o.id = r.matter_id AND o.open <> $3) AS matter_closed
    FROM requests r JOIN request_contacts p ON p.request_id = r.id AND p.contact_id = $2
    LEFT JOIN matters m ON m.id = r.matter_id AND (m.open = $3 OR m.readable_until >= $4)
        AND EXISTS (SELECT 1 FROM matter_contacts v WHERE v.matter_id = m.id AND v.contact_id = $2)
    LEFT JOIN accounts l ON l.id = m.lead_id AND l.state = 'active'
    WHERE r.id = $1 AND r.client_id = $5";

/// The request of this proof, as this person reads it on `today`.
pub async fn letter(tx: &mut Tx, on: &OnRequest, today: &Day) -> Result<Letter> {
    let contact = on.on().contact().ok_or(AppError::NotFound)?;
    let found = sql!(tx, |c| sqlx::query_as::<_, Letter>(LETTER)
        .bind(on.request())
        .bind(contact)
        .bind(true)
        .bind(today)
        .bind(on.on().client())
        .fetch_optional(c))?;
    found.ok_or(AppError::NotFound)
}

/// One thing asked for, as the client reads it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Thing {
    /// Id.
    pub id: ItemId,
    /// The group it stands in; may be empty.
    pub heading: String,
    /// What is asked for.
    pub title: String,
    /// How it should be.
    pub instruction: String,
    /// A `Need`'s word.
    pub need: String,
    /// When a conditional one applies.
    pub condition: String,
    /// Files expected.
    pub how_many: i64,
    /// Allowed kinds, words separated by spaces.
    pub kinds: String,
    /// An example file of the firm's.
    pub example_id: Option<DocumentId>,
    /// An `ItemState`'s word.
    pub state: String,
    /// Of what does not apply: it is settled so because somebody does not have it.
    pub not_available: bool,
    /// Since when.
    pub state_since: Instant,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
    /// Whether a contact's "does not apply" was the last that happened to it.
    pub said_so: bool,
}

impl Thing {
    /// Whether something of it can still be sent.
    pub fn waits(&self) -> bool {
        self.withdrawn_at.is_none() && self.standing().waits_for_client()
    }

    /// How it stands.
    pub fn standing(&self) -> ItemState {
        ItemState::parse(&self.state).unwrap_or(ItemState::Open)
    }

    /// Whether it must be sent.
    pub fn need(&self) -> Need {
        Need::parse(&self.need).unwrap_or(Need::Required)
    }
}

const THINGS: &str = concat!(
    "SELECT i.id, i.heading, i.title, i.instruction, i.need, i.condition, i.how_many, i.kinds,
        COALESCE(i.example_id, i.example_file_id) AS example_id, i.state, ",
    not_available!(),
    " AS not_available, i.state_since, i.withdrawn_at,
        EXISTS (SELECT 1 FROM item_answers a WHERE a.item_id = i.id AND a.kind = 'does not apply' AND a.ended_at IS NULL
            AND a.created_at = i.state_since) AS said_so
    FROM request_items i WHERE i.request_id = $1 ORDER BY i.position, i.id"
);

/// What is and was asked for, in its order.
pub async fn things(tx: &mut Tx, on: &OnRequest) -> Result<Vec<Thing>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Thing>(THINGS).bind(on.request()).fetch_all(c))?)
}

/// A file that this person handed in for an item.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Handed {
    /// For which item.
    pub item_id: ItemId,
    /// The document.
    pub document_id: DocumentId,
    /// Its name, as they gave it.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// What the virus check knows.
    #[sqlx(try_from = "String")]
    pub scan: Scan,
    /// `waiting`, or a `Verdict`'s word.
    pub state: String,
    /// When it came.
    pub created_at: Instant,
    /// When it was decided, if that stands.
    pub decided_at: Option<Instant>,
    /// Why.
    pub reason: Option<String>,
}

impl Handed {
    /// What was decided, if something was.
    pub fn verdict(&self) -> Option<Verdict> {
        Verdict::parse(&self.state).ok()
    }
}

const HANDED: &str =
    "SELECT s.item_id, s.document_id, d.name, v.size, v.scan, s.state, s.created_at, e.decided_at, e.reason
    FROM request_items i JOIN submissions s ON s.item_id = i.id JOIN documents d ON d.id = s.document_id
    JOIN document_versions v ON v.document_id = d.id AND
        v.number = (SELECT MAX(n.number) FROM document_versions n WHERE n.document_id = d.id)
    LEFT JOIN decisions e ON e.submission_id = s.id AND e.undone_at IS NULL
    WHERE i.request_id = $1 AND s.account_id = $2 AND s.client_id = $3 ORDER BY s.created_at, s.id";

/// What the person of this proof handed in for the request, oldest first.
pub async fn handed(tx: &mut Tx, on: &OnRequest) -> Result<Vec<Handed>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Handed>(HANDED)
        .bind(on.request())
        .bind(on.on().account())
        .bind(on.on().client())
        .fetch_all(c))?)
}
