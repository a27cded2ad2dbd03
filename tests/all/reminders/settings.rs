//! `/settings/reminders`: the firm's rules, working days and hours; and a contact's own time zone.

use super::cast::*;
use crate::on_both_databases;
use gk_nexus::accounts::Role;
use gk_nexus::reminders::Received;

const SETTINGS: &str = "/settings/reminders";

on_both_databases! {
    async fn the_firm_chooses_what_follows_a_request_and_sees_what_that_means(app: TestApp) {
        let anjali = app.owner().await;
        let page = anjali.open(SETTINGS).await;
        page.must_be(200).must_say("No reminders yet").must_not_say("would be chased");
        let add = |page: &crate::support::Page, days: &str, side: &str, received: &str| {
            page.form("Add reminder").fill("Days", days).fill("Before or after", side).fill("Applies", received).send()
        };
        let page = add(&page, "3", "before", "nothing").await;
        page.must_be(200).must_say("The reminder is added: 3 days before the due day, if nothing has come.");
        let page = add(&page, "1", "after", "either").await;
        page.must_say("1 day after the due day").must_say("as long as something is missing");
        // Today is Tuesday 24 November; the example is a Friday far enough.
        page.must_say(
            "A request due Fri 11 Dec would be chased on Tue 8 Dec, 09:00 (if nothing has come) and on Mon 14 Dec, 09:00 \
             (as long as something is missing), Guyana time."
        );
        let again = add(&page, "1", "after", "either").await;
        assert_eq!(again.must_be(422).error_beside("Days").as_deref(), Some("There is this reminder already"));
        let wrong = add(&page, "100", "after", "either").await;
        assert_eq!(wrong.must_be(422).error_beside("Days").as_deref(), Some("Enter a number of days from 0 to 90"));
        assert!(wrong.title().starts_with("Error:"));
        assert_eq!(wrong.form("Add reminder").value("Days"), "100");
        let page = page.form_beside("Remove", "3 days before").send().await;
        page.must_be(200).must_say("The reminder is removed.").must_not_say("3 days before the due day,");
        assert_eq!(app.count("SELECT COUNT(*) FROM chase_rules WHERE days = 1 AND received = 'either'").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'reminders changed'").await, 3);
    }

    async fn a_rule_of_the_firm_and_of_a_request_is_changed_where_it_stands(app: TestApp) {
        let anjali = app.owner().await;
        starter_rules(&app).await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let request = request(&app, &profile, &[MARIAM], "Tax return", "2026-12-07").await;
        let page = anjali.open(&format!("/requests/{request}")).await;
        page.form("Save chasing").fill("Chase this request", "own").send().await.must_be(200);
        for place in [SETTINGS.to_owned(), page.path.clone()] {
            let page = anjali.open(&place).await;
            let change = |page: &crate::support::Page| page.form_beside("Save reminder", "1 day after");
            let form = change(&page);
            assert_eq!(["Days", "Before or after", "Applies"].map(|label| form.value(label)), ["1", "after", "either"]);
            let refused = form.fill("Days", "7").send().await;
            refused.must_be(422).must_say("There is this reminder already");
            assert!(refused.title().starts_with("Error:"));
            assert_eq!(change(&refused).value("Days"), "7", "what was typed stays, in its own form");
            assert_eq!(refused.form("Add reminder").value("Days"), "");
            let page = change(&refused).fill("Days", "2").fill("Applies", "some").send().await;
            page.must_be(200).must_say("The reminder is changed: 2 days after the due day, if something has come, but not all.");
            page.must_not_say("1 day after the due day");
        }
        anjali.open(&page.path).await.sheet("Guyana time").must_say("Wed 9 Dec, 09:00").must_not_say("Tue 8 Dec");
        assert_eq!(app.count("SELECT COUNT(*) FROM chase_rules WHERE days = 2 AND received = 'some'").await, 2);
        assert_eq!(app.count("SELECT COUNT(*) FROM chase_rules").await, 6);
        let log = anjali.open("/activity").await;
        log.must_say("Changed a reminder: 1 day after the due day, as long as something is missing; now 2 days after the due day");
    }

    async fn a_rule_that_another_removed_meanwhile_answers_in_words(app: TestApp) {
        let anjali = app.owner().await;
        rule(&app, 1, Received::Either).await;
        let page = anjali.open(SETTINGS).await;
        page.form("Remove").send().await.must_be(200);
        page.form("Remove").send().await.must_be(409).must_say("This reminder is removed already.");
    }

    async fn working_days_and_hours_are_kept_and_obeyed(app: TestApp) {
        let anjali = app.owner().await;
        rule(&app, 0, Received::Either).await;
        let form = anjali.open(SETTINGS).await.form("Save days and hours");
        assert_eq!((form.value("From"), form.value("Until")), ("09:00".to_owned(), "17:00".to_owned()));
        let form = form.set("working_days[]", "2").tick("working_days[]", "6").fill("From", "07:15").fill("Until", "20:00");
        let page = form.send().await;
        page.must_be(200).must_say("Reminders go out Tuesday, Saturday, 07:15 to 20:00.");
        let kept = page.form("Save days and hours");
        let days: Vec<&str> =
            kept.values.iter().filter(|(name, _)| name == "working_days[]").map(|(_, day)| day.as_str()).collect();
        assert_eq!(days, ["2", "6"]);
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        request(&app, &profile, &[MARIAM], "Tax return", "2026-12-02").await;
        assert_eq!(walk_to_quarter(&app, "2026-12-07T00:00:00Z").await, ["Sat 2026-12-05 11:15Z"]);
    }

    async fn days_and_hours_that_make_no_sense_come_back_beside_their_fields(app: TestApp) {
        let anjali = app.owner().await;
        for (days, from, until, label, words) in [
            ("", "09:00", "17:00", "Working days", "Choose at least one day"),
            ("9", "09:00", "17:00", "Working days", "Choose at least one day"),
            ("1", "9 o’clock", "17:00", "From", "Enter a time, like 09:00"),
            ("1", "17:00", "09:00", "Until", "Choose a time at least an hour after the first"),
        ] {
            let form = anjali.open(SETTINGS).await.form("Save days and hours");
            let page = form.set("working_days[]", days).fill("From", from).fill("Until", until).send().await;
            assert_eq!(page.must_be(422).error_beside(label).as_deref(), Some(words), "{days} {from} {until}");
            assert_eq!(page.form("Save days and hours").value("From"), from);
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM firm WHERE working_days = '1,2,3,4,5' AND mail_from = 540").await, 1);
    }

    async fn only_owners_and_managers_change_what_the_firm_does(app: TestApp) {
        app.owner().await;
        let staff = app.staff(Role::Staff, "Renée", "renee@persaudvale.example").await;
        staff.open(SETTINGS).await.must_be(403);
        for (action, pairs) in [
            ("save_reminder_hours", vec![("working_days[0]", "1"), ("mail_from", "09:00"), ("mail_until", "17:00")]),
            ("add_firm_rule", vec![("days", "1"), ("side", "after"), ("received", "either")]),
        ] {
            assert_eq!(staff.call(action, &pairs).await.0, 403, "{action}");
        }
        app.staff(Role::Manager, "Max", "max@persaudvale.example").await.open(SETTINGS).await.must_be(200);
    }

    async fn contacts_choose_their_own_time_zone_in_the_portal(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let form = mariam.open("/portal/account").await.form("Save time zone");
        assert_eq!(form.value("Time zone"), "", "the firm's, to begin with");
        let refused = form.set("time_zone", "Mars/Olympus").send().await;
        assert_eq!(refused.must_be(422).error_beside("Time zone").as_deref(), Some("Choose a time zone from the list"));
        assert!(refused.title().starts_with("Error:"));
        let page = refused.form("Save time zone").set("time_zone", "Pacific/Auckland").send().await;
        page.must_be(200).must_say("Your time zone is saved.");
        assert_eq!(page.form("Save time zone").value("Time zone"), "Pacific/Auckland");
        let edit = anjali.tab(&profile).await.follow("Mariam Rahman").await;
        assert_eq!(edit.form("Save contact").value("Time zone"), "Pacific/Auckland", "staff see the same");
        anjali.open(&format!("{profile}/activity")).await.must_say("Chose the time zone Pacific/Auckland");
        assert_eq!(anjali.call("choose_time_zone", &[("time_zone", "UTC")]).await.0, 404, "staff have none here");
        rule(&app, 1, Received::Either).await;
        request(&app, &profile, &[MARIAM], "Tax return", "2026-12-07").await;
        assert_eq!(walk_to(&app, "2026-12-12T00:00:00Z", MARIAM).await, ["Mon 2026-12-07 20:00Z"], "Tuesday, 09:00 there");
    }

    async fn a_contact_may_have_a_time_zone_of_their_own(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let form = anjali.open(&format!("{profile}/contacts/new")).await.form("Save contact");
        assert_eq!(form.value("Time zone"), "");
        let form = form.fill("Name", "Yusuf Rahman").fill("Email", YUSUF).fill("Time zone", "Asia/Tokyo");
        form.send().await.must_be(200);
        let edit = anjali.tab(&profile).await.follow("Yusuf Rahman").await;
        let form = edit.form("Save contact");
        assert_eq!(form.value("Time zone"), "Asia/Tokyo");
        let refused = form.fill("Time zone", "Mars/Olympus").send().await;
        assert_eq!(refused.must_be(422).error_beside("Time zone").as_deref(), Some("Choose a time zone from the list"));
        let edit = anjali.tab(&profile).await.follow("Mariam Rahman").await;
        edit.form("Save contact").fill("Time zone", "Pacific/Auckland").send().await.must_be(200);
        rule(&app, 1, Received::Either).await;
        request(&app, &profile, &[MARIAM], "Tax return", "2026-12-07").await;
        assert_eq!(walk_to(&app, "2026-12-12T00:00:00Z", MARIAM).await, ["Mon 2026-12-07 20:00Z"], "Tuesday, 09:00 there");
        let edit = crate::reminders::cast::anjali(&app).await.open(&edit.path).await;
        edit.form("Save contact").fill("Time zone", "").send().await.must_be(200);
        assert_eq!(app.count("SELECT COUNT(*) FROM contacts WHERE time_zone = ''").await, 1);
    }
}

/// As [`walk_to`] for Mariam, each quarter of an hour.
async fn walk_to_quarter(app: &crate::support::TestApp, until: &str) -> Vec<String> {
    let until: jiff::Timestamp = until.parse().unwrap();
    let mut left = Vec::new();
    while app.services.now().0 < until.as_millisecond() {
        let quarter = gk_nexus::kernel::Span::minutes(15).0;
        app.wait(gk_nexus::kernel::Span(quarter - app.services.now().0 % quarter));
        if gk_nexus::reminders::chase::run(&app.services).await.unwrap() > 0 {
            let at = jiff::Timestamp::from_millisecond(app.services.now().0).unwrap();
            left.push(at.strftime("%a %F %H:%MZ").to_string());
        }
    }
    left
}
