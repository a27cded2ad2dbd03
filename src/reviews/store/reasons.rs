//! The firm's sentences for what is wrong with a document.

use crate::kernel::{AppError, Result};
use crate::requests::model::ReasonId;
use crate::server::Tx;
use crate::{kept, sql, sql_change};

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reason {
    /// Id.
    pub id: ReasonId,
    /// Its words, as the client reads them.
    pub words: String,
}

/// All of them, in the firm's order.
pub async fn reasons(tx: &mut Tx) -> Result<Vec<Reason>> {
    const ALL: &str = "SELECT id, words FROM canned_reasons ORDER BY position, id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Reason>(ALL).fetch_all(c))?)
}

/// One of them.
pub async fn reason(tx: &mut Tx, id: &ReasonId) -> Result<Reason> {
    const ONE: &str = "SELECT id, words FROM canned_reasons WHERE id = $1";
    sql!(tx, |c| sqlx::query_as::<_, Reason>(ONE).bind(id).fetch_optional(c))?.ok_or(AppError::NotFound)
}

/// Takes the firm's row until the transaction ends: its sentences are changed by one person at a time.
pub async fn hold_reasons(tx: &mut Tx) -> Result<()> {
    sql_change!(tx, "UPDATE firm SET changed_at = changed_at WHERE id = 1")?;
    Ok(())
}

/// Adds a sentence at the end.
pub async fn add_reason(tx: &mut Tx, words: &str) -> Result<ReasonId> {
    const ADD: &str = "INSERT INTO canned_reasons (id, position, words)
        SELECT $1, COALESCE(MAX(position), 0) + 1, $2 FROM canned_reasons";
    let id = ReasonId::fresh();
    sql_change!(tx, ADD, &id, words)?;
    Ok(id)
}

/// Gives a sentence other words.
pub async fn change_reason(tx: &mut Tx, id: &ReasonId, words: &str) -> Result<()> {
    sql_change!(tx, "UPDATE canned_reasons SET words = $1 WHERE id = $2", words, id)?;
    Ok(())
}

/// Puts a sentence at a place.
pub async fn place_reason(tx: &mut Tx, id: &ReasonId, position: i64) -> Result<()> {
    sql_change!(tx, "UPDATE canned_reasons SET position = $1 WHERE id = $2", position, id)?;
    Ok(())
}

kept! {
    /// A sentence, with its place. Decisions keep their own words.
    KeptReason of "canned_reasons" makes room by
        "UPDATE canned_reasons SET position = position + 1 WHERE position >= $1
            AND EXISTS (SELECT 1 FROM canned_reasons o WHERE o.position = $1)", position;
    { id: ReasonId, position: i64 = "$2", words: String = "$3" }
}
