//! What client people do with what is asked of them, except sending files (`documents`).
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use super::{ItemId, RequestId};
use crate::kernel::Result;
use leptos::server;

/// Answers an item instead of sending a file, or asks about it: `answer` is an `AnswerKind`'s word, or `question`.
#[server(prefix = "/api", endpoint = "answer_item")]
pub async fn answer_item(
    request: RequestId,
    item: ItemId,
    #[server(default)] answer: String,
    #[server(default)] words: String,
    #[server(default)] promised_on: String,
) -> Result<()> {
    use super::{OnRequest, answering};
    use crate::server::leptos::{go, say, services};
    let services = services()?;
    let mut tx = services.db.write().await?;
    let person = crate::portal_access::person(&mut tx).await?;
    let on = OnRequest::of_person(&mut tx, &person, request).await?;
    let today = answering::today(&mut tx, &services).await?;
    let said = answering::Said::parse(&answer, &words, &promised_on, &today)?;
    say(&answering::answer(tx, &services, &person, &on, &item, said).await?);
    go(&format!("/portal/requests/{}#item-{item}", on.request()));
    Ok(())
}

/// Takes one's own answer back.
#[server(prefix = "/api", endpoint = "take_back_answer")]
pub async fn take_back_answer(request: RequestId, item: ItemId) -> Result<()> {
    use super::{OnRequest, answering};
    use crate::server::leptos::{go, say, services};
    let services = services()?;
    let mut tx = services.db.write().await?;
    let person = crate::portal_access::person(&mut tx).await?;
    let on = OnRequest::of_person(&mut tx, &person, request).await?;
    say(&answering::take_back(tx, &services, &person, &on, &item).await?);
    go(&format!("/portal/requests/{}#item-{item}", on.request()));
    Ok(())
}

/// "That's all for now": one receipt, and the firm is told once.
#[server(prefix = "/api", endpoint = "finish_for_now")]
pub async fn finish_for_now(request: RequestId) -> Result<()> {
    use super::{OnRequest, finishing};
    use crate::server::leptos::{go, say, services};
    let services = services()?;
    let mut tx = services.db.write().await?;
    let person = crate::portal_access::person(&mut tx).await?;
    let on = OnRequest::of_person(&mut tx, &person, request).await?;
    match finishing::finish(tx, &services, &person, &on).await? {
        Some(receipt) => go(&format!("/portal/receipts/{receipt}")),
        None => {
            say("Thank you. We have been told what is here and what is still to come.");
            go(&format!("/portal/requests/{}", on.request()));
        }
    }
    Ok(())
}
