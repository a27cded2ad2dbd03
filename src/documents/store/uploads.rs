//! Files on their way in. Those of a plain form come in one go; the others rest between their pieces.

use super::super::model::{DocumentId, ReceiptId, UploadId};
use crate::accounts::AccountId;
use crate::clients::{ClientId, OnClient};
use crate::kernel::{AppError, Instant, Result};
use crate::server::Tx;
use crate::server::files::{Mark, boot};
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
    /// Announced bytes; none from a plain form.
    pub size: Option<i64>,
    /// Bytes that are durable.
    pub received: i64,
    /// Where SHA-256 stood after them.
    pub hash: String,
    /// During which start of the machine that was.
    pub boot: String,
    /// When a piece of it came last.
    pub seen_at: Instant,
    /// What the sender said of it, as it was sent.
    pub metadata: Option<String>,
    /// What it has become.
    pub document_id: Option<DocumentId>,
}

impl Upload {
    /// Announced bytes.
    pub fn announced(&self) -> u64 {
        self.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default()
    }

    /// How far it is durable.
    pub fn mark(&self) -> Mark {
        let size = u64::try_from(self.received).unwrap_or_default();
        Mark { size, hash: self.hash.clone(), boot: self.boot.clone() }
    }
}

/// A file as it is announced.
pub struct Announced<'a> {
    /// Name.
    pub name: &'a str,
    /// Bytes, where they are known.
    pub size: Option<i64>,
    /// The file's own time, UTC ms, where it is known.
    pub modified: Option<i64>,
    /// What the sender says of it, as it was sent.
    pub metadata: Option<&'a str>,
}

/// Announces a file, for an item where it answers one.
pub async fn announce(
    tx: &mut Tx,
    on: &OnClient,
    receipt: &ReceiptId,
    item: Option<&str>,
    file: Announced<'_>,
    now: Instant,
) -> Result<UploadId> {
    const ANNOUNCE: &str = "INSERT INTO uploads
            (id, receipt_id, client_id, account_id, item_id, name, size, modified, metadata, boot, received, state,
            created_at, seen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 'announced', $11, $11)";
    let id = UploadId::fresh();
    let Announced { name, size, modified, metadata } = file;
    sql_change!(
        tx,
        ANNOUNCE,
        &id,
        receipt,
        on.client(),
        on.account(),
        item,
        name,
        size,
        modified,
        metadata,
        boot(),
        now
    )?;
    Ok(id)
}

/// The newest upload of this very file by this account for the same thing that is not there yet: it is gone on with.
pub async fn resting(tx: &mut Tx, on: &OnClient, item: Option<&str>, file: &Announced<'_>) -> Result<Option<UploadId>> {
    const RESTING: &str = "SELECT id FROM uploads
        WHERE account_id = $1 AND client_id = $2 AND COALESCE(item_id, '') = $3 AND name = $4 AND size = $5
            AND modified = $6 AND document_id IS NULL ORDER BY created_at DESC, id DESC LIMIT 1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, UploadId>(RESTING)
        .bind(on.account())
        .bind(on.client())
        .bind(item.unwrap_or_default())
        .bind(file.name)
        .bind(file.size)
        .bind(file.modified)
        .fetch_optional(c))?)
}

/// Uploads that wait for more of their file.
pub async fn resting_ids(tx: &mut Tx) -> Result<Vec<String>> {
    const RESTING: &str = "SELECT id FROM uploads WHERE size IS NOT NULL AND document_id IS NULL";
    Ok(sql!(tx, |c| sqlx::query_scalar(RESTING).fetch_all(c))?)
}

/// How many files of this account are on their way.
pub async fn on_their_way_from(tx: &mut Tx, account: &AccountId) -> Result<i64> {
    const COUNT: &str = "SELECT COUNT(*) FROM uploads WHERE account_id = $1 AND document_id IS NULL";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(COUNT).bind(account).fetch_one(c))?)
}

/// Bytes that are announced and not here yet: for this client, and in all.
pub async fn on_their_way(tx: &mut Tx, client: &ClientId) -> Result<(i64, i64)> {
    const BYTES: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN client_id = $1 THEN size ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(size), 0) AS BIGINT)
        FROM uploads WHERE document_id IS NULL";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (i64, i64)>(BYTES).bind(client).fetch_one(c))?)
}

/// Lets an upload stand on another receipt of its sender: that of the go in which it goes on.
pub async fn move_to_receipt(tx: &mut Tx, id: &UploadId, receipt: &ReceiptId) -> Result<()> {
    sql_change!(tx, "UPDATE uploads SET receipt_id = $2 WHERE id = $1", id, receipt)?;
    Ok(())
}

