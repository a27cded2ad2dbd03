//! The one place where passwords are hashed and compared. Verifying takes the limiter's permission, so that no
//! second way in can forget it (SAFETY; Vaultwarden's CVE-2026-43914 was a second one).

use super::lockout::Attempt;
use super::model::NewPassword;
use crate::kernel::Result;
use crate::server::faults::fault;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use std::sync::OnceLock;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// How many hashes are computed at a time: a flood of sign-ins must leave the pages fast.
static TURNS: Semaphore = Semaphore::const_new(2);

/// argon2id, 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet).
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).unwrap_or_default())
}

/// The hash that is kept of a new password.
pub async fn hash(password: &NewPassword) -> Result<String> {
    let text = password.reveal().to_owned();
    let hashed = in_turn(move || hasher().hash_password(text.as_bytes()).map(|hash| hash.to_string())).await?;
    hashed.map_err(|error| fault(format!("a password could not be hashed: {error}")))
}

/// Whether `typed` is the password of `kept`. Without a kept hash the same work is done and the answer is no.
/// Consumes the limiter's permission: one attempt, one comparison.
pub async fn verify(_attempt: &Attempt, kept: Option<&str>, typed: &str) -> Result<bool> {
    let known = kept.is_some();
    let kept = kept.map_or_else(|| decoy().to_owned(), str::to_owned);
    // Far above any accepted password; stops a flood of megabytes before it is hashed.
    let typed: String = typed.nfc().take(1024).collect();
    let same = in_turn(move || {
        PasswordHash::new(&kept).is_ok_and(|kept| hasher().verify_password(typed.as_bytes(), &kept).is_ok())
    })
    .await?;
    Ok(same && known)
}

/// A hash that nothing matches, made once with the same cost.
fn decoy() -> &'static str {
    static DECOY: OnceLock<String> = OnceLock::new();
    DECOY.get_or_init(|| {
        let never = crate::server::keys::random_token();
        hasher().hash_password(never.as_bytes()).map(|hash| hash.to_string()).unwrap_or_default()
    })
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = TURNS.acquire().await.map_err(fault)?;
    let done = tokio::task::spawn_blocking(work).await.map_err(fault);
    drop(turn);
    done
}
