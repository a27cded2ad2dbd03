//! Taking things out of drafts and templates, and putting them back as they were.

use super::draft::not_twice;
use super::{Hand, chosen, log, names, not_archived, templates};
use crate::accounts::{Act, Staff};
use crate::activity::What;
use crate::clients::{ClientId, ContactId, OnClient};
use crate::kernel::{AppError, Result};
use crate::reminders;
use crate::reminders::store::KeptRule;
use crate::removals::store::{Keeping, keep};
use crate::removals::{Removal, Removed, Thing};
use crate::requests::model::{ItemId, RequestId, TemplateId, TemplateItemId};
use crate::requests::permit::OnRequest;
use crate::requests::store::{self, Item, KeptItem, KeptRequest, KeptTemplateItem};
use crate::server::Services;
use serde::{Deserialize, Serialize};

/// Takes a thing out of a draft.
pub async fn remove_item(services: &Services, staff: &Staff, id: &RequestId, item: &ItemId) -> Result<Removed> {
    let mut hand = Hand::take_draft(services, staff, id).await?;
    let item = store::item(&mut hand.tx, &hand.on, item).await?;
    let removed = take_out(&mut hand, &[&item], format!("“{}”", item.title)).await?;
    hand.save().await?;
    Ok(removed)
}

/// Keeps the ticked things of a draft and takes out those that were `shown` without a tick: what a colleague has added
/// meanwhile stays.
///
/// # Errors
/// `Invalid` beside field `keep` when none is ticked; `NotFound` for another request's item.
pub async fn keep_items(
    services: &Services,
    staff: &Staff,
    id: &RequestId,
    shown: &[ItemId],
    keep: &[ItemId],
) -> Result<Removed> {
    let mut hand = Hand::take_draft(services, staff, id).await?;
    let items = store::items(&mut hand.tx, &hand.on).await?;
    if keep.iter().any(|kept| items.iter().all(|item| item.id != *kept)) {
        return Err(AppError::NotFound);
    }
    if keep.is_empty() {
        return Err(AppError::field("keep", "Tick what is to stay"));
    }
    let (gone, left): (Vec<&Item>, Vec<&Item>) =
        items.iter().partition(|item| shown.contains(&item.id) && !keep.contains(&item.id));
    let removed = if gone.is_empty() {
        Removed { id: None, words: String::new() }
    } else {
        let which = if gone.len() > 3 { format!("{} things", gone.len()) } else { titles(&gone) };
        let name = format!("What was unticked ({which})");
        take_out(&mut hand, &gone, name).await?
    };
    hand.save().await?;
    let left = i64::try_from(left.len()).unwrap_or(i64::MAX);
    Ok(removed.told(format!("The draft asks for {} now.", crate::clients::parts::counted(left, "thing", "things"))))
}

/// Takes these things out of the draft, with one line and one way back.
async fn take_out(hand: &mut Hand<'_>, gone: &[&Item], name: String) -> Result<Removed> {
    let mut rows = Vec::new();
    for item in gone {
        rows.push(KeptItem::take(&mut hand.tx, &item.id).await?);
    }
    let words = format!("Removed {} from the draft {}", titles(gone), hand.request.title);
    hand.log(What::RequestChanged, words).await?;
    let what = Keeping { thing: Thing::RequestItems, of: hand.request.id.as_str(), name, rows: &rows };
    keep(&mut hand.tx, hand.staff, hand.now, what).await
}

/// A draft with all that was written for it.
#[derive(Serialize, Deserialize)]
struct KeptDraft {
    request: KeptRequest,
    contacts: Vec<ContactId>,
    items: Vec<KeptItem>,
    rules: Vec<KeptRule>,
}

/// Throws a draft away, with all that was written for it: it never left the firm. Gives its client, too.
///
/// # Errors
/// `Conflict` when it was sent meanwhile.
pub async fn discard(services: &Services, staff: &Staff, id: &RequestId) -> Result<(Removed, ClientId)> {
    let mut hand = Hand::take_draft(services, staff, id).await?;
    let contacts = store::asked(&mut hand.tx, id).await?.into_iter().map(|one| one.contact_id).collect();
    store::set_contacts(&mut hand.tx, id, &[], hand.now).await?;
    let (mut items, mut rules) = (Vec::new(), Vec::new());
    for item in store::items(&mut hand.tx, &hand.on).await? {
        items.push(KeptItem::take(&mut hand.tx, &item.id).await?);
    }
    for own in reminders::store::frame(&mut hand.tx, Some(id)).await?.own {
        rules.push(KeptRule::take(&mut hand.tx, &own.id).await?);
    }
    let request = KeptRequest::take(&mut hand.tx, id).await?;
    let (title, client) = (request.title.clone(), request.client_id.clone());
    let kept = KeptDraft { request, contacts, items, rules };
    let what =
        Keeping { thing: Thing::Draft, of: client.as_str(), name: format!("The draft “{title}”"), rows: &kept };
    let removed = keep(&mut hand.tx, staff, hand.now, what).await?;
    hand.log(What::RequestWithdrawn, format!("Discarded the draft {title}")).await?;
    hand.save().await?;
    Ok((removed.told(format!("The draft {title} is discarded.")), client))
}

