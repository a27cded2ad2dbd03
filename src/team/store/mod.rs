//! All SQL of the team: who belongs to it, and invitations; `work` has what is handed over.

mod invitations;
mod work;

pub use invitations::*;
pub use work::*;

use crate::accounts::AccountId;
use crate::accounts::store::Account;
use crate::kernel::Result;
use crate::server::Tx;
use crate::{sql, sql_change};

const ALL: &str = "SELECT id, kind, role, name, email, phone, password_hash, state, last_login_at, last_login_from
    FROM accounts WHERE kind = 'staff' ORDER BY state, name, id";

/// Everybody of the firm: those who can sign in first.
pub async fn everybody(tx: &mut Tx) -> Result<Vec<Account>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Account>(ALL).fetch_all(c))?)
}

/// Takes the team until the transaction ends: whoever changes roles, lets in or shuts out waits here for one another, so
/// that two owners can't take each other's role at once and nobody goes on who has just lost the permission.
pub async fn hold_team(tx: &mut Tx) -> Result<()> {
    sql_change!(tx, "UPDATE firm SET id = id WHERE id = 1")?;
    Ok(())
}

/// How many owners can sign in, besides this account.
pub async fn other_owners(tx: &mut Tx, account: &AccountId) -> Result<i64> {
    const OTHERS: &str = "SELECT COUNT(*) FROM accounts WHERE kind = 'staff' AND state = 'active' AND role = 'owner'
        AND password_hash IS NOT NULL AND id <> $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(OTHERS).bind(account).fetch_one(c))?)
}

/// Sets somebody's role.
pub async fn set_role(tx: &mut Tx, account: &AccountId, role: &'static str) -> Result<()> {
    sql_change!(tx, "UPDATE accounts SET role = $1 WHERE id = $2 AND kind = 'staff'", role, account)?;
    Ok(())
}

/// Who belongs to which practice group: account, and the group's name.
pub async fn groups(tx: &mut Tx) -> Result<Vec<(AccountId, String)>> {
    const GROUPS: &str = "SELECT s.account_id, g.name FROM staff_groups s JOIN practice_groups g ON g.id = s.group_id
        ORDER BY g.name_key, g.id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (AccountId, String)>(GROUPS).fetch_all(c))?)
}
