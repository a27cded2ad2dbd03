//! All SQL of requests: one file a table or two. This one answers whose a request is.

mod answers;
mod drafts;
mod finished;
mod items;
mod lines;
pub mod mine;
mod papers;
mod requests;
mod said;
mod templates;

pub use answers::*;
pub use drafts::*;
pub use finished::*;
pub use items::*;
pub use lines::*;
pub use papers::*;
pub use requests::*;
pub use said::*;
pub use templates::*;

use super::model::RequestId;
use crate::clients::{ClientId, ContactId};
use crate::kernel::Result;
use crate::server::Tx;
use crate::sql;

/// Whose request it is. Whether the caller may touch it is asked by `permit::OnRequest`.
pub(super) async fn client_of(tx: &mut Tx, request: &RequestId) -> Result<Option<ClientId>> {
    const CLIENT: &str = "SELECT client_id FROM requests WHERE id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, ClientId>(CLIENT).bind(request).fetch_optional(c))?)
}

/// Whether the request was sent to this contact.
pub(super) async fn was_sent_to(tx: &mut Tx, request: &RequestId, contact: &ContactId) -> Result<bool> {
    const SENT: &str = "SELECT COUNT(*) FROM request_contacts p JOIN requests r ON r.id = p.request_id
        WHERE p.request_id = $1 AND p.contact_id = $2 AND r.state <> 'draft'";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SENT).bind(request).bind(contact).fetch_one(c))? > 0)
}
