//! Pieces of the review page: the queue, the document itself, the decision, what came before, and the keys.

mod decision;
mod history;
mod keys;
mod queue;
mod viewer;

pub use decision::{decided, decision, undo};
pub use history::history;
pub use keys::{hint, keys};
pub use queue::queue;
pub use viewer::viewer;

use super::store::{Before, Folder, Lately, Reason, Submission, Waiting};
use crate::accounts::AccountId;
use crate::firm::Times;
use crate::kernel::page::Page;
use crate::kernel::{Form, Instant};

/// What the review page shows around one submission.
pub struct Scene {
    /// The submission.
    pub one: Submission,
    /// What waits around it.
    pub queue: Page<Waiting>,
    /// What else came for the same item, and what was decided.
    pub before: Vec<Before>,
    /// The firm's sentences.
    pub reasons: Vec<Reason>,
    /// Matters to choose from, for what nobody asked for.
    pub folders: Vec<Folder>,
    /// What this reviewer decided last today.
    pub lately: Option<Lately>,
    /// Who looks.
    pub me: AccountId,
    /// Now.
    pub now: Instant,
    /// Dates in the firm's zone.
    pub times: Times,
    /// The decision as it came back.
    pub form: Form,
}

impl Scene {
    /// The page's own address, whatever led to it.
    pub fn here(&self) -> String {
        format!("/review/{}", self.one.id)
    }

    /// The document before this one in the queue.
    pub fn previous(&self) -> Option<&Waiting> {
        self.queue.rows.iter().rev().find(|row| (row.created_at, row.id.as_str()) < self.one.place())
    }

    /// The next one that nobody else looks at.
    pub fn next(&self) -> Option<&Waiting> {
        let after = |row: &&Waiting| (row.created_at, row.id.as_str()) > self.one.place();
        self.queue.rows.iter().filter(after).find(|row| row.holder(&self.me, self.now).is_none())
    }
}
