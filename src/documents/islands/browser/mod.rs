//! In the browser: what each control of the uploader does, and how the page behaves around it.

mod choosing;
mod form;
mod pieces;
mod sending;

use super::rows::{Go, State, Tally, button_id};
use super::words;
use crate::documents::actions::finish_upload;
use crate::documents::model::{ReceiptId, UploadId};
use crate::kernel::AppError;
use crate::requests::ItemId;
use form::{FILES, client, focus_files, form, item, page, part, refuse, sent_along};
use gloo_events::{EventListener, EventListenerOptions};
use js_sys::{Date, encode_uri_component};
use leptos::ev::Event;
use leptos::html::Ul;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlElement, HtmlFormElement, XmlHttpRequest};

/// What the browser holds for one uploader.
#[derive(Default)]
pub(super) struct Hands {
    /// The form that it stands in.
    form: Option<HtmlFormElement>,
    files: Vec<(u32, File)>,
    requests: Vec<(u32, XmlHttpRequest)>,
    /// What was announced.
    uploads: Vec<(u32, UploadId)>,
    /// Files that are being sent; one of them may be paused, and not have noticed yet.
    sending: Vec<u32>,
    /// What the files stand on, once the first one is announced.
    receipt: Option<ReceiptId>,
    /// One is announced at a time, so that all stand on one receipt.
    announcing: bool,
    /// The receipt is being asked for.
    ending: bool,
    /// An item's files are there; the page comes anew when the other zones are at rest.
    done: bool,
    /// Asks before leaving.
    guard: Option<EventListener>,
    /// When the timers last heard that somebody is busy here.
    heard_at: f64,
}

/// They stay on the browser's one thread.
pub(super) type HandsStorage = LocalStorage;

thread_local! {
    /// The uploaders of this page.
    static ZONES: RefCell<Vec<Go>> = const { RefCell::new(Vec::new()) };
}

/// The number of the file that was chosen last, over all zones: rows' ids are the page's.
static LAST_KEY: AtomicU32 = AtomicU32::new(0);

fn fresh_key() -> u32 {
    LAST_KEY.fetch_add(1, Ordering::Relaxed) + 1
}

/// Takes over from the plain form.
pub(super) fn begin(go: Go, list: NodeRef<Ul>) {
    let around = list.get().and_then(|list| list.closest("form").ok().flatten());
    let Some(form) = around.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
    with_hands(go, |hands| hands.form = Some(form.clone()));
    ZONES.with_borrow_mut(|zones| zones.push(go));
    choosing::listen(go, &form);
    let options = EventListenerOptions::enable_prevent_default();
    let submitted = move |event: &Event| {
        event.prevent_default();
        upload(go);
    };
    EventListener::new_with_options(&form, "submit", options, submitted).forget();
    if let Some(page) = document().document_element() {
        let _ = page.set_attribute("data-hydrated", "");
    }
}

/// **Upload** was pressed: all that can be sent is sent.
fn upload(go: Go) {
    for row in go.rows.get_untracked() {
        if row.state.with_untracked(|state| matches!(state, State::Chosen | State::Failed(_, true))) {
            row.state.set(State::Waiting);
        }
    }
    let tally = tally(go);
    if tally.moving + tally.received == 0 {
        refuse(go, "Select a file");
        return focus_files(go);
    }
    with_hands(go, |hands| hands.done = false);
    go.news.set(words::summary(tally));
    go_on(go);
}

/// Takes a file off the list; what is on its way is broken off.
pub(super) fn cancel(go: Go, key: u32) {
    let rows = go.rows.get_untracked();
    let Some(place) = rows.iter().position(|row| row.key == key) else { return };
    let done = rows[place].state.with_untracked(State::dropped);
    let is_there = rows[place].state.with_untracked(|state| state.is_under_way() || state.has_verb());
    go.rows.update(|rows| rows.retain(|row| row.key != key));
    break_off(go, key);
    let upload = with_hands(go, |hands| {
        hands.files.retain(|(held, _)| *held != key);
        hands.uploads.iter().rfind(|(held, _)| *held == key).map(|(_, upload)| upload.clone())
    });
    if let Some(upload) = upload.filter(|_| is_there) {
        sending::give_up(upload);
    }
    let mut near = rows[place + 1..].iter().chain(rows[..place].iter().rev());
    let near = near.find(|row| row.state.with_untracked(State::can_be_dropped));
    match near {
        Some(row) => focus(&button_id(row.key)),
        None => focus_files(go),
    }
    go.news.set(format!("{} is {done}. {}", rows[place].name, words::summary(tally(go))));
    go_on(go);
}

