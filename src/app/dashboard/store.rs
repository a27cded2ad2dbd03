//! What the dashboard counts and shows of every feature, in five queries: a page asks the database ten times at most.

use crate::accounts::Staff;
use crate::kernel::{Day, Instant, Result, Wall};
use crate::matters::MatterId;
use crate::requests::RequestId;
use crate::server::Tx;
use crate::{
    in_group, matter_in_groups, reaches_client, reaches_document, reaches_matter, reaches_recipient, sql,
    waits_for_client,
};

/// The numbers of the queues.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Counts {
    /// Documents that wait for a decision.
    pub to_review: i64,
    /// Since when the oldest.
    pub oldest: Option<Instant>,
    /// Requests whose day is over and that are not wholly with the firm.
    pub overdue: i64,
    /// Requests on which a question waits for an answer.
    pub questions: i64,
    /// Deadlines from today on, within the week.
    pub this_week: i64,
    /// Deadlines whose day is over.
    pub missed: i64,
    /// Open matters that this person leads or helps with.
    pub mine: i64,
    /// Mails that reached nobody.
    pub failed_mails: i64,
    /// Clients with an invitation that nobody accepted for some days: as their list counts them.
    pub unaccepted: i64,
    /// Whether there is any client: 0 or 1.
    pub clients: i64,
}

/// A submission `s` is reached: its client, and the matter that it belongs to.
macro_rules! submission {
    ($wall:literal) => {
        concat!(reaches_client!("s.client_id", $wall), " AND ", reaches_document!("s.document_id", $wall))
    };
}

/// A request `r` is reached: its client, and the matter that it is about.
macro_rules! request {
    ($wall:literal) => {
        concat!(reaches_client!("r.client_id", $wall), " AND ", reaches_matter!("r.matter_id", $wall))
    };
}

// A cross join, because SQLite then begins with the helpers: there are few.
const COUNTS: &str = concat!(
    "SELECT (SELECT COUNT(*) FROM submissions s WHERE s.state = 'waiting' AND ",
    submission!("$6"),
    ") AS to_review,
    (SELECT MIN(s.created_at) FROM submissions s WHERE s.state = 'waiting' AND ",
    submission!("$6"),
    ") AS oldest,
    (SELECT COUNT(*) FROM requests r WHERE r.state = 'sent' AND r.due_on < $1 AND ",
    waits_for_client!(),
    " AND ",
    request!("$6"),
    ") AS overdue,
    (SELECT COUNT(DISTINCT i.request_id) FROM item_messages q CROSS JOIN request_items i CROSS JOIN requests r
        WHERE q.from_client = TRUE AND q.answered_at IS NULL AND i.id = q.item_id AND i.withdrawn_at IS NULL
        AND r.id = i.request_id AND r.state IN ('sent', 'complete') AND ",
    request!("$6"),
    ") AS questions,
    (SELECT COUNT(*) FROM deadlines d JOIN matters m ON m.id = d.matter_id
        WHERE d.done = $2 AND d.due_on >= $1 AND d.due_on <= $3 AND m.open = $4 AND ",
    matter_in_groups!("m", "$6"),
    ") AS this_week,
    (SELECT COUNT(*) FROM deadlines d JOIN matters m ON m.id = d.matter_id
        WHERE d.done = $2 AND d.due_on < $1 AND m.open = $4 AND ",
    matter_in_groups!("m", "$6"),
    ") AS missed,
    (SELECT COUNT(*) FROM matters m WHERE m.lead_id = $5 AND m.open = $4 AND ",
    matter_in_groups!("m", "$6"),
    ")
        + (SELECT COUNT(*) FROM matter_helpers h CROSS JOIN matters m
            WHERE h.account_id = $5 AND m.id = h.matter_id AND m.open = $4 AND (m.lead_id IS NULL OR m.lead_id <> $5)
            AND ",
    matter_in_groups!("m", "$6"),
    ") AS mine,
    (SELECT COUNT(*) FROM outbox o WHERE o.missed_at > 0 AND ",
    reaches_recipient!("o.recipient_key", "$6"),
    ") AS failed_mails,
    (SELECT COUNT(DISTINCT i.client_id) FROM invitations i CROSS JOIN portal_access p CROSS JOIN clients c
        WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.created_at < $7 AND p.client_id = i.client_id
        AND p.contact_id = i.contact_id AND p.state = 'none' AND c.id = i.client_id AND c.archived_at IS NULL AND ",
    in_group!("c.group_id", "$6"),
    ") AS unaccepted,
    (SELECT COUNT(*) FROM (SELECT c.id FROM clients c WHERE ",
    in_group!("c.group_id", "$6"),
    " LIMIT 1) one) AS clients"
);

/// All numbers of what this person reaches, seen from `today`; the week ends with `last`, and an invitation from before
/// `invited` is an old one.
pub(super) async fn counts(tx: &mut Tx, who: &Staff, today: &Day, last: &Day, invited: Instant) -> Result<Counts> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Counts>(COUNTS)
        .bind(today)
        .bind(false)
        .bind(last)
        .bind(true)
        .bind(who.id())
        .bind(who.wall())
        .bind(invited)
        .fetch_one(c))?)
}

/// A deadline that comes.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Coming {
    /// On which matter.
    pub matter_id: MatterId,
    /// Its number.
    pub reference: String,
    /// How it stands.
    pub status: String,
    /// Whose.
    pub client_name: String,
    /// What is due.
    pub title: String,
    /// When.
    pub due_on: Day,
}

const COMING: &str = concat!(
    "SELECT d.matter_id, m.reference, m.status, c.name AS client_name, d.title, d.due_on
    FROM deadlines d JOIN matters m ON m.id = d.matter_id JOIN clients c ON c.id = m.client_id
    WHERE d.done = $1 AND d.due_on >= $2 AND d.due_on <= $3 AND m.open = $4 AND ",
    matter_in_groups!("m", "$6"),
    " ORDER BY d.due_on, d.id LIMIT $5"
);

/// Deadlines of open matters from `today` to `last` before which no wall stands, soonest first.
pub(super) async fn coming(tx: &mut Tx, wall: &Wall, today: &Day, last: &Day, most: i64) -> Result<Vec<Coming>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Coming>(COMING)
        .bind(false)
        .bind(today)
        .bind(last)
        .bind(true)
        .bind(most)
        .bind(wall)
        .fetch_all(c))?)
}

/// A request whose day is over and that is not wholly with the firm.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Overdue {
    /// Id.
    pub id: RequestId,
    /// Title.
    pub title: String,
    /// Whose.
    pub client_name: String,
    /// When it was due.
    pub due_on: Day,
    /// How often somebody was reminded.
    pub reminded: i64,
    /// When last.
    pub reminded_at: Option<Instant>,
    /// Things that came back to the client, or lack something.
    pub returned: i64,
}

const OVERDUE: &str = concat!(
    "SELECT r.id, r.title, c.name AS client_name, r.due_on,
        (SELECT COUNT(*) FROM reminders n WHERE n.request_id = r.id AND n.outcome = 'sent') AS reminded,
        (SELECT MAX(n.at) FROM reminders n WHERE n.request_id = r.id AND n.outcome = 'sent') AS reminded_at,
        (SELECT COUNT(*) FROM request_items i WHERE i.request_id = r.id AND i.withdrawn_at IS NULL
            AND i.state IN ('Rejected', 'Needs more')) AS returned
    FROM requests r JOIN clients c ON c.id = r.client_id
    WHERE r.state = 'sent' AND r.due_on < $1 AND ",
    waits_for_client!(),
    " AND ",
    request!("$3"),
    " ORDER BY r.due_on, r.id LIMIT $2"
);

/// Requests that were due before `today` and wait for the client, before which no wall stands, the latest first.
pub(super) async fn overdue(tx: &mut Tx, wall: &Wall, today: &Day, most: i64) -> Result<Vec<Overdue>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Overdue>(OVERDUE).bind(today).bind(most).bind(wall).fetch_all(c))?)
}

