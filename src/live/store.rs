//! The mark by which one sees that something was saved, whichever process saved it: the newest lines of the log. Every
//! act leaves one in its transaction (PRODUCT, rule 3).

use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::sql;

/// As many as could be saved in an order that is not their own, by processes whose clocks differ.
const NEWEST: &str = "SELECT id, at FROM activity ORDER BY at DESC, id DESC LIMIT 32";

/// The newest lines of the log.
#[derive(Debug, PartialEq, Eq)]
pub struct Mark(Vec<(String, Instant)>);

/// The mark now.
pub async fn mark(tx: &mut Tx) -> Result<Mark> {
    Ok(Mark(sql!(tx, |c| sqlx::query_as::<_, (String, Instant)>(NEWEST).fetch_all(c))?))
}

impl Mark {
    /// Whether something was saved after `at`.
    pub fn is_after(&self, at: Instant) -> bool {
        self.0.first().is_some_and(|(_, newest)| *newest > at)
    }
}
