//! The one place where passwords are hashed and compared. Verifying takes the limiter's permission, so that no
//! second way in can forget it (SAFETY; Vaultwarden's CVE-2026-43914 was a second one).

use super::lockout::Attempt;
use super::model::NewPassword;
use crate::kernel::{AppError, Result};
use crate::server::Services;
use crate::server::faults::fault;
use crate::server::keys::hex;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// How many hashes are computed at a time: a flood of sign-ins must leave the pages a processor.
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Semaphore::new((processors / 2).clamp(1, 4))
});
/// How many wait for a turn now.
static WAITING: AtomicUsize = AtomicUsize::new(0);
/// More than this many don't wait: at 30 hashes a second the last one would have given up.
const MOST_WAITING: usize = 600;

/// A hash that nothing is known to match, of the same cost as all others. Written down, so that the first stranger waits
/// no longer than the second.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Z2stbmV4dXMtZGVjb3ktMQ$V9oSyzjo6cVZx2iNqOkV4SXx2zBzGq2gIeVdMB0qJ1E";

fn hasher(cost: Params) -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost)
}

/// The hash that is kept of a new password. It may ask outside, so that no transaction of SQLite's one writer waits for it.
///
/// # Errors
/// Beside its field: it is on a list of stolen passwords.
pub async fn hash(services: &Services, password: &NewPassword) -> Result<String> {
    if let Some(breaches) = &services.breaches
        && breaches.know(password.reveal()).await
    {
        let words = "This password was stolen elsewhere and stands on lists that are tried first. Choose another one";
        return Err(AppError::field(password.field(), words));
    }
    let (text, hasher) = (password.reveal().to_owned(), hasher(services.password_cost.clone()));
    let hashed = in_turn(move || hasher.hash_password(text.as_bytes()).map(|hash| hash.to_string())).await?;
    hashed.map_err(|error| fault(format!("a password could not be hashed: {error}")))
}

/// Whether `typed` is the password of `kept`. Without a kept hash the same work is done and the answer is no.
/// Consumes the limiter's permission: one attempt, one comparison.
pub async fn verify(attempt: &Attempt, kept: Option<&str>, typed: &str) -> Result<bool> {
    attempt.looked();
    let known = kept.is_some();
    let same = compare(kept.unwrap_or(DECOY), typed).await?;
    Ok(same && known)
}

/// The work of one comparison, for answers that look at no password: those that do take as long (SAFETY: no enumeration).
pub async fn as_if(services: &Services, typed: &str) -> Result<()> {
    services.looks.fetch_add(1, Ordering::Relaxed);
    compare(DECOY, typed).await.map(|_| ())
}

/// What is kept of recovery codes: argon2id of each under the `salt` that the set shares, hexadecimal.
pub async fn stretched(services: &Services, codes: Vec<String>, salt: &str) -> Result<Vec<String>> {
    let (salt, hasher) = (salt.to_owned(), hasher(services.password_cost.clone()));
    let one = move |code: &String| stretched_one(&hasher, code, &salt);
    let all = in_turn(move || codes.iter().map(one).collect::<Option<Vec<_>>>()).await?;
    all.ok_or_else(|| fault("recovery codes could not be hashed"))
}

/// The same of one code that was typed. Consumes the limiter's permission, as [`verify`] does.
pub async fn stretch(services: &Services, attempt: &Attempt, code: &str, salt: &str) -> Result<String> {
    attempt.looked();
    let mut one = stretched(services, vec![code.to_owned()], salt).await?;
    Ok(one.pop().unwrap_or_default())
}

fn stretched_one(hasher: &Argon2, code: &str, salt: &str) -> Option<String> {
    let mut bytes = [0u8; 32];
    hasher.hash_password_into(code.as_bytes(), salt.as_bytes(), &mut bytes).ok()?;
    Some(hex(&bytes))
}

/// Goes on unless so many wait already that one more would wait in vain. Asked before an attempt is counted.
///
/// # Errors
/// `TooMany`.
pub fn room() -> Result<()> {
    if WAITING.load(Ordering::Relaxed) < MOST_WAITING {
        return Ok(());
    }
    Err(AppError::TooMany("Very many people are signing in at this moment. Try again in a minute.".to_owned()))
}

async fn compare(kept: &str, typed: &str) -> Result<bool> {
    let kept = kept.to_owned();
    // Far above any accepted password; stops a flood of megabytes before it is hashed.
    let typed: String = typed.nfc().take(1024).collect();
    in_turn(move || {
        // The cost of a comparison is written in what is kept.
        PasswordHash::new(&kept)
            .is_ok_and(|kept| hasher(Params::default()).verify_password(typed.as_bytes(), &kept).is_ok())
    })
    .await
}

/// Does `work` on a thread that may block, when it is its turn. The turn is the work's, not the caller's: who hangs up
/// makes room for nobody before it is done.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let waits = Waits::begin();
    let turn = TURNS.acquire().await.map_err(fault)?;
    drop(waits);
    let work = move || {
        let _turn = turn;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(fault)
}

/// One who waits; dropped, they no longer do.
struct Waits;

impl Waits {
    fn begin() -> Self {
        WAITING.fetch_add(1, Ordering::Relaxed);
        Waits
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::password_cost;

    #[test]
    fn the_decoy_costs_what_every_hash_costs() {
        let kept = PasswordHash::new(DECOY).map(|hash| hash.to_string()).unwrap_or_default();
        let fresh = hasher(password_cost())
            .hash_password(b"letterhead and ledger")
            .map(|hash| hash.to_string())
            .unwrap_or_default();
        let cost = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        let lengths = |hash: &str| hash.split('$').skip(4).map(str::len).collect::<Vec<_>>();
        assert_eq!((cost(&kept), lengths(&kept)), (cost(&fresh), lengths(&fresh)));
    }
}
