//! When the portal is silent: while the ball is with the firm, and where a reminder would be no help. What was skipped is
//! kept with its reason.

use super::cast::*;
use crate::on_both_databases;
use crate::support::TestApp;
use gk_nexus::reminders::Received;

/// A request that is due on Monday 7 December, with a reminder on each day of that week.
async fn chased(app: &TestApp) -> (String, String) {
    let anjali = app.owner().await;
    let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    for days in 0..5 {
        rule(app, days, Received::Either).await;
    }
    (request(app, &profile, &[MARIAM], "Tax return", "2026-12-07").await, profile)
}

/// The morning of this day of December, and what became of that day's reminder.
async fn morning(app: &TestApp, request: &str, day: u8) -> String {
    go_to(app, &format!("2026-12-{day:02}T13:00:30Z"));
    let mails = look(app).await;
    let last = told(app, request).await.pop().unwrap_or_default();
    assert_eq!(mails == 1, last == "sent", "{mails} mails, but {last}");
    last
}

on_both_databases! {
    async fn it_is_silent_while_the_ball_is_with_the_firm(app: TestApp) {
        let (request, _) = chased(&app).await;
        item(&app, &request, "Old letters", "optional").await;
        run(&app, &format!("UPDATE request_items SET state = 'Submitted' WHERE request_id = '{request}' AND need = 'required'")).await;
        let turn = "skipped: Everything needed has come; it is the firm’s turn";
        assert_eq!(morning(&app, &request, 7).await, turn);
        all_items(&app, &request, "Rejected").await;
        assert_eq!(morning(&app, &request, 8).await, "sent", "sent back: it is the client's turn again");
        let item = item(&app, &request, "Payslips", "required").await;
        let (question, now) = (id(), app.services.now().0);
        run(&app, &format!(
            "INSERT INTO item_messages (id, item_id, contact_id, author_id, from_client, words, created_at)
             SELECT '{question}', '{item}', k.id, k.account_id, {}, 'Which ones?', {now} FROM contacts k WHERE k.email_key = '{MARIAM}'",
            app.either("1", "TRUE")
        )).await;
        assert_eq!(morning(&app, &request, 9).await, "skipped: They asked a question that waits for the firm’s answer");
        run(&app, &format!("UPDATE item_messages SET answered_at = {now}")).await;
        assert_eq!(morning(&app, &request, 10).await, "sent");
        app.wait(gk_nexus::kernel::Span::seconds(1));
        answer(&app, &request, MARIAM, "have not", "").await;
        assert_eq!(morning(&app, &request, 11).await, "skipped: They have answered everything; it is the firm’s turn");
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'reminder skipped' AND words LIKE '%firm’s turn'").await, 2);
        assert_eq!(reminders(&app, MARIAM).len(), 2);
    }

    async fn whoever_promised_a_later_day_is_left_alone_until_it_is_over(app: TestApp) {
        let (request, _) = chased(&app).await;
        answer(&app, &request, MARIAM, "later", "2026-12-08").await;
        assert_eq!(morning(&app, &request, 7).await, "skipped: They will have it by Tue 8 Dec 2026");
        assert_eq!(morning(&app, &request, 8).await, "skipped: They will have it by Tue 8 Dec 2026");
        assert_eq!(morning(&app, &request, 9).await, "sent", "the promise is over");
        answer(&app, &request, MARIAM, "later", "2026-12-20").await;
        item(&app, &request, "Payslips", "required").await;
        assert_eq!(morning(&app, &request, 10).await, "sent", "nothing was promised about the payslips");
        let mail = &reminders(&app, MARIAM)[1].text;
        assert!(mail.contains("- Payslips") && !mail.contains("- Tax return papers"), "only what is not promised:\n{mail}");
    }

    async fn a_rule_applies_by_what_has_come(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        rule(&app, 0, Received::Something).await;
        rule(&app, 1, Received::Nothing).await;
        rule(&app, 2, Received::Something).await;
        let request = request(&app, &profile, &[MARIAM], "Tax return", "2026-12-07").await;
        let second = item(&app, &request, "Payslips", "required").await;
        assert_eq!(morning(&app, &request, 7).await, "skipped: Nothing has come yet");
        run(&app, &format!("UPDATE request_items SET state = 'Submitted' WHERE id = '{second}'")).await;
        assert_eq!(morning(&app, &request, 8).await, "skipped: Something has come already");
        assert_eq!(morning(&app, &request, 9).await, "sent");
    }

    async fn nobody_is_reminded_who_cannot_sign_in_or_whose_client_is_put_away(app: TestApp) {
        let (request, profile) = chased(&app).await;
        run(&app, "UPDATE portal_access SET state = 'inactive'").await;
        assert_eq!(morning(&app, &request, 7).await, "skipped: They have no active access to the portal");
        run(&app, "UPDATE portal_access SET state = 'active'").await;
        run(&app, &format!("UPDATE accounts SET state = 'disabled' WHERE email_key = '{MARIAM}'")).await;
        assert_eq!(morning(&app, &request, 8).await, "skipped: They have no active access to the portal");
        run(&app, &format!("UPDATE accounts SET state = 'active' WHERE email_key = '{MARIAM}'")).await;
        let anjali = anjali(&app).await;
        anjali.open(&profile).await.form("Archive client").send().await.must_be(200);
        assert_eq!(morning(&app, &request, 9).await, "skipped: The client is archived");
        let anjali = crate::reminders::cast::anjali(&app).await;
        anjali.open(&profile).await.form("Restore client").send().await.must_be(200);
        assert_eq!(morning(&app, &request, 10).await, "sent");
    }

    async fn nobody_is_reminded_in_a_closed_matter(app: TestApp) {
        let (request, profile) = chased(&app).await;
        let client = profile.trim_start_matches("/clients/");
        for row in [
            "INSERT INTO matter_types (id, name, name_key, created_at) VALUES ('tax', 'Tax', 'tax', 1)".to_owned(),
            format!("INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phases_done, sentence,
                start_on, open, created_at, changed_at) VALUES ('return', 'M-2025-0001', '{client}', 'tax', 'Return', 'Cancelled', 1,
                FALSE, '', '2026-11-01', FALSE, 1, 1)"),
            format!("UPDATE requests SET matter_id = 'return' WHERE id = '{request}'"),
        ] {
            run(&app, &row).await;
        }
        assert_eq!(morning(&app, &request, 7).await, "skipped: The matter is closed");
        let page = crate::reminders::cast::anjali(&app).await.open(&format!("/requests/{request}")).await;
        page.must_say("Silent for now. The matter is closed.");
        page.form("Remind now").send().await.must_be(409).must_say("The matter is closed, so nothing is chased in it");
        run(&app, "UPDATE matters SET open = TRUE, status = 'In progress'").await;
        assert_eq!(morning(&app, &request, 8).await, "sent");
    }

    async fn chasing_stops_when_the_request_is_over_or_nobody_wants_it(app: TestApp) {
        let (request, _) = chased(&app).await;
        assert_eq!(morning(&app, &request, 7).await, "sent");
        for (change, day) in [("chasing = 'off'", 8), ("chasing = 'firm', state = 'complete'", 9), ("state = 'withdrawn'", 10)] {
            run(&app, &format!("UPDATE requests SET {change} WHERE id = '{request}'")).await;
            assert_eq!(morning_of(&app, day).await, 0, "{change}");
        }
        assert_eq!(told(&app, &request).await, ["sent"]);
        run(&app, "UPDATE requests SET state = 'draft', sent_at = NULL").await;
        assert_eq!(morning_of(&app, 11).await, 0);
    }
}

/// How many mails leave on the morning of this day of December.
async fn morning_of(app: &TestApp, day: u8) -> usize {
    go_to(app, &format!("2026-12-{day:02}T13:00:30Z"));
    look(app).await
}
