//! Requests in lists: each row with what was received of how much, in the same query.

use crate::clients::{ClientId, OnClient};
use crate::kernel::page::Page;
use crate::kernel::{Day, Instant, Result, Wall};
use crate::matters::{MatterId, OnMatter};
use crate::requests::model::{RequestId, RequestState};
use crate::server::{Tx, db};
use crate::{in_group, reaches_matter, sql};

/// Requests of one matter that its page shows.
const OF_MATTER_MOST: i64 = 50;

/// A row of a list of requests.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RequestLine {
    /// Id.
    pub id: RequestId,
    /// Whose.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// The matter it is about.
    pub matter_id: Option<MatterId>,
    /// That matter's title.
    pub matter_title: Option<String>,
    /// Title.
    pub title: String,
    /// The last day.
    pub due_on: Day,
    /// A `RequestState`'s word.
    pub state: String,
    /// When it was written.
    pub created_at: Instant,
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// Things asked for; those taken back are left out.
    pub total: i64,
    /// Of them: with the firm or settled.
    pub received: i64,
    /// Of them: to be looked at.
    pub to_review: i64,
    /// Of them: still to come from the client, optional ones left out.
    pub missing: i64,
    /// Questions of contacts that wait for an answer.
    pub questions: i64,
    /// How often somebody was reminded.
    pub reminded: i64,
    /// When last.
    pub reminded_at: Option<Instant>,
}

impl RequestLine {
    /// How far it is.
    pub fn standing(&self) -> RequestState {
        RequestState::parse(&self.state).unwrap_or(RequestState::Draft)
    }

    /// Whether everything needed has come and the firm has to look at it.
    pub fn is_with_us(&self) -> bool {
        self.standing() == RequestState::Sent && self.missing == 0 && self.to_review > 0
    }

    /// Whether its day is over and something is still to come.
    pub fn is_late(&self, today: &Day) -> bool {
        self.standing() == RequestState::Sent && self.due_on < *today && !self.is_with_us()
    }
}

/// A request `r` is not wholly with the firm: something needed is still to come, or nothing is left to look at.
#[macro_export]
macro_rules! waits_for_client {
    () => {
        // 2: something is missing; 1: nothing is, and something is with the firm. One number, because Postgres answers two
        // EXISTS by reading the items of all requests first.
        "(SELECT COALESCE(MAX(CASE WHEN wi.state IN ('Open', 'Needs more', 'Rejected') AND wi.need <> 'optional' THEN 2
                WHEN wi.state = 'Submitted' THEN 1 ELSE 0 END), 0)
            FROM request_items wi WHERE wi.request_id = r.id AND wi.withdrawn_at IS NULL) <> 1"
    };
}

macro_rules! lines {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.client_id, c.name AS client_name, r.matter_id, m.title AS matter_title, r.title, r.due_on,
                r.state, r.created_at, r.sent_at,
                (SELECT COUNT(*) FROM request_items i WHERE i.request_id = r.id AND i.withdrawn_at IS NULL) AS total,
                (SELECT COUNT(*) FROM request_items i WHERE i.request_id = r.id AND i.withdrawn_at IS NULL
                    AND i.state IN ('Submitted', 'Accepted', 'Does not apply')) AS received,
                (SELECT COUNT(*) FROM request_items i WHERE i.request_id = r.id AND i.withdrawn_at IS NULL
                    AND i.state = 'Submitted') AS to_review,
                (SELECT COUNT(*) FROM request_items i WHERE i.request_id = r.id AND i.withdrawn_at IS NULL
                    AND i.state IN ('Open', 'Needs more', 'Rejected') AND i.need <> 'optional') AS missing,
                (SELECT COUNT(*) FROM request_items i JOIN item_messages q ON q.item_id = i.id
                    WHERE i.request_id = r.id AND i.withdrawn_at IS NULL AND q.from_client AND q.answered_at IS NULL)
                    AS questions,
                (SELECT COUNT(*) FROM reminders n WHERE n.request_id = r.id AND n.outcome = 'sent') AS reminded,
                (SELECT MAX(n.at) FROM reminders n WHERE n.request_id = r.id AND n.outcome = 'sent') AS reminded_at
            FROM requests r JOIN clients c ON c.id = r.client_id LEFT JOIN matters m ON m.id = r.matter_id WHERE ",
            $rest
        )
    };
}

/// What to look for in the list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// How far.
    pub state: RequestState,
    /// Instead of a state: where a question waits for an answer.
    pub questions: bool,
    /// Due on this day or later.
    pub due_from: Option<Day>,
    /// Due before this day.
    pub due_before: Option<Day>,
    /// Without those that are wholly with the firm, of what was sent: they are no longer the client's.
    pub late: bool,
    /// In the client's name or the title.
    pub words: String,
    /// Key of the last row of the page before.
    pub after: String,
}

impl Filter {
    /// What is open comes by its day, what is over with the latest day first.
    fn latest_first(&self) -> bool {
        !self.questions && matches!(self.state, RequestState::Complete | RequestState::Withdrawn)
    }

    fn due_from(&self) -> &str {
        self.due_from.as_ref().map_or("", Day::as_str)
    }

    fn due_before(&self) -> &str {
        self.due_before.as_ref().map_or("9999-12-31", Day::as_str)
    }
}

// Client and matter of a request in a list: a request about a matter of another practice group is none of ours.
macro_rules! reached {
    ($wall:literal) => {
        concat!(" AND ", in_group!("c.group_id", $wall), " AND ", reaches_matter!("r.matter_id", $wall), " ")
    };
}

// With `Filter::late`.
macro_rules! late {
    ($late:literal) => {
        concat!("(", $late, " = FALSE OR r.state <> 'sent' OR ", waits_for_client!(), ") ")
    };
}

