//! Lines in the operator's log about requests that were refused or failed: who, what, from where, with which status. An
//! attack shows as many of them. Never a query, a cookie, a body or a token.

use super::table::without_tokens;
use crate::accounts::SignedIn;
use crate::server::http::Visitor;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

/// Marks an answer of which the log knows already.
#[derive(Clone)]
struct Noted;

/// Inside of the layers that say who is calling: the line names the account and the address.
pub async fn refused(request: Request, next: Next) -> Response {
    let account = request.extensions().get::<SignedIn>().map(|account| account.id.to_string());
    let ip = request.extensions().get::<Visitor>().map(|visitor| visitor.ip.clone()).unwrap_or_default();
    let (method, route) = what(&request);
    let mut response = next.run(request).await;
    if is_worth_a_line(response.status(), account.is_some()) {
        let (status, account) = (response.status().as_u16(), account.unwrap_or_else(|| "nobody".to_owned()));
        tracing::info!(%method, ?route, status, account, ip, "a request was refused");
        response.extensions_mut().insert(Noted);
    }
    response
}

/// Outside of everything: what failed on our side, and what was refused before anybody asked who is calling.
pub async fn failed(request: Request, next: Next) -> Response {
    let (method, route) = what(&request);
    let response = next.run(request).await;
    let status = response.status();
    if status.is_server_error() {
        tracing::warn!(%method, ?route, status = status.as_u16(), "a request failed");
    } else if is_worth_a_line(status, false) && response.extensions().get::<Noted>().is_none() {
        tracing::info!(%method, ?route, status = status.as_u16(), "a request was refused");
    }
    response
}

/// Method and address. `?` writes the address with escapes: it can't begin a line of its own in the log.
fn what(request: &Request) -> (Method, String) {
    (request.method().clone(), without_tokens(request.uri().path()))
}

/// What a person mistypes (422) or comes too late for (409) is no line; neither is what a stranger doesn't find. Somebody
/// signed in who asks for what is not there may be asking for what is another's: both are 404.
fn is_worth_a_line(status: StatusCode, signed_in: bool) -> bool {
    match status {
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::GONE => false,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => signed_in,
        StatusCode::RANGE_NOT_SATISFIABLE => false,
        status => status.is_client_error(),
    }
}
