//! "Remind now": at once, also at night; logged; and politely refused where it would be no help.

use super::cast::*;
use crate::on_both_databases;
use crate::support::TestApp;
use gk_nexus::kernel::Span;
use gk_nexus::reminders::Received;

/// A request to Mariam, due on Monday 7 December; its page.
async fn asked(app: &TestApp) -> (String, String) {
    let anjali = app.owner().await;
    let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    let request = request(app, &profile, &[MARIAM], "Tax return", "2026-12-07").await;
    (format!("/requests/{request}"), request)
}

on_both_databases! {
    async fn somebody_is_reminded_at_once_also_at_night_and_it_is_logged(app: TestApp) {
        let (page, request) = asked(&app).await;
        // Midnight on a Saturday in Guyana.
        go_to(&app, "2026-12-05T04:00:00Z");
        let page = anjali(&app).await.open(&page).await.form("Remind now").send().await;
        page.must_be(200).must_say("A reminder to Mariam Rahman is on its way.");
        page.sheet("Guyana time").must_say("today Sat 5 Dec, 00:00 Reminder sent by hand, by Anjali Persaud");
        app.deliver().await;
        let mails = reminders(&app, MARIAM);
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("Tax return, due Monday 7 December, in 2 days. Still open:"), "{}", mails[0].text);
        assert_eq!(told(&app, &request).await, ["sent: by hand: Anjali Persaud"]);
        let logged = "SELECT COUNT(*) FROM activity WHERE act = 'reminder sent' AND actor_name = 'Anjali Persaud'";
        assert_eq!(app.count(logged).await, 1);
    }

    async fn nobody_is_reminded_twice_within_an_hour(app: TestApp) {
        let (page, request) = asked(&app).await;
        let anjali = anjali(&app).await;
        let form = anjali.open(&page).await;
        form.form("Remind now").send().await.must_be(200);
        app.wait(Span::minutes(20));
        let refused = form.form("Remind now").send().await;
        refused.must_be(409).must_say("Mariam Rahman was reminded less than an hour ago (10:22). Give them a little time.");
        assert!(refused.title().starts_with("Error:"));
        app.wait(Span::minutes(20));
        anjali.open(&page).await.must_be(200).must_say("So far: reminded once, last on Tue 24 Nov.");
        app.wait(Span::minutes(20));
        form.form("Remind now").send().await.must_be(200);
        app.deliver().await;
        assert_eq!((told(&app, &request).await.len(), reminders(&app, MARIAM).len()), (2, 2));
        let twice = "reminded twice, last on Tue 24 Nov";
        let list = anjali.open("/requests").await;
        list.must_say(&format!("0 of 1 done · {twice}"));
        let request = list.follow("Tax return").await;
        request.must_say(&format!("So far: {twice}."));
        request.follow("Mariam Rahman").await.must_say(&format!("0 of 1 done · {twice}"));
    }

    async fn two_who_press_at_once_send_one(app: TestApp) {
        let (page, request) = asked(&app).await;
        let (first, second) = (anjali(&app).await, anjali(&app).await);
        let forms = [first.open(&page).await.form("Remind now"), second.open(&page).await.form("Remind now")];
        let pages = futures::future::join_all(forms.map(|form| form.send())).await;
        let mut answers: Vec<u16> = pages.iter().map(|page| page.status.as_u16()).collect();
        answers.sort_unstable();
        assert_eq!(answers, [200, 409]);
        assert_eq!(told(&app, &request).await.len(), 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE kind = 'reminder'").await, 1);
    }

    async fn a_reminder_that_would_be_no_help_is_refused_in_words(app: TestApp) {
        let (page, request) = asked(&app).await;
        let anjali = anjali(&app).await;
        let press = anjali.open(&page).await;
        for (change, back, words) in [
            ("request_items SET state = 'Submitted'", "request_items SET state = 'Open'",
             "Nothing is open for Mariam Rahman: they have sent or answered everything."),
            ("portal_access SET state = 'inactive'", "portal_access SET state = 'active'", "Mariam Rahman has no active access"),
            ("clients SET archived_at = 1", "clients SET archived_at = NULL", "Mariam Rahman is archived. Restore the client first."),
            ("requests SET state = 'complete'", "requests SET state = 'sent'", "This request is complete"),
            ("requests SET state = 'withdrawn'", "requests SET state = 'sent'", "This request was withdrawn"),
        ] {
            run(&app, &format!("UPDATE {change}")).await;
            press.form("Remind now").send().await.must_be(409).must_say(words);
            run(&app, &format!("UPDATE {back}")).await;
        }
        assert!(told(&app, &request).await.is_empty());
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE kind = 'reminder'").await, 0);
        press.form("Remind now").send().await.must_be(200);
    }

    async fn only_the_chosen_of_those_who_were_asked_are_reminded(app: TestApp) {
        let (page, request) = asked(&app).await;
        let owner = anjali(&app).await;
        let profile = owner.open("/clients").await.follow("Mariam Rahman").await.path;
        owner.add_contact(&profile, "Yusuf Haddad", YUSUF).await;
        owner.invite_contact(&profile, YUSUF).await.must_be(200);
        app.activate(YUSUF).await;
        owner.add_contact(&profile, "Lina Stranger", "lina@example.com").await;
        run(&app, &format!(
            "INSERT INTO request_contacts (request_id, contact_id, created_at)
             SELECT '{request}', id, 0 FROM contacts WHERE email_key = '{YUSUF}'"
        )).await;
        let mut nobody = owner.open(&page).await.form("Remind now");
        nobody.values.retain(|(name, _)| name != "contacts[]");
        let refused = nobody.send().await;
        assert_eq!(refused.must_be(422).error_beside("Remind").as_deref(), Some("Choose whom to remind"));
        let stranger = contact(&app, "lina@example.com").await.to_string();
        owner.open(&page).await.form("Remind now").tick("contacts[]", &stranger).send().await.must_be(404);
        let yusuf = contact(&app, YUSUF).await.to_string();
        let page = owner.open(&page).await.form("Remind now").set("contacts[]", &yusuf).send().await;
        page.must_be(200).must_say("A reminder to Yusuf Haddad is on its way.");
        app.deliver().await;
        assert_eq!((reminders(&app, MARIAM).len(), reminders(&app, YUSUF).len()), (0, 1));
    }

    async fn who_was_reminded_by_hand_is_not_reminded_by_the_portal_that_day(app: TestApp) {
        let (page, request) = asked(&app).await;
        rule(&app, 0, Received::Either).await;
        rule(&app, 1, Received::Either).await;
        go_to(&app, "2026-12-07T11:00:00Z");
        anjali(&app).await.open(&page).await.form("Remind now").send().await.must_be(200);
        go_to(&app, "2026-12-07T13:00:00Z");
        assert_eq!(look(&app).await, 0);
        go_to(&app, "2026-12-08T13:00:00Z");
        assert_eq!(look(&app).await, 1);
        assert_eq!(
            told(&app, &request).await,
            ["sent: by hand: Anjali Persaud", "skipped: They were reminded by hand", "sent"]
        );
    }
}
