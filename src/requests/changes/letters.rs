//! The mails that a request causes. Several changes close together become one mail.

use super::Hand;
use crate::clients::ContactId;
use crate::kernel::{Day, Result};
use crate::mail::letters::AskedAgain;
use crate::mail::{self, DocumentsRequested, Letter, RequestChanged};
use crate::portal_access::invitations::sender;
use crate::requests::answering::GATHERS;
use crate::requests::store::{self, Asked, Item};

/// What changed in a sent request.
#[derive(Default)]
pub(super) struct Change {
    /// Another last day.
    pub due_on: Option<Day>,
    /// Asked for in addition.
    pub added: Vec<String>,
    /// No longer needed.
    pub withdrawn: Vec<String>,
    /// Asked for again, whatever was answered.
    pub again: Option<Again>,
    /// Nothing of it is needed any more.
    pub over: bool,
}

/// A thing that is asked for again.
pub(super) struct Again {
    /// The thing, as it stands in a list.
    pub title: String,
    /// Why; may be empty. For those alone whose answer it was: the others don't hear what somebody answered.
    pub reason: String,
    /// Whose answer no longer holds.
    pub whose: Vec<ContactId>,
    /// It was settled, so that it is open again for everybody.
    pub everybody: bool,
}

impl Again {
    /// What this contact hears of it.
    fn told_to(&self, contact: &ContactId) -> Option<AskedAgain> {
        let own = self.whose.contains(contact);
        let reason = if own { self.reason.clone() } else { String::new() };
        (own || self.everybody).then(|| AskedAgain { title: self.title.clone(), reason })
    }
}

/// What mails about a request's changes are about.
pub fn about(request: &crate::requests::RequestId) -> String {
    format!("changes to {request}")
}

/// Asks everybody who can sign in; the others find the request when they can. Gives the names of both.
pub(super) async fn asked(hand: &mut Hand<'_>, whom: &[Asked], items: &[Item]) -> Result<()> {
    for one in whom.iter().filter(|one| one.can_see()) {
        let letter = DocumentsRequested {
            request: hand.request.id.to_string(),
            name: one.name.clone(),
            client: hand.request.client_name.clone(),
            sender: sender(hand.staff),
            title: hand.request.title.clone(),
            message: hand.request.message.clone(),
            due_on: hand.request.due_on.clone(),
            items: items.iter().map(|item| item.asking().in_a_list()).collect(),
        };
        let letter = Letter::DocumentsRequested(letter);
        mail::post(&mut hand.tx, hand.services, &one.email, hand.request.id.as_str(), letter).await?;
    }
    Ok(())
}

/// Tells everybody who can sign in of a change, together with what they were not told yet.
pub(super) async fn changed(hand: &mut Hand<'_>, change: Change) -> Result<()> {
    let about = about(&hand.request.id);
    let before = mail::take_waiting(&mut hand.tx, &about, hand.now).await?;
    let due_at = hand.now + GATHERS;
    for one in store::asked(&mut hand.tx, &hand.request.id).await?.into_iter().filter(Asked::can_see) {
        let letter = RequestChanged {
            request: hand.request.id.to_string(),
            name: one.name.clone(),
            client: hand.request.client_name.clone(),
            sender: sender(hand.staff),
            title: hand.request.title.clone(),
            due_on: change.due_on.clone(),
            added: change.added.clone(),
            withdrawn: change.withdrawn.clone(),
            again: change.again.iter().filter_map(|again| again.told_to(&one.contact_id)).collect(),
            over: change.over,
        };
        let untold = before.iter().find_map(|(to, letter)| match letter {
            Letter::RequestChanged(untold) if *to == one.email => Some(untold.clone()),
            _ => None,
        });
        let letter = match untold {
            Some(untold) => untold.and(letter),
            None => letter,
        };
        if !letter.is_empty() {
            let letter = Letter::RequestChanged(letter);
            mail::post_later(&mut hand.tx, hand.services, &one.email, &about, letter, due_at).await?;
        }
    }
    Ok(())
}

/// The request is not over after all: what else waits to be told waits on. False when somebody has heard of it, or is
/// hearing at this moment.
pub(super) async fn not_over(hand: &mut Hand<'_>) -> Result<bool> {
    let about = about(&hand.request.id);
    for (to, letter) in mail::take_waiting(&mut hand.tx, &about, hand.now).await? {
        let Letter::RequestChanged(mut letter) = letter else { continue };
        letter.over = false;
        if !letter.is_empty() {
            let (letter, due_at) = (Letter::RequestChanged(letter), hand.now + GATHERS);
            mail::post_later(&mut hand.tx, hand.services, &to, &about, letter, due_at).await?;
        }
    }
    let since = hand.request.ended_at.unwrap_or(hand.now);
    Ok(!mail::is_out(&mut hand.tx, &about, since, hand.now).await?)
}

/// Tells at once what waits to be told; whether anything did.
pub(super) async fn now(hand: &mut Hand<'_>) -> Result<bool> {
    let about = about(&hand.request.id);
    let waiting = mail::take_waiting(&mut hand.tx, &about, hand.now).await?;
    for (to, letter) in &waiting {
        mail::post(&mut hand.tx, hand.services, to, &about, letter.clone()).await?;
    }
    Ok(!waiting.is_empty())
}
