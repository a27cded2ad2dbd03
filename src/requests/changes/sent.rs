//! What happens to a whole request: it is sent, taken back, and things of it are no longer needed.

use super::letters::{self, Change};
use super::{Hand, With, names, not_archived, today};
use crate::accounts::{Act, Staff};
use crate::activity::What;
use crate::clients::ContactId;
use crate::clients::parts::counted;
use crate::kernel::{AppError, Result};
use crate::mail;
use crate::matters::{self, MatterId, OnMatter};
use crate::requests::model::{ItemId, RequestId, RequestState};
use crate::requests::store::{self, Asked};
use crate::server::Services;

pub use super::letters::about;
use crate::requests::answering::GATHERS;

/// Sends a draft, once. Gives the words that tell who hears of it and who does not yet.
///
/// # Errors
/// `Conflict` when it was sent already or the client is archived; `Invalid` when there is nothing to send, nobody to send it to, or its day is over.
pub async fn send(services: &Services, staff: &Staff, id: &RequestId) -> Result<String> {
    let mut hand = Hand::take(services, staff, id, With::NoItem).await?;
    if !store::set_sent(&mut hand.tx, id, hand.now).await? {
        return Err(AppError::Conflict(format!("{} was sent already. It went out once.", hand.request.title)));
    }
    not_archived(&mut hand.tx, hand.on.on()).await?;
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

/// Asks these contacts too for what was sent to others; whoever is asked already is left alone.
pub(super) async fn ask_too(hand: &mut Hand<'_>, contacts: &[ContactId]) -> Result<()> {
    let id = hand.request.id.clone();
    let before = store::asked(&mut hand.tx, &id).await?;
    let fresh = |contact: &&ContactId| before.iter().all(|one| one.contact_id != **contact);
    let fresh: Vec<ContactId> = contacts.iter().filter(fresh).cloned().collect();
    if fresh.is_empty() {
        return Ok(());
    }
    not_archived(&mut hand.tx, hand.on.on()).await?;
    store::add_contacts(&mut hand.tx, &id, &fresh, hand.now).await?;
    let mut whom = store::asked(&mut hand.tx, &id).await?;
    whom.retain(|one| fresh.contains(&one.contact_id));
    let mut items = store::items(&mut hand.tx, &hand.on).await?;
    items.retain(|item| item.withdrawn_at.is_none());
    letters::asked(hand, &whom, &items).await?;
    let words = format!("Sent the request {} to {} too", hand.request.title, all(&whom));
    hand.log(What::RequestSent, words).await
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

/// Takes a sent request back. Who was asked is told in a few minutes, until when it can be undone; what came stays.
///
/// # Errors
/// `Conflict` unless it was sent and not taken back yet.
pub async fn withdraw(services: &Services, staff: &Staff, id: &RequestId) -> Result<String> {
    let mut hand = Hand::take(services, staff, id, With::NoItem).await?;
    take_back(&mut hand).await?;
    let title = hand.request.title.clone();
    hand.save().await?;
    Ok(format!("{title} is withdrawn. The contacts are told in a few minutes; until then you can undo it."))
}

/// Withdraws what is still with the client about a matter that is closed.
///
/// # Errors
/// `Conflict` while the matter is open, or when nothing is with the client any more.
pub async fn withdraw_about(services: &Services, staff: &Staff, matter: MatterId) -> Result<String> {
    let mut tx = services.db.write().await?;
    let on = OnMatter::of_staff(&mut tx, staff, Act::AskForDocuments, matter).await?;
    let matter = matters::store::find(&mut tx, &on).await?;
    if matter.open {
        return Err(AppError::Conflict(format!("{} is open. Withdraw its requests one by one.", matter.title)));
    }
    let open = store::sent_about(&mut tx, &on).await?;
    if open.is_empty() {
        return Err(AppError::Conflict(format!("No request about {} is with the client any more.", matter.title)));
    }
    for id in &open {
        let mut hand = Hand::take_in(tx, services, staff, id, With::NoItem).await?;
        take_back(&mut hand).await?;
        tx = hand.tx;
    }
    tx.save().await?;
    services.bell.ring();
    let many = counted(i64::try_from(open.len()).unwrap_or(i64::MAX), "request is", "requests are");
    Ok(format!("{many} withdrawn. The contacts are told in a few minutes."))
}

/// What is said of a matter that has just been closed: how many of its requests are still with the client, and where
/// they are withdrawn. Nothing of an open one.
pub async fn left_open(services: &Services, staff: &Staff, matter: &MatterId) -> Result<String> {
    let mut tx = services.db.read().await?;
    let on = OnMatter::of_staff(&mut tx, staff, Act::SeeMatters, matter.clone()).await?;
    let open = store::sent_about(&mut tx, &on).await?.len();
    if open == 0 || matters::store::find(&mut tx, &on).await?.open {
        return Ok(String::new());
    }
    let many = counted(i64::try_from(open).unwrap_or(i64::MAX), "request is", "requests are");
    Ok(format!(" {many} still open: withdraw them on the matter’s page."))
}

async fn take_back(hand: &mut Hand<'_>) -> Result<()> {
    let (id, title) = (hand.request.id.clone(), hand.request.title.clone());
    match hand.state() {
        RequestState::Draft => {
            return Err(AppError::Conflict(format!("{title} was never sent. Discard the draft instead.")));
        }
        RequestState::Complete => {
            return Err(AppError::Conflict(format!("{title} is complete. There is nothing to withdraw.")));
        }
        RequestState::Sent | RequestState::Withdrawn => {}
    }
    if !store::set_withdrawn(&mut hand.tx, &id, hand.now).await? {
        return Err(AppError::Conflict(format!("{title} was withdrawn already.")));
    }
    // What they have not heard of yet they need not hear of.
    mail::drop_waiting(&mut hand.tx, id.as_str()).await?;
    letters::changed(hand, Change { over: true, ..Change::default() }).await?;
    hand.log(What::RequestWithdrawn, format!("Withdrew the request {title}")).await
}

/// Undoes a withdrawal that nobody was told of yet.
///
/// # Errors
/// `Conflict` when it is not withdrawn, or the contacts were told.
pub async fn undo_withdrawal(services: &Services, staff: &Staff, id: &RequestId) -> Result<String> {
    let mut hand = Hand::take(services, staff, id, With::NoItem).await?;
    let title = hand.request.title.clone();
    not_archived(&mut hand.tx, hand.on.on()).await?;
    if !store::set_sent_again(&mut hand.tx, id, hand.now - GATHERS).await? || !letters::not_over(&mut hand).await? {
        let words = format!("{title} can’t be brought back: the contacts were told. Copy it to ask once more.");
        return Err(AppError::Conflict(words));
    }
    // Not to whom access was taken meanwhile: news for them was dropped for good.
    for one in store::asked(&mut hand.tx, id).await?.into_iter().filter(Asked::can_see) {
        mail::want_again(&mut hand.tx, id.as_str(), &one.email, hand.now).await?;
    }
    hand.log(What::RequestSent, format!("Undid the withdrawal of the request {title}")).await?;
    hand.settle().await?;
    hand.save().await?;
    Ok(format!("{title} is with the client again. Nobody was told."))
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
    hand.settle().await?;
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
