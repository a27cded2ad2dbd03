//! Sessions: the hash of a cookie's token, whose it is, and when it was last seen. The token's hash only finds the
//! session; everything else names it by its id, which stays when the token is renewed.

use super::side;
use crate::accounts::model::{AccountId, DeviceId};
use crate::accounts::session::SignedIn;
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::server::http::Visitor;
use crate::{sql, sql_change};

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: String,
    device_id: String,
    confirmed_at: Instant,
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
    has_factor: bool,
    factor_rule: Option<String>,
    factor_from: Option<Instant>,
}

const BY_TOKEN: &str = "SELECT s.id, s.device_id, s.confirmed_at, s.account_id, s.seen_at, s.previous_login_at,
        s.previous_login_from, s.viewing_client, s.viewing_contact, a.kind, a.role, a.name, a.email, a.phone,
        EXISTS (SELECT 1 FROM second_factors f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL) AS has_factor,
        r.rule AS factor_rule, r.from_at AS factor_from
    FROM sessions s JOIN accounts a ON a.id = s.account_id
        LEFT JOIN factor_rules r ON r.who = COALESCE(a.role, 'client')
    WHERE s.token_hash = $1 AND s.seen_at > $2 AND s.created_at > $3 AND a.state = 'active'";
const BY_SESSION: &str = "SELECT s.id, s.device_id, s.confirmed_at, s.account_id, s.seen_at, s.previous_login_at,
        s.previous_login_from, s.viewing_client, s.viewing_contact, a.kind, a.role, a.name, a.email, a.phone,
        EXISTS (SELECT 1 FROM second_factors f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL) AS has_factor,
        r.rule AS factor_rule, r.from_at AS factor_from
    FROM sessions s JOIN accounts a ON a.id = s.account_id
        LEFT JOIN factor_rules r ON r.who = COALESCE(a.role, 'client')
    WHERE s.id = $1 AND s.seen_at > $2 AND s.created_at > $3 AND a.state = 'active'";

/// The account behind a cookie's session that was seen after `idle_since` and begun after `begun_since`, and when it was
/// last seen.
pub async fn live_session(
    tx: &mut Tx,
    hash: &str,
    idle_since: Instant,
    begun_since: Instant,
) -> Result<Option<(SignedIn, Instant)>> {
    live(tx, BY_TOKEN, hash, idle_since, begun_since).await
}

/// As [`live_session`], by the session's id: whether it lives on, and what is so in it now.
pub async fn live_session_by_id(
    tx: &mut Tx,
    id: &str,
    idle_since: Instant,
    begun_since: Instant,
) -> Result<Option<(SignedIn, Instant)>> {
    live(tx, BY_SESSION, id, idle_since, begun_since).await
}

async fn live(
    tx: &mut Tx,
    query: &'static str,
    by: &str,
    idle_since: Instant,
    begun_since: Instant,
) -> Result<Option<(SignedIn, Instant)>> {
    let row = sql!(tx, |c| sqlx::query_as::<_, SessionRow>(query)
        .bind(by)
        .bind(idle_since)
        .bind(begun_since)
        .fetch_optional(c))?;
    let Some(row) = row else { return Ok(None) };
    let account = SignedIn {
        session: row.id,
        device: row.device_id,
        confirmed_at: row.confirmed_at,
        kind: side(&row.kind, row.role.as_deref())?,
        id: row.account_id,
        name: row.name,
        email: row.email,
        phone: row.phone,
        previous_login: row.previous_login_at.map(|at| (at, row.previous_login_from)),
        viewing: row.viewing_client.zip(row.viewing_contact),
        has_factor: row.has_factor,
        factor_rule: row.factor_rule.zip(row.factor_from),
    };
    Ok(Some((account, row.seen_at)))
}

/// Notes activity, of the session and of the device that it is on.
pub async fn session_seen(tx: &mut Tx, id: &str, now: Instant) -> Result<()> {
    const DEVICE: &str = "UPDATE devices SET last_used_at = $1
        WHERE id = (SELECT device_id FROM sessions WHERE id = $2) AND last_used_at < $1";
    sql_change!(tx, "UPDATE sessions SET seen_at = $1 WHERE id = $2 AND seen_at < $1", now, id)?;
    sql_change!(tx, DEVICE, now, id)?;
    Ok(())
}

