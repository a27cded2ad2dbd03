//! Mails that reached nobody: given up, held, or come back. They stand here until somebody has dealt with them.

use super::StuckRow;
use crate::kernel::page::Page;
use crate::kernel::{Instant, Result, Wall};
use crate::mail::fate::DeliveryState;
use crate::mail::outbox::MailId;
use crate::server::Tx;
use crate::{reaches_recipient, sql, sql_change};

const FAILED_COUNT: &str =
    concat!("SELECT COUNT(*) FROM outbox WHERE missed_at > 0 AND ", reaches_recipient!("recipient_key", "$1"));

/// How many mails reached nobody, and nobody has dealt with that yet; to whom this wall lets through.
pub(in crate::mail) async fn failed_count(tx: &mut Tx, wall: &Wall) -> Result<i64> {
    Ok(sql!(tx, |c| sqlx::query_scalar(FAILED_COUNT).bind(wall).fetch_one(c))?)
}

/// A mail that reached nobody, for staff.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::mail) struct FailedRow {
    /// Id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// The recipient's address.
    pub recipient: String,
    /// The outbox's own word: only what `failed` can be tried again.
    pub state: String,
    /// What the carrier told; `held` when mail to the address is stopped.
    pub fate: String,
    /// Why the last try failed.
    pub fault: String,
    /// Why it came back.
    pub fate_why: String,
    /// When it was written.
    pub created_at: Instant,
    /// Since when it is known; the list's key.
    pub missed_at: Instant,
}

impl FailedRow {
    /// How far it has come.
    pub fn delivery_state(&self) -> DeliveryState {
        DeliveryState::of(&self.state, &self.fate)
    }
}

const FAILED: &str = concat!(
    "SELECT id, kind, recipient, state, fate, fault, fate_why, created_at, missed_at FROM outbox
    WHERE missed_at > 0 AND (missed_at < $1 OR (missed_at = $1 AND id < $2)) AND ",
    reaches_recipient!("recipient_key", "$4"),
    " ORDER BY missed_at DESC, id DESC LIMIT $3"
);

/// Mails that reached nobody, the latest first.
pub(in crate::mail) async fn failed(tx: &mut Tx, wall: &Wall, after: &str, size: usize) -> Result<Page<FailedRow>> {
    let (at, id) = after.split_once('-').unwrap_or_default();
    let at = Instant(at.parse().unwrap_or(i64::MAX));
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows =
        sql!(tx, |c| sqlx::query_as::<_, FailedRow>(FAILED).bind(at).bind(id).bind(limit).bind(wall).fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.missed_at.0, row.id)))
}

const ONE: &str = concat!(
    "SELECT id, kind, recipient, letter FROM outbox WHERE id = $1 AND state = 'failed' AND ",
    reaches_recipient!("recipient_key", "$2")
);

/// One mail that was given up.
pub(in crate::mail) async fn failed_one(tx: &mut Tx, wall: &Wall, id: &MailId) -> Result<Option<StuckRow>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, StuckRow>(ONE).bind(id).bind(wall).fetch_optional(c))?)
}

const MISSED: &str = concat!(
    "SELECT id, kind, recipient, letter FROM outbox WHERE id = $1 AND (state = 'failed' OR missed_at > 0) AND ",
    reaches_recipient!("recipient_key", "$2")
);

/// One mail that reached nobody.
pub(in crate::mail) async fn missed_one(tx: &mut Tx, wall: &Wall, id: &MailId) -> Result<Option<StuckRow>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, StuckRow>(MISSED).bind(id).bind(wall).fetch_optional(c))?)
}

// What came back stays known as what it is; it only needs nobody any more.
const SET_ASIDE: &str =
    "UPDATE outbox SET state = CASE WHEN state = 'failed' THEN 'dropped' ELSE state END, missed_at = NULL
    WHERE id = $1 AND (state = 'failed' OR missed_at > 0)";

/// Somebody has dealt with a mail that reached nobody; whether it still was one.
pub(in crate::mail) async fn set_aside(tx: &mut Tx, id: &MailId) -> Result<bool> {
    Ok(sql_change!(tx, SET_ASIDE, id)? == 1)
}

/// Whether a mail about this thing reached nobody, and nobody has dealt with that yet.
pub(in crate::mail) async fn missed_about(tx: &mut Tx, about: &str) -> Result<bool> {
    const ABOUT: &str = "SELECT COUNT(*) FROM outbox WHERE about = $1 AND missed_at > 0";
    let count: i64 = sql!(tx, |c| sqlx::query_scalar(ABOUT).bind(about).fetch_one(c))?;
    Ok(count > 0)
}
