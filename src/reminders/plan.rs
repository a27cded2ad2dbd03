//! When exactly a request is chased. It depends on nothing but what it is given, so staff see beforehand what will happen.

use super::model::{Hours, Received, Rule};
use crate::kernel::{Day, Instant, Span};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The shortest time between sending a request and its first reminder.
const FIRST_AFTER: Span = Span::days(1);
/// A reminder that is late by more days than this is skipped: the next one is near, and old news is no help.
const LATEST: i64 = 3;

/// A person's calendar: their time zone, and the firm's days and hours by the clock on their wall.
#[derive(Debug, Clone)]
pub struct Calendar {
    hours: Hours,
    zone: TimeZone,
    name: String,
}

impl Calendar {
    /// Of somebody in the zone `own`; if that is empty or not known, in the firm's.
    pub fn new(hours: &Hours, own: &str, firm: &str) -> Self {
        let known =
            |name: &str| TimeZone::get(name).ok().filter(|_| !name.is_empty()).map(|zone| (zone, name.to_owned()));
        let (zone, name) = known(own).or_else(|| known(firm)).unwrap_or((TimeZone::UTC, "UTC".to_owned()));
        Calendar { hours: hours.clone(), zone, name }
    }

    /// The zone's name, as `Times` takes it.
    pub fn zone(&self) -> &str {
        &self.name
    }

    /// Whether mail may go out now.
    pub fn is_open(&self, now: Instant) -> bool {
        let wall = self.wall(now);
        let minute = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
        self.hours.works_on(wall.weekday().to_monday_one_offset())
            && (self.hours.from()..self.hours.until()).contains(&minute)
    }

    /// The day that it is for this person.
    pub fn day(&self, at: Instant) -> Day {
        Day::of(self.wall(at).date())
    }

    /// When mail goes out that is meant for `day`: as the hours begin, on that day or the next working one.
    fn goes_out(&self, day: &Day) -> Instant {
        let date = self.hours.working_day(day).date();
        let at = i8::try_from(self.hours.from() / 60).unwrap_or(9);
        let minute = i8::try_from(self.hours.from() % 60).unwrap_or(0);
        // An hour that the clocks leave out is moved on by it, one that comes twice is the first (jiff: compatible).
        match date.at(at, minute, 0, 0).to_zoned(self.zone.clone()) {
            Ok(zoned) => Instant(zoned.timestamp().as_millisecond()),
            Err(_) => Instant(i64::MAX), // beyond the calendar: never
        }
    }

    fn wall(&self, at: Instant) -> Zoned {
        Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(self.zone.clone())
    }
}

/// A reminder that is to come, if what it asks for still holds then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// When.
    pub at: Instant,
    /// What must have come.
    pub received: Received,
}

/// The exact instants at which a request, due on `due` and sent at `sent_at`, is chased: earliest first, never two on one
/// day, none sooner than a day after it was sent.
pub fn plan(due: &Day, rules: &[Rule], calendar: &Calendar, sent_at: Instant) -> Vec<Planned> {
    since(&instants(due, rules, calendar), sent_at).collect()
}

/// As [`plan`], whenever it was sent; for many requests with the same due day.
pub fn instants(due: &Day, rules: &[Rule], calendar: &Calendar) -> Vec<Planned> {
    let goes_out = |rule: &Rule| Planned { at: calendar.goes_out(&due.plus(rule.days)), received: rule.received };
    let mut all: Vec<Planned> = rules
        .iter()
        .map(|rule| (goes_out(rule), rule.since))
        .filter(|(one, since)| one.at >= *since)
        .map(|one| one.0)
        .collect();
    all.sort_by_key(|one| one.at);
    let mut kept: Vec<Planned> = Vec::with_capacity(all.len());
    for one in all {
        match kept.last_mut() {
            // Two rules meet on one day: one mail, if either applies.
            Some(last) if last.at == one.at => last.received = last.received.or(one.received),
            _ => kept.push(one),
        }
    }
    kept
}

/// Those of `instants` that are far enough from the sending.
pub fn since(instants: &[Planned], sent_at: Instant) -> impl Iterator<Item = Planned> {
    instants.iter().copied().filter(move |one| one.at >= sent_at + FIRST_AFTER)
}

/// Those of `planned` that are not told of yet: later than the last one that was, and not on the same day (days, hours and
/// zone may have changed since).
pub fn untold(planned: impl Iterator<Item = Planned>, last: Option<Instant>, calendar: &Calendar) -> Vec<Planned> {
    let later: Vec<Planned> = planned.filter(|one| last.is_none_or(|last| one.at > last)).collect();
    match last {
        Some(last) if !later.is_empty() => {
            let day = calendar.day(last);
            later.into_iter().filter(|one| calendar.day(one.at) != day).collect()
        }
        _ => later,
    }
}

/// What is to be decided about now. Nothing while it is quiet: what falls due then waits.
pub fn due(
    planned: impl Iterator<Item = Planned>,
    last: Option<Instant>,
    now: Instant,
    calendar: &Calendar,
) -> Vec<Planned> {
    let ripe = untold(planned.filter(|one| one.at <= now), last, calendar);
    if ripe.is_empty() || !calendar.is_open(now) { Vec::new() } else { ripe }
}

/// Whether it is too late for this one.
pub fn is_too_late(planned: Planned, now: Instant, calendar: &Calendar) -> bool {
    calendar.day(planned.at).days_to(&calendar.day(now)) > LATEST
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