/// A matter that this person works on.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Mine {
    /// Id.
    pub id: MatterId,
    /// Its number.
    pub reference: String,
    /// Title.
    pub title: String,
    /// How it stands.
    pub status: String,
    /// Whose.
    pub client_name: String,
    /// The step it is in.
    pub phase_name: Option<String>,
    /// When it is due.
    pub due_on: Option<Day>,
}

// Two lists, each by its own index, and the sooner ones of both.
const MINE: &str = concat!(
    "SELECT x.id, x.reference, x.title, x.status, c.name AS client_name, p.name AS phase_name, x.due_on
    FROM (SELECT * FROM (SELECT m.* FROM matters m WHERE m.lead_id = $1 AND m.open = $2 AND m.due_on IS NOT NULL
            AND ",
    matter_in_groups!("m", "$4"),
    " ORDER BY m.due_on, m.id LIMIT $3) soon
        UNION SELECT * FROM (SELECT m.* FROM matters m WHERE m.lead_id = $1 AND m.open = $2 AND m.due_on IS NULL
            AND ",
    matter_in_groups!("m", "$4"),
    " ORDER BY m.id DESC LIMIT $3) undated
        UNION SELECT * FROM (SELECT m.* FROM matter_helpers h CROSS JOIN matters m
            WHERE h.account_id = $1 AND m.id = h.matter_id AND m.open = $2 AND ",
    matter_in_groups!("m", "$4"),
    " ORDER BY m.due_on, m.id LIMIT $3) helped) x
    JOIN clients c ON c.id = x.client_id LEFT JOIN phases p ON p.id = x.phase_id
    ORDER BY CASE WHEN x.due_on IS NULL THEN 1 ELSE 0 END, x.due_on, x.id LIMIT $3"
);

/// Open matters that `who` leads or helps with, and still reaches, the sooner due first.
pub(super) async fn mine(tx: &mut Tx, who: &Staff, most: i64) -> Result<Vec<Mine>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Mine>(MINE)
        .bind(who.id())
        .bind(true)
        .bind(most)
        .bind(who.wall())
        .fetch_all(c))?)
}

/// Something that a client sent and nobody has decided on.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Upload {
    /// The submission.
    pub id: String,
    /// Whose.
    pub client_name: String,
    /// Who sent it.
    pub account_name: String,
    /// What was asked for.
    pub item_title: Option<String>,
    /// What the file is called.
    pub name: String,
    /// When it came.
    pub created_at: Instant,
}

const UPLOADS: &str = concat!(
    "SELECT s.id, c.name AS client_name, a.name AS account_name, i.title AS item_title, d.name,
        s.created_at
    FROM submissions s JOIN documents d ON d.id = s.document_id JOIN clients c ON c.id = s.client_id
    JOIN accounts a ON a.id = s.account_id LEFT JOIN request_items i ON i.id = s.item_id
    WHERE s.state = 'waiting' AND ",
    submission!("$2"),
    " ORDER BY s.created_at, s.id LIMIT $1"
);

/// What waits to be reviewed and no wall stands before, oldest first.
pub(super) async fn uploads(tx: &mut Tx, wall: &Wall, most: i64) -> Result<Vec<Upload>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Upload>(UPLOADS).bind(most).bind(wall).fetch_all(c))?)
}
