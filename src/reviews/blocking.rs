//! Sending back what the virus check has blocked. It is a decision like a reviewer's, with the reason that the client reads
//! and in the same mail, but no account has made it and nobody can take it back.

use super::standing::standing;
use super::store;
use crate::documents::DocumentId;
use crate::kernel::{Instant, Result};
use crate::requests;
use crate::requests::model::Verdict;
use crate::server::Tx;

/// Sends back a document that waits for a decision, in the caller's transaction: its item is asked for again. What is decided
/// already, and what nobody handed in, stays as it is.
pub async fn send_back(tx: &mut Tx, now: Instant, document: &DocumentId, reason: &str) -> Result<()> {
    let Some(handed_in) = store::handed_in(tx, document).await? else { return Ok(()) };
    // Held in the order of `decide`: item, submission, request.
    if let Some(item) = &handed_in.item_id {
        requests::store::hold_item(tx, item).await?;
    }
    let before = store::item_state(tx, &handed_in).await?;
    if !store::block(tx, &handed_in).await? {
        return Ok(());
    }
    let new = store::NewDecision { verdict: Verdict::Rejected, reason, item_state_before: &before };
    store::add_block(tx, &handed_in, new, now).await?;
    let (Some(item), Some(request)) = (&handed_in.item_id, &handed_in.request_id) else { return Ok(()) };
    let state = standing(&store::pieces(tx, item).await?);
    requests::store::set_item_state(tx, item, state, now).await?;
    requests::store::settle(tx, request, now).await?;
    Ok(())
}
