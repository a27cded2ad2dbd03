//! All SQL of accounts: this file has the accounts, the others sessions, failed sign-ins, and links.

mod devices;
mod failures;
mod links;
mod sessions;

pub use devices::*;
pub use failures::*;
pub use links::*;
pub use sessions::*;

use super::model::{AccountId, Role};
use super::policy::{self, Act, State};
use super::session::Kind;
use crate::kernel::{AppError, Email, Instant, Result, Wall};
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
        State::parse(&self.state) == State::Active && self.password_hash.is_some()
    }

    /// What they do not see of the firm's clients, as a member of staff.
    pub fn wall(&self) -> Wall {
        let role = self.role.as_deref().and_then(|role| Role::parse(role).ok());
        role.map_or_else(|| Wall::around(self.id.as_str()), |role| policy::wall(role, &self.id))
    }

    /// Whether they are told what nobody in particular looks after.
    pub fn looks_after_the_firm(&self) -> bool {
        self.role.as_deref().is_some_and(|role| matches!(Role::parse(role), Ok(Role::Owner | Role::Manager)))
    }

    /// Whether their role, as it is now, allows this act.
    pub fn may(&self, act: Act) -> Result<bool> {
        Ok(matches!(self.side()?, Kind::Staff(role) if act.allowed(role)))
    }

    /// Which side it is on.
    pub fn side(&self) -> Result<Kind> {
        side(&self.kind, self.role.as_deref())
    }
}

pub(super) fn side(kind: &str, role: Option<&str>) -> Result<Kind> {
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

/// Takes the account's row until the transaction ends: whoever begins or ends its sessions, or changes what opens it,
/// waits here for one another (on SQLite they do anyway).
pub async fn hold_account(tx: &mut Tx, id: &AccountId) -> Result<()> {
    sql_change!(tx, "UPDATE accounts SET state = state WHERE id = $1", id)?;
    Ok(())
}

const ANY: &str = "SELECT COUNT(*) FROM (SELECT a.id FROM accounts a LIMIT 1) one";

/// Whether there is any account at all.
pub async fn any(tx: &mut Tx) -> Result<bool> {
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(ANY).fetch_one(c))? > 0)
}

const ACTIVE_STAFF: &str =
    "SELECT id, kind, role, name, email, phone, password_hash, state, last_login_at, last_login_from
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
        tx,
        ADD,
        &id,
        kind,
        new.role.map(Role::word),
        new.name,
        new.email,
        new.email.key(),
        new.phone,
        new.password_hash,
        now
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

/// Changes the phone number.
pub async fn set_phone(tx: &mut Tx, id: &AccountId, phone: &str) -> Result<()> {
    sql_change!(tx, "UPDATE accounts SET phone = $1 WHERE id = $2", phone, id)?;
    Ok(())
}

/// Changes name and address. A taken address is refused beside field `email`.
pub async fn set_identity(tx: &mut Tx, id: &AccountId, name: &str, email: &Email) -> Result<()> {
    sql_change!(
        tx,
        "UPDATE accounts SET name = $1, email = $2, email_key = $3 WHERE id = $4",
        name,
        email,
        email.key(),
        id
    )
    .map_err(|error| {
        db::or_conflict(error, "accounts_email_key", "accounts.email_key", || {
            AppError::field("email", "Another account signs in with this address")
        })
    })?;
    Ok(())
}
