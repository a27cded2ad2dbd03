//! All SQL of documents, versions, shares, uploads and receipts.

use super::model::{DocumentId, ReceiptId, ShareId, UploadId, VersionId};
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
    /// Whose.
    pub client_id: ClientId,
    /// Name.
    pub name: String,
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

const STORED: &str = "SELECT d.id, d.client_id, d.name, d.supplied_by, v.blob, v.size, v.sha256, v.media_type, v.created_at
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

const OF_CLIENT: &str = rows!("documents d", "d.created_at", "d.first_opened_at",
    "d.client_id = $1 AND (d.created_at < $2 OR (d.created_at = $2 AND d.id < $3)) ORDER BY d.created_at DESC, d.id DESC LIMIT $4");

/// Documents of a client, newest first.
pub async fn of_client(tx: &mut Tx, on: &OnClient, after: &str, size: usize) -> Result<Page<Row>> {
    let (at, id) = key(after);
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = sql!(tx, |c| sqlx::query_as::<_, Row>(OF_CLIENT).bind(on.client()).bind(at).bind(&id).bind(limit).fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.created_at.0, row.id)))
}

const WAITING: &str = rows!("documents d", "d.created_at", "d.first_opened_at",
    "d.origin = 'client' AND d.first_opened_at IS NULL AND (d.created_at > $1 OR (d.created_at = $1 AND d.id > $2))
     ORDER BY d.created_at, d.id LIMIT $3");

/// What clients sent and nobody opened yet, oldest first.
pub async fn waiting(tx: &mut Tx, after: &str, size: usize) -> Result<Page<Row>> {
    let (at, id) = if after.is_empty() { (Instant(0), String::new()) } else { key(after) };
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = sql!(tx, |c| sqlx::query_as::<_, Row>(WAITING).bind(at).bind(&id).bind(limit).fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.created_at.0, row.id)))
}

/// How many wait, and since when the oldest.
pub async fn waiting_count(tx: &mut Tx) -> Result<(i64, Option<Instant>)> {
    const COUNT: &str = "SELECT COUNT(*), MIN(created_at) FROM documents WHERE origin = 'client' AND first_opened_at IS NULL";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (i64, Option<Instant>)>(COUNT).fetch_one(c))?)
}

const SHARED_WITH: &str = rows!("shares s JOIN documents d ON d.id = s.document_id", "s.created_at", "s.first_opened_at",
    "s.contact_id = $1 AND d.client_id = $2 AND s.ended_at IS NULL ORDER BY s.created_at DESC, s.id DESC LIMIT $3");
const SUPPLIED_BY: &str = rows!("documents d", "d.created_at", "d.first_opened_at",
    "d.supplied_by = $1 AND d.client_id = $2 ORDER BY d.created_at DESC, d.id DESC LIMIT $3");

/// What is shared with the person of this proof, newest first. `first_opened_at` is theirs.
pub async fn shared_with(tx: &mut Tx, on: &OnClient, most: i64) -> Result<Vec<Row>> {
    let contact = on.contact().ok_or(AppError::NotFound)?;
    Ok(sql!(tx, |c| sqlx::query_as::<_, Row>(SHARED_WITH).bind(contact).bind(on.client()).bind(most).fetch_all(c))?)
}

/// What the person of this proof supplied, newest first.
pub async fn supplied_by(tx: &mut Tx, on: &OnClient, most: i64) -> Result<Vec<Row>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Row>(SUPPLIED_BY).bind(on.account()).bind(on.client()).bind(most).fetch_all(c))?)
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
        None => sql_change!(tx, "UPDATE documents SET first_opened_at = $1 WHERE id = $2 AND first_opened_at IS NULL", now, id)?,
        Some(contact) => sql_change!(
            tx, "UPDATE shares SET first_opened_at = $1 WHERE document_id = $2 AND contact_id = $3 AND first_opened_at IS NULL",
            now, id, contact
        )?,
    };
    Ok(())
}

// Shares.

