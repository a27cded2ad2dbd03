//! Chasing as values: rules, the firm's working days and hours, and how one request is chased.

#[cfg(feature = "ssr")]
use crate::kernel::Day;
use crate::kernel::{AppError, FieldErrors, Instant, Result};

pub use crate::requests::model::RuleId;

/// What must have come for a rule to apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Nothing has come yet.
    Nothing,
    /// Something has come, but not all.
    Something,
    /// Whatever has come, as long as something is missing.
    Either,
}

impl Received {
    /// All of them, in the order of the form.
    pub const ALL: [Received; 3] = [Received::Either, Received::Nothing, Received::Something];

    /// As stored.
    pub fn word(self) -> &'static str {
        match self {
            Received::Nothing => "nothing",
            Received::Something => "some",
            Received::Either => "either",
        }
    }

    /// As staff read it, after the days.
    pub fn words(self) -> &'static str {
        match self {
            Received::Nothing => "if nothing has come",
            Received::Something => "if something has come, but not all",
            Received::Either => "as long as something is missing",
        }
    }

    /// Parses the word of a form or a row.
    ///
    /// # Errors
    /// `Invalid` beside field `received`.
    pub fn parse(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|one| one.word() == word);
        found.ok_or_else(|| AppError::field("received", "Choose when it applies"))
    }

    /// Whether it applies, when something has come or nothing has.
    pub fn holds(self, something_came: bool) -> bool {
        match self {
            Received::Nothing => !something_came,
            Received::Something => something_came,
            Received::Either => true,
        }
    }

    /// What applies where this one or the other does.
    pub fn or(self, other: Received) -> Received {
        if self == other { self } else { Received::Either }
    }
}

/// When to remind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// So many days after the due day; negative: before it.
    pub days: i64,
    /// What must have come.
    pub received: Received,
    /// Since when there is this rule: it doesn't reach back.
    pub since: Instant,
}

impl Rule {
    /// The farthest from the due day, in days.
    pub const FARTHEST: i64 = 90;

    /// Parses the fields `days`, `side` (`before` or `after`) and `received`.
    ///
    /// # Errors
    /// `Invalid` beside the fields.
    pub fn parse(days: &str, side: &str, received: &str, now: Instant) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let days = days.trim().parse::<i64>().ok().filter(|days| (0..=Self::FARTHEST).contains(days));
        let words = format!("Enter a number of days from 0 to {}", Self::FARTHEST);
        let days = errors.take(days.ok_or_else(|| AppError::field("days", words)));
        let sign = errors.take(match side {
            "before" => Ok(-1),
            "after" => Ok(1),
            _ => Err(AppError::field("side", "Choose before or after the due day")),
        });
        let received = errors.take(Received::parse(received));
        errors.check()?;
        match (days, sign, received) {
            (Some(days), Some(sign), Some(received)) => Ok(Rule { days: sign * days, received, since: now }),
            _ => Err(AppError::Unreadable),
        }
    }

    /// `3 days before the due day, if nothing has come`.
    pub fn words(&self) -> String {
        format!("{}, {}", self.when(), self.received.words())
    }

    /// `3 days before the due day`.
    pub fn when(&self) -> String {
        let (count, side) = (self.days.abs(), if self.days < 0 { "before" } else { "after" });
        match count {
            0 => "On the due day".to_owned(),
            1 => format!("1 day {side} the due day"),
            _ => format!("{count} days {side} the due day"),
        }
    }
}

/// How a request is chased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chasing {
    /// By the firm's rules.
    Firm,
    /// By rules of its own.
    Own,
    /// Not at all.
    Off,
}

impl Chasing {
    /// All of them, in the order of the form.
    pub const ALL: [Chasing; 3] = [Chasing::Firm, Chasing::Own, Chasing::Off];

    /// As stored.
    pub fn word(self) -> &'static str {
        match self {
            Chasing::Firm => "firm",
            Chasing::Own => "own",
            Chasing::Off => "off",
        }
    }

    /// As staff read it.
    pub fn words(self) -> &'static str {
        match self {
            Chasing::Firm => "As the firm does",
            Chasing::Own => "By rules of its own",
            Chasing::Off => "Not at all",
        }
    }

    /// Parses the word of a form or a row.
    ///
    /// # Errors
    /// `Invalid` beside field `chasing`.
    pub fn parse(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|one| one.word() == word);
        found.ok_or_else(|| AppError::field("chasing", "Choose how this request is chased"))
    }
}

