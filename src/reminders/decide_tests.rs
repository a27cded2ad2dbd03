//! When nobody is reminded, and why.

use super::*;
use crate::clients::{ClientId, ContactId};
use crate::reminders::model::{Hours, Received};
use crate::requests::RequestId;

/// Thursday 26 November 2026, 14:00 UTC: 10:00 in Guyana.
const NOW: Instant = Instant(1_795_701_600_000);

fn asked() -> Asked {
    Asked {
        request_id: RequestId::fresh(),
        client_id: ClientId::fresh(),
        client_name: "Rahman Imports".into(),
        archived_at: None,
        title: "Tax return".into(),
        due_on: day("2026-11-27"),
        state: "sent".into(),
        chasing: "firm".into(),
        sent_at: Some(Instant(0)),
        contact_id: ContactId::fresh(),
        name: "Mariam Rahman".into(),
        email: "mariam@example.com".into(),
        time_zone: String::new(),
        account_id: Some(crate::accounts::AccountId::fresh()),
        access: Some("active".into()),
        questions: 0,
        matter_closed: false,
        last_planned: None,
        by_hand_at: None,
        sent_last: None,
    }
}

fn item(need: &str, state: &str) -> Wanted {
    Wanted {
        request_id: RequestId::fresh(),
        contact_id: ContactId::fresh(),
        title: "Passport".into(),
        need: need.into(),
        state: state.into(),
        documents: 0,
        answer: None,
        promised_on: None,
    }
}

fn answered(kind: &str, promised: Option<&str>) -> Wanted {
    Wanted { answer: Some(kind.into()), promised_on: promised.map(day), ..item("required", "Open") }
}

fn day(text: &str) -> Day {
    Day::parse("day", text, "").unwrap_or_else(|_| unreachable!("{text}"))
}

fn guyana() -> Calendar {
    Calendar::new(&Hours::default(), "", "America/Guyana")
}

/// A reminder planned so many days before now.
fn planned(days_ago: i64, received: Received) -> Planned {
    Planned { at: NOW - crate::kernel::Span::days(days_ago) - crate::kernel::Span::hours(1), received }
}

fn silent(asked: &Asked, items: &[Wanted]) -> Option<String> {
    why_silent(asked.into(), &items.iter().collect::<Vec<_>>(), &guyana().day(NOW))
}

fn whys(asked: &Asked, items: &[Wanted], due: &[Planned]) -> Vec<Option<String>> {
    let items: Vec<&Wanted> = items.iter().collect();
    decide(asked, &items, due, NOW, &guyana()).into_iter().map(|verdict| verdict.why).collect()
}

#[test]
fn the_portal_is_silent_while_the_ball_is_with_the_firm() {
    let turn = Some("Everything needed has come; it is the firm’s turn".to_owned());
    let open = item("required", "Open");
    assert_eq!(silent(&asked(), std::slice::from_ref(&open)), None);
    let all_in = ["Submitted", "Accepted", "Does not apply"]
        .map(|state| item("required", state))
        .into_iter()
        .collect::<Vec<_>>();
    assert_eq!(silent(&asked(), &all_in), turn);
    assert_eq!(silent(&asked(), &[item("required", "Submitted"), item("optional", "Open")]), turn);
    for state in ["Open", "Needs more", "Rejected"] {
        assert_eq!(silent(&asked(), &[item("required", "Submitted"), item("conditional", state)]), None, "{state}");
    }
    let why = silent(&asked(), &[item("optional", "Open")]);
    assert_eq!(why.as_deref(), Some("Nothing in it is required"));
    let why = silent(&Asked { questions: 1, ..asked() }, std::slice::from_ref(&open));
    assert_eq!(why.as_deref(), Some("They asked a question that waits for the firm’s answer"));
    let why = silent(&asked(), &[answered("have not", None), item("required", "Accepted")]);
    assert_eq!(why.as_deref(), Some("They have answered everything; it is the firm’s turn"));
    assert_eq!(silent(&asked(), &[answered("have not", None), open]), None);
}

