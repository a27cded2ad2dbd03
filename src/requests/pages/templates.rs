//! `/templates`: what the firm usually asks for; and the form of what stands above a template's items.

use super::edit::{head, save};
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{counted, title};
use crate::firm::parts::{SettingsTab, settings_tabs};
use crate::kernel::Result;
use crate::requests::actions::SaveTemplate;
use crate::requests::model::TemplateId;
use crate::requests::store::{self, Template};
use crate::server::leptos as request;
use crate::ui::{ButtonLink, Empty, Head, Hidden, Look, PageHead, PostForm, Tag, TextArea, TextField, Tone};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The list.
pub async fn templates(mut desk: Desk) -> Result<Content> {
    desk.may(Act::EditTemplates)?;
    let (away, offered): (Vec<Template>, Vec<Template>) =
        store::templates(&mut desk.tx).await?.into_iter().partition(|template| template.archived_at.is_some());
    let lead =
        "What you usually ask for. A request takes a copy, so changing a template changes nothing that was sent.";
    let body = if offered.is_empty() {
        let words = "A template is a list of things with instructions, ready for the next client. Requests can begin with one, or with several merged.";
        view! {
            <Empty title="No templates yet" words level=2>
                <ButtonLink href="/templates/new" label="New template" />
            </Empty>
        }
        .into_any()
    } else {
        view! { <ul class="ledger bare">{offered.iter().map(row).collect_view()}</ul> }.into_any()
    };
    let archived = (!away.is_empty()).then(|| {
        view! {
            <section aria-labelledby="archived">
                <Head id="archived" title="Archived" />
                <ul class="ledger bare">{away.iter().map(row).collect_view()}</ul>
            </section>
        }
    });
    Ok(Content::plain(
        "Request templates",
        view! {
            <div class="stack-tight">
                <PageHead title="Request templates" lead=lead>
                    <ButtonLink href="/templates/new" label="New template" look=Look::Primary icon="plus" />
                </PageHead>
                {settings_tabs(&desk.staff, SettingsTab::Templates)}
            </div>
            <div>{body}</div>
            {archived}
        },
    ))
}

fn row(template: &Template) -> AnyView {
    let facts = format!(
        "{} · due after {}",
        counted(template.items, "thing", "things"),
        counted(template.due_days, "day", "days")
    );
    let tag = template.archived_at.map(|_| view! { <Tag tone=Tone::Rest icon="archive">"Archived"</Tag> });
    view! {
        <li>
            <span class="what">
                <a class="row" href=format!("/templates/{}", template.id)>{template.name.clone()}</a>
                <small>{facts}</small>
            </span>
            <span class="aside">{tag}</span>
        </li>
    }
    .into_any()
}

/// `/templates/new`.
pub async fn new_template(desk: Desk) -> Result<Content> {
    desk.may(Act::EditTemplates)?;
    form_page(&desk, None)
}

/// `/templates/{id}/edit`.
pub async fn edit_template(mut desk: Desk) -> Result<Content> {
    desk.may(Act::EditTemplates)?;
    let id = desk.param::<TemplateId>("id")?;
    let template = store::template(&mut desk.tx, &id).await?;
    form_page(&desk, Some(template))
}

fn form_page(desk: &Desk, template: Option<Template>) -> Result<Content> {
    let form = request::form::<SaveTemplate>();
    let (heading, back, whose) = match &template {
        None => ("New template", "/templates".to_owned(), "Request templates".to_owned()),
        Some(template) => ("Edit template", format!("/templates/{}", template.id), template.name.clone()),
    };
    let id = template.as_ref().map(|template| template.id.to_string()).unwrap_or_default();
    let (name, message, days) = match template {
        Some(template) => (template.name, template.message, template.due_days),
        None => (String::new(), String::new(), 14),
    };
    let fresh = id.is_empty();
    let fields = view! {
        <TextField form=&form name="name" label="Name" value=name hint="For the firm alone. Clients never see it." autocomplete="off" autofocus=fresh />
        <TextArea form=&form name="message" label="Message" value=message hint="Stands above the list, and in the mail." optional=true />
        <TextField form=&form name="due_days" label="Due after how many days" value=days.to_string() inputmode="numeric" hint="Suggested when a request begins with this template." autocomplete="off" />
    };
    Ok(Content::plain(
        title(heading, &[&form]),
        view! {
            {head(&form, &back, &whose, heading, "")}
            <PostForm action=SaveTemplate::url() page=desk.here.clone() class="stack">
                <Hidden name="template" value=id />
                {fields}
                {save("Save template", back)}
            </PostForm>
        },
    ))
}
