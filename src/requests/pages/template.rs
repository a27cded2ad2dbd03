//! `/templates/{id}`: what a template asks for, one form a thing.

use super::edit::{head, headings, save};
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{counted, title};
use crate::kernel::{AppError, Result};
use crate::requests::actions::{
    ArchiveTemplate, MoveTemplateItem, RemoveTemplateItem, RestoreTemplate, SaveTemplateItem,
};
use crate::requests::asking::TypedItem;
use crate::requests::model::{TemplateId, TemplateItemId};
use crate::requests::parts::{
    Examples, by_heading, item_fields, press, refused, things_for_staff, typed_of, upload_example,
};
use crate::requests::store::{self, Template, TemplateItem};
use crate::server::leptos::form;
use crate::ui::{
    Button, ButtonLink, Crumb, Empty, ErrorSummary, Head, Hidden, Look, Notice, NoticeTone, PageHead, PostForm, Tag,
    Tone,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
pub async fn template(mut desk: Desk) -> Result<Content> {
    desk.may(Act::EditTemplates)?;
    let form = refused([
        form::<ArchiveTemplate>(),
        form::<RestoreTemplate>(),
        form::<MoveTemplateItem>(),
        form::<RemoveTemplateItem>(),
    ]);
    let id = desk.param::<TemplateId>("id")?;
    let template = store::template(&mut desk.tx, &id).await?;
    let items = store::template_items(&mut desk.tx, &id).await?;
    let lead = format!("Requests that begin with it are due after {}.", counted(template.due_days, "day", "days"));
    let message = (!template.message.is_empty()).then(|| {
        let lines = template.message.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
        view! {
            <section aria-labelledby="message" class="stack-tight">
                <Head id="message" title="Message" />
                {lines}
            </section>
        }
    });
    let here = desk.here.clone();
    let acts = acts(&template, &here);
    let add = format!("/templates/{id}/items/new");
    Ok(Content::plain(
        title(&template.name, &[&form]),
        view! {
            <ErrorSummary form=&form />
            <div class="stack-tight">
                <Crumb href="/templates" label="Request templates" />
                <PageHead title=template.name.clone() lead=lead>{acts}</PageHead>
            </div>
            <Notice tone=NoticeTone::Plain>
                <p>"What was sent stays as it is: a request has its own copy of these things."</p>
            </Notice>
            {message}
            <section aria-labelledby="items">
                <Head id="items" title="What it asks for" open=items.is_empty()><a href=add>"Add a thing"</a></Head>
                {list(&template, &items, &here)}
            </section>
        },
    ))
}

fn acts(template: &Template, here: &str) -> AnyView {
    let id = template.id.to_string();
    let (action, label, icon) = match template.archived_at {
        None => (ArchiveTemplate::url(), "Archive template", "archive"),
        Some(_) => (RestoreTemplate::url(), "Restore template", "undo"),
    };
    let tag = template.archived_at.map(|_| view! { <Tag tone=Tone::Rest icon="archive">"Archived"</Tag> });
    let button = view! { <Button label=label look=Look::Quiet icon=icon /> }.into_any();
    let away = press(action, here, vec![("template", id.clone())], button);
    view! {
        {tag}
        <ButtonLink href=format!("/templates/{id}/edit") label="Edit name and message" />
        {away}
    }
    .into_any()
}

fn list(template: &Template, items: &[TemplateItem], here: &str) -> AnyView {
    if items.is_empty() {
        let words = "Add each thing that you usually ask for, with its instruction and what the reviewer checks.";
        let href = format!("/templates/{}/items/new", template.id);
        return view! {
            <Empty title="Nothing in it yet" words>
                <ButtonLink href label="Add a thing" icon="plus" />
            </Empty>
        }
        .into_any();
    }
    let groups = by_heading(items.iter().collect::<Vec<_>>(), |item| item.heading.as_str());
    let group = |(heading, items): (String, Vec<&TemplateItem>)| {
        let title = (!heading.is_empty()).then(|| view! { <h3 class="group">{heading}</h3> });
        let last = items.len().saturating_sub(1);
        let rows = items.into_iter().enumerate().map(|(at, item)| row(template, item, at > 0, at < last, here));
        view! { {title} <ul class="ledger bare things">{rows.collect_view()}</ul> }
    };
    view! { {groups.into_iter().map(group).collect_view()} }.into_any()
}

fn row(template: &Template, item: &TemplateItem, up: bool, down: bool, here: &str) -> AnyView {
    let own = || vec![("template", template.id.to_string()), ("item", item.id.to_string())];
    let small =
        |label: &'static str| view! { <Button label=label look=Look::Small more=item.title.clone() /> }.into_any();
    let moved = |way: &str, label: &'static str| {
        let fields = own().into_iter().chain([("way", way.to_owned())]).collect();
        press(MoveTemplateItem::url(), here, fields, small(label))
    };
    let example = item
        .example_id
        .as_ref()
        .map(|id| (format!("/documents/{id}/download"), item.example_name.clone().unwrap_or_default()));
    view! {
        <li>
            <div class="what"><b>{item.title.clone()}</b>{things_for_staff(&item.asking(), example)}</div>
            <span class="aside">
                <ButtonLink href=format!("/templates/{}/items/{}", template.id, item.id) label="Edit" look=Look::Small more=item.title.clone() />
                {up.then(|| moved("up", "Move up"))}
                {down.then(|| moved("down", "Move down"))}
                {press(RemoveTemplateItem::url(), here, own(), small("Remove"))}
            </span>
        </li>
    }
    .into_any()
}

