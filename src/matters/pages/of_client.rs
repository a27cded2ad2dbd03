//! `/clients/{id}/matters`: the matters of one client.

use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{Tab, head_form, profile_head, title};
use crate::clients::{ClientId, OnClient};
use crate::firm::Times;
use crate::kernel::Result;
use crate::matters::MatterStatus;
use crate::matters::parts::{due, status_tag};
use crate::matters::store::{self, Short};
use crate::ui::{ButtonLink, Empty, Head, Look, Moment};
use leptos::prelude::*;

/// The page.
pub async fn of_client(mut desk: Desk) -> Result<Content> {
    let form = head_form();
    let client = desk.param::<ClientId>("id")?;
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::SeeMatters, client).await?;
    let (client, head) = profile_head(&mut desk, &on, Tab::Matters).await?;
    let open = store::open_of_client(&mut desk.tx, &on).await?;
    let closed = store::closed_of_client(&mut desk.tx, &on).await?;
    let may_open = desk.staff.can(Act::EditMatters) && client.archived_at.is_none();
    let new = may_open.then(|| format!("/matters/new?client={}", client.id));
    let (times, button) = (&desk.times, new.clone());
    Ok(Content::plain(
        title(&format!("Matters, {}", client.name), &[&form]),
        view! {
            {head}
            <section aria-labelledby="open">
                <Head id="open" title="Open matters">
                    {button.map(|href| view! { <ButtonLink href label="New matter" look=Look::Small icon="plus" /> })}
                </Head>
                {ledger(times, &open).unwrap_or_else(|| nothing(new))}
            </section>
            {ledger(times, &closed).map(|closed| view! {
                <section aria-labelledby="closed">
                    <Head id="closed" title="Closed matters" />
                    {closed}
                </section>
            })}
        },
    ))
}

fn nothing(new: Option<String>) -> AnyView {
    let words = "A matter is one piece of work for this client, with its phases, deadlines and documents.";
    view! {
        <Empty title="No open matters" words>
            {new.map(|href| view! { <ButtonLink href label="Open a matter" look=Look::Primary icon="plus" /> })}
        </Empty>
    }
    .into_any()
}

fn ledger(times: &Times, matters: &[Short]) -> Option<AnyView> {
    let rows = matters.iter().map(|matter| row(times, matter)).collect_view();
    (!matters.is_empty()).then(|| view! { <ul class="ledger">{rows}</ul> }.into_any())
}

fn row(times: &Times, matter: &Short) -> AnyView {
    let status = MatterStatus::parse(&matter.status).unwrap_or(MatterStatus::New);
    let margin = match &matter.due_on {
        Some(day) => due(times, day, status.is_open()),
        None => view! { "opened "<Moment at=times.inside(matter.created_at) /> }.into_any(),
    };
    let facts =
        [Some(&matter.reference), Some(&matter.type_name), matter.phase_name.as_ref(), matter.lead_name.as_ref()];
    let facts: Vec<&str> = facts.into_iter().flatten().map(String::as_str).collect();
    view! {
        <li>
            <span class="margin">{margin}</span>
            <span class="what">
                <a class="row" href=format!("/matters/{}", matter.id)>{matter.title.clone()}</a>
                <small>{facts.join(" · ")}</small>
            </span>
            <span class="aside">{status_tag(status)}</span>
        </li>
    }
    .into_any()
}
