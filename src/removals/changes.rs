//! Undoing removals: each feature puts back its own things, asking anew for the permission that the removal asked for.

use super::model::{RemovalId, Thing, UNDO_FOR};
use super::store::{self, Removal};
use crate::accounts::Staff;
use crate::kernel::{AppError, Result};
use crate::server::Services;
use crate::{matters, reminders, requests, reviews};

/// Puts back what this person has removed. Says what is there again, and where, if that is not the page of the removal.
///
/// # Errors
/// `Conflict` when it is back already, can't be undone any more, or there is no place for it; `Forbidden`.
pub async fn undo(services: &Services, staff: &Staff, id: &RemovalId) -> Result<(String, Option<String>)> {
    let since = services.now() - UNDO_FOR;
    let found = store::find(&mut services.db.read().await?, staff.id(), id, since).await?;
    let removal = found.ok_or_else(over)?;
    if removal.undone_at.is_some() {
        return Err(removal.is_back());
    }
    match put_back(services, staff, &removal).await {
        Ok(place) => Ok((format!("{} is back.", removal.name), place)),
        Err(error) => Err(no_place(&removal, error)),
    }
}

async fn put_back(services: &Services, staff: &Staff, removal: &Removal) -> Result<Option<String>> {
    match removal.thing()? {
        Thing::Draft => return Ok(Some(requests::changes::removed::put_back_draft(services, staff, removal).await?)),
        Thing::RequestItems => requests::changes::removed::put_back_items(services, staff, removal).await,
        Thing::TemplateItem => requests::changes::removed::put_back_template_item(services, staff, removal).await,
        Thing::Deadline | Thing::Task | Thing::Note | Thing::Link => {
            matters::changes::removed::put_back(services, staff, removal).await
        }
        Thing::TypeTask => matters::changes::removed::put_back_type_task(services, staff, removal).await,
        Thing::TypeDeadline => matters::changes::removed::put_back_type_deadline(services, staff, removal).await,
        Thing::Reason => reviews::changes::put_back_reason(services, staff, removal).await,
        Thing::FirmRule => reminders::changes::put_back_firm_rule(services, staff, removal).await,
        Thing::RequestRule => reminders::changes::put_back_rule(services, staff, removal).await,
    }?;
    Ok(None)
}

/// Nobody else's, none of long ago and none that never was: they answer alike.
fn over() -> AppError {
    AppError::Conflict(
        "This can no longer be undone. What you remove can be put back for 10 minutes; after that, add it anew."
            .to_owned(),
    )
}

/// Why it can't return, where its place has changed meanwhile.
fn no_place(removal: &Removal, error: AppError) -> AppError {
    let name = &removal.name;
    match error {
        AppError::NotFound => AppError::Conflict(format!(
            "{name} can’t be put back: what it was removed from is no longer there for you."
        )),
        AppError::Invalid(fields) => AppError::Conflict(format!("{name} can’t be put back. {}.", fields.sentence())),
        other => other,
    }
}

/// Forgets what can no longer be undone; now and then.
///
/// # Errors
/// The database's.
pub async fn tidy(services: &Services) -> Result<()> {
    let mut tx = services.db.write().await?;
    store::forget_before(&mut tx, services.now() - UNDO_FOR).await?;
    tx.save().await
}
