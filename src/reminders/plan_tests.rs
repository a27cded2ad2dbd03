//! The planner over weekends, time zones, clock changes and a year's end.

use super::*;

fn rule(days: i64, received: Received) -> Rule {
    Rule { days, received, since: Instant(0) }
}

/// The firm's starter rules.
fn starter() -> Vec<Rule> {
    vec![rule(-3, Received::Nothing), rule(1, Received::Either), rule(7, Received::Either)]
}

fn day(text: &str) -> Day {
    Day::parse("day", text, "").unwrap_or_else(|_| unreachable!("{text}"))
}

fn at(text: &str) -> Instant {
    let timestamp: Timestamp = text.parse().unwrap_or_else(|_| unreachable!("{text}"));
    Instant(timestamp.as_millisecond())
}

fn calendar(zone: &str) -> Calendar {
    Calendar::new(&Hours::default(), zone, "America/Guyana")
}

/// As RFC 3339 in UTC.
fn utc(planned: &[Planned]) -> Vec<String> {
    planned
        .iter()
        .map(|one| Timestamp::from_millisecond(one.at.0).unwrap_or_default().strftime("%a %FT%H:%MZ").to_string())
        .collect()
}

const LONG_AGO: Instant = Instant(0);

#[test]
fn rules_become_instants_as_the_hours_begin_in_the_persons_own_zone() {
    let due = day("2026-11-26"); // a Thursday
    assert_eq!(
        utc(&plan(&due, &starter(), &calendar(""), LONG_AGO)),
        ["Mon 2026-11-23T13:00Z", "Fri 2026-11-27T13:00Z", "Thu 2026-12-03T13:00Z"]
    );
    assert_eq!(
        utc(&plan(&due, &starter(), &calendar("Pacific/Auckland"), LONG_AGO)),
        ["Sun 2026-11-22T20:00Z", "Thu 2026-11-26T20:00Z", "Wed 2026-12-02T20:00Z"],
        "Monday, 09:00 in Auckland is Sunday, 20:00 in UTC"
    );
    assert_eq!(utc(&plan(&due, &starter(), &calendar("Mars/Olympus"), LONG_AGO))[0], "Mon 2026-11-23T13:00Z");
    assert_eq!(calendar("Mars/Olympus").zone(), "America/Guyana");
    assert_eq!(Calendar::new(&Hours::default(), "", "Nowhere").zone(), "UTC");
}

#[test]
fn what_falls_on_a_day_off_goes_out_on_the_next_working_day_over_a_years_end() {
    // Due Wed 30 December: 3 before is Sunday 27, a day after is Thursday 31, 3 after is Saturday 2 January.
    let rules = [rule(-3, Received::Either), rule(1, Received::Either), rule(3, Received::Either)];
    assert_eq!(
        utc(&plan(&day("2026-12-30"), &rules, &calendar(""), LONG_AGO)),
        ["Mon 2026-12-28T13:00Z", "Thu 2026-12-31T13:00Z", "Mon 2027-01-04T13:00Z"]
    );
}

#[test]
fn there_are_never_two_on_one_day_and_either_rule_is_enough() {
    // Friday's request: 1 and 2 days after are Saturday and Sunday, 3 after is Monday.
    let rules = [rule(3, Received::Something), rule(1, Received::Nothing), rule(4, Received::Nothing)];
    let planned = plan(&day("2026-11-27"), &rules, &calendar(""), LONG_AGO);
    assert_eq!(utc(&planned), ["Mon 2026-11-30T13:00Z", "Tue 2026-12-01T13:00Z"]);
    assert_eq!(planned.iter().map(|one| one.received).collect::<Vec<_>>(), [Received::Either, Received::Nothing]);
}

#[test]
fn nothing_is_sent_within_a_day_of_the_request() {
    let due = day("2026-11-27");
    let planned = |sent: &str| utc(&plan(&due, &starter(), &calendar(""), at(sent)));
    assert_eq!(planned("2026-11-23T13:00:00Z").len(), 3, "exactly a day before the first");
    assert_eq!(planned("2026-11-23T13:00:01Z"), ["Mon 2026-11-30T13:00Z", "Fri 2026-12-04T13:00Z"]);
}

#[test]
fn a_rule_does_not_reach_back() {
    let rules = [Rule { since: at("2026-11-30T13:00:01Z"), ..rule(1, Received::Either) }, rule(7, Received::Either)];
    assert_eq!(utc(&plan(&day("2026-11-27"), &rules, &calendar(""), LONG_AGO)), ["Fri 2026-12-04T13:00Z"]);
}

