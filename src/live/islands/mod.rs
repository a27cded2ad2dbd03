//! The island of a live page. It draws nothing: it hears that something changed, fetches the page and puts the parts that
//! differ in their places, but never one that somebody is typing in.

// What listens lives in the browser; on the server nothing is heard.
#[cfg_attr(not(feature = "hydrate"), path = "still.rs")]
mod browser;

use leptos::prelude::*;

/// Brings the page's parts marked `data-live` up to date, and says politely what is new. Once on a page.
#[island]
pub fn LiveQueue() -> impl IntoView {
    let said = RwSignal::new(String::new());
    Effect::new(move |_| browser::begin(said));
    view! { <p role="status">{said}</p> }
}