/// The days and hours in which reminders go out, by the clock on the reader's wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// Monday to Sunday.
    days: [bool; 7],
    /// Minutes after midnight.
    from: i64,
    /// Minutes after midnight; from then on it is quiet.
    until: i64,
}

/// Monday to Sunday, as people say them.
pub const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The shortest time of a day in which reminders go out, minutes: the portal must find it open.
const SHORTEST: i64 = 60;

impl Default for Hours {
    fn default() -> Self {
        Hours { days: [true, true, true, true, true, false, false], from: 9 * 60, until: 17 * 60 }
    }
}

impl Hours {
    /// Parses the fields `working_days` (ISO numbers, 1 is Monday), `mail_from` and `mail_until` (`09:00`).
    ///
    /// # Errors
    /// `Invalid` beside the fields.
    pub fn parse(days: &[String], from: &str, until: &str) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let days = errors.take(
            ticked(days.iter().map(String::as_str))
                .ok_or_else(|| AppError::field("working_days", "Choose at least one day")),
        );
        let from = errors.take(minutes("mail_from", from));
        let until = errors.take(minutes("mail_until", until));
        if let (Some(from), Some(until)) = (from, until)
            && until < from + SHORTEST
        {
            errors.take::<()>(Err(AppError::field("mail_until", "Choose a time at least an hour after the first")));
        }
        errors.check()?;
        match (days, from, until) {
            (Some(days), Some(from), Some(until)) => Ok(Hours { days, from, until }),
            _ => Err(AppError::Unreadable),
        }
    }

    /// As stored; what was never chosen like this is the default.
    pub fn stored(days: &str, from: i64, until: i64) -> Self {
        let hours = Hours::default();
        let days = ticked(days.split(',')).unwrap_or(hours.days);
        let fits = (0..1440).contains(&from) && (from + SHORTEST..=1440).contains(&until);
        if fits { Hours { days, from, until } } else { Hours { days, ..hours } }
    }

    /// The working days as stored: `1,2,3,4,5`.
    pub fn days_word(&self) -> String {
        let numbers: Vec<String> = (1..=7).filter(|day| self.works_on(*day)).map(|day| day.to_string()).collect();
        numbers.join(",")
    }

    /// Whether reminders go out on this day of the week; 1 is Monday.
    pub fn works_on(&self, day: i8) -> bool {
        usize::try_from(day - 1).is_ok_and(|at| self.days.get(at).copied().unwrap_or(false))
    }

    /// This day, or the next working one.
    #[cfg(feature = "ssr")]
    pub fn working_day(&self, day: &Day) -> Day {
        let works = |day: &Day| self.works_on(day.date().weekday().to_monday_one_offset());
        (0..7).map(|days| day.plus(days)).find(works).unwrap_or_else(|| day.clone())
    }

    /// Minutes after midnight when reminders begin to go out.
    pub fn from(&self) -> i64 {
        self.from
    }

    /// Minutes after midnight when it becomes quiet.
    pub fn until(&self) -> i64 {
        self.until
    }

    /// `Monday to Friday, 09:00 to 17:00`.
    pub fn words(&self) -> String {
        let names: Vec<&str> = (1..=7).zip(DAYS).filter(|(day, _)| self.works_on(*day)).map(|(_, name)| name).collect();
        let days = match self.days {
            [true, true, true, true, true, false, false] => "Monday to Friday".to_owned(),
            [true, true, true, true, true, true, true] => "every day".to_owned(),
            _ => names.join(", "),
        };
        format!("{days}, {} to {}", clock(self.from), clock(self.until))
    }
}

/// `09:00`.
pub fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn minutes(field: &str, typed: &str) -> Result<i64> {
    let wrong = || AppError::field(field, "Enter a time, like 09:00");
    let (hours, minutes) = typed.trim().split_once(':').ok_or_else(wrong)?;
    let number = |text: &str, below: i64| text.parse::<i64>().ok().filter(|number| (0..below).contains(number));
    match (number(hours, 24), number(minutes, 60)) {
        (Some(hours), Some(minutes)) => Ok(hours * 60 + minutes),
        _ => Err(wrong()),
    }
}

fn ticked<'a>(days: impl Iterator<Item = &'a str>) -> Option<[bool; 7]> {
    let mut week = [false; 7];
    for day in days {
        let at = day.trim().parse::<usize>().ok().filter(|day| (1..=7).contains(day))?;
        week[at - 1] = true;
    }
    week.contains(&true).then_some(week)
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
