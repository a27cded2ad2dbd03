//! Mail to an address stops when it came back for good, or when its owner called it spam: to go on would reach nobody, and
//! would cost the firm its good name as a sender. It goes on when the address is corrected, or when staff say so.

use super::store;
use crate::kernel::{Instant, Result};
use crate::server::Tx;

/// Why nothing more is sent to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The address.
    pub address: String,
    /// Whether its owner called our mail spam; else it came back.
    pub complained: bool,
    /// What the receiving side said; may be empty.
    pub why: String,
    /// Since when.
    pub since: Instant,
}

impl Stop {
    /// What happened, for staff: `Mail to mariam@example.com came back: no such mailbox.`
    pub fn words(&self) -> String {
        let why = self.why.trim_end_matches('.');
        match (self.complained, why) {
            (true, _) => format!("Whoever reads {} marked our mail as spam.", self.address),
            (false, "") => format!("Mail to {} came back.", self.address),
            (false, why) => format!("Mail to {} came back: {why}.", self.address),
        }
    }

    /// As [`Stop::words`], and what can be done, for an act that would send there.
    pub fn refusal(&self) -> String {
        format!("{} Correct the address first, or say that it works", self.words())
    }
}

/// Why mail to this address is stopped, if it is.
///
/// # Errors
/// The database's.
pub async fn stop_of(tx: &mut Tx, address: &str) -> Result<Option<Stop>> {
    store::stop_of(tx, address).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_read_what_happened_and_what_to_do() {
        let stop = |complained, why: &str| Stop {
            address: "mariam@example.com".into(),
            complained,
            why: why.into(),
            since: Instant(0),
        };
        assert_eq!(stop(false, "No such mailbox.").words(), "Mail to mariam@example.com came back: No such mailbox.");
        assert_eq!(stop(false, "").words(), "Mail to mariam@example.com came back.");
        assert_eq!(stop(true, "").words(), "Whoever reads mariam@example.com marked our mail as spam.");
        assert!(stop(false, "").refusal().ends_with("came back. Correct the address first, or say that it works"));
    }
}
