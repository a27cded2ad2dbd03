//! Files come onto the list: from a file field, from the camera, dropped on the page.

use super::{FILES, ZONES, form, fresh_key, guard, part, refuse, with_hands};
use crate::documents::islands::rows::{Go, Row, State};
use crate::documents::islands::words;
use gloo_events::{EventListener, EventListenerOptions};
use js_sys::JsString;
use leptos::ev::Event;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, File, FileList, HtmlFormElement, HtmlInputElement, Node};

/// Listens for files. Drops are heard on the whole page, so that a file beside the zone doesn't take the page's place.
pub(super) fn listen(go: Go, form: &HtmlFormElement) {
    // What was chosen before this ran.
    for field in [FILES, "[capture]"] {
        take_chosen(go, part(go, field));
    }
    EventListener::new(form, "change", move |event| {
        take_chosen(go, event.target().and_then(|field| field.dyn_into().ok()));
    })
    .forget();
    hear(go, "dragover", |go, event| light(go, if is_over(go, event) { "drop over" } else { "drop" }));
    hear(go, "dragleave", |go, event| {
        // Without a place where it went, it left the window.
        if event.related_target().is_none() {
            light(go, "drop");
        }
    });
    hear(go, "drop", |go, event| {
        light(go, "drop");
        if let Some(files) = event.data_transfer().and_then(|carried| carried.files())
            && is_over(go, event)
        {
            add(go, &files);
        }
    });
}

/// Whether this zone would get the file: the page's only one always, one of several when the file is over its item.
fn is_over(go: Go, event: &DragEvent) -> bool {
    let Some(form) = form(go) else { return false };
    let region = form.closest("li").ok().flatten().unwrap_or_else(|| form.into());
    let place = event.target().and_then(|place| place.dyn_into::<Node>().ok());
    ZONES.with_borrow(Vec::len) == 1 || region.contains(place.as_ref())
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

fn light(go: Go, class: &str) {
    if let Some(zone) = form(go) {
        zone.set_class_name(class);
    }
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|carried| carried.types().includes(&JsString::from("Files"), 0))
}

/// Takes what a file field holds onto the list, and empties it, so that the same file can be chosen once more.
fn take_chosen(go: Go, field: Option<HtmlInputElement>) {
    let Some(field) = field else { return };
    if let Some(files) = field.files().filter(|files| files.length() > 0) {
        add(go, &files);
        field.set_value("");
    }
}

fn add(go: Go, files: &FileList) {
    // The largest size is the form's to say; the server checks it in any case.
    let most =
        part::<Element>(go, FILES).and_then(|field| field.get_attribute("data-most")?.parse().ok()).unwrap_or(u64::MAX);
    let (mut rows, mut refused) = (Vec::new(), Vec::new());
    for file in (0..files.length()).filter_map(|place| files.item(place)) {
        let (name, size) = (file.name(), file.size() as u64);
        if with_hands(go, |hands| hands.files.iter().any(|(_, held)| same(held, &file))) {
            refused.push(words::twice(&name));
            continue;
        }
        let state = match words::refused_at_once(size, most) {
            Some(words) => State::Failed(words, false),
            None => State::Chosen,
        };
        let key = fresh_key();
        with_hands(go, |hands| hands.files.push((key, file)));
        rows.push(Row { key, name, size, state: RwSignal::new(state) });
    }
    let twice = refused.len();
    refused.extend(rows.iter().filter_map(|row| row.state.with_untracked(|state| row.refusal(state))));
    go.news.set(words::added(rows.len() + twice - refused.len(), &refused));
    refuse(go, "");
    go.rows.update(|all| all.extend(rows));
    // What was chosen since is not done.
    with_hands(go, |hands| hands.done = false);
    guard(go);
}

/// Whether both are the same file, as far as one can tell without reading them.
fn same(one: &File, other: &File) -> bool {
    one.name() == other.name() && one.size() == other.size() && one.last_modified() == other.last_modified()
}
