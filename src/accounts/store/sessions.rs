//! Sessions: the hash of a cookie's token, whose it is, and when it was last seen.

use super::side;
use crate::accounts::model::AccountId;
use crate::accounts::session::SignedIn;
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::server::http::Visitor;
use crate::{sql, sql_change};

#[derive(sqlx::FromRow)]
struct SessionRow {
    account_id: AccountId,
    seen_at: Instant,
    kind: String,
    role: Option<String>,
    name: String,
    email: String,
    phone: String,
    previous_login_at: Option<Instant>,
    previous_login_from: String,
    viewing_client: Option<String>,
    viewing_contact: Option<String>,
}

const LIVE_SESSION: &str = "SELECT s.account_id, s.seen_at, s.previous_login_at, s.previous_login_from,
        s.viewing_client, s.viewing_contact, a.kind, a.role, a.name, a.email, a.phone
    FROM sessions s JOIN accounts a ON a.id = s.account_id
    WHERE s.token_hash = $1 AND s.seen_at > $2 AND s.created_at > $3 AND a.state = 'active'";

/// The account behind a session that was seen after `idle_since` and begun after `begun_since`, and when it was last seen.
pub async fn live_session(
    tx: &mut Tx,
    hash: &str,
    idle_since: Instant,
    begun_since: Instant,
) -> Result<Option<(SignedIn, Instant)>> {
    let row = sql!(tx, |c| sqlx::query_as::<_, SessionRow>(LIVE_SESSION)
        .bind(hash)
        .bind(idle_since)
        .bind(begun_since)
        .fetch_optional(c))?;
    let Some(row) = row else { return Ok(None) };
    let account = SignedIn {
        session: hash.to_owned(),
        kind: side(&row.kind, row.role.as_deref())?,
        id: row.account_id,
        name: row.name,
        email: row.email,
        phone: row.phone,
        previous_login: row.previous_login_at.map(|at| (at, row.previous_login_from)),
        viewing: row.viewing_client.zip(row.viewing_contact),
    };
    Ok(Some((account, row.seen_at)))
}

/// Notes activity.
pub async fn session_seen(tx: &mut Tx, hash: &str, now: Instant) -> Result<()> {
    sql_change!(tx, "UPDATE sessions SET seen_at = $1 WHERE token_hash = $2 AND seen_at < $1", now, hash)?;
    Ok(())
}

const BEGIN_SESSION: &str = "INSERT INTO sessions
    (token_hash, account_id, created_at, seen_at, ip, browser, previous_login_at, previous_login_from)
    SELECT $1, id, $3, $3, $4, $5, last_login_at, last_login_from FROM accounts WHERE id = $2";
const NOTE_LOGIN: &str = "UPDATE accounts SET last_login_at = $1, last_login_from = $2 WHERE id = $3";

/// Writes a session and the account's last login.
pub async fn begin_session(tx: &mut Tx, hash: &str, id: &AccountId, now: Instant, visitor: &Visitor) -> Result<()> {
    sql_change!(tx, BEGIN_SESSION, hash, id, now, &visitor.ip, &visitor.browser)?;
    sql_change!(tx, NOTE_LOGIN, now, &visitor.browser, id)?;
    Ok(())
}

/// Marks whose portal a session looks at (client, contact), or nobody's.
pub async fn set_viewing(tx: &mut Tx, hash: &str, whose: Option<(&str, &str)>) -> Result<()> {
    const SET: &str = "UPDATE sessions SET viewing_client = $1, viewing_contact = $2 WHERE token_hash = $3";
    sql_change!(tx, SET, whose.map(|(client, _)| client), whose.map(|(_, contact)| contact), hash)?;
    Ok(())
}

/// Ends one session.
pub async fn end_session(tx: &mut Tx, hash: &str) -> Result<()> {
    sql_change!(tx, "DELETE FROM sessions WHERE token_hash = $1", hash)?;
    Ok(())
}

/// Ends every session of an account but `keep` (empty: all).
pub async fn end_sessions(tx: &mut Tx, id: &AccountId, keep: &str) -> Result<u64> {
    Ok(sql_change!(tx, "DELETE FROM sessions WHERE account_id = $1 AND token_hash <> $2", id, keep)?)
}

/// Deletes sessions that ended long ago.
pub async fn forget_sessions_before(tx: &mut Tx, begun: Instant) -> Result<()> {
    sql_change!(tx, "DELETE FROM sessions WHERE created_at <= $1", begun)?;
    Ok(())
}

/// Whether a session of this account still stands; asked while a long transfer runs.
pub async fn session_stands(tx: &mut Tx, hash: &str) -> Result<bool> {
    const STANDS: &str = "SELECT COUNT(*) FROM sessions s JOIN accounts a ON a.id = s.account_id
        WHERE s.token_hash = $1 AND a.state = 'active'";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(STANDS).bind(hash).fetch_one(c))? > 0)
}
