//! What staff do about answers and questions: they answer and close questions, and open an item again that a contact
//! had answered. The contact's side is in `answering`.

use super::answering::{LONGEST, log, open_again};
use super::model::{ItemId, ItemState, RequestState};
use super::permit::OnRequest;
use super::store::{self, Item, Request};
use crate::accounts::{AccountId, Staff};
use crate::activity::What;
use crate::clients::{self, ContactId};
use crate::firm::model::text;
use crate::kernel::{AppError, Result};
use crate::mail::letters::QuestionAnswered;
use crate::mail::{self, Letter};
use crate::portal_access::invitations::sender;
use crate::server::{Services, Tx};

/// Staff answer a contact's question; the contact gets a mail.
pub async fn reply(
    mut tx: Tx,
    services: &Services,
    staff: &Staff,
    on: &OnRequest,
    id: &ItemId,
    contact: &ContactId,
    typed: &str,
) -> Result<String> {
    let words = text("words", typed, 1, LONGEST, "Write an answer")?;
    let (item, question) = thread(&mut tx, on, id, contact).await?;
    let now = services.now();
    store::add_message(&mut tx, id, contact, staff.id(), false, &words, now).await?;
    store::close_questions(&mut tx, id, contact, now).await?;
    let line = format!("Answered a question about “{}”", item.title);
    log(&mut tx, services, &staff.actor(), on, Some(contact), What::QuestionAnswered, id, line).await?;
    let request = store::find(&mut tx, on).await?;
    let to = clients::store::contact(&mut tx, on.on(), contact).await?;
    if reachable(&request, to.account_id.as_ref()) {
        let letter = Letter::QuestionAnswered(QuestionAnswered {
            name: to.name.clone(),
            request_id: request.id.to_string(),
            request: request.title,
            item: item.title,
            question,
            words,
            sender: sender(staff),
        });
        mail::post(&mut tx, services, &to.email, &format!("answer: {id} {contact}"), letter).await?;
    }
    tx.save().await?;
    services.bell.ring();
    Ok(format!("Your answer to {} is on its way.", to.name))
}

/// Somebody who can't sign in would be led to a closed door; of a draft nothing is told.
fn reachable(request: &Request, account: Option<&AccountId>) -> bool {
    account.is_some() && request.state != RequestState::Draft.word()
}

/// Closes a contact's questions on an item without words: they were answered elsewhere.
pub async fn close(
    mut tx: Tx,
    services: &Services,
    staff: &Staff,
    on: &OnRequest,
    id: &ItemId,
    contact: &ContactId,
) -> Result<String> {
    let (item, _) = thread(&mut tx, on, id, contact).await?;
    if store::close_questions(&mut tx, id, contact, services.now()).await? == 0 {
        return Err(AppError::Conflict(format!("Nobody waits for an answer about “{}” any more.", item.title)));
    }
    let line = format!("Closed a question about “{}”", item.title);
    log(&mut tx, services, &staff.actor(), on, Some(contact), What::QuestionAnswered, id, line).await?;
    tx.save().await?;
    Ok("The question is closed.".to_owned())
}

/// A contact's thread on an item of this request, held: the item, and their last question.
async fn thread(tx: &mut Tx, on: &OnRequest, id: &ItemId, contact: &ContactId) -> Result<(Item, String)> {
    let item = store::item(tx, on, id).await?;
    store::hold_item(tx, id).await?;
    let messages = store::messages_of(tx, on.request()).await?;
    let of_thread = |one: &store::Message| one.item_id == *id && one.contact_id == *contact && one.from_client;
    let question = messages.into_iter().rfind(of_thread).ok_or(AppError::NotFound)?.words;
    Ok((item, question))
}

/// Staff open an item again that a contact answered with "does not apply" or "I don't have this".
pub async fn reopen(mut tx: Tx, services: &Services, staff: &Staff, on: &OnRequest, id: &ItemId) -> Result<String> {
    store::item(&mut tx, on, id).await?;
    store::hold_item(&mut tx, id).await?;
    let item = store::item(&mut tx, on, id).await?;
    let request = store::find(&mut tx, on).await?;
    let ended = store::end_answers(&mut tx, id, None, services.now()).await?;
    let settled = item.standing() == ItemState::DoesNotApply;
    if item.withdrawn_at.is_some() || request.state == RequestState::Withdrawn.word() || (ended == 0 && !settled) {
        return Err(AppError::Conflict(format!("There is no answer on “{}” to take back.", item.title)));
    }
    let line = format!("Opened “{}” again", item.title);
    log(&mut tx, services, &staff.actor(), on, None, What::RequestChanged, id, line).await?;
    if settled {
        open_again(&mut tx, services, on, id).await?;
    }
    tx.save().await?;
    Ok(format!("“{}” is open again.", item.title))
}
