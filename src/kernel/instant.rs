//! Points in time as the database keeps them: UTC milliseconds. Dates become text on the server only.

use serde::{Deserialize, Serialize};

/// A point in time, UTC milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct Instant(pub i64);

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub i64);

impl Span {
    /// So many seconds.
    pub const fn seconds(n: i64) -> Span {
        Span(n * 1000)
    }
    /// So many minutes.
    pub const fn minutes(n: i64) -> Span {
        Span::seconds(n * 60)
    }
    /// So many hours.
    pub const fn hours(n: i64) -> Span {
        Span::minutes(n * 60)
    }
    /// So many days of 24 hours.
    pub const fn days(n: i64) -> Span {
        Span::hours(n * 24)
    }
}

impl std::ops::Add<Span> for Instant {
    type Output = Instant;
    fn add(self, span: Span) -> Instant {
        Instant(self.0 + span.0)
    }
}

impl std::ops::Sub<Span> for Instant {
    type Output = Instant;
    fn sub(self, span: Span) -> Instant {
        Instant(self.0 - span.0)
    }
}

impl std::ops::Sub for Instant {
    type Output = Span;
    fn sub(self, other: Instant) -> Span {
        Span(self.0 - other.0)
    }
}

impl std::ops::Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0 + other.0)
    }
}
