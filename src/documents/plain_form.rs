//! Multipart forms with files, for browsers without JavaScript. Bodies are streamed to disk, never gathered.

use super::model::ReceiptId;
use super::refusing::{about, broken, together};
use super::uploads::Sender;
use super::uploads::whole;
use super::{names, parts, receipts};
use crate::accounts::session::{Kind, SignedIn};
use crate::app::Pages;
use crate::clients::{ClientId, ContactId};
use crate::firm::model::text;
use crate::kernel::{AppError, Form, Result};
use crate::requests::{ItemId, RequestId};
use crate::server::Services;
use crate::server::http::{FormState, Visitor};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use multer::{Field, Multipart};

/// Longest text field beside the files, bytes.
pub(super) const LONGEST_TEXT: usize = 16 * 1024;
/// Most files in one form.
const MOST_FILES: usize = 200;

/// `POST /portal/documents`: a client's plain form. Goes on to the receipt, or shows the page again with the refusal.
pub async fn from_client(State(pages): State<Pages>, request: Request) -> Response {
    take_form(pages, request, Page::Mine).await
}

/// `POST /clients/{id}/documents`: staff's plain form.
pub async fn from_staff(State(pages): State<Pages>, Path(id): Path<String>, request: Request) -> Response {
    take_form(pages, request, Page::OfClient(id)).await
}

/// `POST /portal/requests/{id}`: a client's files for one item of a request. Comes back to the item; the receipt stays
/// open until the person has finished for now.
pub async fn for_item(State(pages): State<Pages>, Path(id): Path<String>, request: Request) -> Response {
    take_form(pages, request, Page::OfRequest(id)).await
}

/// The page that a form stands on.
enum Page {
    /// A client person's documents.
    Mine,
    /// A client's documents, for staff.
    OfClient(String),
    /// A request, for those whom it was sent to.
    OfRequest(String),
}

/// On a refusal the page comes back as it was asked for, with its query and with what was typed beside the files.
async fn take_form(pages: Pages, request: Request, on: Page) -> Response {
    let (parts, body) = request.into_parts();
    let again = parts.clone();
    let action = parts.uri.path().to_owned();
    let page = parts.uri.path_and_query().map_or_else(|| action.clone(), ToString::to_string);
    let mut beside = Beside::default();
    match take_files(&pages.services, Request::from_parts(parts, body), on, &mut beside).await {
        Ok(next) => (StatusCode::SEE_OTHER, [(header::LOCATION, next)]).into_response(),
        Err(error) => {
            let form = Form { values: beside.typed(), error: Some(beside.own_field(error)) };
            let mut response = pages.again(again, &page, FormState { action, form, note: None }).await;
            response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
            response
        }
    }
}

/// What the form holds beside its files.
#[derive(Default)]
struct Beside {
    client: Option<ClientId>,
    request: Option<RequestId>,
    item: Option<ItemId>,
    contacts: Vec<ContactId>,
    note: String,
    /// Names of the fields that came.
    seen: Vec<String>,
    /// The receipt of what came all the same, where other files were refused.
    received: Option<ReceiptId>,
    /// The names of what came.
    arrived: Vec<String>,
}

async fn take_files(services: &Services, request: Request, on: Page, beside: &mut Beside) -> Result<String> {
    let (account, visitor) = caller(&request)?;
    // The form that names the client in its address is the firm's, the others the client's: to each the other's is absent.
    if matches!(on, Page::OfClient(_)) != matches!(account.kind, Kind::Staff(_)) {
        return Err(AppError::NotFound);
    }
    match on {
        Page::Mine => {}
        Page::OfClient(client) => beside.client = Some(ClientId::try_from(client)?),
        Page::OfRequest(request) => beside.request = Some(RequestId::try_from(request)?),
    }
    let mut form = multipart(request.headers().clone(), request.into_body())?;
    let taken = take_parts(services, &account, &visitor, &mut form, beside).await;
    // Most browsers listen only when everything is sent: what follows a refused part is read and dropped.
    while let Ok(Some(_)) = form.next_field().await {}
    taken
}

async fn take_parts(
    services: &Services,
    account: &SignedIn,
    visitor: &Visitor,
    form: &mut Multipart<'static>,
    beside: &mut Beside,
) -> Result<String> {
    let (mut sender, mut receipt, mut refused, mut count) = (None, None, Vec::new(), 0);
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        let Some(name) = field.file_name().map(as_on_disk) else {
            beside.note(field).await?;
            continue;
        };
        if name.is_empty() {
            continue; // The file field (or the camera's) was left empty.
        }
        count += 1;
        if count > MOST_FILES {
            refused.push(AppError::field("files", format!("Select at most {MOST_FILES} files at a time")));
            break;
        }
        if sender.is_none() {
            sender = Some(sender_of(services, account, visitor, beside).await?);
        }
        let Some(sender) = &sender else { continue };
        match take_file(services, sender, &mut receipt, &name, field).await {
            Ok(()) => beside.arrived.push(names::kept(&name)),
            Err(error) => {
                let of_this_file = matches!(error, AppError::Invalid(_) | AppError::TooLarge(_));
                refused.push(about(&name, error));
                if !of_this_file {
                    break;
                }
            }
        }
    }
    finish(services, account, visitor, sender, receipt, together(refused), beside).await
}

