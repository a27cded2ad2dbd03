//! Plain forms post to server functions (docs/decisions/0003). When one refuses, the page that holds the form comes
//! back with status 422, what was typed and why; when it agrees, the browser is sent on with 303.

use super::{once, plain};
use crate::kernel::{AppError, Form};
use crate::server::leptos::{encoded, is_own_path};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::LengthLimitError;
use tower::ServiceExt;

/// Largest body of a form, bytes. Files don't travel here.
const LARGEST_FORM: usize = 64 * 1024;
const REFUSED: &str = "serverfnerror";
const URL_ENCODED: &str = "application/x-www-form-urlencoded";

/// What a page needs to show a refused form again; laid into the request that renders it.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    /// Path the form was posted to.
    pub action: String,
    /// What was typed, and the refusal.
    pub form: Form,
    /// Words above the page, in the place of what the act before has said.
    pub note: Option<String>,
}

/// Fields of the page that asks for the password: where the form was posted that waits, and what was typed into it.
pub const KEPT_ACTION: &str = "_kept_action";
/// See [`KEPT_ACTION`].
pub const KEPT: &str = "_kept";
const PRESS_AGAIN: &str = "Thank you. Nothing is changed yet: look at the form and press its button once more.";

/// Runs server functions for browsers without JavaScript and gives every refusal its status. `pages` renders pages.
pub async fn layer(State(pages): State<Router>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = match to_bytes(body, LARGEST_FORM).await {
        Ok(body) => body,
        Err(error) => return unread(error),
    };
    if has(&parts, header::CONTENT_TYPE, URL_ENCODED) && !once::every_name(&body) {
        return once::refusal();
    }
    if is_plain_form(&parts) { plain_form(pages, parts, body, next).await } else { called(parts, body, next).await }
}

fn is_plain_form(parts: &Parts) -> bool {
    has(parts, header::ACCEPT, "text/html") && has(parts, header::CONTENT_TYPE, URL_ENCODED)
}

fn has(parts: &Parts, name: HeaderName, mark: &str) -> bool {
    parts.headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(mark))
}

/// A body that is too long, or didn't come.
fn unread(error: axum::Error) -> Response {
    if error.into_inner().is::<LengthLimitError>() {
        let words = "Nothing was saved. Go back, shorten what you typed and send it again.";
        return plain::page(StatusCode::PAYLOAD_TOO_LARGE, "That was too much text", words);
    }
    let words = "What you typed didn’t arrive. Nothing was saved. Go back and send it again.";
    plain::page(StatusCode::REQUEST_TIMEOUT, "That took too long", words)
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
        None => match kept(&pairs) {
            Some(state) => brought_back(pages, again, answer_parts, state).await,
            None => sent_on(answer_parts, &page),
        },
        // The page that asks for the password keeps the form meanwhile.
        Some(AppError::ConfirmFirst) => {
            let page = format!("/confirm?next={}", encoded(&page));
            refused(pages, again, page, pairs, AppError::ConfirmFirst).await
        }
        Some(AppError::NotSignedIn) => redirect(&format!("/login?ended=1&next={}", encoded(&page))),
        // No page of ours sent it, so there is none to show again.
        Some(error) if named.is_none() => plain::page(http_status(&error), "That did not work", &error.to_string()),
        Some(error) => {
            let mut response = refused(pages, again, page, pairs, error).await;
            if let Some(wait) = answer_parts.headers.get(header::RETRY_AFTER) {
                response.headers_mut().insert(header::RETRY_AFTER, wait.clone());
            }
            response
        }
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

/// A form that was kept while its sender confirmed who they are: the hidden fields of that page.
fn kept(confirmed: &[(String, String)]) -> Option<(String, FormState)> {
    let field = |name: &str| confirmed.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
    let (action, values, page) = (field(KEPT_ACTION)?, field(KEPT)?, field("next")?);
    let form = Form { values: pairs(values.as_bytes()), error: None };
    let note = Some(PRESS_AGAIN.to_owned());
    (is_own_path(&page) && !action.is_empty()).then_some((page, FormState { action, form, note }))
}

/// The page of the form that was kept, filled in as it was. Nothing is done before its sender has seen it and presses the
/// button again.
async fn brought_back(
    pages: Router,
    parts: Parts,
    answer: axum::http::response::Parts,
    (page, state): (String, FormState),
) -> Response {
    let mut response = render(pages, parts, &page, state).await;
    // The session's new token; not the words for a next page, because this is it.
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
    for cookie in cookies.filter(|cookie| cookie.to_str().is_ok_and(|text| !text.contains("notice="))) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    response
}

/// The page of the form once more, with what was typed and why it was refused.
async fn refused(pages: Router, parts: Parts, page: String, pairs: Vec<(String, String)>, error: AppError) -> Response {
    let values = pairs.into_iter().filter(|(name, _)| !name.contains("password") && name != "_page").collect();
    let form = Form { values, error: Some(error) };
    let state = FormState { action: parts.uri.path().to_owned(), form, note: None };
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

/// Pairs as a browser sends them, the other way round from how they are read here.
pub fn as_sent(values: &[(String, String)]) -> String {
    let url = reqwest::Url::parse_with_params("http://form/", values).ok();
    url.and_then(|url| url.query().map(str::to_owned)).unwrap_or_default()
}

/// Names and values of a query or a form, decoded.
pub(super) fn pairs(body: &[u8]) -> Vec<(String, String)> {
    reqwest::Url::parse("http://form/")
        .map(|mut url| {
            url.set_query(Some(&String::from_utf8_lossy(body)));
            url.query_pairs().into_owned().collect()
        })
        .unwrap_or_default()
}
