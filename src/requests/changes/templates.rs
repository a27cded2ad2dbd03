//! How templates change. What was sent stays as it is: a request has its own copy.

use crate::accounts::{Act, Staff};
use crate::activity::{self, Entry, What};
use crate::documents::{self, DocumentId};
use crate::firm::model::{line, text};
use crate::kernel::{AppError, FieldErrors, Instant, Result};
use crate::requests::asking::{Asking, TypedItem};
use crate::requests::model::{TemplateId, TemplateItemId};
use crate::requests::store::{self, Template, TemplateItem};
use crate::server::{Services, Tx};

/// Longest time that a template suggests, in days.
const MOST_DAYS: i64 = 365;

/// Makes a template (`None`) or changes what stands above its items. Gives its id.
///
/// # Errors
/// `Invalid` beside the fields, a name that is taken among them.
pub async fn save(
    services: &Services,
    staff: &Staff,
    id: Option<&TemplateId>,
    name: &str,
    message: &str,
    due_days: &str,
) -> Result<TemplateId> {
    staff.may(Act::EditTemplates)?;
    let mut errors = FieldErrors::default();
    let name = errors.take(line("name", name, 1, 120, "Enter a name"));
    let message = errors.take(text("message", message, 0, 2000, ""));
    let due_days = errors.take(days(due_days));
    errors.check()?;
    let (Some(name), Some(message), Some(due_days)) = (name, message, due_days) else {
        return Err(AppError::Unreadable);
    };
    let mut tx = services.db.write().await?;
    let now = services.now();
    let (id, words) = match id {
        None => (store::add_template(&mut tx, &name, &message, due_days, now).await?, "Made"),
        Some(id) => {
            store::change_template(&mut tx, id, &name, &message, due_days).await?;
            (id.clone(), "Changed")
        }
    };
    log(&mut tx, now, staff, &id, format!("{words} the request template {name}")).await?;
    tx.save().await?;
    Ok(id)
}

fn days(typed: &str) -> Result<i64> {
    let days = typed.trim().parse::<i64>().ok().filter(|days| (0..=MOST_DAYS).contains(days));
    days.ok_or_else(|| AppError::field("due_days", format!("Enter a number of days from 0 to {MOST_DAYS}")))
}

/// A template that nobody else changes until the transaction ends.
pub(super) async fn take(services: &Services, staff: &Staff, id: &TemplateId) -> Result<(Tx, Template)> {
    staff.may(Act::EditTemplates)?;
    let mut tx = services.db.write().await?;
    store::hold_template(&mut tx, id).await?;
    let template = store::template(&mut tx, id).await?;
    Ok((tx, template))
}

/// Adds a thing to a template (`None`) or changes one.
///
/// # Errors
/// `Invalid` beside the fields; `NotFound` for another template's item.
pub async fn save_item(
    services: &Services,
    staff: &Staff,
    id: &TemplateId,
    item: Option<&TemplateItemId>,
    typed: &TypedItem,
    example: &str,
) -> Result<String> {
    let (mut tx, template) = take(services, staff, id).await?;
    let items = store::template_items(&mut tx, id).await?;
    if item.is_some_and(|item| items.iter().all(|one| one.id != *item)) {
        return Err(AppError::NotFound);
    }
    let asking = Asking::parse(typed)?;
    not_twice(&items, item, &asking)?;
    let example = example_file(&mut tx, example).await?;
    let title = asking.title.clone();
    let (words, said) = match item {
        None => {
            store::add_template_item(&mut tx, id, &asking, example.as_ref()).await?;
            (format!("Added {title} to the request template {}", template.name), format!("{title} is added."))
        }
        Some(item) => {
            store::change_template_item(&mut tx, id, item, &asking, example.as_ref()).await?;
            (format!("Changed {title} in the request template {}", template.name), format!("{title} is saved."))
        }
    };
    log(&mut tx, services.now(), staff, id, words).await?;
    tx.save().await?;
    Ok(said)
}

/// Nothing stands in a template twice in one group.
pub(super) fn not_twice(items: &[TemplateItem], own: Option<&TemplateItemId>, asking: &Asking) -> Result<()> {
    if items.iter().any(|one| Some(&one.id) != own && one.asking().is_like(asking)) {
        return Err(AppError::field("title", "This is in the template already, in the same group"));
    }
    Ok(())
}

/// The chosen example; a client's document can't be one in a template.
async fn example_file(tx: &mut Tx, typed: &str) -> Result<Option<DocumentId>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let wanted = DocumentId::try_from(typed.to_owned())?;
    documents::store::example_file(tx, &wanted).await?.map(|(id, _)| Some(id)).ok_or(AppError::NotFound)
}

/// Moves a thing one place up or down in its group. At the end it stays.
pub async fn move_item(
    services: &Services,
    staff: &Staff,
    id: &TemplateId,
    item: &TemplateItemId,
    up: bool,
) -> Result<()> {
    let (mut tx, template) = take(services, staff, id).await?;
    if store::move_template_item(&mut tx, id, item, up).await? {
        let words = format!("Changed the order in the request template {}", template.name);
        log(&mut tx, services.now(), staff, id, words).await?;
    }
    tx.save().await
}

/// Puts a template away or brings it back.
///
/// # Errors
/// `Conflict` when it is so already.
pub async fn archive(services: &Services, staff: &Staff, id: &TemplateId, away: bool) -> Result<String> {
    let (mut tx, template) = take(services, staff, id).await?;
    let now = services.now();
    let name = template.name;
    if !store::set_template_archived(&mut tx, id, away.then_some(now)).await? {
        let state = if away { "archived" } else { "in use" };
        return Err(AppError::Conflict(format!("{name} is {state} already.")));
    }
    let (words, said) = if away {
        (
            format!("Archived the request template {name}"),
            format!("{name} is archived. New requests can’t begin with it."),
        )
    } else {
        (format!("Restored the request template {name}"), format!("{name} is offered again."))
    };
    log(&mut tx, now, staff, id, words).await?;
    tx.save().await?;
    Ok(said)
}

pub(super) async fn log(tx: &mut Tx, now: Instant, staff: &Staff, id: &TemplateId, words: String) -> Result<()> {
    let entry = Entry { what: What::TemplateChanged, client: None, contact: None, thing: id.as_str(), words };
    activity::record(tx, now, &staff.actor(), entry).await
}
