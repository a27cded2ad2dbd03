//! Matter types as the firm changes them: phases, checklist, deadlines; what stands in use stays.

use crate::on_both_databases;
use crate::support::{Browser, Page};
use gk_nexus::accounts::Role;

const MARIAM: &str = "mariam@example.com";
const ABSENT: &str = "0190a1b2c3d4e5f60718293a4b5c6d7e";

/// Makes a type on its page; gives the page.
async fn make(staff: &Browser, name: &str) -> Page {
    let form = staff.open("/settings/matter-types/new").await.form("Save matter type");
    let page = form.fill("Name", name).send().await;
    page.must_be(200).must_say("Now add its phases.");
    page
}

async fn add_phase(staff: &Browser, path: &str, name: &str) -> Page {
    let form = staff.open(&format!("{path}/phases/new")).await.form("Add phase");
    let form = form.fill("Name", name).fill("What the client reads", &format!("{name} for you"));
    let page = form.fill("Sentence for the client", &format!("We do {name}.")).send().await;
    page.must_be(200).must_say(&format!("{name} is added."));
    page
}

fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// Opens a matter of this type for a client; gives its page.
async fn open(staff: &Browser, profile: &str, type_path: &str, title: &str) -> Page {
    let (client, kind) = (last(profile), last(type_path));
    let typed = [("client", client.as_str()), ("type_id", &kind), ("title", title), ("start_on", "2026-11-24")];
    let (status, answer) = staff.call("open_matter", &typed).await;
    assert!(status < 300, "{status} {answer}");
    let list = staff.open("/matters?sort=newest").await;
    let href = list.links(title).into_iter().next().unwrap();
    staff.open(&href).await
}

/// Where each of these words stands on the page: they must follow each other.
#[track_caller]
fn in_order(page: &Page, words: &[&str]) {
    let text = page.main();
    let places: Vec<usize> =
        words.iter().map(|one| text.find(one).unwrap_or_else(|| panic!("no {one}: {text}"))).collect();
    assert!(places.is_sorted(), "{words:?}: {text}");
}

