//! Recovery codes: a salt for each set, and argon2 of each code.

use crate::accounts::AccountId;
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// Keeps a new set; codes from before are worth nothing any more.
pub async fn set_codes(tx: &mut Tx, account: &AccountId, salt: &str, hashes: &[String], now: Instant) -> Result<()> {
    const ADD: &str = "INSERT INTO recovery_codes (id, account_id, salt, hash, made_at) VALUES ($1, $2, $3, $4, $5)";
    sql_change!(tx, "DELETE FROM recovery_codes WHERE account_id = $1", account)?;
    for hash in hashes {
        let id = uuid::Uuid::now_v7().simple().to_string();
        sql_change!(tx, ADD, &id, account, salt, hash, now)?;
    }
    Ok(())
}

/// The salt of an account's codes, if it has any.
pub async fn codes_salt(tx: &mut Tx, account: &AccountId) -> Result<Option<String>> {
    const SALT: &str = "SELECT salt FROM recovery_codes WHERE account_id = $1 ORDER BY id LIMIT 1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(SALT).bind(account).fetch_optional(c))?)
}

/// Spends the code with this hash, once: whether this call was the one.
pub async fn spend_code(tx: &mut Tx, account: &AccountId, hash: &str, now: Instant) -> Result<bool> {
    const SPEND: &str =
        "UPDATE recovery_codes SET used_at = $1 WHERE account_id = $2 AND hash = $3 AND used_at IS NULL";
    Ok(sql_change!(tx, SPEND, now, account, hash)? == 1)
}

/// How many codes are left, and whether there ever were any.
pub async fn codes_left(tx: &mut Tx, account: &AccountId) -> Result<i64> {
    const LEFT: &str = "SELECT COUNT(*) FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(LEFT).bind(account).fetch_one(c))?)
}
