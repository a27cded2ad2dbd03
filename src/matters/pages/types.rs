//! `/settings/matter-types`: what kinds of work the firm does; and the form of a type's name and template.

use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{counted, title};
use crate::firm::parts::{SettingsTab, settings_tabs};
use crate::kernel::{Form, Result};
use crate::matters::actions::types::SaveMatterType;
use crate::matters::model::MatterTypeId;
use crate::matters::store::{self, MatterType};
use crate::server::leptos as request;
use crate::ui::{
    Button, ButtonLink, Crumb, Empty, ErrorSummary, Head, Hidden, Look, PageHead, PostForm, SelectField, Tag,
    TextField, Tone,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

pub(super) const TYPES: &str = "/settings/matter-types";

/// The list.
pub async fn types(mut desk: Desk) -> Result<Content> {
    desk.may(Act::EditMatterTypes)?;
    let used = store::types(&mut desk.tx, false).await?;
    let away = store::types(&mut desk.tx, true).await?;
    let lead = "The kinds of work you do: their phases, which show the client how far it is, and what every matter of \
                a kind begins with.";
    let body = if used.is_empty() {
        let words = "A type gives a matter its phases, its checklist and its deadlines. Without one no matter can be \
                     opened.";
        view! {
            <Empty title="No matter types in use" words level=2>
                <ButtonLink href=format!("{TYPES}/new") label="New matter type" />
            </Empty>
        }
        .into_any()
    } else {
        view! { <ul class="ledger bare">{used.iter().map(row).collect_view()}</ul> }.into_any()
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
        "Matter types",
        view! {
            <div class="stack-tight">
                <PageHead title="Matter types" lead=lead>
                    <ButtonLink href=format!("{TYPES}/new") label="New matter type" look=Look::Primary icon="plus" />
                </PageHead>
                {settings_tabs(&desk.staff, SettingsTab::MatterTypes)}
            </div>
            <div>{body}</div>
            {archived}
        },
    ))
}

fn row(kind: &MatterType) -> AnyView {
    let phases = match kind.phases {
        0 => "no phases yet".to_owned(),
        count => counted(count, "phase", "phases"),
    };
    let template = kind.template_name.as_ref().map(|name| format!("begins with the request {name}"));
    let facts: Vec<String> = [Some(phases), template].into_iter().flatten().collect();
    let tag = kind.archived_at.map(|_| view! { <Tag tone=Tone::Rest icon="archive">"Archived"</Tag> });
    view! {
        <li>
            <span class="what">
                <a class="row" href=format!("{TYPES}/{}", kind.id)>{kind.name.clone()}</a>
                <small>{facts.join(" · ")}</small>
            </span>
            <span class="aside">{tag}</span>
        </li>
    }
    .into_any()
}

/// `/settings/matter-types/new`.
pub async fn new_type(desk: Desk) -> Result<Content> {
    desk.may(Act::EditMatterTypes)?;
    form_page(desk, None).await
}

/// `/settings/matter-types/{id}/edit`.
pub async fn edit_type(mut desk: Desk) -> Result<Content> {
    desk.may(Act::EditMatterTypes)?;
    let id = desk.param::<MatterTypeId>("id")?;
    let kind = store::find_type(&mut desk.tx, &id).await?;
    form_page(desk, Some(kind)).await
}

async fn form_page(mut desk: Desk, kind: Option<MatterType>) -> Result<Content> {
    let form = request::form::<SaveMatterType>();
    let (heading, back, whose) = match &kind {
        None => ("New matter type", TYPES.to_owned(), "Matter types".to_owned()),
        Some(kind) => ("Edit matter type", format!("{TYPES}/{}", kind.id), kind.name.clone()),
    };
    let templates = templates(&mut desk, kind.as_ref()).await?;
    let id = kind.as_ref().map(|kind| kind.id.to_string()).unwrap_or_default();
    let fresh = kind.is_none();
    let (name, template) = kind.map(|kind| (kind.name, kind.template_id.unwrap_or_default())).unwrap_or_default();
    Ok(Content::plain(
        title(heading, &[&form]),
        view! {
            {head(&form, &back, &whose, heading, "")}
            <PostForm action=SaveMatterType::url() page=desk.here.clone() class="stack">
                <Hidden name="matter_type" value=id />
                <TextField form=&form name="name" label="Name" value=name hint="As clients read it too: Individual tax return." autocomplete="off" autofocus=fresh />
                <SelectField form=&form name="template" label="Usual request" options=templates value=template hint="The request template that is offered when a matter of this type asks for documents." />
                {save("Save matter type", back)}
            </PostForm>
        },
    ))
}

/// Request templates in use, and the one that the type has even if it was archived.
async fn templates(desk: &mut Desk, kind: Option<&MatterType>) -> Result<Vec<(String, String)>> {
    let mut options = vec![(String::new(), "None".to_owned())];
    options.extend(store::templates_to_begin_with(&mut desk.tx).await?);
    let now = kind.and_then(|kind| Some((kind.template_id.clone()?, kind.template_name.clone()?)));
    if let Some((id, name)) = now
        && options.iter().all(|(known, _)| *known != id)
    {
        options.push((id, format!("{name} (archived)")));
    }
    Ok(options)
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
