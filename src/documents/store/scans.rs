//! What the virus check knows of stored files: of documents and of example files alike.

use super::super::model::DocumentId;
use crate::clients::ClientId;
use crate::kernel::{Instant, Result, Wall};
use crate::server::Tx;
use crate::{reaches_client, reaches_document, sql, sql_change};

/// A stored file that nothing is known of.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Unscanned {
    /// The version's id, or the example file's.
    pub id: String,
    /// Whether it is an example file.
    pub example: bool,
    /// Stored file.
    pub blob: String,
    /// Bytes.
    pub size: i64,
    /// How often it was tried in vain.
    pub tries: i64,
}

// Each half stops by itself. The newest first: whoever has just sent something waits for it.
const DUE: &str =
    "SELECT * FROM (SELECT v.id, FALSE AS example, v.blob, v.size, v.scan_tries AS tries, v.scan_due_at AS due_at
        FROM document_versions v WHERE v.scan = 'not scanned' AND v.scan_due_at <= $1 AND v.scan_leased_until <= $1
        ORDER BY v.scan_due_at DESC LIMIT 1) d
    UNION ALL SELECT * FROM (SELECT e.id, TRUE AS example, e.blob, e.size, e.scan_tries AS tries, e.scan_due_at AS due_at
        FROM example_files e WHERE e.scan = 'not scanned' AND e.scan_due_at <= $1 AND e.scan_leased_until <= $1
        ORDER BY e.scan_due_at DESC LIMIT 1) x
    ORDER BY due_at DESC LIMIT 1";

/// A file whose turn it is, if any waits.
pub async fn scan_due(tx: &mut Tx, now: Instant) -> Result<Option<Unscanned>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Unscanned>(DUE).bind(now).fetch_optional(c))?)
}

/// A statement on whichever table has the file.
macro_rules! on_file {
    ($tx:expr, $file:expr, $set:literal $(, $bind:expr)* $(,)?) => {
        match $file.example {
            false => sql_change!($tx, concat!("UPDATE document_versions SET ", $set, " AND scan = 'not scanned'") $(, $bind)*),
            true => sql_change!($tx, concat!("UPDATE example_files SET ", $set, " AND scan = 'not scanned'") $(, $bind)*),
        }
    };
}

/// Takes a file until `until`; of several processes only one gets it.
pub async fn lease_scan(tx: &mut Tx, file: &Unscanned, now: Instant, until: Instant) -> Result<bool> {
    Ok(on_file!(tx, file, "scan_leased_until = $1 WHERE id = $2 AND scan_leased_until <= $3", until, &file.id, now)?
        == 1)
}

/// Takes it for longer, if it is still ours.
pub async fn lease_scan_anew(tx: &mut Tx, file: &Unscanned, ours: Instant, until: Instant) -> Result<bool> {
    Ok(on_file!(tx, file, "scan_leased_until = $1 WHERE id = $2 AND scan_leased_until = $3", until, &file.id, ours)?
        == 1)
}

/// It is clean, if it is still ours.
pub async fn set_clean(tx: &mut Tx, file: &Unscanned, ours: Instant, now: Instant) -> Result<bool> {
    Ok(on_file!(
        tx,
        file,
        "scan = 'clean', scan_fault = '', scan_leased_until = 0, scanned_at = $1 WHERE id = $2 AND scan_leased_until = $3",
        now,
        &file.id,
        ours,
    )? == 1)
}

/// Something was found in it, if it is still ours.
pub async fn set_infected(tx: &mut Tx, file: &Unscanned, ours: Instant, found: &str, now: Instant) -> Result<bool> {
    Ok(on_file!(
        tx,
        file,
        "scan = 'infected', scan_found = $1, scan_fault = '', scan_leased_until = 0, scanned_at = $2
        WHERE id = $3 AND scan_leased_until = $4",
        found,
        now,
        &file.id,
        ours,
    )? == 1)
}

/// When and why a file is tried again.
pub struct Again<'a> {
    /// Why nothing is known, in words for staff.
    pub fault: &'a str,
    /// When it is tried next.
    pub due_at: Instant,
    /// How often it was tried in vain by now.
    pub tries: i64,
}

