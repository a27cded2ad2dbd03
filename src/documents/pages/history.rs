//! What happened to a person's documents, in the order of time.

use super::mine::Shelf;
use crate::firm::Times;
use crate::kernel::Instant;
use crate::ui::{Icon, Moment};
use leptos::prelude::*;

/// What was sent, shared and opened, newest first, for every document on the page. Nothing while nothing happened.
#[component]
pub(super) fn History<'a>(shelves: &'a [Shelf], times: &'a Times) -> impl IntoView {
    let lines = lines(shelves);
    let goes_on = shelves.iter().any(Shelf::goes_on);
    let line = |(at, icon, words): (Instant, &'static str, String)| {
        view! {
            <li>
                <span class="margin">
                    <Moment at=times.short(at) />
                </span>
                <span class="what"><Icon name=icon /> " " {words}</span>
            </li>
        }
    };
    (!lines.is_empty()).then(|| {
        view! {
            <details id="history">
                <summary>"History"</summary>
                <ul class="ledger">{lines.into_iter().map(line).collect_view()}</ul>
                {goes_on.then(|| view! { <p class="soft">"What happened to older documents stands on their own pages."</p> })}
            </details>
        }
    })
}

fn lines(shelves: &[Shelf]) -> Vec<(Instant, &'static str, String)> {
    let mut lines = Vec::new();
    for shelf in shelves {
        for row in &shelf.sent {
            lines.push((row.created_at, "upload", format!("You sent {}", row.name)));
            lines.extend(row.first_opened_at.map(|at| (at, "eye", format!("The firm opened {}", row.name))));
        }
        for row in &shelf.given {
            let who = if row.origin == "firm" { &row.supplied_by_name } else { "The firm" };
            lines.push((row.created_at, "document", format!("{who} shared {} with you", row.name)));
            lines.extend(row.first_opened_at.map(|at| (at, "download", format!("You opened {}", row.name))));
        }
    }
    lines.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    lines
}
