//! The demo's clock: it begins some weeks ago and is moved forward to each act.

use crate::firm::Times;
use crate::kernel::{Day, Instant, Span};
use crate::server::{Clock, Services};

/// How long ago the story begins.
const BEGINS_AGO: Span = Span::days(45);

/// A clock that stands at the story's beginning.
pub fn begin(now: Instant) -> Clock {
    Clock::stopped(now - BEGINS_AGO)
}

/// Moves the clock to `ago` before `now`, if it isn't past that already.
pub fn to(services: &Services, now: Instant, ago: Span) {
    let ahead = (now - ago) - services.now();
    if ahead > Span(0) {
        services.clock.advance(ahead);
    }
}

/// Moves the clock to the morning of a day on the firm's calendar, if it isn't past that already.
pub fn to_morning(services: &Services, times: &Times, day: &Day) {
    if let Some(start) = times.day_start(day.as_str()) {
        let ahead = (start + Span::hours(10)) - services.now();
        if ahead > Span(0) {
            services.clock.advance(ahead);
        }
    }
}
