//! All SQL of the outbox: what waits about a thing stands in `waiting`.

mod waiting;

pub(super) use waiting::*;

use super::outbox::{Delivery, DeliveryState, MailId};
use crate::kernel::page::Page;
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// A letter to be put into the outbox.
pub(super) struct NewRow<'a> {
    /// Id, also the Idempotency-Key.
    pub id: &'a str,
    /// What it is.
    pub kind: &'a str,
    /// Id of the thing it is about.
    pub about: &'a str,
    /// The recipient's address.
    pub recipient: &'a str,
    /// Firm and letter as JSON.
    pub letter: &'a str,
    /// When to send it first.
    pub due_at: Instant,
    /// When it makes no sense any more.
    pub give_up_at: Instant,
}

const ADD: &str = "INSERT INTO outbox
    (id, kind, about, recipient, letter, state, tries, due_at, give_up_at, leased_until, fault, created_at)
    VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $7, 0, '', $8)";

/// Puts a letter into the outbox.
pub(super) async fn add(tx: &mut Tx, row: &NewRow<'_>, now: Instant) -> Result<()> {
    sql_change!(tx, ADD, row.id, row.kind, row.about, row.recipient, row.letter, row.due_at, row.give_up_at, now)?;
    Ok(())
}

/// A row that the worker may send.
#[derive(sqlx::FromRow)]
pub(super) struct DueRow {
    /// Id, also the Idempotency-Key.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// The recipient's address.
    pub recipient: String,
    /// Firm and letter as JSON.
    pub letter: String,
    /// How often it was tried before.
    pub tries: i64,
    /// When it makes no sense any more.
    pub give_up_at: Instant,
    /// Why the last try failed.
    pub fault: String,
}

// What has outlived its use is taken up at once, so that staff see it as failed and not as waiting.
const DUE: &str = "SELECT id, kind, recipient, letter, tries, give_up_at, fault FROM outbox
    WHERE state = 'waiting' AND leased_until < $1 AND (due_at <= $1 OR give_up_at <= $1)
    ORDER BY due_at, id LIMIT $2";

/// Rows that could be sent now and that nobody has leased, those longest due first.
pub(super) async fn due(tx: &mut Tx, now: Instant, most: i64) -> Result<Vec<DueRow>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, DueRow>(DUE).bind(now).bind(most).fetch_all(c))?)
}

// The same conditions again: on Postgres another process may have leased, or tried, the row since it was read.
const LEASE: &str = "UPDATE outbox SET leased_until = $1
    WHERE id = $2 AND state = 'waiting' AND leased_until < $3 AND tries = $4";

/// Leases a row until `until`. Only when this is true is the row ours to send.
pub(super) async fn lease(tx: &mut Tx, row: &DueRow, now: Instant, until: Instant) -> Result<bool> {
    Ok(sql_change!(tx, LEASE, until, &row.id, now, row.tries)? == 1)
}

const STILL_OURS: &str = "SELECT COUNT(*) FROM outbox WHERE id = $1 AND state = 'waiting' AND leased_until = $2";

/// Whether the row still waits, under the lease that ends at `lease`.
pub(super) async fn still_ours(tx: &mut Tx, id: &str, lease: Instant) -> Result<bool> {
    let count: i64 = sql!(tx, |c| sqlx::query_scalar(STILL_OURS).bind(id).bind(lease).fetch_one(c))?;
    Ok(count == 1)
}

const RELEASE: &str = "UPDATE outbox SET leased_until = $1 WHERE id = $2 AND state = 'waiting' AND leased_until = $3";

/// Turns the lease that ends at `lease` into one that ends at `until`; `Instant(0)` gives it back.
pub(super) async fn lease_anew(tx: &mut Tx, id: &str, lease: Instant, until: Instant) -> Result<bool> {
    Ok(sql_change!(tx, RELEASE, until, id, lease)? == 1)
}