/// It is tried again, if it is still ours.
pub async fn scan_again(tx: &mut Tx, file: &Unscanned, ours: Instant, again: &Again<'_>) -> Result<bool> {
    Ok(on_file!(
        tx,
        file,
        "scan_fault = $1, scan_due_at = $2, scan_tries = $3, scan_leased_until = 0
        WHERE id = $4 AND scan_leased_until = $5",
        again.fault,
        again.due_at,
        again.tries,
        &file.id,
        ours,
    )? == 1)
}

/// Whose a file is in which something was found.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Found {
    /// The document, or the example file.
    pub id: DocumentId,
    /// Its name, as it was given.
    pub name: String,
    /// Whose; none for an example file.
    pub client_id: Option<ClientId>,
    /// The contact who supplied it; none for somebody of the firm.
    pub contact_id: Option<String>,
}

/// The document of a version, or the example file.
pub async fn found_in(tx: &mut Tx, file: &Unscanned) -> Result<Option<Found>> {
    const DOCUMENT: &str = "SELECT d.id, d.name, d.client_id,
            (SELECT MIN(k.id) FROM contacts k WHERE k.account_id = d.supplied_by) AS contact_id
        FROM document_versions v JOIN documents d ON d.id = v.document_id WHERE v.id = $1";
    const EXAMPLE: &str =
        "SELECT e.id, e.name, NULL AS client_id, NULL AS contact_id FROM example_files e WHERE e.id = $1";
    let text = if file.example { EXAMPLE } else { DOCUMENT };
    Ok(sql!(tx, |c| sqlx::query_as::<_, Found>(text).bind(&file.id).fetch_optional(c))?)
}

/// A find that the firm was not told of.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Untold {
    /// The client's name.
    pub client_name: String,
    /// The document's name, as it was given.
    pub name: String,
    /// Who supplied it.
    pub supplied_by_name: String,
    /// What was found.
    pub scan_found: String,
}

/// Clients whose burst of finds is over: the last one was made by `quiet`, or the first one by `longest`.
pub async fn finds_due(tx: &mut Tx, quiet: Instant, longest: Instant) -> Result<Vec<ClientId>> {
    const DUE: &str = "SELECT d.client_id FROM document_versions v JOIN documents d ON d.id = v.document_id
        WHERE v.scan = 'infected' AND v.scan_told_at IS NULL
        GROUP BY d.client_id HAVING MAX(v.scanned_at) <= $1 OR MIN(v.scanned_at) <= $2 ORDER BY d.client_id LIMIT 100";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, ClientId>(DUE).bind(quiet).bind(longest).fetch_all(c))?)
}

/// Takes all finds of a client that nobody was told of, for good: of two servers only one gets them.
pub async fn take_finds(tx: &mut Tx, client: &ClientId, now: Instant) -> Result<u64> {
    const TAKE: &str = "UPDATE document_versions SET scan_told_at = $1 WHERE scan = 'infected' AND scan_told_at IS NULL
        AND EXISTS (SELECT 1 FROM documents d WHERE d.id = document_versions.document_id AND d.client_id = $2)";
    Ok(sql_change!(tx, TAKE, now, client)?)
}

const TAKEN: &str = concat!(
    "SELECT c.name AS client_name, d.name, a.name AS supplied_by_name, v.scan_found
    FROM document_versions v JOIN documents d ON d.id = v.document_id JOIN clients c ON c.id = d.client_id
    JOIN accounts a ON a.id = d.supplied_by
    WHERE v.scan = 'infected' AND v.scan_told_at = $1 AND d.client_id = $2 AND ",
    reaches_client!("d.client_id", "$3"),
    " AND ",
    reaches_document!("d.id", "$3"),
    " ORDER BY v.scanned_at, v.id"
);

/// The finds that were taken at `now`, and before which no wall stands.
pub async fn finds(tx: &mut Tx, wall: &Wall, client: &ClientId, now: Instant) -> Result<Vec<Untold>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Untold>(TAKEN).bind(now).bind(client).bind(wall).fetch_all(c))?)
}
