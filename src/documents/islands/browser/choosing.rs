//! Files come onto the list: from a file field, from the camera, dropped on the page.

use super::{by_id, refuse, with_hands};
use crate::documents::islands::rows::{Go, Row, State};
use crate::documents::islands::words;
use gloo_events::{EventListener, EventListenerOptions};
use js_sys::JsString;
use leptos::ev::Event;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, FileList, HtmlFormElement, HtmlInputElement};

/// Listens for files. Drops are heard on the whole page, so that a file beside the zone doesn't take the page's place.
pub(super) fn listen(go: Go, form: &HtmlFormElement) {
    // What was chosen before this ran.
    take_chosen(go, "files");
    take_chosen(go, "camera");
    EventListener::new(form, "change", move |event| {
        if let Some(field) = event.target().and_then(|field| field.dyn_into::<Element>().ok()) {
            take_chosen(go, &field.id());
        }
    })
    .forget();
    hear(go, "dragover", |_, _| light("drop over"));
    hear(go, "dragleave", |_, event| {
        // Without a place where it went, it left the window.
        if event.related_target().is_none() {
            light("drop");
        }
    });
    hear(go, "drop", |go, event| {
        light("drop");
        if let Some(files) = event.data_transfer().and_then(|carried| carried.files()) {
            add(go, &files);
        }
    });
}

fn hear(go: Go, name: &'static str, act: fn(Go, &DragEvent)) {
    let heard = move |event: &Event| {
        let event: &DragEvent = event.unchecked_ref();
        if carries_files(event) {
            event.prevent_default();
            act(go, event);
        }
    };
    EventListener::new_with_options(&window(), name, EventListenerOptions::enable_prevent_default(), heard).forget();
}

fn light(class: &str) {
    if let Some(zone) = by_id::<Element>("send") {
        zone.set_class_name(class);
    }
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|carried| carried.types().includes(&JsString::from("Files"), 0))
}

/// Takes what a file field holds onto the list, and empties it, so that the same file can be chosen once more.
fn take_chosen(go: Go, id: &str) {
    let Some(field) = by_id::<HtmlInputElement>(id) else { return };
    if let Some(files) = field.files().filter(|files| files.length() > 0) {
        add(go, &files);
        field.set_value("");
    }
}

fn add(go: Go, files: &FileList) {
    // The largest size is the form's to say; the server checks it in any case.
    let most =
        by_id::<Element>("files").and_then(|field| field.get_attribute("data-most")?.parse().ok()).unwrap_or(u64::MAX);
    let mut rows = Vec::new();
    for file in (0..files.length()).filter_map(|place| files.item(place)) {
        let (name, size) = (file.name(), file.size() as u64);
        let state = match words::refused_at_once(size, most) {
            Some(words) => State::Failed(words, false),
            None => State::Chosen,
        };
        let key = with_hands(go, |hands| {
            hands.last_key += 1;
            hands.files.push((hands.last_key, file));
            hands.last_key
        });
        rows.push(Row { key, name, size, state: RwSignal::new(state) });
    }
    let refused = rows.iter().filter_map(|row| row.state.with_untracked(|state| row.refusal(state)));
    let refused = refused.collect::<Vec<_>>();
    go.news.set(words::added(rows.len() - refused.len(), &refused));
    refuse("");
    go.rows.update(|all| all.extend(rows));
}
