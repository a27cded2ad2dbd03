//! Pieces of the matter pages.

use super::model::MatterStatus;
use super::store::MatterType;
use crate::firm::Times;
use crate::kernel::Day;
use crate::ui::{Moment, Tag, Tone};
use leptos::prelude::*;

/// A matter's status in staff's words.
pub fn status_tag(status: MatterStatus) -> AnyView {
    let (tone, icon) = match status {
        MatterStatus::New => (Tone::Live, "state-new"),
        MatterStatus::InProgress => (Tone::Live, "state-half"),
        MatterStatus::WaitingOnClient => (Tone::Wait, "state-pending"),
        MatterStatus::Submitted => (Tone::Rest, "sent"),
        MatterStatus::OnHold => (Tone::Plain, "state-hold"),
        MatterStatus::Completed => (Tone::Done, "state-done"),
        MatterStatus::Cancelled => (Tone::Rest, "state-off"),
    };
    view! { <Tag tone icon>{status.word()}</Tag> }.into_any()
}

/// A type as a list is narrowed by it: its id, and a name that says whether it is put away.
pub fn kind_option(kind: &MatterType) -> (String, String) {
    let words = if kind.archived_at.is_some() { format!("{} (archived)", kind.name) } else { kind.name.clone() };
    (kind.id.to_string(), words)
}

/// A day in the margin of a ledger: how far it is, and which day; late in red while `open`.
pub fn due(times: &Times, day: &Day, open: bool) -> AnyView {
    let late = open && *day < times.today_day();
    let words = if open { times.due(day) } else { times.until_day(day) };
    view! { <b class=late.then_some("late")>{words}</b>" "<Moment at=times.day(day) /> }.into_any()
}
