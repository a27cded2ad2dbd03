//! Documents in lists: a client's, what a person has before them, what stands on a receipt.

use crate::clients::{ClientId, OnClient};
use crate::documents::{DocumentId, ReceiptId, Scan};
use crate::kernel::page::Page;
use crate::kernel::{AppError, Instant, Result, Wall};
use crate::server::Tx;
use crate::{in_group, reaches_document, sql};

/// A row of a document list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// Id.
    pub id: DocumentId,
    /// Whose.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// Name.
    pub name: String,
    /// `client` or `firm`.
    pub origin: String,
    /// Who supplied it.
    pub supplied_by_name: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256.
    pub sha256: String,
    /// By content.
    pub media_type: String,
    /// What the virus check knows.
    #[sqlx(try_from = "String")]
    pub scan: Scan,
    /// When it arrived, or was shared.
    pub created_at: Instant,
    /// When it was first opened by whoever it was meant for.
    pub first_opened_at: Option<Instant>,
    /// Its name in the firm's files, once reviewed. Only staff's own list asks for it.
    #[sqlx(default)]
    pub filed_as: Option<String>,
    /// What the virus check found, or why it has not told yet. Only staff's own list asks for it.
    #[sqlx(default)]
    pub scan_words: String,
}

impl Row {
    /// As staff know it: by its name in the firm's files, if it has one.
    pub fn for_staff(&self) -> Row {
        let name = self.filed_as.as_ref().unwrap_or(&self.name).clone();
        Row { name, ..self.clone() }
    }
}

macro_rules! rows {
    ($from:literal, $when:literal, $opened:literal, $where:literal, $order:literal, $wall:literal) => {
        concat!(
            "SELECT d.id, d.client_id, c.name AS client_name, d.name, d.origin, a.name AS supplied_by_name, v.size, v.sha256,
                v.media_type, v.scan, ", $when, " AS created_at, ", $opened, " AS first_opened_at
            FROM ", $from, " JOIN clients c ON c.id = d.client_id JOIN accounts a ON a.id = d.supplied_by
            JOIN document_versions v ON v.document_id = d.id AND
                v.number = (SELECT MAX(n.number) FROM document_versions n WHERE n.document_id = d.id)
            WHERE ", $where, in_group!("c.group_id", $wall), " AND ", reaches_document!("d.id", $wall), " ", $order
        )
    };
}

const OF_CLIENT: &str = rows!(
    "documents d",
    "d.created_at",
    "d.filed_as, CASE WHEN v.scan = 'infected' THEN v.scan_found ELSE v.scan_fault END AS scan_words,
        d.first_opened_at",
    "d.client_id = $1 AND (d.created_at < $2 OR (d.created_at = $2 AND d.id < $3)) AND ",
    "ORDER BY d.created_at DESC, d.id DESC LIMIT $4",
    "$5"
);

/// Documents of a client, newest first.
pub async fn of_client(tx: &mut Tx, on: &OnClient, after: &str, size: usize) -> Result<Page<Row>> {
    let (at, id) = key(after);
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = sql!(tx, |c| sqlx::query_as::<_, Row>(OF_CLIENT)
        .bind(on.client())
        .bind(at)
        .bind(&id)
        .bind(limit)
        .bind(on.wall())
        .fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.created_at.0, row.id)))
}

const SHARED_WITH: &str = rows!(
    "shares s JOIN documents d ON d.id = s.document_id",
    "s.created_at",
    "s.first_opened_at",
    "s.contact_id = $1 AND d.client_id = $2 AND s.ended_at IS NULL
     AND (s.created_at < $3 OR (s.created_at = $3 AND d.id < $4)) AND ",
    "ORDER BY s.created_at DESC, d.id DESC LIMIT $5",
    "$6"
);
const SUPPLIED_BY: &str = rows!(
    "documents d",
    "d.created_at",
    "d.first_opened_at",
    "d.supplied_by = $1 AND d.client_id = $2
     AND (d.created_at < $3 OR (d.created_at = $3 AND d.id < $4)) AND ",
    "ORDER BY d.created_at DESC, d.id DESC LIMIT $5",
    "$6"
);

/// The latest of what is shared with the person of this proof. `first_opened_at` is theirs.
pub async fn shared_with(tx: &mut Tx, on: &OnClient, most: i64) -> Result<Vec<Row>> {
    Ok(shared_page(tx, on, "", usize::try_from(most).unwrap_or_default()).await?.rows)
}

/// What is shared with the person of this proof, newest first.
pub async fn shared_page(tx: &mut Tx, on: &OnClient, after: &str, size: usize) -> Result<Page<Row>> {
    let contact = on.contact().ok_or(AppError::NotFound)?;
    page_of(tx, SHARED_WITH, (contact.as_str(), on), after, size).await
}

/// What the person of this proof supplied, newest first.
pub async fn supplied_page(tx: &mut Tx, on: &OnClient, after: &str, size: usize) -> Result<Page<Row>> {
    page_of(tx, SUPPLIED_BY, (on.account().as_str(), on), after, size).await
}

async fn page_of(
    tx: &mut Tx,
    text: &'static str,
    (whose, on): (&str, &OnClient),
    after: &str,
    size: usize,
) -> Result<Page<Row>> {
    let (at, id) = key(after);
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = sql!(tx, |c| sqlx::query_as::<_, Row>(text)
        .bind(whose)
        .bind(on.client())
        .bind(at)
        .bind(&id)
        .bind(limit)
        .bind(on.wall())
        .fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.created_at.0, row.id)))
}

const ON_RECEIPT: &str = rows!(
    "documents d",
    "d.created_at",
    "d.first_opened_at",
    "d.receipt_id = $1 AND ",
    "ORDER BY d.created_at, d.id",
    "$2"
);

/// The documents on a receipt before which no wall stands.
pub async fn on_receipt(tx: &mut Tx, wall: &Wall, id: &ReceiptId) -> Result<Vec<Row>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Row>(ON_RECEIPT).bind(id).bind(wall).fetch_all(c))?)
}

fn key(after: &str) -> (Instant, String) {
    let (at, id) = after.split_once('-').unwrap_or_default();
    (Instant(at.parse().unwrap_or(i64::MAX)), id.to_owned())
}
