//! Files on their way in, and the receipts they stand on.

use super::super::model::{ReceiptId, UploadId};
use crate::accounts::AccountId;
use crate::clients::{ClientId, OnClient};
use crate::kernel::{AppError, Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// A file on its way in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Upload {
    /// Id.
    pub id: UploadId,
    /// On which receipt.
    pub receipt_id: ReceiptId,
    /// For which client.
    pub client_id: ClientId,
    /// The item that it answers.
    pub item_id: Option<String>,
    /// Name.
    pub name: String,
    /// Announced bytes.
    pub size: Option<i64>,
}

/// Opens a receipt.
pub async fn open_receipt(tx: &mut Tx, on: &OnClient, now: Instant) -> Result<ReceiptId> {
    const OPEN: &str =
        "INSERT INTO receipts (id, client_id, account_id, opened_at, last_at) VALUES ($1, $2, $3, $4, $4)";
    let id = ReceiptId::fresh();
    sql_change!(tx, OPEN, &id, on.client(), on.account(), now)?;
    Ok(id)
}

/// Whether this receipt is the caller's own and still open.
pub async fn receipt_is_open(tx: &mut Tx, on: &OnClient, id: &ReceiptId) -> Result<bool> {
    const IS_OPEN: &str =
        "SELECT COUNT(*) FROM receipts WHERE id = $1 AND client_id = $2 AND account_id = $3 AND closed_at IS NULL";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(IS_OPEN).bind(id).bind(on.client()).bind(on.account()).fetch_one(c))?
        == 1)
}

/// The newest open receipt of this account for this client whose last file came after `since`.
pub async fn open_receipt_since(tx: &mut Tx, on: &OnClient, since: Instant) -> Result<Option<ReceiptId>> {
    const OPEN: &str = "SELECT id FROM receipts
        WHERE closed_at IS NULL AND last_at > $1 AND account_id = $2 AND client_id = $3 ORDER BY last_at DESC LIMIT 1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, ReceiptId>(OPEN)
        .bind(since)
        .bind(on.account())
        .bind(on.client())
        .fetch_optional(c))?)
}

/// The open receipts of this account for this client on which documents stand, oldest first.
pub async fn open_receipts(tx: &mut Tx, on: &OnClient) -> Result<Vec<ReceiptId>> {
    const OPEN: &str =
        "SELECT r.id FROM receipts r WHERE r.closed_at IS NULL AND r.account_id = $1 AND r.client_id = $2
        AND EXISTS (SELECT 1 FROM documents d WHERE d.receipt_id = r.id) ORDER BY r.opened_at, r.id";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, ReceiptId>(OPEN).bind(on.account()).bind(on.client()).fetch_all(c))?)
}

/// Takes an open receipt until the transaction ends; false when it is closed.
pub async fn hold_receipt(tx: &mut Tx, id: &ReceiptId, now: Instant) -> Result<bool> {
    Ok(sql_change!(tx, "UPDATE receipts SET last_at = $1 WHERE id = $2 AND closed_at IS NULL", now, id)? == 1)
}

/// Announces a file (name, and bytes where they are known), for an item where it answers one.
pub async fn announce(
    tx: &mut Tx,
    on: &OnClient,
    receipt: &ReceiptId,
    item: Option<&str>,
    file: (&str, Option<i64>),
    now: Instant,
) -> Result<UploadId> {
    const ANNOUNCE: &str =
        "INSERT INTO uploads (id, receipt_id, client_id, account_id, item_id, name, size, received, state, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 'announced', $8)";
    let (id, (name, size)) = (UploadId::fresh(), file);
    sql_change!(tx, ANNOUNCE, &id, receipt, on.client(), on.account(), item, name, size, now)?;
    Ok(id)
}

/// Takes an announced upload of this account, once, to receive its bytes.
pub async fn take(tx: &mut Tx, id: &UploadId, account: &AccountId, now: Instant) -> Result<Upload> {
    const TAKE: &str = "UPDATE uploads SET state = 'receiving', seen_at = $3
        WHERE id = $1 AND account_id = $2 AND state = 'announced'";
    const FIND: &str = "SELECT id, receipt_id, client_id, item_id, name, size FROM uploads WHERE id = $1";
    if sql_change!(tx, TAKE, id, account, now)? != 1 {
        return Err(AppError::NotFound);
    }
    Ok(sql!(tx, |c| sqlx::query_as::<_, Upload>(FIND).bind(id).fetch_one(c))?)
}

/// Forgets an upload: its document stands, or it failed.
pub async fn forget(tx: &mut Tx, id: &UploadId) -> Result<()> {
    sql_change!(tx, "DELETE FROM uploads WHERE id = $1", id)?;
    Ok(())
}

/// Notes that bytes still come.
pub async fn upload_seen(tx: &mut Tx, id: &UploadId, now: Instant) -> Result<()> {
    sql_change!(tx, "UPDATE uploads SET seen_at = $1 WHERE id = $2", now, id)?;
    Ok(())
}

/// Forgets uploads that were begun before `before` and never ended, and those that stopped before `stopped`: the server
/// that received them was killed. One that only paused is not harmed by it, its bytes go on coming.
pub async fn forget_before(tx: &mut Tx, before: Instant, stopped: Instant) -> Result<u64> {
    const FORGET: &str = "DELETE FROM uploads WHERE created_at < $1 OR (state = 'receiving' AND seen_at < $2)";
    Ok(sql_change!(tx, FORGET, before, stopped)?)
}

/// Takes away receipts that were opened before `before` and hold nothing: every file was refused, or none came.
pub async fn forget_empty_receipts(tx: &mut Tx, before: Instant) -> Result<u64> {
    const EMPTY: &str = "DELETE FROM receipts WHERE closed_at IS NULL AND last_at < $1
        AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.receipt_id = receipts.id)
        AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.receipt_id = receipts.id)";
    Ok(sql_change!(tx, EMPTY, before)?)
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

/// Closes a receipt, once: whether this call was the one.
pub async fn close_receipt(tx: &mut Tx, id: &ReceiptId, now: Instant) -> Result<bool> {
    Ok(sql_change!(tx, "UPDATE receipts SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL", now, id)? == 1)
}

/// Receipts with documents whose last file came before `before`, for which none is on its way since, and that nobody
/// closed (the browser went away).
pub async fn left_open(tx: &mut Tx, before: Instant) -> Result<Vec<(ReceiptId, AccountId)>> {
    const LEFT: &str = "SELECT r.id, r.account_id FROM receipts r WHERE r.closed_at IS NULL AND r.last_at < $1
        AND EXISTS (SELECT 1 FROM documents d WHERE d.receipt_id = r.id)
        AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.receipt_id = r.id AND u.state = 'receiving' AND u.seen_at >= $1)
        ORDER BY r.last_at LIMIT 50";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (ReceiptId, AccountId)>(LEFT).bind(before).fetch_all(c))?)
}
