//! What lies around a matter: documents filed under it, other matters that belong to it.

use super::work::Work;
use crate::documents::Scan;
use crate::documents::parts::{barred, download_all};
use crate::documents::scans::Bar;
use crate::firm::Times;
use crate::matters::actions::{LinkMatters, UnlinkMatters};
use crate::matters::model::MatterStatus;
use crate::matters::parts::status_tag;
use crate::matters::store::{Filed, Linked, Matter};
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Empty, Head, Hidden, Look, Moment, PostForm, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Documents filed under the matter.
pub(super) fn documents(times: &Times, work: &Work, matter: &Matter) -> Option<AnyView> {
    let filed = work.filed.as_ref()?;
    let row = |one: &Filed| {
        let from = if one.origin == "client" { "From the client" } else { "From the firm" };
        let (href, more) = (format!("/documents/{}/download", one.id), one.name.clone());
        let way = match Bar::here(Scan::from(one.scan.clone())) {
            Some(bar) => barred(bar),
            None => view! { <ButtonLink href label="Download" look=Look::Quiet icon="download" more /> }.into_any(),
        };
        view! {
            <li>
                <span class="what"><b>{one.name.clone()}</b><small>{from}" · "<Moment at=times.short(one.created_at) /></small></span>
                <span class="aside">{way}</span>
            </li>
        }
    };
    let list = if filed.is_empty() {
        let words = "What you accept from a request about this matter is filed here.";
        view! { <Empty title="Nothing filed yet" words /> }.into_any()
    } else {
        view! { <ul class="ledger bare">{filed.iter().map(row).collect_view()}</ul> }.into_any()
    };
    let all = format!("/clients/{}/documents", matter.client_id);
    let zip = format!("/matters/{}/documents.zip", matter.id);
    let take = (filed.len() > 1).then(|| download_all(zip, " documents of this matter", "end no-print"));
    Some(
        view! {
            <section aria-labelledby="filed">
                <Head id="filed" title="Documents">{take} <a href=all>"All of the client"</a></Head>
                {list}
            </section>
        }
        .into_any(),
    )
}

/// Matters that belong to this one.
pub(super) fn links(work: &Work, here: &str, may_edit: bool) -> AnyView {
    let form = request::form::<LinkMatters>();
    let list = (!work.linked.is_empty()).then(|| {
        let rows = work.linked.iter().map(|one| linked(work, one, here, may_edit)).collect_view();
        view! { <ul class="ledger bare">{rows}</ul> }
    });
    let add = may_edit.then(|| {
        let fields = view! {
            <Hidden name="matter" value=work.matter.to_string() />
            <TextField form=&form name="reference" label="Reference" hint="Like M-2026-0001." autocomplete="off" />
            <div><Button label="Link matters" /></div>
        };
        view! {
            <details class="no-print" open=form.refused()>
                <summary>"Link another matter"</summary>
                <PostForm action=LinkMatters::url() page=here.to_owned() class="stack-tight" label="Link a matter">
                    {fields}
                </PostForm>
            </details>
        }
    });
    let class = if work.linked.is_empty() { "stack-tight no-print" } else { "stack-tight" };
    view! {
        <section class=class aria-labelledby="links">
            <Head id="links" title="Linked matters" />
            {list}
            {add}
        </section>
    }
    .into_any()
}

fn linked(work: &Work, one: &Linked, here: &str, may_edit: bool) -> AnyView {
    let status = MatterStatus::parse(&one.status).unwrap_or(MatterStatus::New);
    let end = may_edit.then(|| {
        let (matter, other, more) = (work.matter.to_string(), one.id.to_string(), format!("with {}", one.reference));
        view! {
            <PostForm action=UnlinkMatters::url() page=here.to_owned() class="above no-print">
                <Hidden name="matter" value=matter />
                <Hidden name="other" value=other />
                <Button label="End link" look=Look::Quiet more />
            </PostForm>
        }
    });
    view! {
        <li>
            <span class="what">
                <a class="row" href=format!("/matters/{}", one.id)>{one.title.clone()}</a>
                <small>{format!("{} · {}", one.client_name, one.reference)}</small>
            </span>
            <span class="aside">{status_tag(status)}{end}</span>
        </li>
    }
    .into_any()
}