// Whatever became of the row meanwhile: the mail is out, and that is what must be known.
const SENT: &str =
    "UPDATE outbox SET state = 'sent', sent_at = $1, tries = tries + 1, fault = '', leased_until = 0 WHERE id = $2";

/// The carrier has taken it.
pub(super) async fn mark_sent(tx: &mut Tx, id: &str, now: Instant) -> Result<()> {
    sql_change!(tx, SENT, now, id)?;
    Ok(())
}

const WAITS: &str = "UPDATE outbox SET tries = tries + 1, due_at = $1, fault = $2, leased_until = 0
    WHERE id = $3 AND state = 'waiting' AND leased_until = $4";

/// A try failed; the next one is due at `due_at`.
pub(super) async fn mark_waiting(tx: &mut Tx, id: &str, lease: Instant, due_at: Instant, fault: &str) -> Result<()> {
    sql_change!(tx, WAITS, due_at, fault, id, lease)?;
    Ok(())
}

const GIVE_UP: &str = "UPDATE outbox SET state = 'failed', tries = tries + $1, fault = $2, leased_until = 0
    WHERE id = $3 AND state = 'waiting' AND leased_until = $4";

/// It will not be tried again; `tried` tells whether a try led to this.
pub(super) async fn mark_failed(tx: &mut Tx, id: &str, lease: Instant, tried: bool, fault: &str) -> Result<()> {
    sql_change!(tx, GIVE_UP, i64::from(tried), fault, id, lease)?;
    Ok(())
}

const POSTPONE: &str = "UPDATE outbox SET due_at = $1 WHERE state = 'waiting' AND due_at < $1";

/// Nothing is due before `until`: the provider wants to be left alone.
pub(super) async fn postpone(tx: &mut Tx, until: Instant) -> Result<()> {
    sql_change!(tx, POSTPONE, until)?;
    Ok(())
}

const BRING_FORWARD: &str = "UPDATE outbox SET due_at = $1 WHERE state = 'waiting' AND tries > 0 AND due_at > $1";

/// What failed before is due now: the provider is back.
pub(super) async fn bring_forward(tx: &mut Tx, now: Instant) -> Result<()> {
    sql_change!(tx, BRING_FORWARD, now)?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    state: String,
    tries: i64,
    fault: String,
    created_at: Instant,
    sent_at: Option<Instant>,
    due_at: Instant,
}

const LAST_ABOUT: &str = "SELECT state, tries, fault, created_at, sent_at, due_at FROM outbox
    WHERE about = $1 ORDER BY created_at DESC, id DESC LIMIT 1";

impl DeliveryRow {
    fn told(self) -> Delivery {
        Delivery {
            state: DeliveryState::of(&self.state),
            tries: self.tries,
            fault: self.fault,
            created_at: self.created_at,
            sent_at: self.sent_at,
            due_at: self.due_at,
        }
    }
}

#[derive(sqlx::FromRow)]
struct OfTwoRow {
    about: String,
    #[sqlx(flatten)]
    delivery: DeliveryRow,
}

const LAST_ABOUT_TWO: &str =
    "SELECT one.about, one.state, one.tries, one.fault, one.created_at, one.sent_at, one.due_at
    FROM (SELECT about, state, tries, fault, created_at, sent_at, due_at FROM outbox
        WHERE about = $1 ORDER BY created_at DESC, id DESC LIMIT 1) one
    UNION ALL
    SELECT other.about, other.state, other.tries, other.fault, other.created_at, other.sent_at, other.due_at
    FROM (SELECT about, state, tries, fault, created_at, sent_at, due_at FROM outbox
        WHERE about = $2 ORDER BY created_at DESC, id DESC LIMIT 1) other";

/// The last mail about each of two things.
pub(super) async fn last_about_two(tx: &mut Tx, one: &str, other: &str) -> Result<Vec<(String, Delivery)>> {
    let rows = sql!(tx, |c| sqlx::query_as::<_, OfTwoRow>(LAST_ABOUT_TWO).bind(one).bind(other).fetch_all(c))?;
    Ok(rows.into_iter().map(|row| (row.about, row.delivery.told())).collect())
}

