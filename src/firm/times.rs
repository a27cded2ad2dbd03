//! Instants as people read them, in the firm's time zone. Dates become text here, on the server only.

use crate::kernel::{Day, Instant};
use crate::ui::Shown;
use jiff::{Timestamp, Zoned, tz::TimeZone};

/// Shows instants in one time zone, seen from `now`.
#[derive(Clone)]
pub struct Times {
    zone: TimeZone,
    now: Instant,
}

impl Times {
    /// In the zone of that name; UTC if the name is not known.
    pub fn new(zone: &str, now: Instant) -> Self {
        Times { zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC), now }
    }

    /// `Today, 14:22` · `Fri 27 Nov, 11:40` · `6 Oct 2025, 19:02`.
    pub fn short(&self, at: Instant) -> Shown {
        let (when, now) = (self.zoned(at), self.zoned(self.now));
        let words = if when.date() == now.date() {
            when.strftime("Today, %H:%M").to_string()
        } else if when.year() == now.year() {
            when.strftime("%a %-d %b, %H:%M").to_string()
        } else {
            when.strftime("%-d %b %Y, %H:%M").to_string()
        };
        self.shown(at, words)
    }

    /// As [`Times::short`], inside a sentence: `today, 14:22`.
    pub fn inside(&self, at: Instant) -> Shown {
        let shown = self.short(at);
        Shown { words: shown.words.replacen("Today", "today", 1), ..shown }
    }

    /// `Tuesday 24 November 2026, 14:26`.
    pub fn long(&self, at: Instant) -> Shown {
        self.shown(at, self.zoned(at).strftime("%A %-d %B %Y, %H:%M").to_string())
    }

    /// `14:47`.
    pub fn clock(&self, at: Instant) -> Shown {
        self.shown(at, self.zoned(at).strftime("%H:%M").to_string())
    }

    /// `14:22:08`.
    pub fn seconds(&self, at: Instant) -> Shown {
        self.shown(at, self.zoned(at).strftime("%H:%M:%S").to_string())
    }

    /// `24 Nov 2026, 14:22:08`, for papers: the same whenever it is read.
    pub fn stamp(&self, at: Instant) -> Shown {
        self.shown(at, self.zoned(at).strftime("%-d %b %Y, %H:%M:%S").to_string())
    }

    /// `in the time zone America/Guyana (UTC-04:00)`, as it is now.
    pub fn zone_name(&self) -> String {
        let now = self.zoned(self.now);
        let name = self.zone.iana_name().unwrap_or("UTC").replace('_', " ");
        format!("in the time zone {name} (UTC{})", now.strftime("%:z"))
    }

    /// `Tuesday 24 November`.
    pub fn today(&self) -> String {
        self.zoned(self.now).strftime("%A %-d %B").to_string()
    }

    /// `Good morning`, by the clock on the wall.
    pub fn greeting(&self) -> &'static str {
        match self.zoned(self.now).hour() {
            0..=11 => "Good morning",
            12..=17 => "Good afternoon",
            _ => "Good evening",
        }
    }

    /// `2026`, for labels.
    pub fn year(&self, at: Instant) -> i16 {
        self.zoned(at).year()
    }

    /// `in 3 days`, `in 5 hours`, `2 days ago`: the distance from now, rounded towards now.
    pub fn distance(&self, at: Instant) -> String {
        let ms = (at - self.now).0;
        let (count, unit) = match ms.abs() / 60_000 {
            0 => return if ms <= 0 { "just now".into() } else { "in less than a minute".into() },
            minutes @ 1..60 => (minutes, "minute"),
            minutes @ 60..1440 => (minutes / 60, "hour"),
            minutes => (minutes / 1440, "day"),
        };
        let plural = if count == 1 { "" } else { "s" };
        if ms < 0 { format!("{count} {unit}{plural} ago") } else { format!("in {count} {unit}{plural}") }
    }

    /// RFC 3339 in UTC, for exports.
    pub fn utc(at: Instant) -> String {
        timestamp(at).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
    }

    /// Day and time on the clock on the wall in this zone, for what keeps no zone (archives).
    pub fn on_the_wall(&self, at: Instant) -> jiff::civil::DateTime {
        self.zoned(at).datetime()
    }

    /// Midnight at the start of `date` (`2026-11-24`) in this zone, if it is a date.
    pub fn day_start(&self, date: &str) -> Option<Instant> {
        let date: jiff::civil::Date = date.parse().ok()?;
        let start = date.to_zoned(self.zone.clone()).ok()?;
        Some(Instant(start.timestamp().as_millisecond()))
    }

    /// The day that it is now in this zone.
    pub fn today_day(&self) -> Day {
        Day::of(self.zoned(self.now).date())
    }

    /// The day on which this instant falls in this zone.
    pub fn day_of(&self, at: Instant) -> Day {
        Day::of(self.zoned(at).date())
    }

    /// `Fri 27 Nov` · `Fri 15 Jan 2027`, for a day without a time.
    pub fn day(&self, day: &Day) -> Shown {
        let date = day.date();
        let form = if date.year() == self.zoned(self.now).year() { "%a %-d %b" } else { "%a %-d %b %Y" };
        Shown { iso: day.to_string(), words: date.strftime(form).to_string() }
    }

    /// How far a day is: `today`, `tomorrow`, `in 3 days`, `in 7 weeks`, `yesterday`, `6 days ago`.
    pub fn until_day(&self, day: &Day) -> String {
        match self.today_day().days_to(day) {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            -1 => "yesterday".to_owned(),
            days if days >= 28 => format!("in {} weeks", days / 7),
            days if days > 0 => format!("in {days} days"),
            days => format!("{} days ago", -days),
        }
    }

    /// As [`Times::until_day`], for what is due: `2 days late` once the day is over.
    pub fn due(&self, day: &Day) -> String {
        match self.today_day().days_to(day) {
            -1 => "1 day late".to_owned(),
            days if days < 0 => format!("{} days late", -days),
            _ => self.until_day(day),
        }
    }

    fn zoned(&self, at: Instant) -> Zoned {
        timestamp(at).to_zoned(self.zone.clone())
    }

    fn shown(&self, at: Instant, words: String) -> Shown {
        Shown { iso: timestamp(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), words }
    }
}

