//! All SQL of requests: one file a table or two. This one answers whose a request is.

/// Whether the firm has settled item `i` because somebody does not have it, and not the contacts by saying that it does not
/// apply: both are stored as one state, and read differently.
macro_rules! not_available {
    () => {
        "(i.state = 'Does not apply' AND EXISTS (SELECT 1 FROM item_answers h WHERE h.item_id = i.id
                AND h.kind = 'have not' AND h.ended_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM item_answers h WHERE h.item_id = i.id AND h.kind = 'does not apply'
                AND h.ended_at IS NULL AND h.created_at = i.state_since))"
    };
}

mod answers;
mod begun;
mod drafts;
mod finished;
mod items;
mod lines;
pub mod mine;
mod papers;
mod removed;
mod requests;
mod said;
mod standings;
mod templates;

pub use answers::*;
pub use begun::*;
pub use drafts::*;
pub use finished::*;
pub use items::*;
pub use lines::*;
pub use papers::*;
pub use removed::*;
pub use requests::*;
pub use said::*;
pub use standings::*;
pub use templates::*;

use super::model::RequestId;
use crate::clients::{ClientId, ContactId};
use crate::kernel::{Result, Wall};
use crate::server::Tx;
use crate::{reaches_client, reaches_matter, sql};

/// Whose request it is, if no wall stands before it. Whether the caller may touch it is asked by `permit::OnRequest`.
pub(super) async fn client_of(tx: &mut Tx, wall: &Wall, request: &RequestId) -> Result<Option<ClientId>> {
    const CLIENT: &str = concat!(
        "SELECT r.client_id FROM requests r WHERE r.id = $1 AND ",
        reaches_client!("r.client_id", "$2"),
        " AND ",
        reaches_matter!("r.matter_id", "$2")
    );
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, ClientId>(CLIENT).bind(request).bind(wall).fetch_optional(c))?)
}

/// Whether the request was sent to this contact.
pub(super) async fn was_sent_to(tx: &mut Tx, request: &RequestId, contact: &ContactId) -> Result<bool> {
    const SENT: &str = "SELECT COUNT(*) FROM request_contacts p JOIN requests r ON r.id = p.request_id
        WHERE p.request_id = $1 AND p.contact_id = $2 AND r.state <> 'draft'";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SENT).bind(request).bind(contact).fetch_one(c))? > 0)
}
