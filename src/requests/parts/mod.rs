//! Pieces of the request pages: states as tags, a request as a line, things by their groups, the fields of a thing.

mod fields;
mod lines;
mod things;

pub use fields::{Examples, item_fields, typed_of};
pub use lines::{due, progress_words, request_row, rows};
pub use things::{limits, preview, things_for_staff};

use super::model::{ItemState, RequestState};
use crate::kernel::Form;
use crate::ui::{Hidden, PostForm, Tag, Tone};
use leptos::prelude::*;

/// How far a request is, as staff read it.
pub fn request_state_tag(state: RequestState) -> AnyView {
    let (tone, icon, word) = match state {
        RequestState::Draft => (Tone::Plain, "note", "Draft"),
        RequestState::Sent => (Tone::Wait, "state-pending", "Waiting on client"),
        RequestState::Complete => (Tone::Done, "state-done", "Complete"),
        RequestState::Withdrawn => (Tone::Rest, "state-no", "Withdrawn"),
    };
    view! { <Tag tone icon>{word}</Tag> }.into_any()
}

/// How one thing asked for stands.
pub fn item_tag(state: ItemState) -> AnyView {
    let (tone, icon) = match state {
        ItemState::Open => (Tone::Plain, "state-none"),
        ItemState::Submitted => (Tone::Live, "state-new"),
        ItemState::Accepted => (Tone::Done, "state-done"),
        ItemState::NeedsMore => (Tone::Wait, "returned"),
        ItemState::Rejected => (Tone::Bad, "state-attention"),
        ItemState::DoesNotApply => (Tone::Rest, "state-na"),
    };
    view! { <Tag tone icon>{state.word()}</Tag> }.into_any()
}

/// Things by their groups, in the order in which the groups begin.
pub fn by_heading<T>(things: Vec<T>, heading: impl Fn(&T) -> &str) -> Vec<(String, Vec<T>)> {
    let mut groups: Vec<(String, Vec<T>)> = Vec::new();
    for thing in things {
        let name = heading(&thing).to_owned();
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(thing),
            None => groups.push((name, vec![thing])),
        }
    }
    groups
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_stands_together_wherever_its_things_were_added() {
        let things = vec![("Income", 1), ("", 2), ("Income", 3)];
        let groups = by_heading(things, |(heading, _)| heading);
        let numbers: Vec<Vec<i32>> =
            groups.into_iter().map(|(_, all)| all.into_iter().map(|(_, n)| n).collect()).collect();
        assert_eq!(numbers, [vec![1, 3], vec![2]]);
    }
}
