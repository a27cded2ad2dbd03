//! The request's page: every date before it is sent, what was sent or skipped and why, and rules of its own.

use super::cast::*;
use crate::on_both_databases;
use crate::support::TestApp;
use gk_nexus::accounts::Role;
use gk_nexus::reminders::Received;
use gk_nexus::server::post::Undelivered;

/// A request to Mariam and to Yusuf, who is in Tokyo, due on Monday 7 December.
async fn for_two(app: &TestApp) -> (String, String) {
    let anjali = app.owner().await;
    let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    anjali.add_contact(&profile, "Yusuf Haddad", YUSUF).await;
    anjali.invite_contact(&profile, YUSUF).await.must_be(200);
    app.activate(YUSUF).await;
    run(app, &format!("UPDATE contacts SET time_zone = 'Asia/Tokyo' WHERE email_key = '{YUSUF}'")).await;
    let request = request(app, &profile, &[MARIAM, YUSUF], "Tax return", "2026-12-07").await;
    (request, profile)
}

on_both_databases! {
    async fn staff_see_the_exact_dates_before_anything_is_sent(app: TestApp) {
        starter_rules(&app).await;
        let (request, _) = for_two(&app).await;
        run(&app, "UPDATE requests SET state = 'draft', sent_at = NULL").await;
        let page = anjali(&app).await.open(&format!("/requests/{request}")).await;
        page.must_be(200).must_say("If you send it now, these reminders follow.").must_say("Monday to Friday, 09:00 to 17:00");
        assert!(!page.has_button("Remind now"), "nothing to remind of yet");
        for (name, zone) in [("Mariam Rahman", "Guyana time"), ("Yusuf Haddad", "Tokyo time")] {
            let sheet = page.sheet(zone);
            let text = sheet.must_say(name).text();
            for words in [
                "in 10 days Fri 4 Dec, 09:00 Reminder if nothing has come Planned",
                "in 14 days Tue 8 Dec, 09:00 Reminder as long as something is missing Planned",
                "in 20 days Mon 14 Dec, 09:00",
            ] {
                assert!(text.contains(words), "{name}: no “{words}” in {text}");
            }
        }
        // Late enough, the first one is gone: it would come within a day of sending.
        go_to(&app, "2026-12-03T18:00:00Z");
        let page = anjali(&app).await.open(&format!("/requests/{request}")).await;
        page.sheet("Guyana time").must_not_say("Fri 4 Dec").must_say("Tue 8 Dec, 09:00");
    }

    async fn what_was_sent_and_what_was_skipped_stands_on_the_page_with_its_reason(app: TestApp) {
        starter_rules(&app).await;
        let (request, profile) = for_two(&app).await;
        go_to(&app, "2026-12-04T14:00:00Z");
        assert_eq!(look(&app).await, 1, "in Tokyo it is 23:00");
        let page = anjali(&app).await.open(&format!("/requests/{request}")).await;
        let waits = "today Fri 4 Dec, 09:00 Reminder goes out as soon as the hours allow, if nothing has come Waiting";
        page.sheet("Tokyo time").must_say(waits);
        all_items(&app, &request, "Submitted").await;
        go_to(&app, "2026-12-08T14:00:00Z");
        assert_eq!(look(&app).await, 0);
        let anjali = anjali(&app).await;
        let page = anjali.open(&format!("/requests/{request}")).await;
        let text = page.sheet("Guyana time").text();
        for words in [
            "Silent for now. Everything needed has come; it is the firm’s turn.",
            "in 6 days Mon 14 Dec, 09:00 Reminder as long as something is missing Planned",
            "today Tue 8 Dec, 09:00 Reminder not sent Everything needed has come; it is the firm’s turn Skipped",
            "4 days ago Fri 4 Dec, 10:00 Reminder sent by the portal Sent",
        ] {
            assert!(text.contains(words), "no “{words}” in {text}");
        }
        let log = anjali.open(&format!("{profile}/activity")).await;
        log.must_say("Reminded Mariam Rahman of “Tax return”");
        log.must_say("Did not remind Mariam Rahman of “Tax return”. Everything needed has come; it is the firm’s turn");
        all_items(&app, &request, "Accepted").await;
        run(&app, "UPDATE requests SET state = 'complete'").await;
        let page = anjali.open(&format!("/requests/{request}")).await;
        page.must_say("The request is complete: nobody is reminded any more.").must_not_say("Mon 14 Dec, 09:00");
        assert!(!page.has_button("Remind now") && !page.has_button("Save chasing"));
        page.must_say("Fri 4 Dec, 10:00");
    }

    async fn a_reminder_whose_mail_was_given_up_says_so_with_the_reason(app: TestApp) {
        starter_rules(&app).await;
        let (request, profile) = for_two(&app).await;
        run(&app, "UPDATE contacts SET time_zone = ''").await;
        let other = crate::reminders::cast::request(&app, &profile, &[MARIAM], "Will", "2026-12-07").await;
        go_to(&app, "2026-12-04T14:00:00Z");
        app.mailbox.refuse(Some(Undelivered::Never { why: "Resend does not know this address.".into() }));
        assert_eq!(look(&app).await, 2, "to Mariam about both requests, to Yusuf about one");
        app.mailbox.refuse(None);
        let failed = "Reminder not sent by the portal · its mail failed: Resend does not know this address Mail failed";
        let anjali = anjali(&app).await;
        let page = anjali.open(&format!("/requests/{request}")).await;
        assert_eq!(page.main().matches(failed).count(), 2, "{}", page.main());
        anjali.open(&format!("/requests/{other}")).await.must_say(failed);
        let again = anjali.open("/settings/mail").await.form("Try again").send().await;
        again.must_be(200).form("Try again").send().await.must_be(200);
        app.deliver().await;
        let page = anjali.open(&format!("/requests/{request}")).await;
        page.must_not_say("Mail failed").must_say("Reminder sent by the portal");
    }

    async fn a_request_has_rules_of_its_own_which_begin_as_the_firms(app: TestApp) {
        starter_rules(&app).await;
        let (request, _) = for_two(&app).await;
        let path = format!("/requests/{request}");
        let anjali = anjali(&app).await;
        let choose = async |chasing: &str| {
            let form = anjali.open(&path).await.form("Save chasing");
            form.fill("Chase this request", chasing).send().await
        };
        let page = choose("own").await;
        page.must_be(200).must_say("This request has rules of its own now.").must_say("Tue 8 Dec, 09:00");
        let page = page.form_beside("Remove", "1 day after").send().await;
        page.must_be(200).must_not_say("Tue 8 Dec, 09:00");
        let form = page.form("Add reminder").fill("Days", "2").fill("Before or after", "before").fill("Applies", "some");
        let page = form.send().await;
        page.must_be(200).must_say("The reminder is added: 2 days before the due day, if something has come, but not all.");
        page.sheet("Guyana time").must_say("Mon 7 Dec, 09:00").must_say("if something has come, but not all");
        let wrong = page.form("Add reminder").fill("Days", "two").send().await;
        assert_eq!(wrong.must_be(422).error_beside("Days").as_deref(), Some("Enter a number of days from 0 to 90"));
        assert!(wrong.title().starts_with("Error:"));
        assert_eq!(app.count("SELECT COUNT(*) FROM chase_rules WHERE request_id IS NULL").await, 3, "the firm's stay");
        let page = choose("off").await;
        page.must_say("Nobody is reminded of this request, unless you do so by hand.").must_not_say("Planned");
        assert_eq!(walk_to(&app, "2026-12-05T00:00:00Z", MARIAM).await, [""; 0]);
        let anjali = crate::reminders::cast::anjali(&app).await;
        let form = anjali.open(&path).await.form("Save chasing").fill("Chase this request", "own");
        form.send().await.must_be(200).must_say("2 days before the due day");
        run(&app, &format!("UPDATE request_items SET state = 'Needs more' WHERE request_id = '{request}'")).await;
        assert_eq!(walk_to(&app, "2026-12-20T00:00:00Z", MARIAM).await, ["Mon 2026-12-07 13:00Z", "Mon 2026-12-14 13:00Z"]);
        assert_eq!(told(&app, &request).await.len(), 6, "one skipped and two sent, for each of the two");
    }

    async fn who_has_no_access_yet_is_named_before_and_is_not_ticked(app: TestApp) {
        starter_rules(&app).await;
        let (request, _) = for_two(&app).await;
        run(&app, &format!("UPDATE portal_access SET state = 'none' WHERE contact_id = '{}'", contact(&app, YUSUF).await)).await;
        let anjali = anjali(&app).await;
        let page = anjali.open(&format!("/requests/{request}")).await;
        page.sheet("Tokyo time").must_say("Silent for now. They have no active access to the portal.");
        page.sheet("Guyana time").must_not_say("Silent for now");
        let page = page.form("Remind now").send().await;
        page.must_be(200).must_say("A reminder to Mariam Rahman is on its way.");
        run(&app, "UPDATE requests SET state = 'draft', sent_at = NULL").await;
        let page = anjali.open(&format!("/requests/{request}")).await;
        page.sheet("Tokyo time").must_say("They have no access to the portal yet. Until they do, reminders are skipped.");
    }

    async fn who_may_only_look_sees_dates_and_no_buttons(app: TestApp) {
        starter_rules(&app).await;
        let (request, _) = for_two(&app).await;
        let path = format!("/requests/{request}");
        anjali(&app).await.open(&path).await.form("Save chasing").fill("Chase this request", "own").send().await.must_be(200);
        let fay = app.staff(Role::FrontDesk, "Fay", "fay@persaudvale.example").await;
        let page = fay.open(&path).await;
        page.must_be(200).must_say("Fri 4 Dec, 09:00").must_say("3 days before the due day");
        for button in ["Remind now", "Save chasing", "Add reminder", "Remove"] {
            assert!(!page.has_button(button), "{button}");
        }
        let request = request.as_str();
        for (action, more) in [("choose_chasing", ("chasing", "off")), ("add_request_rule", ("days", "1")), ("remind_now", ("x", "y"))] {
            assert_eq!(fay.call(action, &[("request", request), more]).await.0, 403, "{action}");
        }
    }

    async fn bad_input_changes_nothing(app: TestApp) {
        starter_rules(&app).await;
        let (request, _) = for_two(&app).await;
        let anjali = anjali(&app).await;
        let page = anjali.open(&format!("/requests/{request}")).await;
        let refused = page.form("Save chasing").set("chasing", "sometimes").send().await;
        assert_eq!(refused.must_be(422).error_beside("Chase this request").as_deref(), Some("Choose how this request is chased"));
        let request = request.as_str();
        let nobody = "0190a2b3c4d57e6f8a9b0c1d2e3f4a5b";
        let own = [("days", "1"), ("side", "after"), ("received", "either")];
        let (status, _) = anjali.call("add_request_rule", &[&[("request", request)][..], &own[..]].concat()).await;
        assert_eq!(status, 409, "it has no rules of its own");
        let (status, _) = anjali.call("add_request_rule", &[&[("request", nobody)][..], &own[..]].concat()).await;
        assert_eq!(status, 404);
        anjali.call("choose_chasing", &[("request", request), ("chasing", "own")]).await;
        let firm = rule(&app, 9, Received::Either).await;
        let foreign = [("request", request), ("rule", firm.as_str())];
        assert_eq!(anjali.call("remove_request_rule", &foreign).await.0, 409, "a rule of the firm's is none of the request's");
        assert_eq!(anjali.call("remove_firm_rule", &[("rule", nobody)]).await.0, 409);
        run(&app, "UPDATE requests SET state = 'withdrawn'").await;
        let (status, _) = anjali.call("choose_chasing", &[("request", request), ("chasing", "off")]).await;
        assert_eq!(status, 409, "it is over");
        assert_eq!(app.count("SELECT COUNT(*) FROM chase_rules WHERE request_id IS NULL").await, 4);
    }
}
