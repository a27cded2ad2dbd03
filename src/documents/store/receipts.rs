//! Receipts: what was received in one go.

use super::super::model::ReceiptId;
use crate::accounts::AccountId;
use crate::clients::{ClientId, OnClient};
use crate::kernel::{AppError, Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

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
