//! What happens to a whole request: it is sent, taken back, and things of it are no longer needed.

use super::letters::{self, Change};
use super::{Hand, With, names, today};
use crate::accounts::Staff;
use crate::activity::What;
use crate::clients::ClientId;
use crate::kernel::{AppError, Result};
use crate::mail;
use crate::requests::model::{ItemId, RequestId, RequestState};
use crate::requests::store::{self, Asked};
use crate::server::Services;

pub use super::letters::about;

/// Sends a draft, once. Gives the words that tell who hears of it and who does not yet.
///
/// # Errors
/// `Conflict` when it was sent already; `Invalid` when there is nothing to send, nobody to send it to, or its day is over.
pub async fn send(services: &Services, staff: &Staff, id: &RequestId) -> Result<String> {
    let mut hand = Hand::take(services, staff, id, With::NoItem).await?;
    if !store::set_sent(&mut hand.tx, id, hand.now).await? {
        return Err(AppError::Conflict(format!("{} was sent already. It went out once.", hand.request.title)));
    }
    let items = store::items(&mut hand.tx, &hand.on).await?;
    let whom = store::asked(&mut hand.tx, id).await?;
    if items.is_empty() {
        return Err(AppError::field("items", "Add at least one thing to ask for"));
    }
    if whom.is_empty() {
        return Err(AppError::field("contacts", "Choose at least one contact"));
    }
    if hand.request.due_on < today(&mut hand.tx, services).await? {
        return Err(AppError::field("due_on", "The last day is over. Choose today or a later day before you send it"));
    }
    letters::asked(&mut hand, &whom, &items).await?;
    let words = format!("Sent the request {} to {}", hand.request.title, all(&whom));
    hand.log(What::RequestSent, words).await?;
    let said = told(&hand.request.title, &whom);
    hand.save().await?;
    Ok(said)
}

fn all(whom: &[Asked]) -> String {
    names(whom.iter().map(|one| one.name.as_str()))
}

fn told(title: &str, whom: &[Asked]) -> String {
    let (there, later): (Vec<&Asked>, Vec<&Asked>) = whom.iter().partition(|one| one.can_see());
    let later = names(later.iter().map(|one| one.name.as_str()));
    let waits = format!("It waits for {later}, who can’t sign in yet.");
    if there.is_empty() {
        return format!("{title} is sent. {waits}");
    }
    let there = format!("{title} is on its way to {}.", names(there.iter().map(|one| one.name.as_str())));
    if later.is_empty() { there } else { format!("{there} {waits}") }
}

/// Takes a sent request back. Who was asked is told at once; what came stays.
///
/// # Errors
/// `Conflict` unless it was sent and not taken back yet.
pub async fn withdraw(services: &Services, staff: &Staff, id: &RequestId) -> Result<String> {
    let mut hand = Hand::take(services, staff, id, With::NoItem).await?;
    let title = hand.request.title.clone();
    match hand.state() {
        RequestState::Draft => {
            return Err(AppError::Conflict(format!("{title} was never sent. Discard the draft instead.")));
        }
        RequestState::Complete => {
            return Err(AppError::Conflict(format!("{title} is complete. There is nothing to withdraw.")));
        }
        RequestState::Sent | RequestState::Withdrawn => {}
    }
    if !store::set_withdrawn(&mut hand.tx, id, hand.now).await? {
        return Err(AppError::Conflict(format!("{title} was withdrawn already.")));
    }
    // What they have not heard of yet they need not hear of.
    mail::drop_waiting(&mut hand.tx, id.as_str()).await?;
    letters::changed(&mut hand, Change { over: true, ..Change::default() }).await?;
    hand.log(What::RequestWithdrawn, format!("Withdrew the request {title}")).await?;
    hand.save().await?;
    Ok(format!("{title} is withdrawn."))
}

/// A thing of a sent request is no longer needed. What came for it stays.
///
/// # Errors
/// `Conflict` when it was taken back already, when it is the last one, or when the request was not sent or is over.
pub async fn withdraw_item(services: &Services, staff: &Staff, id: &RequestId, item: &ItemId) -> Result<String> {
    let mut hand = Hand::take(services, staff, id, With::Item(item)).await?;
    let one = store::item(&mut hand.tx, &hand.on, item).await?;
    if !matches!(hand.state(), RequestState::Sent | RequestState::Complete) {
        return Err(AppError::Conflict(format!("{} is not with the client. Nothing was changed.", hand.request.title)));
    }
    if !store::set_item_withdrawn(&mut hand.tx, id, item, hand.now).await? {
        return Err(AppError::Conflict(format!("{} was withdrawn already.", one.title)));
    }
    if store::wanted(&mut hand.tx, id).await? == 0 {
        let words = format!("{} is the last thing asked for. Withdraw the whole request instead.", one.title);
        return Err(AppError::Conflict(words));
    }
    let words = format!("Withdrew {} from the request {}", one.title, hand.request.title);
    hand.log(What::RequestWithdrawn, words).await?;
    if store::settle(&mut hand.tx, id, hand.now).await? {
        let words = format!("{} is complete", hand.request.title);
        hand.log(What::RequestComplete, words).await?;
    }
    let change = Change { withdrawn: vec![one.asking().in_a_list()], ..Change::default() };
    letters::changed(&mut hand, change).await?;
    hand.save().await?;
    Ok(format!("{} is no longer asked for.", one.title))
}

/// Tells the contacts now what has changed, instead of in a few minutes.
///
/// # Errors
/// `Conflict` when they were told meanwhile.
pub async fn tell_now(services: &Services, staff: &Staff, id: &RequestId) -> Result<String> {
    let mut hand = Hand::take(services, staff, id, With::NoItem).await?;
    if !letters::now(&mut hand).await? {
        return Err(AppError::Conflict("The contacts were told already.".to_owned()));
    }
    let words = format!("Told the contacts now what changed in the request {}", hand.request.title);
    hand.log(What::RequestChanged, words).await?;
    hand.save().await?;
    Ok("The contacts are told of the changes.".to_owned())
}

/// Throws a draft away. Gives its title and its client.
///
/// # Errors
/// `Conflict` when it was sent meanwhile.
pub async fn discard(services: &Services, staff: &Staff, id: &RequestId) -> Result<(String, ClientId)> {
    let mut hand = Hand::take_draft(services, staff, id).await?;
    let (title, client) = (hand.request.title.clone(), hand.request.client_id.clone());
    store::discard(&mut hand.tx, id).await?;
    hand.log(What::RequestWithdrawn, format!("Discarded the draft {title}")).await?;
    hand.save().await?;
    Ok((title, client))
}
