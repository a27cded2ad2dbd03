//! What goes into an archive, the oldest first, with the folders that it stands in. Each document is asked for once
//! more by `contents::Readable` when its turn comes.

use crate::clients::OnClient;
use crate::documents::DocumentId;
use crate::kernel::{AppError, Result};
use crate::matters::MatterId;
use crate::server::Tx;
use crate::{reaches_document, sql};

/// A document that goes into an archive.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Packed {
    /// Which document.
    pub id: DocumentId,
    /// What it is called for whom the archive is.
    pub name: String,
    /// Whether the person for whom the archive is supplied it. Only people's archives ask for it.
    #[sqlx(default)]
    pub own: bool,
    /// The matter or request that it belongs to.
    pub folder_id: Option<String>,
    /// Its title.
    pub folder: Option<String>,
    /// The thing asked for that it answers.
    pub item_id: Option<String>,
    /// Its title.
    pub item: Option<String>,
}

macro_rules! for_staff {
    ($where:literal) => {
        concat!(
            "SELECT d.id, COALESCE(d.filed_as, d.name) AS name, COALESCE(m.id, r.id) AS folder_id,
                COALESCE(m.title, r.title) AS folder, i.id AS item_id, i.title AS item
            FROM documents d LEFT JOIN submissions s ON s.document_id = d.id
            LEFT JOIN request_items i ON i.id = s.item_id LEFT JOIN requests r ON r.id = i.request_id
            LEFT JOIN matters m ON m.id = COALESCE(d.matter_id, r.matter_id)
            WHERE d.client_id = $1 AND ",
            $where,
            reaches_document!("d.id", "$2"),
            " ORDER BY d.created_at, d.id"
        )
    };
}

const OF_CLIENT: &str = for_staff!("");
const OF_MATTER: &str = for_staff!("(d.matter_id = $3 OR r.matter_id = $3) AND ");
const OF_REQUEST: &str = for_staff!("r.id = $3 AND ");

/// All documents of a client before which no wall stands.
pub async fn packed_of_client(tx: &mut Tx, on: &OnClient) -> Result<Vec<Packed>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Packed>(OF_CLIENT).bind(on.client()).bind(on.wall()).fetch_all(c))?)
}

/// What is filed under a matter of this client, and what came for the requests about it.
pub async fn packed_of_matter(tx: &mut Tx, on: &OnClient, matter: &MatterId) -> Result<Vec<Packed>> {
    packed_of(tx, OF_MATTER, on, matter.as_str()).await
}

/// What came for a request to this client, from whichever contact.
pub async fn packed_of_request(tx: &mut Tx, on: &OnClient, request: &str) -> Result<Vec<Packed>> {
    packed_of(tx, OF_REQUEST, on, request).await
}

async fn packed_of(tx: &mut Tx, text: &'static str, on: &OnClient, thing: &str) -> Result<Vec<Packed>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Packed>(text).bind(on.client()).bind(on.wall()).bind(thing).fetch_all(c))?)
}

/// Titles of matters are not told: not every matter is shown to whom a document of it is.
macro_rules! for_person {
    ($where:literal) => {
        concat!(
            "SELECT d.id, d.name, d.supplied_by = $2 AS own, r.id AS folder_id, r.title AS folder, i.id AS item_id,
                i.title AS item
            FROM documents d LEFT JOIN submissions s ON s.document_id = d.id AND s.account_id = $2
            LEFT JOIN request_items i ON i.id = s.item_id LEFT JOIN requests r ON r.id = i.request_id
            WHERE d.client_id = $1 AND ",
            $where,
            " ORDER BY d.created_at, d.id"
        )
    };
}

const SEEN: &str = for_person!(
    "(d.supplied_by = $2 OR EXISTS
        (SELECT 1 FROM shares h WHERE h.document_id = d.id AND h.contact_id = $3 AND h.ended_at IS NULL))"
);
const HANDED_IN: &str = for_person!("r.id = $3");

/// What the person of this proof supplied, and what is shared with them now.
pub async fn packed_for_person(tx: &mut Tx, on: &OnClient) -> Result<Vec<Packed>> {
    packed_for(tx, SEEN, on, on.contact().ok_or(AppError::NotFound)?.as_str()).await
}

/// What the person of this proof handed in for a request.
pub async fn packed_handed_in(tx: &mut Tx, on: &OnClient, request: &str) -> Result<Vec<Packed>> {
    packed_for(tx, HANDED_IN, on, request).await
}

async fn packed_for(tx: &mut Tx, text: &'static str, on: &OnClient, thing: &str) -> Result<Vec<Packed>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Packed>(text).bind(on.client()).bind(on.account()).bind(thing).fetch_all(c))?)
}
