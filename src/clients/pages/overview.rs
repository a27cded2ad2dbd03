//! A client's profile: its overview, and the tabs whose feature comes later.

use crate::accounts::{Act, Content, Desk};
use crate::activity::{self, model::Line};
use crate::clients::parts::{Tab, day, head_form, profile_head, standing_tag, title};
use crate::clients::store::Client;
use crate::clients::{ClientId, OnClient};
use crate::documents::parts::Download;
use crate::documents::store::Row;
use crate::firm::Times;
use crate::kernel::{Instant, Result};
use crate::mail::tags::stop_tag;
use crate::portal_access::store::Stand;
use crate::ui::{ButtonLink, Empty, Fact, Facts, Head, Moment, Sheet, file_size};
use crate::{documents, portal_access};
use leptos::prelude::*;

/// Lines and documents that the overview shows.
const LATEST: usize = 5;

/// `/clients/{id}`.
pub async fn overview(mut desk: Desk) -> Result<Content> {
    let form = head_form();
    let client = desk.param::<ClientId>("id")?;
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::SeeClients, client).await?;
    let (client, head) = profile_head(&mut desk, &on, Tab::Overview).await?;
    let stands = portal_access::store::stands(&mut desk.tx, &on).await?;
    let files = if desk.staff.can(Act::SeeDocuments) {
        let rows = documents::store::of_client(&mut desk.tx, &on, "", LATEST).await?.rows;
        Some(rows.iter().map(Row::for_staff).collect::<Vec<_>>())
    } else {
        None
    };
    let lines = if desk.staff.can(Act::SeeClientActivity) {
        let filter = activity::store::Filter { client: client.id.to_string(), ..Default::default() };
        Some(activity::store::list(&mut desk.tx, &filter, on.wall(), LATEST).await?.rows)
    } else {
        None
    };
    let now = desk.services.now();
    let times = &desk.times;
    Ok(Content::plain(
        title(&client.name, &[&form]),
        view! {
            {head}
            <div class="columns">
                <div class="stack">
                    {contacts(&client, &stands, now)}
                    {files.map(|files| latest_documents(times, &client, &files))}
                    {lines.map(|lines| latest_activity(times, &client, &lines))}
                </div>
                {details(times, &client)}
            </div>
        },
    ))
}

fn contacts(client: &Client, stands: &[Stand], now: Instant) -> AnyView {
    let path = format!("/clients/{}/portal-access", client.id);
    let row = |stand: &Stand| {
        let dot = (!stand.email.is_empty() && !stand.phone.is_empty()).then_some(" · ");
        let (email, phone) = (stand.email.clone(), stand.phone.clone());
        view! {
            <li>
                <span class="what">
                    <a class="row" href=path.clone()>{stand.name.clone()}</a>
                    <small>{email} {dot} <span class="nowrap">{phone}</span></small>
                </span>
                <span class="aside">
                    {stand.stop().as_ref().map(stop_tag)}
                    {standing_tag(stand.standing(now))}
                </span>
            </li>
        }
    };
    view! {
        <section aria-labelledby="contacts">
            <Head id="contacts" title="Contacts" />
            <ul class="ledger bare">{stands.iter().map(row).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn latest_documents(times: &Times, client: &Client, files: &[Row]) -> AnyView {
    let path = format!("/clients/{}/documents", client.id);
    let all = path.clone();
    let body = if files.is_empty() {
        let words = "What the client sends and what you share with them stands here.";
        view! {
            <Empty title="No documents yet" words=words>
                <ButtonLink href=path label="Go to documents" />
            </Empty>
        }
        .into_any()
    } else {
        view! { <ul class="ledger">{files.iter().map(|file| document(times, file)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="documents">
            <Head id="documents" title="Latest documents"><a href=all>"All documents"</a></Head>
            {body}
        </section>
    }
    .into_any()
}

fn document(times: &Times, file: &Row) -> AnyView {
    let from = if file.origin == "client" { "sent by" } else { "added by" };
    let size = file_size(u64::try_from(file.size).unwrap_or_default());
    view! {
        <li>
            <span class="margin"><Moment at=times.short(file.created_at) /></span>
            <span class="what"><b>{file.name.clone()}</b><small>{format!("{from} {} · {size}", file.supplied_by_name)}</small></span>
            <span class="aside">
                <Download id=file.id.clone() name=file.name.clone() scan=file.scan quiet=true />
            </span>
        </li>
    }
    .into_any()
}

fn latest_activity(times: &Times, client: &Client, lines: &[Line]) -> AnyView {
    let all = format!("/clients/{}/activity", client.id);
    view! {
        <section aria-labelledby="latest">
            <Head id="latest" title="Latest activity"><a href=all>"All activity"</a></Head>
            {activity::pages::table(times, lines, false)}
        </section>
    }
    .into_any()
}

fn details(times: &Times, client: &Client) -> AnyView {
    let phone = match client.phone.as_str() {
        "" => view! { <span class="soft">"not given"</span> }.into_any(),
        phone => {
            let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            view! { <a href=format!("tel:{digits}")>{phone.to_owned()}</a> }.into_any()
        }
    };
    let lead = client.lead_name.clone().unwrap_or_else(|| "nobody yet".to_owned());
    let email = client.email.clone();
    let since = day(times, client.created_at);
    view! {
        <Sheet label="Details">
            <header><h2>"Details"</h2></header>
            <Facts>
                <Fact term="Email"><a href=format!("mailto:{email}")>{email.clone()}</a></Fact>
                <Fact term="Phone">{phone}</Fact>
                <Fact term="Lead">{lead}</Fact>
                <Fact term="Client since"><Moment at=since /></Fact>
            </Facts>
        </Sheet>
    }
    .into_any()
}

/// `/clients/{id}/matters`.
pub async fn matters(desk: Desk) -> Result<Content> {
    let words = "A matter is one piece of work with its phases and deadlines. Until then you can invite the client and \
                 exchange documents.";
    later(desk, Tab::Matters, "Matters", "Matters come with the next release", words).await
}

/// A tab whose feature is not here yet: it says so, and what there is instead.
async fn later(
    mut desk: Desk,
    tab: Tab,
    word: &'static str,
    heading: &'static str,
    words: &'static str,
) -> Result<Content> {
    let form = head_form();
    let client = desk.param::<ClientId>("id")?;
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::SeeClients, client).await?;
    let (client, head) = profile_head(&mut desk, &on, tab).await?;
    let (href, label) = match desk.staff.can(Act::SeeDocuments) {
        true => (format!("/clients/{}/documents", client.id), "Go to documents"),
        false => (format!("/clients/{}", client.id), "Go to the overview"),
    };
    Ok(Content::plain(
        title(&format!("{word}, {}", client.name), &[&form]),
        view! {
            {head}
            <Empty title=heading words=words level=2>
                <ButtonLink href=href label=label />
            </Empty>
        },
    ))
}