const FIND: &str = "SELECT id, receipt_id, client_id, item_id, name, size, received, hash, boot, seen_at,
    metadata, document_id
    FROM uploads WHERE id = $1 AND account_id = $2";

/// Takes an upload of this account that comes in one go, once, to receive its bytes.
pub async fn take(tx: &mut Tx, id: &UploadId, account: &AccountId, now: Instant) -> Result<Upload> {
    const TAKE: &str = "UPDATE uploads SET state = 'receiving', seen_at = $3
        WHERE id = $1 AND account_id = $2 AND state = 'announced'";
    if sql_change!(tx, TAKE, id, account, now)? != 1 {
        return Err(AppError::NotFound);
    }
    upload(tx, id, account).await
}

/// An upload of this account.
pub async fn upload(tx: &mut Tx, id: &UploadId, account: &AccountId) -> Result<Upload> {
    let found = sql!(tx, |c| sqlx::query_as::<_, Upload>(FIND).bind(id).bind(account).fetch_optional(c))?;
    found.ok_or(AppError::NotFound)
}

/// Makes `holder` the only request that may write to an upload of this account from now on: the one before it stops as
/// soon as it sees that. What has become a document is held by nobody.
pub async fn hold(tx: &mut Tx, id: &UploadId, account: &AccountId, holder: &str, now: Instant) -> Result<Upload> {
    const HOLD: &str = "UPDATE uploads SET holder = $3, state = 'receiving', seen_at = $4
        WHERE id = $1 AND account_id = $2 AND size IS NOT NULL AND document_id IS NULL";
    sql_change!(tx, HOLD, id, account, holder, now)?;
    upload(tx, id, account).await
}

/// Whether `holder` is still the one.
pub async fn is_held(tx: &mut Tx, id: &UploadId, holder: &str) -> Result<bool> {
    const HELD: &str = "SELECT COUNT(*) FROM uploads WHERE id = $1 AND holder = $2";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(HELD).bind(id).bind(holder).fetch_one(c))? == 1)
}

/// Notes how far the file is durable. Whoever does has the file's lock.
///
/// # Errors
/// `NotFound` when it was given up meanwhile.
pub async fn mark(tx: &mut Tx, id: &UploadId, mark: &Mark, now: Instant) -> Result<()> {
    const MARK: &str = "UPDATE uploads SET received = $2, hash = $3, boot = $4, seen_at = $5
        WHERE id = $1 AND document_id IS NULL";
    let size = i64::try_from(mark.size).map_err(|_| AppError::Unreadable)?;
    match sql_change!(tx, MARK, id, size, &mark.hash, &mark.boot, now)? {
        1 => Ok(()),
        _ => Err(AppError::NotFound),
    }
}

/// Nothing of it comes at the moment.
pub async fn rest(tx: &mut Tx, id: &UploadId, holder: &str) -> Result<()> {
    sql_change!(tx, "UPDATE uploads SET holder = NULL, state = 'announced' WHERE id = $1 AND holder = $2", id, holder)?;
    Ok(())
}

/// It has become a document, once. The row stays for whoever did not hear the answer and asks again.
///
/// # Errors
/// `NotFound` when it was given up meanwhile, or is a document already.
pub async fn arrived(tx: &mut Tx, id: &UploadId, document: &DocumentId) -> Result<()> {
    const ARRIVED: &str = "UPDATE uploads SET document_id = $2, received = size, state = 'announced', holder = NULL,
        hash = '', boot = '' WHERE id = $1 AND document_id IS NULL";
    match sql_change!(tx, ARRIVED, id, document)? {
        1 => Ok(()),
        _ => Err(AppError::NotFound),
    }
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

/// Forgets plain forms' files that were begun before `before` and never ended, and those that stopped before `stopped`:
/// the server that received them was killed. One that only paused is not harmed by it, its bytes go on coming.
pub async fn forget_before(tx: &mut Tx, before: Instant, stopped: Instant) -> Result<u64> {
    const FORGET: &str = "DELETE FROM uploads WHERE size IS NULL
        AND (created_at < $1 OR (state = 'receiving' AND seen_at < $2))";
    Ok(sql_change!(tx, FORGET, before, stopped)?)
}

/// Forgets uploads of which nothing has come since `before`, 100 at most, and says which: their files go next.
pub async fn forget_resting(tx: &mut Tx, before: Instant) -> Result<Vec<UploadId>> {
    const EXPIRED: &str =
        "SELECT id FROM uploads WHERE size IS NOT NULL AND seen_at < $1 ORDER BY seen_at, id LIMIT 100";
    let expired = sql!(tx, |c| sqlx::query_scalar::<_, UploadId>(EXPIRED).bind(before).fetch_all(c))?;
    for id in &expired {
        forget(tx, id).await?;
    }
    Ok(expired)
}
