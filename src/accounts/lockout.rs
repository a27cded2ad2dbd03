//! Lockout (seed: 5 failed attempts = 15 minutes). An attempt is counted before the password is looked at, so that
//! parallel guesses can't share one place; success takes the count back. Unknown addresses count in the same way.
//!
//! A device that the person signed in on before counts for itself; all strangers share one count for each address, so
//! that whoever guesses locks nobody out of their own browser. After 100 failures in a row without a success guessing is
//! over until a new password is set by mail, or staff unlock (NIST SP 800-63B, 3.2.2).
//!
//! Wrong codes at the second step count here too, and for themselves besides: a new password ends the first count and not
//! the second, or whoever holds the mailbox would get new guesses with each reset.

use super::devices;
use super::model::{AccountId, DeviceId};
use super::store::{self, Count};
use crate::kernel::{Instant, Result, Span};
use crate::server::http::Visitor;
use crate::server::{Services, Tx};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Failures that lock.
pub const FAILURES: i64 = 5;
/// How long sign-in is locked, and how long a failure counts.
pub const LOCKED_FOR: Span = Span::minutes(15);
/// Failures in a row that stop.
pub const MOST_IN_A_ROW: i64 = 100;
/// Counts of addresses and devices that nobody tried for so long are forgotten, unless they are stopped.
const FORGOTTEN_AFTER: Span = Span::days(90);

/// Who is counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    hash: String,
    /// Whether it is one device, or all strangers who try an address.
    pub of_device: bool,
    /// Whether it counts codes after a right password.
    pub of_second_step: bool,
}

impl Key {
    /// All strangers who try this address, known or not.
    pub fn of_address(services: &Services, email_key: &str) -> Key {
        let hash = services.keys.keyed_hash("sign-in address", email_key);
        Key { hash, of_device: false, of_second_step: false }
    }

    /// One device that somebody signed in on before.
    pub fn of_device(device: &str) -> Key {
        Key { hash: device.to_owned(), of_device: true, of_second_step: false } // No secret: it needs no hash.
    }

    /// The second step of whoever is counted by this key and gave the right password of `account`.
    pub fn second_step(&self, account: &AccountId) -> Key {
        let whose = if self.of_device { &self.hash } else { account.as_str() };
        Key { hash: store::second_step_of(whose), of_second_step: true, ..self.clone() }
    }

    /// Whoever tries this address from there: the known device of the account that has it, or a stranger.
    ///
    /// # Errors
    /// The database's.
    pub async fn of(
        tx: &mut Tx,
        services: &Services,
        visitor: &Visitor,
        email_key: &str,
        account: Option<&AccountId>,
    ) -> Result<Key> {
        let device: Option<DeviceId> = match account {
            Some(account) => devices::known(tx, services, account, visitor).await?,
            None => None,
        };
        Ok(match device {
            Some(device) => Key::of_device(device.as_str()),
            None => Key::of_address(services, email_key),
        })
    }
}

/// Permission to compare one password with one account's. Only [`attempt`] makes it.
pub struct Attempt {
    key: Key,
    looks: Arc<AtomicU64>,
    /// What this attempt causes if it fails.
    pub then: Then,
}

/// What a failure causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// One more failure.
    Counted,
    /// The fifth: a lock for 15 minutes.
    Locked,
    /// The hundredth in a row: no more guessing until a reset.
    Stopped,
}

impl Attempt {
    /// Who is counted.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The password is being looked at.
    pub(super) fn looked(&self) {
        self.looks.fetch_add(1, Ordering::Relaxed);
    }
}

/// Counts an attempt and permits it, or `None` while there is a lock or a stop.
pub async fn attempt(tx: &mut Tx, services: &Services, key: &Key) -> Result<Option<Attempt>> {
    let now = services.now();
    let standing = store::hold_count(tx, &key.hash).await?;
    if standing.until > now || standing.failed_in_a_row >= MOST_IN_A_ROW {
        return Ok(None);
    }
    let failures = store::failures_since(tx, &key.hash, now - LOCKED_FOR).await?;
    store::add_failure(tx, &key.hash, now).await?;
    let then = if standing.failed_in_a_row + 1 >= MOST_IN_A_ROW {
        Then::Stopped
    } else if failures + 1 >= FAILURES {
        Then::Locked
    } else {
        Then::Counted
    };
    if then != Then::Counted {
        store::lock(tx, &key.hash, now + LOCKED_FOR).await?;
    }
    Ok(Some(Attempt { key: key.clone(), looks: services.looks.clone(), then }))
}