fn timestamp(at: Instant) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Span;

    #[test]
    fn dates_are_shown_in_the_firms_own_zone() {
        let now = Instant(1_795_530_120_000); // 24 Nov 2026, 14:22 UTC
        let times = Times::new("America/Guyana", now);
        assert_eq!(times.short(now).words, "Today, 10:22");
        assert_eq!(times.short(now + Span::days(3)).words, "Fri 27 Nov, 10:22");
        assert_eq!(times.long(now).words, "Tuesday 24 November 2026, 10:22");
        assert_eq!(times.short(now + Span::days(60)).words, "23 Jan 2027, 10:22");
        assert_eq!(times.short(now).iso, "2026-11-24T14:22:00Z");
        assert_eq!(times.stamp(now).words, "24 Nov 2026, 10:22:00");
        assert_eq!(times.zone_name(), "in the time zone America/Guyana (UTC-04:00)");
    }

    #[test]
    fn days_are_told_by_their_distance() {
        let times = Times::new("America/Guyana", Instant(1_795_491_000_000)); // 24 Nov 2026, 03:30 UTC: still the 23rd there
        let today = times.today_day();
        assert_eq!(today.as_str(), "2026-11-23");
        assert_eq!(times.day(&today.plus(4)).words, "Fri 27 Nov");
        assert_eq!(times.day(&today.plus(53)).words, "Fri 15 Jan 2027");
        let words = [0, 1, 3, 50, -1, -6].map(|days| times.until_day(&today.plus(days)));
        assert_eq!(words, ["today", "tomorrow", "in 3 days", "in 7 weeks", "yesterday", "6 days ago"]);
        assert_eq!([-1, -6, 0].map(|days| times.due(&today.plus(days))), ["1 day late", "6 days late", "today"]);
    }

    #[test]
    fn distances_round_towards_now() {
        let now = Instant(0);
        let times = Times::new("UTC", now);
        assert_eq!(times.distance(now + Span::days(3) + Span::hours(5)), "in 3 days");
        assert_eq!(times.distance(now - Span::hours(1)), "1 hour ago");
        assert_eq!(times.distance(now + Span::minutes(59)), "in 59 minutes");
    }
}
