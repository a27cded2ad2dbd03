//! All SQL of the firm.

use super::model::{Accent, Firm};
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

#[derive(sqlx::FromRow)]
struct FirmRow {
    name: String,
    email: String,
    phone: String,
    address: String,
    hours: String,
    accent: String,
    time_zone: String,
}

const CURRENT: &str = "SELECT name, email, phone, address, hours, accent, time_zone FROM firm WHERE id = 1";

/// The firm, or none before set-up.
pub async fn current(tx: &mut Tx) -> Result<Option<Firm>> {
    let row = sql!(tx, |c| sqlx::query_as::<_, FirmRow>(CURRENT).fetch_optional(c))?;
    Ok(row.map(|row| Firm {
        name: row.name,
        email: row.email,
        phone: row.phone,
        address: row.address,
        hours: row.hours,
        accent: Accent::parse("accent", &row.accent).unwrap_or_default(),
        time_zone: row.time_zone,
    }))
}

const SAVE: &str = "INSERT INTO firm (id, name, email, phone, address, hours, accent, time_zone, changed_at)
    VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, phone = excluded.phone,
        address = excluded.address, hours = excluded.hours, accent = excluded.accent,
        time_zone = excluded.time_zone, changed_at = excluded.changed_at";

/// Keeps the firm as it is now.
pub async fn save(tx: &mut Tx, firm: &Firm, now: Instant) -> Result<()> {
    sql_change!(
        tx,
        SAVE,
        &firm.name,
        &firm.email,
        &firm.phone,
        &firm.address,
        &firm.hours,
        &firm.accent.colour,
        &firm.time_zone,
        now
    )?;
    Ok(())
}

/// For how many days clients read a closed matter, unless staff say otherwise.
pub async fn readable_days(tx: &mut Tx) -> Result<i64> {
    const DAYS: &str = "SELECT readable_days FROM firm WHERE id = 1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(DAYS).fetch_optional(c))?.unwrap_or(365))
}

/// Keeps for how many days clients read a closed matter.
pub async fn set_readable_days(tx: &mut Tx, days: i64) -> Result<()> {
    sql_change!(tx, "UPDATE firm SET readable_days = $1 WHERE id = 1", days)?;
    Ok(())
}

/// How much room the firm gives to files, bytes; none where it sets no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Room {
    /// For all files.
    pub room: Option<i64>,
    /// For those of each client.
    pub room_a_client: Option<i64>,
}

/// How much room the firm gives to files.
pub async fn room(tx: &mut Tx) -> Result<Room> {
    const ROOM: &str = "SELECT room, room_a_client FROM firm WHERE id = 1";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Room>(ROOM).fetch_optional(c))?.unwrap_or_default())
}

/// Keeps how much room the firm gives to files.
pub async fn set_room(tx: &mut Tx, room: Room) -> Result<()> {
    const SET: &str = "UPDATE firm SET room = $1, room_a_client = $2 WHERE id = 1";
    sql_change!(tx, SET, room.room, room.room_a_client)?;
    Ok(())
}

/// Bytes that are stored for all clients together.
pub async fn stored(tx: &mut Tx) -> Result<i64> {
    const STORED: &str = "SELECT bytes FROM stored_bytes WHERE client_id = ''";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(STORED).fetch_optional(c))?.unwrap_or_default())
}

/// Counts so many bytes more for this client, or nobody's where it is empty, and for the whole firm. Gives what is stored
/// then, for the client and in all; nobody else counts for either until the transaction ends.
pub async fn store_bytes(tx: &mut Tx, client: &str, more: i64) -> Result<(i64, i64)> {
    const ADD: &str = "INSERT INTO stored_bytes (client_id, bytes) VALUES ($1, $2)
        ON CONFLICT (client_id) DO UPDATE SET bytes = stored_bytes.bytes + excluded.bytes RETURNING bytes";
    let mut add = async |client: &str| -> Result<i64> {
        Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(ADD).bind(client.to_owned()).bind(more).fetch_one(c))?)
    };
    let of_client = if client.is_empty() { 0 } else { add(client).await? };
    Ok((of_client, add("").await?))
}
