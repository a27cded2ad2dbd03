//! Rules and hours as typed.

use super::*;

const NOW: Instant = Instant(0);

fn days(numbers: &[&str]) -> Vec<String> {
    numbers.iter().map(|number| (*number).to_owned()).collect()
}

#[test]
fn a_rule_says_how_far_on_which_side_and_when_it_applies() {
    let rule = |days: &str, side: &str, received: &str| Rule::parse(days, side, received, NOW).map(|rule| rule.words());
    assert_eq!(rule("3", "before", "nothing"), Ok("3 days before the due day, if nothing has come".to_owned()));
    assert_eq!(
        rule(" 1 ", "after", "either"),
        Ok("1 day after the due day, as long as something is missing".to_owned())
    );
    assert_eq!(rule("0", "before", "some"), Ok("On the due day, if something has come, but not all".to_owned()));
    for (days, side, received, field) in [
        ("", "after", "either", "days"),
        ("-1", "after", "either", "days"),
        ("91", "after", "either", "days"),
        ("1.5", "after", "either", "days"),
        ("1", "beside", "either", "side"),
        ("1", "after", "all", "received"),
    ] {
        let Err(AppError::Invalid(errors)) = Rule::parse(days, side, received, NOW) else {
            unreachable!("{days} {side} {received} was accepted")
        };
        assert!(errors.get(field).is_some() && errors.0.len() == 1, "{errors:?}");
    }
}

#[test]
fn where_two_rules_meet_either_is_enough() {
    assert_eq!(Received::Nothing.or(Received::Something), Received::Either);
    assert_eq!(Received::Nothing.or(Received::Nothing), Received::Nothing);
    assert!(Received::Either.holds(true) && Received::Either.holds(false));
    assert!(Received::Nothing.holds(false) && !Received::Nothing.holds(true));
    assert!(Received::Something.holds(true) && !Received::Something.holds(false));
}

#[test]
fn hours_are_kept_as_chosen() {
    let hours = Hours::parse(&days(&["1", "3", "6"]), "08:30", "18:00");
    assert_eq!(hours.as_ref().map(Hours::words), Ok("Monday, Wednesday, Saturday, 08:30 to 18:00".to_owned()));
    assert_eq!(hours.as_ref().map(Hours::days_word), Ok("1,3,6".to_owned()));
    assert_eq!(Hours::stored("1,3,6", 510, 1080), hours.unwrap_or_default());
    assert_eq!(Hours::stored("1,2,3,4,5", 540, 1020), Hours::default());
    assert_eq!(Hours::default().words(), "Monday to Friday, 09:00 to 17:00");
    assert_eq!(Hours::stored("", 540, 30), Hours::default(), "nonsense in the row is no rule");
}

#[test]
fn hours_without_a_day_or_too_short_are_refused() {
    for (numbers, from, until, field) in [
        (&[][..], "09:00", "17:00", "working_days"),
        (&["8"], "09:00", "17:00", "working_days"),
        (&["0"], "09:00", "17:00", "working_days"),
        (&["1"], "9", "17:00", "mail_from"),
        (&["1"], "24:00", "17:00", "mail_from"),
        (&["1"], "09:00", "", "mail_until"),
        (&["1"], "09:00", "09:59", "mail_until"),
        (&["1"], "17:00", "09:00", "mail_until"),
    ] {
        let Err(AppError::Invalid(errors)) = Hours::parse(&days(numbers), from, until) else {
            unreachable!("{numbers:?} {from} {until} was accepted")
        };
        assert!(errors.get(field).is_some() && errors.0.len() == 1, "{errors:?}");
    }
}

#[test]
fn every_word_is_read_back() {
    for received in Received::ALL {
        assert_eq!(Received::parse(received.word()), Ok(received));
    }
    for chasing in Chasing::ALL {
        assert_eq!(Chasing::parse(chasing.word()), Ok(chasing));
    }
}
