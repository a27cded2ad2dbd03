//! Bytes over plain routes: `PUT /uploads/{id}` from the upload island, and multipart forms for browsers without
//! JavaScript. Bodies are streamed to disk, never gathered.

use super::model::{ReceiptId, UploadId};
use super::uploads::{self, Sender};
use super::{parts, receipts};
use crate::accounts::session::{Kind, SignedIn};
use crate::app::Pages;
use crate::clients::{ClientId, ContactId};
use crate::firm::model::text;
use crate::kernel::{AppError, Form, Result};
use crate::server::Services;
use crate::server::http::{FormState, Visitor};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use multer::{Field, Multipart};

/// Longest text field beside the files, bytes.
const LONGEST_TEXT: usize = 16 * 1024;
/// Most files in one form.
const MOST_FILES: usize = 200;

/// `PUT /uploads/{id}`: the bytes of an announced file. 201 when they are durable, else the refusal as JSON.
pub async fn put(State(services): State<Services>, Path(id): Path<String>, request: Request) -> Response {
    match put_bytes(&services, &id, request).await {
        Ok(()) => StatusCode::CREATED.into_response(),
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            // The rest of a refused body is not read: the connection ends with the answer.
            (status, [(header::CONNECTION, "close")], Json(error)).into_response()
        }
    }
}

async fn put_bytes(services: &Services, id: &str, request: Request) -> Result<()> {
    let (account, visitor) = caller(&request)?;
    let id = UploadId::try_from(id.to_owned())?;
    let (sender, upload) = uploads::take(services, &account, &visitor, &id).await?;
    uploads::receive(services, &sender, upload, request.into_body().into_data_stream()).await.map(|_| ())
}

/// `POST /portal/documents`: a client's plain form. Goes on to the receipt, or shows the page again with the refusal.
pub async fn from_client(State(pages): State<Pages>, request: Request) -> Response {
    take_form(pages, request, None).await
}

/// `POST /clients/{id}/documents`: staff's plain form.
pub async fn from_staff(State(pages): State<Pages>, Path(id): Path<String>, request: Request) -> Response {
    take_form(pages, request, Some(id)).await
}

/// On a refusal the page comes back as it was asked for, with its query and with what was typed beside the files.
async fn take_form(pages: Pages, request: Request, client: Option<String>) -> Response {
    let (parts, body) = request.into_parts();
    let again = parts.clone();
    let action = parts.uri.path().to_owned();
    let page = parts.uri.path_and_query().map_or_else(|| action.clone(), ToString::to_string);
    let mut beside = Beside::default();
    match take_files(&pages.services, Request::from_parts(parts, body), client, &mut beside).await {
        Ok(next) => (StatusCode::SEE_OTHER, [(header::LOCATION, next)]).into_response(),
        Err(error) => {
            let form = Form { values: beside.typed(), error: Some(error) };
            let mut response = pages.again(again, &page, FormState { action, form }).await;
            response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
            response
        }
    }
}

/// What the form holds beside its files.
#[derive(Default)]
struct Beside {
    client: Option<ClientId>,
    contacts: Vec<ContactId>,
    note: String,
}

async fn take_files(
    services: &Services,
    request: Request,
    client: Option<String>,
    beside: &mut Beside,
) -> Result<String> {
    let (account, visitor) = caller(&request)?;
    // The form that names the client in its address is the firm's, the other one the client's: to each the other's is absent.
    if client.is_some() != matches!(account.kind, Kind::Staff(_)) {
        return Err(AppError::NotFound);
    }
    beside.client = client.map(ClientId::try_from).transpose()?;
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
            sender = Some(sender_of(services, account, visitor, beside.client.clone()).await?);
        }
        if let Some(sender) = &sender
            && let Err(error) = take_file(services, sender, &mut receipt, &name, field).await
        {
            let of_this_file = matches!(error, AppError::Invalid(_) | AppError::TooLarge(_));
            refused.push(about(&name, error));
            if !of_this_file {
                break;
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
    beside: &Beside,
) -> Result<String> {
    let arrived = match (&sender, &receipt) {
        (Some(_), Some(receipt)) => {
            let actor = crate::accounts::sign_in::actor(account, visitor);
            receipts::close(services, &actor, &account.id, receipt, &beside.contacts, &beside.note).await
        }
        _ => Err(AppError::field("files", "Select a file")),
    };
    match (arrived, refused) {
        (Ok(receipt), None) => Ok(parts::after(&receipt)),
        (_, Some(error)) => Err(error),
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
    let upload = uploads::begin_plain(services, sender, receipt, name).await?;
    uploads::receive(services, sender, upload, field).await.map(|_| ())
}

async fn sender_of(
    services: &Services,
    account: &SignedIn,
    visitor: &Visitor,
    client: Option<ClientId>,
) -> Result<Sender> {
    let mut tx = services.db.read().await?;
    let client = match client {
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
        contacts.chain([("note".to_owned(), self.note.clone())]).collect()
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
        match name.as_str() {
            "client" if self.client.is_none() => self.client = Some(ClientId::try_from(value)?),
            "contacts" | "contacts[]" => self.contacts.push(ContactId::try_from(value)?),
            "note" => self.note = text("note", &value, 0, 2000, "")?,
            _ => {}
        }
        Ok(())
    }
}

fn caller(request: &Request) -> Result<(SignedIn, Visitor)> {
    let account = request.extensions().get::<SignedIn>().cloned().ok_or(AppError::NotSignedIn)?;
    Ok((account, request.extensions().get::<Visitor>().cloned().unwrap_or_default()))
}

/// A request without a boundary is refused here; it must not reach a parser that expects one.
fn multipart(headers: HeaderMap, body: Body) -> Result<Multipart<'static>> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| AppError::Unreadable)?;
    Ok(Multipart::new(body.into_data_stream(), boundary))
}

/// A file's name without what browsers make of quotes and line ends in it (WHATWG HTML, 4.10.21.8).
fn as_on_disk(sent: &str) -> String {
    sent.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// Several refusals as one, beside the file field.
fn together(mut refused: Vec<AppError>) -> Option<AppError> {
    if refused.len() < 2 {
        return refused.pop();
    }
    let words: Vec<String> = refused.iter().map(ToString::to_string).collect();
    Some(AppError::field("files", words.join(". ")))
}

fn broken() -> AppError {
    AppError::field("files", "The files could not be uploaded – try again")
}

/// The refusal with the file's name, in FACE's pattern.
fn about(name: &str, error: AppError) -> AppError {
    let name = super::names::kept(name);
    match error {
        AppError::Invalid(fields) => AppError::field("files", format!("{name}: {}", fields.sentence())),
        AppError::TooLarge(words) => AppError::TooLarge(format!("{name}: {words}")),
        AppError::Unreadable => AppError::field("files", format!("{name} could not be uploaded – try again")),
        other => other,
    }
}
