//! `/portal/documents`: everything the firm gave this person and everything they sent.

use super::history::History;
use crate::accounts::Content;
use crate::accounts::pages::titled;
use crate::clients::ClientId;
use crate::documents::parts::{DocumentLine, DropZone, kind_and_size, new_tag, on};
use crate::documents::store::{self, Row};
use crate::firm::Times;
use crate::kernel::{Form, Result};
use crate::portal_access::Place;
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Empty, ErrorSummary, Filters, Head, Look, PageHead, SelectField, Tag, Tone};
use leptos::prelude::*;

const ADDRESS: &str = "/portal/documents";
/// Rows of each kind shown for one client.
const MOST: i64 = 200;

/// What a person has at one client.
pub(super) struct Shelf {
    client: ClientId,
    client_name: String,
    /// Shared with them.
    pub given: Vec<Row>,
    /// Sent by them.
    pub sent: Vec<Row>,
}

/// The page.
pub async fn mine(mut place: Place) -> Result<Content> {
    let (form, wanted) = (request::form_of(ADDRESS), request::query("for"));
    let shelves = shelves(&mut place).await?;
    let words = Words { firm: place.firm.name.clone(), email: place.person.account().email.clone() };
    let times = &place.times;
    let changes = place.looking.is_none();
    let send = changes
        .then(|| view! { <ButtonLink href="#send" label="Send a document" look=Look::Primary icon="upload" /> });
    let zone = changes.then(|| sending(&place, &shelves, &form, &wanted));
    let body = view! {
        <div class="stack">
            <ErrorSummary form=&form />
            <PageHead title="Documents" lead="Everything we gave you and everything you sent, for as long as your access lasts.">
                {send}
            </PageHead>
            {from_firm(&shelves, &words, times)}
            {from_you(&shelves, times)}
            {zone}
            <History shelves=&shelves times />
        </div>
    };
    Ok(Content::with_island(titled(&form, "Documents"), body))
}

struct Words {
    firm: String,
    email: String,
}

async fn shelves(place: &mut Place) -> Result<Vec<Shelf>> {
    let mut shelves = Vec::new();
    for (on, reach) in place.person.everywhere().iter().zip(place.person.reach()) {
        shelves.push(Shelf {
            client: reach.client_id.clone(),
            client_name: reach.client_name.clone(),
            given: store::shared_with(&mut place.tx, on, MOST).await?,
            sent: store::supplied_by(&mut place.tx, on, MOST).await?,
        });
    }
    Ok(shelves)
}

fn from_firm(shelves: &[Shelf], words: &Words, times: &Times) -> AnyView {
    let new = shelves.iter().flat_map(|shelf| &shelf.given).filter(|row| row.first_opened_at.is_none()).count();
    let list = if shelves.iter().all(|shelf| shelf.given.is_empty()) {
        let why = format!(
            "What {} has for you appears here, and we send a mail to {} when it does. You don’t have to check.",
            words.firm, words.email
        );
        view! { <Empty title="Nothing from us yet" words=why /> }.into_any()
    } else {
        grouped(shelves, |shelf| &shelf.given, |row| given(row, times))
    };
    view! {
        <section id="firm" aria-labelledby="from-firm">
            <Head id="from-firm" title="From the firm" open={new > 0}>
                {(new > 0).then(|| view! { <small>{format!("{new} new")}</small> })}
            </Head>
            {list}
        </section>
    }
    .into_any()
}

fn given(row: &Row, times: &Times) -> AnyView {
    // Who else sent a document is another contact's affair.
    let from = if row.origin == "firm" { format!(" · from {}", row.supplied_by_name) } else { String::new() };
    let facts = kind_and_size(row) + &from;
    let opened = row.first_opened_at.map(|at| view! { " · you opened it " {on(times, at)} });
    view! {
        <DocumentLine row=row.clone() at=times.short(row.created_at) tag=new_tag(row)>
            <small>{facts} {opened}</small>
        </DocumentLine>
    }
    .into_any()
}