/// A session that begins.
pub struct NewSession<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its token's hash.
    pub token_hash: &'a str,
    /// Whose it is.
    pub account: &'a AccountId,
    /// On which device.
    pub device: &'a DeviceId,
}

const BEGIN_SESSION: &str = "INSERT INTO sessions (id, token_hash, account_id, device_id, created_at, seen_at,
        confirmed_at, ip, browser, previous_login_at, previous_login_from)
    SELECT $1, $2, id, $4, $5, $5, $5, $6, $7, last_login_at, last_login_from FROM accounts WHERE id = $3";
const NOTE_LOGIN: &str = "UPDATE accounts SET last_login_at = $1, last_login_from = $2 WHERE id = $3";

/// Writes a session and the account's last login.
pub async fn begin_session(tx: &mut Tx, new: NewSession<'_>, now: Instant, visitor: &Visitor) -> Result<()> {
    let (browser, ip) = (&visitor.browser, &visitor.ip);
    sql_change!(tx, BEGIN_SESSION, new.id, new.token_hash, new.account, new.device, now, ip, browser)?;
    sql_change!(tx, NOTE_LOGIN, now, browser, new.account)?;
    Ok(())
}

/// The person of a session has given their password: another token from now on. False if the session has ended.
pub async fn renew_session(tx: &mut Tx, id: &str, token_hash: &str, now: Instant) -> Result<bool> {
    const RENEW: &str = "UPDATE sessions SET token_hash = $1, confirmed_at = $2 WHERE id = $3";
    Ok(sql_change!(tx, RENEW, token_hash, now, id)? == 1)
}

/// Another token from now on; when its person last gave their password stays as it is. False if the session has ended.
pub async fn change_token(tx: &mut Tx, id: &str, token_hash: &str) -> Result<bool> {
    Ok(sql_change!(tx, "UPDATE sessions SET token_hash = $1 WHERE id = $2", token_hash, id)? == 1)
}

/// Marks whose portal a session looks at (client, contact), or nobody's.
pub async fn set_viewing(tx: &mut Tx, id: &str, whose: Option<(&str, &str)>) -> Result<()> {
    const SET: &str = "UPDATE sessions SET viewing_client = $1, viewing_contact = $2 WHERE id = $3";
    sql_change!(tx, SET, whose.map(|(client, _)| client), whose.map(|(_, contact)| contact), id)?;
    Ok(())
}

/// Ends one session.
pub async fn end_session(tx: &mut Tx, id: &str) -> Result<()> {
    sql_change!(tx, "DELETE FROM sessions WHERE id = $1", id)?;
    Ok(())
}

/// Ends every session of an account but `keep` (empty: all). The account is held before, so that a sign-in that has just
/// looked at the old password comes either before this and is ended, or after it and is refused. What waits for its second
/// step ends with them.
pub async fn end_sessions(tx: &mut Tx, id: &AccountId, keep: &str) -> Result<u64> {
    super::hold_account(tx, id).await?;
    crate::accounts::factors::store::end_steps(tx, id).await?;
    Ok(sql_change!(tx, "DELETE FROM sessions WHERE account_id = $1 AND id <> $2", id, keep)?)
}

/// Deletes sessions that ended long ago.
pub async fn forget_sessions_before(tx: &mut Tx, begun: Instant) -> Result<()> {
    sql_change!(tx, "DELETE FROM sessions WHERE created_at <= $1", begun)?;
    Ok(())
}

/// Whether a session of this account still stands; asked while a long transfer runs.
pub async fn session_stands(tx: &mut Tx, id: &str) -> Result<bool> {
    const STANDS: &str = "SELECT COUNT(*) FROM sessions s JOIN accounts a ON a.id = s.account_id
        WHERE s.id = $1 AND a.state = 'active'";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(STANDS).bind(id).fetch_one(c))? > 0)
}
