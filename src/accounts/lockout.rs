//! Lockout (seed: 5 failed attempts = 15 minutes). An attempt is counted before the password is looked at, so that
//! parallel guesses can't share one place; success takes the count back. Unknown addresses count in the same way.

use super::store;
use crate::kernel::{Instant, Result, Span};
use crate::server::{Services, Tx};

/// Failures that lock.
pub const FAILURES: i64 = 5;
/// How long sign-in is locked, and how long a failure counts.
pub const LOCKED_FOR: Span = Span::minutes(15);

/// Permission to compare one password with one account's. Only [`attempt`] makes it.
pub struct Attempt {
    address_hash: String,
    /// Whether this attempt, if it fails, locks the address.
    pub locks: bool,
}

/// Counts an attempt for this address and permits it, or `None` while the address is locked.
pub async fn attempt(tx: &mut Tx, services: &Services, email_key: &str) -> Result<Option<Attempt>> {
    let now = services.now();
    let address_hash = address_hash(services, email_key);
    store::hold_address(tx, &address_hash, now).await?;
    if store::locked_until(tx, &address_hash).await?.is_some_and(|until| until > now) {
        return Ok(None);
    }
    let failures = store::failures_since(tx, &address_hash, now - LOCKED_FOR).await?;
    store::add_failure(tx, &address_hash, now).await?;
    let locks = failures + 1 >= FAILURES;
    if locks {
        store::lock(tx, &address_hash, now + LOCKED_FOR).await?;
    }
    Ok(Some(Attempt { address_hash, locks }))
}

/// The password was right: the count starts again from zero.
pub async fn clear(tx: &mut Tx, attempt: &Attempt) -> Result<()> {
    store::clear_failures(tx, &attempt.address_hash).await
}

/// Staff unlock, and a new password, clear the address as well.
pub async fn unlock(tx: &mut Tx, services: &Services, email_key: &str) -> Result<()> {
    store::clear_failures(tx, &address_hash(services, email_key)).await
}

/// Until when sign-in is paused for this address, if it is now.
pub async fn locked_until(tx: &mut Tx, services: &Services, email_key: &str) -> Result<Option<Instant>> {
    let until = store::locked_until(tx, &address_hash(services, email_key)).await?;
    Ok(until.filter(|until| *until > services.now()))
}

fn address_hash(services: &Services, email_key: &str) -> String {
    services.keys.keyed_hash("sign-in address", email_key)
}