fn from_you(shelves: &[Shelf], times: &Times) -> AnyView {
    let list = if shelves.iter().all(|shelf| shelf.sent.is_empty()) {
        let why = "Every document that you send stays listed here, with the time it was received.";
        view! { <Empty title="You have not sent anything yet" words=why /> }.into_any()
    } else {
        grouped(shelves, |shelf| &shelf.sent, |row| sent(row, times))
    };
    view! {
        <section id="you" aria-labelledby="from-you">
            <Head id="from-you" title="From you" />
            {list}
        </section>
    }
    .into_any()
}

fn sent(row: &Row, times: &Times) -> AnyView {
    let facts = kind_and_size(row);
    let opened = row.first_opened_at.map(|at| view! { " · opened by the firm " {on(times, at)} });
    let tag = view! { <Tag tone=Tone::Done icon="state-done">"Received"</Tag> }.into_any();
    view! {
        <DocumentLine row=row.clone() at=times.short(row.created_at) tag=Some(tag)>
            <small>{facts} {opened}</small>
        </DocumentLine>
    }
    .into_any()
}

/// One ledger; for somebody who stands at several clients one for each.
fn grouped(shelves: &[Shelf], rows: fn(&Shelf) -> &Vec<Row>, line: impl Fn(&Row) -> AnyView) -> AnyView {
    let several = shelves.len() > 1;
    let ledger = |shelf: &Shelf| {
        let lines = rows(shelf).iter().map(&line).collect_view();
        let cut = rows(shelf).len() as i64 >= MOST;
        view! {
            {several.then(|| view! { <h3 class="shelf">{shelf.client_name.clone()}</h3> })}
            <ul class="ledger">{lines}</ul>
            {cut.then(|| view! { <p class="soft">{format!("These are the latest {MOST}. Call us for older ones.")}</p> })}
        }
    };
    shelves.iter().filter(|shelf| !rows(shelf).is_empty()).map(ledger).collect_view().into_any()
}

/// The drop zone. Somebody who stands at several clients says first for which: a file must not land at the wrong one.
fn sending(place: &Place, shelves: &[Shelf], form: &Form, wanted: &str) -> AnyView {
    let several = shelves.len() > 1;
    let chosen = match shelves {
        [only] => Some(only),
        _ => shelves.iter().find(|shelf| shelf.client.as_str() == wanted),
    };
    let address = if several { format!("{ADDRESS}?for={wanted}") } else { ADDRESS.to_owned() };
    let zone = chosen.map(|shelf| {
        let words = format!("Only you and {} can see what you send. We mail you a receipt.", place.firm.name);
        let title =
            if several { format!("Send a document for {}", shelf.client_name) } else { "Send a document".to_owned() };
        let (client, form) = (shelf.client.clone(), form.clone());
        let max_bytes = place.services.config.max_upload_bytes;
        view! { <DropZone action=address.clone() form client max_bytes title words /> }
    });
    let choice = several.then(|| for_which(shelves, chosen, form));
    view! { {choice} {zone} }.into_any()
}

fn for_which(shelves: &[Shelf], chosen: Option<&Shelf>, form: &Form) -> AnyView {
    let mut options = vec![(String::new(), "Choose".to_owned())];
    options.extend(shelves.iter().map(|shelf| (shelf.client.to_string(), shelf.client_name.clone())));
    let value = chosen.map(|shelf| shelf.client.to_string()).unwrap_or_default();
    // Until it is chosen, links to the drop zone and to its error lead here.
    let (id, field) = if chosen.is_none() { (Some("send"), form.refused().then_some("files")) } else { (None, None) };
    view! {
        <section id=id aria-labelledby="for-which">
            <Head id="for-which" title="Whose documents do you want to send?" />
            <Filters action=format!("{ADDRESS}#send") label="Whose documents" submit_on_change=true>
                <SelectField form=Form::default() name="for" label="Documents of" options value id=field.unwrap_or("for") />
                <Button label="Choose" />
            </Filters>
        </section>
    }
    .into_any()
}
