//! Document requests as values: ids, the states of requests, items and submissions, and what follows from what.

use crate::kernel::{AppError, Result};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// What the firm asks contacts of one client for.
    RequestId,
    /// One thing asked for.
    ItemId,
    /// What the firm usually asks for.
    TemplateId,
    /// One thing in a template.
    TemplateItemId,
    /// A document that a client handed in, to be decided on.
    SubmissionId,
    /// A decision on a submission.
    DecisionId,
    /// A message in an item's thread.
    MessageId,
    /// What a contact answered instead of a file.
    AnswerId,
    /// A sentence of the firm's for what is wrong with a document.
    ReasonId,
    /// A rule of when to remind.
    RuleId,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal),+ $(,)? } else $field:literal, $sentence:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $($(#[$each])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// As stored.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// Parses the word of a form or a row.
            ///
            /// # Errors
            /// `Invalid` beside its field.
            pub fn parse(word: &str) -> Result<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word).ok_or_else(|| AppError::field($field, $sentence))
            }
        }
    };
}

words! {
    /// How far a request is.
    RequestState {
        /// Only the firm sees it.
        Draft = "draft",
        /// The contacts see it.
        Sent = "sent",
        /// Everything that was needed is accepted or does not apply.
        Complete = "complete",
        /// Taken back.
        Withdrawn = "withdrawn",
    } else "state", "Choose a state"
}

words! {
    /// How one thing asked for stands (PRODUCT: Words).
    ItemState {
        /// Nothing has come yet.
        Open = "Open",
        /// Something has come and is not decided.
        Submitted = "Submitted",
        /// Decided, and well.
        Accepted = "Accepted",
        /// What came is good, but not all.
        NeedsMore = "Needs more",
        /// What came can't be used.
        Rejected = "Rejected",
        /// The client said so.
        DoesNotApply = "Does not apply",
    } else "state", "Choose a state"
}

impl ItemState {
    /// Whether the client is to do something about it.
    pub fn waits_for_client(self) -> bool {
        matches!(self, ItemState::Open | ItemState::NeedsMore | ItemState::Rejected)
    }

    /// Whether nothing more is to be done about it.
    pub fn is_settled(self) -> bool {
        matches!(self, ItemState::Accepted | ItemState::DoesNotApply)
    }
}

/// How a thing stands, as pages and exports say it to staff. `not_available`: of what is stored as "does not apply", that the
/// firm settled it so because somebody does not have it.
pub fn in_words(state: ItemState, not_available: bool) -> &'static str {
    if state == ItemState::DoesNotApply && not_available { NOT_AVAILABLE } else { state.word() }
}

/// What an accepted "I don't have this" reads like, for staff and for contacts.
pub const NOT_AVAILABLE: &str = "Not available, accepted";

words! {
    /// Whether a thing must be sent.
    Need {
        /// Must be sent.
        Required = "required",
        /// May be sent.
        Optional = "optional",
        /// Must be sent if its condition is true; else the client says that it does not apply.
        Conditional = "conditional",
    } else "need", "Choose whether it is required"
}

words! {
    /// What a reviewer decides about a submission.
    Verdict {
        /// Good.
        Accepted = "accepted",
        /// Good, but more is needed.
        NeedsMore = "needs more",
        /// Not usable; the reason says why.
        Rejected = "rejected",
    } else "verdict", "Choose a decision"
}

words! {
    /// What a contact can say instead of sending a file.
    AnswerKind {
        /// I don't have this.
        HaveNot = "have not",
        /// It does not apply to me.
        DoesNotApply = "does not apply",
        /// I'll have it by a day.
        Later = "later",
    } else "answer", "Choose an answer"
}

/// Things by their groups, in the order in which the groups begin. What stands in no group comes first: after a group it
/// would look as if it belonged there.
pub fn by_heading<T>(things: Vec<T>, heading: impl Fn(&T) -> &str) -> Vec<(String, Vec<T>)> {
    let mut groups: Vec<(String, Vec<T>)> = Vec::new();
    for thing in things {
        let name = heading(&thing).to_owned();
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(thing),
            None if name.is_empty() => groups.insert(0, (name, vec![thing])),
            None => groups.push((name, vec![thing])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_read_back_from_its_word() {
        for state in ItemState::ALL {
            assert_eq!(ItemState::parse(state.word()), Ok(*state));
            assert!(!(state.waits_for_client() && state.is_settled()));
        }
        for need in Need::ALL {
            assert_eq!(Need::parse(need.word()), Ok(*need));
        }
        assert!(Verdict::parse("maybe").is_err());
    }

    #[test]
    fn what_somebody_does_not_have_reads_unlike_what_does_not_apply() {
        assert_eq!(in_words(ItemState::DoesNotApply, true), "Not available, accepted");
        assert_eq!(in_words(ItemState::DoesNotApply, false), "Does not apply");
        assert_eq!(in_words(ItemState::Accepted, true), "Accepted", "a file came after all");
    }

    #[test]
    fn a_group_stands_together_wherever_its_things_were_added() {
        let things = vec![("Income", 1), ("", 2), ("Income", 3)];
        let groups = by_heading(things, |(heading, _)| heading);
        let numbers: Vec<Vec<i32>> =
            groups.into_iter().map(|(_, all)| all.into_iter().map(|(_, n)| n).collect()).collect();
        assert_eq!(numbers, [vec![2], vec![1, 3]]);
    }
}
