//! The matters of one client, as lists show them.

use crate::clients::OnClient;
use crate::kernel::{Day, Instant, Result};
use crate::matters::model::MatterId;
use crate::server::Tx;
use crate::{matter_in_groups, sql};

/// A matter in a list of one client's.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Short {
    /// Id.
    pub id: MatterId,
    /// `M-2026-0001`.
    pub reference: String,
    /// Title.
    pub title: String,
    /// A `MatterStatus`' word.
    pub status: String,
    /// Type's name.
    pub type_name: String,
    /// Present phase's internal name.
    pub phase_name: Option<String>,
    /// Lead's name.
    pub lead_name: Option<String>,
    /// Last day.
    pub due_on: Option<Day>,
    /// When it was opened.
    pub created_at: Instant,
}

const OF_CLIENT: &str = concat!(
    "SELECT m.id, m.reference, m.title, m.status, t.name AS type_name, p.name AS phase_name,
        l.name AS lead_name, m.due_on, m.created_at
    FROM matters m JOIN matter_types t ON t.id = m.type_id LEFT JOIN phases p ON p.id = m.phase_id
    LEFT JOIN accounts l ON l.id = m.lead_id
    WHERE m.client_id = $1 AND m.open = $2 AND ",
    matter_in_groups!("m", "$4"),
    " ORDER BY m.created_at DESC, m.id DESC LIMIT $3"
);

/// Most matters of one client that are shown at once.
const MOST: i64 = 200;

/// The open matters of a client, newest first.
pub async fn open_of_client(tx: &mut Tx, on: &OnClient) -> Result<Vec<Short>> {
    of_client(tx, on, true).await
}

/// The closed matters of a client, newest first.
pub async fn closed_of_client(tx: &mut Tx, on: &OnClient) -> Result<Vec<Short>> {
    of_client(tx, on, false).await
}

async fn of_client(tx: &mut Tx, on: &OnClient, open: bool) -> Result<Vec<Short>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Short>(OF_CLIENT)
        .bind(on.client())
        .bind(open)
        .bind(MOST)
        .bind(on.wall())
        .fetch_all(c))?)
}
