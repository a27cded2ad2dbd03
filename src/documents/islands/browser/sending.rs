//! Bytes go out, two files at a time: announced through a server function, then sent in pieces over tus 1.0. Whatever
//! breaks between, the server is asked how far it came, and the file goes on there.

use super::pieces::{self, Asked};
use super::{Hands, by_id, client, focus_files, go_on, item, sign_in_again, tally, with_hands};
use crate::documents::actions::begin_upload;
use crate::documents::islands::rows::{Go, Row, State, button_id};
use crate::documents::islands::words;
use crate::documents::model::{Begun, UploadId};
use crate::kernel::{AppError, Result};
use js_sys::{Date, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsValue;
use web_sys::{BroadcastChannel, File, HtmlElement, XmlHttpRequest};

/// Files sent at a time.
const AT_A_TIME: usize = 2;
/// So long it takes until the time left can be told, in milliseconds.
const TOLD_AFTER: f64 = 2_000.0;
/// An upload counts as activity; the tabs' timers hear of it this often, in milliseconds.
const HEARD_EVERY: f64 = 60_000.0;
/// Waiting before each further try, in milliseconds; then the person decides.
const TRIES: [i32; 5] = [0, 3_000, 5_000, 10_000, 20_000];

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
    with_hands(go, |hands| hands.sending.push(row.key));
    let announced = announce(go, &row).await;
    with_hands(go, |hands| hands.announcing = false);
    send_next(go);
    let sent = match announced {
        Ok(begun) => carry(go, &row, begun).await,
        Err(error) => Err(error),
    };
    with_hands(go, |hands| hands.sending.retain(|key| *key != row.key));
    // What was taken off the list or paused meanwhile has had its words.
    if goes_on(go, &row) {
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
    let modified = held(go, row.key).map(|file| file.last_modified() as i64);
    let mut failed = 0;
    loop {
        let receipt = with_hands(go, |hands| hands.receipt.clone());
        let known = receipt.is_some();
        let begun = begin_upload(client.clone(), item.clone(), receipt, row.name.clone(), row.size, modified).await;
        match begun {
            // The server ends a receipt that waited long for its next file; this one begins another.
            Err(AppError::NotFound) if known => with_hands(go, |hands| hands.receipt = None),
            Err(error) if error == lost() && again(go, row, &mut failed, 0).await => {}
            Err(error) => return Err(error),
            Ok(begun) => {
                with_hands(go, |hands| {
                    hands.receipt = Some(begun.receipt.clone());
                    hands.uploads.push((row.key, begun.upload.clone()));
                });
                return Ok(begun);
            }
        }
    }
}

/// Carries a file's bytes, piece after piece, over whatever happens to the line.
async fn carry(go: Go, row: &Row, begun: Begun) -> Result<()> {
    let file = held(go, row.key).ok_or(AppError::Unreadable)?;
    let mut way = Way { go, row, file, upload: begun.upload, at: 0, hash: Sha256::new(), hashed: 0 };
    let (mut failed, mut ask) = (0, begun.resumed);
    while way.at < row.size && goes_on(go, row) {
        let step = if ask { way.look().await } else { way.send_piece().await };
        match step {
            Asked::At(at) => {
                failed = if at > way.at { 0 } else { failed };
                (way.at, ask) = (at, false);
            }
            Asked::Refused(error) => return Err(error),
            Asked::Lost => {
                ask = true;
                if !again(go, row, &mut failed, way.at).await {
                    break;
                }
            }
        }
    }
    if way.at < row.size { Err(lost()) } else { Ok(()) }
}

/// Waits for another try of a file of which `at` bytes are there; false when there is none. Without a line it waits as
/// long as it takes.
async fn again(go: Go, row: &Row, failed: &mut usize, at: u64) -> bool {
    if !goes_on(go, row) {
        return false;
    }
    let wait = match TRIES.get(*failed) {
        Some(wait) => *wait,
        None if window().navigator().on_line() => return false,
        None => i32::MAX,
    };
    *failed += 1;
    row.state.set(State::Again(at));
    pieces::wait(wait).await;
    true
}

/// A file on its way.
struct Way<'a> {
    go: Go,
    row: &'a Row,
    file: File,
    upload: UploadId,
    /// Bytes that are there.
    at: u64,
    /// SHA-256 of the first `hashed` bytes.
    hash: Sha256,
    hashed: u64,
}