async fn finish(
    services: &Services,
    account: &SignedIn,
    visitor: &Visitor,
    sender: Option<Sender>,
    receipt: Option<ReceiptId>,
    refused: Option<AppError>,
    beside: &mut Beside,
) -> Result<String> {
    // What came for an item stands; the person ends the go when all is sent.
    if let Some(answers) = sender.as_ref().and_then(|sender| sender.answers.as_ref()) {
        let (request, item) = (answers.on().request(), answers.item());
        return refused.map_or_else(|| Ok(format!("/portal/requests/{request}?received={item}#item-{item}")), Err);
    }
    let arrived = match (&sender, &receipt) {
        (Some(_), Some(receipt)) => {
            let actor = crate::accounts::sign_in::actor(account, visitor);
            receipts::close(services, &actor, &account.id, receipt, &beside.contacts, &beside.note).await
        }
        _ => Err(AppError::field("files", "Select a file")),
    };
    match (arrived, refused) {
        (Ok(receipt), None) => Ok(parts::after(&receipt)),
        (arrived, Some(error)) => {
            beside.received = arrived.ok().map(|receipt| receipt.id);
            Err(error)
        }
        (Err(error), None) => Err(error),
    }
}

async fn take_file(
    services: &Services,
    sender: &Sender,
    receipt: &mut Option<ReceiptId>,
    name: &str,
    field: Field<'static>,
) -> Result<()> {
    let upload = whole::begin_plain(services, sender, receipt, name).await?;
    whole::receive(services, sender, upload, field).await.map(|_| ())
}

async fn sender_of(services: &Services, account: &SignedIn, visitor: &Visitor, beside: &Beside) -> Result<Sender> {
    if let Some(request) = &beside.request {
        let item = beside.item.as_ref().ok_or(AppError::NotFound)?;
        // Items are held while they are looked at.
        let sender = Sender::for_item(&mut services.db.write().await?, account, visitor, item).await?;
        let right = sender.answers.as_ref().is_some_and(|answers| answers.on().request() == request);
        return if right { Ok(sender) } else { Err(AppError::NotFound) };
    }
    let mut tx = services.db.read().await?;
    let client = match beside.client.clone() {
        Some(client) => client,
        None => {
            let person = crate::portal_access::person::of(&mut tx, account.clone()).await?;
            person.reach().first().map(|reach| reach.client_id.clone()).ok_or(AppError::NotFound)?
        }
    };
    Sender::of(&mut tx, account, visitor, client).await
}

impl Beside {
    /// What was typed and ticked, for the page that comes back.
    fn typed(&self) -> Vec<(String, String)> {
        let contacts = self.contacts.iter().map(|contact| ("contacts".to_owned(), contact.to_string()));
        let item = self.item.iter().map(|item| ("item".to_owned(), item.to_string()));
        let received = self.received.iter().map(|receipt| ("received".to_owned(), receipt.to_string()));
        let arrived = self.arrived.iter().map(|name| ("arrived".to_owned(), name.clone()));
        contacts.chain(item).chain(received).chain(arrived).chain([("note".to_owned(), self.note.clone())]).collect()
    }

    /// A page that asks for several things has a file field for each.
    fn own_field(&self, error: AppError) -> AppError {
        match (error, &self.item) {
            (AppError::Invalid(fields), Some(item)) => AppError::field(&format!("files-{item}"), fields.sentence()),
            (error, _) => error,
        }
    }

    async fn note(&mut self, mut field: Field<'static>) -> Result<()> {
        let name = field.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(|_| broken())? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > LONGEST_TEXT {
                return Err(AppError::field("note", "Use a shorter text"));
            }
        }
        let value = String::from_utf8(bytes).map_err(|_| AppError::Unreadable)?;
        if self.seen.contains(&name) && !name.starts_with("contacts") {
            return Err(AppError::Unreadable); // As in `server::http::once`: it is not clear which one counts.
        }
        self.seen.push(name.clone());
        match name.as_str() {
            "client" if self.client.is_none() => self.client = Some(ClientId::try_from(value)?),
            "item" => self.item = Some(ItemId::try_from(value)?),
            "contacts" | "contacts[]" => self.contacts.push(ContactId::try_from(value)?),
            "note" => self.note = text("note", &value, 0, 2000, "")?,
            _ => {}
        }
        Ok(())
    }
}

pub(super) fn caller(request: &Request) -> Result<(SignedIn, Visitor)> {
    let account = request.extensions().get::<SignedIn>().cloned().ok_or(AppError::NotSignedIn)?;
    Ok((account, request.extensions().get::<Visitor>().cloned().unwrap_or_default()))
}

/// A request without a boundary is refused here; it must not reach a parser that expects one.
pub(super) fn multipart(headers: HeaderMap, body: Body) -> Result<Multipart<'static>> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| AppError::Unreadable)?;
    Ok(Multipart::new(body.into_data_stream(), boundary))
}

/// A file's name without what browsers make of quotes and line ends in it (WHATWG HTML, 4.10.21.8).
pub(super) fn as_on_disk(sent: &str) -> String {
    sent.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}
