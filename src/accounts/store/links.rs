//! Links that set a new password, and the one that sets up the portal.

use crate::accounts::model::{AccountId, ResetId};
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// A reset link as stored.
#[derive(sqlx::FromRow)]
pub struct Reset {
    /// Id.
    pub id: ResetId,
    /// Whose password.
    pub account_id: AccountId,
    /// Until when.
    pub expires_at: Instant,
    /// When it was used or replaced.
    pub spent_at: Option<Instant>,
}

const ADD_RESET: &str =
    "INSERT INTO password_resets (id, account_id, sent_by, nonce, token_hash, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Keeps a new reset link, sent by somebody of the firm or asked for on the page.
pub async fn add_reset(
    tx: &mut Tx,
    id: &ResetId,
    account: &AccountId,
    sent_by: Option<&AccountId>,
    nonce: &str,
    hash: &str,
    (now, ends): (Instant, Instant),
) -> Result<()> {
    let sent_by = sent_by.map_or("", AccountId::as_str);
    sql_change!(tx, ADD_RESET, id, account, sent_by, nonce, hash, now, ends)?;
    Ok(())
}

/// How many links for this account were sent by staff (or else: were asked for on the page) after `since`.
pub async fn resets_since(tx: &mut Tx, account: &AccountId, by_staff: bool, since: Instant) -> Result<i64> {
    const SINCE: &str =
        "SELECT COUNT(*) FROM password_resets WHERE account_id = $1 AND (sent_by <> '') = $2 AND created_at > $3";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SINCE).bind(account).bind(by_staff).bind(since).fetch_one(c))?)
}

/// An open reset link: whose, and who of the firm sent it.
#[derive(sqlx::FromRow)]
pub struct OpenReset {
    /// Id.
    pub id: ResetId,
    /// Whose password.
    pub account_id: AccountId,
    /// Who sent it; none when it was asked for on the page.
    pub sent_by: Option<AccountId>,
}

/// Links that are open at `now`.
pub async fn open_resets(tx: &mut Tx, now: Instant) -> Result<Vec<OpenReset>> {
    const OPEN: &str = "SELECT id, account_id, NULLIF(sent_by, '') AS sent_by FROM password_resets
        WHERE spent_at IS NULL AND expires_at > $1";
    Ok(sql!(tx, |c| sqlx::query_as::<_, OpenReset>(OPEN).bind(now).fetch_all(c))?)
}

/// Forgets what only the key in force could find again: failures and locks, known devices; and every session.
pub async fn forget_keyed(tx: &mut Tx) -> Result<()> {
    sql_change!(tx, "DELETE FROM sign_in_failures")?;
    sql_change!(tx, "DELETE FROM sign_in_locks")?;
    sql_change!(tx, "DELETE FROM sessions")?;
    sql_change!(tx, "DELETE FROM devices")?;
    Ok(())
}

/// Ends every session, every sign-in that waits for its second step, and every question for a reset link that nobody has
/// looked into. How many sessions.
pub async fn end_all_sessions(tx: &mut Tx) -> Result<u64> {
    sql_change!(tx, "DELETE FROM reset_asks")?;
    sql_change!(tx, "DELETE FROM second_steps")?;
    Ok(sql_change!(tx, "DELETE FROM sessions")?)
}

/// Kills the open links of an account.
pub async fn spend_open_resets(tx: &mut Tx, account: &AccountId, now: Instant) -> Result<()> {
    sql_change!(
        tx,
        "UPDATE password_resets SET spent_at = $1 WHERE account_id = $2 AND spent_at IS NULL",
        now,
        account
    )?;
    Ok(())
}

/// The link with this token's hash.
pub async fn reset_by_hash(tx: &mut Tx, hash: &str) -> Result<Option<Reset>> {
    const BY_HASH: &str = "SELECT id, account_id, expires_at, spent_at FROM password_resets WHERE token_hash = $1";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Reset>(BY_HASH).bind(hash).fetch_optional(c))?)
}

/// Spends a live link, once: whether this call was the one.
pub async fn spend_reset(tx: &mut Tx, id: &ResetId, now: Instant) -> Result<bool> {
    const SPEND: &str =
        "UPDATE password_resets SET spent_at = $1 WHERE id = $2 AND spent_at IS NULL AND expires_at > $1";
    Ok(sql_change!(tx, SPEND, now, id)? == 1)
}

/// Somebody asked for a reset link for this address, known or not.
#[derive(sqlx::FromRow)]
pub struct ResetAsk {
    /// Id.
    pub id: ResetId,
    /// The address, as it is compared.
    pub email_key: String,
}

/// Keeps that somebody asked.
pub async fn add_reset_ask(tx: &mut Tx, id: &ResetId, email_key: &str, now: Instant) -> Result<()> {
    sql_change!(tx, "INSERT INTO reset_asks (id, email_key, asked_at) VALUES ($1, $2, $3)", id, email_key, now)?;
    Ok(())
}

/// The oldest that nobody has looked into.
pub async fn next_reset_ask(tx: &mut Tx) -> Result<Option<ResetAsk>> {
    const NEXT: &str = "SELECT id, email_key FROM reset_asks ORDER BY id LIMIT 1";
    Ok(sql!(tx, |c| sqlx::query_as::<_, ResetAsk>(NEXT).fetch_optional(c))?)
}

/// Takes one off: whether this call was the one.
pub async fn take_reset_ask(tx: &mut Tx, id: &ResetId) -> Result<bool> {
    Ok(sql_change!(tx, "DELETE FROM reset_asks WHERE id = $1", id)? == 1)
}

/// Keeps the hash of a set-up link; earlier ones die.
pub async fn add_setup_link(tx: &mut Tx, hash: &str, ends: Instant) -> Result<()> {
    sql_change!(tx, "DELETE FROM setup_links")?;
    sql_change!(tx, "INSERT INTO setup_links (token_hash, expires_at) VALUES ($1, $2)", hash, ends)?;
    Ok(())
}

/// Whether the set-up link with this hash can be used now.
pub async fn setup_link_stands(tx: &mut Tx, hash: &str, now: Instant) -> Result<bool> {
    const STANDS: &str =
        "SELECT COUNT(*) FROM setup_links WHERE token_hash = $1 AND spent_at IS NULL AND expires_at > $2";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(STANDS).bind(hash).bind(now).fetch_one(c))? == 1)
}

/// Spends the set-up link, once.
pub async fn spend_setup_link(tx: &mut Tx, hash: &str, now: Instant) -> Result<bool> {
    const SPEND: &str =
        "UPDATE setup_links SET spent_at = $1 WHERE token_hash = $2 AND spent_at IS NULL AND expires_at > $1";
    Ok(sql_change!(tx, SPEND, now, hash)? == 1)
}
