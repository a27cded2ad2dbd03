//! What staff decide about answers: they accept that a contact doesn't have a thing, or ask for it again with their
//! reason. Questions are answered in `threads`.

use super::letters::{self, Again, Change};
use super::{Hand, With};
use crate::accounts::Staff;
use crate::activity::What;
use crate::firm::model::text;
use crate::kernel::{AppError, Result};
use crate::requests::answering::LONGEST;
use crate::requests::model::{AnswerKind, ItemId, ItemState, RequestId, RequestState};
use crate::requests::store::{self, Answer, Item};
use crate::server::Services;

/// Accepts "I don't have this", or that it does not apply where other contacts have not said so: nobody is asked for the
/// thing any more. Both are one state; the answer that holds tells them apart.
///
/// # Errors
/// `Conflict` when nobody says so any more, or the thing is not open.
pub async fn accept(services: &Services, staff: &Staff, id: &RequestId, item: &ItemId) -> Result<String> {
    let (mut hand, item, answers) = take(services, staff, id, item).await?;
    let without: Vec<&Answer> = answers.iter().filter(|one| one.said() != AnswerKind::Later).collect();
    if without.is_empty() || !item.standing().waits_for_client() || !is_with_client(&hand, &item) {
        return Err(AppError::Conflict(format!("There is no answer on “{}” to accept any more.", item.title)));
    }
    let names = super::names(without.iter().map(|one| one.contact_name.as_str()));
    let is_none = without.iter().any(|one| one.said() == AnswerKind::HaveNot);
    let accepted = match is_none {
        true => format!("Accepted that there is no “{}”, as {names} said", item.title),
        false => format!("Accepted that “{}” does not apply, as {names} said", item.title),
    };
    hand.log(What::RequestChanged, accepted).await?;
    store::set_item_state(&mut hand.tx, &item.id, ItemState::DoesNotApply, hand.now).await?;
    hand.settle().await?;
    hand.save().await?;
    let fact = if is_none { "it is not to be had" } else { "it does not apply" };
    Ok(format!("“{}” is settled: {fact}.", item.title))
}

/// Asks again for what a contact had answered. Whose answer it was hears the reason, and finds it in their thread; the
/// other contacts hear that the thing is open again if it was settled.
///
/// # Errors
/// `Invalid` beside field `reason`; `Conflict` when there is no answer any more.
pub async fn reopen(services: &Services, staff: &Staff, id: &RequestId, item: &ItemId, typed: &str) -> Result<String> {
    let reason = text("reason", typed, 0, LONGEST, "")?;
    let (mut hand, item, answers) = take(services, staff, id, item).await?;
    let settled = item.standing() == ItemState::DoesNotApply;
    if (answers.is_empty() && !settled) || !is_with_client(&hand, &item) {
        return Err(AppError::Conflict(format!("There is no answer on “{}” to take back.", item.title)));
    }
    store::end_answers(&mut hand.tx, &item.id, None, hand.now).await?;
    if !reason.is_empty() {
        for answer in &answers {
            let (contact, by) = (&answer.contact_id, staff.id());
            store::add_message(&mut hand.tx, &item.id, contact, by, false, &reason, hand.now).await?;
        }
    }
    let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    hand.log(What::RequestChanged, format!("Asked again for “{}”{why}", item.title)).await?;
    if settled {
        let state = store::state_by_files(&mut hand.tx, &item.id).await?;
        store::set_item_state(&mut hand.tx, &item.id, state, hand.now).await?;
        hand.settle().await?;
    }
    store::unfinish_all(&mut hand.tx, id).await?;
    let whose = answers.into_iter().map(|answer| answer.contact_id).collect();
    let again = Again { title: item.asking().in_a_list(), reason, whose, everybody: settled };
    letters::changed(&mut hand, Change { again: Some(again), ..Change::default() }).await?;
    hand.save().await?;
    Ok(format!("“{}” is open again. The contacts are told in a few minutes.", item.title))
}

/// The request with this item in hand, and the answers on it that still hold.
async fn take<'a>(
    services: &'a Services,
    staff: &'a Staff,
    id: &RequestId,
    item: &ItemId,
) -> Result<(Hand<'a>, Item, Vec<Answer>)> {
    let mut hand = Hand::take(services, staff, id, With::Item(item)).await?;
    let item = store::item(&mut hand.tx, &hand.on, item).await?;
    let mut answers = store::answers_of(&mut hand.tx, id).await?;
    answers.retain(|answer| answer.item_id == item.id && answer.holds());
    Ok((hand, item, answers))
}

fn is_with_client(hand: &Hand<'_>, item: &Item) -> bool {
    item.withdrawn_at.is_none() && matches!(hand.state(), RequestState::Sent | RequestState::Complete)
}
