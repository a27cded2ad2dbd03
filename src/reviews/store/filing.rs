//! Where reviewed documents are filed, and what they are called there.

use crate::clients::{ClientId, OnClient};
use crate::documents::DocumentId;
use crate::kernel::{Instant, Result};
use crate::matters::MatterId;
use crate::server::Tx;
use crate::{matter_in_groups, sql, sql_change};

/// A matter as a place to file documents under.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Folder {
    /// The matter.
    pub id: MatterId,
    /// Its title.
    pub title: String,
    /// Its number.
    pub reference: String,
}

/// A matter of this client before which no wall stands; another's is none.
pub async fn folder(tx: &mut Tx, on: &OnClient, id: &MatterId) -> Result<Option<Folder>> {
    const FOLDER: &str = concat!(
        "SELECT m.id, m.title, m.reference FROM matters m WHERE m.id = $1 AND m.client_id = $2 AND ",
        matter_in_groups!("m", "$3")
    );
    Ok(sql!(tx, |c| sqlx::query_as::<_, Folder>(FOLDER).bind(id).bind(on.client()).bind(on.wall()).fetch_optional(c))?)
}

/// The open matters of this client, newest first.
pub async fn folders(tx: &mut Tx, on: &OnClient) -> Result<Vec<Folder>> {
    const FOLDERS: &str = concat!(
        "SELECT m.id, m.title, m.reference FROM matters m WHERE m.client_id = $1 AND m.open = $2 AND ",
        matter_in_groups!("m", "$3"),
        " ORDER BY m.created_at DESC, m.id DESC LIMIT 100"
    );
    Ok(sql!(tx, |c| sqlx::query_as::<_, Folder>(FOLDERS).bind(on.client()).bind(true).bind(on.wall()).fetch_all(c))?)
}

/// How the firm names reviewed documents.
pub async fn pattern(tx: &mut Tx) -> Result<String> {
    const PATTERN: &str = "SELECT filing_pattern FROM firm WHERE id = 1";
    let found = sql!(tx, |c| sqlx::query_scalar::<_, String>(PATTERN).fetch_optional(c))?;
    Ok(found.unwrap_or_else(|| "{date} {client} {item}".to_owned()))
}

/// Keeps another pattern. Names given before stay.
pub async fn save_pattern(tx: &mut Tx, pattern: &str, now: Instant) -> Result<()> {
    sql_change!(tx, "UPDATE firm SET filing_pattern = $1, changed_at = $2 WHERE id = 1", pattern, now)?;
    Ok(())
}

/// Takes the client's row until the transaction ends, so that two documents filed at once don't get one name. It comes
/// after items and submissions.
pub async fn hold_folder(tx: &mut Tx, on: &OnClient) -> Result<()> {
    sql_change!(tx, "UPDATE clients SET name_key = name_key WHERE id = $1", on.client())?;
    Ok(())
}

/// The names that stand in a matter's folder; without one, in the client's own.
pub async fn names_in(tx: &mut Tx, on: &OnClient, matter: Option<&MatterId>) -> Result<Vec<String>> {
    const OF_MATTER: &str =
        "SELECT filed_as FROM documents WHERE matter_id = $1 AND client_id = $2 AND filed_as IS NOT NULL";
    const OF_CLIENT: &str =
        "SELECT filed_as FROM documents WHERE client_id = $1 AND matter_id IS NULL AND filed_as IS NOT NULL";
    let client: &ClientId = on.client();
    Ok(match matter {
        Some(matter) => {
            sql!(tx, |c| sqlx::query_scalar::<_, String>(OF_MATTER).bind(matter).bind(client).fetch_all(c))?
        }
        None => sql!(tx, |c| sqlx::query_scalar::<_, String>(OF_CLIENT).bind(client).fetch_all(c))?,
    })
}

/// Files a document of this client.
pub async fn file(
    tx: &mut Tx,
    on: &OnClient,
    document: &DocumentId,
    matter: Option<&MatterId>,
    name: &str,
) -> Result<()> {
    const FILE: &str = "UPDATE documents SET matter_id = $1, filed_as = $2 WHERE id = $3 AND client_id = $4";
    sql_change!(tx, FILE, matter, name, document, on.client())?;
    Ok(())
}

/// Takes a document out of its folder again.
pub async fn unfile(tx: &mut Tx, on: &OnClient, document: &DocumentId) -> Result<()> {
    const UNFILE: &str = "UPDATE documents SET matter_id = NULL, filed_as = NULL WHERE id = $1 AND client_id = $2";
    sql_change!(tx, UNFILE, document, on.client())?;
    Ok(())
}
