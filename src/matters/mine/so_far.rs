//! What has happened on a matter, told from what its client sees anyway: phases entered, requests sent to them, what they
//! sent, and what was decided on it.

use super::Scene;
use crate::kernel::Instant;
use crate::requests::store::Paper;
use crate::ui::{Head, Moment};
use leptos::prelude::*;

/// Lines shown.
const MOST: usize = 40;

/// Something that happened.
struct Event {
    at: Instant,
    words: String,
    href: Option<String>,
    /// Whether it stands out: something was sent back.
    key: bool,
}

impl Event {
    fn new(at: Instant, words: impl Into<String>) -> Self {
        Event { at, words: words.into(), href: None, key: false }
    }
}

/// Newest first.
pub(super) fn section(scene: &Scene) -> AnyView {
    let mut events = events(scene);
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let rows = events.into_iter().take(MOST).map(|event| {
        let words = match event.href {
            Some(href) => view! { <a href=href>{event.words}</a> }.into_any(),
            None => event.words.into_any(),
        };
        let class = event.key.then_some("key");
        view! { <li class=class><p>{words}</p><small><Moment at=scene.times.short(event.at) /></small></li> }
    });
    let rows = rows.collect_view();
    view! {
        <section aria-labelledby="sofar">
            <Head id="sofar" title="So far" />
            <ol class="timeline">{rows}</ol>
        </section>
    }
    .into_any()
}

fn events(scene: &Scene) -> Vec<Event> {
    let mut events = Vec::new();
    events.extend(
        scene.matter.closed_at.filter(|_| !scene.matter.open).map(|at| Event::new(at, "We closed this matter")),
    );
    for one in &scene.entered {
        events
            .extend(one.entered_at.map(|at| Event::new(at, format!("We reached the step “{}”", one.step.client_name))));
    }
    for request in &scene.requests {
        events.extend(request.sent_at.map(|at| Event {
            href: Some(format!("/portal/requests/{}", request.id)),
            ..Event::new(at, format!("We asked you for “{}”", request.title))
        }));
    }
    let own: Vec<&Paper> = scene.papers.iter().filter(|paper| paper.own).collect();
    // What came on one day is one line.
    for day in own.chunk_by(|one, next| scene.times.day_of(one.created_at) == scene.times.day_of(next.created_at)) {
        let words = match day {
            [only] => format!("You sent {}", only.name),
            several => format!("You sent {} documents", several.len()),
        };
        events.push(Event::new(day[0].created_at, words));
    }
    for paper in own {
        events.extend(
            paper.decided_at.zip(paper.state.as_deref()).and_then(|(at, state)| decided(at, state, &paper.name)),
        );
    }
    // The oldest, of things at one instant too.
    events.push(Event::new(scene.matter.created_at, "We opened this matter"));
    events
}

fn decided(at: Instant, state: &str, name: &str) -> Option<Event> {
    match state {
        "accepted" => Some(Event::new(at, format!("We accepted {name}"))),
        "needs more" => Some(Event { key: true, ..Event::new(at, format!("We accepted {name} and asked for more")) }),
        "rejected" => Some(Event { key: true, ..Event::new(at, format!("We asked for a new copy of {name}")) }),
        _ => None,
    }
}
