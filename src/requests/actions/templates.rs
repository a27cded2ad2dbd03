//! Changing templates.

use crate::kernel::Result;
use crate::requests::TemplateId;
use crate::requests::asking::TypedItem;
use crate::requests::model::TemplateItemId;
use leptos::server;

/// Makes a template; with `template`, changes what stands above its items.
#[server(prefix = "/api", endpoint = "save_template")]
pub async fn save_template(
    #[server(default)] template: String,
    name: String,
    #[server(default)] message: String,
    #[server(default)] due_days: String,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::templates;
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::EditTemplates)?;
    let before = if template.is_empty() { None } else { Some(TemplateId::try_from(template)?) };
    let id = templates::save(&services()?, &staff, before.as_ref(), &name, &message, &due_days).await?;
    say(if before.is_some() { "The template is saved." } else { "The template is saved. Now add what it asks for." });
    go(&format!("/templates/{id}"));
    Ok(())
}

/// Adds a thing to a template; with `item`, changes that thing.
#[server(prefix = "/api", endpoint = "save_template_item")]
pub async fn save_template_item(
    template: TemplateId,
    #[server(default)] item: String,
    #[server(default)] example: String,
    #[server(default)] example_file: String,
    #[server(flatten)] typed: TypedItem,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::templates;
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::EditTemplates)?;
    let item = if item.is_empty() { None } else { Some(TemplateItemId::try_from(item)?) };
    crate::requests::asking::not_left_behind(&example_file)?;
    say(&templates::save_item(&services()?, &staff, &template, item.as_ref(), &typed, &example).await?);
    go(&format!("/templates/{template}"));
    Ok(())
}

/// Moves a thing of a template: `way` is `up` or `down`.
#[server(prefix = "/api", endpoint = "move_template_item")]
pub async fn move_template_item(template: TemplateId, item: TemplateItemId, way: String) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::templates;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::EditTemplates)?;
    templates::move_item(&services()?, &staff, &template, &item, way == "up").await
}

/// Takes a thing out of a template.
#[server(prefix = "/api", endpoint = "remove_template_item")]
pub async fn remove_template_item(template: TemplateId, item: TemplateItemId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::removed;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::EditTemplates)?;
    removed::remove_template_item(&services()?, &staff, &template, &item).await?.say();
    Ok(())
}

/// Puts a template away; nothing that was sent changes.
#[server(prefix = "/api", endpoint = "archive_template")]
pub async fn archive_template(template: TemplateId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::templates;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditTemplates)?;
    say(&templates::archive(&services()?, &staff, &template, true).await?);
    Ok(())
}

/// Brings a template back.
#[server(prefix = "/api", endpoint = "restore_template")]
pub async fn restore_template(template: TemplateId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::templates;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditTemplates)?;
    say(&templates::archive(&services()?, &staff, &template, false).await?);
    Ok(())
}
