//! The board: open matters in columns, moved by a form that a key and dragging only send; the last move can be undone.

use crate::matter_list::{ANJALI, account, kind, many, open, text};
use crate::on_both_databases;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::accounts::Role;
use scraper::{Html, Selector};

const STATUS: &str = "/matters?view=board&by=status";

/// The titles of the cards in the column with this heading.
#[track_caller]
fn column(page: &Page, heading: &str) -> Vec<String> {
    let document = Html::parse_document(&page.html);
    let select = |words: &str| Selector::parse(words).unwrap();
    let words = |element: scraper::ElementRef<'_>| element.text().collect::<String>().trim().to_owned();
    let found = document
        .select(&select(".board > section"))
        .find(|section| section.select(&select("h2")).any(|head| words(head).starts_with(heading)));
    let found = found.unwrap_or_else(|| panic!("no column {heading}: {}", page.text()));
    found.select(&select(".slip > a")).map(words).collect()
}

/// Two matters of one type: Alpha, which Anjali leads, and Beta without a day.
async fn cast(app: &TestApp) -> (Browser, String) {
    let anjali = app.owner().await;
    let kind = kind(app, "Work permit", &["Collect", "Apply", "Decide"]).await;
    let profile = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
    let lead = account(app, ANJALI).await;
    open(&anjali, app, &profile, &kind, "Alpha", &[("due_on", "2026-11-20"), ("lead", &lead)]).await;
    open(&anjali, app, &profile, &kind, "Beta", &[]).await;
    (anjali, kind)
}

