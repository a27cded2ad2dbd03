//! Every row that names a stored file, for `gk-nexus check`.

use crate::kernel::Result;
use crate::server::Tx;
use crate::sql;

/// A stored file as its row tells of it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Kept {
    /// Name of the stored file.
    pub blob: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// `document` or `example file`.
    pub kind: String,
    /// Id of the document or example file.
    pub id: String,
}

/// Rows in the order of their files' names, after `after`, at most `most`.
pub async fn kept(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<Kept>> {
    // Each half stops by itself: nothing is sorted.
    const KEPT: &str = "SELECT * FROM (SELECT v.blob, v.size, v.sha256, 'document' AS kind, v.document_id AS id
            FROM document_versions v WHERE v.blob > $1 ORDER BY v.blob LIMIT $2) d
        UNION ALL SELECT * FROM (SELECT e.blob, e.size, e.sha256, 'example file' AS kind, e.id
            FROM example_files e WHERE e.blob > $1 ORDER BY e.blob LIMIT $2) x
        ORDER BY blob LIMIT $2";
    Ok(sql!(tx, |c| sqlx::query_as(KEPT).bind(after).bind(most).fetch_all(c))?)
}
