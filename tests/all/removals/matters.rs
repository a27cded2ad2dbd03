//! What was taken out of a matter: deadlines, the checklist, notes, links.

use super::comes_back;
use crate::matters::{open, tax_return, with_matter};
use crate::on_both_databases;
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;

on_both_databases! {
    async fn what_is_taken_out_of_a_matter_comes_back_as_it_was(app: TestApp) {
        let (anjali, profile, page) = with_matter(&app).await;
        let renee = app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        let theirs = renee.open(&page.path).await;
        theirs.form("Save note").fill("New note", "She rang.").tick("for_client", "yes").send().await.must_be(200);
        // Another has done them, an hour ago.
        for done in ["deadlines SET done = TRUE, done_at = 5, done_by = 'Renée' WHERE title = 'Last day to file'",
            "tasks SET done_at = 5, done_by = 'Renée' WHERE title = 'Conflict check'"] {
            app.run(&format!("UPDATE {done}")).await.unwrap();
        }
        let page = anjali.open(&page.path).await;
        app.wait(Span::minutes(5));
        let page = comes_back(&app, &page, ("Remove deadline", "Last day to file"), "The deadline “Last day to file”", &["deadlines"]).await;
        let page = comes_back(&app, &page, ("Remove", "Conflict check"), "“Conflict check”", &["tasks"]).await;
        let page = comes_back(&app, &page, ("Remove note", "She rang."), "The note", &["matter_notes"]).await;
        page.must_say("Renée Baptiste").must_say("She rang.");
        let gone = page.form_beside("Remove", "Identity checked").send().await;
        page.form("Add to the checklist").fill("What is to be done", "Call her").send().await.must_be(200);
        gone.form("Undo").send().await.must_be(200);
        assert_eq!(app.count("SELECT COUNT(DISTINCT position) FROM tasks").await, 3);
        let log = anjali.open(&format!("{profile}/activity")).await;
        for words in [
            "Put back the deadline Last day to file, M-2026-0001",
            "Put back on the checklist: Conflict check, M-2026-0001",
            "Put back a note that the client could read, written by Renée Baptiste, M-2026-0001",
        ] {
            log.must_say(words);
        }
        log.must_not_say("She rang.");
        assert_eq!(app.count("SELECT COUNT(*) FROM removals WHERE kept LIKE '%rang%'").await, 0, "the words are kept once");
    }

    async fn a_link_that_was_ended_stands_again(app: TestApp) {
        let (anjali, profile, page) = with_matter(&app).await;
        let kind = tax_return(&app, "Will").await;
        open(&anjali, &profile, &kind, "Will").await.must_say("M-2026-0002");
        let link = |page: &crate::support::Page| page.form("Link matters").fill("Reference", "M-2026-0002").send();
        let page = link(&page).await;
        let page = comes_back(&app, &page, ("End link", ""), "The link with M-2026-0002", &["matter_links"]).await;
        anjali.open(&format!("{profile}/activity")).await.must_say("Linked with M-2026-0002 again, M-2026-0001");
        let gone = page.form("End link").send().await;
        link(&anjali.open(&page.path).await).await.must_be(200);
        gone.form("Undo").send().await.must_be(409).must_say("M-2026-0002 is linked already.");
    }
}
