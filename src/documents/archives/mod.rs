//! Several documents as one ZIP, streamed: of a client, a matter or a request for staff; of all that they may see or of
//! a request for client people. Each document is read with the same proof as a single download, when its turn comes,
//! and leaves the same line in the log; the archive leaves one of its own.

mod paths;
mod plan;
mod running;
mod zipped;

use super::names::disposition;
use crate::accounts::session::SignedIn;
use crate::accounts::sign_in;
use crate::activity::{self, Entry, What};
use crate::app::plain_error;
use crate::clients::ContactId;
use crate::kernel::{AppError, Result};
use crate::server::Services;
use crate::server::http::Visitor;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use plan::{Line, Of, Plan};
use running::Running;

/// `GET /clients/{id}/documents.zip`
pub async fn of_client(State(services): State<Services>, Path(id): Path<String>, request: Request) -> Response {
    respond(services, Of::Client(id), request).await
}

/// `GET /matters/{id}/documents.zip`
pub async fn of_matter(State(services): State<Services>, Path(id): Path<String>, request: Request) -> Response {
    respond(services, Of::Matter(id), request).await
}

/// `GET /requests/{id}/documents.zip`
pub async fn of_request(State(services): State<Services>, Path(id): Path<String>, request: Request) -> Response {
    respond(services, Of::Request(id), request).await
}

/// `GET /portal/documents.zip`
pub async fn mine(State(services): State<Services>, request: Request) -> Response {
    respond(services, Of::Mine, request).await
}

/// `GET /portal/requests/{id}/documents.zip`
pub async fn my_request(State(services): State<Services>, Path(id): Path<String>, request: Request) -> Response {
    respond(services, Of::MyRequest(id), request).await
}

async fn respond(services: Services, of: Of, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let account = request.extensions.get::<SignedIn>().cloned();
    let visitor = request.extensions.get::<Visitor>().cloned().unwrap_or_default();
    match answer(services, account, visitor, of, &request.method).await {
        Ok(response) => response,
        Err(error) => plain_error(error, &request.uri),
    }
}

async fn answer(
    services: Services,
    account: Option<SignedIn>,
    visitor: Visitor,
    of: Of,
    method: &Method,
) -> Result<Response> {
    let account = account.ok_or(AppError::NotSignedIn)?;
    let plan = Plan::of(&services, &account, &visitor, of).await?;
    if plan.places.is_empty() {
        return Err(AppError::Conflict("There is nothing to download here yet.".to_owned()));
    }
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&plan.name)),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox; frame-ancestors 'none'".to_owned()),
    ];
    if method == Method::HEAD {
        return Ok((headers, Body::empty()).into_response());
    }
    note(&services, &account, &visitor, plan.lines).await?;
    let running = Running::new(services, account, visitor, plan.times, plan.places);
    Ok((headers, Body::from_stream(running.bytes())).into_response())
}

/// That documents were taken as one file. Which of them, their own lines tell.
async fn note(services: &Services, account: &SignedIn, visitor: &Visitor, lines: Vec<Line>) -> Result<()> {
    let mut tx = services.db.write().await?;
    for line in lines {
        let entry = Entry {
            what: What::ArchiveDownloaded,
            client: Some(line.client.as_str()),
            contact: line.contact.as_ref().map(ContactId::as_str),
            thing: &line.thing,
            words: line.words,
        };
        activity::record(&mut tx, services.now(), &sign_in::actor(account, visitor), entry).await?;
    }
    tx.save().await
}