on_both_databases! {
    async fn an_owner_makes_a_type_and_matters_begin_with_what_it_has(app: TestApp) {
        let anjali = app.owner().await;
        anjali.open("/settings/matter-types").await.must_be(200).must_say("No matter types in use");
        let page = make(&anjali, "Company formation").await;
        let path = page.path.clone();
        page.must_say("No phases yet");
        for name in ["Engage", "File papers", "Register"] {
            add_phase(&anjali, &path, name).await;
        }
        let page = anjali.open(&path).await;
        in_order(&page, &["Engage", "File papers", "Register"]);
        page.form_beside("Move up", "We do Register.").send().await.must_be(200);
        let page = anjali.open(&path).await;
        in_order(&page, &["Engage", "We do Register.", "We do File papers."]);
        page.form_beside("Move down", "We do Engage.").send().await.must_be(200);
        in_order(&anjali.open(&path).await, &["We do Register.", "We do Engage.", "We do File papers."]);
        let form = anjali.open(&page.links("Edit Register").remove(0)).await.form("Save phase");
        assert_eq!(form.value("Sentence for the client"), "We do Register.");
        form.fill("Usual days", "21").send().await.must_say("Register is saved.").must_say("usually 21 days");
        let page = anjali.open(&path).await.form("Add to checklist").fill("New on the checklist", "Check the name").send().await;
        let page = page.must_say("Check the name is added.").form("Add to checklist").fill("New on the checklist", "Sign").send().await;
        let page = page.form("Add deadline").fill("What is due", "Papers filed").fill("Days after", "10").send().await;
        page.must_say("10 days after the start · internal");
        let form = page.form("Add deadline").fill("What is due", "Your signature").fill("Days after", "3");
        let page = form.tick("visible", "yes").send().await;
        in_order(&page, &["3 days after the start · the client sees it", "10 days after the start · internal"]);

        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let matter = open(&anjali, &profile, &path, "Rahman Textiles Inc.").await;
        for words in ["Register", "Check the name", "Sign", "Papers filed", "Your signature", "Fri 4 Dec", "Fri 27 Nov"] {
            matter.must_say(words);
        }
        // What changes later changes no matter that is open.
        let page = anjali.open(&path).await;
        page.form_beside("Remove", "Check the name").send().await.must_say("“Check the name” is removed.");
        page.form_beside("Remove", "Papers filed").send().await.must_say("“Papers filed” is removed.");
        anjali.open(&path).await.must_not_say("Papers filed</");
        anjali.open(&matter.path).await.must_say("Check the name").must_say("Papers filed");
        anjali.open("/settings/matter-types").await.must_say("Company formation").must_say("3 phases");
        let log = anjali.open("/activity?act=matter%20type%20changed").await;
        for words in [
            "Made the matter type Company formation",
            "Added the phase Engage to the matter type Company formation",
            "Changed the order of the phases of the matter type Company formation",
            "Added the deadline Papers filed to",
            "Removed Check the name from the checklist of",
        ] {
            log.must_say(words);
        }
    }

    async fn a_phase_in_which_matters_stand_is_put_away_only_when_they_have_moved(app: TestApp) {
        let anjali = app.owner().await;
        let path = make(&anjali, "Work permit").await.path;
        for name in ["Collect", "Decide"] {
            add_phase(&anjali, &path, name).await;
        }
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let matter = open(&anjali, &profile, &path, "Permit").await;
        open(&anjali, &profile, &path, "Second").await;
        let page = anjali.open(&path).await;
        let refused = page.form_beside("Put away", "We do Collect.").send().await;
        refused.must_be(409).must_say("2 matters stand in Collect; move them first.");
        assert!(refused.title().starts_with("Error:"));
        page.form_beside("Put away", "We do Decide.").send().await.must_be(200).must_say("Decide is put away.");
        let page = anjali.open(&path).await;
        in_order(&page, &["We do Collect.", "Put away", "We do Decide."]);
        // It is offered to no matter.
        let decide = last(&page.links("Edit Decide").remove(0));
        let seen = app.count("SELECT MAX(changed_at) FROM matters WHERE title = 'Permit'").await.to_string();
        let id = last(&matter.path);
        let typed = [("matter", id.as_str()), ("phase", &decide), ("changed_at", &seen)];
        assert_eq!(anjali.call("enter_phase", &typed).await.0, 422);
        page.form_beside("Bring back", "We do Decide.").send().await.must_say("Decide is in use again.");
        assert!(anjali.call("enter_phase", &typed).await.0 < 300);
        let refused = anjali.open(&path).await.form_beside("Put away", "We do Collect.").send().await;
        refused.must_be(409).must_say("1 matter stands in Collect; move it first.");
    }

    async fn a_phase_put_away_while_a_matter_enters_it_never_holds_that_matter(app: TestApp) {
        let anjali = app.owner().await;
        let path = make(&anjali, "Work permit").await.path;
        add_phase(&anjali, &path, "Collect").await;
        let page = add_phase(&anjali, &path, "Decide").await;
        let (kind, decide) = (last(&path), last(&page.links("Edit Decide").remove(0)));
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        for go in 0..6 {
            let matter = last(&open(&anjali, &profile, &path, &format!("Permit {go}")).await.path);
            let seen = app.count("SELECT MAX(changed_at) FROM matters").await.to_string();
            let enters = [("matter", matter.as_str()), ("phase", &decide), ("changed_at", &seen)];
            let away = [("matter_type", kind.as_str()), ("phase", &decide)];
            let (entered, put) = tokio::join!(anjali.call("enter_phase", &enters), anjali.call("archive_phase", &away));
            assert!((entered.0 < 300) != (put.0 < 300), "{entered:?} {put:?}");
            let lost = "SELECT COUNT(*) FROM matters m JOIN phases p ON p.id = m.phase_id WHERE m.open AND p.archived_at IS NOT NULL";
            assert_eq!(app.count(lost).await, 0);
            anjali.call("restore_phase", &away).await;
            app.run("UPDATE matters SET open = FALSE, status = 'Cancelled'").await.unwrap();
        }
    }

    async fn an_archived_type_begins_no_matter_and_its_matters_go_on(app: TestApp) {
        let anjali = app.owner().await;
        let page = make(&anjali, "Estate").await;
        let path = add_phase(&anjali, &page.path, "Collect").await.path;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let matter = open(&anjali, &profile, &path, "Old estate").await;
        let page = anjali.open(&path).await;
        page.form("Archive matter type").send().await.must_be(200).must_say("Estate is archived.");
        page.form("Archive matter type").send().await.must_be(409).must_say("is archived already");
        let new = format!("/matters/new?client={}", last(&profile));
        anjali.open(&new).await.must_be(200).must_not_say("Estate</option>");
        let (client, kind) = (last(&profile), last(&path));
        let typed = [("client", client.as_str()), ("type_id", &kind), ("title", "New estate"), ("start_on", "2026-11-24")];
        assert_eq!(anjali.call("open_matter", &typed).await.0, 422);
        anjali.open(&matter.path).await.must_be(200).must_say("Estate");
        anjali.open("/settings/matter-types").await.must_say("Archived");
        anjali.open(&path).await.form("Restore matter type").send().await.must_say("Estate is offered again.");
        anjali.open(&new).await.must_say("Estate");
    }

    async fn what_cant_be_read_is_refused_beside_its_field(app: TestApp) {
        let anjali = app.owner().await;
        let path = make(&anjali, "Estate").await.path;
        let form = anjali.open("/settings/matter-types/new").await.form("Save matter type");
        let page = form.fill("Name", "ESTATE").send().await;
        assert!(page.must_be(422).error_beside("Name").unwrap().contains("Another matter type has this name"));
        let form = anjali.open("/settings/matter-types/new").await.form("Save matter type");
        let page = form.fill("Name", "New").set("template", ABSENT).send().await;
        assert!(page.must_be(422).error_beside("Usual request").unwrap().contains("from the list"));
        assert_eq!(app.count("SELECT COUNT(*) FROM matter_types").await, 1);
        let form = anjali.open(&format!("{path}/phases/new")).await.form("Add phase");
        let page = form.fill("Name", " ").fill("Usual days", "0").send().await;
        page.must_be(422);
        for label in ["Name", "What the client reads", "Sentence for the client", "Usual days"] {
            assert!(page.error_beside(label).is_some(), "{label}: {}", page.text());
        }
        add_phase(&anjali, &path, "Collect").await;
        let form = anjali.open(&format!("{path}/phases/new")).await.form("Add phase");
        let form = form.fill("Name", "collect").fill("What the client reads", "C").fill("Sentence for the client", "C.");
        assert!(form.send().await.must_be(422).error_beside("Name").unwrap().contains("Another phase"));
        let page = anjali.open(&path).await.form("Add to checklist").send().await;
        assert!(page.must_be(422).error_beside("New on the checklist").is_some());
        for days in ["", "soon", "-366", "3651"] {
            let page = anjali.open(&path).await.form("Add deadline").fill("What is due", "Filing").fill("Days after", days).send().await;
            page.must_be(422);
            assert!(page.error_beside("Days after").unwrap().contains("from -365 to 3650"), "{days}");
            assert_eq!(page.form("Add deadline").value("What is due"), "Filing");
        }
        let page = anjali.open(&path).await.form("Add deadline").fill("What is due", "Invitation").fill("Days after", "-7").send().await;
        page.must_be(200).must_say("7 days before the start");
    }

    async fn another_types_things_are_absent(app: TestApp) {
        let anjali = app.owner().await;
        let one = add_phase(&anjali, &make(&anjali, "One").await.path, "Own").await;
        let two = make(&anjali, "Two").await.path;
        let page = add_phase(&anjali, &two, "Foreign").await;
        let page = page.form("Add to checklist").fill("New on the checklist", "Foreign task").send().await;
        let page = page.form("Add deadline").fill("What is due", "Foreign day").fill("Days after", "1").send().await;
        let phase = last(&page.links("Edit Foreign").remove(0));
        let task = last(&page.links("Edit Foreign task").remove(0));
        let deadline = last(&page.links("Edit Foreign day").remove(0));
        for (folder, id) in [("phases", &phase), ("tasks", &task), ("deadlines", &deadline)] {
            anjali.open(&format!("{}/{folder}/{id}", one.path)).await.must_be(404);
            anjali.open(&format!("{two}/{folder}/{id}")).await.must_be(200);
        }
        let own = last(&one.path);
        let before = app.rows(&["phases", "type_tasks", "type_deadlines", "activity"]).await;
        for (action, field, id) in [
            ("archive_phase", "phase", &phase),
            ("move_phase", "phase", &phase),
            ("save_phase", "phase", &phase),
            ("save_type_task", "id", &task),
            ("remove_type_task", "id", &task),
            ("move_type_task", "id", &task),
            ("save_type_deadline", "id", &deadline),
            ("remove_type_deadline", "id", &deadline),
        ] {
            let typed = [("matter_type", own.as_str()), (field, id.as_str()), ("way", "up"), ("name", "N"), ("task", "T"), ("title", "D")];
            assert_eq!(anjali.call(action, &typed).await.0, 404, "{action}");
        }
        assert_eq!(app.rows(&["phases", "type_tasks", "type_deadlines", "activity"]).await, before);
    }

    async fn only_owners_and_managers_change_types_and_each_role_finds_its_own_settings(app: TestApp) {
        let anjali = app.owner().await;
        let path = make(&anjali, "Estate").await.path;
        let all = ["Firm", "Team", "Matter types", "Request templates", "Review", "Reminders", "Practice groups", "Mail", "Security"];
        let places = ["/settings", "/settings/team", "/settings/matter-types", "/templates", "/settings/review", "/settings/reminders",
            "/settings/groups", "/settings/mail", "/settings/security"];
        for (label, place) in all.iter().zip(places) {
            let page = anjali.open(place).await;
            assert_eq!(page.must_be(200).each("nav.tabs a"), all, "{place}");
            assert_eq!(page.each("nav.tabs a[aria-current]"), [*label]);
        }
        let renee = app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        assert_eq!(renee.open("/settings").await.each("nav.tabs a"), ["Your details", "Request templates", "Mail"]);
        let devi = app.staff(Role::FrontDesk, "Devi Ramlall", "devi@persaudvale.example").await;
        assert_eq!(devi.open("/settings").await.each("nav.tabs a"), ["Your details", "Mail"]);
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let kind = last(&path);
        for (who, status) in [(&renee, 403), (&devi, 403), (&mariam, 404)] {
            for place in ["/settings/matter-types", "/settings/matter-types/new", &path, &format!("{path}/phases/new")] {
                who.open(place).await.must_be(status);
            }
            assert_eq!(who.call("archive_matter_type", &[("matter_type", &kind)]).await.0, status);
            assert_eq!(who.call("save_matter_type", &[("name", "Mine")]).await.0, status);
        }
        let lina = app.staff(Role::Manager, "Lina Vale", "lina@persaudvale.example").await;
        lina.open(&path).await.must_be(200).form("Archive matter type").send().await.must_say("Estate is archived.");
    }
}
