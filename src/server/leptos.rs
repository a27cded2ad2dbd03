//! Everything that touches Leptos' own calls for requests and responses, in one place: 0.9 changes them.

use super::Services;
use super::faults::fault;
use super::http::{FormState, Visitor};
use crate::kernel::{AppError, Form, Result};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::{use_context, with_context};
use leptos::server_fn::ServerFn;
use leptos_axum::ResponseOptions;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The services handed in for this request.
pub fn services() -> Result<Services> {
    use_context::<Services>().ok_or_else(|| fault("no services in this context"))
}

/// Something the middleware laid into the request.
pub fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    with_context::<Parts, _>(|parts| parts.extensions.get::<T>().cloned()).flatten()
}

/// Who is calling: address and browser.
pub fn visitor() -> Visitor {
    extension().unwrap_or_default()
}

/// A request header as text.
pub fn request_header(name: &HeaderName) -> Option<String> {
    with_context::<Parts, _>(|parts| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)).flatten()
}

/// Path and query of the request.
pub fn address() -> String {
    with_context::<Parts, _>(|parts| parts.uri.path_and_query().map_or("/".to_owned(), ToString::to_string))
        .unwrap_or_else(|| "/".to_owned())
}

/// The form of server function `F` as it came back, if this page is its refusal.
pub fn form<F: ServerFn>() -> Form {
    form_of(F::PATH)
}

/// As [`form`], by path; for plain routes.
pub fn form_of(path: &str) -> Form {
    match extension::<FormState>() {
        Some(state) if state.action == path => state.form,
        _ => Form::default(),
    }
}

/// Answers with this status.
pub fn status(status: u16) {
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        response.set_status(status);
    }
}

/// Adds a response header.
pub fn header(name: HeaderName, value: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(value)) {
        response.append_header(name, value);
    }
}

/// This page shows files of ours in a frame: its policy allows that, and only that.
pub fn frame_own_files() {
    header(super::http::headers::FRAMES, "yes");
}

/// Sends the browser on to `path` (303 after a form). Only paths of our own; it guards nothing and does not return early.
pub fn go(path: &str) {
    let path = if is_own_path(path) { path } else { "/" };
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(path)) {
        response.insert_header(header::LOCATION, value);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// Whether `path` stays on this portal: one slash, no backslash, no control characters (SAFETY: `next` only same-origin).
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.bytes().all(|b| b.is_ascii_graphic())
}

const KEPT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%').add(b';').add(b',').add(b'\\');

/// The notice's cookie: its name and marks. Like the session's it belongs to this host alone (SAFETY: `__Host-` cookies).
fn notice() -> (&'static str, &'static str) {
    if services().is_ok_and(|services| services.config.https()) {
        ("__Host-notice", "; Secure")
    } else {
        ("notice", "")
    }
}

/// Between the words of a notice and the id of what they offer to undo. It is in no words that a person can type.
const UNDO: char = '\u{1f}';

/// What the act before this page left for its notice.
pub struct Said {
    /// What was done.
    pub words: String,
    /// The removal that can be undone.
    pub undo: Option<String>,
}

/// As [`say`], with a button on that page that undoes the removal.
pub fn say_undoable(words: &str, removal: Option<&str>) {
    match removal {
        Some(removal) => say(&format!("{words}{UNDO}{removal}")),
        None => say(words),
    }
}

/// Words that the next page shows as a notice: what has just been done.
pub fn say(words: &str) {
    let value = utf8_percent_encode(words, KEPT);
    let (name, secure) = notice();
    header(header::SET_COOKIE, &format!("{name}={value}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax{secure}"));
}

/// The notice left by the act before this page, once. A page that answers a refused form has none: what another tab has
/// just done would read as if this form had done it. The notice waits for the next page.
pub fn said() -> Option<Said> {
    if let Some(state) = extension::<FormState>() {
        return state.note.map(|words| Said { words, undo: None });
    }
    let cookies = request_header(&header::COOKIE)?;
    let (name, secure) = notice();
    let value = cookie(&cookies, name)?;
    header(header::SET_COOKIE, &format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"));
    let text = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
    let (words, undo) = text.rsplit_once(UNDO).map_or((&*text, None), |(words, undo)| (words, Some(undo)));
    Some(Said { words: words.chars().take(400).collect(), undo: undo.map(str::to_owned) })
}

/// The value of cookie `name` in a Cookie header.
pub fn cookie<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// Whether the browser sent a session's cookie, live or not.
pub fn had_session() -> bool {
    let cookies = request_header(&header::COOKIE).unwrap_or_default();
    ["session", "__Host-session"].iter().any(|name| cookie(&cookies, name).is_some_and(|value| !value.is_empty()))
}

/// Part of a path or query, encoded.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A value of type `T` from the path, or absent.
pub fn param<T: TryFrom<String, Error = AppError>>(name: &str) -> Result<T> {
    use leptos::prelude::ReadUntracked;
    let text = leptos_router::hooks::use_params_map().read_untracked().get(name).unwrap_or_default();
    T::try_from(text)
}

/// A parameter of the address as typed.
pub fn path_text(name: &str) -> String {
    use leptos::prelude::ReadUntracked;
    leptos_router::hooks::use_params_map().read_untracked().get(name).unwrap_or_default()
}

/// What stands behind `?name=`, decoded once (the router's own map decodes twice), trimmed, at most 200 characters.
pub fn query(name: &str) -> String {
    let address = reqwest::Url::parse(&format!("http://portal{}", address())).ok();
    let pairs = address.as_ref().map(reqwest::Url::query_pairs);
    let text = pairs.and_then(|mut pairs| pairs.find(|(key, _)| key == name)).map(|(_, value)| value.into_owned());
    text.unwrap_or_default().trim().chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_portal_are_followed() {
        for own in ["/", "/clients?q=a%20b", "/portal/documents#up"] {
            assert!(is_own_path(own), "{own}");
        }
        for foreign in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\r\nSet-Cookie: x",
            "javascript:alert(1)",
            "/ a",
        ] {
            assert!(!is_own_path(foreign), "{foreign}");
        }
    }
}
