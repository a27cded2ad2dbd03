//! What follows from the clock: where a contact stands, when a request is chased, how often a stranger may knock.

use super::settings;
use gk_nexus::kernel::{Day, Instant, Span};
use gk_nexus::portal_access::Standing;
use gk_nexus::portal_access::model::INVITATION_LASTS;
use gk_nexus::reminders::model::{Hours, Received, Rule};
use gk_nexus::reminders::plan::{Calendar, due, plan};
use gk_nexus::requests::model::{DecisionId, ItemState, SubmissionId};
use gk_nexus::reviews::standing::standing;
use gk_nexus::reviews::store::Piece;
use gk_nexus::server::Buckets;
use proptest::prelude::*;

const SENT: Instant = Instant(1_795_530_120_000);

proptest! {
    #![proptest_config(settings(300))]

    #[test]
    fn time_ends_an_invitation_and_never_brings_one_back(a in 0_i64..1_500_000_000, b in 0_i64..1_500_000_000, access in "none|active|inactive", revoked: bool) {
        let ends = Some(SENT + INVITATION_LASTS);
        let at = |ms: i64| Standing::of(&access, true, ends, revoked.then_some(SENT), SENT + Span(ms));
        let (earlier, later) = (at(a.min(b)), at(a.max(b)));
        prop_assert!(earlier == later || (earlier, later) == (Standing::Pending, Standing::Expired));
        prop_assert!(!(later.can_be_invited() && later.can_be_resent()));
        prop_assert_eq!(later == Standing::Active, access == "active");
    }

    #[test]
    fn a_request_is_chased_in_working_hours_at_most_once_a_day_and_not_at_once(
        days in proptest::collection::vec((-90_i64..=90, 0_usize..3), 0..12),
        working in proptest::collection::vec(1_u8..=7, 1..7),
        from in 0_i64..1380,
        lasts in 60_i64..1440,
        zone in "UTC|America/Guyana|Asia/Kathmandu|Europe/London|Pacific/Apia",
        due_in in -5_i64..120,
        now in 0_i64..200,
    ) {
        let typed: Vec<String> = working.iter().map(ToString::to_string).collect();
        let (from, until) = (from, (from + lasts).min(1439));
        prop_assume!(until >= from + 60);
        let time = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let hours = Hours::parse(&typed, &time(from), &time(until)).unwrap();
        prop_assert_eq!(Hours::stored(&hours.days_word(), hours.from(), hours.until()), hours.clone());
        let calendar = Calendar::new(&hours, &zone, "UTC");
        let rules: Vec<Rule> =
            days.iter().map(|(days, at)| Rule { days: *days, received: Received::ALL[*at], since: Instant(0) }).collect();
        let day = calendar.day(SENT).plus(due_in);
        let planned = plan(&day, &rules, &calendar, SENT);
        for one in &planned {
            prop_assert!(one.at >= SENT + Span::days(1), "not sooner than a day after it was sent");
        }
        for two in planned.windows(2) {
            prop_assert!(two[0].at < two[1].at && calendar.day(two[0].at) < calendar.day(two[1].at));
        }
        let now = SENT + Span::days(now);
        let ripe = due(planned.iter().copied(), None, now, &calendar);
        prop_assert!(ripe.is_empty() || calendar.is_open(now), "nothing goes out while it is quiet");
        prop_assert!(ripe.iter().all(|one| one.at <= now));
        prop_assert!(ripe.len() <= rules.len());
        prop_assert_eq!(Day::parse("d", day.as_str(), ""), Ok(day));
    }

    #[test]
    fn an_item_stands_the_same_in_whatever_order_its_documents_are_read(
        steps in proptest::collection::vec((any::<bool>(), 0_usize..6, 0_usize..3), 1..12), turn in 0_usize..12,
    ) {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut last_demand_is_newest = None;
        for (comes, which, verdict) in steps {
            if comes || pieces.is_empty() {
                pieces.push(Piece { id: SubmissionId::fresh(), state: "waiting".into(), decision_id: None });
                last_demand_is_newest = None;
            } else {
                let at = which % pieces.len();
                let word = ["accepted", "needs more", "rejected"][verdict];
                pieces[at] = Piece { state: word.into(), decision_id: Some(DecisionId::fresh()), ..pieces[at].clone() };
                last_demand_is_newest = (verdict > 0).then_some(word);
            }
        }
        let stands = standing(&pieces);
        let mut turned = pieces.clone();
        let middle = turn % turned.len();
        turned.rotate_left(middle);
        prop_assert_eq!(standing(&turned), stands);
        let waits = pieces.iter().any(|piece| piece.state == "waiting");
        prop_assert!(!(stands == ItemState::Accepted && waits), "nothing that waits is called accepted");
        prop_assert!(stands != ItemState::Submitted || waits);
        prop_assert!(stands != ItemState::Open && stands != ItemState::DoesNotApply);
        match last_demand_is_newest {
            Some("rejected") => prop_assert_eq!(stands, ItemState::Rejected),
            Some(_) => prop_assert_eq!(stands, ItemState::NeedsMore),
            None => {}
        }
    }

    #[test]
    fn no_rhythm_of_knocking_gives_more_tries_than_the_bucket_and_the_time_allow(
        waits in proptest::collection::vec(0_i64..5_000, 1..120), holds in 1_i64..20, every in 1_i64..4_000,
    ) {
        let buckets = Buckets::new(holds, Span(every));
        let (mut now, mut taken) = (SENT, 0);
        for wait in waits {
            now = now + Span(wait);
            match buckets.take("203.0.113.1", now) {
                Ok(()) => taken += 1,
                Err(left) => prop_assert!(left.0 > 0 && left.0 <= every),
            }
            prop_assert!(taken <= holds + (now - SENT).0 / every, "{} of {}", taken, holds);
        }
    }
}
