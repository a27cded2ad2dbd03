//! What staff do about what contacts answered and asked.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use super::{ItemId, RequestId};
use crate::clients::ContactId;
use crate::kernel::Result;
use leptos::server;

/// Answers a contact's question about an item.
#[server(prefix = "/api", endpoint = "answer_question")]
pub async fn answer_question(
    request: RequestId,
    item: ItemId,
    contact: ContactId,
    #[server(default)] words: String,
) -> Result<()> {
    use super::{OnRequest, threads};
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let (staff, services) = (staff()?, services()?);
    let mut tx = services.db.write().await?;
    let on = OnRequest::of_staff(&mut tx, &staff, Act::AskForDocuments, request).await?;
    say(&threads::reply(tx, &services, &staff, &on, &item, &contact, &words).await?);
    Ok(())
}

/// Closes a contact's questions about an item without words.
#[server(prefix = "/api", endpoint = "close_question")]
pub async fn close_question(request: RequestId, item: ItemId, contact: ContactId) -> Result<()> {
    use super::{OnRequest, threads};
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let (staff, services) = (staff()?, services()?);
    let mut tx = services.db.write().await?;
    let on = OnRequest::of_staff(&mut tx, &staff, Act::AskForDocuments, request).await?;
    say(&threads::close(tx, &services, &staff, &on, &item, &contact).await?);
    Ok(())
}

/// Opens an item again that a contact answered with "does not apply" or "I don't have this", and tells them why.
#[server(prefix = "/api", endpoint = "reopen_item")]
pub async fn reopen_item(request: RequestId, item: ItemId, #[server(default)] reason: String) -> Result<()> {
    use super::changes::answered;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    say(&answered::reopen(&services()?, &staff, &request, &item, &reason).await?);
    Ok(())
}

/// Accepts that a contact doesn't have this: nobody is asked for it any more.
#[server(prefix = "/api", endpoint = "accept_answer")]
pub async fn accept_answer(request: RequestId, item: ItemId) -> Result<()> {
    use super::changes::answered;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    say(&answered::accept(&services()?, &staff, &request, &item).await?);
    Ok(())
}
