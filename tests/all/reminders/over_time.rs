//! The clock walks through weeks: reminders leave to the minute, once, by the reader's own clock.

use super::cast::*;
use crate::on_both_databases;
use gk_nexus::reminders::Received;

on_both_databases! {
    async fn a_request_is_chased_by_the_firms_rules_to_the_minute_and_never_twice(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        starter_rules(&app).await;
        let request = request(&app, &profile, &[MARIAM], "Tax return", "2026-12-07").await;
        let left = walk_to(&app, "2026-12-20T00:00:00Z", MARIAM).await;
        assert_eq!(left, ["Fri 2026-12-04 13:00Z", "Tue 2026-12-08 13:00Z", "Mon 2026-12-14 13:00Z"]);
        assert_eq!(told(&app, &request).await, ["sent", "sent", "sent"]);
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'reminder sent' AND actor_kind = 'portal'").await, 3);
        let mails = reminders(&app, MARIAM);
        assert_eq!(mails[0].subject, "A short reminder from Persaud & Vale: due Monday 7 December");
        assert_eq!(mails[2].subject, "A short reminder from Persaud & Vale: was due Monday 7 December");
        for words in ["Hello Mariam Rahman,", "Tax return, due Monday 7 December, in 3 days. Still open:", "- Tax return papers",
            &format!("{}/portal/requests/{request}", app.base), "I don’t have this", "I’ll have it by"]
        {
            assert!(mails[0].text.contains(words), "no “{words}” in\n{}", mails[0].text);
        }
        assert!(mails[2].text.contains("was due Monday 7 December, 7 days ago"), "{}", mails[2].text);
        for mail in &mails {
            assert!(!format!("{mail:?}").contains("kestrel"), "the reviewer's checks are internal");
        }
    }

    async fn the_hour_is_the_readers_own_over_a_years_end_and_a_change_of_clocks(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        for days in [-3, 1, 7, 10] {
            rule(&app, days, Received::Either).await;
        }
        run(&app, &format!("UPDATE contacts SET time_zone = 'Europe/Berlin' WHERE email_key = '{MARIAM}'")).await;
        go_to(&app, "2026-12-20T10:00:00Z");
        let first = request(&app, &profile, &[MARIAM], "Yearly accounts", "2026-12-30").await;
        // 27 December is a Sunday; 31 December a Thursday; 6 January a Wednesday; 9 January a Saturday.
        assert_eq!(
            walk_to(&app, "2027-01-13T00:00:00Z", MARIAM).await,
            ["Mon 2026-12-28 08:00Z", "Thu 2026-12-31 08:00Z", "Wed 2027-01-06 08:00Z", "Mon 2027-01-11 08:00Z"]
        );
        all_items(&app, &first, "Accepted").await;
        go_to(&app, "2027-03-20T10:00:00Z");
        request(&app, &profile, &[MARIAM], "Spring papers", "2027-03-27").await;
        // Clocks go forward on Sunday 28 March: the day after the due day is that Sunday.
        assert_eq!(
            walk_to(&app, "2027-04-10T00:00:00Z", MARIAM).await,
            ["Wed 2027-03-24 08:00Z", "Mon 2027-03-29 07:00Z", "Mon 2027-04-05 07:00Z", "Tue 2027-04-06 07:00Z"]
        );
    }

    async fn nothing_leaves_in_quiet_hours_or_on_days_off_it_waits(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        rule(&app, 0, Received::Either).await;
        let request = request(&app, &profile, &[MARIAM], "Tax return", "2026-12-04").await;
        // Due on Friday; the server was down until the evening.
        for quiet in ["2026-12-04T12:59:59Z", "2026-12-04T21:00:00Z", "2026-12-05T15:00:00Z", "2026-12-06T15:00:00Z", "2026-12-07T12:59:59Z"] {
            go_to(&app, quiet);
            assert_eq!(look(&app).await, 0, "{quiet}");
            assert!(told(&app, &request).await.is_empty(), "what waits is not skipped ({quiet})");
        }
        go_to(&app, "2026-12-07T13:00:00Z");
        assert_eq!((look(&app).await, look(&app).await), (1, 0));
        assert!(reminders(&app, MARIAM)[0].text.contains("was due Friday 4 December, 3 days ago"));
    }

    async fn what_was_missed_becomes_one_and_what_is_too_late_is_skipped_with_words(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        for days in [1, 2, 3, 4] {
            rule(&app, days, Received::Either).await;
        }
        let request = request(&app, &profile, &[MARIAM], "Tax return", "2026-12-06").await;
        // Planned for Monday to Thursday, 7 to 10 December; the server runs again on Friday.
        go_to(&app, "2026-12-11T15:00:00Z");
        assert_eq!(look(&app).await, 1);
        assert_eq!(
            told(&app, &request).await,
            ["skipped: It was more than 3 days late", "skipped: It became one with the next reminder",
             "skipped: It became one with the next reminder", "sent"]
        );
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'reminder skipped'").await, 3);
        assert_eq!(look(&app).await, 0);
    }

    async fn a_rule_that_is_added_later_does_not_reach_back(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let request = request(&app, &profile, &[MARIAM], "Tax return", "2026-12-07").await;
        go_to(&app, "2026-12-09T15:00:00Z");
        let anjali = crate::reminders::cast::anjali(&app).await;
        let form = anjali.open("/settings/reminders").await.form("Add reminder");
        form.fill("Days", "1").fill("Before or after", "after").send().await.must_be(200);
        assert_eq!(look(&app).await, 0);
        assert!(told(&app, &request).await.is_empty());
    }

    async fn whoever_moves_the_due_day_moves_the_reminders_and_nobody_is_told_twice_on_a_day(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        rule(&app, 0, Received::Either).await;
        let request = request(&app, &profile, &[MARIAM], "Tax return", "2026-12-07").await;
        go_to(&app, "2026-12-07T13:00:00Z");
        assert_eq!(look(&app).await, 1);
        run(&app, "UPDATE firm SET mail_from = 600").await;
        go_to(&app, "2026-12-07T14:00:00Z");
        assert_eq!(look(&app).await, 0, "10:00 on the same day");
        run(&app, &format!("UPDATE requests SET due_on = '2026-12-09' WHERE id = '{request}'")).await;
        assert_eq!(walk_to(&app, "2026-12-12T00:00:00Z", MARIAM).await, ["Wed 2026-12-09 14:00Z"]);
    }
}
