//! The forms of a request: what stands above its items, and one thing asked for.

use super::new::{whom, whom_too};
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::title;
use crate::clients::store as clients;
use crate::documents;
use crate::kernel::{AppError, Form, Result};
use crate::requests::OnRequest;
use crate::requests::actions::{ChangeRequest, SaveRequestItem};
use crate::requests::asking::TypedItem;
use crate::requests::changes::draft::EXAMPLES;
use crate::requests::model::{ItemId, RequestId, RequestState};
use crate::requests::parts::{Examples, item_fields, typed_of, upload_example};
use crate::requests::store::{self, Item, Request};
use crate::server::leptos as request_of_page;
use crate::ui::{Button, ButtonLink, Crumb, ErrorSummary, Hidden, Look, PageHead, PostForm, TextArea, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

async fn open(desk: &mut Desk) -> Result<(OnRequest, Request)> {
    let id = desk.param::<RequestId>("id")?;
    OnRequest::with_request(&mut desk.tx, &desk.staff, Act::AskForDocuments, id).await
}

/// `/requests/{id}/edit`.
pub async fn edit(mut desk: Desk) -> Result<Content> {
    let form = request_of_page::form::<ChangeRequest>();
    let (on, request) = open(&mut desk).await?;
    let is_draft = request.state == RequestState::Draft.word();
    let mut all = clients::contacts(&mut desk.tx, on.on()).await?;
    let asked = store::asked(&mut desk.tx, &request.id).await?;
    let before: Vec<_> = asked.into_iter().map(|one| one.contact_id).collect();
    let contacts = if is_draft {
        Some(whom(&form, &all, &before))
    } else {
        all.retain(|contact| !before.contains(&contact.id));
        whom_too(&form, &all)
    };
    let back = format!("/requests/{}", request.id);
    let (id, seen) = (request.id.to_string(), request.changed_at.0.to_string());
    let fields = view! {
        {contacts}
        <TextField form=&form name="title" label="Title" value=request.title.clone() hint="As the client reads it." autocomplete="off" />
        <TextArea form=&form name="message" label="Message" value=request.message.clone() hint="Stands above the list." optional=true />
        <TextField form=&form name="due_on" label="Due by" kind="date" value=request.due_on.to_string() />
    };
    let lead =
        if is_draft { "" } else { "The contacts are told of another last day. New words they find when they look." };
    Ok(Content::plain(
        title(&format!("Edit {}", request.title), &[&form]),
        view! {
            {head(&form, &back, &request.title, "Edit details", lead)}
            <PostForm action=ChangeRequest::url() page=desk.here.clone() class="stack">
                <Hidden name="request" value=id />
                <Hidden name="seen" value=seen />
                {fields}
                {save("Save request", back)}
            </PostForm>
        },
    ))
}

/// `/requests/{id}/items/new`.
pub async fn new_item(mut desk: Desk) -> Result<Content> {
    let (on, request) = open(&mut desk).await?;
    item_page(desk, on, request, None).await
}

/// `/requests/{id}/items/{item}`: of a draft; what was sent is withdrawn and asked for anew.
pub async fn edit_item(mut desk: Desk) -> Result<Content> {
    let id = desk.param::<ItemId>("item")?;
    let (on, request) = open(&mut desk).await?;
    // A form that was open while the request was sent comes back here and says so.
    let came_back = request_of_page::form::<SaveRequestItem>().refused();
    if request.state != RequestState::Draft.word() && !came_back {
        return Err(AppError::NotFound);
    }
    let item = store::item(&mut desk.tx, &on, &id).await?;
    item_page(desk, on, request, Some(item)).await
}

async fn item_page(mut desk: Desk, on: OnRequest, request: Request, item: Option<Item>) -> Result<Content> {
    let form = request_of_page::form::<SaveRequestItem>();
    let headings = headings(store::items(&mut desk.tx, &on).await?.iter().map(|item| item.heading.as_str()));
    let firms = documents::store::of_the_firm(&mut desk.tx, on.on(), EXAMPLES).await?;
    let before =
        item.as_ref().and_then(|item| Some((item.example_id.clone()?, item.example_name.clone().unwrap_or_default())));
    let upload = upload_example(&form, format!("/requests/{}/example", request.id));
    let examples = Examples::of(&mut desk.tx, &form, firms, before).await?;
    let now = item.as_ref().map_or_else(TypedItem::default, |item| typed_of(&item.asking()));
    let sent = request.state != RequestState::Draft.word();
    let (heading, label) = if item.is_some() { ("Edit a thing", "Save thing") } else { ("Add a thing", "Add thing") };
    let lead =
        if sent { "The contacts are told of it in a few minutes, together with your other changes." } else { "" };
    let back = format!("/requests/{}", request.id);
    let id = item.map(|item| item.id.to_string()).unwrap_or_default();
    let (whose, fields) = (request.id.to_string(), item_fields(&form, &now, &headings, examples));
    Ok(Content::plain(
        title(&format!("{heading}, {}", request.title), &[&form]),
        view! {
            {head(&form, &back, &request.title, heading, lead)}
            <PostForm action=SaveRequestItem::url() page=desk.here.clone() class="stack">
                <Hidden name="request" value=whose />
                <Hidden name="item" value=id />
                {fields}
                {save(label, back)}
                {upload}
            </PostForm>
        },
    ))
}

/// The groups that exist, each once.
pub(super) fn headings<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut headings: Vec<String> = Vec::new();
    for heading in all.filter(|heading| !heading.is_empty()) {
        if headings.iter().all(|known| known != heading) {
            headings.push(heading.to_owned());
        }
    }
    headings
}

pub(super) fn head(form: &Form, back: &str, whose: &str, title: &'static str, lead: &'static str) -> AnyView {
    view! {
        <ErrorSummary form=form />
        <div class="stack-tight">
            <Crumb href=back.to_owned() label=whose.to_owned() />
            <PageHead title=title lead=lead />
        </div>
    }
    .into_any()
}

pub(super) fn save(label: &'static str, back: String) -> AnyView {
    view! {
        <div class="actions">
            <Button label=label look=Look::Primary />
            <ButtonLink href=back label="Cancel" look=Look::Quiet />
        </div>
    }
    .into_any()
}
