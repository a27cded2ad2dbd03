//! `GET /documents/{id}/preview`: a document for the eyes of staff, in a frame of our own page. What it is was told by its
//! content; nothing in it runs (docs/decisions/0011). That somebody looked is in the log, at most once in 10 minutes.

use super::contents::{Readable, Sound};
use super::download;
use super::kinds::{self, Shown};
use super::model::DocumentId;
use super::store;
use crate::accounts::policy::staff_of;
use crate::accounts::session::SignedIn;
use crate::accounts::sign_in;
use crate::activity::{self, Entry, What};
use crate::app::plain_error;
use crate::clients::ClientId;
use crate::kernel::{AppError, Result, Span};
use crate::server::Services;
use crate::server::http::Visitor;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;

/// One line in the log tells of all looks within this time.
const ONE_LOOK: Span = Span::minutes(10);

/// Nothing loads, nothing runs, and only our own pages may frame it. Browsers' own viewers for PDF work in it.
const SANDBOXED: &str = "default-src 'none'; sandbox; frame-ancestors 'self'";

/// The route.
pub async fn preview(State(services): State<Services>, Path(id): Path<String>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    match answer(&services, &id, &request).await {
        Ok(response) => response,
        Err(error) => plain_error(error, &request.uri),
    }
}

async fn answer(services: &Services, id: &str, request: &Parts) -> Result<Response> {
    let account = request.extensions.get::<SignedIn>().cloned().ok_or(AppError::NotSignedIn)?;
    let visitor = request.extensions.get::<Visitor>().cloned().unwrap_or_default();
    let staff = staff_of(&account, &visitor)?;
    let mut tx = services.db.read().await?;
    let readable = Readable::by_staff(&mut tx, &staff, &DocumentId::try_from(id.to_owned())?).await?;
    drop(tx);
    let shown = kinds::shown(&readable.stored().media_type).ok_or(AppError::NotFound)?;
    let sound = Sound::of(services, &readable)?;
    let note = note(services, &account, &visitor, &readable);
    let mut response = download::carry(services, request, &account, &sound, note).await?;
    let headers = response.headers_mut();
    if shown == Shown::Text {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOXED));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    Ok(response)
}

/// That somebody looked. A browser asks for a long document piece by piece: that is one look.
async fn note(services: &Services, account: &SignedIn, visitor: &Visitor, readable: &Readable) -> Result<()> {
    let now = services.now();
    let document = &readable.stored().id;
    let client = readable.client();
    let words = format!("Looked at {}", readable.stored().name);
    let entry = Entry {
        what: What::DocumentDownloaded,
        client: client.map(ClientId::as_str),
        contact: None,
        thing: document.as_str(),
        words,
    };
    let (actor, since) = (sign_in::actor(account, visitor), now - ONE_LOOK);
    let mut tx = services.db.read().await?;
    if activity::store::stands_since(&mut tx, since, &actor, &entry).await? {
        return Ok(());
    }
    drop(tx);
    let mut tx = services.db.write().await?;
    // This holds the row: of two pieces asked for at once only one tells.
    store::opened(&mut tx, document, None, now).await?;
    if activity::store::stands_since(&mut tx, since, &actor, &entry).await? {
        return Ok(());
    }
    activity::record(&mut tx, now, &actor, entry).await?;
    tx.save().await
}
