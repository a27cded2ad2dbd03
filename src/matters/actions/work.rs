//! What staff do in a matter: deadlines, checklist, notes, links.

use crate::kernel::Result;
use crate::matters::MatterId;
use crate::matters::model::{DeadlineId, NoteId, TaskId};
use leptos::server;

/// Adds a deadline; internal unless `visible` is ticked.
#[server(prefix = "/api", endpoint = "add_deadline")]
pub async fn add_deadline(
    matter: MatterId,
    title: String,
    due_on: String,
    #[server(default)] visible: String,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::{self, TypedDeadline};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    let typed = TypedDeadline { title, due_on, visible: !visible.is_empty() };
    changes::add_deadline(&services()?, &staff, matter, typed).await?;
    say("The deadline is saved.");
    Ok(())
}

/// Changes a deadline.
#[server(prefix = "/api", endpoint = "change_deadline")]
pub async fn change_deadline(
    matter: MatterId,
    deadline: DeadlineId,
    title: String,
    due_on: String,
    #[server(default)] visible: String,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::{self, TypedDeadline};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    let typed = TypedDeadline { title, due_on, visible: !visible.is_empty() };
    changes::change_deadline(&services()?, &staff, matter, &deadline, typed).await?;
    say("The deadline is saved.");
    Ok(())
}

/// Notes that a deadline was met (`done` is `yes`), or that it is open again.
#[server(prefix = "/api", endpoint = "finish_deadline")]
pub async fn finish_deadline(matter: MatterId, deadline: DeadlineId, #[server(default)] done: String) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::finish_deadline(&services()?, &staff, matter, &deadline, done == "yes").await?;
    say(if done == "yes" { "The deadline is done." } else { "The deadline is open again." });
    Ok(())
}

/// Takes a deadline away.
#[server(prefix = "/api", endpoint = "remove_deadline")]
pub async fn remove_deadline(matter: MatterId, deadline: DeadlineId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::remove_deadline(&services()?, &staff, matter, &deadline).await?.say();
    Ok(())
}

/// Adds a thing to the checklist.
#[server(prefix = "/api", endpoint = "add_task")]
pub async fn add_task(matter: MatterId, task: String) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::add_task(&services()?, &staff, matter, &task).await?;
    say("Added to the checklist.");
    Ok(())
}

/// Takes a thing off the checklist.
#[server(prefix = "/api", endpoint = "remove_task")]
pub async fn remove_task(matter: MatterId, task: TaskId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::remove_task(&services()?, &staff, matter, &task).await?.say();
    Ok(())
}

/// Saves the ticks of the checklist: `was` is what was ticked on the page, `done` what is now.
#[server(prefix = "/api", endpoint = "save_checklist")]
pub async fn save_checklist(
    matter: MatterId,
    #[server(default)] was: Vec<TaskId>,
    #[server(default)] done: Vec<TaskId>,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::save_checklist(&services()?, &staff, matter, &was, &done).await?;
    say("The checklist is saved.");
    Ok(())
}

/// Writes a note: internal unless `for_client` is ticked.
#[server(prefix = "/api", endpoint = "add_matter_note")]
pub async fn add_matter_note(matter: MatterId, words: String, #[server(default)] for_client: String) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    let visible = !for_client.is_empty();
    changes::add_note(&services()?, &staff, matter, &words, visible).await?;
    say(if visible { "The note is saved. The client sees it." } else { "The note is saved. Only the firm sees it." });
    Ok(())
}

/// Hides a note from the client again.
#[server(prefix = "/api", endpoint = "hide_matter_note")]
pub async fn hide_matter_note(matter: MatterId, note: NoteId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::hide_note(&services()?, &staff, matter, &note).await?;
    say("The note is hidden. Only the firm sees it now.");
    Ok(())
}

/// Takes a note away.
#[server(prefix = "/api", endpoint = "remove_matter_note")]
pub async fn remove_matter_note(matter: MatterId, note: NoteId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::remove_note(&services()?, &staff, matter, &note).await?.say();
    Ok(())
}

/// Links the matter with another one by its reference.
#[server(prefix = "/api", endpoint = "link_matters")]
pub async fn link_matters(matter: MatterId, reference: String) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::link(&services()?, &staff, matter, &reference).await?;
    say("The matters are linked.");
    Ok(())
}

/// Ends a link.
#[server(prefix = "/api", endpoint = "unlink_matters")]
pub async fn unlink_matters(matter: MatterId, other: MatterId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::unlink(&services()?, &staff, matter, &other).await?.say();
    Ok(())
}
