//! Deadlines, checklist, notes and links of one matter.

use super::{Acting, opening};
use crate::accounts::{Act, Staff};
use crate::activity::What;
use crate::firm::model::{line, text};
use crate::kernel::{AppError, Day, FieldErrors, Result};
use crate::matters::OnMatter;
use crate::matters::model::{DeadlineId, MatterId, NoteId, TaskId};
use crate::matters::store::{self, Matter};
use crate::removals::{Removed, Thing};
use crate::server::Services;

/// A deadline as typed.
pub struct TypedDeadline {
    /// What.
    pub title: String,
    /// By when.
    pub due_on: String,
    /// Whether the client sees it.
    pub visible: bool,
}

impl TypedDeadline {
    fn parse(&self) -> Result<(String, Day)> {
        let mut errors = FieldErrors::default();
        let title = errors.take(line("title", &self.title, 1, 160, "Enter what is due"));
        let due_on = errors.take(Day::parse("due_on", &self.due_on, "Enter the day"));
        errors.check()?;
        title.zip(due_on).ok_or(AppError::Unreadable)
    }
}

fn seen_by(visible: bool) -> &'static str {
    if visible { "the client sees it" } else { "internal" }
}

/// An act on a deadline, begun. Those of a closed matter stay as they are until it is open again.
async fn on_deadlines<'a>(services: &'a Services, staff: &'a Staff, matter: MatterId) -> Result<Acting<'a>> {
    let act = Acting::begin(services, staff, matter).await?;
    if act.matter.open {
        return Ok(act);
    }
    let (title, status) = (&act.matter.title, &act.matter.status);
    let words = format!(
        "“{title}” is closed ({status}), so its deadlines stay as they are. Change its status to work on them again."
    );
    Err(AppError::Conflict(words))
}

/// A day that is over is nobody's deadline any more. One that has passed meanwhile (`before`) may stay.
async fn not_over(act: &mut Acting<'_>, due_on: &Day, before: Option<&Day>) -> Result<()> {
    if Some(due_on) != before && *due_on < opening::today(&mut act.tx, act.services).await? {
        return Err(AppError::field("due_on", "This day is over. Enter today or a later day"));
    }
    Ok(())
}

fn in_words(day: &Day) -> String {
    day.date().strftime("%-d %B %Y").to_string()
}

/// Adds a deadline.
///
/// # Errors
/// `Invalid` beside `title`, `due_on`; `Conflict` where the matter is closed.
pub async fn add_deadline(
    services: &Services,
    staff: &Staff,
    matter: MatterId,
    typed: TypedDeadline,
) -> Result<Matter> {
    let mut act = on_deadlines(services, staff, matter).await?;
    let (title, due_on) = typed.parse()?;
    not_over(&mut act, &due_on, None).await?;
    let now = act.now();
    store::add_deadline(&mut act.tx, &act.matter.id, &title, &due_on, typed.visible, now).await?;
    let words = format!("Added the deadline {title} on {}, {}", in_words(&due_on), seen_by(typed.visible));
    act.done(What::DeadlineChanged, &words).await
}

/// Changes a deadline of this matter.
///
/// # Errors
/// As [`add_deadline`].
pub async fn change_deadline(
    services: &Services,
    staff: &Staff,
    matter: MatterId,
    id: &DeadlineId,
    typed: TypedDeadline,
) -> Result<Matter> {
    let mut act = on_deadlines(services, staff, matter).await?;
    let (title, due_on) = typed.parse()?;
    let before = store::deadline(&mut act.tx, &act.on, id).await?.due_on;
    not_over(&mut act, &due_on, Some(&before)).await?;
    store::change_deadline(&mut act.tx, id, &title, &due_on, typed.visible).await?;
    let words = format!("Changed the deadline {title} to {}, {}", in_words(&due_on), seen_by(typed.visible));
    act.done(What::DeadlineChanged, &words).await
}

/// Notes that a deadline was met, or that it is open again.
///
/// # Errors
/// `Conflict` when it is so already, or where the matter is closed.
pub async fn finish_deadline(
    services: &Services,
    staff: &Staff,
    matter: MatterId,
    id: &DeadlineId,
    done: bool,
) -> Result<Matter> {
    let mut act = on_deadlines(services, staff, matter).await?;
    let now = act.now();
    let title = store::deadline(&mut act.tx, &act.on, id).await?.title;
    if !store::set_deadline_done(&mut act.tx, id, done.then_some(staff.name()), now).await? {
        let state = if done { "done" } else { "open" };
        return Err(AppError::Conflict(format!("The deadline “{title}” is {state} already.")));
    }
    let words = if done { format!("Met the deadline {title}") } else { format!("Opened the deadline {title} again") };
    act.done(What::DeadlineChanged, &words).await
}

/// Takes a deadline away.
///
/// # Errors
/// `Conflict` where the matter is closed.
pub async fn remove_deadline(services: &Services, staff: &Staff, matter: MatterId, id: &DeadlineId) -> Result<Removed> {
    let mut act = on_deadlines(services, staff, matter).await?;
    let title = store::deadline(&mut act.tx, &act.on, id).await?.title;
    let row = store::KeptDeadline::take(&mut act.tx, id).await?;
    let removed = act.keep(Thing::Deadline, format!("The deadline “{title}”"), &row).await?;
    act.done(What::DeadlineChanged, &format!("Removed the deadline {title}")).await?;
    Ok(removed)
}

/// Adds a thing to the checklist.
pub async fn add_task(services: &Services, staff: &Staff, matter: MatterId, title: &str) -> Result<Matter> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let title = line("task", title, 1, 200, "Enter what is to be done")?;
    store::add_task(&mut act.tx, &act.matter.id, &title).await?;
    act.done(What::ChecklistChanged, &format!("Added to the checklist: {title}")).await
}

