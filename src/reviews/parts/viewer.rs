//! The document itself, as the browser shows it: never as a page of ours, and nothing in it runs.

use super::Scene;
use crate::documents::kinds::{Shown, shown};
use crate::documents::parts::{Download, certificate_link, facts_of};
use crate::documents::scans::Bar;
use leptos::prelude::*;

/// Longest text that is shown in the page, bytes.
const LONGEST_TEXT: i64 = 2_000_000;

/// The preview with its bar.
pub fn viewer(scene: &Scene) -> AnyView {
    let one = &scene.one;
    let facts = facts_of(&one.media_type, one.size);
    let (id, name) = (one.document_id.clone(), one.name.clone());
    view! {
        <section class="preview" aria-labelledby="file">
            <div class="bar">
                <h2 id="file">{one.name.clone()}</h2>
                " "
                <div class="actions end">
                    <small>{facts}</small>
                    {certificate_link(&id, &name)}
                    <Download id name scan=one.scan quiet=true />
                </div>
            </div>
            {inside(scene)}
        </section>
    }
    .into_any()
}

fn inside(scene: &Scene) -> AnyView {
    let one = &scene.one;
    if let Some(bar) = Bar::here(one.scan) {
        return barred(bar, one.scan_words.clone());
    }
    let address = format!("/documents/{}/preview", one.document_id);
    let title = format!("Preview of {}", one.name);
    match shown(&one.media_type) {
        Some(Shown::Picture) => view! { <img src=address alt=title /> }.into_any(),
        Some(Shown::Text) if one.size <= LONGEST_TEXT => {
            view! { <iframe src=address title=title sandbox=""></iframe> }.into_any()
        }
        // Without the attribute `sandbox`: the answer carries it, and Chromium's viewer works with that one only (docs/decisions/0011).
        Some(Shown::Pdf) => view! { <iframe src=address title=title></iframe> }.into_any(),
        _ => {
            let words = "Browsers can’t show this kind of file by themselves. Download it to look at it.";
            view! { <p class="instead">{words}</p> }.into_any()
        }
    }
}

/// What stands where the document would: that the virus check has not told yet and why, or what it has found.
fn barred(bar: Bar, words: String) -> AnyView {
    let more = match (bar, words.is_empty()) {
        (_, true) => String::new(),
        (Bar::Infected, false) => format!(" It is called {words}."),
        (Bar::Unchecked, false) => format!(" Not yet, because: {words}. It is tried again by itself."),
    };
    view! { <p class="instead">{bar.words()}{more}</p> }.into_any()
}
