//! What staff do with matters. This file has the matter itself, `work` what is done in it.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

pub mod types;
mod work;

pub use work::*;

use super::MatterId;
use super::typed::TypedMatter;
use crate::clients::{ClientId, ContactId};
use crate::kernel::{Instant, Result};
use leptos::server;

/// Opens a matter for a client.
#[server(prefix = "/api", endpoint = "open_matter")]
pub async fn open_matter(client: ClientId, #[server(flatten)] typed: TypedMatter) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    let (id, reference) = changes::open(&services()?, &staff, client, typed).await?;
    say(&format!("Matter {reference} is open."));
    go(&format!("/matters/{id}"));
    Ok(())
}

/// Changes the details of a matter; `changed_at` is what the page showed.
#[server(prefix = "/api", endpoint = "change_matter")]
pub async fn change_matter(
    matter: MatterId,
    changed_at: Instant,
    title: String,
    start_on: String,
    #[server(default)] due_on: String,
    #[server(default)] lead: String,
    #[server(default)] helpers: Vec<crate::accounts::AccountId>,
    #[server(default)] group: String,
) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    let typed = TypedMatter { title, lead, helpers, start_on, due_on, group, ..TypedMatter::default() };
    let matter = changes::change(&services()?, &staff, matter, changed_at, typed).await?;
    say("The matter is saved.");
    go(&format!("/matters/{}", matter.id));
    Ok(())
}

/// Chooses which contacts see a matter in their portal: `was` is who was ticked on the page, `contacts` who is now.
#[server(prefix = "/api", endpoint = "show_matter")]
pub async fn show_matter(
    matter: MatterId,
    #[server(default)] was: Vec<ContactId>,
    #[server(default)] contacts: Vec<ContactId>,
) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::show_to(&services()?, &staff, matter, &was, &contacts).await?;
    say("Saved who sees this matter.");
    Ok(())
}

/// Puts a matter into a status; from the board `back` leads to it again, with a way to undo.
#[server(prefix = "/api", endpoint = "change_status")]
pub async fn change_status(
    matter: MatterId,
    status: String,
    changed_at: Instant,
    #[server(default)] readable_until: String,
    #[server(default)] back: String,
) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    let before = changes::change_status(&services()?, &staff, matter, changed_at, &status, &readable_until).await?;
    let left = crate::requests::changes::sent::left_open(&services()?, &staff, &before.id).await?;
    say(&format!("Moved {} to {status}.{left}", before.title));
    changes::lead_back(&back, &before.id, &before.status);
    Ok(())
}

/// Enters a phase of the matter's type; an empty one finishes the last.
#[server(prefix = "/api", endpoint = "enter_phase")]
pub async fn enter_phase(
    matter: MatterId,
    #[server(default)] phase: String,
    changed_at: Instant,
    #[server(default)] back: String,
) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    let (before, entered) = changes::enter_phase(&services()?, &staff, matter, changed_at, &phase).await?;
    say(&match entered {
        Some(entered) => format!("Moved {} to {entered}.", before.title),
        None => format!("All phases of {} are finished.", before.title),
    });
    changes::lead_back(&back, &before.id, &before.place());
    Ok(())
}

/// Changes what this client reads about the present phase.
#[server(prefix = "/api", endpoint = "change_sentence")]
pub async fn change_sentence(matter: MatterId, #[server(default)] sentence: String) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatters)?;
    changes::change_sentence(&services()?, &staff, matter, &sentence).await?;
    say("Saved what the client reads.");
    Ok(())
}
