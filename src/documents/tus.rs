//! `/uploads`: files in pieces over tus 1.0 (https://tus.io/protocols/resumable-upload, with creation, creation-with-upload,
//! expiration, checksum and termination). Whose upload it is and what it may become is asked at every request, as for every
//! other one; `uploads::pieces` does the work.
//!
//! `Upload-Metadata` names the file (`filename` or `name`), the `client` (a person with one client may leave it out), and
//! where they are known the `item` that it answers and the `receipt` of the go that it belongs to.

pub mod headers;

use super::model::{ReceiptId, UploadId};
use super::plain_form::caller;
use super::uploads::pieces::{self, Piece, Refused, Standing};
use super::uploads::{self, New};
use crate::accounts::session::SignedIn;
use crate::clients::ClientId;
use crate::kernel::{AppError, Result};
use crate::portal_access::person;
use crate::requests::ItemId;
use crate::server::Services;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use headers::{Metadata, Unclear};

const DAMAGED: &str = "It arrived damaged – try again";

/// What is spoken beside the core.
const EXTENSIONS: &str = "creation,creation-with-upload,expiration,checksum,termination";

/// `/uploads`: what the server speaks (OPTIONS), a new upload (POST).
pub async fn all(State(services): State<Services>, request: Request) -> Response {
    match headers::method(request.method(), request.headers()) {
        Method::OPTIONS => spoken(&services),
        Method::POST => answer(&services, request, async |request| create(&services, request).await).await,
        _ => wrong_method("OPTIONS, POST"),
    }
}

/// `/uploads/{id}`: where it stands (HEAD), a piece of it (PATCH), no more of it (DELETE).
pub async fn one(State(services): State<Services>, Path(id): Path<String>, request: Request) -> Response {
    match headers::method(request.method(), request.headers()) {
        Method::OPTIONS => spoken(&services),
        Method::HEAD => answer(&services, request, async |request| look(&services, id, request).await).await,
        Method::PATCH => answer(&services, request, async |request| go_on(&services, id, request).await).await,
        Method::DELETE => answer(&services, request, async |request| end(&services, id, request).await).await,
        _ => wrong_method("OPTIONS, HEAD, PATCH, DELETE"),
    }
}

/// Why a request is not done.
enum No {
    Unclear(Unclear),
    Kind,
    Upload(Refused),
}

impl From<Refused> for No {
    fn from(refused: Refused) -> Self {
        No::Upload(refused)
    }
}

impl From<AppError> for No {
    fn from(error: AppError) -> Self {
        No::Upload(Refused::App(error))
    }
}

impl From<Unclear> for No {
    fn from(unclear: Unclear) -> Self {
        No::Unclear(unclear)
    }
}

async fn answer(
    services: &Services,
    request: Request,
    act: impl AsyncFnOnce(Request) -> Result<Response, No>,
) -> Response {
    if request.headers().get(headers::RESUMABLE).is_none_or(|version| version != headers::VERSION) {
        let mut response = StatusCode::PRECONDITION_FAILED.into_response();
        say(&mut response, "tus-version", headers::VERSION);
        return resumable(response);
    }
    let response = act(request).await.unwrap_or_else(|no| refusal(services, no));
    resumable(response)
}

async fn create(services: &Services, request: Request) -> Result<Response, No> {
    let (account, visitor) = caller(&request)?;
    let size = headers::bytes(request.headers(), &headers::LENGTH)?;
    let size = size.ok_or(Unclear("Upload-Length is missing; a file’s size has to be known"))?;
    let metadata = Metadata::read(request.headers())?;
    let client = client(services, &account, &metadata).await?;
    let item = metadata.get(&["item"]).map(|id| ItemId::try_from(id.to_owned())).transpose()?;
    let receipt = metadata.get(&["receipt"]).map(|id| ReceiptId::try_from(id.to_owned())).transpose()?;
    let name = metadata.get(&["filename", "name"]).unwrap_or_default();
    let new = New { name, size, modified: None, metadata: metadata.raw.as_deref() };
    let begun = uploads::begin(services, &account, &visitor, client, item, receipt, new).await?;
    let standing = match headers::carries_piece(request.headers()) {
        true => receive(services, &begun.upload, 0, request).await?,
        false => pieces::standing(services, &account, &visitor, &begun.upload).await?,
    };
    let mut response = StatusCode::CREATED.into_response();
    say(&mut response, header::LOCATION.as_str(), &format!("/uploads/{}", begun.upload));
    stands(&mut response, &standing);
    Ok(response)
}

