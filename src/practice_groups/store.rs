//! All SQL of practice groups.

use super::model::GroupId;
use crate::accounts::store::Account;
use crate::accounts::{AccountId, Staff};
use crate::kernel::{AppError, Instant, Result};
use crate::server::{Tx, db};
use crate::{sql, sql_change};

/// A group as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Group {
    /// Id.
    pub id: GroupId,
    /// Name.
    pub name: String,
    /// When it was put away; its walls stand.
    pub archived_at: Option<Instant>,
    /// Clients of it, archived ones too.
    pub clients: i64,
    /// Matters of it alone, closed ones too.
    pub matters: i64,
}

const ALL: &str = "SELECT g.id, g.name, g.archived_at,
        (SELECT COUNT(*) FROM clients c WHERE c.group_id = g.id) AS clients,
        (SELECT COUNT(*) FROM matters m WHERE m.group_id = g.id) AS matters
    FROM practice_groups g ORDER BY (g.archived_at IS NOT NULL), g.name_key, g.id";

/// Every group, those in use first; for owners.
pub async fn all(tx: &mut Tx) -> Result<Vec<Group>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Group>(ALL).fetch_all(c))?)
}

/// Somebody who belongs to a group.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Member {
    /// Which group.
    pub group_id: GroupId,
    /// Whose account.
    pub account_id: AccountId,
    /// Their name.
    pub name: String,
}

const MEMBERS: &str =
    "SELECT s.group_id, s.account_id, a.name FROM staff_groups s JOIN accounts a ON a.id = s.account_id
    ORDER BY a.name, a.id";

/// Who belongs to which group.
pub async fn members(tx: &mut Tx) -> Result<Vec<Member>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Member>(MEMBERS).fetch_all(c))?)
}

const OFFERED: &str = "SELECT g.id, g.name FROM practice_groups g WHERE g.archived_at IS NULL
    AND ($1 = '' OR g.id IN (SELECT s.group_id FROM staff_groups s WHERE s.account_id = $1)) ORDER BY g.name_key, g.id";

/// The groups in use that this person can put something into: their own, and every one for owners.
pub async fn offered(tx: &mut Tx, staff: &Staff) -> Result<Vec<(GroupId, String)>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, (GroupId, String)>(OFFERED).bind(staff.wall()).fetch_all(c))?)
}

/// What a group is called, and since when it is put away.
pub async fn name_of(tx: &mut Tx, id: &GroupId) -> Result<(String, Option<Instant>)> {
    const NAME: &str = "SELECT name, archived_at FROM practice_groups WHERE id = $1";
    let found = sql!(tx, |c| sqlx::query_as::<_, (String, Option<Instant>)>(NAME).bind(id).fetch_optional(c))?;
    found.ok_or(AppError::NotFound)
}

/// Takes a group's row until the transaction ends, so that it stays as read.
pub async fn hold(tx: &mut Tx, id: &GroupId) -> Result<()> {
    let held = sql_change!(tx, "UPDATE practice_groups SET name = name WHERE id = $1", id)?;
    if held == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Adds a group. A name that is taken is refused beside field `name`.
pub async fn add(tx: &mut Tx, name: &str, now: Instant) -> Result<GroupId> {
    const ADD: &str = "INSERT INTO practice_groups (id, name, name_key, created_at) VALUES ($1, $2, $3, $4)";
    let id = GroupId::fresh();
    sql_change!(tx, ADD, &id, name, db::name_key(name), now).map_err(taken)?;
    Ok(id)
}

/// Gives a group another name.
pub async fn rename(tx: &mut Tx, id: &GroupId, name: &str) -> Result<()> {
    const RENAME: &str = "UPDATE practice_groups SET name = $1, name_key = $2 WHERE id = $3";
    sql_change!(tx, RENAME, name, db::name_key(name), id).map_err(taken)?;
    Ok(())
}

fn taken(error: sqlx::Error) -> AppError {
    db::or_conflict(error, "practice_groups_name", "practice_groups.name_key", || {
        AppError::field("name", "Another practice group has this name, maybe an archived one. Choose a different name")
    })
}

/// Puts a group away (`Some`) or brings it back; whether this changed anything.
pub async fn set_archived(tx: &mut Tx, id: &GroupId, at: Option<Instant>) -> Result<bool> {
    const ARCHIVE: &str = "UPDATE practice_groups SET archived_at = $1 WHERE id = $2 AND (archived_at IS NULL) = $3";
    Ok(sql_change!(tx, ARCHIVE, at, id, at.is_some())? == 1)
}

/// Lets somebody of the firm belong to a group; whether they did not before.
pub async fn add_member(tx: &mut Tx, id: &GroupId, account: &AccountId) -> Result<bool> {
    const ADD: &str = "INSERT INTO staff_groups (account_id, group_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    Ok(sql_change!(tx, ADD, account, id)? == 1)
}

/// Ends that somebody belongs to a group; whether they did.
pub async fn remove_member(tx: &mut Tx, id: &GroupId, account: &AccountId) -> Result<bool> {
    const REMOVE: &str = "DELETE FROM staff_groups WHERE account_id = $1 AND group_id = $2";
    Ok(sql_change!(tx, REMOVE, account, id)? == 1)
}

const LEADS: &str = "SELECT (SELECT COUNT(*) FROM clients c WHERE c.lead_id = $1 AND c.group_id = $2),
    (SELECT COUNT(*) FROM matters m WHERE m.open = $3 AND (m.group_id = $2 OR m.client_group_id = $2)
        AND (m.lead_id = $1 OR EXISTS (SELECT 1 FROM matter_helpers h WHERE h.matter_id = m.id AND h.account_id = $1)))";

/// How many clients of this group somebody leads, and on how many of its open matters they work.
pub async fn work_in(tx: &mut Tx, id: &GroupId, account: &AccountId) -> Result<(i64, i64)> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, (i64, i64)>(LEADS).bind(account).bind(id).bind(true).fetch_one(c))?)
}

const REACH: &str = "SELECT a.id, a.kind, a.role, a.name, a.email, a.phone, a.password_hash, a.state, a.last_login_at,
        a.last_login_from
    FROM accounts a WHERE a.kind = 'staff' AND a.state = 'active' AND (a.role = 'owner' OR (
        (CAST($1 AS TEXT) IS NULL OR EXISTS
            (SELECT 1 FROM staff_groups s WHERE s.account_id = a.id AND s.group_id = CAST($1 AS TEXT)))
        AND (CAST($2 AS TEXT) IS NULL OR EXISTS
            (SELECT 1 FROM staff_groups s WHERE s.account_id = a.id AND s.group_id = CAST($2 AS TEXT)))))
    ORDER BY a.name, a.id";

/// Everybody of the firm who can sign in and reaches what is of these groups: of the client's, and of the matter's own.
pub async fn staff_who_reach(tx: &mut Tx, groups: [Option<&GroupId>; 2]) -> Result<Vec<Account>> {
    let [client, matter] = groups;
    Ok(sql!(tx, |c| sqlx::query_as::<_, Account>(REACH).bind(client).bind(matter).fetch_all(c))?)
}
