//! All SQL of documents: this file has documents and their versions, the others lists, shares, uploads, receipts, the virus
//! check, and what must be on the disk.

mod archives;
mod certificate;
mod examples;
mod kept;
mod receipts;
mod rows;
mod scans;
mod shares;
mod uploads;

pub use archives::*;
pub use certificate::*;
pub use examples::*;
pub use kept::*;
pub use receipts::*;
pub use rows::*;
pub use scans::*;
pub use shares::*;
pub use uploads::*;

use super::model::{DocumentId, ReceiptId, Scan, VersionId};
use crate::accounts::AccountId;
use crate::clients::{ClientId, ContactId, OnClient};
use crate::kernel::{Instant, Result, Wall};
use crate::server::Tx;
use crate::{reaches_client, reaches_document, sql, sql_change};

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
    /// What the virus check knows.
    #[sqlx(try_from = "String")]
    pub scan: Scan,
    /// When it arrived.
    pub created_at: Instant,
}

const STORED: &str = concat!(
    "SELECT d.id, d.client_id, d.name, d.filed_as, d.supplied_by, v.blob, v.size, v.sha256, v.media_type, v.scan,
        v.created_at
    FROM documents d JOIN document_versions v ON v.document_id = d.id AND
        v.number = (SELECT MAX(n.number) FROM document_versions n WHERE n.document_id = d.id)
    WHERE d.id = $1 AND ",
    reaches_client!("d.client_id", "$2"),
    " AND ",
    reaches_document!("d.id", "$2")
);

/// A document by id, if no wall stands before it. Whether the caller may read it is asked by `contents::Readable`.
pub(super) async fn stored(tx: &mut Tx, wall: &Wall, id: &DocumentId) -> Result<Option<Stored>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Stored>(STORED).bind(id).bind(wall).fetch_optional(c))?)
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
    const FIRMS: &str = concat!(
        "SELECT d.id, d.name FROM documents d WHERE d.client_id = $1 AND d.origin = 'firm' AND ",
        reaches_document!("d.id", "$3"),
        " ORDER BY d.created_at DESC, d.id DESC LIMIT $2"
    );
    Ok(sql!(tx, |c| sqlx::query_as::<_, (DocumentId, String)>(FIRMS)
        .bind(on.client())
        .bind(most)
        .bind(on.wall())
        .fetch_all(c))?)
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
    (id, document_id, number, blob, size, sha256, media_type, scan, created_at, scan_due_at)
    VALUES ($1, $2, 1, $3, $4, $5, $6, 'not scanned', $7, $7)";

/// Writes a document and its first version.
pub async fn add(tx: &mut Tx, on: &OnClient, new: Arrived<'_>, now: Instant) -> Result<DocumentId> {
    let id = DocumentId::fresh();
    sql_change!(tx, ADD, &id, on.client(), new.name, new.origin, on.account(), new.receipt, now)?;
    sql_change!(tx, ADD_VERSION, VersionId::fresh(), &id, new.blob, new.size, new.sha256, new.media_type, now)?;
    sql_change!(tx, "UPDATE receipts SET last_at = $1 WHERE id = $2", now, new.receipt)?;
    Ok(id)
}

/// How many documents this account supplied for this client.
pub async fn supplied_count(tx: &mut Tx, on: &OnClient, account: &AccountId) -> Result<i64> {
    const COUNT: &str = concat!(
        "SELECT COUNT(*) FROM documents d WHERE d.supplied_by = $1 AND d.client_id = $2 AND ",
        reaches_document!("d.id", "$3")
    );
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(COUNT).bind(account).bind(on.client()).bind(on.wall()).fetch_one(c))?)
}

/// How many documents a client has.
pub async fn count(tx: &mut Tx, on: &OnClient) -> Result<i64> {
    const COUNT: &str =
        concat!("SELECT COUNT(*) FROM documents d WHERE d.client_id = $1 AND ", reaches_document!("d.id", "$2"));
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(COUNT).bind(on.client()).bind(on.wall()).fetch_one(c))?)
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
