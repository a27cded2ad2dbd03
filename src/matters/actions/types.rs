//! Changing matter types.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use crate::kernel::Result;
use crate::matters::model::{MatterTypeId, PhaseId, TypeDeadlineId, TypeTaskId};
use leptos::server;

/// Makes a type; with `matter_type`, changes its name and the request template that begins it.
#[server(prefix = "/api", endpoint = "save_matter_type")]
pub async fn save_matter_type(
    #[server(default)] matter_type: String,
    name: String,
    #[server(default)] template: String,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::types;
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    let before = if matter_type.is_empty() { None } else { Some(MatterTypeId::try_from(matter_type)?) };
    let id = types::save(&services()?, &staff, before.as_ref(), &name, &template).await?;
    say(if before.is_some() { "The matter type is saved." } else { "The matter type is saved. Now add its phases." });
    go(&format!("/settings/matter-types/{id}"));
    Ok(())
}

/// Puts a type away; its matters go on.
#[server(prefix = "/api", endpoint = "archive_matter_type")]
pub async fn archive_matter_type(matter_type: MatterTypeId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::types;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    say(&types::archive(&services()?, &staff, &matter_type, true).await?);
    Ok(())
}

/// Brings a type back.
#[server(prefix = "/api", endpoint = "restore_matter_type")]
pub async fn restore_matter_type(matter_type: MatterTypeId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::types;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    say(&types::archive(&services()?, &staff, &matter_type, false).await?);
    Ok(())
}

/// Adds a phase to a type; with `phase`, changes that phase.
#[server(prefix = "/api", endpoint = "save_phase")]
pub async fn save_phase(
    matter_type: MatterTypeId,
    #[server(default)] phase: String,
    name: String,
    #[server(default)] client_name: String,
    #[server(default)] sentence: String,
    #[server(default)] usual_days: String,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::types::{self, TypedPhase};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    let phase = if phase.is_empty() { None } else { Some(PhaseId::try_from(phase)?) };
    let typed = TypedPhase { name, client_name, sentence, usual_days };
    say(&types::save_phase(&services()?, &staff, &matter_type, phase.as_ref(), &typed).await?);
    go(&format!("/settings/matter-types/{matter_type}"));
    Ok(())
}

/// Moves a phase: `way` is `up` or `down`.
#[server(prefix = "/api", endpoint = "move_phase")]
pub async fn move_phase(matter_type: MatterTypeId, phase: PhaseId, way: String) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::types;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    types::move_phase(&services()?, &staff, &matter_type, &phase, way == "up").await
}

/// Puts a phase away in which no open matter stands.
#[server(prefix = "/api", endpoint = "archive_phase")]
pub async fn archive_phase(matter_type: MatterTypeId, phase: PhaseId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::types;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    say(&types::archive_phase(&services()?, &staff, &matter_type, &phase, true).await?);
    Ok(())
}

/// Brings a phase back.
#[server(prefix = "/api", endpoint = "restore_phase")]
pub async fn restore_phase(matter_type: MatterTypeId, phase: PhaseId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::types;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    say(&types::archive_phase(&services()?, &staff, &matter_type, &phase, false).await?);
    Ok(())
}

/// Adds a thing to a type's checklist; with `id`, changes that thing.
#[server(prefix = "/api", endpoint = "save_type_task")]
pub async fn save_type_task(matter_type: MatterTypeId, #[server(default)] id: String, task: String) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::type_lists;
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    let id = if id.is_empty() { None } else { Some(TypeTaskId::try_from(id)?) };
    say(&type_lists::save_task(&services()?, &staff, &matter_type, id.as_ref(), &task).await?);
    go(&format!("/settings/matter-types/{matter_type}"));
    Ok(())
}

/// Moves a thing on a type's checklist: `way` is `up` or `down`.
#[server(prefix = "/api", endpoint = "move_type_task")]
pub async fn move_type_task(matter_type: MatterTypeId, id: TypeTaskId, way: String) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::type_lists;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    type_lists::move_task(&services()?, &staff, &matter_type, &id, way == "up").await
}

/// Takes a thing off a type's checklist.
#[server(prefix = "/api", endpoint = "remove_type_task")]
pub async fn remove_type_task(matter_type: MatterTypeId, id: TypeTaskId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::type_lists;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    type_lists::remove_task(&services()?, &staff, &matter_type, &id).await?.say();
    Ok(())
}

/// Adds a deadline to a type; with `id`, changes that deadline. Internal unless `visible` is ticked.
#[server(prefix = "/api", endpoint = "save_type_deadline")]
pub async fn save_type_deadline(
    matter_type: MatterTypeId,
    #[server(default)] id: String,
    title: String,
    #[server(default)] days: String,
    #[server(default)] visible: String,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::type_lists::{self, TypedTypeDeadline};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    let id = if id.is_empty() { None } else { Some(TypeDeadlineId::try_from(id)?) };
    let typed = TypedTypeDeadline { title, days, visible: !visible.is_empty() };
    say(&type_lists::save_deadline(&services()?, &staff, &matter_type, id.as_ref(), &typed).await?);
    go(&format!("/settings/matter-types/{matter_type}"));
    Ok(())
}

/// Takes a deadline from a type.
#[server(prefix = "/api", endpoint = "remove_type_deadline")]
pub async fn remove_type_deadline(matter_type: MatterTypeId, id: TypeDeadlineId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::matters::changes::type_lists;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::EditMatterTypes)?;
    type_lists::remove_deadline(&services()?, &staff, &matter_type, &id).await?.say();
    Ok(())
}