impl Way<'_> {
    /// How far the server has it.
    async fn look(&mut self) -> Asked {
        match pieces::request("HEAD", &self.upload) {
            Ok(request) => self.ask(request, None).await,
            Err(_) => Asked::Lost,
        }
    }

    /// Sends the next piece; the last one says what the whole file comes to.
    async fn send_piece(&mut self) -> Asked {
        // After a pause or on another day: what is there is read once more, for the sum of the whole.
        while self.hashed < self.at {
            let end = self.at.min(self.hashed + pieces::SIZE);
            if self.read(self.hashed, end).await.is_none() {
                return Asked::Refused(AppError::Unreadable);
            }
        }
        let end = self.row.size.min(self.at + pieces::SIZE);
        let (Some(bytes), Ok(request)) = (self.read(self.at, end).await, pieces::request("PATCH", &self.upload)) else {
            return Asked::Refused(AppError::Unreadable);
        };
        let offset = request.set_request_header("Upload-Offset", &self.at.to_string());
        let kind = request.set_request_header("Content-Type", "application/offset+octet-stream");
        let whole = if end == self.row.size { pieces::say_whole(&request, &self.hash) } else { Ok(()) };
        match offset.and(kind).and(whole) {
            Ok(()) => self.ask(request, Some(&bytes)).await,
            Err(_) => Asked::Lost,
        }
    }

    /// The file's bytes from `from` to `end`; those that are not in the sum yet are taken into it.
    async fn read(&mut self, from: u64, end: u64) -> Option<Uint8Array> {
        let bytes = pieces::read(&self.file, from, end).await?;
        if end > self.hashed {
            let fresh = bytes.subarray((self.hashed - from) as u32, (end - from) as u32);
            self.hash.update(fresh.to_vec());
            self.hashed = end;
        }
        Some(bytes)
    }

    /// Sends a request and waits for its answer; the row shows how far it is.
    async fn ask(&mut self, request: XmlHttpRequest, body: Option<&Uint8Array>) -> Asked {
        let (go, row, begins, begun_at) = (self.go, self.row.clone(), self.at, Date::now());
        let heard = move |sent: u64, passed: f64| {
            keep_alive(go, begun_at + passed);
            if !goes_on(go, &row) {
                return;
            }
            if begins + sent >= row.size {
                return move_to(go, &row, State::Storing);
            }
            let left = (row.size - begins - sent) as f64 / sent as f64 * passed / 1_000.0;
            let left = (passed > TOLD_AFTER && sent > 0).then_some(left as u64);
            row.state.set(State::Sending(begins + sent, left));
        };
        let key = self.row.key;
        with_hands(go, |hands: &mut Hands| hands.requests.push((key, request.clone())));
        let answer = pieces::ask(&request, body, heard).await;
        with_hands(go, |hands| hands.requests.retain(|(held, _)| *held != key));
        answer
    }
}

/// Gives up what the server has of a file that is no longer wanted.
pub(super) fn give_up(upload: UploadId) {
    if let Ok(request) = pieces::request("DELETE", &upload) {
        let _ = request.send();
    }
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

fn held(go: Go, key: u32) -> Option<File> {
    with_hands(go, |hands| hands.files.iter().find(|(held, _)| *held == key).map(|(_, file)| file.clone()))
}

/// Whether a file is still to be sent: neither taken off the list nor paused.
fn goes_on(go: Go, row: &Row) -> bool {
    let listed = go.rows.with_untracked(|rows| rows.iter().any(|one| one.key == row.key));
    listed && !row.state.with_untracked(|state| matches!(state, State::Paused(_)))
}

fn lost() -> AppError {
    AppError::Unavailable { reference: "connection".to_owned() }
}