#[test]
fn the_hour_stays_on_the_wall_when_the_clocks_change() {
    let rules = [rule(0, Received::Either), rule(3, Received::Either)];
    // Clocks go back on Sun 25 October 2026 and forward on Sun 28 March 2027 in Berlin.
    assert_eq!(
        utc(&plan(&day("2026-10-23"), &rules, &calendar("Europe/Berlin"), LONG_AGO)),
        ["Fri 2026-10-23T07:00Z", "Mon 2026-10-26T08:00Z"]
    );
    assert_eq!(
        utc(&plan(&day("2027-03-26"), &rules, &calendar("Europe/Berlin"), LONG_AGO)),
        ["Fri 2027-03-26T08:00Z", "Mon 2027-03-29T07:00Z"]
    );
}

#[test]
fn an_hour_that_the_clocks_leave_out_or_repeat_is_met_once() {
    let days: Vec<String> = ["1", "2", "3", "4", "5", "6", "7"].map(str::to_owned).into();
    let hours = Hours::parse(&days, "02:30", "05:00").unwrap_or_default();
    let berlin = Calendar::new(&hours, "Europe/Berlin", "UTC");
    let on = |text: &str| plan(&day(text), &[rule(0, Received::Either)], &berlin, LONG_AGO);
    assert_eq!(utc(&on("2027-03-28")), ["Sun 2027-03-28T01:30Z"], "there is no 02:30: 03:30 on the wall");
    assert_eq!(utc(&on("2026-10-25")), ["Sun 2026-10-25T00:30Z"], "the first 02:30 of two");
    for planned in [on("2027-03-28"), on("2026-10-25")] {
        assert_eq!(due(planned.iter().copied(), None, planned[0].at, &berlin), planned);
    }
}

#[test]
fn what_falls_due_while_it_is_quiet_waits() {
    let guyana = calendar("");
    let planned = plan(&day("2026-11-26"), &starter(), &guyana, LONG_AGO);
    let waits = |now: &str| due(planned.iter().copied(), None, at(now), &guyana).len();
    assert_eq!(waits("2026-11-23T12:59:59Z"), 0, "a second early");
    assert_eq!(waits("2026-11-23T13:00:00Z"), 1);
    assert_eq!(waits("2026-11-23T20:59:59Z"), 1, "a second before 17:00 there");
    assert_eq!(waits("2026-11-23T21:00:00Z"), 0);
    assert_eq!(waits("2026-11-28T15:00:00Z"), 0, "on a Saturday");
    assert_eq!(waits("2026-11-30T13:00:00Z"), 2, "Monday's and Friday's");
}

#[test]
fn what_was_told_is_not_told_again_even_when_hours_or_zone_change() {
    let due_day = day("2026-11-26");
    let first = plan(&due_day, &starter(), &calendar(""), LONG_AGO)[0].at;
    let now = at("2026-11-23T15:00:00Z");
    let left = |calendar: &Calendar| {
        due(plan(&due_day, &starter(), calendar, LONG_AGO).into_iter(), Some(first), now, calendar)
    };
    assert_eq!(left(&calendar("")), []);
    let days: Vec<String> = ["1", "2", "3", "4", "5"].map(str::to_owned).into();
    let later = Hours::parse(&days, "10:30", "17:00").unwrap_or_default();
    assert_eq!(left(&Calendar::new(&later, "", "America/Guyana")), [], "the same day at another hour");
    assert_eq!(left(&calendar("America/New_York")), [], "the same day in another zone");
}

#[test]
fn lateness_is_counted_in_the_persons_days() {
    let guyana = calendar("");
    let monday = plan(&day("2026-11-26"), &starter(), &guyana, LONG_AGO)[0];
    assert!(!is_too_late(monday, at("2026-11-26T20:59:00Z"), &guyana), "Thursday before 17:00");
    assert!(is_too_late(monday, at("2026-11-27T13:00:00Z"), &guyana), "Friday, 09:00");
}

/// Three years of due days in zones with odd clocks: each plan stays within the firm's days and hours.
#[test]
fn every_instant_is_on_a_working_day_as_the_hours_begin() {
    for zone in ["America/Guyana", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"] {
        let calendar = calendar(zone);
        for offset in 0..1100 {
            let due = day("2026-01-01").plus(offset);
            let planned = plan(&due, &starter(), &calendar, LONG_AGO);
            assert!((1..=3).contains(&planned.len()), "{zone} {due}");
            for pair in planned.windows(2) {
                assert!(calendar.day(pair[0].at) < calendar.day(pair[1].at), "{zone} {due}: two on one day");
            }
            for one in planned {
                let wall = calendar.wall(one.at);
                assert_eq!((wall.hour(), wall.minute()), (9, 0), "{zone} {due}");
                assert!(wall.weekday().to_monday_one_offset() <= 5 && calendar.is_open(one.at), "{zone} {due}");
            }
        }
    }
}
