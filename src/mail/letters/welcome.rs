//! What a welcome tells beside that the account is active.

use crate::kernel::Day;
use serde::{Deserialize, Serialize};

/// A request that was sent to somebody before they could sign in: nobody told them of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedBefore {
    /// Its title.
    pub title: String,
    /// Its last day.
    pub due_on: Day,
}

/// With `name` as its title, for tests over all letters.
#[cfg(test)]
pub(crate) fn asked_before_sample(name: &str) -> AskedBefore {
    AskedBefore { title: name.to_owned(), due_on: Day::of(jiff::civil::date(2026, 11, 27)) }
}
