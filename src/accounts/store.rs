//! All SQL of accounts, sessions, failed sign-ins and resets.

use super::model::{AccountId, ResetId, Role};
use super::session::{Kind, SignedIn};
use crate::kernel::{AppError, Email, Instant, Result};
use crate::server::http::Visitor;
use crate::server::{Tx, db};
use crate::{sql, sql_change};

/// An account as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Account {
    /// Id.
    pub id: AccountId,
    /// `staff` or `client`.
    pub kind: String,
    /// Staff's role.
    pub role: Option<String>,
    /// Name.
    pub name: String,
    /// Address as typed.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// argon2 hash.
    pub password_hash: Option<String>,
    /// `active`, `disabled`, `pending`.
    pub state: String,
    /// Last sign-in.
    pub last_login_at: Option<Instant>,
    /// From which browser.
    pub last_login_from: String,
}

impl Account {
    /// Whether it may sign in.
    pub fn is_active(&self) -> bool {
        self.state == "active" && self.password_hash.is_some()
    }

    /// Which side it is on.
    pub fn side(&self) -> Result<Kind> {
        side(&self.kind, self.role.as_deref())
    }
}

fn side(kind: &str, role: Option<&str>) -> Result<Kind> {
    match (kind, role) {
        ("staff", Some(role)) => Ok(Kind::Staff(Role::parse(role)?)),
        _ => Ok(Kind::Client),
    }
}

const BY_EMAIL: &str = "SELECT id, kind, role, name, email, phone, password_hash, state, last_login_at, last_login_from
    FROM accounts WHERE email_key = $1";
const BY_ID: &str = "SELECT id, kind, role, name, email, phone, password_hash, state, last_login_at, last_login_from
    FROM accounts WHERE id = $1";

/// The account with this address, compared without case.
pub async fn by_email(tx: &mut Tx, email_key: &str) -> Result<Option<Account>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Account>(BY_EMAIL).bind(email_key).fetch_optional(c))?)
}

/// The account with this id.
pub async fn by_id(tx: &mut Tx, id: &AccountId) -> Result<Account> {
    sql!(tx, |c| sqlx::query_as::<_, Account>(BY_ID).bind(id).fetch_optional(c))?.ok_or(AppError::NotFound)
}

const ANY: &str = "SELECT COUNT(*) FROM accounts";

/// Whether there is any account at all.
pub async fn any(tx: &mut Tx) -> Result<bool> {
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(ANY).fetch_one(c))? > 0)
}

const ACTIVE_STAFF: &str = "SELECT id, kind, role, name, email, phone, password_hash, state, last_login_at, last_login_from
    FROM accounts WHERE kind = 'staff' AND state = 'active' ORDER BY name, id";

/// Everybody of the firm who can sign in.
pub async fn active_staff(tx: &mut Tx) -> Result<Vec<Account>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Account>(ACTIVE_STAFF).fetch_all(c))?)
}

/// A new account to be written.
pub struct NewAccount<'a> {
    /// Staff's role; none for client people.
    pub role: Option<Role>,
    /// Name.
    pub name: &'a str,
    /// Address.
    pub email: &'a Email,
    /// Phone.
    pub phone: &'a str,
    /// argon2 hash.
    pub password_hash: &'a str,
}

const ADD: &str = "INSERT INTO accounts
    (id, kind, role, name, email, email_key, phone, password_hash, state, created_at, last_login_from)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9, '')";

/// Adds an active account. An address that has one already is refused beside field `email`.
pub async fn add(tx: &mut Tx, new: NewAccount<'_>, now: Instant) -> Result<AccountId> {
    let id = AccountId::fresh();
    let kind = if new.role.is_some() { "staff" } else { "client" };
    sql_change!(
        tx, ADD, &id, kind, new.role.map(Role::word), new.name, new.email, new.email.key(), new.phone, new.password_hash, now
    )
    .map_err(|error| {
        db::or_conflict(error, "accounts_email_key", "accounts.email_key", || {
            AppError::field("email", "There is an account with this address already")
        })
    })?;
    Ok(id)
}

