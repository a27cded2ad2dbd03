//! A matter's page against what goes wrong day by day: forms of an hour ago, days that are over, words that were not meant
//! for the client, a matter that is closed.

use crate::matters::{open, tax_return, with_matter};
use crate::on_both_databases;
use crate::support::Page;
use crate::support::page::Draft;
use gk_nexus::accounts::Role;
use scraper::{Html, Selector};

/// The value of the tick with this label.
fn tick(page: &Page, label: &str) -> String {
    let document = Html::parse_document(&page.html);
    let choices = Selector::parse("label.choice").unwrap();
    let choice = document.select(&choices).find(|one| one.text().collect::<String>().contains(label));
    let input = Selector::parse("input").unwrap();
    choice.and_then(|one| one.select(&input).next()?.attr("value").map(str::to_owned)).unwrap()
}

/// The form with all its ticks taken away.
fn nobody(mut form: Draft) -> Draft {
    form.values.retain(|(name, _)| name != "contacts[]");
    form
}

on_both_databases! {
    async fn an_old_form_shows_the_matter_to_nobody_it_was_hidden_from(app: TestApp) {
        let (anjali, profile, page) = with_matter(&app).await;
        anjali.add_contact(&profile, "Yusuf Rahman", "yusuf@example.com").await;
        let page = anjali.open(&page.path).await;
        let (mariam, yusuf) = (tick(&page, "Mariam Rahman"), tick(&page, "Yusuf Rahman"));
        let shown = page.form("Save who sees it").tick("contacts[]", &mariam).send().await;
        let old = anjali.open(&shown.must_say("Seen in the portal by Mariam Rahman.").path).await;
        let hidden = nobody(shown.form("Save who sees it")).send().await;
        hidden.must_be(200).must_say("Nobody of the client sees this matter.");
        // The form of before still has Mariam's tick; only Yusuf's is new.
        let page = old.form("Save who sees it").tick("contacts[]", &yusuf).send().await;
        page.must_be(200).must_say("Seen in the portal by Yusuf Rahman.");
        assert_eq!(app.count("SELECT COUNT(*) FROM matter_contacts").await, 1);
        // And whom a colleague showed it to meanwhile keeps it.
        let old = anjali.open(&page.path).await;
        page.form("Save who sees it").tick("contacts[]", &mariam).send().await.must_be(200);
        nobody(old.form("Save who sees it")).send().await
            .must_be(200).must_say("Seen in the portal by Mariam Rahman.");
    }

    async fn a_day_that_is_over_is_no_day_to_be_due(app: TestApp) {
        let (anjali, profile, page) = with_matter(&app).await;
        let kind = tax_return(&app, "Will").await;
        let new = anjali.open(&format!("{profile}/matters")).await.follow("New matter").await;
        let form = new.form("Open matter").fill("Kind of matter", kind.as_str()).fill("Title", "Will");
        let refused = form.fill("First day", "2026-11-02").fill("Due", "2026-11-23").send().await;
        assert!(refused.must_be(422).error_beside("Due").unwrap().contains("This day is over. Enter today or a later day"));
        assert_eq!(app.count("SELECT COUNT(*) FROM matters").await, 1);
        refused.form("Open matter").fill("Due", "2026-11-24").send().await.must_be(200);
        // A day that passed while the matter was open may stay, but no other past day takes its place.
        app.run("UPDATE matters SET start_on = '2026-11-02', due_on = '2026-11-20' WHERE title = 'Tax return 2026'").await.unwrap();
        let edit = anjali.open(&format!("{}/edit", page.path)).await;
        let refused = edit.form("Save matter").fill("Due", "2026-11-21").send().await;
        assert!(refused.must_be(422).error_beside("Due").unwrap().contains("This day is over"));
        edit.form("Save matter").fill("Title", "Tax return").send().await.must_be(200).must_say("The matter is saved.");
    }

    async fn a_matter_is_not_closed_with_a_reading_day_that_is_over(app: TestApp) {
        let (_, _, page) = with_matter(&app).await;
        let refused = page.form("Change status").fill("Status", "Completed").fill("Client reads it until", "2026-11-23").send().await;
        let words = refused.must_be(422).error_beside("Client reads it until").unwrap();
        assert!(words.contains("This day is over. Enter today or a later day"), "{words}");
        assert_eq!(app.count("SELECT COUNT(*) FROM matters WHERE status = 'New'").await, 1);
        let closed = refused.form("Change status").fill("Client reads it until", "2026-11-24").send().await;
        assert_eq!(closed.must_be(200).fact("Client reads it until"), "Tue 24 Nov");
        // The day passes: the status can change all the same.
        app.run("UPDATE matters SET readable_until = '2026-11-20'").await.unwrap();
        closed.form("Change status").fill("Status", "Cancelled").fill("Client reads it until", "2026-11-20").send().await.must_be(200);
    }

    async fn the_firm_says_for_how_long_clients_usually_read_a_closed_matter(app: TestApp) {
        let (anjali, _, page) = with_matter(&app).await;
        assert_eq!(page.form("Change status").value("Client reads it until"), "2027-11-24", "a year, to begin with");
        let settings = anjali.open("/settings").await.form("Save firm");
        assert_eq!(settings.value("Days that clients can read them"), "365");
        let refused = settings.fill("Days that clients can read them", "a year").send().await;
        let words = refused.must_be(422).error_beside("Days that clients can read them");
        assert_eq!(words.as_deref(), Some("Enter a number of days from 0 to 3650"));
        let saved = refused.form("Save firm").fill("Days that clients can read them", "30").send().await;
        assert_eq!(saved.must_be(200).form("Save firm").value("Days that clients can read them"), "30");
        let page = anjali.open(&page.path).await;
        assert_eq!(page.form("Change status").value("Client reads it until"), "2026-12-24");
        anjali.open("/activity").await.must_say("Changed the firm’s days for reading closed matters");
    }

    async fn a_new_matter_begins_at_the_list_by_choosing_its_client(app: TestApp) {
        let (anjali, _, _) = with_matter(&app).await;
        app.client(&anjali, "Žižek & Sons", "omar@example.com").await;
        let choose = anjali.open("/matters").await.follow("New matter").await;
        choose.must_be(200).must_say("Whose matter is it?").must_say("Mariam Rahman").must_say("Žižek & Sons");
        let choose = choose.form("Show").fill("Name or email", "ziz").send().await;
        choose.must_be(200).must_not_say("Mariam Rahman");
        let form = choose.follow("Žižek & Sons").await;
        assert!(form.must_be(200).has_button("Open matter"));
        let none = anjali.open("/matters/new?q=nobody").await;
        none.must_be(200).must_say("No client found").must_say("New client");
    }

    async fn everything_that_is_wrong_with_a_new_matter_is_said_at_once(app: TestApp) {
        let (anjali, profile, _) = with_matter(&app).await;
        let new = anjali.open(&format!("{profile}/matters")).await.follow("New matter").await;
        let refused = new.form("Open matter").fill("First day", "").send().await;
        for (label, words) in [
            ("Kind of matter", "Choose what kind of matter it is"),
            ("Title", "Enter a title"),
            ("First day", "Enter the first day"),
        ] {
            assert!(refused.must_be(422).error_beside(label).unwrap().contains(words), "{label}");
        }
    }

    async fn a_note_for_the_client_can_be_hidden_again_and_removed(app: TestApp) {
        let (anjali, profile, page) = with_matter(&app).await;
        let page = page.form("Save note").fill("New note", "Her brother owes us money.").tick("for_client", "yes").send().await;
        assert!(page.tags().iter().any(|tag| tag == "The client reads this"));
        let old = anjali.open(&page.path).await;
        let page = page.form_beside("Hide from the client", "Her brother").send().await;
        page.must_be(200).must_say("Only the firm sees it now.").must_say("Her brother owes us money.");
        assert!(!page.tags().iter().any(|tag| tag == "The client reads this"));
        assert_eq!(app.count("SELECT COUNT(*) FROM matter_notes WHERE visible = TRUE").await, 0);
        old.form_beside("Hide from the client", "Her brother").send().await.must_be(409).must_say("internal already");
        let page = page.form_beside("Remove note", "Her brother").send().await;
        page.must_be(200).must_say("The note is removed.").must_not_say("Her brother");
        old.form_beside("Remove note", "Her brother").send().await.must_be(404);
        let log = anjali.open(&format!("{profile}/activity")).await;
        log.must_say("Hid a note from the client").must_say("Removed an internal note, written by Anjali Persaud").must_not_say("Her brother");
    }

    async fn another_matters_note_is_absent(app: TestApp) {
        let (anjali, profile, page) = with_matter(&app).await;
        let kind = tax_return(&app, "Will").await;
        let other = open(&anjali, &profile, &kind, "Will").await;
        let other = other.form("Save note").fill("New note", "We have filed.").tick("for_client", "yes").send().await;
        let matter = page.path.trim_start_matches("/matters/");
        for act in ["Hide from the client", "Remove note"] {
            other.form_beside(act, "We have filed").set("matter", matter).send().await.must_be(404);
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM matter_notes WHERE visible = TRUE").await, 1);
    }

    async fn nothing_of_a_closed_matter_is_late_or_goes_on(app: TestApp) {
        let (_, _, page) = with_matter(&app).await;
        app.run("UPDATE deadlines SET due_on = '2026-11-20' WHERE title = 'Last day to file'").await.unwrap();
        let page = page.form("Change status").fill("Status", "Completed").send().await;
        page.must_be(200).must_say("4 days ago").must_not_say("4 days late");
        assert!(!page.has_button("Finish “Engagement”") && !page.has_button("Go to this phase"));
        let page = page.form("Change status").fill("Status", "In progress").send().await;
        assert!(page.must_say("4 days late").has_button("Finish “Engagement”"));
    }

    async fn deadlines_of_a_closed_matter_stay_as_they_are_until_it_is_open_again(app: TestApp) {
        let (anjali, _, page) = with_matter(&app).await;
        let old = anjali.open(&page.path).await;
        let page = old.form("Change status").fill("Status", "Completed").send().await;
        page.must_be(200).must_say("Last day to file").must_say("The matter is closed, so its deadlines stay as they are.");
        for button in ["Done Last day", "Save deadline", "Remove deadline", "Add deadline"] {
            assert!(old.has_button(button) && !page.has_button(button), "{button}");
        }
        // The forms of a page that was opened before.
        let add = old.form("Add deadline").fill("What is due", "One more").fill("Day", "2026-12-24");
        let change = old.form_beside("Save deadline", "Last day to file").fill("What is due", "Another name");
        let [done, remove] = ["Done", "Remove deadline"].map(|button| old.form_beside(button, "Last day to file"));
        for form in [add, change, done, remove] {
            let refused = form.send().await;
            refused.must_be(409).must_say("“Tax return 2026” is closed (Completed), so its deadlines stay as they are.");
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM deadlines WHERE done = FALSE AND title <> 'Another name'").await, 2);
        let page = anjali.open(&page.path).await.form("Change status").fill("Status", "In progress").send().await;
        page.must_not_say("The matter is closed");
        page.form_beside("Done", "Last day to file").send().await.must_be(200).must_say("The deadline is done.");
    }

    async fn a_request_leads_to_the_matter_that_it_is_about(app: TestApp) {
        let (anjali, _, page) = with_matter(&app).await;
        app.run(
            "INSERT INTO requests (id, client_id, matter_id, title, message, due_on, state, chasing, created_by, created_at, sent_at, changed_at)
            SELECT '0190a1b2c3d4e5f60718293a4b5c6d7e', client_id, id, 'Papers', '', '2026-12-01', 'sent', 'off', created_by, 1, 1, 1 FROM matters",
        )
        .await
        .unwrap();
        let request = anjali.open("/requests/0190a1b2c3d4e5f60718293a4b5c6d7e").await;
        assert_eq!(request.must_be(200).follow("Tax return 2026").await.path, page.path);
    }

    async fn who_changes_no_matter_reads_the_checklist_without_boxes(app: TestApp) {
        let (anjali, _, page) = with_matter(&app).await;
        let done = tick(&page, "Conflict check");
        page.form("Save checklist").tick("done[]", &done).send().await.must_be(200);
        let devi = app.staff(Role::FrontDesk, "Devi Ramlall", "devi@persaudvale.example").await;
        let seen = devi.open(&page.path).await;
        seen.must_be(200).must_say("1 of 2").must_say("Done by Anjali Persaud").must_say("Not done yet");
        assert!(!seen.html.contains("name=\"done[]\"") && !seen.html.contains("/api/save_checklist"));
        // On paper the ticks stand, without their button.
        anjali.open(&page.path).await.must_be(200);
        assert!(anjali.open(&page.path).await.html.contains("stack-tight on-paper"));
    }
}
