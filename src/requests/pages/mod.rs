//! Staff's pages on requests and templates, and what client people see of requests (`mine`). They only read.

mod draft;
mod edit;
mod list;
mod new;
mod of_client;
mod on_item;
mod sent;
mod template;
mod templates;

pub use edit::{edit, edit_item, new_item};
pub use list::list;
pub use new::new;
pub use of_client::of_client;
pub use template::{edit_template_item, new_template_item, template};
pub use templates::{edit_template, new_template, templates};

use super::model::{RequestId, RequestState};
use super::permit::OnRequest;
use super::store;
use crate::accounts::{Act, Content, Desk};
use crate::kernel::Result;

/// `/requests/{id}`: a draft to be written, or what became of what was sent.
pub async fn request(mut desk: Desk) -> Result<Content> {
    let id = desk.param::<RequestId>("id")?;
    let on = OnRequest::of_staff(&mut desk.tx, &desk.staff, Act::SeeRequests, id).await?;
    let request = store::find(&mut desk.tx, &on).await?;
    match RequestState::parse(&request.state)? {
        RequestState::Draft => draft::page(desk, on, request).await,
        _ => sent::page(desk, on, request).await,
    }
}
