//! Devices that an account has signed in on, and what is signed in there.

use crate::accounts::model::{AccountId, DeviceId};
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::server::http::Visitor;
use crate::{sql, sql_change};

/// A device as its owner's page lists it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DeviceRow {
    /// Id.
    pub id: DeviceId,
    /// Browser and system, in words.
    pub browser: String,
    /// Network address at the last sign-in.
    pub ip: String,
    /// First sign-in.
    pub first_used_at: Instant,
    /// Last use.
    pub last_used_at: Instant,
    /// Last activity of what is signed in there now.
    pub seen_at: Option<Instant>,
}

const OF_ACCOUNT: &str = "SELECT d.id, d.browser, d.ip, d.first_used_at, d.last_used_at, MAX(s.seen_at) AS seen_at
    FROM devices d LEFT JOIN sessions s ON s.device_id = d.id AND s.seen_at > $2 AND s.created_at > $3
    WHERE d.account_id = $1
    GROUP BY d.id, d.browser, d.ip, d.first_used_at, d.last_used_at
    ORDER BY d.last_used_at DESC, d.id DESC";

/// An account's devices, the last used first; sessions seen after `idle_since` and begun after `begun_since` are live.
pub async fn devices(
    tx: &mut Tx,
    account: &AccountId,
    idle_since: Instant,
    begun_since: Instant,
) -> Result<Vec<DeviceRow>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, DeviceRow>(OF_ACCOUNT)
        .bind(account)
        .bind(idle_since)
        .bind(begun_since)
        .fetch_all(c))?)
}

/// The ids of an account's devices.
pub async fn device_ids(tx: &mut Tx, account: &AccountId) -> Result<Vec<DeviceId>> {
    const IDS: &str = "SELECT id FROM devices WHERE account_id = $1 ORDER BY last_used_at DESC, id DESC";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, DeviceId>(IDS).bind(account).fetch_all(c))?)
}

/// Whether this is a device of this account.
pub async fn device_stands(tx: &mut Tx, account: &AccountId, device: &DeviceId) -> Result<bool> {
    const STANDS: &str = "SELECT COUNT(*) FROM devices WHERE id = $1 AND account_id = $2";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(STANDS).bind(device).bind(account).fetch_one(c))? > 0)
}

/// Whether the account has any.
pub async fn any_device(tx: &mut Tx, account: &AccountId) -> Result<bool> {
    const ANY: &str = "SELECT COUNT(*) FROM devices WHERE account_id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(ANY).bind(account).fetch_one(c))? > 0)
}

const ADD: &str = "INSERT INTO devices (id, account_id, browser, ip, first_used_at, last_used_at)
    VALUES ($1, $2, $3, $4, $5, $5)";

/// Adds one.
pub async fn add_device(
    tx: &mut Tx,
    id: &DeviceId,
    account: &AccountId,
    now: Instant,
    visitor: &Visitor,
) -> Result<()> {
    sql_change!(tx, ADD, id, account, &visitor.browser, &visitor.ip, now)?;
    Ok(())
}

/// Notes a sign-in on one.
pub async fn device_used(tx: &mut Tx, id: &DeviceId, now: Instant, visitor: &Visitor) -> Result<()> {
    const USED: &str = "UPDATE devices SET last_used_at = $1, browser = $2, ip = $3 WHERE id = $4";
    sql_change!(tx, USED, now, &visitor.browser, &visitor.ip, id)?;
    Ok(())
}

const FORGET_OLD: &str = "DELETE FROM devices WHERE account_id = $1
    AND id NOT IN (SELECT id FROM devices WHERE account_id = $1 ORDER BY last_used_at DESC, id DESC LIMIT $2)
    AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.device_id = devices.id)";

/// Forgets all but the last used ones; one on which somebody is signed in stays.
pub async fn forget_old_devices(tx: &mut Tx, account: &AccountId, most: i64) -> Result<()> {
    sql_change!(tx, FORGET_OLD, account, most)?;
    Ok(())
}

/// Forgets an account's devices but `keep` (empty: all); gives how many. Their sessions are not ended by it.
pub async fn forget_devices(tx: &mut Tx, account: &AccountId, keep: &str) -> Result<u64> {
    Ok(sql_change!(tx, "DELETE FROM devices WHERE account_id = $1 AND id <> $2", account, keep)?)
}

/// Ends the sessions of one of an account's devices and forgets it: its browser in words, if it was one.
pub async fn end_device(tx: &mut Tx, account: &AccountId, device: &DeviceId) -> Result<Option<String>> {
    const END: &str = "DELETE FROM devices WHERE id = $1 AND account_id = $2 RETURNING browser";
    super::hold_account(tx, account).await?;
    let ended = sql!(tx, |c| sqlx::query_scalar::<_, String>(END).bind(device).bind(account).fetch_optional(c))?;
    if ended.is_some() {
        sql_change!(tx, "DELETE FROM sessions WHERE device_id = $1 AND account_id = $2", device, account)?;
    }
    Ok(ended)
}