#[test]
fn a_promise_holds_until_its_day_is_over_for_all_that_is_open() {
    let by = |day: &str| answered("later", Some(day));
    let why = |items: &[Wanted]| silent(&asked(), items);
    assert_eq!(why(&[by("2026-11-30"), by("2026-11-26")]).as_deref(), Some("They will have it by Thu 26 Nov 2026"));
    assert_eq!(why(&[by("2026-11-30"), by("2026-11-25")]), None, "one promise is over");
    assert_eq!(why(&[by("2026-11-30"), item("required", "Open")]), None, "nothing was said of the other");
    assert!(why(&[by("2026-11-30"), item("optional", "Open")]).is_some());
}

#[test]
fn nobody_is_reminded_who_cannot_act_or_need_not() {
    let open = [item("required", "Open")];
    for (asked, why) in [
        (Asked { archived_at: Some(NOW), ..asked() }, "The client is archived"),
        (Asked { state: "complete".into(), ..asked() }, "The request is complete"),
        (Asked { state: "withdrawn".into(), ..asked() }, "The request was withdrawn"),
        (Asked { matter_closed: true, ..asked() }, "The matter is closed"),
        (Asked { access: Some("inactive".into()), ..asked() }, "They have no active access to the portal"),
        (Asked { access: None, ..asked() }, "They have no active access to the portal"),
        (Asked { account_id: None, ..asked() }, "They have no active access to the portal"),
    ] {
        assert_eq!(silent(&asked, &open).as_deref(), Some(why));
        assert_eq!(whys(&asked, &open, &[planned(0, Received::Either)]), [Some(why.to_owned())]);
    }
}

#[test]
fn a_rule_applies_by_what_has_come() {
    let nothing = [item("required", "Open"), item("required", "Open")];
    let some = [item("required", "Open"), item("required", "Submitted")];
    let begun = [Wanted { documents: 1, ..item("required", "Open") }];
    let why = |items: &[Wanted], received| whys(&asked(), items, &[planned(0, received)]).remove(0);
    assert_eq!(why(&nothing, Received::Nothing), None);
    assert_eq!(why(&nothing, Received::Something).as_deref(), Some("Nothing has come yet"));
    for items in [&some[..], &begun[..]] {
        assert_eq!(why(items, Received::Something), None);
        assert_eq!(why(items, Received::Nothing).as_deref(), Some("Something has come already"));
        assert_eq!(why(items, Received::Either), None);
    }
}

#[test]
fn several_that_were_missed_become_one_and_old_ones_are_skipped() {
    let open = [item("required", "Open")];
    let due = [planned(4, Received::Either), planned(2, Received::Either), planned(1, Received::Nothing)];
    let late = Some("It was more than 3 days late".to_owned());
    let joined = Some("It became one with the next reminder".to_owned());
    assert_eq!(whys(&asked(), &open, &due), [late.clone(), joined, None]);
    let due = [planned(4, Received::Either), planned(2, Received::Either), planned(1, Received::Something)];
    assert_eq!(whys(&asked(), &open, &due), [late, None, Some("Nothing has come yet".to_owned())]);
}

#[test]
fn whoever_was_reminded_by_hand_is_not_reminded_again_that_day() {
    let open = [item("required", "Open")];
    let by_hand = Some("They were reminded by hand".to_owned());
    let asked = Asked { by_hand_at: Some(NOW - crate::kernel::Span::hours(2)), ..asked() };
    assert_eq!(
        whys(&asked, &open, &[planned(1, Received::Either), planned(0, Received::Either)]),
        [by_hand.clone(), by_hand]
    );
    let yesterday = Asked { by_hand_at: Some(NOW - crate::kernel::Span::days(1)), ..asked };
    assert_eq!(whys(&yesterday, &open, &[planned(0, Received::Either)]), [None]);
}

#[test]
fn the_mail_names_what_is_open_but_not_what_was_promised() {
    let items = [
        item("required", "Open"),
        item("optional", "Rejected"),
        item("conditional", "Needs more"),
        item("required", "Submitted"),
        answered("have not", None),
        answered("later", Some("2026-11-30")),
    ];
    let items: Vec<&Wanted> = items.iter().collect();
    let today = guyana().day(NOW);
    assert_eq!(open_items(&items, &today), ["Passport", "Passport (optional)", "Passport (if it applies)"]);
    assert_eq!(all_open_items(&items).len(), 4);
}
