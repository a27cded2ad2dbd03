//! Recovery codes: ten, once each, for the day on which telephone and passkey are lost. They are shown once; what is kept
//! is argon2 of each under a salt of their own, so that not even the database's owner has them (ASVS 6.5.2).

use super::model::{RECOVERY_CODE_LENGTH, RECOVERY_CODES, RECOVERY_SIGNS};
use super::store;
use crate::accounts::lockout::Attempt;
use crate::accounts::{AccountId, passwords};
use crate::kernel::{Result, Span};
use crate::server::keys::{random_bytes, random_token};
use crate::server::leptos::{cookie, header as respond, request_header};
use crate::server::{Config, Services, Tx};
use axum::http::header;

/// What the cookie is sealed for that carries new codes to the page which shows them.
const SHOWN: &str = "recovery codes";
/// The page follows at once; a browser that never comes keeps nothing for longer.
const CARRIED_FOR: Span = Span::minutes(5);

/// A new set, made before the transaction that keeps it: hashing takes a moment.
pub struct Made {
    /// The codes as their owner gets them, once.
    pub codes: Vec<String>,
    salt: String,
    hashes: Vec<String>,
}

/// Makes a set.
///
/// # Errors
/// The system's.
pub async fn make(services: &Services) -> Result<Made> {
    let (codes, salt): (Vec<String>, String) = ((0..RECOVERY_CODES).map(|_| fresh()).collect(), random_token());
    let hashes = passwords::stretched(services, codes.clone(), &salt).await?;
    Ok(Made { codes, salt, hashes })
}

/// Keeps a set; the codes from before no longer work.
///
/// # Errors
/// The database's.
pub async fn keep(tx: &mut Tx, services: &Services, account: &AccountId, made: &Made) -> Result<()> {
    store::set_codes(tx, account, &made.salt, &made.hashes, services.now()).await
}

/// The hash by which a typed code is found among an account's; none if it has no codes. It costs one argon2 run, which the
/// limiter permits.
///
/// # Errors
/// The database's.
pub async fn hash_of(
    services: &Services,
    attempt: &Attempt,
    account: &AccountId,
    code: &str,
) -> Result<Option<String>> {
    let mut tx = services.db.read().await?;
    let salt = store::codes_salt(&mut tx, account).await?;
    drop(tx);
    let Some(salt) = salt else { return Ok(None) };
    passwords::stretch(services, attempt, code, &salt).await.map(Some)
}

/// In groups of four, as it is shown: `k3f7-9xwq-2mta`.
pub fn in_groups(code: &str) -> String {
    code.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

fn fresh() -> String {
    // 32 signs, so that every value of a byte's lower five bits is as likely as any other.
    random_bytes::<RECOVERY_CODE_LENGTH>()
        .iter()
        .map(|byte| char::from(RECOVERY_SIGNS[usize::from(byte & 31)]))
        .collect()
}

/// Hands new codes to the page that shows them: in a cookie that only this server reads, for this account.
pub fn carry(services: &Services, account: &AccountId, codes: &[String]) {
    let sealed = services.keys.seal(SHOWN, account.as_str(), codes.join(" ").as_bytes());
    set(&services.config, &sealed, CARRIED_FOR.0 / 1000);
}

/// The codes that were just made by this person in this browser, once.
pub fn carried(services: &Services, account: &AccountId) -> Option<Vec<String>> {
    let cookies = request_header(&header::COOKIE)?;
    let sealed = cookie(&cookies, name(&services.config)).filter(|sealed| !sealed.is_empty())?;
    set(&services.config, "", 0);
    let plain = services.keys.unseal(SHOWN, account.as_str(), sealed)?;
    Some(String::from_utf8(plain).ok()?.split(' ').map(str::to_owned).collect())
}

fn set(config: &Config, value: &str, seconds: i64) {
    let (name, secure) = (name(config), if config.https() { "; Secure" } else { "" });
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    respond(header::SET_COOKIE, &text);
}

fn name(config: &Config) -> &'static str {
    if config.https() { "__Host-recovery-codes" } else { "recovery-codes" }
}

#[cfg(test)]
mod tests {
    use super::super::model::typed_recovery_code;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_another_one_and_can_be_typed_back() {
        let codes: BTreeSet<String> = (0..5_000).map(|_| fresh()).collect();
        assert_eq!(codes.len(), 5_000);
        let signs: BTreeSet<char> = codes.iter().flat_map(|code| code.chars()).collect();
        assert_eq!(signs.len(), 32, "every sign is used");
        for code in codes.iter().take(100) {
            let shown = in_groups(code);
            assert_eq!(shown.len(), RECOVERY_CODE_LENGTH + 2);
            assert_eq!(typed_recovery_code(&shown.to_uppercase()).as_ref(), Ok(code));
        }
    }
}
