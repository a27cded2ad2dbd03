//! A draft while it is written, and what stands above the items of a sent request.

use super::begin::{self, Source};
use super::letters::{self, Change};
use super::{Hand, With, chosen, last_day, sent, some, today};
use crate::accounts::Staff;
use crate::activity::What;
use crate::clients::ContactId;
use crate::documents::{self, DocumentId};
use crate::firm::model::text;
use crate::kernel::{AppError, FieldErrors, Instant, Result};
use crate::requests::asking::{Asking, TypedItem};
use crate::requests::model::{ItemId, RequestId, RequestState, TemplateId};
use crate::requests::store::{self, Heading, Item};
use crate::server::Services;

/// Documents of the firm's among which an example is chosen.
pub const EXAMPLES: i64 = 200;

/// The form of what stands above the items, as typed.
pub struct TypedDetails {
    /// Title.
    pub title: String,
    /// Message.
    pub message: String,
    /// The last day.
    pub due_on: String,
    /// Whom a draft goes to; whom a sent request goes to in addition.
    pub contacts: Vec<ContactId>,
    /// As of when the form was filled in.
    pub seen: Instant,
}

/// Changes what stands above the items, and whom it goes to. Of a sent request the contacts hear of another last day, and
/// who is asked in addition gets the request as the others did.
///
/// # Errors
/// `Invalid` beside the fields, also for another client's contact; `Conflict` when somebody else changed it since, or it is
/// over.
pub async fn save_details(services: &Services, staff: &Staff, id: &RequestId, typed: TypedDetails) -> Result<()> {
    let mut hand = Hand::take(services, staff, id, With::NoItem).await?;
    let is_draft = match hand.state() {
        RequestState::Draft => true,
        RequestState::Sent => false,
        _ => return Err(AppError::Conflict(format!("{} is over. Nothing was changed.", hand.request.title))),
    };
    let contacts = chosen(&mut hand.tx, hand.on.on(), &typed.contacts).await?;
    let day = today(&mut hand.tx, services).await?;
    let mut errors = FieldErrors::default();
    let contacts = if is_draft { errors.take(some(contacts)) } else { Some(contacts) };
    let title = errors.take(begin::title(&typed.title));
    let message = errors.take(text("message", &typed.message, 0, 2000, ""));
    // A sent request whose day is over keeps it while something else is changed.
    let kept = !is_draft && typed.due_on.trim() == hand.request.due_on.as_str();
    let due_on = if kept { Some(hand.request.due_on.clone()) } else { errors.take(last_day(&typed.due_on, &day)) };
    errors.check()?;
    let (Some(contacts), Some(title), Some(message), Some(due_on)) = (contacts, title, message, due_on) else {
        return Err(AppError::Unreadable);
    };
    let heading = Heading { title: &title, message: &message, due_on: &due_on };
    if !store::change(&mut hand.tx, id, &heading, typed.seen, hand.now).await? {
        let words = "Somebody else changed this request while you were writing. Look at it, then save again.";
        return Err(AppError::Conflict(words.to_owned()));
    }
    let ids: Vec<ContactId> = contacts.into_iter().map(|contact| contact.id).collect();
    if is_draft {
        store::set_contacts(&mut hand.tx, id, &ids, hand.now).await?;
    }
    let moved = due_on != hand.request.due_on;
    let words = if moved {
        format!("Changed the request {title}, now due {}", due_on.date().strftime("%-d %B %Y"))
    } else {
        format!("Changed the request {title}")
    };
    hand.request = store::find(&mut hand.tx, &hand.on).await?;
    hand.log(What::RequestChanged, words).await?;
    if moved && !is_draft {
        letters::changed(&mut hand, Change { due_on: Some(due_on), ..Change::default() }).await?;
    }
    if !is_draft {
        sent::ask_too(&mut hand, &ids).await?;
    }
    hand.save().await
}

