//! How far a matter is, as its client reads it: the phases by the names that clients know, and one plain sentence.

use crate::matters::MatterStatus;
use crate::matters::store::seen::{Seen, Step};
use crate::ui::{Tag, Tone};
use leptos::prelude::*;

/// A matter's phases, and where among them it is.
pub struct Course {
    names: Vec<String>,
    /// The one it is in; none before the first, and after the last.
    now: Option<usize>,
    finished: bool,
    closed: bool,
    sentence: String,
}

impl Course {
    /// Of this matter, out of the phases of its type. One that was put away shows only while the matter is in it.
    pub fn of(matter: &Seen, steps: &[Step]) -> Self {
        let is_now = |step: &Step| matter.phase_id.as_ref() == Some(&step.id);
        let own = |step: &&Step| step.type_id == matter.type_id && (!step.archived || is_now(step));
        let steps: Vec<&Step> = steps.iter().filter(own).collect();
        let now = steps.iter().position(|step| is_now(step)).filter(|_| !matter.phases_done);
        let phase_s = now.map(|now| steps[now].sentence.clone()).unwrap_or_default();
        let open_s = if matter.sentence.is_empty() { phase_s } else { matter.sentence.clone() };
        Course {
            names: steps.iter().map(|step| step.client_name.clone()).collect(),
            now,
            finished: matter.phases_done,
            closed: !matter.open,
            // Of a closed matter nothing goes on.
            sentence: if matter.open { open_s } else { String::new() },
        }
    }

    /// The phases as a line; `brief` on a card, where the sentence below names the step.
    pub fn stepper(&self, brief: bool) -> Option<AnyView> {
        if self.names.is_empty() {
            return None;
        }
        let steps = self.names.iter().enumerate().map(|(place, name)| {
            let done = self.finished || self.now.is_some_and(|now| place < now);
            let after = done.then(|| view! { <span class="visually-hidden">", done"</span> });
            let current = (self.now == Some(place)).then_some("step");
            view! { <li class=done.then_some("done") aria-current=current><span>{name.clone()}{after}</span></li> }
        });
        let class = if brief { "stepper brief" } else { "stepper" };
        Some(view! { <ol class=class>{steps.collect_view()}</ol> }.into_any())
    }

    /// `Step 2 of 7, Your documents.`
    pub fn place(&self) -> String {
        match self.now {
            Some(now) if self.closed => {
                format!("It ended at step {} of {}, {}.", now + 1, self.names.len(), self.names[now])
            }
            Some(now) => format!("Step {} of {}, {}.", now + 1, self.names.len(), self.names[now]),
            None if self.finished => "All steps are done.".to_owned(),
            None if self.closed => String::new(),
            None => "We have not begun yet.".to_owned(),
        }
    }

    /// What is going on, in a sentence; may be empty.
    pub fn sentence(&self) -> String {
        self.sentence.clone()
    }
}

/// A matter's status in the client's words.
pub fn status_tag(status: MatterStatus) -> AnyView {
    let (tone, icon) = match status {
        MatterStatus::New => (Tone::Live, "state-new"),
        MatterStatus::InProgress => (Tone::Live, "state-half"),
        MatterStatus::WaitingOnClient => (Tone::Wait, "state-pending"),
        MatterStatus::Submitted => (Tone::Rest, "sent"),
        MatterStatus::OnHold => (Tone::Rest, "state-hold"),
        MatterStatus::Completed => (Tone::Done, "state-done"),
        MatterStatus::Cancelled => (Tone::Rest, "state-off"),
    };
    view! { <Tag tone icon>{status.for_client()}</Tag> }.into_any()
}
