//! What was taken out of the firm's settings, and a request's own reminders.

use super::comes_back;
use crate::matters::tax_return;
use crate::on_both_databases;
use crate::reminders::cast::{MARIAM, request, starter_rules};
use gk_nexus::reviews::store;

on_both_databases! {
    async fn what_is_taken_out_of_the_settings_comes_back_at_its_place(app: TestApp) {
        let anjali = app.owner().await;
        let kind = tax_return(&app, "Tax return").await;
        let page = anjali.open(&format!("/settings/matter-types/{kind}")).await;
        let page = comes_back(&app, &page, ("Remove", "Conflict check"), "“Conflict check”", &["type_tasks"]).await;
        let page = comes_back(&app, &page, ("Remove", "Last day to file"), "“Last day to file”", &["type_deadlines"]).await;
        let gone = page.form_beside("Remove", "Conflict check").send().await;
        page.form("Add to checklist").fill("New on the checklist", "conflict CHECK").send().await.must_be(200);
        gone.form("Undo").send().await.must_be(409)
            .must_say("“Conflict check” can’t be put back. This is on the checklist already.");
        let page = anjali.open(&page.path).await;
        let gone = page.form_beside("Remove", "conflict CHECK").send().await;
        page.form("Add to checklist").fill("New on the checklist", "Sign").send().await.must_be(200);
        gone.form("Undo").send().await.must_be(200).must_say("“conflict CHECK” is back.");
        assert_eq!(app.count("SELECT COUNT(DISTINCT position) FROM type_tasks").await, 3, "two at one place can't be moved");
        let mut tx = app.services.db.write().await.unwrap();
        for words in ["A page is missing", "Cut off", "Too blurred"] {
            store::add_reason(&mut tx, words).await.unwrap();
        }
        tx.save().await.unwrap();
        let page = anjali.open("/settings/review").await;
        let page = comes_back(&app, &page, ("Remove", "Cut off"), "The reason", &["canned_reasons"]).await;
        let page = page.form_beside("Move up", "Too blurred").send().await;
        let gone = page.form_beside("Remove", "Too blurred").send().await;
        page.form_beside("Move down", "A page is missing").send().await.must_be(200);
        let page = gone.form("Undo").send().await;
        let order: Vec<String> = ["Cut off", "Too blurred", "A page is missing"].map(str::to_owned).into();
        assert_eq!(crate::reviews::settings::sentences(&page), order);
        let gone = page.form_beside("Remove", "Cut off").send().await;
        page.form("Add reason").fill("New reason", "cut off").send().await.must_be(200);
        gone.form("Undo").send().await.must_be(409)
            .must_say("The reason can’t be put back. This reason is there already.");
        let log = anjali.open("/activity").await;
        for words in [
            "Put Conflict check back on the checklist of the matter type Tax return",
            "Put the deadline Last day to file back into the matter type Tax return",
            "Put back the reason “Cut off”",
        ] {
            log.must_say(words);
        }
    }

    async fn reminders_come_back_unless_there_is_the_same_again(app: TestApp) {
        let anjali = app.owner().await;
        starter_rules(&app).await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let request = request(&app, &profile, &[MARIAM], "Tax return", "2026-12-07").await;
        let own = anjali.open(&format!("/requests/{request}")).await;
        let own = own.form("Save chasing").fill("Chase this request", "own").send().await;
        let firm = anjali.open("/settings/reminders").await;
        for page in [&firm, &own] {
            let page = comes_back(&app, page, ("Remove", "1 day after"), "The reminder", &["chase_rules"]).await;
            let gone = page.form_beside("Remove", "1 day after").send().await;
            let form = page.form("Add reminder").fill("Days", "1").fill("Before or after", "after").fill("Applies", "either");
            form.send().await.must_be(200).must_say("The reminder is added");
            gone.form("Undo").send().await.must_be(409).must_say("The reminder can’t be put back. There is this reminder already.");
        }
        let log = anjali.open("/activity").await;
        log.must_say("Put back a reminder: 1 day after").must_say("Put back a reminder of “Tax return”: 1 day after");
        // Rules of its own that no longer hold take none back.
        let page = anjali.open(&own.path).await;
        let gone = page.form_beside("Remove", "1 day after").send().await;
        anjali.open(&own.path).await.form("Save chasing").fill("Chase this request", "firm").send().await.must_be(200);
        gone.form("Undo").send().await.must_be(409).must_say("This request has no rules of its own");
    }
}