/// `/templates/{id}/items/new`.
pub async fn new_template_item(desk: Desk) -> Result<Content> {
    item_page(desk, None).await
}

/// `/templates/{id}/items/{item}`.
pub async fn edit_template_item(desk: Desk) -> Result<Content> {
    let item = desk.param::<TemplateItemId>("item")?;
    item_page(desk, Some(item)).await
}

async fn item_page(mut desk: Desk, id: Option<TemplateItemId>) -> Result<Content> {
    desk.may(Act::EditTemplates)?;
    let form = form::<SaveTemplateItem>();
    let whose = desk.param::<TemplateId>("id")?;
    let template = store::template(&mut desk.tx, &whose).await?;
    let items = store::template_items(&mut desk.tx, &template.id).await?;
    let item = match &id {
        None => None,
        Some(id) => Some(items.iter().find(|item| item.id == *id).ok_or(AppError::NotFound)?),
    };
    let now = item.map_or_else(TypedItem::default, |item| typed_of(&item.asking()));
    let before = item.and_then(|item| Some((item.example_id.clone()?, item.example_name.clone().unwrap_or_default())));
    let upload = upload_example(&form, format!("/templates/{whose}/example"));
    let examples = Examples::of(&mut desk.tx, &form, Vec::new(), before).await?;
    let headings = headings(items.iter().map(|item| item.heading.as_str()));
    let (heading, label) = if id.is_some() { ("Edit a thing", "Save thing") } else { ("Add a thing", "Add thing") };
    let back = format!("/templates/{}", template.id);
    let id = id.map(|id| id.to_string()).unwrap_or_default();
    let (whose, fields) = (template.id.to_string(), item_fields(&form, &now, &headings, examples));
    Ok(Content::plain(
        title(&format!("{heading}, {}", template.name), &[&form]),
        view! {
            {head(&form, &back, &template.name, heading, "What was sent stays as it is.")}
            <PostForm action=SaveTemplateItem::url() page=desk.here.clone() class="stack">
                <Hidden name="template" value=whose />
                <Hidden name="item" value=id />
                {fields}
                {save(label, back)}
                {upload}
            </PostForm>
        },
    ))
}
