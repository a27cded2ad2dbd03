//! What staff do about questions: they answer and close them. The contact's side is in `answering`.

use super::answering::{LONGEST, log};
use super::model::{ItemId, RequestState};
use super::permit::OnRequest;
use super::store::{self, Asked, Item, Request};
use crate::accounts::Staff;
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
    let asked = store::asked(&mut tx, on.request()).await?;
    let mails = reachable(&request, asked.iter().find(|one| one.contact_id == *contact));
    if mails {
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
    Ok(if mails {
        format!("Your answer to {} is on its way.", to.name)
    } else {
        format!("Your answer is kept. {} can’t sign in now, so no mail was sent.", to.name)
    })
}

/// Somebody who can't sign in would be led to a closed door, and may be meant to hear nothing more; of a draft nothing
/// is told.
fn reachable(request: &Request, to: Option<&Asked>) -> bool {
    to.is_some_and(Asked::can_see) && request.state != RequestState::Draft.word()
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
