//! All SQL of mail. Here: how the worker takes a mail from the outbox to the carrier. What waits about a thing stands in
//! `waiting`, what became of mails in `deliveries`, those that reached nobody in `missed`, what the carrier told later in
//! `events`, addresses to which nothing is sent any more in `stops`, and who may hear of a client in `hearing`.

mod deliveries;
mod events;
mod hearing;
mod missed;
mod stops;
mod waiting;

pub(super) use deliveries::*;
pub(super) use events::*;
pub(super) use hearing::*;
pub(super) use missed::*;
pub(super) use stops::*;
pub(super) use waiting::*;

use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::server::post::Taken;
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

// Whose address it is now stands beside it: when the address is corrected, the mail stays theirs.
const ADD: &str = "INSERT INTO outbox
    (id, kind, about, recipient, letter, state, tries, due_at, give_up_at, leased_until, fault, created_at, recipient_key,
        contact_id)
    VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $7, 0, '', $8, $9, (SELECT k.id FROM contacts k WHERE k.email_key = $9))";

/// Puts a letter into the outbox.
pub(super) async fn add(tx: &mut Tx, row: &NewRow<'_>, now: Instant) -> Result<()> {
    let key = row.recipient.to_lowercase();
    sql_change!(
        tx,
        ADD,
        row.id,
        row.kind,
        row.about,
        row.recipient,
        row.letter,
        row.due_at,
        row.give_up_at,
        now,
        &key
    )?;
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
// What became of it since (an event can be quicker than the carrier's answer) stays.
const SENT: &str = "UPDATE outbox SET state = 'sent', sent_at = $1, tries = tries + 1, fault = '', leased_until = 0,
    carrier = $2, answer = $3, provider_id = $4 WHERE id = $5";

/// The carrier of this name has taken it.
pub(super) async fn mark_sent(tx: &mut Tx, id: &str, carrier: &str, taken: &Taken, now: Instant) -> Result<()> {
    sql_change!(tx, SENT, now, carrier, &taken.answer, taken.id.as_deref(), id)?;
    Ok(())
}

const WAITS: &str = "UPDATE outbox SET tries = tries + 1, due_at = $1, fault = $2, leased_until = 0
    WHERE id = $3 AND state = 'waiting' AND leased_until = $4";

/// A try failed; the next one is due at `due_at`.
pub(super) async fn mark_waiting(tx: &mut Tx, id: &str, lease: Instant, due_at: Instant, fault: &str) -> Result<()> {
    sql_change!(tx, WAITS, due_at, fault, id, lease)?;
    Ok(())
}

/// Why a mail will not be tried again.
pub(super) struct GivenUp<'a> {
    /// In words for staff.
    pub fault: &'a str,
    /// Whether a try led to this.
    pub tried: bool,
    /// `bounced` when the address takes no mail, `held` when mail to it is stopped, else empty.
    pub fate: &'a str,
}

const GIVE_UP: &str = "UPDATE outbox SET state = 'failed', tries = tries + $1, fault = $2, leased_until = 0, fate = $3,
    fate_at = $4, missed_at = $4 WHERE id = $5 AND state = 'waiting' AND leased_until = $6";

/// It will not be tried again by itself; whether it was still ours to say so.
pub(super) async fn mark_failed(
    tx: &mut Tx,
    id: &str,
    lease: Instant,
    why: &GivenUp<'_>,
    now: Instant,
) -> Result<bool> {
    Ok(sql_change!(tx, GIVE_UP, i64::from(why.tried), why.fault, why.fate, now, id, lease)? == 1)
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
const WAIT_ANEW: &str = "UPDATE outbox SET state = 'waiting', tries = 0, fault = '', due_at = $1, give_up_at = $2,
    fate = '', fate_at = NULL, missed_at = NULL WHERE id = $3 AND state IN ('failed', 'waiting')";

/// Begins anew: due at `now`, given up at `give_up_at`.
pub(super) async fn wait_anew(tx: &mut Tx, id: &str, now: Instant, give_up_at: Instant) -> Result<bool> {
    Ok(sql_change!(tx, WAIT_ANEW, now, give_up_at, id)? == 1)
}
