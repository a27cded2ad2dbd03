//! Things of drafts and templates.

use super::comes_back;
use crate::on_both_databases;
use crate::requests::{add, draft, template, tick};
use crate::support::{Browser, Page, TestApp};

/// What the client would be asked for, in its order.
fn asked(page: &Page) -> String {
    page.each("article[aria-label='What the client will see']").pop().unwrap()
}

/// Whether these stand in the text in this order.
#[track_caller]
fn in_order(text: &str, titles: &[&str]) {
    let places: Vec<_> =
        titles.iter().map(|title| text.find(title).unwrap_or_else(|| panic!("{title}: {text}"))).collect();
    assert!(places.is_sorted(), "{text}");
}

/// A draft that asks Mariam for three things: who wrote it, her profile, its address.
async fn with_draft(app: &TestApp) -> (Browser, String, String) {
    let anjali = app.owner().await;
    let profile = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
    let path = draft(&anjali, &profile, "Tax 2025").await.path;
    for title in ["Payslips", "Passport", "Lease"] {
        add(&anjali, &path, "", title).await;
    }
    (anjali, profile, path)
}

on_both_databases! {
    async fn a_thing_taken_out_of_a_draft_is_back_at_its_place(app: TestApp) {
        let (anjali, profile, path) = with_draft(&app).await;
        let page = anjali.open(&path).await;
        let page = comes_back(&app, &page, ("Remove", "Passport"), "“Passport”", &["request_items"]).await;
        in_order(&asked(&page), &["Payslips", "Passport", "Lease"]);
        // Also when others have closed ranks meanwhile.
        let page = page.form_beside("Move up", "Lease").send().await;
        let gone = page.form_beside("Remove", "Lease").send().await;
        add(&anjali, &path, "", "Visa").await;
        let back = gone.form("Undo").send().await;
        back.must_be(200).must_say("“Lease” is back.");
        in_order(&asked(&back), &["Payslips", "Lease", "Passport", "Visa"]);
        assert_eq!(app.count("SELECT COUNT(DISTINCT position) FROM request_items").await, 4);
        anjali.open(&format!("{profile}/activity")).await.must_say("Put Passport back into the draft Tax 2025");
        // The notice was for the page after the removal; without one there is nothing to undo.
        assert!(!anjali.open(&path).await.has_button("Undo"));
    }

    async fn what_was_unticked_together_comes_back_together(app: TestApp) {
        let (anjali, _, path) = with_draft(&app).await;
        let before = app.rows(&["request_items"]).await;
        let page = anjali.open(&path).await;
        let mut keep = page.form("Keep ticked things");
        let stays = tick(&page, "Passport");
        keep.values.retain(|(name, value)| name != "keep[]" || *value == stays);
        let gone = keep.send().await;
        gone.must_be(200).must_say("The draft asks for 1 thing now.");
        let back = gone.form("Undo").send().await;
        back.must_be(200).must_say("What was unticked (Payslips, Lease) is back.");
        assert_eq!(app.rows(&["request_items"]).await, before);
        // Where all stays there is nothing to undo.
        let same = back.form("Keep ticked things").send().await;
        same.must_be(200).must_say("The draft asks for 3 things now.");
        assert!(!same.has_button("Undo"));
    }

    async fn a_discarded_draft_comes_back_with_all_that_was_written_for_it(app: TestApp) {
        const TABLES: [&str; 4] = ["requests", "request_contacts", "request_items", "chase_rules"];
        let (anjali, profile, path) = with_draft(&app).await;
        let id = path.trim_start_matches("/requests/");
        app.run(&format!("INSERT INTO chase_rules (id, request_id, days, received, created_at)
            VALUES ('0190a1b2c3d4e5f60718293a4b5c6d7e', '{id}', 3, 'either', 7);
            UPDATE requests SET chasing = 'own', handed_to = created_by")).await.unwrap();
        let before = app.rows(&TABLES).await;
        let gone = anjali.open(&path).await.form("Discard draft").send().await;
        gone.must_be(200).must_say("The draft Tax 2025 is discarded.");
        assert!(app.rows(&TABLES).await.is_empty());
        let back = gone.form("Undo").send().await;
        back.must_be(200).must_say("The draft “Tax 2025” is back.");
        assert_eq!((back.path.as_str(), app.rows(&TABLES).await), (path.as_str(), before));
        anjali.open(&format!("{profile}/activity")).await.must_say("Put back the draft Tax 2025");
        // An archived client is asked for nothing.
        let gone = back.form("Discard draft").send().await;
        app.run("UPDATE clients SET archived_at = 1").await.unwrap();
        gone.form("Undo").send().await.must_be(409).must_say("Mariam Rahman is archived.");
        assert!(app.rows(&TABLES).await.is_empty());
    }

    async fn a_thing_taken_out_of_a_template_is_back_at_its_place(app: TestApp) {
        let anjali = app.owner().await;
        let page = template(&anjali, "Salary", &["Payslips", "Form 7B", "Pension"]).await;
        let example = "0190a1b2c3d4e5f60718293a4b5c6d7e";
        app.run(&format!("INSERT INTO example_files (id, name, blob, size, sha256, media_type, added_by, created_at)
            SELECT '{example}', 'form.pdf', 'b', 1, 's', 'application/pdf', id, 1 FROM accounts WHERE role = 'owner';
            UPDATE template_items SET example_file_id = '{example}' WHERE title = 'Form 7B'")).await.unwrap();
        let page = comes_back(&app, &page, ("Remove", "Form 7B"), "“Form 7B”", &["template_items"]).await;
        in_order(page.main().split_once("What it asks for").unwrap().1, &["Payslips", "Form 7B", "Pension"]);
        anjali.open("/activity").await.must_say("Put Form 7B back into the request template Salary");
        let gone = page.form_beside("Remove", "Pension").send().await;
        let form = anjali.open(&format!("{}/items/new", page.path)).await.form("Add thing");
        form.fill("What do you need", "Lease").fill("Heading", "Income").send().await.must_be(200);
        let page = gone.form("Undo").send().await;
        assert_eq!(app.count("SELECT COUNT(DISTINCT position) FROM template_items").await, 4, "two at one place can't be moved");
        // What is in the template again has no second place there.
        let gone = page.form_beside("Remove", "Form 7B").send().await;
        let form = anjali.open(&format!("{}/items/new", page.path)).await.form("Add thing");
        form.fill("What do you need", "form 7b").fill("Heading", "Income").send().await.must_be(200);
        gone.form("Undo").send().await.must_be(409)
            .must_say("“Form 7B” can’t be put back. This is in the template already, in the same group.");
        assert_eq!(app.count("SELECT COUNT(*) FROM template_items").await, 4);
    }
}
