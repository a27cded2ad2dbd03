//! What waits, oldest first, beside the document.

use super::Scene;
use crate::reviews::holding::looks;
use crate::reviews::store::Waiting;
use leptos::prelude::*;

/// The queue around the current document. It changes by itself when something comes or is decided; `says` is then said.
pub fn queue(scene: &Scene, says: String) -> AnyView {
    let rows = scene.queue.rows.iter().map(|row| line(scene, row)).collect_view();
    let later = scene.queue.next.as_ref().map(|key| {
        let href = format!("/review?after={key}");
        view! { <li><a href=href>"Later ones"</a></li> }
    });
    let nothing = scene.queue.rows.is_empty().then(|| view! { <li><p class="soft">"Nothing waits."</p></li> });
    let oldest = (!scene.queue.rows.is_empty()).then(|| view! { <p><a href="/review">"Go to the oldest"</a></p> });
    view! {
        <div class="stack-tight" data-live="queue" data-live-says=says>
            <nav class="queue" aria-label="Waiting documents">
                <ul>{rows} {later} {nothing}</ul>
            </nav>
            {oldest}
        </div>
    }
    .into_any()
}

fn line(scene: &Scene, row: &Waiting) -> AnyView {
    let current = (row.id == scene.one.id).then_some("true");
    // Of what was asked for there may be several files, alike but for their names.
    let file = row.item_title.is_some().then(|| row.name.clone());
    let parts = [Some(row.client_name.clone()), file, Some(scene.times.distance(row.created_at))];
    let facts = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let held = row.holder(&scene.me, scene.now).map(|who| view! { <small class="held">{looks(who)}</small> });
    view! {
        <li>
            <a href=format!("/review/{}", row.id) aria-current=current>
                <b>{row.title().to_owned()}</b>
                " "
                <small>{facts}</small>
                " "
                {held}
            </a>
        </li>
    }
    .into_any()
}
