//! What was sent, and what was skipped and why.

use super::{Frame, Kept};
use crate::clients::ContactId;
use crate::kernel::{Instant, Result};
use crate::reminders::model::{Hours, Received, Rule, RuleId};
use crate::requests::RequestId;
use crate::server::Tx;
use crate::{sql, sql_change};

crate::ids! {
    /// What became of one planned reminder to one person about one request.
    ReminderId
}

/// A reminder that was sent or skipped.
#[derive(Clone, Debug)]
pub struct Told {
    /// To whom.
    pub contact_id: ContactId,
    /// When it was meant to be.
    pub planned_at: Instant,
    /// When it was sent or skipped.
    pub at: Instant,
    /// `sent` or `skipped`.
    pub outcome: String,
    /// Why it was skipped.
    pub why: String,
    /// Who sent it by hand; empty for the portal.
    pub by_name: String,
    /// Why its mail was given up; none: it is out, or may yet leave.
    pub failed: Option<String>,
}

/// All that a request's page tells about chasing.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// By what it is chased.
    pub frame: Frame,
    /// What was sent and skipped, newest first.
    pub told: Vec<Told>,
    /// Whether the client is put away.
    pub archived: bool,
    /// Whether the matter that it is about is closed.
    pub matter_closed: bool,
}

#[derive(sqlx::FromRow)]
struct BoardRow {
    what: String,
    id: String,
    word: String,
    why: String,
    by_name: String,
    one: i64,
    two: i64,
}

// One question instead of three: the page that shows it asks the database for much else. What a row tells is in `what`:
// whether the client is put away and the matter closed, the firm's hours, a rule of the firm's or of the request's own,
// what was sent or skipped. A reminder's mail is written in its transaction, about the request or, where it tells of
// several, about the contact.
const BOARD: &str = "SELECT 'client' AS what, '' AS id, '' AS word, '' AS why, '' AS by_name,
        COALESCE(c.archived_at, CAST(0 AS BIGINT)) AS one, CAST(CASE WHEN m.id IS NULL OR m.open THEN 0 ELSE 1 END AS BIGINT) AS two
        FROM requests r JOIN clients c ON c.id = r.client_id LEFT JOIN matters m ON m.id = r.matter_id WHERE r.id = $1
    UNION ALL SELECT 'hours', '', f.working_days, '', '', f.mail_from, f.mail_until FROM firm f WHERE f.id = 1
    UNION ALL SELECT CASE WHEN u.request_id IS NULL THEN 'firm' ELSE 'own' END, u.id, u.received, '', '', u.days,
        u.created_at FROM chase_rules u WHERE u.request_id IS NULL OR u.request_id = $1
    UNION ALL SELECT t.outcome, t.contact_id, COALESCE((SELECT 'failed: ' || CASE WHEN o.fate_why = ''
            THEN o.fault ELSE o.fate_why END FROM contacts k JOIN outbox o ON o.recipient = k.email WHERE k.id = t.contact_id AND o.about IN ($1, t.contact_id) AND o.kind = 'reminder'
            AND (o.state = 'failed' OR o.missed_at > 0) AND o.created_at >= t.at AND o.created_at < t.at + 60000 LIMIT 1), ''),
        t.why, t.by_name, t.planned_at, t.at FROM (
        SELECT m.outcome, m.contact_id, m.why, m.by_name, m.planned_at, m.at FROM reminders m
        WHERE m.request_id = $1 ORDER BY m.planned_at DESC LIMIT 200) t";

/// How a request is chased, and what was sent and skipped about it.
pub async fn board(tx: &mut Tx, request: &RequestId) -> Result<Board> {
    let rows = sql!(tx, |c| sqlx::query_as::<_, BoardRow>(BOARD).bind(request).fetch_all(c))?;
    let mut board = Board::default();
    for row in rows {
        match row.what.as_str() {
            "client" => (board.archived, board.matter_closed) = (row.one > 0, row.two > 0),
            "hours" => board.frame.hours = Hours::stored(&row.word, row.one, row.two),
            "firm" => board.frame.firm.push(kept(row)?),
            "own" => board.frame.own.push(kept(row)?),
            _ => board.told.push(Told {
                contact_id: ContactId::try_from(row.id)?,
                planned_at: Instant(row.one),
                at: Instant(row.two),
                outcome: row.what,
                failed: row.word.strip_prefix("failed: ").map(str::to_owned),
                why: row.why,
                by_name: row.by_name,
            }),
        }
    }
    board.frame.firm.sort_by_key(|kept| kept.rule.days);
    board.frame.own.sort_by_key(|kept| kept.rule.days);
    board.told.sort_by_key(|told| (told.at, told.planned_at));
    board.told.reverse();
    Ok(board)
}

fn kept(row: BoardRow) -> Result<Kept> {
    let received = Received::parse(&row.word).unwrap_or(Received::Either);
    let rule = Rule { days: row.one, received, since: Instant(row.two) };
    Ok(Kept { id: RuleId::try_from(row.id)?, rule })
}

/// What becomes of a planned reminder.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// The portal sends it.
    Sent,
    /// Somebody of the firm sends it by hand: their name.
    ByHand(&'a str),
    /// Nobody does: why, in words.
    Skipped(&'a str),
}

/// A reminder to be kept.
pub struct NewTold<'a> {
    /// About which request.
    pub request: &'a RequestId,
    /// To whom.
    pub contact: &'a ContactId,
    /// When it was meant to be.
    pub planned_at: Instant,
    /// What becomes of it.
    pub outcome: Outcome<'a>,
}

const TELL: &str = "INSERT INTO reminders (id, request_id, contact_id, planned_at, at, outcome, why, by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (request_id, contact_id, planned_at) DO NOTHING";

/// Keeps what becomes of a planned reminder, once: false where another process has done so already.
pub async fn tell(tx: &mut Tx, new: &NewTold<'_>, now: Instant) -> Result<bool> {
    let (outcome, why, by) = match new.outcome {
        Outcome::Sent => ("sent", "", ""),
        Outcome::ByHand(name) => ("sent", "by hand", name),
        Outcome::Skipped(why) => ("skipped", why, ""),
    };
    let id = ReminderId::fresh();
    Ok(sql_change!(tx, TELL, &id, new.request, new.contact, new.planned_at, now, outcome, why, by)? == 1)
}