/// The password was right: the count starts again from zero.
pub async fn clear(tx: &mut Tx, attempt: &Attempt) -> Result<()> {
    store::clear_failures(tx, &attempt.key.hash).await
}

/// The password was right, but more is asked for: this attempt is no failure, and what failed before it counts on.
pub async fn take_back(tx: &mut Tx, services: &Services, attempt: &Attempt) -> Result<()> {
    let locked = (attempt.then != Then::Counted).then_some(FAILURES - 1);
    store::take_back_failure(tx, &attempt.key.hash, locked, services.now()).await
}

/// Staff unlock: the address, the devices of its account, and the second step everywhere.
pub async fn unlock(tx: &mut Tx, services: &Services, email_key: &str) -> Result<()> {
    unlock_passwords(tx, services, email_key).await?;
    match store::by_email(tx, email_key).await? {
        Some(account) => unlock_second_step(tx, &account.id).await,
        None => Ok(()),
    }
}

/// A new password clears the address, and the devices of its account.
pub async fn unlock_passwords(tx: &mut Tx, services: &Services, email_key: &str) -> Result<()> {
    store::clear_failures(tx, &Key::of_address(services, email_key).hash).await?;
    let Some(account) = store::by_email(tx, email_key).await? else { return Ok(()) };
    for device in store::device_ids(tx, &account.id).await? {
        store::clear_failures(tx, &Key::of_device(device.as_str()).hash).await?;
    }
    Ok(())
}

/// A second step that is taken away takes its counts along.
pub async fn unlock_second_step(tx: &mut Tx, account: &AccountId) -> Result<()> {
    store::clear_failures(tx, &store::second_step_of(account.as_str())).await?;
    for device in store::device_ids(tx, account).await? {
        store::clear_failures(tx, &store::second_step_of(device.as_str())).await?;
    }
    Ok(())
}

/// Why no password is looked at at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paused {
    /// 5 failures: until then.
    Until(Instant),
    /// 100 failures in a row: until a new password is set by mail, or staff unlock.
    Stopped,
}

/// Whether sign-in is paused for this address, for strangers or on one of the person's own devices: the worst of it.
pub async fn paused(tx: &mut Tx, services: &Services, email_key: &str) -> Result<Option<Paused>> {
    let address = Key::of_address(services, email_key);
    Ok(worst(store::counts_about(tx, &address.hash, email_key).await?, services.now()))
}

/// As [`paused`], for whoever is counted by this key.
pub async fn paused_by(tx: &mut Tx, services: &Services, key: &Key) -> Result<Option<Paused>> {
    Ok(worst(store::count_of(tx, &key.hash).await?, services.now()))
}

fn worst(counts: impl IntoIterator<Item = Count>, now: Instant) -> Option<Paused> {
    let pause = |count: Count| match count {
        count if count.failed_in_a_row >= MOST_IN_A_ROW => Some(Paused::Stopped),
        count => Some(Paused::Until(count.until)).filter(|_| count.until > now),
    };
    counts.into_iter().filter_map(pause).max()
}

/// Forgets counts that nobody added to for long; now and then.
///
/// # Errors
/// The database's.
pub async fn tidy(services: &Services) -> Result<()> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    store::forget_counts(&mut tx, now - FORGOTTEN_AFTER, MOST_IN_A_ROW, now - LOCKED_FOR).await?;
    tx.save().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_pause_is_the_one_that_is_told() {
        let now = Instant(1_000_000);
        let count = |minutes: i64, failed_in_a_row| Count { until: now + Span::minutes(minutes), failed_in_a_row };
        assert_eq!(worst([], now), None);
        assert_eq!(worst([count(0, 5), count(-1, 99)], now), None);
        assert_eq!(worst([count(3, 5), count(9, 10)], now), Some(Paused::Until(now + Span::minutes(9))));
        assert_eq!(worst([count(-60, 100), count(9, 5)], now), Some(Paused::Stopped));
    }
}
