//! "That's all for now": closes what this person's files stand on, and tells staff once.

use super::answering::readers;
use super::model::{AnswerKind, ItemState, Need, RequestState};
use super::permit::OnRequest;
use super::store::{self, Came, Item};
use crate::activity::{self, Entry, What};
use crate::clients::ContactId;
use crate::documents::{ReceiptId, receipts};
use crate::kernel::{AppError, Result};
use crate::mail::letters::FinishedForNow;
use crate::mail::{self, Letter};
use crate::portal_access::ClientPerson;
use crate::server::{Services, Tx};

/// Ends this person's go: the receipt, if files stand on an open one, and one mail to the firm. Pressing twice tells once.
pub async fn finish(
    mut tx: Tx,
    services: &Services,
    person: &ClientPerson,
    on: &OnRequest,
) -> Result<Option<ReceiptId>> {
    let came = store::came(&mut tx, on).await?;
    if came.is_empty() {
        let words =
            "Nothing new is here from you. Send a file or answer something first; what you send is kept at once.";
        return Err(AppError::Conflict(words.to_owned()));
    }
    let receipt = receipts::close_all(&mut tx, services, &person.actor(), on.on(), on.request()).await?;
    let first = store::finish(&mut tx, on, services.now()).await?;
    if first {
        tell(&mut tx, services, person, on, came).await?;
        let request = store::find(&mut tx, on).await?;
        let words = format!("Finished for now with “{}”", request.title);
        let (client, contact) = (Some(on.on().client().as_str()), on.on().contact().map(ContactId::as_str));
        let entry = Entry { what: What::FinishedForNow, client, contact, thing: on.request().as_str(), words };
        activity::record(&mut tx, services.now(), &person.actor(), entry).await?;
    }
    tx.save().await?;
    services.bell.ring();
    Ok(receipt)
}

/// As [`finish`], where this person's answer has completed the request: nothing is left to press.
pub(super) async fn finish_by_answer(
    tx: &mut Tx,
    services: &Services,
    person: &ClientPerson,
    on: &OnRequest,
) -> Result<()> {
    let came = store::came(tx, on).await?;
    if store::finish(tx, on, services.now()).await? { tell(tx, services, person, on, came).await } else { Ok(()) }
}

/// What came for an item as staff read it: a file's name, or the answer with its day and reason.
fn in_words(came: &Came) -> String {
    let said = match (came.said(), &came.promised_on) {
        (Some(AnswerKind::HaveNot), _) => "“I don’t have this”".to_owned(),
        (Some(AnswerKind::DoesNotApply), _) => "“It does not apply to me”".to_owned(),
        (Some(AnswerKind::Later), Some(day)) => format!("“I’ll have it by {}”", day.date().strftime("%-d %B %Y")),
        _ => return format!("{}: {}", came.title, came.words),
    };
    let own = if came.words.is_empty() { String::new() } else { format!(", “{}”", came.words) };
    format!("{}: {said}{own}", came.title)
}

async fn tell(tx: &mut Tx, services: &Services, person: &ClientPerson, on: &OnRequest, came: Vec<Came>) -> Result<()> {
    let request = store::find(tx, on).await?;
    let items = store::items(tx, on).await?.into_iter().filter(|item| item.withdrawn_at.is_none());
    let have_not =
        |item: &Item| came.iter().any(|one| one.item_id == item.id && one.said() == Some(AnswerKind::HaveNot));
    let open = items.filter(|item| ItemState::waits_for_client(item.standing()) && !have_not(item));
    let left: Vec<String> = open
        .map(|item| if item.need == Need::Optional.word() { format!("{} (optional)", item.title) } else { item.title })
        .collect();
    for (name, email) in readers(tx, on.request()).await? {
        let letter = Letter::FinishedForNow(FinishedForNow {
            name,
            request_id: request.id.to_string(),
            request: request.title.clone(),
            client: request.client_name.clone(),
            who: person.account().name.clone(),
            came: came.iter().map(in_words).collect(),
            complete: request.state == RequestState::Complete.word(),
            left: left.clone(),
        });
        mail::post(tx, services, &email, &format!("finished: {}", request.id), letter).await?;
    }
    Ok(())
}