/// Puts a discarded draft back with all that was written for it. Gives its address.
///
/// # Errors
/// `NotFound` when the client, the matter or a contact is no longer there for this person; `Conflict` when the client is
/// archived.
pub async fn put_back_draft(services: &Services, staff: &Staff, removal: &Removal) -> Result<String> {
    let kept: KeptDraft = removal.kept()?;
    let (id, now) = (kept.request.id.clone(), services.now());
    let mut tx = services.db.write().await?;
    let on = OnClient::of_staff(&mut tx, staff, Act::AskForDocuments, removal.of()?).await?;
    not_archived(&mut tx, &on).await?;
    match chosen(&mut tx, &on, &kept.contacts).await {
        Err(AppError::Invalid(_)) => return Err(AppError::NotFound),
        still => still?,
    };
    removal.claim(&mut tx, now).await?;
    kept.request.put_back(&mut tx).await?;
    store::add_contacts(&mut tx, &id, &kept.contacts, now).await?;
    for item in &kept.items {
        item.put_back(&mut tx).await?;
    }
    for rule in &kept.rules {
        rule.put_back(&mut tx).await?;
    }
    OnRequest::of_staff(&mut tx, staff, Act::AskForDocuments, id.clone()).await?; // Its matter may be behind a wall now.
    let words = format!("Put back the draft {}", kept.request.title);
    log(&mut tx, now, staff, What::RequestDrafted, on.client(), &id, words).await?;
    tx.save().await?;
    Ok(format!("/requests/{id}"))
}

fn titles(items: &[&Item]) -> String {
    names(items.iter().map(|item| item.title.as_str()))
}

/// Puts back what was taken out of a draft, each thing at its place.
///
/// # Errors
/// `NotFound`; `Conflict` when the draft was sent meanwhile; `Invalid` when it asks for the same again.
pub async fn put_back_items(services: &Services, staff: &Staff, removal: &Removal) -> Result<()> {
    let mut hand = Hand::take_draft(services, staff, &removal.of()?).await?;
    removal.claim(&mut hand.tx, hand.now).await?;
    let mut rows: Vec<KeptItem> = removal.kept()?;
    rows.sort_by_key(|row| row.position);
    for row in &rows {
        row.put_back(&mut hand.tx).await?;
        let asking = store::item(&mut hand.tx, &hand.on, &row.id).await?.asking();
        not_twice(&mut hand, Some(&row.id), &asking).await?;
    }
    store::regroup(&mut hand.tx, &hand.on).await?;
    let titles = names(rows.iter().map(|row| row.title.as_str()));
    hand.log(What::RequestChanged, format!("Put {titles} back into the draft {}", hand.request.title)).await?;
    hand.save().await
}

/// Takes a thing out of a template.
pub async fn remove_template_item(
    services: &Services,
    staff: &Staff,
    id: &TemplateId,
    item: &TemplateItemId,
) -> Result<Removed> {
    let (mut tx, template) = templates::take(services, staff, id).await?;
    let items = store::template_items(&mut tx, id).await?;
    let title = items.into_iter().find(|one| one.id == *item).ok_or(AppError::NotFound)?.title;
    let row = KeptTemplateItem::take(&mut tx, item).await?;
    let now = services.now();
    let words = format!("Removed {title} from the request template {}", template.name);
    let what = Keeping { thing: Thing::TemplateItem, of: id.as_str(), name: format!("“{title}”"), rows: &row };
    let removed = keep(&mut tx, staff, now, what).await?;
    templates::log(&mut tx, now, staff, id, words).await?;
    tx.save().await?;
    Ok(removed)
}

/// Puts a thing back into a template, at its place.
///
/// # Errors
/// `Forbidden`; `Invalid` when the same is in the template again.
pub async fn put_back_template_item(services: &Services, staff: &Staff, removal: &Removal) -> Result<()> {
    let id: TemplateId = removal.of()?;
    let (mut tx, template) = templates::take(services, staff, &id).await?;
    let now = services.now();
    removal.claim(&mut tx, now).await?;
    let row: KeptTemplateItem = removal.kept()?;
    row.put_back(&mut tx).await?;
    let items = store::template_items(&mut tx, &id).await?;
    let asking = items.iter().find(|one| one.id == row.id).ok_or(AppError::NotFound)?.asking();
    templates::not_twice(&items, Some(&row.id), &asking)?;
    let words = format!("Put {} back into the request template {}", row.title, template.name);
    templates::log(&mut tx, now, staff, &id, words).await?;
    tx.save().await
}
