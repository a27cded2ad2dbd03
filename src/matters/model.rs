//! Matters as values: ids, status and its words, what a type's phases and deadlines are.

use crate::kernel::{AppError, Result};

crate::ids! {
    /// One piece of work for one client.
    MatterId,
    /// A kind of work: the firm's own row.
    MatterTypeId,
    /// A step of a type.
    PhaseId,
    /// A dated duty on a matter.
    DeadlineId,
    /// A thing to be done in a matter.
    TaskId,
    /// A note on a matter.
    NoteId,
    /// A thing to be done in every matter of a type.
    TypeTaskId,
    /// A dated duty that every matter of a type has.
    TypeDeadlineId,
}

/// Where a matter stands that has not begun its first phase, as forms and addresses say it; a phase's id and the empty text
/// (all done) are the others.
pub const NOT_BEGUN: &str = "-";

/// Why a matter is in no phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// None was begun.
    NotBegun,
    /// All are finished.
    Finished,
}

impl Steps {
    /// Both.
    pub const ALL: [Steps; 2] = [Steps::NotBegun, Steps::Finished];

    /// As it stands in the address of the list.
    pub fn word(self) -> &'static str {
        match self {
            Steps::NotBegun => "none",
            Steps::Finished => "done",
        }
    }
}

/// How a matter stands (PRODUCT: Words).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each name is its word")]
pub enum MatterStatus {
    New,
    InProgress,
    WaitingOnClient,
    Submitted,
    OnHold,
    Completed,
    Cancelled,
}

impl MatterStatus {
    /// All, in the order of the board.
    pub const ALL: [MatterStatus; 7] = [
        MatterStatus::New,
        MatterStatus::InProgress,
        MatterStatus::WaitingOnClient,
        MatterStatus::Submitted,
        MatterStatus::OnHold,
        MatterStatus::Completed,
        MatterStatus::Cancelled,
    ];

    /// As stored, and as staff read it.
    pub fn word(self) -> &'static str {
        match self {
            MatterStatus::New => "New",
            MatterStatus::InProgress => "In progress",
            MatterStatus::WaitingOnClient => "Waiting on client",
            MatterStatus::Submitted => "Submitted",
            MatterStatus::OnHold => "On hold",
            MatterStatus::Completed => "Completed",
            MatterStatus::Cancelled => "Cancelled",
        }
    }

    /// As the client reads it.
    pub fn for_client(self) -> &'static str {
        match self {
            MatterStatus::WaitingOnClient => "Waiting for you",
            other => other.word(),
        }
    }

    /// Parses a status from a form or a row.
    ///
    /// # Errors
    /// `Invalid` beside field `status`.
    pub fn parse(word: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|status| status.word() == word)
            .ok_or_else(|| AppError::field("status", "Choose a status"))
    }

    /// Whether there is still work to do.
    pub fn is_open(self) -> bool {
        !matches!(self, MatterStatus::Completed | MatterStatus::Cancelled)
    }
}

/// How a new matter is numbered: `M-2026-0001`, gapless in its year; above 9,999 the number grows.
pub fn reference(year: i64, number: i64) -> String {
    format!("M-{year}-{number:04}")
}

/// The whole number of a matter that was typed, as it is written: `m-2026-123` is M-2026-0123. None for all else.
pub fn numbered(typed: &str) -> Option<String> {
    let typed = typed.trim().to_uppercase();
    let (year, number) = typed.strip_prefix("M-")?.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    (year.len() == 4 && digits(year) && digits(number))
        .then(|| Some(reference(year.parse().ok()?, number.parse().ok()?)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_told_from_words() {
        for (typed, is) in
            [("M-2026-0123", "M-2026-0123"), (" m-2026-7 ", "M-2026-0007"), ("M-2025-12345", "M-2025-12345")]
        {
            assert_eq!(numbered(typed).as_deref(), Some(is));
        }
        for words in ["", "M-2026", "M-2026-", "M-26-0123", "tax M-2026-0123", "M-2026-01x", "M-2026-9999999999"] {
            assert_eq!(numbered(words), None, "{words}");
        }
    }

    #[test]
    fn every_status_is_read_back_from_its_word() {
        for status in MatterStatus::ALL {
            assert_eq!(MatterStatus::parse(status.word()), Ok(status));
        }
        assert!(MatterStatus::parse("open").is_err());
        assert!(!MatterStatus::Cancelled.is_open() && MatterStatus::OnHold.is_open());
    }

    #[test]
    fn references_have_four_digits_or_more() {
        assert_eq!([1, 148, 12_345].map(|n| reference(2026, n)), ["M-2026-0001", "M-2026-0148", "M-2026-12345"]);
    }
}
