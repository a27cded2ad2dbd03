//! Plain forms post to server functions (docs/decisions/0003). When one refuses, the page that holds the form comes
//! back with status 422, what was typed and why; when it agrees, the browser is sent on with 303.

use super::plain;
use crate::kernel::{AppError, Form};
use crate::server::leptos::{encoded, is_own_path};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;

/// Largest body of a form, bytes. Files don't travel here.
const LARGEST_FORM: usize = 64 * 1024;
const REFUSED: &str = "serverfnerror";

/// What a page needs to show a refused form again; laid into the request that renders it.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    /// Path the form was posted to.
    pub action: String,
    /// What was typed, and the refusal.
    pub form: Form,
}

/// Runs server functions for browsers without JavaScript and gives every refusal its status. `pages` renders pages.
pub async fn layer(State(pages): State<Router>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_FORM).await else {
        return plain::page(
            StatusCode::PAYLOAD_TOO_LARGE,
            "That was too much text",
            "Nothing was saved. Go back, shorten what you typed and send it again.",
        );
    };
    if is_plain_form(&parts) { plain_form(pages, parts, body, next).await } else { called(parts, body, next).await }
}

fn is_plain_form(parts: &Parts) -> bool {
    let has = |name, mark| parts.headers.get(name).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains(mark));
    has(header::ACCEPT, "text/html") && has(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

/// A call from an island: the answer stays as it is, with the refusal's own status.
async fn called(parts: Parts, body: Bytes, next: Next) -> Response {
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if !response.headers().contains_key(REFUSED) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, LARGEST_FORM).await.unwrap_or_default();
    let error = serde_json::from_slice(&bytes).unwrap_or(AppError::Unreadable);
    parts.status = http_status(&error);
    Response::from_parts(parts, Body::from(bytes))
}

async fn plain_form(pages: Router, parts: Parts, body: Bytes, next: Next) -> Response {
    let pairs = pairs(&body);
    let named =
        pairs.iter().find(|(name, _)| name == "_page").map(|(_, path)| path.clone()).filter(|path| is_own_path(path));
    let page = named.clone().unwrap_or_else(|| "/".to_owned());
    let again = parts.clone();
    let answer = run(parts, body, next).await;
    let (answer_parts, refusal) = match answer {
        Ok(parts) => (parts, None),
        Err((parts, refusal)) => (parts, Some(refusal)),
    };
    match refusal {
        None => sent_on(answer_parts, &page),
        Some(AppError::NotSignedIn) => redirect(&format!("/login?ended=1&next={}", encoded(&page))),
        // No page of ours sent it, so there is none to show again.
        Some(error) if named.is_none() => plain::page(http_status(&error), "That did not work", &error.to_string()),
        Some(error) => refused(pages, again, page, pairs, error).await,
    }
}

/// Runs the server function as if called by JavaScript, so that it neither redirects to a Referer nor hides its refusal.
async fn run(
    mut parts: Parts,
    body: Bytes,
    next: Next,
) -> Result<axum::http::response::Parts, (axum::http::response::Parts, AppError)> {
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    parts.headers.remove(header::REFERER);
    let (parts, body) = next.run(Request::from_parts(parts, Body::from(body))).await.into_parts();
    if parts.headers.contains_key(REFUSED) {
        let bytes = to_bytes(body, LARGEST_FORM).await.unwrap_or_default();
        let error = serde_json::from_slice(&bytes).unwrap_or(AppError::Unreadable);
        return Err((parts, error));
    }
    if parts.status.is_client_error() || parts.status.is_server_error() {
        return Err((parts, AppError::Unreadable));
    }
    Ok(parts)
}

fn sent_on(mut answer: axum::http::response::Parts, page: &str) -> Response {
    answer.status = StatusCode::SEE_OTHER;
    answer.headers.remove(header::CONTENT_TYPE);
    answer.headers.remove(header::CONTENT_LENGTH);
    answer.headers.remove("serverfnredirect");
    if !answer.headers.contains_key(header::LOCATION)
        && let Ok(value) = HeaderValue::from_str(page)
    {
        answer.headers.insert(header::LOCATION, value);
    }
    Response::from_parts(answer, Body::empty())
}

/// The page of the form once more, with what was typed and why it was refused.
async fn refused(pages: Router, parts: Parts, page: String, pairs: Vec<(String, String)>, error: AppError) -> Response {
    let values = pairs.into_iter().filter(|(name, _)| !name.contains("password") && name != "_page").collect();
    let state = FormState { action: parts.uri.path().to_owned(), form: Form { values, error: Some(error) } };
    render(pages, parts, &page, state).await
}

/// Renders the page at `path` with a form on it that came back: with its refusal's status where it would have been 200.
pub async fn render(pages: Router, mut parts: Parts, path: &str, state: FormState) -> Response {
    let Ok(uri) = path.parse() else { return redirect("/") };
    let status = state.form.error.as_ref().map_or(StatusCode::OK, http_status);
    parts.method = Method::GET;
    parts.uri = uri;
    for header in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::TRANSFER_ENCODING, header::ACCEPT_ENCODING] {
        parts.headers.remove(header);
    }
    parts.extensions.insert(state);
    match pages.oneshot(Request::from_parts(parts, Body::empty())).await {
        Ok(mut response) => {
            if response.status() == StatusCode::OK {
                *response.status_mut() = status;
            }
            response
        }
        Err(never) => match never {},
    }
}

fn redirect(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

fn http_status(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn pairs(body: &[u8]) -> Vec<(String, String)> {
    reqwest::Url::parse("http://form/")
        .map(|mut url| {
            url.set_query(Some(&String::from_utf8_lossy(body)));
            url.query_pairs().into_owned().collect()
        })
        .unwrap_or_default()
}
