//! What the virus check sends back: decisions that no account has made.

use super::NewDecision;
use crate::documents::DocumentId;
use crate::kernel::{Instant, Result};
use crate::requests::model::{DecisionId, ItemId, RequestId, SubmissionId, Verdict};
use crate::server::Tx;
use crate::{sql, sql_change};

/// What a document was handed in as.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct HandedIn {
    /// The submission.
    pub id: SubmissionId,
    /// What it is the answer to.
    pub item_id: Option<ItemId>,
    /// Of which request.
    pub request_id: Option<RequestId>,
}

/// The submission of a document; none for the firm's own.
pub async fn handed_in(tx: &mut Tx, document: &DocumentId) -> Result<Option<HandedIn>> {
    const OF_DOCUMENT: &str = "SELECT s.id, s.item_id, i.request_id FROM submissions s
        LEFT JOIN request_items i ON i.id = s.item_id WHERE s.document_id = $1";
    Ok(sql!(tx, |c| sqlx::query_as::<_, HandedIn>(OF_DOCUMENT).bind(document).fetch_optional(c))?)
}

/// How its item stands; empty without one.
pub async fn item_state(tx: &mut Tx, one: &HandedIn) -> Result<String> {
    const STATE: &str = "SELECT state FROM request_items WHERE id = $1";
    let state = sql!(tx, |c| sqlx::query_scalar::<_, String>(STATE).bind(&one.item_id).fetch_optional(c))?;
    Ok(state.unwrap_or_default())
}

/// Takes it out of the queue, if nobody has decided before.
pub async fn block(tx: &mut Tx, one: &HandedIn) -> Result<bool> {
    const BLOCK: &str = "UPDATE submissions SET state = $1, held_by = NULL, held_until = 0
        WHERE id = $2 AND state = 'waiting'";
    Ok(sql_change!(tx, BLOCK, Verdict::Rejected.word(), &one.id)? == 1)
}

/// Keeps the decision.
pub async fn add_block(tx: &mut Tx, one: &HandedIn, new: NewDecision<'_>, now: Instant) -> Result<()> {
    const ADD: &str =
        "INSERT INTO decisions (id, submission_id, verdict, reason, item_state_before, decided_by, decided_at)
        VALUES ($1, $2, $3, $4, $5, NULL, $6)";
    let (verdict, before) = (new.verdict.word(), new.item_state_before);
    sql_change!(tx, ADD, DecisionId::fresh(), &one.id, verdict, new.reason, before, now)?;
    Ok(())
}
