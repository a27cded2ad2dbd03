//! When the next mail goes: not too soon after the one before, later and later after failures, and not while the
//! provider wants to be left alone.

use crate::kernel::{Instant, Span};
use std::time::Duration;

/// The longest wish to be left alone that is obeyed: a day, the longest span of a provider's quota.
const LONGEST_PAUSE: Span = Span::hours(24);

/// How long to wait after the `tries`-th try failed.
pub(super) fn backoff(tries: i64) -> Span {
    match tries {
        ..=1 => Span::seconds(30),
        2 => Span::minutes(1),
        3 => Span::minutes(2),
        4 => Span::minutes(5),
        5 => Span::minutes(10),
        _ => Span::minutes(15),
    }
}

/// How long the provider is left alone that asked for `seconds`.
pub(super) fn pause(seconds: u64) -> Span {
    i64::try_from(seconds).map_or(LONGEST_PAUSE, |seconds| Span::seconds(seconds.min(LONGEST_PAUSE.0 / 1000)))
}

/// Keeps sendings apart, and remembers that the provider wants to be left alone.
#[derive(Default)]
pub(super) struct Pace {
    last: Option<tokio::time::Instant>,
    /// Until when the provider wants to be left alone, by the services' clock.
    alone_until: Option<Instant>,
}

impl Pace {
    /// Whether the provider wants to be left alone at `now`.
    pub fn pauses(&self, now: Instant) -> bool {
        self.alone_until.is_some_and(|until| now < until)
    }

    /// Leaves the provider alone until `until`.
    pub fn leave_alone(&mut self, until: Instant) {
        self.alone_until = Some(until);
    }

    /// Waits until a sending may begin: `apart` after the one before.
    pub async fn keep(&mut self, apart: Duration) {
        if let Some(last) = self.last {
            tokio::time::sleep_until(last + apart).await;
        }
        self.last = Some(tokio::time::Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_a_quarter_of_an_hour() {
        let minutes: Vec<f64> = (1..=8).map(|tries| backoff(tries).0 as f64 / 60_000.0).collect();
        assert_eq!(minutes, [0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 15.0, 15.0]);
    }

    #[test]
    fn a_provider_can_ask_for_a_day_of_silence_at_most() {
        assert_eq!(pause(2), Span::seconds(2));
        assert_eq!(pause(u64::MAX), Span::hours(24));
        assert_eq!(pause(1_000_000), Span::hours(24));
    }
}
