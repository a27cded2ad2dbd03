//! All SQL of documents: this file has documents and their versions, the others shares, and uploads with receipts.

mod examples;
mod shares;
mod uploads;

pub use examples::*;
pub use shares::*;
pub use uploads::*;

use super::model::{DocumentId, ReceiptId, VersionId};
use crate::accounts::AccountId;
use crate::clients::{ClientId, ContactId, OnClient};
use crate::kernel::page::Page;
use crate::kernel::{AppError, Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// A document with its latest version.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Stored {
    /// Id.
    pub id: DocumentId,
    /// Whose; nobody's for an example file of the firm.
    pub client_id: Option<ClientId>,
    /// Name.
    pub name: String,
    /// Its name in the firm's files, once reviewed. For staff alone.
    pub filed_as: Option<String>,
    /// Who supplied it.
    pub supplied_by: AccountId,
    /// Stored file.
    pub blob: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// By content.
    pub media_type: String,
    /// When it arrived.
    pub created_at: Instant,
}

const STORED: &str =
    "SELECT d.id, d.client_id, d.name, d.filed_as, d.supplied_by, v.blob, v.size, v.sha256, v.media_type, v.created_at
    FROM documents d JOIN document_versions v ON v.document_id = d.id AND
        v.number = (SELECT MAX(n.number) FROM document_versions n WHERE n.document_id = d.id)
    WHERE d.id = $1";

/// A document by id. Whether the caller may read it is asked by `contents::Readable`.
pub(super) async fn stored(tx: &mut Tx, id: &DocumentId) -> Result<Option<Stored>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Stored>(STORED).bind(id).fetch_optional(c))?)
}

/// Whether a live share shows the document to this contact.
pub(super) async fn is_shared_with(tx: &mut Tx, id: &DocumentId, contact: &ContactId) -> Result<bool> {
    const SHARED: &str = "SELECT COUNT(*) FROM shares WHERE document_id = $1 AND contact_id = $2 AND ended_at IS NULL";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SHARED).bind(id).bind(contact).fetch_one(c))? > 0)
}

/// Whether the document is the example file of something that is asked of this contact now: the request was sent to them
/// and neither it nor the thing was taken back.
pub(super) async fn is_example_for(tx: &mut Tx, on: &OnClient, id: &DocumentId, contact: &ContactId) -> Result<bool> {
    const EXAMPLE: &str = "SELECT COUNT(*) FROM request_contacts p JOIN requests r ON r.id = p.request_id
        JOIN request_items i ON i.request_id = r.id
        WHERE p.contact_id = $1 AND r.client_id = $2 AND r.state IN ('sent', 'complete')
            AND i.example_id = $3 AND i.withdrawn_at IS NULL";
    let query =
        sql!(tx, |c| sqlx::query_scalar::<_, i64>(EXAMPLE).bind(contact).bind(on.client()).bind(id).fetch_one(c));
    Ok(query? > 0)
}

/// The firm's own documents of a client, newest first: what may serve as an example.
pub async fn of_the_firm(tx: &mut Tx, on: &OnClient, most: i64) -> Result<Vec<(DocumentId, String)>> {
    const FIRMS: &str = "SELECT id, name FROM documents WHERE client_id = $1 AND origin = 'firm'
        ORDER BY created_at DESC, id DESC LIMIT $2";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (DocumentId, String)>(FIRMS).bind(on.client()).bind(most).fetch_all(c))?)
}

/// A document that has arrived whole.
pub struct Arrived<'a> {
    /// On which receipt.
    pub receipt: &'a ReceiptId,
    /// Name.
    pub name: &'a str,
    /// `client` or `firm`.
    pub origin: &'a str,
    /// Stored file.
    pub blob: &'a str,
    /// Bytes.
    pub size: i64,
    /// SHA-256.
    pub sha256: &'a str,
    /// By content.
    pub media_type: &'a str,
}

const ADD: &str = "INSERT INTO documents (id, client_id, name, origin, supplied_by, receipt_id, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ADD_VERSION: &str = "INSERT INTO document_versions
    (id, document_id, number, blob, size, sha256, media_type, scan, created_at)
    VALUES ($1, $2, 1, $3, $4, $5, $6, 'not scanned', $7)";

