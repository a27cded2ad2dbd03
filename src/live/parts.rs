//! What a live page holds.

use super::islands::LiveQueue;
use crate::accounts::Desk;
use leptos::prelude::*;

/// Keeps the page's parts marked `data-live` up to date. Without WebAssembly nothing is here; a reload does the same.
pub fn queue(desk: &Desk) -> AnyView {
    let since = desk.services.now().0.to_string();
    view! { <div class="visually-hidden" data-live-since=since><LiveQueue /></div> }.into_any()
}
