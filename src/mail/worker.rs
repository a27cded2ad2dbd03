//! Takes due mail from the outbox to the carrier: leased, paced, tried again for as long as it makes sense, then shown
//! as failed (SAFETY: Outbox). Several processes may do this on one database.

use super::fate::Fate;
use super::letters::Sealed;
use super::links::Links;
use super::pace::{Pace, backoff, pause};
use super::store::{self, DueRow, GivenUp};
use super::{events, hearing, render};
use crate::kernel::{Instant, Result, Span};
use crate::server::Services;
use crate::server::jobs::turn;
use crate::server::post::{Envelope, Taken, Undelivered};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// How many mails one round takes at most.
const ROUND: i64 = 20;
/// How long a row is ours, by the services' clock. While a mail is being carried its lease is renewed.
const LEASE: Span = Span::seconds(60);
/// A lease with less than this left is renewed before the mail is handed over.
const LEASE_ENOUGH: Span = Span::seconds(45);
/// How often the lease of a mail that is being carried is renewed.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// The longest that the worker sleeps without being rung for.
const NAP: Duration = Duration::from_secs(5);
/// After so many mails in a row could not be sent, the trouble is the carrier's: the round ends, the rest waits untried.
const TROUBLE: usize = 3;

/// Delivers for as long as the program runs.
pub async fn run(services: Services) {
    let mut pace = Pace::default();
    loop {
        let round = turn("mail waits", round(&services, &mut pace)).await;
        if !round.is_some_and(|round| round.more) {
            services.bell.wait(NAP).await;
        }
    }
}

/// One round: takes up to 20 due mails to the carrier and gives how many are out.
///
/// # Errors
/// The database's. A mail that is out but could not be marked goes again under the same Idempotency-Key.
pub async fn deliver_due(services: &Services) -> Result<usize> {
    Ok(round(services, &mut Pace::default()).await?.sent)
}

/// How a round went.
#[derive(Default)]
struct Round {
    sent: usize,
    /// Whether it was full and went well, so that the next may follow at once.
    more: bool,
}

async fn round(services: &Services, pace: &mut Pace) -> Result<Round> {
    if pace.pauses(services.now()) {
        return Ok(Round::default());
    }
    let (leased, more) = lease_due(services).await?;
    let mut round = Round { sent: 0, more };
    let mut failed_in_a_row = 0;
    let mut rows = leased.into_iter();
    while let Some(mut row) = rows.next() {
        let delivered = AssertUnwindSafe(deliver(services, pace, &mut row)).catch_unwind().await;
        // One mail that trips us must not stand in the way of all the others.
        let outcome = match delivered {
            Ok(outcome) => outcome?,
            Err(_) => fail(services, &row, &tried("A fault of our own; the server’s log says more")).await?,
        };
        match outcome {
            Outcome::Sent => {
                round.sent += 1;
                failed_in_a_row = 0;
            }
            Outcome::Later => failed_in_a_row += 1,
            Outcome::NotTried | Outcome::Never => {}
        }
        if failed_in_a_row == TROUBLE || pace.pauses(services.now()) {
            round.more = false;
            give_back(services, rows.as_slice()).await?;
            break;
        }
    }
    Ok(round)
}

/// A row and the end of our lease on it.
struct Leased {
    row: DueRow,
    until: Instant,
}

/// The rows of a round, and whether there may be more.
async fn lease_due(services: &Services) -> Result<(Vec<Leased>, bool)> {
    let now = services.now();
    let mut reading = services.db.read().await?;
    let nothing = store::due(&mut reading, now, 1).await?.is_empty();
    reading.save().await?;
    if nothing {
        return Ok((Vec::new(), false)); // without taking the one writer's place
    }
    let until = now + LEASE;
    let mut leased = Vec::new();
    let mut tx = services.db.write().await?;
    let due = store::due(&mut tx, now, ROUND).await?;
    let more = due.len() == ROUND as usize;
    for row in due {
        if store::lease(&mut tx, &row, now, until).await? {
            leased.push(Leased { row, until });
        }
    }
    tx.save().await?;
    Ok((leased, more))
}

async fn give_back(services: &Services, rows: &[Leased]) -> Result<()> {
    let mut tx = services.db.write().await?;
    for leased in rows {
        store::lease_anew(&mut tx, &leased.row.id, leased.until, Instant(0)).await?;
    }
    tx.save().await
}

/// What became of one leased row.
enum Outcome {
    Sent,
    Later,
    Never,
    /// Dropped meanwhile, leased by another, or past its use.
    NotTried,
}

async fn deliver(services: &Services, pace: &mut Pace, leased: &mut Leased) -> Result<Outcome> {
    let row = &leased.row;
    if services.now() >= row.give_up_at {
        let fault = if row.tries == 0 {
            "It could not be sent in time".to_owned()
        } else {
            format!("It could not be sent in time. Last try: {}", row.fault)
        };
        return fail(services, leased, &not_tried(&fault)).await;
    }
    let Some(envelope) = envelope(services, row) else {
        return fail(services, leased, &not_tried("The mail could not be composed; the server’s log says why")).await;
    };
    pace.keep(services.carrier.pace()).await;
    match hold(services, leased).await? {
        Held::Ours => {}
        Held::NotOurs => return Ok(Outcome::NotTried),
        Held::NotForThem => {
            hearing::give_up(services, &leased.row, leased.until).await?;
            return Ok(Outcome::NotTried);
        }
        Held::Stopped(why) => return fail(services, leased, &GivenUp { fate: "held", ..not_tried(&why) }).await,
    }
    let carried = carry(services, leased, &envelope).await;
    settle(services, pace, leased, carried).await
}

