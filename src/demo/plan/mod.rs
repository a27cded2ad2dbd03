//! What the demo firm works on, as it is told: which matters, what was asked for, what clients did, how many days ago.

mod mariam;
mod others;

/// A matter and its story. Days are counted back from today; days to come are negative.
pub(super) struct Job {
    /// Which of `words::CLIENTS`.
    pub client: usize,
    /// Name of its type.
    pub kind: &'static str,
    pub title: &'static str,
    /// Which of `words::STAFF` leads, and who helps.
    pub lead: usize,
    pub helper: Option<usize>,
    /// When it was opened, and due in so many days from today.
    pub opened: i64,
    pub due: i64,
    /// Whether the first contact sees it.
    pub shown: bool,
    /// When it entered which phase of its type, counted from 0.
    pub steps: &'static [(i64, usize)],
    pub status: &'static [(i64, &'static str)],
    /// What, in how many days from today, whether the client sees it.
    pub deadlines: &'static [(&'static str, i64, bool)],
    /// When, words, whether the client sees them.
    pub notes: &'static [(i64, &'static str, bool)],
    pub asks: &'static [Ask],
}

/// A request and its story.
pub(super) struct Ask {
    pub title: &'static str,
    /// The template it begins with, and which of its items are kept.
    pub template: &'static str,
    pub keep: &'static [usize],
    /// Asked for by hand: title and instruction.
    pub things: &'static [(&'static str, &'static str)],
    /// When it was drafted, and sent; never: none.
    pub drafted: i64,
    pub sent: Option<i64>,
    /// Due in so many days from today.
    pub due: i64,
    /// Whether the client's second contact is asked as well.
    pub both: bool,
    /// When it was taken back.
    pub withdrawn: Option<i64>,
    /// When, on which item, what.
    pub then: &'static [(i64, usize, Did)],
}

/// What somebody did about an item.
#[derive(Clone, Copy)]
pub(super) enum Did {
    /// The client sent files.
    Sent(&'static [&'static str]),
    HaveNot(&'static str),
    DoesNotApply(&'static str),
    /// By when, in days from today, and words.
    Later(i64, &'static str),
    Asked(&'static str),
    /// The firm answered the question.
    Replied(&'static str),
    /// The firm decided on all that waits on the item.
    Accepted,
    WantedMore(&'static str),
    Rejected(&'static str),
    /// "That's all for now".
    Finished,
}

/// A request of which nothing is told.
const PLAIN: Ask = Ask {
    title: "",
    template: "",
    keep: &[],
    things: &[],
    drafted: 0,
    sent: None,
    due: 7,
    both: false,
    withdrawn: None,
    then: &[],
};
/// A matter of which nothing is told.
const QUIET: Job = Job {
    client: 0,
    kind: "",
    title: "",
    lead: 2,
    helper: None,
    opened: 20,
    due: 30,
    shown: true,
    steps: &[],
    status: &[],
    deadlines: &[],
    notes: &[],
    asks: &[],
};

/// All of them, in the order in which they were opened by each client.
pub(super) fn jobs() -> impl Iterator<Item = &'static Job> {
    mariam::JOBS.iter().chain(others::JOBS)
}