const SOONEST: &str = concat!(
    lines!(
        "r.state = $1 AND r.due_on < $2 AND r.due_on >= $7 AND (r.due_on, r.id) > ($4, $5)
        AND ($3 = '' OR c.name_key LIKE $3 ESCAPE '!' OR lower(r.title) LIKE $3 ESCAPE '!')"
    ),
    reached!("$8"),
    "AND ",
    late!("$9"),
    "ORDER BY r.due_on, r.id LIMIT $6"
);
const LATEST: &str = concat!(
    lines!(
        "r.state = $1 AND r.due_on < $2 AND r.due_on >= $7 AND (r.due_on, r.id) < ($4, $5)
        AND ($3 = '' OR c.name_key LIKE $3 ESCAPE '!' OR lower(r.title) LIKE $3 ESCAPE '!')"
    ),
    reached!("$8"),
    "AND ",
    late!("$9"),
    "ORDER BY r.due_on DESC, r.id DESC LIMIT $6"
);

// A cross join, because SQLite then begins with the questions: few of them wait.
macro_rules! asking {
    () => {
        "r.state IN ('sent', 'complete') AND r.id IN (SELECT i.request_id FROM item_messages q CROSS JOIN request_items i
            WHERE q.from_client = TRUE AND q.answered_at IS NULL AND i.id = q.item_id AND i.withdrawn_at IS NULL)
        AND r.due_on < $2 AND ($3 = '' OR c.name_key LIKE $3 ESCAPE '!' OR lower(r.title) LIKE $3 ESCAPE '!')"
    };
}
const ASKING: &str = concat!(
    lines!(""),
    asking!(),
    reached!("$8"),
    "AND ",
    late!("$9"),
    "AND r.due_on >= $7 AND (r.due_on, r.id) > ($4, $5) ORDER BY r.due_on, r.id LIMIT $6"
);

/// Requests of one state, or with a question, before which no wall stands, by their day, at most `size` a page.
pub async fn list(tx: &mut Tx, filter: &Filter, wall: &Wall, size: usize) -> Result<Page<RequestLine>> {
    let (text, first) = match (filter.questions, filter.latest_first()) {
        (true, _) => (ASKING, ""),
        (false, true) => (LATEST, "9999-12-31"),
        (false, false) => (SOONEST, ""),
    };
    let (day, id) = filter.after.rsplit_once('-').unwrap_or((first, ""));
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = sql!(tx, |c| sqlx::query_as::<_, RequestLine>(text)
        .bind(filter.state.word())
        .bind(filter.due_before())
        .bind(db::like(&filter.words))
        .bind(day)
        .bind(id)
        .bind(limit)
        .bind(filter.due_from())
        .bind(wall)
        .bind(filter.late)
        .fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.due_on, row.id)))
}

const MATCHES: &str = concat!(
    "SELECT COUNT(*) FROM requests r JOIN clients c ON c.id = r.client_id
    WHERE r.state = $1 AND r.due_on < $2 AND r.due_on >= $4
        AND ($3 = '' OR c.name_key LIKE $3 ESCAPE '!' OR lower(r.title) LIKE $3 ESCAPE '!')",
    reached!("$5"),
    "AND ",
    late!("$6")
);

const MATCHES_ASKING: &str = concat!(
    "SELECT COUNT(*) FROM requests r JOIN clients c ON c.id = r.client_id WHERE ",
    asking!(),
    reached!("$5"),
    "AND ",
    late!("$6"),
    "AND r.due_on >= $4"
);

/// How many the filter finds before which no wall stands.
pub async fn count(tx: &mut Tx, filter: &Filter, wall: &Wall) -> Result<i64> {
    let text = if filter.questions { MATCHES_ASKING } else { MATCHES };
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(text)
        .bind(filter.state.word())
        .bind(filter.due_before())
        .bind(db::like(&filter.words))
        .bind(filter.due_from())
        .bind(wall)
        .bind(filter.late)
        .fetch_one(c))?)
}

const OF_MATTER: &str = lines!("r.matter_id = $1 AND r.client_id = $2 ORDER BY r.created_at DESC, r.id DESC LIMIT $3");

/// The requests about a matter, newest first; drafts too, so for staff alone.
pub async fn of_matter(tx: &mut Tx, on: &OnMatter) -> Result<Vec<RequestLine>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, RequestLine>(OF_MATTER)
        .bind(on.matter())
        .bind(on.on().client())
        .bind(OF_MATTER_MOST)
        .fetch_all(c))?)
}

/// What is with the client about a matter, in the order in which several are taken.
pub async fn sent_about(tx: &mut Tx, on: &OnMatter) -> Result<Vec<RequestId>> {
    const SENT: &str = "SELECT id FROM requests WHERE matter_id = $1 AND state = 'sent' ORDER BY id";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, RequestId>(SENT).bind(on.matter()).fetch_all(c))?)
}

const OF_CLIENT: &str = concat!(
    lines!("r.client_id = $1 AND (r.created_at < $2 OR (r.created_at = $2 AND r.id < $3))"),
    reached!("$5"),
    "ORDER BY r.created_at DESC, r.id DESC LIMIT $4"
);

/// The requests of a client, newest first; drafts too, so for staff alone.
pub async fn of_client(tx: &mut Tx, on: &OnClient, after: &str, size: usize) -> Result<Page<RequestLine>> {
    let (at, id) = after.split_once('-').unwrap_or_default();
    let at: i64 = at.parse().unwrap_or(i64::MAX);
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = sql!(tx, |c| sqlx::query_as::<_, RequestLine>(OF_CLIENT)
        .bind(on.client())
        .bind(at)
        .bind(id)
        .bind(limit)
        .bind(on.wall())
        .fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.created_at.0, row.id)))
}
