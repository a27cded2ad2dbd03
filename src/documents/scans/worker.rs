//! Takes stored files that nothing is known of to the virus scanner, one after the other: leased, tried again for ever, and
//! all at once when a scanner that was away is back. Several processes may do this on one database.

use super::found;
use crate::documents::store::{self, Again, Unscanned};
use crate::kernel::{Instant, Result, Span};
use crate::server::Services;
use crate::server::clamd::{Clamd, Unknown, Verdict};
use crate::server::jobs::turn;
use std::time::Duration;
use tokio_util::io::StreamReader;

/// How long a file is ours, by the services' clock. While it is looked at its lease is renewed.
const LEASE: Span = Span::seconds(90);
/// How often.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// The longest that the worker sleeps without being rung for.
const NAP: Duration = Duration::from_secs(5);
/// And the longest while the scanner is away.
const LONG_NAP: Duration = Duration::from_secs(60);
/// What is more than the scanner takes is tried again after so long: it may have been set to take more.
const NEXT_DAY: Span = Span::hours(24);
/// The longest between two tries of anything else.
const LONGEST: Span = Span::hours(1);

/// How long to wait after the `tries`-th try told nothing of a file.
fn backoff(tries: i64) -> Span {
    match tries {
        ..=1 => Span::minutes(1),
        2 => Span::minutes(2),
        3 => Span::minutes(5),
        4 => Span::minutes(15),
        5 => Span::minutes(30),
        _ => LONGEST,
    }
}

/// Has files looked at for as long as the program runs; ends at once where there is no scanner.
pub async fn run(services: Services) {
    let Some(clamd) = services.clamd.clone() else { return };
    let mut nap = NAP;
    loop {
        let round = turn("files wait to be checked for viruses", round(&services, &clamd)).await;
        nap = match (round.is_some_and(|round| round.away), nap) {
            (false, _) => NAP,
            (true, before) => LONG_NAP.min(before * 2),
        };
        services.unscanned.wait(nap).await;
    }
}

/// Looks at what is due now, and gives of how many files it is known by then what they are.
///
/// # Errors
/// The database's. A file of which the answer could not be kept is looked at once more.
pub async fn scan_due(services: &Services) -> Result<usize> {
    match &services.clamd {
        Some(clamd) => Ok(round(services, clamd).await?.known),
        None => Ok(0),
    }
}

/// How a round went.
#[derive(Default)]
struct Round {
    known: usize,
    /// The scanner can't be reached, or can't be believed: the others need not be tried.
    away: bool,
}

async fn round(services: &Services, clamd: &Clamd) -> Result<Round> {
    let mut round = Round::default();
    while let Some(mut leased) = lease(services).await? {
        match look(services, clamd, &mut leased).await {
            Ok(verdict) => {
                round.known += usize::from(keep(services, &leased, verdict).await?);
            }
            Err(unknown) => {
                round.away = matches!(unknown, Unknown::Away(_) | Unknown::Careless);
                later(services, &leased, &unknown).await?;
                if round.away {
                    break;
                }
            }
        }
    }
    Ok(round)
}

/// A file and the end of our lease on it.
struct Leased {
    file: Unscanned,
    until: Instant,
}

/// The next file whose turn it is.
async fn lease(services: &Services) -> Result<Option<Leased>> {
    let now = services.now();
    loop {
        // Looked for without taking the one writer's place.
        let due = store::scan_due(&mut services.db.read().await?, now).await?;
        let Some(file) = due else { return Ok(None) };
        let until = now + LEASE;
        let mut tx = services.db.write().await?;
        let ours = store::lease_scan(&mut tx, &file, now, until).await?;
        tx.save().await?;
        if ours {
            return Ok(Some(Leased { file, until }));
        }
    }
}

/// Has a file looked at. However long that takes, the lease does not run out under it.
async fn look(services: &Services, clamd: &Clamd, leased: &mut Leased) -> Result<Verdict, Unknown> {
    clamd.admits(services.now()).await?;
    let size = u64::try_from(leased.file.size).unwrap_or_default();
    let bytes = services.files.read(&leased.file.blob, 0, size).await;
    let bytes = bytes.map_err(|_| Unknown::Unclear("The file can’t be read on the server".to_owned()))?;
    let looking = clamd.look(StreamReader::new(bytes), size);
    tokio::pin!(looking);
    let mut beats = tokio::time::interval(HEARTBEAT);
    beats.tick().await; // The first comes at once.
    loop {
        tokio::select! {
            told = &mut looking => return told,
            _ = beats.tick() => {
                if let Err(error) = renew(services, leased).await {
                    tracing::warn!(file = leased.file.id, "a lease could not be renewed: {error}");
                }
            }
        }
    }
}

async fn renew(services: &Services, leased: &mut Leased) -> Result<()> {
    let until = services.now() + LEASE;
    let mut tx = services.db.write().await?;
    let ours = store::lease_scan_anew(&mut tx, &leased.file, leased.until, until).await?;
    tx.save().await?;
    if ours {
        leased.until = until;
    }
    Ok(())
}

/// Keeps what the scanner told, with all that follows from it, in one transaction; false where another was first.
async fn keep(services: &Services, leased: &Leased, verdict: Verdict) -> Result<bool> {
    let (file, now) = (&leased.file, services.now());
    let mut tx = services.db.write().await?;
    let ours = match &verdict {
        Verdict::Clean => store::set_clean(&mut tx, file, leased.until, now).await?,
        Verdict::Infected(name) => {
            let ours = store::set_infected(&mut tx, file, leased.until, name, now).await?;
            if ours {
                found::follow(&mut tx, now, file, name).await?;
            }
            ours
        }
    };
    tx.save().await?;
    if let (Verdict::Infected(name), true) = (&verdict, ours) {
        tracing::warn!(file = file.id, "the virus check found {name}; nobody can open the file");
    }
    Ok(ours)
}

/// Notes why nothing is known, and when the file is looked at again. A scanner that is away or set wrongly is no try: what
/// waits for it is due as soon as that is over.
async fn later(services: &Services, leased: &Leased, unknown: &Unknown) -> Result<()> {
    let (file, now) = (&leased.file, services.now());
    let tries = file.tries + 1;
    let (due_at, tries) = match unknown {
        Unknown::Away(_) | Unknown::Careless => (now, file.tries),
        Unknown::TooLarge => (now + NEXT_DAY, tries),
        Unknown::Unclear(_) => (now + backoff(tries), tries),
    };
    let fault = unknown.to_string();
    let mut tx = services.db.write().await?;
    store::scan_again(&mut tx, file, leased.until, &Again { fault: &fault, due_at, tries }).await?;
    tx.save().await?;
    tracing::warn!(file = file.id, "a file is not checked for viruses yet: {fault}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_an_hour_and_never_end() {
        let minutes: Vec<i64> = (1..=8).map(|tries| backoff(tries).0 / 60_000).collect();
        assert_eq!(minutes, [1, 2, 5, 15, 30, 60, 60, 60]);
        assert_eq!(backoff(i64::MAX), LONGEST);
    }
}
