//! Shares: a document made visible to a contact.

use super::super::model::{DocumentId, ShareId};
use crate::clients::{ContactId, OnClient};
use crate::kernel::{AppError, Instant, Result};
use crate::server::Tx;
use crate::{reaches_document, sql, sql_change};

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
pub async fn share(
    tx: &mut Tx,
    on: &OnClient,
    document: &DocumentId,
    contact: &ContactId,
    now: Instant,
) -> Result<bool> {
    const SHARE: &str = "INSERT INTO shares (id, document_id, contact_id, shared_by, created_at)
        SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS
            (SELECT 1 FROM shares s WHERE s.document_id = $2 AND s.contact_id = $3 AND s.ended_at IS NULL)";
    Ok(sql_change!(tx, SHARE, ShareId::fresh(), document, contact, on.account(), now)? == 1)
}

/// Whether anything is shared with a contact now, at whichever client.
pub async fn any_shared_with(tx: &mut Tx, contact: &ContactId) -> Result<bool> {
    const ANY: &str = "SELECT COUNT(*) FROM shares WHERE contact_id = $1 AND ended_at IS NULL";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(ANY).bind(contact).fetch_one(c))? > 0)
}

/// Ends a share; the row stays as a record.
pub async fn end_share(
    tx: &mut Tx,
    on: &OnClient,
    document: &DocumentId,
    contact: &ContactId,
    now: Instant,
) -> Result<bool> {
    const END: &str = "UPDATE shares SET ended_at = $1 WHERE document_id = $2 AND contact_id = $3 AND ended_at IS NULL
        AND EXISTS (SELECT 1 FROM documents d WHERE d.id = $2 AND d.client_id = $4)";
    Ok(sql_change!(tx, END, now, document, contact, on.client())? > 0)
}

/// The name of one of this client's documents before which no wall stands.
pub async fn name_of(tx: &mut Tx, on: &OnClient, id: &DocumentId) -> Result<String> {
    const NAME: &str = concat!(
        "SELECT d.name FROM documents d WHERE d.id = $1 AND d.client_id = $2 AND ",
        reaches_document!("d.id", "$3")
    );
    let name = sql!(tx, |c| sqlx::query_scalar::<_, String>(NAME)
        .bind(id)
        .bind(on.client())
        .bind(on.wall())
        .fetch_optional(c))?;
    name.ok_or(AppError::NotFound)
}
