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
pub use new::{new, whose};
pub use of_client::of_client;
pub use template::{edit_template_item, new_template_item, template};
pub use templates::{edit_template, new_template, templates};

use super::actions::{
    AddTemplatesToRequest, DiscardRequest, KeepRequestItems, MoveRequestItem, RemoveRequestItem, SendRequest,
    TellOfChanges, UndoWithdrawal, WithdrawRequest, WithdrawRequestItem,
};
use super::answer_actions::{AcceptAnswer, AnswerQuestion, CloseQuestion, ReopenItem};
use super::model::{RequestId, RequestState};
use super::parts::refused;
use super::permit::OnRequest;
use crate::accounts::{Act, Content, Desk};
use crate::kernel::{Form, Result};
use crate::reminders;
use crate::server::leptos::form;

/// The form of a request's page that came back refused. A draft's form may come back to what was sent meanwhile, so both
/// pages show the refusals of both.
fn refused_here() -> Form {
    let written = [form::<MoveRequestItem>(), form::<RemoveRequestItem>(), form::<KeepRequestItems>()];
    let begun = [form::<AddTemplatesToRequest>(), form::<DiscardRequest>(), form::<SendRequest>()];
    let sent = [form::<WithdrawRequest>(), form::<WithdrawRequestItem>(), form::<TellOfChanges>()];
    let answered = [form::<AnswerQuestion>(), form::<CloseQuestion>(), form::<ReopenItem>()];
    let settled = [form::<AcceptAnswer>(), form::<UndoWithdrawal>(), reminders::parts::refused()];
    refused([refused(written), refused(begun), refused(sent), refused(answered), refused(settled)])
}

/// `/requests/{id}`: a draft to be written, or what became of what was sent.
pub async fn request(mut desk: Desk) -> Result<Content> {
    let id = desk.param::<RequestId>("id")?;
    let (on, request) = OnRequest::with_request(&mut desk.tx, &desk.staff, Act::SeeRequests, id).await?;
    match RequestState::parse(&request.state)? {
        RequestState::Draft => draft::page(desk, on, request).await,
        _ => sent::page(desk, on, request).await,
    }
}
