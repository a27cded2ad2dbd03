//! Matters as staff work with them: opened with what their kind brings, moved through phases, closed; their deadlines,
//! checklist, notes and links. Who is late is told, what is foreign is absent.

use crate::on_both_databases;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;
use gk_nexus::matters::{MatterTypeId, store};
use gk_nexus::requests::TemplateId;

const MARIAM: &str = "mariam@example.com";

/// A kind of matter with three phases, two things to do and two deadlines, one of which the client sees.
pub async fn tax_return(app: &TestApp, name: &str) -> MatterTypeId {
    let mut tx = app.services.db.write().await.unwrap();
    let id = store::add_type(&mut tx, name, None::<&TemplateId>, app.services.now()).await.unwrap();
    for (phase, client_name) in
        [("Engagement", "Agreement"), ("Collect papers", "Your documents"), ("Filing", "Filing")]
    {
        let sentence = format!("We are at {client_name}.");
        store::add_phase(&mut tx, &id, phase, client_name, &sentence, Some(5)).await.unwrap();
    }
    for task in ["Conflict check", "Identity checked"] {
        store::add_type_task(&mut tx, &id, task).await.unwrap();
    }
    store::add_type_deadline(&mut tx, &id, "Draft to second reader", 10, false).await.unwrap();
    store::add_type_deadline(&mut tx, &id, "Last day to file", 30, true).await.unwrap();
    tx.save().await.unwrap();
    id
}

/// An owner, a client, and a matter of theirs: its page.
pub async fn with_matter(app: &TestApp) -> (Browser, String, Page) {
    let anjali = app.owner().await;
    let kind = tax_return(app, "Tax return").await;
    let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
    let page = open(&anjali, &profile, &kind, "Tax return 2026").await;
    page.must_be(200);
    (anjali, profile, page)
}

pub async fn open(staff: &Browser, profile: &str, kind: &MatterTypeId, title: &str) -> Page {
    let tab = staff.open(&format!("{profile}/matters")).await;
    let form = tab.follow("New matter").await.form("Open matter");
    form.fill("Kind of matter", kind.as_str()).fill("Title", title).fill("Due", "2026-12-31").send().await
}

