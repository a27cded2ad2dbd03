//! The list of matters: narrowed, ordered and paged, always by an index (migration 0003).

use super::filter::{DueBy, Key, MatterFilter, MatterOrder};
use crate::clients::ClientId;
use crate::kernel::page::Page;
use crate::kernel::{Day, Instant, Result, Wall};
use crate::matters::model::{MatterId, MatterStatus};
use crate::server::Tx;
use crate::sql;
use sqlx::AssertSqlSafe;

/// A row of the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MatterRow {
    /// Id.
    pub id: MatterId,
    /// `M-2026-0001`.
    pub reference: String,
    /// Title.
    pub title: String,
    /// Whose.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// A `MatterStatus`' word.
    pub status: String,
    /// The type's name.
    pub type_name: String,
    /// The phase's name, for staff.
    pub phase_name: Option<String>,
    /// Who leads.
    pub lead_name: Option<String>,
    /// First day.
    pub start_on: Day,
    /// Last day.
    pub due_on: Option<Day>,
    /// Neither completed nor cancelled.
    pub open: bool,
    /// When it was opened.
    pub created_at: Instant,
}

impl MatterRow {
    /// How it stands.
    pub fn standing(&self) -> MatterStatus {
        MatterStatus::parse(&self.status).unwrap_or(MatterStatus::New)
    }
}

const ROWS: &str =
    "SELECT m.id, m.reference, m.title, m.client_id, c.name AS client_name, m.status, t.name AS type_name,
        p.name AS phase_name, l.name AS lead_name, m.start_on, m.due_on, m.open, m.created_at
    FROM matters m JOIN clients c ON c.id = m.client_id JOIN matter_types t ON t.id = m.type_id
    LEFT JOIN phases p ON p.id = m.phase_id LEFT JOIN accounts l ON l.id = m.lead_id";
/// Matters before which no wall stands, in order, at most `size` a page.
pub async fn matters(tx: &mut Tx, filter: &MatterFilter, wall: &Wall, size: usize) -> Result<Page<MatterRow>> {
    let key = filter.key();
    let rows = match filter.order {
        MatterOrder::Due => by_day(tx, (filter, wall), key, size + 1).await?,
        MatterOrder::Newest => {
            let after = key.map(|_| "(m.created_at, m.id) < (CAST($16 AS BIGINT), $17)");
            part(tx, (filter, wall), after, "m.created_at DESC, m.id DESC", key, size + 1).await?
        }
        MatterOrder::Reference => {
            let after = key.map(|_| "(m.reference, m.id) > ($16, $17)");
            part(tx, (filter, wall), after, "m.reference, m.id", key, size + 1).await?
        }
    };
    Ok(Page::cut(rows, size, |row| filter.key_of(row)))
}

/// First those with a day, then those without: databases disagree on where "no day" sorts, and an index serves each part.
async fn by_day(
    tx: &mut Tx,
    (filter, wall): (&MatterFilter, &Wall),
    key: Option<Key<'_>>,
    most: usize,
) -> Result<Vec<MatterRow>> {
    let undated_only = filter.due == DueBy::Never || key.is_some_and(|(day, _)| day.is_empty());
    let mut rows = Vec::new();
    if !undated_only {
        let after = if key.is_some() { "(m.due_on, m.id) > ($16, $17)" } else { "m.due_on > ''" };
        rows = part(tx, (filter, wall), Some(after), "m.due_on, m.id", key, most).await?;
    }
    if rows.len() < most && matches!(filter.due, DueBy::Any | DueBy::Never) {
        let key = key.filter(|(day, _)| day.is_empty());
        let after = if key.is_some() { "m.due_on IS NULL AND m.id > $17" } else { "m.due_on IS NULL" };
        rows.extend(part(tx, (filter, wall), Some(after), "m.id", key, most - rows.len()).await?);
    }
    Ok(rows)
}

async fn part(
    tx: &mut Tx,
    (filter, wall): (&MatterFilter, &Wall),
    after: Option<&str>,
    order: &str,
    key: Option<Key<'_>>,
    most: usize,
) -> Result<Vec<MatterRow>> {
    let after = after.unwrap_or("1 = 1");
    let text = format!("{ROWS} WHERE {} AND {after} ORDER BY {order} LIMIT $18", filter.conditions());
    let (key, id) = key.unwrap_or_default();
    let [from, until] = filter.days();
    let [a, b, c, d, e, f] = filter.ranges();
    Ok(sql!(tx, |conn| sqlx::query_as::<_, MatterRow>(AssertSqlSafe(text))
        .bind(!filter.closed)
        .bind(&filter.status)
        .bind(&filter.kind)
        .bind(&filter.phase)
        .bind(&filter.lead)
        .bind(&filter.mine)
        .bind(from)
        .bind(until)
        .bind(a)
        .bind(b)
        .bind(c)
        .bind(d)
        .bind(e)
        .bind(f)
        .bind(wall)
        .bind(key)
        .bind(id)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(conn))?)
}

/// How many matters the filter finds before which no wall stands.
pub async fn count_matters(tx: &mut Tx, filter: &MatterFilter, wall: &Wall) -> Result<i64> {
    let text = format!("SELECT COUNT(*) FROM matters m WHERE {}", filter.conditions());
    let [from, until] = filter.days();
    let [a, b, c, d, e, f] = filter.ranges();
    Ok(sql!(tx, |conn| sqlx::query_scalar::<_, i64>(AssertSqlSafe(text))
        .bind(!filter.closed)
        .bind(&filter.status)
        .bind(&filter.kind)
        .bind(&filter.phase)
        .bind(&filter.lead)
        .bind(&filter.mine)
        .bind(from)
        .bind(until)
        .bind(a)
        .bind(b)
        .bind(c)
        .bind(d)
        .bind(e)
        .bind(f)
        .bind(wall)
        .fetch_one(conn))?)
}
