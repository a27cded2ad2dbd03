//! Why something was sent back: told only to whoever sent it.

use super::{One, Scene};
use crate::requests::model::Verdict;
use crate::ui::{Icon, Moment};
use leptos::prelude::*;

/// The last decision on what this person sent for an item that waits for them again.
pub(super) fn notice(scene: &Scene, one: &One) -> Option<AnyView> {
    let last = one.handed.iter().filter(|file| file.decided_at.is_some()).max_by_key(|file| file.decided_at)?;
    let opening = match last.verdict()? {
        Verdict::Accepted => return None,
        Verdict::NeedsMore => "We need a little more.",
        Verdict::Rejected => "We asked for a new copy.",
    };
    let reason = last.reason.clone().filter(|reason| !reason.is_empty()).map(|reason| format!(" “{reason}”"));
    let about = (one.handed.len() > 1).then(|| format!("About {} · ", last.name));
    let at = last.decided_at.map(|at| view! { <Moment at=scene.times.short(at) /> });
    Some(
        view! {
            <div class="notice wait">
                <Icon name="returned" />
                <div>
                    <p><b>{opening}</b>{reason}</p>
                    <small>{about}{at}</small>
                </div>
            </div>
        }
        .into_any(),
    )
}
