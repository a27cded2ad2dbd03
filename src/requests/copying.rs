//! When the copy of an earlier request is due: at the same time of the year, or after as many days as the earlier one had.

use crate::clients::parts::counted;
use crate::kernel::Day;

/// How many days more than the earlier one had are still its season. Where the same time of the year is further off, the
/// request comes back more often than once a year.
const SEASON: i64 = 92;

/// A day for a copy, and why this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// Today or later, a working day.
    pub day: Day,
    /// For whoever writes the request.
    pub why: String,
}

/// The day for a copy of what was asked on `asked` until `due`; `working` gives the next working day.
pub fn suggested(asked: &Day, due: &Day, today: &Day, working: impl Fn(&Day) -> Day) -> Suggested {
    let given = asked.days_to(due).max(0);
    let again = same_time_of_year(due, today);
    let left = today.days_to(&again);
    if (given / 2..=given + SEASON).contains(&left) {
        let why = "Suggested: the same time of the year as in the request that you copy.".to_owned();
        return Suggested { day: working(&again), why };
    }
    let days = counted(given, "day", "days");
    let why = format!("Suggested: {days} from today, as the request that you copy had, on a working day.");
    Suggested { day: working(&today.plus(given)), why }
}

/// The first day from `today` on that is whole years after `day`.
fn same_time_of_year(day: &Day, today: &Day) -> Day {
    let years = (today.date().year() - day.date().year()).max(1);
    let this = day.years_later(years);
    if this < *today { day.years_later(years + 1) } else { this }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;

    fn day(text: &str) -> Day {
        Day::of(text.parse().unwrap_or_default())
    }

    /// Monday to Friday.
    fn working(day: &Day) -> Day {
        match day.date().weekday() {
            Weekday::Saturday => day.plus(2),
            Weekday::Sunday => day.plus(1),
            _ => day.clone(),
        }
    }

    #[test]
    fn a_copy_is_due_at_the_same_time_of_the_year_or_after_as_many_days_on_a_working_day() {
        let cases = [
            ("2026-03-01", "2026-03-31", "2027-03-02", "2027-03-31", "a year later"),
            ("2025-03-01", "2025-03-31", "2027-02-20", "2027-03-31", "two years later"),
            ("2026-03-01", "2026-03-13", "2027-02-22", "2027-03-15", "the year’s day is a Saturday"),
            ("2024-02-01", "2024-02-29", "2025-02-03", "2025-02-28", "no 29 February"),
            ("2026-12-10", "2027-01-08", "2027-12-09", "2028-01-10", "over the end of the year"),
            ("2026-11-03", "2026-11-17", "2026-12-03", "2026-12-17", "each month"),
            ("2026-11-03", "2026-11-15", "2026-12-07", "2026-12-21", "each month, a Saturday"),
            ("2026-03-01", "2026-03-31", "2027-03-29", "2027-04-28", "too late for the year’s day"),
            ("2026-03-01", "2026-03-31", "2027-04-05", "2027-05-05", "the year’s day is over"),
            ("2026-03-10", "2026-03-01", "2027-06-12", "2027-06-14", "due before it was sent"),
        ];
        for (asked, due, today, then, what) in cases {
            let suggested = suggested(&day(asked), &day(due), &day(today), working);
            assert_eq!(suggested.day, day(then), "{what}");
        }
    }

    #[test]
    fn no_copy_is_due_before_today() {
        let (asked, today) = (day("2026-01-05"), day("2027-06-30"));
        for given in 0..800 {
            let suggested = suggested(&asked, &asked.plus(given), &today, Day::clone);
            assert!(suggested.day >= today, "{given}: {}", suggested.day);
        }
    }
}
