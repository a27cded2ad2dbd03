//! `/clients/{id}/requests`: what was asked of a client, newest first.

use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{Tab, head_form, profile_head, title};
use crate::clients::{ClientId, OnClient};
use crate::kernel::Result;
use crate::requests::parts::rows;
use crate::requests::store;
use crate::server::leptos as request;
use crate::ui::{ButtonLink, Empty, Head, Icon, Look, Pages};
use leptos::prelude::*;

const SIZE: usize = 25;

/// The tab.
pub async fn of_client(mut desk: Desk) -> Result<Content> {
    let form = head_form();
    let client = desk.param::<ClientId>("id")?;
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::SeeRequests, client).await?;
    let after = request::query("after");
    let (client, head) = profile_head(&mut desk, &on, Tab::Requests).await?;
    let page = store::of_client(&mut desk.tx, &on, &after, SIZE).await?;
    let address = format!("/clients/{}/requests", client.id);
    let may = desk.staff.can(Act::AskForDocuments) && client.archived_at.is_none();
    let new = format!("{address}/new");
    let today = desk.times.today_day();
    let late = page.rows.iter().any(|line| line.is_late(&today));
    let link = may.then(|| new.clone()).map(|href| {
        view! { <a href=href><Icon name="plus" />" Request documents"</a> }
    });
    let body = if page.rows.is_empty() {
        nothing(&after, &address, may.then_some(new.clone()))
    } else {
        let next = page.next.map(|key| format!("{address}?after={key}"));
        let more = next.is_some() || !after.is_empty();
        let beginning = (!after.is_empty()).then(|| view! { <p><a href=address.clone()>"Back to the newest"</a></p> });
        let words = if after.is_empty() { "Newest first" } else { "Older ones" };
        view! {
            {beginning}
            {rows(&desk.times, &page.rows, false)}
            {more.then(|| view! { <Pages label="Request pages" words previous=None next /> })}
        }
        .into_any()
    };
    Ok(Content::plain(
        title(&format!("Requests of {}", client.name), &[&form]),
        view! {
            {head}
            <section aria-labelledby="requests">
                <Head id="requests" title="Requests" open=late>{link}</Head>
                {body}
            </section>
        },
    ))
}

fn nothing(after: &str, address: &str, new: Option<String>) -> AnyView {
    if !after.is_empty() {
        let href = address.to_owned();
        return view! {
            <Empty title="Nothing older" words="The list ends before this page.">
                <ButtonLink href label="Show the newest" />
            </Empty>
        }
        .into_any();
    }
    let words = "A request asks chosen contacts for documents, item by item, with a last day. You see what came and what is missing.";
    view! {
        <Empty title="Nothing was asked for yet" words>
            {new.map(|href| view! { <ButtonLink href label="Request documents" look=Look::Primary icon="plus" /> })}
        </Empty>
    }
    .into_any()
}
