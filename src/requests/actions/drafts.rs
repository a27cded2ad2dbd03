//! Writing a request.

use crate::clients::{ClientId, ContactId};
use crate::kernel::Result;
use crate::requests::asking::{TypedItem, TypedRequest};
use crate::requests::{ItemId, RequestId, TemplateId};
use leptos::server;

/// Begins a request as a draft: by hand, from templates, or as a copy of an earlier one.
#[server(prefix = "/api", endpoint = "draft_request")]
pub async fn draft_request(client: ClientId, #[server(flatten)] typed: TypedRequest) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::requests::changes::begin;
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::AskForDocuments, client).await?;
    let (id, many) = begin::begin(&services()?, &staff, &on, typed).await?;
    say("The draft is saved. Nobody else sees it until you send it.");
    // What was taken over can be unticked at once.
    go(&format!("/requests/{id}{}", if many > 0 { "?keep=some" } else { "" }));
    Ok(())
}

/// Changes title, message, last day and, in a draft, whom it goes to.
#[server(prefix = "/api", endpoint = "change_request")]
pub async fn change_request(
    request: RequestId,
    title: String,
    #[server(default)] message: String,
    #[server(default)] due_on: String,
    #[server(default)] contacts: Vec<ContactId>,
    seen: i64,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::kernel::Instant;
    use crate::requests::changes::draft::{self, TypedDetails};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    let typed = TypedDetails { title, message, due_on, contacts, seen: Instant(seen) };
    draft::save_details(&services()?, &staff, &request, typed).await?;
    say("The request is saved.");
    go(&format!("/requests/{request}"));
    Ok(())
}

/// Adds a thing to a request; with `item`, changes that thing of a draft.
#[server(prefix = "/api", endpoint = "save_request_item")]
pub async fn save_request_item(
    request: RequestId,
    #[server(default)] item: String,
    #[server(default)] example: String,
    #[server(default)] example_file: String,
    #[server(flatten)] typed: TypedItem,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::draft;
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    let item = if item.is_empty() { None } else { Some(ItemId::try_from(item)?) };
    crate::requests::asking::not_left_behind(&example_file)?;
    say(&draft::save_item(&services()?, &staff, &request, item.as_ref(), &typed, &example).await?);
    go(&format!("/requests/{request}"));
    Ok(())
}

/// Moves a thing of a draft: `way` is `up` or `down`.
#[server(prefix = "/api", endpoint = "move_request_item")]
pub async fn move_request_item(request: RequestId, item: ItemId, way: String) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::draft;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    draft::move_item(&services()?, &staff, &request, &item, way == "up").await
}

/// Takes a thing out of a draft.
#[server(prefix = "/api", endpoint = "remove_request_item")]
pub async fn remove_request_item(request: RequestId, item: ItemId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::removed;
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    removed::remove_item(&services()?, &staff, &request, &item).await?.say();
    Ok(())
}

/// Keeps the ticked things of a draft and takes the others out.
#[server(prefix = "/api", endpoint = "keep_request_items")]
pub async fn keep_request_items(
    request: RequestId,
    #[server(default)] shown: Vec<ItemId>,
    #[server(default)] keep: Vec<ItemId>,
) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::removed;
    use crate::server::leptos::{go, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    removed::keep_items(&services()?, &staff, &request, &shown, &keep).await?.say();
    go(&format!("/requests/{request}"));
    Ok(())
}

/// Adds to a draft what these templates ask for.
#[server(prefix = "/api", endpoint = "add_templates_to_request")]
pub async fn add_templates_to_request(request: RequestId, #[server(default)] templates: Vec<TemplateId>) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::draft;
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    say(&draft::add_templates(&services()?, &staff, &request, &templates).await?);
    go(&format!("/requests/{request}?keep=some"));
    Ok(())
}
