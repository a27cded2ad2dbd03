//! Time is the server's (PRODUCT, rule 6), and a value, so that a test can move it.

use crate::kernel::{Instant, Span};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The server's clock: the system's time plus an offset that only tests move.
#[derive(Clone, Default)]
pub struct Clock {
    offset: Arc<AtomicI64>,
    stopped_at: Option<i64>,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Clock::default()
    }

    /// A clock that stands at `at` until it is advanced.
    pub fn stopped(at: Instant) -> Self {
        Clock { offset: Arc::default(), stopped_at: Some(at.0) }
    }

    /// Now, UTC milliseconds.
    pub fn now(&self) -> Instant {
        let base = self.stopped_at.unwrap_or_else(system_ms);
        Instant(base + self.offset.load(Ordering::SeqCst))
    }

    /// Moves this clock, and every copy of it, forward.
    pub fn advance(&self, span: Span) {
        self.offset.fetch_add(span.0, Ordering::SeqCst);
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the clock that everybody else asks")]
fn system_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
