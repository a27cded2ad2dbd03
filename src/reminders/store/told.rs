//! What was sent, and what was skipped and why.

use crate::clients::ContactId;
use crate::kernel::{Instant, Result};
use crate::requests::RequestId;
use crate::server::Tx;
use crate::{sql, sql_change};

crate::ids! {
    /// What became of one planned reminder to one person about one request.
    ReminderId
}

/// A reminder that was sent or skipped.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Told {
    /// Id.
    pub id: ReminderId,
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
}

const OF_REQUEST: &str = "SELECT id, contact_id, planned_at, at, outcome, why, by_name FROM reminders
    WHERE request_id = $1 ORDER BY at DESC, planned_at DESC, id DESC LIMIT 100";

/// What was sent and skipped about a request, newest first.
pub async fn told(tx: &mut Tx, request: &RequestId) -> Result<Vec<Told>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Told>(OF_REQUEST).bind(request).fetch_all(c))?)
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
