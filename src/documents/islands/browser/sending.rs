//! Bytes go out, two files at a time: announced through a server function, then carried by a plain request.

use super::{by_id, client, focus_files, go_on, item, sign_in_again, tally, with_hands};
use crate::documents::actions::begin_upload;
use crate::documents::islands::rows::{Go, Row, State, button_id};
use crate::documents::islands::words;
use crate::documents::model::{Begun, UploadId};
use crate::kernel::{AppError, Result};
use gloo_events::EventListener;
use js_sys::{Date, Promise};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::server_fn::{Bytes, error::FromServerFnError};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, HtmlElement, ProgressEvent, XmlHttpRequest};

/// Files sent at a time.
const AT_A_TIME: usize = 2;
/// So long it takes until the time left can be told, in milliseconds.
const TOLD_AFTER: f64 = 2_000.0;
/// An upload counts as activity; the tabs' timers hear of it this often, in milliseconds.
const HEARD_EVERY: f64 = 60_000.0;

/// Sends the next file, if there is one and its turn has come.
pub(super) fn send_next(go: Go) {
    let rows = go.rows.get_untracked();
    let moving = rows.iter().filter(|row| row.state.with_untracked(State::moves)).count();
    if moving >= AT_A_TIME || with_hands(go, |hands| hands.announcing) {
        return;
    }
    if let Some(row) = rows.into_iter().find(|row| row.state.with_untracked(|state| *state == State::Waiting)) {
        row.state.set(State::Sending(0, None));
        with_hands(go, |hands| hands.announcing = true);
        spawn_local(send(go, row));
    }
}

async fn send(go: Go, row: Row) {
    let announced = announce(go, &row).await;
    with_hands(go, |hands| hands.announcing = false);
    send_next(go);
    let sent = match announced {
        Ok(begun) if is_listed(go, row.key) => carry(go, &row, &begun.upload).await,
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    };
    // What was taken off the list meanwhile has had its words.
    if is_listed(go, row.key) {
        let state = match sent {
            Ok(()) => State::Received,
            Err(AppError::NotSignedIn) => return sign_in_again(go),
            Err(error) => State::failed(words::refused(&row.name, &error)),
        };
        let said = row.refusal(&state).unwrap_or_else(|| format!("{} is received.", row.name));
        move_to(go, &row, state);
        go.news.set(format!("{said} {}", words::summary(tally(go))));
    }
    go_on(go);
}

async fn announce(go: Go, row: &Row) -> Result<Begun> {
    let (client, item) = (client(go)?, item(go));
    let receipt = with_hands(go, |hands| hands.receipt.clone());
    let known = receipt.is_some();
    let begun = match begin_upload(client.clone(), item.clone(), receipt, row.name.clone(), row.size).await {
        // The server ends a receipt that waited long for its next file; this one begins another.
        Err(AppError::NotFound) if known => begin_upload(client, item, None, row.name.clone(), row.size).await,
        begun => begun,
    }?;
    with_hands(go, |hands| hands.receipt = Some(begun.receipt.clone()));
    Ok(begun)
}

/// Carries a file's bytes; comes back when the server has answered, or nothing more is heard of it.
async fn carry(go: Go, row: &Row, upload: &UploadId) -> Result<()> {
    let key = row.key;
    let file = with_hands(go, |hands| hands.files.iter().find(|(held, _)| *held == key).map(|(_, file)| file.clone()));
    let (Some(file), Ok(request)) = (file, XmlHttpRequest::new()) else { return Err(AppError::Unreadable) };
    let ended = Promise::new(&mut |ended, _| request.set_onloadend(Some(&ended)));
    let bar = watch(go, row, &request)?;
    request.open_with_async("PUT", &format!("/uploads/{upload}"), true).map_err(broken)?;
    request.set_request_header("Content-Type", "application/octet-stream").map_err(broken)?;
    request.send_with_opt_blob(Some(&file)).map_err(broken)?;
    with_hands(go, |hands| hands.requests.push((key, request.clone())));
    let _ = JsFuture::from(ended).await;
    drop(bar);
    with_hands(go, |hands| hands.requests.retain(|(held, _)| *held != key));
    match request.status() {
        Ok(201) => Ok(()),
        Ok(401) => Err(AppError::NotSignedIn),
        _ => {
            let answer = request.response_text().ok().flatten().unwrap_or_default();
            Err(AppError::de(Bytes::from(answer)))
        }
    }
}

/// Shows how far the request is, until the listener is dropped.
fn watch(go: Go, row: &Row, request: &XmlHttpRequest) -> Result<EventListener> {
    let row = row.clone();
    let begun_at = Date::now();
    let heard = move |event: &Event| {
        let sent = event.unchecked_ref::<ProgressEvent>().loaded() as u64;
        let now = Date::now();
        keep_alive(go, now);
        if sent >= row.size {
            return move_to(go, &row, State::Storing);
        }
        let passed = now - begun_at;
        let left = (row.size - sent) as f64 / sent as f64 * passed / 1_000.0;
        row.state.set(State::Sending(sent, (passed > TOLD_AFTER && sent > 0).then_some(left as u64)));
    };
    let upload = request.upload().map_err(broken)?;
    Ok(EventListener::new(&upload, "progress", heard))
}

/// Shows where a file is now. Where its button goes away under the focus, the focus goes to the field.
fn move_to(go: Go, row: &Row, state: State) {
    let focused = by_id::<HtmlElement>(&button_id(row.key)).map(Into::into) == document().active_element();
    if focused && !state.can_be_dropped() {
        focus_files(go);
    }
    row.state.set(state);
}

/// Tells the timers of all tabs that somebody is busy here.
fn keep_alive(go: Go, now: f64) {
    let due = with_hands(go, |hands| {
        let due = now - hands.heard_at >= HEARD_EVERY;
        if due {
            hands.heard_at = now;
        }
        due
    });
    if let Some(tabs) = due.then(|| BroadcastChannel::new("session").ok()).flatten() {
        let _ = tabs.post_message(&JsValue::from_str(""));
        tabs.close();
    }
}

fn is_listed(go: Go, key: u32) -> bool {
    go.rows.with_untracked(|rows| rows.iter().any(|row| row.key == key))
}

fn broken(_: JsValue) -> AppError {
    AppError::Unreadable
}
