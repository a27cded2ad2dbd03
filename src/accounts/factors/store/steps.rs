//! What a sign-in waits for: the second step after a right password, and what a passkey is asked to sign.

use crate::accounts::AccountId;
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// A right password whose second step is owed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Step {
    /// Id.
    pub id: String,
    /// Whose password it was.
    pub account_id: AccountId,
}

/// Begins one; those that ended are forgotten.
pub async fn begin_step(
    tx: &mut Tx,
    (id, token_hash): (&str, &str),
    account: &AccountId,
    now: Instant,
    ends: Instant,
) -> Result<()> {
    const BEGIN: &str = "INSERT INTO second_steps (id, token_hash, account_id, expires_at) VALUES ($1, $2, $3, $4)";
    sql_change!(tx, "DELETE FROM second_steps WHERE expires_at <= $1", now)?;
    sql_change!(tx, BEGIN, id, token_hash, account, ends)?;
    Ok(())
}

/// The live one behind a cookie's token, of an account that may sign in. Reading spends nothing.
pub async fn step(tx: &mut Tx, token_hash: &str, now: Instant) -> Result<Option<Step>> {
    const LIVE: &str = "SELECT s.id, s.account_id FROM second_steps s JOIN accounts a ON a.id = s.account_id
        WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.state = 'active'";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Step>(LIVE).bind(token_hash).bind(now).fetch_optional(c))?)
}

/// Spends one, once: whether this call was the one.
pub async fn spend_step(tx: &mut Tx, id: &str, now: Instant) -> Result<bool> {
    Ok(sql_change!(tx, "DELETE FROM second_steps WHERE id = $1 AND expires_at > $2", id, now)? == 1)
}

/// Ends all of an account: its password, state or factors are not what they were.
pub async fn end_steps(tx: &mut Tx, account: &AccountId) -> Result<()> {
    sql_change!(tx, "DELETE FROM second_steps WHERE account_id = $1", account)?;
    Ok(())
}

/// Keeps what `holder` (a session, a second step) asks a passkey to sign; its question from before no longer counts.
pub async fn set_challenge(
    tx: &mut Tx,
    (holder, purpose): (&str, &str),
    state: &str,
    now: Instant,
    ends: Instant,
) -> Result<()> {
    const SET: &str = "INSERT INTO passkey_challenges (holder, purpose, state, expires_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (holder, purpose) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at";
    sql_change!(tx, "DELETE FROM passkey_challenges WHERE expires_at <= $1", now)?;
    sql_change!(tx, SET, holder, purpose, state, ends)?;
    Ok(())
}

/// Takes the question back, once: whoever answers it second finds none.
pub async fn take_challenge(tx: &mut Tx, holder: &str, purpose: &str, now: Instant) -> Result<Option<String>> {
    const TAKE: &str = "DELETE FROM passkey_challenges WHERE holder = $1 AND purpose = $2 AND expires_at > $3
        RETURNING state";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(TAKE).bind(holder).bind(purpose).bind(now).fetch_optional(c))?)
}
