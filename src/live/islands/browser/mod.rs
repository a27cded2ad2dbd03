//! In the browser: hears that something changed, and fetches the page. While nobody looks at the page it is silent: a
//! browser has six lines to a server, and every open one is one less.

mod taking;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use taking::Taken;
use web_sys::{EventSource, XmlHttpRequest, XmlHttpRequestResponseType};

/// Between two fetches at least, ms.
const PAUSE: u32 = 2000;
/// After a lost line at least and at most, ms.
const SOON: u32 = 1000;
const LATE: u32 = 60_000;

/// Listens.
struct Ear {
    said: RwSignal<String>,
    /// The line, while there is one.
    line: RefCell<Option<Line>>,
    /// How often the line was lost since it last stood.
    lost: Cell<u32>,
    /// There was a line before: what happened meanwhile was missed.
    missed: Cell<bool>,
    /// A fetch waits or runs, and whether another is wanted after it.
    fetching: Cell<bool>,
    again: Cell<bool>,
}

struct Line {
    source: EventSource,
    _listeners: [EventListener; 3],
}

impl Drop for Line {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Begins to listen, for as long as the page lives.
pub(super) fn begin(said: RwSignal<String>) {
    let ear = Rc::new(Ear {
        said,
        line: RefCell::new(None),
        lost: Cell::new(0),
        missed: Cell::new(false),
        fetching: Cell::new(false),
        again: Cell::new(false),
    });
    let turned = ear.clone();
    EventListener::new(&document(), "visibilitychange", move |_| {
        if document().hidden() { turned.hang_up() } else { connect(&turned) }
    })
    .forget();
    connect(&ear);
}

impl Ear {
    fn hang_up(&self) {
        self.missed.set(true);
        drop(self.line.take());
    }
}

/// Opens a line, unless one stands or nobody looks.
fn connect(ear: &Rc<Ear>) {
    if ear.line.borrow().is_some() || document().hidden() {
        return;
    }
    let since = document().query_selector("[data-live-since]").ok().flatten();
    let since = since.and_then(|mark| mark.get_attribute("data-live-since")).unwrap_or_default();
    let Ok(source) = EventSource::new(&["/events?since=", &since].concat()) else { return };
    let (stands, changes, breaks) = (ear.clone(), ear.clone(), ear.clone());
    let listeners = [
        EventListener::new(&source, "ready", move |_| {
            stands.lost.set(0);
            if stands.missed.replace(false) {
                fetch_soon(&stands, 0);
            }
        }),
        EventListener::new(&source, "changed", move |_| {
            changes.lost.set(0);
            changes.missed.set(false);
            fetch_soon(&changes, 0);
        }),
        EventListener::new(&source, "error", move |_| try_later(&breaks)),
    ];
    *ear.line.borrow_mut() = Some(Line { source, _listeners: listeners });
}

/// The line was lost: another one later, and later still.
fn try_later(ear: &Rc<Ear>) {
    let lost = ear.lost.get();
    ear.lost.set(lost + 1);
    ear.hang_up();
    let wait = SOON.saturating_mul(1 << lost.min(6)).min(LATE);
    let ear = ear.clone();
    Timeout::new(wait, move || connect(&ear)).forget();
}

/// Fetches the page after so many ms; once more if something changes meanwhile.
fn fetch_soon(ear: &Rc<Ear>, wait: u32) {
    if ear.fetching.replace(true) {
        return ear.again.set(true);
    }
    let ear = ear.clone();
    Timeout::new(wait, move || fetch(&ear)).forget();
}

fn fetch(ear: &Rc<Ear>) {
    ear.again.set(false);
    let Ok(request) = XmlHttpRequest::new() else { return };
    let address = window().location().href().unwrap_or_default();
    let opened = request.open_with_async("GET", &address, true);
    request.set_response_type(XmlHttpRequestResponseType::Document);
    // Nobody did this: it keeps no session alive.
    let _ = request.set_request_header("x-background", "live");
    let (ear, answer) = (ear.clone(), request.clone());
    EventListener::once(&request, "loadend", move |_| done(&ear, &answer)).forget();
    if opened.is_ok() {
        let _ = request.send();
    }
}

fn done(ear: &Rc<Ear>, answer: &XmlHttpRequest) {
    let page = answer.response_xml().ok().flatten().filter(|_| answer.status() == Ok(200));
    let Taken { said, left } = page.map(|page| taking::take(&page)).unwrap_or_default();
    if !said.is_empty() {
        ear.said.set(said);
    }
    let (ear, left) = (ear.clone(), left);
    Timeout::new(PAUSE, move || {
        ear.fetching.set(false);
        if ear.again.replace(false) || left {
            fetch_soon(&ear, if left { PAUSE } else { 0 });
        }
    })
    .forget();
}
