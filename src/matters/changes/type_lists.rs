//! How a type's checklist and deadlines change. A matter has its own copy, so no open matter changes.

use super::types::Hand;
use crate::accounts::Staff;
use crate::firm::model::line;
use crate::kernel::{AppError, FieldErrors, Result};
use crate::matters::model::{MatterTypeId, TypeDeadlineId, TypeTaskId};
use crate::matters::store::{self, TypeDeadline, TypeTask};
use crate::removals::{Removed, Thing};
use crate::server::Services;

/// How far a deadline may lie from the start, in days.
const DAYS: std::ops::RangeInclusive<i64> = -365..=3650;

/// Adds a thing at the end of the checklist (`None`) or changes one.
///
/// # Errors
/// `Invalid` beside `task`; `NotFound` for another type's.
pub async fn save_task(
    services: &Services,
    staff: &Staff,
    id: &MatterTypeId,
    task: Option<&TypeTaskId>,
    title: &str,
) -> Result<String> {
    let mut hand = Hand::take(services, staff, id).await?;
    let all = store::type_tasks(&mut hand.tx, id).await?;
    if task.is_some_and(|task| all.iter().all(|one| one.id != *task)) {
        return Err(AppError::NotFound);
    }
    let title = line("task", title, 1, 200, "Enter what has to be done")?;
    not_twice(&all, task, &title)?;
    let (logged, said) = match task {
        None => {
            store::add_type_task(&mut hand.tx, id, &title).await?;
            (format!("Added {title} to the checklist of"), format!("{title} is added."))
        }
        Some(task) => {
            store::change_type_task(&mut hand.tx, id, task, &title).await?;
            (format!("Changed {title} on the checklist of"), format!("{title} is saved."))
        }
    };
    hand.done(&logged).await?;
    Ok(said)
}

/// Nothing stands on a checklist twice.
pub(super) fn not_twice(all: &[TypeTask], own: Option<&TypeTaskId>, title: &str) -> Result<()> {
    if all.iter().any(|one| Some(&one.id) != own && one.title.to_lowercase() == title.to_lowercase()) {
        return Err(AppError::field("task", "This is on the checklist already"));
    }
    Ok(())
}

/// Moves a thing one place up or down. At the end it stays.
pub async fn move_task(
    services: &Services,
    staff: &Staff,
    id: &MatterTypeId,
    task: &TypeTaskId,
    up: bool,
) -> Result<()> {
    let mut hand = Hand::take(services, staff, id).await?;
    if store::move_type_task(&mut hand.tx, id, task, up).await? {
        hand.done("Changed the order of the checklist of").await?;
    }
    Ok(())
}

/// Takes a thing off the checklist.
pub async fn remove_task(services: &Services, staff: &Staff, id: &MatterTypeId, task: &TypeTaskId) -> Result<Removed> {
    let mut hand = Hand::take(services, staff, id).await?;
    let all = store::type_tasks(&mut hand.tx, id).await?;
    let title = all.into_iter().find(|one| one.id == *task).ok_or(AppError::NotFound)?.title;
    let row = store::KeptTypeTask::take(&mut hand.tx, task).await?;
    let removed = hand.keep(Thing::TypeTask, format!("“{title}”"), &row).await?;
    hand.done(&format!("Removed {title} from the checklist of")).await?;
    Ok(removed)
}

/// A deadline's form as typed.
#[derive(Default)]
pub struct TypedTypeDeadline {
    /// What is due.
    pub title: String,
    /// So many days after the start.
    pub days: String,
    /// Whether the client sees it.
    pub visible: bool,
}

impl TypedTypeDeadline {
    fn parse(&self) -> Result<(String, i64)> {
        let mut errors = FieldErrors::default();
        let title = errors.take(line("title", &self.title, 1, 200, "Enter what is due"));
        let days = self.days.trim().parse::<i64>().ok().filter(|days| DAYS.contains(days));
        let days = errors.take(days.ok_or_else(|| {
            AppError::field("days", format!("Enter a number of days from {} to {}", DAYS.start(), DAYS.end()))
        }));
        errors.check()?;
        title.zip(days).ok_or(AppError::Unreadable)
    }
}

/// Adds a deadline (`None`) or changes one.
///
/// # Errors
/// `Invalid` beside the fields; `NotFound` for another type's.
pub async fn save_deadline(
    services: &Services,
    staff: &Staff,
    id: &MatterTypeId,
    deadline: Option<&TypeDeadlineId>,
    typed: &TypedTypeDeadline,
) -> Result<String> {
    let mut hand = Hand::take(services, staff, id).await?;
    let all = store::type_deadlines(&mut hand.tx, id).await?;
    if deadline.is_some_and(|deadline| all.iter().all(|one| one.id != *deadline)) {
        return Err(AppError::NotFound);
    }
    let (title, offset_days) = typed.parse()?;
    let (logged, said) = match deadline {
        None => {
            store::add_type_deadline(&mut hand.tx, id, &title, offset_days, typed.visible).await?;
            (format!("Added the deadline {title} to"), format!("{title} is added."))
        }
        Some(deadline) => {
            let new = TypeDeadline { id: deadline.clone(), title: title.clone(), offset_days, visible: typed.visible };
            store::change_type_deadline(&mut hand.tx, id, &new).await?;
            (format!("Changed the deadline {title} of"), format!("{title} is saved."))
        }
    };
    hand.done(&logged).await?;
    Ok(said)
}

/// Takes a deadline away.
pub async fn remove_deadline(
    services: &Services,
    staff: &Staff,
    id: &MatterTypeId,
    deadline: &TypeDeadlineId,
) -> Result<Removed> {
    let mut hand = Hand::take(services, staff, id).await?;
    let all = store::type_deadlines(&mut hand.tx, id).await?;
    let title = all.into_iter().find(|one| one.id == *deadline).ok_or(AppError::NotFound)?.title;
    let row = store::KeptTypeDeadline::take(&mut hand.tx, deadline).await?;
    let removed = hand.keep(Thing::TypeDeadline, format!("“{title}”"), &row).await?;
    hand.done(&format!("Removed the deadline {title} from")).await?;
    Ok(removed)
}