/// Adds a thing, or in a draft changes one. Of a sent request the contacts hear of it.
///
/// # Errors
/// `Invalid` beside the fields; `NotFound` for another request's item or another client's example; `Conflict` when the
/// request is over, or was sent and the item can no longer be changed.
pub async fn save_item(
    services: &Services,
    staff: &Staff,
    id: &RequestId,
    item: Option<&ItemId>,
    typed: &TypedItem,
    example: &str,
) -> Result<String> {
    let mut hand = Hand::take(services, staff, id, With::AllItems).await?;
    let before = match item {
        Some(item) => Some(store::item(&mut hand.tx, &hand.on, item).await?),
        None => None,
    };
    let example = chosen_example(&mut hand, before.as_ref(), example).await?;
    let asking = Asking::parse(typed)?;
    not_twice(&mut hand, item, &asking).await?;
    match (hand.state(), item) {
        (RequestState::Withdrawn, _) | (RequestState::Sent | RequestState::Complete, Some(_)) => {
            return Err(hand.not_a_draft());
        }
        (RequestState::Draft, Some(item)) => {
            store::change_item(&mut hand.tx, id, item, &asking, example.as_ref()).await?;
            let words = format!("Changed {} in the draft {}", asking.title, hand.request.title);
            hand.log(What::RequestChanged, words).await?;
        }
        (state, None) => {
            store::add_item(&mut hand.tx, id, &asking, example.as_ref(), hand.now).await?;
            let words = format!("Added {} to the request {}", asking.title, hand.request.title);
            hand.log(What::RequestChanged, words).await?;
            if state != RequestState::Draft {
                store::settle(&mut hand.tx, id, hand.now).await?;
                store::unfinish_all(&mut hand.tx, id).await?;
                let change = Change { added: vec![asking.in_a_list()], ..Change::default() };
                letters::changed(&mut hand, change).await?;
            }
        }
    }
    store::regroup(&mut hand.tx, &hand.on).await?;
    let said =
        if item.is_some() { format!("{} is saved.", asking.title) } else { format!("{} is added.", asking.title) };
    hand.save().await?;
    Ok(said)
}

/// The document that was chosen as an example: one of the firm's for this client, or the one that it was.
async fn chosen_example(hand: &mut Hand<'_>, before: Option<&Item>, typed: &str) -> Result<Option<DocumentId>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let wanted = DocumentId::try_from(typed.to_owned())?;
    if before.and_then(|item| item.example_id.as_ref()) == Some(&wanted) {
        return Ok(Some(wanted));
    }
    if documents::store::example_file(&mut hand.tx, &wanted).await?.is_some() {
        return Ok(Some(wanted));
    }
    let firms = documents::store::of_the_firm(&mut hand.tx, hand.on.on(), EXAMPLES).await?;
    if firms.iter().any(|(id, _)| *id == wanted) { Ok(Some(wanted)) } else { Err(AppError::NotFound) }
}

/// Nothing is asked for twice in one group.
pub(super) async fn not_twice(hand: &mut Hand<'_>, item: Option<&ItemId>, asking: &Asking) -> Result<()> {
    let others = store::items(&mut hand.tx, &hand.on).await?;
    let mut others = others.iter().filter(|other| other.withdrawn_at.is_none() && Some(&other.id) != item);
    if others.any(|other| other.asking().is_like(asking)) {
        return Err(AppError::field("title", "This is asked for already, in the same group"));
    }
    Ok(())
}

/// Moves a thing of a draft one place up or down in its group. At the end it stays.
pub async fn move_item(services: &Services, staff: &Staff, id: &RequestId, item: &ItemId, up: bool) -> Result<()> {
    let mut hand = Hand::take_draft(services, staff, id).await?;
    let title = store::item(&mut hand.tx, &hand.on, item).await?.title;
    if store::move_item(&mut hand.tx, &hand.on, item, up).await? {
        let words = format!("Moved {title} in the draft {}", hand.request.title);
        hand.log(What::RequestChanged, words).await?;
    }
    hand.save().await
}

/// Adds to a draft what these templates ask for and it does not yet.
///
/// # Errors
/// `Invalid` beside field `templates`.
pub async fn add_templates(
    services: &Services,
    staff: &Staff,
    id: &RequestId,
    chosen: &[TemplateId],
) -> Result<String> {
    let mut hand = Hand::take_draft(services, staff, id).await?;
    if chosen.is_empty() {
        return Err(AppError::field("templates", "Choose a template"));
    }
    let standing = Source::besides(&store::items(&mut hand.tx, &hand.on).await?);
    let mut source = Source::default();
    source.add_templates(&mut hand.tx, chosen).await?;
    let mut added = 0;
    for (asking, example) in source.items.iter().filter(|(asking, _)| !standing.iter().any(|one| one.is_like(asking))) {
        store::add_item(&mut hand.tx, id, asking, example.as_ref(), hand.now).await?;
        added += 1;
    }
    store::regroup(&mut hand.tx, &hand.on).await?;
    let things = crate::clients::parts::counted(added, "thing", "things");
    let words = format!("Added {things} from templates to the draft {}", hand.request.title);
    hand.log(What::RequestChanged, words).await?;
    hand.save().await?;
    Ok(if added == 0 {
        "Everything in it is asked for already.".to_owned()
    } else {
        format!("{things} added. Untick what you don’t need.")
    })
}
