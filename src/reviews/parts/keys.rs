//! The keys of the review page, and the dialog that lists them. Everything they do has a button or a link.

use super::Scene;
use crate::ui::{Button, ButtonLink, Dialog, Hidden, Look};
use leptos::prelude::*;

const KEYS: [(&str, &str); 9] = [
    ("a", "Accept"),
    ("m", "Needs more: goes to the reason first"),
    ("r", "Reject: goes to the reason first"),
    ("Enter", "In the list of reasons: decide with this reason"),
    ("Ctrl Enter", "In your own words: decide with this reason"),
    ("Esc", "Leave the reason"),
    ("u", "Undo the last decision"),
    ("j", "Next document"),
    ("k", "Previous document"),
];

/// The button that opens the dialog. Without a script the page comes back with it open.
pub fn hint(scene: &Scene) -> AnyView {
    view! {
        <form method="get" action=scene.here() data-opens="keys">
            <Hidden name="keys" value="show" />
            <Button label="Keys" look=Look::Small icon="keyboard" />
        </form>
    }
    .into_any()
}

/// The dialog.
pub fn keys(scene: &Scene, open: bool) -> AnyView {
    let line = |(key, words): (&'static str, &'static str)| {
        view! {
            <div>
                <dt><kbd>{key}</kbd></dt>
                <dd>{words}</dd>
            </div>
        }
    };
    let back = scene.here();
    view! {
        <Dialog id="keys" title="Keys" open=open>
            <dl class="facts">{KEYS.into_iter().map(line).collect_view()}</dl>
            <label class="choice" data-letters="" hidden=true>
                <input type="checkbox" autocomplete="off" checked=true />
                " "
                <span>"Use these letters on this device"</span>
            </label>
            <div class="actions">
                <ButtonLink href=back label="Close" attr:data-closes="" />
            </div>
        </Dialog>
    }
    .into_any()
}