/// Pauses a file, goes on with it, or sends it once more.
pub(super) fn press(go: Go, key: u32) {
    let Some(row) = go.rows.get_untracked().into_iter().find(|row| row.key == key) else { return };
    let state = row.state.get_untracked();
    row.state.set(match state {
        State::Sending(at, _) | State::Again(at) => State::Paused(at),
        State::Paused(at) if with_hands(go, |hands| hands.sending.contains(&key)) => State::Sending(at, None),
        _ => State::Waiting,
    });
    if row.state.with_untracked(|state| matches!(state, State::Paused(_))) {
        break_off(go, key);
    } else {
        focus(&button_id(key));
    }
    go_on(go);
}

/// Breaks off what is on its way of a file.
fn break_off(go: Go, key: u32) {
    let request =
        with_hands(go, |hands| hands.requests.iter().find(|(held, _)| *held == key).map(|(_, one)| one.clone()));
    if let Some(request) = request {
        let _ = request.abort();
    }
}

/// Ends the go: the server writes the receipt and says which page shows it.
pub(super) fn finish(go: Go) {
    if let Some(item) = item(go) {
        return show(go, &item);
    }
    let receipt = with_hands(go, |hands| {
        let receipt = hands.receipt.clone().filter(|_| !hands.ending);
        hands.ending |= receipt.is_some();
        receipt
    });
    let Some(receipt) = receipt else { return };
    go.finish.set(String::new());
    guard(go);
    spawn_local(async move {
        let (contacts, note) = sent_along(go);
        match finish_upload(receipt, contacts, note).await {
            Ok(address) => leave_for(go, &address),
            Err(AppError::NotSignedIn) => sign_in_again(go),
            Err(error) => {
                with_hands(go, |hands| hands.ending = false);
                go.news.set(words::unfinished(&error));
                go.finish.set("Finish".to_owned());
                guard(go);
            }
        }
    });
}

/// An item's files are there: the page comes anew and tells so, once nothing is left to do in any of its zones. The
/// receipt stays open until the person has finished for now.
fn show(go: Go, item: &ItemId) {
    with_hands(go, |hands| hands.done = true);
    let rests = |zone: &Go| {
        let tally = tally(*zone);
        tally.moving == 0 && (tally.chosen + tally.failed == 0 || with_hands(*zone, |hands| hands.done))
    };
    if ZONES.with_borrow(|zones| zones.iter().all(rests)) {
        let page = page(go);
        // Another address each time, so that the browser loads it and does not only scroll.
        let now = (Date::now() as u64).to_string();
        keep_typed();
        leave_for(go, &[&page, "?received=", item.as_str(), ".", &now, "#item-", item.as_str()].concat());
    }
}

/// Sends what waits, and ends the go when nothing is left to do.
fn go_on(go: Go) {
    sending::send_next(go);
    guard(go);
    let tally = tally(go);
    let open = tally.moving == 0 && tally.received > 0 && tally.failed > 0;
    go.finish.set(if open { "Finish without the failed files" } else { "" }.to_owned());
    if tally.received > 0 && tally.moving + tally.failed + tally.chosen == 0 {
        finish(go);
    }
}

/// While bytes move, leaving the page asks first.
fn guard(go: Go) {
    let rests = tally(go).moving == 0;
    with_hands(go, |hands| {
        if rests && !hands.ending {
            hands.guard = None;
        } else if hands.guard.is_none() {
            let options = EventListenerOptions::enable_prevent_default();
            let ask = |event: &Event| event.prevent_default();
            hands.guard = Some(EventListener::new_with_options(&window(), "beforeunload", options, ask));
        }
    });
}

/// Asks `portal.js` to keep what is typed elsewhere on the page for when it is back.
fn keep_typed() {
    if let Ok(event) = Event::new("keep") {
        let _ = window().dispatch_event(&event);
    }
}

fn sign_in_again(go: Go) {
    keep_typed();
    // The form's own page; a page that came back with a refusal has another address.
    let here = page(go);
    leave_for(go, &format!("/login?ended=1&next={}", encode_uri_component(&here)));
}

fn leave_for(go: Go, address: &str) {
    with_hands(go, |hands| hands.guard = None);
    let _ = window().location().set_href(address);
}

fn tally(go: Go) -> Tally {
    let mut tally = Tally::default();
    for row in go.rows.get_untracked() {
        row.state.with_untracked(|state| match state {
            State::Chosen | State::Paused(_) => tally.chosen += 1,
            State::Received => tally.received += 1,
            State::Failed(..) => tally.failed += 1,
            _ => tally.moving += 1,
        });
    }
    tally
}

fn with_hands<T>(go: Go, act: impl FnOnce(&mut Hands) -> T) -> T {
    let mut hands = go.hands.write_value();
    act(&mut hands)
}

fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

fn focus(id: &str) {
    if let Some(element) = by_id::<HtmlElement>(id) {
        let _ = element.focus();
    }
}