/// Sets the account's state: `active` or `disabled`.
pub async fn set_state(tx: &mut Tx, id: &AccountId, state: &'static str) -> Result<()> {
    sql_change!(tx, "UPDATE accounts SET state = $1 WHERE id = $2", state, id)?;
    Ok(())
}

/// Keeps a new password's hash.
pub async fn set_password(tx: &mut Tx, id: &AccountId, hash: &str) -> Result<()> {
    sql_change!(tx, "UPDATE accounts SET password_hash = $1 WHERE id = $2", hash, id)?;
    Ok(())
}

/// Changes name and address. A taken address is refused beside field `email`.
pub async fn set_identity(tx: &mut Tx, id: &AccountId, name: &str, email: &Email) -> Result<()> {
    sql_change!(
        tx, "UPDATE accounts SET name = $1, email = $2, email_key = $3 WHERE id = $4", name, email, email.key(), id
    )
    .map_err(|error| {
        db::or_conflict(error, "accounts_email_key", "accounts.email_key", || {
            AppError::field("email", "Another account signs in with this address")
        })
    })?;
    Ok(())
}

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
}

const LIVE_SESSION: &str = "SELECT s.account_id, s.seen_at, s.previous_login_at, s.previous_login_from,
        a.kind, a.role, a.name, a.email, a.phone
    FROM sessions s JOIN accounts a ON a.id = s.account_id
    WHERE s.token_hash = $1 AND s.seen_at > $2 AND s.created_at > $3 AND a.state = 'active'";

/// The account behind a session that was seen after `idle_since` and begun after `begun_since`, and when it was last seen.
pub async fn live_session(tx: &mut Tx, hash: &str, idle_since: Instant, begun_since: Instant) -> Result<Option<(SignedIn, Instant)>> {
    let row = sql!(tx, |c| sqlx::query_as::<_, SessionRow>(LIVE_SESSION).bind(hash).bind(idle_since).bind(begun_since).fetch_optional(c))?;
    let Some(row) = row else { return Ok(None) };
    let account = SignedIn {
        session: hash.to_owned(),
        kind: side(&row.kind, row.role.as_deref())?,
        id: row.account_id,
        name: row.name,
        email: row.email,
        phone: row.phone,
        previous_login: row.previous_login_at.map(|at| (at, row.previous_login_from)),
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

// Failed sign-ins.

const HOLD: &str = "INSERT INTO sign_in_locks (address_hash, until) VALUES ($1, 0)
    ON CONFLICT (address_hash) DO UPDATE SET until = sign_in_locks.until";

/// Takes the address's row until the transaction ends, so that parallel guesses on Postgres queue here.
pub async fn hold_address(tx: &mut Tx, hash: &str, _now: Instant) -> Result<()> {
    sql_change!(tx, HOLD, hash)?;
    Ok(())
}

/// Until when the address is (or was) locked.
pub async fn locked_until(tx: &mut Tx, hash: &str) -> Result<Option<Instant>> {
    const UNTIL: &str = "SELECT until FROM sign_in_locks WHERE address_hash = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, Instant>(UNTIL).bind(hash).fetch_optional(c))?)
}

/// Failures of this address after `since`.
pub async fn failures_since(tx: &mut Tx, hash: &str, since: Instant) -> Result<i64> {
    const SINCE: &str = "SELECT COUNT(*) FROM sign_in_failures WHERE address_hash = $1 AND failed_at > $2";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SINCE).bind(hash).bind(since).fetch_one(c))?)
}

/// Counts one failure.
pub async fn add_failure(tx: &mut Tx, hash: &str, now: Instant) -> Result<()> {
    let id = uuid::Uuid::now_v7().simple().to_string();
    sql_change!(tx, "INSERT INTO sign_in_failures (id, address_hash, failed_at) VALUES ($1, $2, $3)", &id, hash, now)?;
    Ok(())
}

