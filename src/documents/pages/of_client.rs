//! `/clients/{id}/documents`: all documents of a client, for staff.

use super::sharing::{self, Sharing};
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{Tab, head_form, profile_head, title};
use crate::clients::store::{Client, Contact};
use crate::clients::{self, ClientId, OnClient};
use crate::documents::ReceiptId;
use crate::documents::actions::{EndShare, ShareDocument};
use crate::documents::parts::{
    DocumentLine, DropZone, arrived, barred_because, certificate_link, download_all, kind_and_size, new_tag, on,
};
use crate::documents::store::{self, Row, Share};
use crate::firm::Times;
use crate::kernel::page::Page;
use crate::kernel::{AppError, Form, Result};
use crate::server::leptos as request;
use crate::ui::{ButtonLink, Empty, ErrorSummary, Head, Notice, NoticeTone, Pages, TextArea};
use leptos::prelude::*;

const SIZE: usize = 50;

/// The page.
pub async fn of_client(mut desk: Desk) -> Result<Content> {
    let id = desk.param::<ClientId>("id")?;
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::SeeDocuments, id).await?;
    let (after, added) = (request::query("after"), request::query("added"));
    let forms = Forms::read(&on);
    let (client, head) = profile_head(&mut desk, &on, Tab::Documents).await?;
    let page = store::of_client(&mut desk.tx, &on, &after, SIZE).await?;
    let total = store::count(&mut desk.tx, &on).await?;
    let shelf = Shelf {
        shares: store::shares(&mut desk.tx, &on).await?,
        contacts: clients::store::contacts(&mut desk.tx, &on).await?,
        may_share: desk.staff.can(Act::ShareDocuments),
        times: desk.times.clone(),
        // Without what was added last: that is news once.
        here: if after.is_empty() { address(on.client()) } else { format!("{}?after={after}", address(on.client())) },
    };
    let added = added_notice(&mut desk, &on, added).await?;
    let received = received(&mut desk, &forms.files).await?;
    let take = (total > 1).then(|| download_all(format!("{}.zip", address(on.client())), " documents", "end no-print"));
    let body = view! {
        <ErrorSummary form=forms.refused()>{received}</ErrorSummary>
        {head}
        {added}
        <section aria-labelledby="all">
            <Head id="all" title="Documents" open=page.rows.iter().any(is_new)>
                {take}
                {shelf.may_share.then(|| view! { <a href="#send">"Add documents"</a> })}
            </Head>
            {list(&client, page, total, &after, &shelf, &forms)}
        </section>
        {shelf.may_share.then(|| adding(&desk, &client, &shelf.contacts, &forms.files))}
    };
    let words = format!("Documents of {}", client.name);
    Ok(Content::with_island(title(&words, &[&forms.refused(), &head_form()]), body))
}

fn address(client: &ClientId) -> String {
    format!("/clients/{client}/documents")
}

/// The forms of this page, as they came back.
struct Forms {
    share: Form,
    end: Form,
    files: Form,
}

impl Forms {
    fn read(on: &OnClient) -> Self {
        Forms {
            share: request::form::<ShareDocument>(),
            end: request::form::<EndShare>(),
            files: request::form_of(&address(on.client())),
        }
    }

    fn refused(&self) -> Form {
        [&self.share, &self.end, &self.files].into_iter().find(|form| form.refused()).cloned().unwrap_or_default()
    }
}

/// What the rows need beside themselves.
struct Shelf {
    shares: Vec<Share>,
    contacts: Vec<Contact>,
    may_share: bool,
    times: Times,
    here: String,
}