/// The last mail about a thing.
pub(super) async fn last_about(tx: &mut Tx, about: &str) -> Result<Option<Delivery>> {
    let row = sql!(tx, |c| sqlx::query_as::<_, DeliveryRow>(LAST_ABOUT).bind(about).fetch_optional(c))?;
    Ok(row.map(DeliveryRow::told))
}

/// A row that staff may want to try again.
#[derive(sqlx::FromRow)]
pub(super) struct StuckRow {
    /// Id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// The recipient's address.
    pub recipient: String,
    /// Firm and letter as JSON.
    pub letter: String,
}

const STUCK: &str = "SELECT id, kind, recipient, letter FROM outbox
    WHERE about = $1 AND (state = 'failed' OR (state = 'waiting' AND tries > 0)) ORDER BY id";

/// Mails about a thing that failed, or that wait after a failed try.
pub(super) async fn stuck(tx: &mut Tx, about: &str) -> Result<Vec<StuckRow>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, StuckRow>(STUCK).bind(about).fetch_all(c))?)
}

// The lease stays: if the row is being sent at this moment, it must not be sent twice.
const WAIT_ANEW: &str = "UPDATE outbox SET state = 'waiting', tries = 0, fault = '', due_at = $1, give_up_at = $2
    WHERE id = $3 AND state IN ('failed', 'waiting')";

/// Begins anew: due at `now`, given up at `give_up_at`.
pub(super) async fn wait_anew(tx: &mut Tx, id: &str, now: Instant, give_up_at: Instant) -> Result<bool> {
    Ok(sql_change!(tx, WAIT_ANEW, now, give_up_at, id)? == 1)
}

const FAILED_COUNT: &str = "SELECT COUNT(*) FROM outbox WHERE state = 'failed'";

/// How many mails failed for good.
pub(super) async fn failed_count(tx: &mut Tx) -> Result<i64> {
    Ok(sql!(tx, |c| sqlx::query_scalar(FAILED_COUNT).fetch_one(c))?)
}

/// A mail that was given up, for staff.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct FailedRow {
    /// Id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// The recipient's address.
    pub recipient: String,
    /// Why the last try failed.
    pub fault: String,
    /// When it was written.
    pub created_at: Instant,
    /// When it was due last; the list's key.
    pub due_at: Instant,
}

const FAILED: &str = "SELECT id, kind, recipient, fault, created_at, due_at FROM outbox
    WHERE state = 'failed' AND (due_at < $1 OR (due_at = $1 AND id < $2)) ORDER BY due_at DESC, id DESC LIMIT $3";

/// Mails that were given up, the latest first.
pub(super) async fn failed(tx: &mut Tx, after: &str, size: usize) -> Result<Page<FailedRow>> {
    let (at, id) = after.split_once('-').unwrap_or_default();
    let at = Instant(at.parse().unwrap_or(i64::MAX));
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = sql!(tx, |c| sqlx::query_as::<_, FailedRow>(FAILED).bind(at).bind(id).bind(limit).fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.due_at.0, row.id)))
}

const ONE: &str = "SELECT id, kind, recipient, letter FROM outbox WHERE id = $1 AND state = 'failed'";

/// One mail that was given up.
pub(super) async fn failed_one(tx: &mut Tx, id: &MailId) -> Result<Option<StuckRow>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, StuckRow>(ONE).bind(id).fetch_optional(c))?)
}

const SET_ASIDE: &str = "UPDATE outbox SET state = 'dropped' WHERE id = $1 AND state = 'failed'";

/// Somebody has dealt with a mail that was given up; whether it still was one.
pub(super) async fn set_aside(tx: &mut Tx, id: &MailId) -> Result<bool> {
    Ok(sql_change!(tx, SET_ASIDE, id)? == 1)
}