on_both_databases! {
    async fn a_matter_begins_with_what_its_kind_brings(app: TestApp) {
        let (anjali, profile, page) = with_matter(&app).await;
        page.must_say("Matter M-2026-0001 is open.").must_say("Engagement").must_say("Collect papers");
        page.must_say("The client reads: “We are at Agreement.”").must_say("Conflict check").must_say("0 of 2");
        page.must_say("Draft to second reader").must_say("Fri 4 Dec").must_say("Last day to file").must_say("Thu 24 Dec");
        assert!(page.tags().iter().any(|tag| tag == "Client sees this"), "{:?}", page.tags());
        assert_eq!(page.fact("Lead"), "Anjali Persaud");
        page.must_say("Nobody of the client sees this matter.");
        anjali.open(&format!("{profile}/matters")).await.must_say("Tax return 2026").must_say("M-2026-0001");
        anjali.open(&format!("{profile}/activity")).await.must_say("Opened matter M-2026-0001, Tax return 2026");
    }

    async fn numbers_have_no_gaps_and_no_doubles_however_many_open_matters_at_once(app: TestApp) {
        let (anjali, profile, _) = with_matter(&app).await;
        let kind = tax_return(&app, "Work permit").await;
        let client = profile.trim_start_matches("/clients/").to_owned();
        let goes = (0..20).map(|number| {
            let (anjali, client, kind) = (anjali.clone(), client.clone(), kind.clone());
            tokio::spawn(async move {
                // Each fourth one names somebody who is not of the firm, and comes to nothing.
                let lead = if number % 4 == 0 { "0190a1b2c3d4e5f60718293a4b5c6d7e" } else { "" };
                let typed = [("client", client.as_str()), ("type_id", kind.as_str()), ("title", "Permit"), ("lead", lead)];
                let typed: Vec<_> = typed.into_iter().chain([("start_on", "2026-11-24")]).collect();
                anjali.call("open_matter", &typed).await.0
            })
        });
        let mut opened = 0;
        for go in goes.collect::<Vec<_>>() {
            let status = go.await.unwrap();
            assert!(status < 300 || status == 422, "{status}");
            opened += i64::from(status < 300);
        }
        assert_eq!(opened, 15);
        assert_eq!(app.count("SELECT COUNT(DISTINCT reference) FROM matters").await, 16);
        assert_eq!(app.count("SELECT CAST(last AS BIGINT) FROM matter_numbers WHERE year = 2026").await, 16);
        assert_eq!(app.count("SELECT COUNT(*) FROM matters WHERE reference = 'M-2026-0016'").await, 1);
    }

    async fn progress_comes_from_phases_of_the_matters_own_kind(app: TestApp) {
        let (anjali, _, page) = with_matter(&app).await;
        let other = tax_return(&app, "Work permit").await;
        let page = page.form("Finish “Engagement”").send().await;
        page.must_be(200).must_say("The client reads: “We are at Your documents.”");
        let mut tx = app.services.db.read().await.unwrap();
        let foreign = store::phases(&mut tx, &other).await.unwrap()[2].id.to_string();
        drop(tx);
        let refused = page.form("Go to this phase").set("phase", &foreign).send().await;
        refused.must_be(422);
        assert_eq!(refused.error_beside("Phase").as_deref(), Some("Choose a phase of this kind of matter"));
        let page = anjali.open(&page.path).await.form("Save sentence").fill("What this client reads", "Only the rent is missing.").send().await;
        page.must_be(200).must_say("The client reads: “Only the rent is missing.”");
        let page = page.form("Finish “Collect papers”").send().await;
        page.must_say("The client reads: “We are at Filing.”");
        let page = page.form("Finish “Filing”").send().await;
        page.must_be(200);
        assert_eq!(page.each(".stepper .done").len(), 3);
        assert_eq!(app.count("SELECT COUNT(*) FROM matter_steps").await, 4);
    }

    async fn the_later_of_two_people_is_told_that_somebody_was_quicker(app: TestApp) {
        let (anjali, _, page) = with_matter(&app).await;
        let renee = app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        let (hers, edit) = (renee.open(&page.path).await, anjali.open(&format!("{}/edit", page.path)).await);
        hers.form("Change status").fill("Status", "On hold").send().await.must_be(200).must_say("Moved Tax return 2026 to On hold.");
        let late = edit.form("Save matter").fill("Title", "Tax 2026").send().await;
        late.must_be(409).must_say("Somebody else changed this matter since you opened the page");
        assert_eq!(late.form("Save matter").value("Title"), "Tax 2026");
        hers.form("Change status").fill("Status", "Submitted").send().await.must_be(409);
        let again = anjali.open(&format!("{}/edit", page.path)).await.form("Save matter").fill("Title", "Tax 2026").send().await;
        again.must_be(200).must_say("The matter is saved.").must_say("On hold");
    }

    async fn a_closed_matter_has_a_last_day_for_the_client_and_can_be_opened_again(app: TestApp) {
        let (_, _, page) = with_matter(&app).await;
        let form = page.form("Change status");
        assert_eq!(form.value("Client reads it until"), "2027-11-24");
        let page = form.fill("Status", "Completed").fill("Client reads it until", "2026-12-24").send().await;
        page.must_be(200);
        assert_eq!(page.fact("Client reads it until"), "Thu 24 Dec");
        let page = page.form("Change status").fill("Status", "In progress").send().await;
        assert!(!page.must_be(200).says("Client reads it until Thu 24 Dec"));
        assert_eq!(app.count("SELECT COUNT(*) FROM matters WHERE readable_until IS NULL AND closed_at IS NULL").await, 1);
    }

    async fn deadlines_are_internal_unless_staff_say_so_and_are_met_once(app: TestApp) {
        let (anjali, _, page) = with_matter(&app).await;
        let refused = page.form("Add deadline").send().await;
        refused.must_be(422).must_say("Enter what is due").must_say("Enter the day");
        let form = async || anjali.open(&page.path).await.form("Add deadline");
        let over = form().await.fill("What is due", "Ask the bank").fill("Day", "2026-11-23").send().await;
        over.must_be(422);
        assert!(over.error_beside("Day").unwrap().contains("This day is over"));
        form().await.fill("What is due", "Ask the bank").fill("Day", "2026-11-24").send().await.must_be(200);
        app.wait(Span::days(4));
        anjali.sign_in("anjali@persaudvale.example", PASSWORD).await;
        let page = anjali.open(&page.path).await;
        page.must_be(200).must_say("Ask the bank").must_say("4 days late");
        // What has passed meanwhile keeps its day; no other day that is over takes its place.
        let change = || page.form_beside("Save deadline", "Ask the bank");
        change().fill("What is due", "Ask the bank once more").send().await.must_be(200).must_say("4 days late");
        change().fill("Day", "2026-11-25").send().await.must_be(422);
        let page = anjali.open(&page.path).await;
        let page = page.form_beside("Done", "Ask the bank").send().await;
        page.must_be(200).must_say("The deadline is done.").must_say("Done by Anjali Persaud").must_not_say("4 days late");
        let page = page.form_beside("Remove deadline", "Ask the bank").send().await;
        page.must_be(200).must_not_say("Ask the bank</b>");
    }

    async fn two_people_who_tick_the_checklist_keep_each_others_ticks(app: TestApp) {
        let (anjali, _, page) = with_matter(&app).await;
        let renee = app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        let (hers, mine) = (renee.open(&page.path).await, anjali.open(&page.path).await);
        let ids = |page: &Page| {
            let document = scraper::Html::parse_document(&page.html);
            let boxes = scraper::Selector::parse("input[name='done[]']").unwrap();
            document.select(&boxes).map(|tick| tick.attr("value").unwrap().to_owned()).collect::<Vec<_>>()
        };
        let tasks = ids(&page);
        hers.form("Save checklist").tick("done[]", &tasks[0]).send().await.must_be(200).must_say("1 of 2");
        let page = mine.form("Save checklist").tick("done[]", &tasks[1]).send().await;
        page.must_be(200).must_say("2 of 2").must_say("Renée Baptiste, Today");
        let page = page.form("Add to the checklist").fill("What is to be done", "Compare rent").send().await;
        page.must_say("2 of 3");
        page.form_beside("Remove", "Compare rent").send().await.must_say("2 of 2");
    }

    async fn a_note_is_internal_unless_it_is_written_for_the_client(app: TestApp) {
        let (_, _, page) = with_matter(&app).await;
        assert_eq!(page.each("section.no-print h2"), ["Notes", "Status", "Linked matters"], "no empty heading on paper");
        let page = page.form("Save note").fill("New note", "She sounded worried.").send().await;
        assert_eq!(page.each("section.no-print h2"), ["Status", "Linked matters"]);
        page.must_be(200).must_say("Only the firm sees it.").must_say("She sounded worried.");
        let form = page.form("Save note").fill("New note", "We have filed.").tick("for_client", "yes");
        let page = form.send().await;
        page.must_say("The client sees it.");
        assert!(page.tags().iter().any(|tag| tag == "The client reads this"));
        page.form("Save note").send().await.must_be(422).must_say("Write the note first");
    }

    async fn matters_that_belong_together_are_linked_by_reference(app: TestApp) {
        let (anjali, profile, page) = with_matter(&app).await;
        let kind = tax_return(&app, "Company formation").await;
        let other = open(&anjali, &profile, &kind, "Formation of Rahman Textiles").await;
        for (typed, words) in [("M-2026-0099", "Enter the reference of a matter"), ("m-2026-0001", "This is the matter itself")] {
            let refused = anjali.open(&page.path).await.form("Link matters").fill("Reference", typed).send().await;
            assert!(refused.must_be(422).error_beside("Reference").unwrap().contains(words));
        }
        let linked = page.form("Link matters").fill("Reference", "M-2026-0002").send().await;
        linked.must_be(200).must_say("Formation of Rahman Textiles");
        let there = anjali.open(&other.path).await;
        there.must_say("Tax return 2026");
        there.form("End link").send().await.must_be(200).must_not_say("Tax return 2026");
        anjali.open(&page.path).await.must_not_say("Formation of Rahman Textiles");
    }

    async fn what_does_not_fit_is_refused_beside_its_field_and_nothing_is_half_done(app: TestApp) {
        let (anjali, profile, _) = with_matter(&app).await;
        let kind = tax_return(&app, "Will").await;
        let new = anjali.open(&format!("{profile}/matters")).await.follow("New matter").await;
        let long = "x".repeat(161);
        for (field, label, typed, words) in [
            ("title", "Title", "  ", "Enter a title"),
            ("title", "Title", long.as_str(), "Use at most 160 characters"),
            ("due_on", "Due", "2026-11-23", "not before the first day"),
            ("start_on", "First day", "2026-02-30", "Enter a day that exists"),
            ("type_id", "Kind of matter", "none", "Choose what kind of matter"),
        ] {
            let form = new.form("Open matter").fill("Kind of matter", kind.as_str()).fill("Title", "Will").fill("Due", "2026-12-31");
            let refused = form.set(field, typed).send().await;
            assert!(refused.must_be(422).error_beside(label).unwrap().contains(words), "{field}");
        }
        let stranger = app.client(&anjali, "Yusuf Rahman", "yusuf@example.com").await;
        let foreign = anjali.open(&format!("{stranger}/matters")).await.follow("New matter").await;
        let foreign = foreign.form("Open matter").fill("Kind of matter", kind.as_str()).fill("Title", "Will");
        let contact = scraper::Html::parse_document(&anjali.open(&format!("/matters/new?client={}", &stranger[9..])).await.html);
        let tick = scraper::Selector::parse("input[name='contacts[]']").unwrap();
        let contact = contact.select(&tick).next().unwrap().attr("value").unwrap().to_owned();
        drop(foreign);
        let form = new.form("Open matter").fill("Kind of matter", kind.as_str()).fill("Title", "Will");
        form.tick("contacts[]", &contact).send().await.must_be(422).must_say("Choose contacts of this client");
        assert_eq!(app.count("SELECT COUNT(*) FROM matters").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM tasks").await, 2, "nothing half done");
    }

    async fn the_front_desk_sees_matters_and_changes_none(app: TestApp) {
        let (_, _, page) = with_matter(&app).await;
        let frida = app.staff(Role::FrontDesk, "Frida Ramos", "frida@persaudvale.example").await;
        let seen = frida.open(&page.path).await;
        seen.must_be(200).must_say("Conflict check");
        assert!(!seen.has_button("Change status") && !seen.has_button("Save note"));
        frida.open(&format!("{}/edit", page.path)).await.must_be(403);
        let matter = page.path.trim_start_matches("/matters/");
        assert_eq!(frida.call("add_matter_note", &[("matter", matter), ("words", "hello")]).await.0, 403);
    }
}