/// The client that is named, or the only one whom this person reaches.
async fn client(services: &Services, account: &SignedIn, metadata: &Metadata) -> Result<ClientId> {
    if let Some(named) = metadata.get(&["client"]) {
        return ClientId::try_from(named.to_owned());
    }
    let person = person::of(&mut services.db.read().await?, account.clone()).await?;
    match person.reach() {
        [only] => Ok(only.client_id.clone()),
        _ => Err(AppError::NotFound),
    }
}

async fn look(services: &Services, id: String, request: Request) -> Result<Response, No> {
    let (account, visitor) = caller(&request)?;
    let id = UploadId::try_from(id)?;
    let standing = pieces::standing(services, &account, &visitor, &id).await?;
    let mut response = StatusCode::OK.into_response();
    stands(&mut response, &standing);
    say(&mut response, headers::LENGTH.as_str(), &standing.size.to_string());
    if let Some(metadata) = &standing.metadata {
        say(&mut response, headers::METADATA.as_str(), metadata);
    }
    Ok(response)
}

async fn go_on(services: &Services, id: String, request: Request) -> Result<Response, No> {
    caller(&request)?;
    let id = UploadId::try_from(id)?;
    if !headers::carries_piece(request.headers()) {
        return Err(No::Kind);
    }
    let offset = headers::bytes(request.headers(), &headers::OFFSET)?;
    let offset = offset.ok_or(Unclear("Upload-Offset is missing"))?;
    let standing = receive(services, &id, offset, request).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    stands(&mut response, &standing);
    Ok(response)
}

async fn receive(services: &Services, id: &UploadId, offset: u64, request: Request) -> Result<Standing, No> {
    let (account, visitor) = caller(&request)?;
    let (checksum, whole) = (headers::checksum(request.headers())?, headers::whole(request.headers()));
    let piece = Piece { offset, checksum, whole };
    let bytes = request.into_body().into_data_stream();
    Ok(pieces::receive(services, &account, &visitor, id, piece, bytes).await?)
}

async fn end(services: &Services, id: String, request: Request) -> Result<Response, No> {
    let (account, visitor) = caller(&request)?;
    pieces::give_up(services, &account, &visitor, &UploadId::try_from(id)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn stands(response: &mut Response, standing: &Standing) {
    say(response, headers::OFFSET.as_str(), &standing.offset.to_string());
    if let Some(until) = headers::date(standing.until).filter(|_| standing.offset < standing.size) {
        response.headers_mut().insert(headers::EXPIRES, until);
    }
}

fn spoken(services: &Services) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    say(&mut response, "tus-version", headers::VERSION);
    say(&mut response, "tus-extension", EXTENSIONS);
    say(&mut response, "tus-max-size", &services.config.max_upload_bytes.to_string());
    say(&mut response, "tus-checksum-algorithm", &headers::algorithms());
    resumable(response)
}

/// The refusal as the island reads it, with the status that tus gives it.
fn refusal(services: &Services, no: No) -> Response {
    let (status, error) = match no {
        No::Unclear(Unclear(words)) => (400, AppError::field("files", words)),
        No::Kind => (415, AppError::Unreadable),
        No::Upload(Refused::Offset) => (409, AppError::Conflict("The upload stands elsewhere".to_owned())),
        No::Upload(Refused::Checksum | Refused::Damaged) => (460, AppError::Conflict(DAMAGED.to_owned())),
        No::Upload(Refused::Held) => (423, AppError::Conflict("It is being sent from somewhere else".to_owned())),
        No::Upload(Refused::Storing) => {
            (503, AppError::Conflict("It is being stored; ask again in a minute".to_owned()))
        }
        No::Upload(Refused::Gone(error)) => (410, error),
        No::Upload(Refused::App(error)) => (error.status(), error),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // The rest of a refused body is not read: the connection ends with the answer.
    let mut response = (status, [(header::CONNECTION, "close")], Json(error)).into_response();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        say(&mut response, "tus-max-size", &services.config.max_upload_bytes.to_string());
    }
    response
}

fn wrong_method(allowed: &'static str) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, allowed)], Body::empty()).into_response()
}

fn resumable(mut response: Response) -> Response {
    response.headers_mut().insert(headers::RESUMABLE, HeaderValue::from_static(headers::VERSION));
    response
}

fn say(response: &mut Response, name: &str, value: &str) {
    let headers: &mut HeaderMap = response.headers_mut();
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}