/// Writes a document and its first version.
pub async fn add(tx: &mut Tx, on: &OnClient, new: Arrived<'_>, now: Instant) -> Result<DocumentId> {
    let id = DocumentId::fresh();
    sql_change!(tx, ADD, &id, on.client(), new.name, new.origin, on.account(), new.receipt, now)?;
    sql_change!(tx, ADD_VERSION, VersionId::fresh(), &id, new.blob, new.size, new.sha256, new.media_type, now)?;
    sql_change!(tx, "UPDATE receipts SET last_at = $1 WHERE id = $2", now, new.receipt)?;
    Ok(id)
}

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
    /// When it arrived, or was shared.
    pub created_at: Instant,
    /// When it was first opened by whoever it was meant for.
    pub first_opened_at: Option<Instant>,
    /// Its name in the firm's files, once reviewed. Only staff's own list asks for it.
    #[sqlx(default)]
    pub filed_as: Option<String>,
}

impl Row {
    /// As staff know it: by its name in the firm's files, if it has one.
    pub fn for_staff(&self) -> Row {
        let name = self.filed_as.as_ref().unwrap_or(&self.name).clone();
        Row { name, ..self.clone() }
    }
}

macro_rules! rows {
    ($from:literal, $when:literal, $opened:literal, $where:literal) => {
        concat!(
            "SELECT d.id, d.client_id, c.name AS client_name, d.name, d.origin, a.name AS supplied_by_name, v.size, v.sha256,
                v.media_type, ", $when, " AS created_at, ", $opened, " AS first_opened_at
            FROM ", $from, " JOIN clients c ON c.id = d.client_id JOIN accounts a ON a.id = d.supplied_by
            JOIN document_versions v ON v.document_id = d.id AND
                v.number = (SELECT MAX(n.number) FROM document_versions n WHERE n.document_id = d.id)
            WHERE ", $where
        )
    };
}

const OF_CLIENT: &str = rows!(
    "documents d",
    "d.created_at",
    "d.filed_as, d.first_opened_at",
    "d.client_id = $1 AND (d.created_at < $2 OR (d.created_at = $2 AND d.id < $3)) ORDER BY d.created_at DESC, d.id DESC LIMIT $4"
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
        .fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.created_at.0, row.id)))
}

const SHARED_WITH: &str = rows!(
    "shares s JOIN documents d ON d.id = s.document_id",
    "s.created_at",
    "s.first_opened_at",
    "s.contact_id = $1 AND d.client_id = $2 AND s.ended_at IS NULL
     AND (s.created_at < $3 OR (s.created_at = $3 AND d.id < $4)) ORDER BY s.created_at DESC, d.id DESC LIMIT $5"
);
const SUPPLIED_BY: &str = rows!(
    "documents d",
    "d.created_at",
    "d.first_opened_at",
    "d.supplied_by = $1 AND d.client_id = $2
     AND (d.created_at < $3 OR (d.created_at = $3 AND d.id < $4)) ORDER BY d.created_at DESC, d.id DESC LIMIT $5"
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
        .fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.created_at.0, row.id)))
}

/// How many documents this account supplied for this client.
pub async fn supplied_count(tx: &mut Tx, on: &OnClient, account: &AccountId) -> Result<i64> {
    const COUNT: &str = "SELECT COUNT(*) FROM documents WHERE supplied_by = $1 AND client_id = $2";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(COUNT).bind(account).bind(on.client()).fetch_one(c))?)
}

/// How many documents a client has.
pub async fn count(tx: &mut Tx, on: &OnClient) -> Result<i64> {
    const COUNT: &str = "SELECT COUNT(*) FROM documents WHERE client_id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(COUNT).bind(on.client()).fetch_one(c))?)
}

/// Notes that staff opened what a client sent, and that a contact opened what was shared.
pub async fn opened(tx: &mut Tx, id: &DocumentId, contact: Option<&ContactId>, now: Instant) -> Result<()> {
    match contact {
        None => sql_change!(
            tx,
            "UPDATE documents SET first_opened_at = COALESCE(first_opened_at, $1) WHERE id = $2",
            now,
            id
        )?,
        Some(contact) => sql_change!(
            tx,
            "UPDATE shares SET first_opened_at = $1 WHERE document_id = $2 AND contact_id = $3 AND first_opened_at IS NULL",
            now,
            id,
            contact
        )?,
    };
    Ok(())
}

const ON_RECEIPT: &str =
    rows!("documents d", "d.created_at", "d.first_opened_at", "d.receipt_id = $1 ORDER BY d.created_at, d.id");

/// The documents on a receipt.
pub async fn on_receipt(tx: &mut Tx, id: &ReceiptId) -> Result<Vec<Row>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Row>(ON_RECEIPT).bind(id).fetch_all(c))?)
}

fn key(after: &str) -> (Instant, String) {
    let (at, id) = after.split_once('-').unwrap_or_default();
    (Instant(at.parse().unwrap_or(i64::MAX)), id.to_owned())
}