/// Locks the address; the failures that led there are spent, so that the count starts again from zero.
pub async fn lock(tx: &mut Tx, hash: &str, until: Instant) -> Result<()> {
    sql_change!(tx, "UPDATE sign_in_locks SET until = $1 WHERE address_hash = $2", until, hash)?;
    sql_change!(tx, "DELETE FROM sign_in_failures WHERE address_hash = $1", hash)?;
    Ok(())
}

/// Forgets failures and lock.
pub async fn clear_failures(tx: &mut Tx, hash: &str) -> Result<()> {
    sql_change!(tx, "DELETE FROM sign_in_failures WHERE address_hash = $1", hash)?;
    sql_change!(tx, "DELETE FROM sign_in_locks WHERE address_hash = $1", hash)?;
    Ok(())
}

// Resets and the set-up link: in store/links once this file grows.

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

const ADD_RESET: &str = "INSERT INTO password_resets (id, account_id, nonce, token_hash, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)";

/// Keeps a new reset link.
pub async fn add_reset(tx: &mut Tx, id: &ResetId, account: &AccountId, nonce: &str, hash: &str, now: Instant, ends: Instant) -> Result<()> {
    sql_change!(tx, ADD_RESET, id, account, nonce, hash, now, ends)?;
    Ok(())
}

/// How many links this account asked for after `since`.
pub async fn resets_since(tx: &mut Tx, account: &AccountId, since: Instant) -> Result<i64> {
    const SINCE: &str = "SELECT COUNT(*) FROM password_resets WHERE account_id = $1 AND created_at > $2";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SINCE).bind(account).bind(since).fetch_one(c))?)
}

/// Kills the open links of an account.
pub async fn spend_open_resets(tx: &mut Tx, account: &AccountId, now: Instant) -> Result<()> {
    sql_change!(tx, "UPDATE password_resets SET spent_at = $1 WHERE account_id = $2 AND spent_at IS NULL", now, account)?;
    Ok(())
}

/// The link with this token's hash.
pub async fn reset_by_hash(tx: &mut Tx, hash: &str) -> Result<Option<Reset>> {
    const BY_HASH: &str = "SELECT id, account_id, expires_at, spent_at FROM password_resets WHERE token_hash = $1";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Reset>(BY_HASH).bind(hash).fetch_optional(c))?)
}

/// Spends a live link, once: whether this call was the one.
pub async fn spend_reset(tx: &mut Tx, id: &ResetId, now: Instant) -> Result<bool> {
    const SPEND: &str = "UPDATE password_resets SET spent_at = $1 WHERE id = $2 AND spent_at IS NULL AND expires_at > $1";
    Ok(sql_change!(tx, SPEND, now, id)? == 1)
}

/// Keeps the hash of a set-up link; earlier ones die.
pub async fn add_setup_link(tx: &mut Tx, hash: &str, ends: Instant) -> Result<()> {
    sql_change!(tx, "DELETE FROM setup_links")?;
    sql_change!(tx, "INSERT INTO setup_links (token_hash, expires_at) VALUES ($1, $2)", hash, ends)?;
    Ok(())
}

/// Whether the set-up link with this hash can be used now.
pub async fn setup_link_stands(tx: &mut Tx, hash: &str, now: Instant) -> Result<bool> {
    const STANDS: &str = "SELECT COUNT(*) FROM setup_links WHERE token_hash = $1 AND spent_at IS NULL AND expires_at > $2";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(STANDS).bind(hash).bind(now).fetch_one(c))? == 1)
}

/// Spends the set-up link, once.
pub async fn spend_setup_link(tx: &mut Tx, hash: &str, now: Instant) -> Result<bool> {
    const SPEND: &str = "UPDATE setup_links SET spent_at = $1 WHERE token_hash = $2 AND spent_at IS NULL AND expires_at > $1";
    Ok(sql_change!(tx, SPEND, now, hash)? == 1)
}