/// What has just been added, if this is the way back from adding it.
async fn added_notice(desk: &mut Desk, on: &OnClient, added: String) -> Result<Option<AnyView>> {
    let Ok(id) = ReceiptId::try_from(added) else { return Ok(None) };
    let receipt = match store::receipt(&mut desk.tx, &id, desk.staff.id()).await {
        Ok(receipt) if receipt.client_id == *on.client() => receipt,
        Ok(_) | Err(AppError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let rows = store::on_receipt(&mut desk.tx, &desk.staff.wall(), &receipt.id).await?;
    let names = rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(", ");
    let words = if rows.len() == 1 {
        format!("{names} is added.")
    } else {
        format!("{} documents are added: {names}.", rows.len())
    };
    Ok((!rows.is_empty()).then(|| view! { <Notice tone=NoticeTone::Good><p>{words}</p></Notice> }.into_any()))
}

/// What came all the same, where other files of the same go were refused.
async fn received(desk: &mut Desk, form: &Form) -> Result<Option<AnyView>> {
    let id = form.typed("received").map(|id| ReceiptId::try_from(id.to_owned()));
    let Some(Ok(id)) = id else { return Ok(None) };
    let receipt = store::receipt(&mut desk.tx, &id, desk.staff.id()).await?;
    let rows = store::on_receipt(&mut desk.tx, &desk.staff.wall(), &receipt.id).await?;
    let words = arrived(rows.iter().map(|row| row.name.as_str()));
    Ok(Some(view! { <p>{words}</p> }.into_any()))
}

fn list(client: &Client, page: Page<Row>, total: i64, after: &str, shelf: &Shelf, forms: &Forms) -> AnyView {
    let address = address(&client.id);
    if page.rows.is_empty() {
        return if after.is_empty() { nothing(client) } else { nothing_older(address) };
    }
    let words =
        if after.is_empty() { format!("Newest {} of {total}", page.rows.len()) } else { format!("{total} in all") };
    let more = page.next.is_some() || !after.is_empty();
    let next = page.next.map(|key| format!("{address}?after={key}"));
    // The store reads forward only; the way back is the way to the beginning.
    let beginning = (!after.is_empty()).then(|| view! { <p><a href=address>"Back to the newest"</a></p> });
    view! {
        {beginning}
        <ul class="ledger">{page.rows.iter().map(|row| line(row, client, shelf, forms)).collect_view()}</ul>
        {more.then(|| view! { <Pages label="Document pages" words previous=None next /> })}
    }
    .into_any()
}

fn nothing(client: &Client) -> AnyView {
    let words =
        format!("What {} sends through the portal appears here, and so does what you add for them.", client.name);
    view! { <Empty title="No documents yet" words /> }.into_any()
}

fn nothing_older(address: String) -> AnyView {
    view! {
        <Empty title="Nothing older" words="The list ends before this page.">
            <ButtonLink href=address label="Show the newest" />
        </Empty>
    }
    .into_any()
}

fn line(sent: &Row, client: &Client, shelf: &Shelf, forms: &Forms) -> AnyView {
    let (row, times) = (&sent.for_staff(), &shelf.times);
    let sent_as = if row.name == sent.name { String::new() } else { format!(" · sent as {}", sent.name) };
    let opened = row.first_opened_at.map(|at| view! { " · opened " {on(times, at)} });
    let sharing = Sharing {
        client: client.id.clone(),
        document: row.id.clone(),
        name: row.name.clone(),
        shares: shelf.shares.iter().filter(|share| share.document_id == row.id).cloned().collect(),
        contacts: shelf.contacts.clone(),
        may_share: shelf.may_share,
        here: shelf.here.clone(),
    };
    let form =
        if forms.share.typed("document") == Some(row.id.as_str()) { forms.share.clone() } else { Form::default() };
    let facts = format!("From {}{sent_as} · {}", row.supplied_by_name, kind_and_size(row));
    let sharing = sharing::view(sharing, form, times);
    let tag = if is_new(row) { new_tag(row) } else { None };
    let (certificate, because) = (certificate_link(&row.id, &row.name), barred_because(row));
    view! {
        <DocumentLine row=row.clone() at=times.short(row.created_at) tag=tag>
            <small>{facts} {opened} " · " {certificate}</small>
            {because}
            {sharing}
        </DocumentLine>
    }
    .into_any()
}

/// A client's document that nobody of the firm opened yet; the firm's own are never new to it.
fn is_new(row: &Row) -> bool {
    row.origin == "client" && row.first_opened_at.is_none()
}

fn adding(desk: &Desk, client: &Client, contacts: &[Contact], form: &Form) -> AnyView {
    let address = address(&client.id);
    let with_whom =
        sharing::with_whom(contacts, "contacts", "Without a tick only the firm sees them. You can share them later.");
    let hint = "Stands in the mail to those you share with.";
    let note = view! { <TextArea form=form name="note" label="Note" hint=hint optional=true /> };
    let max_bytes = desk.services.config.max_upload_bytes;
    view! {
        <DropZone action=address form=form.clone() client=client.id.clone() max_bytes title="Add documents">
            {with_whom}
            {note}
        </DropZone>
    }
    .into_any()
}