fn envelope(services: &Services, row: &DueRow) -> Option<Envelope> {
    let links = Links { config: &services.config, keys: &services.keys };
    let sealed: Sealed = serde_json::from_str(&row.letter)
        .inspect_err(|error| tracing::error!(mail = row.id, "a letter could not be opened: {error}"))
        .ok()?;
    render::envelope(links, &row.id, &row.recipient, &sealed)
        .inspect_err(|error| tracing::error!(mail = row.id, "a letter could not be rendered: {error}"))
        .ok()
}

/// What is found just before a mail is handed over.
enum Held {
    /// It may go.
    Ours,
    /// Dropped since, or leased by another.
    NotOurs,
    /// Whoever has the address may not hear of it any more.
    NotForThem,
    /// Mail to its address is stopped, in words for staff.
    Stopped(String),
}

/// Whether the row is still ours to send, with time enough on its lease, and to an address that takes mail.
async fn hold(services: &Services, leased: &mut Leased) -> Result<Held> {
    let mut tx = services.db.read().await?;
    let stopped = store::stop_of(&mut tx, &leased.row.recipient).await?;
    let ours = store::still_ours(&mut tx, &leased.row.id, leased.until).await?;
    let heard = hearing::may_hear(&mut tx, &leased.row).await?;
    tx.save().await?;
    let long_enough = leased.until - services.now() >= LEASE_ENOUGH;
    if !ours || !(long_enough || renew(services, leased).await?) {
        return Ok(Held::NotOurs);
    }
    if !heard {
        return Ok(Held::NotForThem);
    }
    Ok(stopped.map_or(Held::Ours, |stop| Held::Stopped(format!("Held back. {}", stop.words()))))
}

async fn renew(services: &Services, leased: &mut Leased) -> Result<bool> {
    let until = services.now() + LEASE;
    let mut tx = services.db.write().await?;
    let ours = store::lease_anew(&mut tx, &leased.row.id, leased.until, until).await?;
    tx.save().await?;
    if ours {
        leased.until = until;
    }
    Ok(ours)
}

#[allow(clippy::disallowed_methods, reason = "a heartbeat: it waits for the carrier, and renews the lease meanwhile")]
/// Hands the mail over. However long the carrier takes, the lease does not run out under it.
async fn carry(services: &Services, leased: &mut Leased, envelope: &Envelope) -> Result<Taken, Undelivered> {
    let mut carrying = services.carrier.carry(envelope);
    loop {
        tokio::select! {
            carried = &mut carrying => return carried,
            () = tokio::time::sleep(HEARTBEAT) => {
                if let Err(error) = renew(services, leased).await {
                    tracing::warn!(mail = envelope.id, "a lease could not be renewed: {error}");
                }
            }
        }
    }
}

async fn settle(
    services: &Services,
    pace: &mut Pace,
    leased: &Leased,
    carried: Result<Taken, Undelivered>,
) -> Result<Outcome> {
    let (row, now) = (&leased.row, services.now());
    let (why, pause) = match carried {
        Ok(taken) => return sent(services, row, &taken, now).await,
        Err(Undelivered::Never { why }) => return fail(services, leased, &tried(&why)).await,
        Err(Undelivered::NoSuchAddress { why }) => {
            return fail(services, leased, &GivenUp { fate: Fate::Bounced.word(), ..tried(&why) }).await;
        }
        Err(Undelivered::Later { why, retry_after_seconds }) => (why, retry_after_seconds.map(pause)),
    };
    let due_at = now + pause.unwrap_or_else(|| backoff(row.tries + 1));
    let mut tx = services.db.write().await?;
    if due_at >= row.give_up_at {
        let fault = format!(
            "Given up after {}. Last try: {why}",
            if row.tries == 0 { "1 try".to_owned() } else { format!("{} tries", row.tries + 1) }
        );
        store::mark_failed(&mut tx, &row.id, leased.until, &tried(&fault), now).await?;
        tracing::warn!(mail = row.id, kind = row.kind, "mail given up: {fault}");
    } else {
        store::mark_waiting(&mut tx, &row.id, leased.until, due_at, &why).await?;
        tracing::info!(mail = row.id, kind = row.kind, "mail is tried again later: {why}");
    }
    if let Some(pause) = pause {
        store::postpone(&mut tx, now + pause).await?;
        pace.leave_alone(now + pause);
    }
    tx.save().await?;
    Ok(Outcome::Later)
}

async fn sent(services: &Services, row: &DueRow, taken: &Taken, now: Instant) -> Result<Outcome> {
    let mut tx = services.db.write().await?;
    store::mark_sent(&mut tx, &row.id, services.carrier.name(), taken, now).await?;
    if row.tries > 0 {
        // What once failed went through: the trouble is over, so the others need not wait out their delays.
        store::bring_forward(&mut tx, now).await?;
    }
    tx.save().await?;
    tracing::info!(mail = row.id, kind = row.kind, by = services.carrier.name(), "mail sent");
    Ok(Outcome::Sent)
}

async fn fail(services: &Services, leased: &Leased, why: &GivenUp<'_>) -> Result<Outcome> {
    let id = &leased.row.id;
    let mut tx = services.db.write().await?;
    let ours = store::mark_failed(&mut tx, id, leased.until, why, services.now()).await?;
    if ours && why.fate == Fate::Bounced.word() {
        events::refused_at_the_door(&mut tx, services, id, why.fault).await?;
    }
    tx.save().await?;
    tracing::warn!(mail = id, kind = leased.row.kind, "mail failed: {}", why.fault);
    Ok(if why.tried { Outcome::Never } else { Outcome::NotTried })
}

fn tried(fault: &str) -> GivenUp<'_> {
    GivenUp { fault, tried: true, fate: "" }
}

fn not_tried(fault: &str) -> GivenUp<'_> {
    GivenUp { fault, tried: false, fate: "" }
}