/// A live share of a document.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Share {
    /// Id.
    pub id: ShareId,
    /// Which document.
    pub document_id: DocumentId,
    /// With whom.
    pub contact_id: ContactId,
    /// Their name.
    pub contact_name: String,
    /// Since when.
    pub created_at: Instant,
    /// First opened by them.
    pub first_opened_at: Option<Instant>,
}

const SHARES: &str = "SELECT s.id, s.document_id, s.contact_id, k.name AS contact_name, s.created_at, s.first_opened_at
    FROM shares s JOIN documents d ON d.id = s.document_id JOIN contacts k ON k.id = s.contact_id
    WHERE d.client_id = $1 AND s.ended_at IS NULL ORDER BY s.created_at, s.id";

/// All live shares of a client's documents.
pub async fn shares(tx: &mut Tx, on: &OnClient) -> Result<Vec<Share>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Share>(SHARES).bind(on.client()).fetch_all(c))?)
}

/// Shares a document with a contact, if it is not shared with them now: whether this call did it.
pub async fn share(tx: &mut Tx, on: &OnClient, document: &DocumentId, contact: &ContactId, now: Instant) -> Result<bool> {
    const SHARE: &str = "INSERT INTO shares (id, document_id, contact_id, shared_by, created_at)
        SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS
            (SELECT 1 FROM shares s WHERE s.document_id = $2 AND s.contact_id = $3 AND s.ended_at IS NULL)";
    Ok(sql_change!(tx, SHARE, ShareId::fresh(), document, contact, on.account(), now)? == 1)
}

/// Ends a share; the row stays as a record.
pub async fn end_share(tx: &mut Tx, on: &OnClient, document: &DocumentId, contact: &ContactId, now: Instant) -> Result<bool> {
    const END: &str = "UPDATE shares SET ended_at = $1 WHERE document_id = $2 AND contact_id = $3 AND ended_at IS NULL
        AND EXISTS (SELECT 1 FROM documents d WHERE d.id = $2 AND d.client_id = $4)";
    Ok(sql_change!(tx, END, now, document, contact, on.client())? > 0)
}

/// The name of one of this client's documents.
pub async fn name_of(tx: &mut Tx, on: &OnClient, id: &DocumentId) -> Result<String> {
    const NAME: &str = "SELECT name FROM documents WHERE id = $1 AND client_id = $2";
    sql!(tx, |c| sqlx::query_scalar::<_, String>(NAME).bind(id).bind(on.client()).fetch_optional(c))?.ok_or(AppError::NotFound)
}

// Uploads and receipts.

/// A file on its way in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Upload {
    /// Id.
    pub id: UploadId,
    /// On which receipt.
    pub receipt_id: ReceiptId,
    /// For which client.
    pub client_id: ClientId,
    /// Name.
    pub name: String,
    /// Announced bytes.
    pub size: Option<i64>,
}

/// Opens a receipt.
pub async fn open_receipt(tx: &mut Tx, on: &OnClient, now: Instant) -> Result<ReceiptId> {
    const OPEN: &str = "INSERT INTO receipts (id, client_id, account_id, opened_at, last_at) VALUES ($1, $2, $3, $4, $4)";
    let id = ReceiptId::fresh();
    sql_change!(tx, OPEN, &id, on.client(), on.account(), now)?;
    Ok(id)
}

/// Whether this receipt is the caller's own and still open.
pub async fn receipt_is_open(tx: &mut Tx, on: &OnClient, id: &ReceiptId) -> Result<bool> {
    const IS_OPEN: &str = "SELECT COUNT(*) FROM receipts WHERE id = $1 AND client_id = $2 AND account_id = $3 AND closed_at IS NULL";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(IS_OPEN).bind(id).bind(on.client()).bind(on.account()).fetch_one(c))? == 1)
}

