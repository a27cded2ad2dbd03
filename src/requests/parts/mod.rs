//! Pieces of the request pages: states as tags, a request as a line, things by their groups, the fields of a thing.

mod fields;
mod lines;
mod things;

pub use fields::{Examples, item_fields, typed_of, upload_example};
pub use lines::{due, left_open, progress_words, reminded_words, request_row, rows};
pub use things::{limits, preview, things_for_staff};

pub use super::model::by_heading;

use super::model::{ItemState, RequestState, in_words};
use crate::kernel::Form;
use crate::ui::{Hidden, PostForm, Tag, Tone};
use leptos::prelude::*;

/// How far a request is, as staff read it. `with_us`: everything needed has come, and the firm has to look at it.
pub fn request_state_tag(state: RequestState, with_us: bool) -> AnyView {
    let (tone, icon, word) = match state {
        RequestState::Sent if with_us => (Tone::Live, "state-half", "With us"),
        RequestState::Draft => (Tone::Plain, "note", "Draft"),
        RequestState::Sent => (Tone::Wait, "state-pending", "Waiting on client"),
        RequestState::Complete => (Tone::Done, "state-done", "Complete"),
        RequestState::Withdrawn => (Tone::Rest, "state-no", "Withdrawn"),
    };
    view! { <Tag tone icon>{word}</Tag> }.into_any()
}

/// How one thing asked for stands; `not_available` as in [`in_words`].
pub fn item_tag(state: ItemState, not_available: bool) -> AnyView {
    let (tone, icon) = match state {
        ItemState::Open => (Tone::Plain, "state-none"),
        ItemState::Submitted => (Tone::Live, "state-new"),
        ItemState::Accepted => (Tone::Done, "state-done"),
        ItemState::NeedsMore => (Tone::Wait, "returned"),
        ItemState::Rejected => (Tone::Bad, "state-attention"),
        ItemState::DoesNotApply => (Tone::Rest, "state-na"),
    };
    view! { <Tag tone icon>{in_words(state, not_available)}</Tag> }.into_any()
}

/// A button that is a form of its own, with what is sent along unseen.
pub fn press(action: &str, page: &str, fields: Vec<(&'static str, String)>, button: AnyView) -> AnyView {
    let (action, page) = (action.to_owned(), page.to_owned());
    let hidden = fields.into_iter().map(|(name, value)| view! { <Hidden name value /> }).collect_view();
    view! { <PostForm action page>{hidden} {button}</PostForm> }.into_any()
}

/// The one among a page's forms that came back refused.
pub fn refused<const N: usize>(forms: [Form; N]) -> Form {
    forms.into_iter().find(Form::refused).unwrap_or_default()
}