/// Takes a thing off the checklist.
pub async fn remove_task(services: &Services, staff: &Staff, matter: MatterId, id: &TaskId) -> Result<Removed> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let tasks = store::tasks(&mut act.tx, &act.on).await?;
    let title = tasks.into_iter().find(|task| task.id == *id).ok_or(AppError::NotFound)?.title;
    let row = store::KeptTask::take(&mut act.tx, id).await?;
    let removed = act.keep(Thing::Task, format!("“{title}”"), &row).await?;
    act.done(What::ChecklistChanged, &format!("Removed from the checklist: {title}")).await?;
    Ok(removed)
}

/// Saves the ticks of the checklist. Only what this person changed is changed: `was` is what was ticked when they saw it,
/// so that a colleague's tick of the meantime stays.
pub async fn save_checklist(
    services: &Services,
    staff: &Staff,
    matter: MatterId,
    was: &[TaskId],
    done: &[TaskId],
) -> Result<Matter> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let now = act.now();
    let tasks = store::tasks(&mut act.tx, &act.on).await?;
    if done.iter().chain(was).any(|id| tasks.iter().all(|task| task.id != *id)) {
        return Err(AppError::NotFound);
    }
    let (mut ticked, mut unticked) = (Vec::new(), Vec::new());
    for task in tasks {
        let is_done = task.done_at.is_some();
        match (was.contains(&task.id), done.contains(&task.id)) {
            (false, true) if !is_done => {
                store::set_task_done(&mut act.tx, &task.id, Some(staff.name()), now).await?;
                ticked.push(task.title);
            }
            (true, false) if is_done => {
                store::set_task_done(&mut act.tx, &task.id, None, now).await?;
                unticked.push(task.title);
            }
            _ => {}
        }
    }
    let words = match (ticked.is_empty(), unticked.is_empty()) {
        (true, true) => "Saved the checklist as it was".to_owned(),
        (false, true) => format!("Done: {}", ticked.join(", ")),
        (true, false) => format!("Not done after all: {}", unticked.join(", ")),
        (false, false) => format!("Done: {}; not done after all: {}", ticked.join(", "), unticked.join(", ")),
    };
    act.done(What::ChecklistChanged, &words).await
}

/// Writes a note: internal, or for the client.
pub async fn add_note(
    services: &Services,
    staff: &Staff,
    matter: MatterId,
    words: &str,
    visible: bool,
) -> Result<Matter> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let words = text("words", words, 1, 4000, "Write the note first")?;
    let now = act.now();
    store::add_note(&mut act.tx, &act.on, &words, visible, now).await?;
    let what = if visible { "Wrote a note for the client" } else { "Wrote an internal note" };
    act.done(What::MatterNoteAdded, what).await
}

/// Hides a note from the client again. What was read is read; from now on only the firm sees it.
///
/// # Errors
/// `Conflict` when it is internal already.
pub async fn hide_note(services: &Services, staff: &Staff, matter: MatterId, id: &NoteId) -> Result<Matter> {
    let mut act = Acting::begin(services, staff, matter).await?;
    if !store::note(&mut act.tx, &act.on, id).await?.visible {
        return Err(AppError::Conflict("This note is internal already.".to_owned()));
    }
    store::hide_note(&mut act.tx, id).await?;
    act.done(What::MatterNoteChanged, "Hid a note from the client").await
}

/// Takes a note away. The log keeps that there was one and who could read it, not its words.
pub async fn remove_note(services: &Services, staff: &Staff, matter: MatterId, id: &NoteId) -> Result<Removed> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let note = store::note(&mut act.tx, &act.on, id).await?;
    let row = store::KeptNote::take(&mut act.tx, id).await?;
    let removed = act.keep(Thing::Note, "The note".to_owned(), &row).await?;
    let words = format!("Removed {}, written by {}", whose(note.visible), note.author_name);
    act.done(What::MatterNoteChanged, &words).await?;
    Ok(removed)
}

/// A note as the log calls it.
pub(super) fn whose(visible: bool) -> &'static str {
    if visible { "a note that the client could read" } else { "an internal note" }
}

/// Links the matter with another one, named by its reference.
pub async fn link(services: &Services, staff: &Staff, matter: MatterId, reference: &str) -> Result<Matter> {
    let reference = reference.trim().to_uppercase();
    let mut act = Acting::begin(services, staff, matter).await?;
    let now = act.now();
    let other = store::by_reference(&mut act.tx, &staff.wall(), &reference).await?;
    let other =
        other.ok_or_else(|| AppError::field("reference", "Enter the reference of a matter, like M-2026-0001"))?;
    if other == act.matter.id {
        return Err(AppError::field("reference", "This is the matter itself. Enter another one’s reference"));
    }
    if !store::link(&mut act.tx, &act.on, &other, now).await? {
        return Err(AppError::field("reference", format!("{reference} is linked already")));
    }
    act.done(What::MattersLinked, &format!("Linked with {reference}")).await
}

/// Ends a link.
pub async fn unlink(services: &Services, staff: &Staff, matter: MatterId, other: &MatterId) -> Result<Removed> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let on = OnMatter::of_staff(&mut act.tx, staff, Act::SeeMatters, other.clone()).await?;
    let reference = store::find(&mut act.tx, &on).await?.reference;
    if !store::unlink(&mut act.tx, &act.on, other).await? {
        return Err(AppError::NotFound);
    }
    let removed = act.keep(Thing::Link, format!("The link with {reference}"), other).await?;
    act.done(What::MattersLinked, &format!("Ended the link with {reference}")).await?;
    Ok(removed)
}