on_both_databases! {
    async fn a_card_is_moved_by_its_form_and_the_move_is_undone(app: TestApp) {
        let (anjali, _) = cast(&app).await;
        let page = anjali.open(STATUS).await;
        assert_eq!(column(page.must_be(200), "New"), ["Alpha", "Beta"]);
        page.must_say("4 days late").must_say("no day").must_say("Lead Anjali Persaud").must_say("M-2026-0001");
        assert_eq!(page.each(".board > section h2").len(), 5);
        let form = page.form_beside("Move matter", "Alpha");
        assert_eq!(form.value("Move to"), "In progress");
        let moved = form.fill("Move to", "Submitted").send().await;
        moved.must_be(200).must_say("Moved Alpha to Submitted.").must_say("back to New.");
        assert_eq!((column(&moved, "Submitted"), column(&moved, "New")), (vec!["Alpha".to_owned()], vec!["Beta".to_owned()]));
        let undone = moved.form("Undo").send().await;
        undone.must_be(200).must_say("Moved Alpha to New.");
        assert_eq!(column(&undone, "New"), ["Alpha", "Beta"]);
        let client = text(&app, "SELECT client_id FROM matters WHERE title = 'Alpha'").await;
        anjali.open(&format!("/clients/{client}/activity")).await.must_say("Status New is now Submitted, M-2026-0001");
        // A matter that is completed leaves the board, and can be brought back from it.
        let moved = undone.form_beside("Move matter", "Beta").fill("Move to", "Completed").send().await;
        moved.must_say("Moved Beta to Completed.").must_say("1 matter open");
        assert_eq!(column(&moved.form("Undo").send().await, "New"), ["Alpha", "Beta"]);
    }

    async fn two_people_who_move_one_card_have_one_winner(app: TestApp) {
        let (anjali, _) = cast(&app).await;
        let (one, other) = (anjali.open(STATUS).await, anjali.open(STATUS).await);
        one.form_beside("Move matter", "Alpha").fill("Move to", "On hold").send().await.must_be(200);
        let late = other.form_beside("Move matter", "Alpha").fill("Move to", "Submitted").send().await;
        late.must_be(409).must_say("Somebody else changed this matter");
        assert!(late.title().starts_with("Error:"));
        assert_eq!(column(&late, "On hold"), ["Alpha"]);
        // An undo that is late, too.
        let moved = late.form_beside("Move matter", "Alpha").fill("Move to", "Submitted").send().await;
        late.form_beside("Move matter", "Beta").fill("Move to", "Submitted").send().await.must_be(200);
        let undo = moved.form("Undo");
        moved.form_beside("Move matter", "Alpha").fill("Move to", "In progress").send().await.must_be(200);
        undo.send().await.must_be(409).must_not_say("Moved Alpha to On hold");
        // An old address offers no way back that has been gone already.
        let again = anjali.open(&format!("{STATUS}&moved={}&was=In%20progress", text(&app, "SELECT id FROM matters WHERE title = 'Alpha'").await)).await;
        assert!(!again.has_button("Undo"));
        for odd in ["&moved=x&was=New", "&moved=0190a1b2c3d4e5f60718293a4b5c6d7e&was=New", "&was=New"] {
            assert!(!anjali.open(&format!("{STATUS}{odd}")).await.must_be(200).has_button("Undo"), "{odd}");
        }
    }

    async fn by_phase_cards_go_through_the_phases_of_their_type(app: TestApp) {
        let (anjali, kind_id) = cast(&app).await;
        let other = kind(&app, "Estate", &["Read the will"]).await;
        let page = anjali.open(STATUS).await.follow("By phase").await;
        page.must_be(200).must_say("Read the will");
        let page = page.form("Show").fill("Type", &kind_id).send().await;
        let heads = page.each(".board > section h2");
        assert_eq!(heads.len(), 4, "{heads:?}");
        assert_eq!(column(&page, "Collect"), ["Alpha", "Beta"]);
        let form = page.form_beside("Move matter", "Alpha");
        assert!(!form.values.iter().any(|(_, value)| *value == other));
        let moved = form.send().await;
        moved.must_be(200).must_say("Moved Alpha to").must_say("back to Collect.");
        assert_eq!(column(&moved, "Apply"), ["Alpha"]);
        let undone = moved.form("Undo").send().await;
        assert_eq!(column(&undone, "Collect"), ["Alpha", "Beta"]);
        let done = undone.form_beside("Move matter", "Alpha").fill("Move to", "").send().await;
        assert_eq!(column(&done, "All phases done"), ["Alpha"]);
        let back = done.form("Undo").send().await;
        assert_eq!(column(&back, "Collect"), ["Alpha", "Beta"]);
        assert_eq!(column(&back.form("Undo").send().await, "All phases done"), ["Alpha"]);
        // The list of a column's matters.
        let phase = text(&app, "SELECT id FROM phases WHERE name = 'Collect'").await;
        let list = anjali.open(&format!("/matters?type={kind_id}&phase={phase}")).await;
        assert_eq!(list.each("tbody th a"), ["Beta"]);
        // A phase of another type is refused, and moves nothing.
        let foreign = text(&app, "SELECT id FROM phases WHERE name = 'Read the will'").await;
        let page = anjali.open(&back.path).await.form_beside("Move matter", "Beta").set("phase", &foreign).send().await;
        page.must_be(422);
        assert_eq!(column(&page, "Collect"), ["Beta"]);
    }

    async fn a_matter_that_has_not_begun_stands_before_the_phases(app: TestApp) {
        let anjali = app.owner().await;
        let kind_id = kind(&app, "Estate", &[]).await;
        let profile = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        open(&anjali, &app, &profile, &kind_id, "Alpha", &[]).await;
        let by_phase = format!("/matters?view=board&by=phase&type={kind_id}");
        anjali.open(&by_phase).await.must_be(200).must_say("No phases yet").must_say("Show the board by status");
        let form = anjali.open(&format!("/settings/matter-types/{kind_id}/phases/new")).await.form("Add phase");
        let form = form.fill("Name", "Collect").fill("What the client reads", "Papers");
        form.fill("Sentence for the client", "We collect.").send().await.must_be(200);
        let page = anjali.open(&by_phase).await;
        assert_eq!(column(&page, "Not begun"), ["Alpha"]);
        let moved = page.form_beside("Move matter", "Alpha").send().await;
        assert_eq!(column(&moved, "Collect"), ["Alpha"]);
        // Its first move can be undone like any other; the step is forgotten.
        moved.must_say("back to Not begun.");
        let undone = moved.form("Undo").send().await;
        assert_eq!(column(undone.must_be(200).must_say("Moved Alpha to Not begun."), "Not begun"), ["Alpha"]);
        assert_eq!(app.count("SELECT COUNT(*) FROM matter_steps").await, 0);
        // Once it went on from there, nothing puts it back before the beginning.
        let moved = undone.form_beside("Move matter", "Alpha").send().await;
        let form = moved.form_beside("Move matter", "Alpha").set("phase", "-");
        let done = moved.form_beside("Move matter", "Alpha").fill("Move to", "").send().await;
        form.send().await.must_be(409);
        done.form("Undo").set("phase", "-").send().await.must_be(422);
        assert_eq!(app.count("SELECT COUNT(*) FROM matter_steps").await, 2);
    }

    async fn the_columns_beside_the_phases_lead_to_their_own_matters(app: TestApp) {
        let (anjali, kind_id) = cast(&app).await;
        let matter = text(&app, "SELECT id FROM matters WHERE title = 'Alpha'").await;
        many(&app, &matter, 70).await;
        app.run("UPDATE matters SET phase_id = NULL WHERE title LIKE 'Copy %'").await.unwrap();
        app.run("UPDATE matters SET phases_done = TRUE WHERE title >= 'Copy 036' AND title < 'Copy 999'").await.unwrap();
        let board = anjali.open(&format!("/matters?view=board&by=phase&type={kind_id}")).await;
        let list = board.follow("All 36 in the list").await;
        assert_eq!(list.path, format!("/matters?type={kind_id}&steps=none"));
        list.must_be(200).must_say("36 matters match").must_say("Copy 001").must_not_say("Alpha");
        let list = board.follow("All 34 in the list").await;
        list.must_be(200).must_say("34 matters match").must_say("Copy 041").must_not_say("Copy 001");
    }

    async fn open_matters_of_a_type_that_was_put_away_go_on_being_found(app: TestApp) {
        let (anjali, kind_id) = cast(&app).await;
        let idle = kind(&app, "Boat registry", &["Survey"]).await;
        for id in [&kind_id, &idle] {
            assert!(anjali.call("archive_matter_type", &[("matter_type", id)]).await.0 < 300);
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM matter_types WHERE archived_at IS NOT NULL").await, 2);
        let list = anjali.open("/matters").await;
        list.must_say("Work permit (archived)").must_not_say("Boat registry (archived)");
        let list = list.form("Show").fill("Type", &kind_id).send().await;
        list.must_be(200).must_say("2 matters match");
        let board = anjali.open("/matters?view=board&by=phase").await;
        assert_eq!(column(board.must_be(200).must_say("Work permit (archived)"), "Collect"), ["Alpha", "Beta"]);
        board.form_beside("Move matter", "Alpha").send().await.must_be(200).must_say("Moved Alpha to Apply.");
        anjali.open("/matters?view=closed").await.must_say("Boat registry (archived)");
    }

    async fn a_long_column_shows_thirty_cards_and_leads_to_the_list(app: TestApp) {
        let (anjali, _) = cast(&app).await;
        let matter = text(&app, "SELECT id FROM matters WHERE title = 'Alpha'").await;
        many(&app, &matter, 45).await;
        let page = anjali.open(STATUS).await;
        let cards = column(&page, "New");
        assert_eq!((cards.len(), cards[0].as_str()), (30, "Alpha"));
        let list = page.follow("All 47 in the list").await;
        list.must_be(200).must_say("47");
        assert_eq!(list.path, "/matters?status=New");
        // Those without a day come last.
        many_gone(&app).await;
        assert_eq!(column(&anjali.open(STATUS).await, "New"), ["Alpha", "Beta"]);
    }

    async fn somebody_s_own_matters_can_stand_alone(app: TestApp) {
        let (anjali, _) = cast(&app).await;
        let page = anjali.open(STATUS).await.form("Show").fill("Whose", "yes").send().await;
        assert_eq!(column(&page, "New"), ["Alpha"]);
        page.must_say("1 matter that you lead or help with");
        let moved = page.form_beside("Move matter", "Alpha").send().await;
        assert!(moved.path.contains("mine=yes"), "{}", moved.path);
        // The rest of a long column of one's own stands in the list of one's own.
        let matter = text(&app, "SELECT id FROM matters WHERE title = 'Alpha'").await;
        many(&app, &matter, 45).await;
        let list = anjali.open(&format!("{STATUS}&mine=yes")).await.follow("All 46 in the list").await;
        assert_eq!(list.path, "/matters?view=mine&status=In%20progress");
        list.must_be(200).must_say("46 matters match");
        let renee = app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        let page = renee.open(&format!("{STATUS}&mine=yes")).await;
        assert!(column(&page, "New").is_empty());
    }

    async fn the_front_desk_sees_the_board_and_moves_nothing(app: TestApp) {
        let (anjali, _) = cast(&app).await;
        let form = anjali.open(STATUS).await.form_beside("Move matter", "Alpha");
        let devi = app.staff(Role::FrontDesk, "Devi Ramlall", "devi@persaudvale.example").await;
        let page = devi.open(STATUS).await;
        assert_eq!(column(page.must_be(200), "New"), ["Alpha", "Beta"]);
        page.must_not_say("Move matter").must_not_say("board.js").must_not_say("New matter");
        let pairs: Vec<_> = form.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(devi.call("change_status", &pairs).await.0, 403);
        anjali.open(STATUS).await.must_not_say("data-live=\"board").must_be(200);
        assert!(anjali.open(STATUS).await.html.contains("/board.js?v="));
    }

    async fn a_move_leads_back_to_the_board_and_nowhere_else(app: TestApp) {
        let (anjali, _) = cast(&app).await;
        let form = anjali.open(STATUS).await.form_beside("Move matter", "Alpha");
        let page = form.set("back", "https://evil.example/matters").send().await;
        page.must_be(200);
        assert!(page.path.starts_with("/matters"), "{}", page.path);
    }
}

async fn many_gone(app: &TestApp) {
    app.run("DELETE FROM matters WHERE title LIKE 'Copy %'").await.unwrap();
}
