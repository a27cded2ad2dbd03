//! `/portal/documents`: everything the firm gave this person and everything they sent. The newest of both stand on the
//! page; `?older=` leads on through one list of one client.

use super::history::History;
use crate::accounts::Content;
use crate::accounts::pages::titled;
use crate::clients::ClientId;
use crate::documents::ReceiptId;
use crate::documents::parts::{DocumentLine, DropZone, arrived, kind_and_size, new_tag, on};
use crate::documents::store::{self, Row};
use crate::firm::Times;
use crate::kernel::{Form, Result};
use crate::portal_access::Place;
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Empty, ErrorSummary, Filters, Head, Look, PageHead, SelectField, Tag, Tone};
use leptos::prelude::*;

const ADDRESS: &str = "/portal/documents";
/// Rows of each kind shown for one client at a time.
const SIZE: usize = 50;

/// What a person has at one client.
pub(super) struct Shelf {
    client: ClientId,
    client_name: String,
    /// Shared with them.
    pub given: Vec<Row>,
    /// Sent by them.
    pub sent: Vec<Row>,
    /// Where the older ones of each begin.
    older: [Option<String>; 2],
}

impl Shelf {
    /// Whether there is more than it shows.
    pub fn goes_on(&self) -> bool {
        self.older.iter().any(Option::is_some)
    }
}

/// One of the two lists of a shelf.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Given,
    Sent,
}

impl Which {
    const ALL: [Which; 2] = [Which::Given, Which::Sent];

    fn word(self) -> &'static str {
        match self {
            Which::Given => "given",
            Which::Sent => "sent",
        }
    }

    fn rows(self, shelf: &Shelf) -> &Vec<Row> {
        match self {
            Which::Given => &shelf.given,
            Which::Sent => &shelf.sent,
        }
    }
}

/// The page.
pub async fn mine(mut place: Place) -> Result<Content> {
    if let Some(which) = Which::ALL.into_iter().find(|which| which.word() == request::query("older")) {
        return older(place, which).await;
    }
    let (form, wanted) = (request::form_of(ADDRESS), request::query("for"));
    let received = received(&mut place, &form).await?;
    let shelves = shelves(&mut place).await?;
    let words = Words { firm: place.firm.name.clone(), email: place.person.account().email.clone() };
    let times = &place.times;
    let changes = place.looking.is_none();
    let send =
        changes.then(|| view! { <ButtonLink href="#send" label="Send a document" look=Look::Primary icon="upload" /> });
    let count = shelves.iter().map(|shelf| shelf.given.len() + shelf.sent.len()).sum::<usize>();
    let take = (changes && count > 1).then(|| {
        let href = format!("{ADDRESS}.zip");
        view! { <ButtonLink href label="Download all" icon="download" more="documents" /> }
    });
    let zone = changes.then(|| sending(&place, &shelves, &form, &wanted));
    let body = view! {
        <div class="stack">
            <ErrorSummary form=&form>{received}</ErrorSummary>
            <PageHead title="Documents" lead="Everything we gave you and everything you sent, for as long as your access lasts.">
                {take}
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

/// The page with one list's older rows.
async fn older(mut place: Place, which: Which) -> Result<Content> {
    let on = place.person.on(&ClientId::try_from(request::query("of"))?)?;
    let name = place.person.reach().iter().find(|reach| reach.client_id == *on.client());
    let after = request::query("after");
    let page = match which {
        Which::Given => store::shared_page(&mut place.tx, &on, &after, SIZE).await?,
        Which::Sent => store::supplied_page(&mut place.tx, &on, &after, SIZE).await?,
    };
    let mut shelf = Shelf {
        client: on.client().clone(),
        client_name: name.map(|reach| reach.client_name.clone()).unwrap_or_default(),
        given: Vec::new(),
        sent: Vec::new(),
        older: [None, None],
    };
    shelf.older[which as usize] = page.next;
    match which {
        Which::Given => shelf.given = page.rows,
        Which::Sent => shelf.sent = page.rows,
    }
    let (shelves, times, several) = ([shelf], &place.times, place.person.reach().len() > 1);
    let (title, list) = match which {
        Which::Given => ("From the firm", grouped(&shelves, several, which, |row| given(row, times))),
        Which::Sent => ("From you", grouped(&shelves, several, which, |row| sent(row, times))),
    };
    let body = view! {
        <div class="stack">
            <PageHead title="Older documents">
                <ButtonLink href=ADDRESS label="Back to the newest" />
            </PageHead>
            <section aria-labelledby="older">
                <Head id="older" title=title />
                {list}
            </section>
            <History shelves=&shelves times />
        </div>
    };
    Ok(Content::plain("Older documents", body))
}

/// What came all the same, where other files of the same go were refused.
async fn received(place: &mut Place, form: &Form) -> Result<Option<AnyView>> {
    let id = form.typed("received").map(|id| ReceiptId::try_from(id.to_owned()));
    let Some(Ok(id)) = id else { return Ok(None) };
    let receipt = store::receipt(&mut place.tx, &id, &place.person.account().id).await?;
    let rows = store::on_receipt(&mut place.tx, place.person.wall(), &receipt.id).await?;
    let (words, address) =
        (arrived(rows.iter().map(|row| row.name.as_str())), format!("/portal/receipts/{}", receipt.id));
    Ok(Some(view! { <p>{words} " " <a href=address>"Show the receipt"</a></p> }.into_any()))
}

struct Words {
    firm: String,
    email: String,
}

async fn shelves(place: &mut Place) -> Result<Vec<Shelf>> {
    let mut shelves = Vec::new();
    for (on, reach) in place.person.everywhere().iter().zip(place.person.reach()) {
        let given = store::shared_page(&mut place.tx, on, "", SIZE).await?;
        let sent = store::supplied_page(&mut place.tx, on, "", SIZE).await?;
        shelves.push(Shelf {
            client: reach.client_id.clone(),
            client_name: reach.client_name.clone(),
            given: given.rows,
            sent: sent.rows,
            older: [given.next, sent.next],
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
        grouped(shelves, shelves.len() > 1, Which::Given, |row| given(row, times))
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
        grouped(shelves, shelves.len() > 1, Which::Sent, |row| sent(row, times))
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

/// One ledger; for somebody who stands at several clients one for each, under its name. Each leads on to its older rows.
fn grouped(shelves: &[Shelf], several: bool, which: Which, line: impl Fn(&Row) -> AnyView) -> AnyView {
    let ledger = |shelf: &Shelf| {
        let lines = which.rows(shelf).iter().map(&line).collect_view();
        let older = shelf.older[which as usize].as_ref().map(|after| {
            let address = format!("{ADDRESS}?older={}&of={}&after={after}", which.word(), shelf.client);
            let label =
                format!("Older documents, {}", if which == Which::Given { "from the firm" } else { "from you" });
            view! { <p><a href=address>{label}</a></p> }
        });
        view! {
            {several.then(|| view! { <h3 class="shelf">{shelf.client_name.clone()}</h3> })}
            <ul class="ledger">{lines}</ul>
            {older}
        }
    };
    shelves.iter().filter(|shelf| !which.rows(shelf).is_empty()).map(ledger).collect_view().into_any()
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
            <Filters action=format!("{ADDRESS}#send") label="Whose documents">
                <SelectField form=Form::default() name="for" label="Documents of" options value id=field.unwrap_or("for") />
                <Button label="Choose" />
            </Filters>
        </section>
    }
    .into_any()
}
