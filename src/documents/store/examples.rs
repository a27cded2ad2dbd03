//! Example files: the firm's own, of no client. They are read as documents are, through `contents::Readable`.

use super::Stored;
use crate::accounts::AccountId;
use crate::clients::{ContactId, OnClient};
use crate::documents::DocumentId;
use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// An example file that has arrived whole.
pub struct NewExample<'a> {
    /// Name.
    pub name: &'a str,
    /// Stored file.
    pub blob: &'a str,
    /// Bytes.
    pub size: i64,
    /// SHA-256.
    pub sha256: &'a str,
    /// By content.
    pub media_type: &'a str,
    /// Who added it.
    pub added_by: &'a AccountId,
}

/// Adds an example file.
pub async fn add_example(tx: &mut Tx, new: NewExample<'_>, now: Instant) -> Result<DocumentId> {
    const ADD: &str = "INSERT INTO example_files
        (id, name, blob, size, sha256, media_type, added_by, created_at, scan, scan_due_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'not scanned', $8)";
    let id = DocumentId::fresh();
    sql_change!(tx, ADD, &id, new.name, new.blob, new.size, new.sha256, new.media_type, new.added_by, now)?;
    Ok(id)
}

/// Takes away example files from before `before` that nothing shows: no thing asked for, no template, and nothing that was
/// removed and can still be put back. At most `most`; gives their stored files.
pub async fn forget_unsaved_examples(tx: &mut Tx, before: Instant, most: i64) -> Result<Vec<String>> {
    const FORGET: &str =
        "DELETE FROM example_files WHERE id IN (SELECT e.id FROM example_files e WHERE e.created_at < $1
            AND NOT EXISTS (SELECT 1 FROM request_items i WHERE i.example_file_id = e.id)
            AND NOT EXISTS (SELECT 1 FROM template_items t WHERE t.example_file_id = e.id)
            AND NOT EXISTS (SELECT 1 FROM removals g WHERE g.kept LIKE '%' || e.id || '%')
        ORDER BY e.id LIMIT $2) RETURNING blob";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(FORGET).bind(before).bind(most).fetch_all(c))?)
}

/// An example file's id and name; none for what is none.
pub async fn example_file(tx: &mut Tx, id: &DocumentId) -> Result<Option<(DocumentId, String)>> {
    const NAME: &str = "SELECT id, name FROM example_files WHERE id = $1";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (DocumentId, String)>(NAME).bind(id).fetch_optional(c))?)
}

/// An example file as a stored document of no client. Whether the caller may read it is asked by `contents::Readable`.
pub(in crate::documents) async fn stored_example(tx: &mut Tx, id: &DocumentId) -> Result<Option<Stored>> {
    const STORED: &str = "SELECT e.id, NULL AS client_id, e.name, NULL AS filed_as, e.added_by AS supplied_by, e.blob,
            e.size, e.sha256, e.media_type, e.scan, e.created_at
        FROM example_files e WHERE e.id = $1";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Stored>(STORED).bind(id).fetch_optional(c))?)
}

/// Whether it is the example file of something that is asked of this contact now: the request was sent to them and
/// neither it nor the thing was taken back.
pub(in crate::documents) async fn is_example_file_for(
    tx: &mut Tx,
    on: &OnClient,
    id: &DocumentId,
    contact: &ContactId,
) -> Result<bool> {
    const EXAMPLE: &str = "SELECT COUNT(*) FROM request_contacts p JOIN requests r ON r.id = p.request_id
        JOIN request_items i ON i.request_id = r.id
        WHERE p.contact_id = $1 AND r.client_id = $2 AND r.state IN ('sent', 'complete')
            AND i.example_file_id = $3 AND i.withdrawn_at IS NULL";
    let query =
        sql!(tx, |c| sqlx::query_scalar::<_, i64>(EXAMPLE).bind(contact).bind(on.client()).bind(id).fetch_one(c));
    Ok(query? > 0)
}