/// Announces a file.
pub async fn announce(tx: &mut Tx, on: &OnClient, receipt: &ReceiptId, name: &str, size: Option<i64>, now: Instant) -> Result<UploadId> {
    const ANNOUNCE: &str = "INSERT INTO uploads (id, receipt_id, client_id, account_id, name, size, received, state, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, 0, 'announced', $7)";
    let id = UploadId::fresh();
    sql_change!(tx, ANNOUNCE, &id, receipt, on.client(), on.account(), name, size, now)?;
    Ok(id)
}

/// Takes an announced upload of this account, once, to receive its bytes.
pub async fn take(tx: &mut Tx, id: &UploadId, account: &AccountId) -> Result<Upload> {
    const TAKE: &str = "UPDATE uploads SET state = 'receiving' WHERE id = $1 AND account_id = $2 AND state = 'announced'";
    const FIND: &str = "SELECT id, receipt_id, client_id, name, size FROM uploads WHERE id = $1";
    if sql_change!(tx, TAKE, id, account)? != 1 {
        return Err(AppError::NotFound);
    }
    Ok(sql!(tx, |c| sqlx::query_as::<_, Upload>(FIND).bind(id).fetch_one(c))?)
}

/// Forgets an upload: its document stands, or it failed.
pub async fn forget(tx: &mut Tx, id: &UploadId) -> Result<()> {
    sql_change!(tx, "DELETE FROM uploads WHERE id = $1", id)?;
    Ok(())
}

/// Forgets uploads that were begun before `before` and never ended.
pub async fn forget_before(tx: &mut Tx, before: Instant) -> Result<u64> {
    Ok(sql_change!(tx, "DELETE FROM uploads WHERE created_at < $1", before)?)
}

/// A receipt.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Receipt {
    /// Id.
    pub id: ReceiptId,
    /// For which client.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// Who sent the files.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// Their address.
    pub account_email: String,
    /// `staff` or `client`.
    pub account_kind: String,
    /// The last file came.
    pub last_at: Instant,
}

const RECEIPT: &str = "SELECT r.id, r.client_id, c.name AS client_name, r.account_id, a.name AS account_name,
        a.email AS account_email, a.kind AS account_kind, r.last_at
    FROM receipts r JOIN clients c ON c.id = r.client_id JOIN accounts a ON a.id = r.account_id WHERE r.id = $1";

/// A receipt of this account.
pub async fn receipt(tx: &mut Tx, id: &ReceiptId, account: &AccountId) -> Result<Receipt> {
    let receipt = sql!(tx, |c| sqlx::query_as::<_, Receipt>(RECEIPT).bind(id).fetch_optional(c))?;
    receipt.filter(|receipt| receipt.account_id == *account).ok_or(AppError::NotFound)
}

const ON_RECEIPT: &str = rows!("documents d", "d.created_at", "d.first_opened_at", "d.receipt_id = $1 ORDER BY d.created_at, d.id");

/// The documents on a receipt.
pub async fn on_receipt(tx: &mut Tx, id: &ReceiptId) -> Result<Vec<Row>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Row>(ON_RECEIPT).bind(id).fetch_all(c))?)
}

/// Closes a receipt, once: whether this call was the one.
pub async fn close_receipt(tx: &mut Tx, id: &ReceiptId, now: Instant) -> Result<bool> {
    Ok(sql_change!(tx, "UPDATE receipts SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL", now, id)? == 1)
}

/// Receipts with documents whose last file came before `before` and that nobody closed (the browser went away).
pub async fn left_open(tx: &mut Tx, before: Instant) -> Result<Vec<(ReceiptId, AccountId)>> {
    const LEFT: &str = "SELECT r.id, r.account_id FROM receipts r WHERE r.closed_at IS NULL AND r.last_at < $1
        AND EXISTS (SELECT 1 FROM documents d WHERE d.receipt_id = r.id) ORDER BY r.last_at LIMIT 50";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (ReceiptId, AccountId)>(LEFT).bind(before).fetch_all(c))?)
}

fn key(after: &str) -> (Instant, String) {
    let (at, id) = after.split_once('-').unwrap_or_default();
    (Instant(at.parse().unwrap_or(i64::MAX)), id.to_owned())
}
