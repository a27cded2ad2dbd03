//! A day on the firm's calendar, without a time: due days, deadlines, starts. Kept as `YYYY-MM-DD`, which sorts as it is.

#[cfg(feature = "ssr")]
use super::{AppError, Result};
use serde::{Deserialize, Serialize};

/// A day, `2026-11-27`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct Day(String);

impl Day {
    /// As stored, and as `<input type="date">` has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "ssr")]
impl Day {
    /// Parses what was typed into a date field; only years that people mean (1900 to 2199).
    ///
    /// # Errors
    /// `Invalid` beside `field`: `missing` when nothing was typed.
    pub fn parse(field: &str, typed: &str, missing: &str) -> Result<Self> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(AppError::field(field, missing));
        }
        // A date field sends exactly this; jiff would take a time behind it, too.
        let date: Option<jiff::civil::Date> = typed.parse().ok().filter(|_| typed.len() == "2026-11-27".len());
        match date.filter(|date| (1900..2200).contains(&date.year())) {
            Some(date) => Ok(Day::of(date)),
            None => Err(AppError::field(field, "Enter a day that exists, like 2026-11-27")),
        }
    }

    /// As [`Day::parse`]; nothing typed is none.
    ///
    /// # Errors
    /// `Invalid` beside `field`.
    pub fn parse_optional(field: &str, typed: &str) -> Result<Option<Self>> {
        if typed.trim().is_empty() { Ok(None) } else { Day::parse(field, typed, "").map(Some) }
    }

    /// Of a calendar date.
    pub fn of(date: jiff::civil::Date) -> Self {
        Day(date.strftime("%Y-%m-%d").to_string())
    }

    /// As a calendar date. What stands in the database was parsed before; anything else is the first day of 1970.
    pub fn date(&self) -> jiff::civil::Date {
        self.0.parse().unwrap_or(jiff::civil::date(1970, 1, 1))
    }

    /// So many days later, or earlier.
    pub fn plus(&self, days: i64) -> Self {
        let span = jiff::Span::new().try_days(days).unwrap_or_default();
        Day::of(self.date().checked_add(span).unwrap_or(self.date()))
    }

    /// So many years later; of 29 February the 28th, where there is none.
    pub fn years_later(&self, years: i16) -> Self {
        let span = jiff::Span::new().try_years(years).unwrap_or_default();
        Day::of(self.date().checked_add(span).unwrap_or(self.date()))
    }

    /// How many days from this day to `other`; negative when `other` is earlier.
    pub fn days_to(&self, other: &Day) -> i64 {
        self.date().until(other.date()).map_or(0, |span| i64::from(span.get_days()))
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_taken() {
        let day = |typed: &str| Day::parse("due_on", typed, "Enter a day").map(|day| day.to_string());
        assert_eq!(day(" 2028-02-29 "), Ok("2028-02-29".to_owned()));
        for typed in ["2026-02-29", "27.11.2026", "0026-11-27", "2026-11-27T10:00", "9999-01-01", "x"] {
            assert!(matches!(day(typed), Err(AppError::Invalid(_))), "{typed}");
        }
        assert_eq!(day(""), Err(AppError::field("due_on", "Enter a day")));
        assert_eq!(Day::parse_optional("due_on", "  "), Ok(None));
    }

    #[test]
    fn days_are_counted_over_months_and_years() {
        let day = Day::of(jiff::civil::date(2026, 12, 30));
        assert_eq!(day.plus(3).as_str(), "2027-01-02");
        assert_eq!(day.days_to(&day.plus(-40)), -40);
        assert_eq!(day.days_to(&day.plus(400)), 400);
        assert!(day < day.plus(3), "days sort as text");
    }
}
