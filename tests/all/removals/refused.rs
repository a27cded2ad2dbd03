//! When an Undo comes too late, from another, or finds no place.

use crate::groups::office::office;
use crate::matters::{open, tax_return, with_matter};
use crate::on_both_databases;
use crate::requests::{add, draft};
use crate::reviews::text;
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;

const OVER: &str = "This can no longer be undone.";

on_both_databases! {
    async fn undo_is_for_ten_minutes_once_and_for_who_removed_it(app: TestApp) {
        let (anjali, _, page) = with_matter(&app).await;
        let renee = app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        let gone = page.form_beside("Remove", "Conflict check").send().await;
        let removal = text(&app, "SELECT id FROM removals").await;
        let others = renee.call("undo_removal", &[("removal", &removal)]).await;
        let nobodys = renee.call("undo_removal", &[("removal", "0190a1b2c3d4e5f60718293a4b5c6d7e")]).await;
        assert_eq!((others.0, others.1.to_string()), (nobodys.0, nobodys.1.to_string()));
        assert!(others.0 == 409 && others.1.to_string().contains(OVER), "{others:?}");
        app.wait(Span::minutes(10) + Span(-1));
        gone.form("Undo").send().await.must_be(200).must_say("“Conflict check” is back.");
        let twice = gone.form("Undo").send().await;
        twice.must_be(409).must_say("“Conflict check” is back already.");
        assert!(twice.title().starts_with("Error: ") && twice.each(".summary").len() == 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM tasks WHERE title = 'Conflict check'").await, 1);
        let page = anjali.open(&page.path).await;
        let gone = page.form_beside("Remove", "Conflict check").send().await;
        app.wait(Span::minutes(10));
        gone.form("Undo").send().await.must_be(409).must_say(OVER);
        assert_eq!(app.count("SELECT COUNT(*) FROM tasks WHERE title = 'Conflict check'").await, 0);
        // What can't be undone is forgotten, what can is not.
        anjali.open(&page.path).await.form_beside("Remove", "Identity checked").send().await.must_be(200);
        gk_nexus::removals::changes::tidy(&app.services).await.unwrap();
        assert_eq!(app.count("SELECT COUNT(*) FROM removals").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM removals WHERE name = '“Identity checked”'").await, 1);
    }

    async fn of_two_who_press_at_once_one_is_told_that_it_is_back(app: TestApp) {
        let (anjali, _, page) = with_matter(&app).await;
        page.form_beside("Remove deadline", "Last day to file").send().await.must_be(200);
        let removal = text(&app, "SELECT id FROM removals").await;
        let press = async || anjali.call("undo_removal", &[("removal", &removal)]).await;
        let answers = futures::future::join_all((0..4).map(|_| press())).await;
        let mut statuses: Vec<u16> = answers.iter().map(|(status, _)| *status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409, 409], "{answers:?}");
        assert!(answers.iter().filter(|(status, _)| *status == 409).all(|(_, said)| said.to_string().contains("is back already")));
        assert_eq!(app.count("SELECT COUNT(*) FROM deadlines WHERE title = 'Last day to file'").await, 1);
    }

    async fn what_one_may_no_longer_change_is_not_put_back(app: TestApp) {
        let at = office(&app).await;
        let profile = app.client(&at.anjali, "Kestrel Ltd", "kestrel@example.com").await;
        at.wall(&profile).await;
        let kind = tax_return(&app, "Tax return").await;
        let matter = open(&at.anjali, &profile, &kind, "Kestrel 2026").await;
        let page = at.akua.open(&matter.path).await;
        let (task, deadline) = (
            page.form_beside("Remove", "Conflict check").send().await,
            page.form_beside("Remove deadline", "Last day to file").send().await,
        );
        let rows = app.rows(&["tasks", "deadlines", "removals", "activity"]).await;
        let id = |page: &crate::support::Page| page.form("Undo").values.into_iter().find(|(name, _)| name == "removal").unwrap().1;
        app.run(&format!("UPDATE accounts SET role = 'front desk' WHERE id = '{}'", at.akua_id)).await.unwrap();
        assert_eq!(at.akua.call("undo_removal", &[("removal", &id(&task))]).await.0, 403);
        assert_eq!(app.rows(&["tasks", "deadlines", "removals", "activity"]).await, rows);
        app.run(&format!("UPDATE accounts SET role = 'staff' WHERE id = '{}'", at.akua_id)).await.unwrap();
        at.take_akua_out().await;
        let (status, said) = at.akua.call("undo_removal", &[("removal", &id(&deadline))]).await;
        assert!(status == 409 && said.to_string().contains("is no longer there for you"), "{status} {said}");
        assert_eq!(app.count("SELECT COUNT(*) FROM deadlines").await + app.count("SELECT COUNT(*) FROM tasks").await, 2);
        assert_eq!(app.count("SELECT COUNT(*) FROM removals WHERE undone_at IS NULL").await, 2);
    }

    async fn a_draft_about_a_matter_that_is_now_of_others_is_not_put_back(app: TestApp) {
        let at = office(&app).await;
        let profile = app.client(&at.anjali, "Kestrel Ltd", "kestrel@example.com").await;
        let kind = tax_return(&app, "Tax return").await;
        let matter = open(&at.akua, &profile, &kind, "Kestrel 2026").await.path;
        let [client, matter] = [&profile, &matter].map(|path| path.rsplit('/').next().unwrap());
        let contact = text(&app, "SELECT id FROM contacts").await;
        let typed = [("client", client), ("matter", matter), ("contacts[]", &contact), ("title", "Papers"), ("due_on", "2026-12-01")];
        assert!(at.akua.call("draft_request", &typed).await.0 < 300);
        let request = text(&app, "SELECT id FROM requests").await;
        assert_eq!(text(&app, "SELECT matter_id FROM requests").await, matter);
        assert!(at.akua.call("discard_request", &[("request", &request)]).await.0 < 300);
        let removal = text(&app, "SELECT id FROM removals").await;
        at.take_akua_out().await;
        app.run(&format!("UPDATE matters SET group_id = '{}'", at.group)).await.unwrap();
        at.akua.open(&profile).await.must_be(200);
        let (status, said) = at.akua.call("undo_removal", &[("removal", &removal)]).await;
        assert!(status == 409 && said.to_string().contains("is no longer there for you"), "{status} {said}");
        assert_eq!(app.count("SELECT COUNT(*) FROM requests").await, 0);
    }

    async fn a_draft_that_went_on_meanwhile_takes_nothing_back(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        let write = async |title: &str| {
            let path = draft(&anjali, &profile, title).await.path;
            add(&anjali, &path, "", "Payslips").await;
            add(&anjali, &path, "", "Passport").await.form_beside("Remove", "Passport").send().await
        };
        let (sent, discarded, again) = (write("Sent").await, write("Discarded").await, write("Again").await);
        sent.form("Send request").send().await.must_be(200);
        sent.form("Undo").send().await.must_be(409).must_say("Sent was sent meanwhile.");
        discarded.form("Discard draft").send().await.must_be(200);
        let removal = text(&app, "SELECT v.id FROM removals v LEFT JOIN requests r ON r.id = v.of_id WHERE r.id IS NULL").await;
        let (status, said) = anjali.call("undo_removal", &[("removal", &removal)]).await;
        assert!(status == 409 && said.to_string().contains("“Passport” can’t be put back: what it was removed from"), "{said}");
        add(&anjali, &again.path, "", "passport").await;
        again.form("Undo").send().await.must_be(409)
            .must_say("“Passport” can’t be put back. This is asked for already, in the same group.");
        assert_eq!(app.count("SELECT COUNT(*) FROM request_items WHERE title = 'Passport'").await, 0);
    }
}
