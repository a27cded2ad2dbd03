//! The list of matters and of deadlines: found, narrowed, ordered and paged by the address; the same as a file.

use crate::on_both_databases;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::accounts::Role;
use gk_nexus::matters::store;
use gk_nexus::requests::TemplateId;
use std::collections::BTreeSet;

pub const ANJALI: &str = "anjali@persaudvale.example";

/// A text from the database.
pub async fn text(app: &TestApp, query: &str) -> String {
    app.text(query).await
}

pub async fn account(app: &TestApp, email: &str) -> String {
    text(app, &format!("SELECT id FROM accounts WHERE email_key = '{email}'")).await
}

/// A type with these phases; its id.
pub async fn kind(app: &TestApp, name: &str, phases: &[&str]) -> String {
    let mut tx = app.services.db.write().await.unwrap();
    let id = store::add_type(&mut tx, name, None::<&TemplateId>, app.services.now()).await.unwrap();
    for phase in phases {
        store::add_phase(&mut tx, &id, phase, phase, "We work on it.", None).await.unwrap();
    }
    tx.save().await.unwrap();
    id.to_string()
}

/// Opens a matter for the client at `profile`: its id. A day before today is noted as if it had passed since: none can be
/// typed.
pub async fn open(
    staff: &Browser,
    app: &TestApp,
    profile: &str,
    kind: &str,
    title: &str,
    more: &[(&str, &str)],
) -> String {
    let client = profile.trim_start_matches("/clients/");
    let own = [("client", client), ("type_id", kind), ("title", title), ("start_on", "2026-11-02")];
    let passed = more.iter().find(|(name, value)| *name == "due_on" && *value < "2026-11-24");
    let more = more.iter().filter(|pair| Some(*pair) != passed).copied();
    let typed: Vec<_> = own.into_iter().chain(more).collect();
    let (status, answer) = staff.call("open_matter", &typed).await;
    assert!(status < 300, "{title}: {status} {answer}");
    if let Some((_, day)) = passed {
        app.run(&format!("UPDATE matters SET due_on = '{day}' WHERE title = '{title}'")).await.unwrap();
    }
    text(app, &format!("SELECT id FROM matters WHERE title = '{title}'")).await
}

/// Many more of the same, each with a number in its title; every fifth has no day.
pub async fn many(app: &TestApp, matter: &str, count: u32) {
    for number in 0..count {
        let due = if number % 5 == 0 { "NULL".to_owned() } else { format!("'2026-12-{:02}'", 1 + number % 7) };
        let copy = format!(
            "INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phase_id, phases_done,
                sentence, lead_id, start_on, due_on, open, created_at, created_by, changed_at)
            SELECT '{:032x}', 'M-2026-{:04}', client_id, type_id, 'Copy {number:03}', status, status_since, phase_id, phases_done,
                sentence, lead_id, start_on, {due}, open, created_at, created_by, changed_at FROM matters WHERE id = '{matter}'",
            0x7000 + number,
            1000 + number
        );
        app.run(&copy).await.unwrap();
    }
}

fn titles(page: &Page) -> Vec<String> {
    page.each("tbody th a")
}

struct Cast {
    anjali: Browser,
    renee: Browser,
    mariam: String,
}

/// Four open matters and a closed one, of two clients.
async fn cast(app: &TestApp) -> Cast {
    let anjali = app.owner().await;
    let renee = app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
    let (tax, permit) = (kind(app, "Tax return", &["Collect"]).await, kind(app, "Work permit", &["Apply"]).await);
    let mariam = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
    let omar = app.client(&anjali, "Žižek & Sons", "omar@example.com").await;
    let (lead, helper) = (account(app, ANJALI).await, account(app, "renee@persaudvale.example").await);
    open(
        &anjali,
        app,
        &mariam,
        &tax,
        "Personal tax return",
        &[("due_on", "2026-11-20"), ("lead", &lead), ("helpers[]", &helper)],
    )
    .await;
    app.wait(gk_nexus::kernel::Span::minutes(5));
    let waits =
        open(&anjali, app, &mariam, &tax, "Company tax return", &[("due_on", "2026-11-27"), ("lead", &lead)]).await;
    open(&anjali, app, &omar, &permit, "Permit for Ana", &[("due_on", "2027-03-01"), ("lead", &helper)]).await;
    open(&anjali, app, &omar, &permit, "=Permit for Bo", &[]).await;
    let closed = open(&anjali, app, &omar, &permit, "Permit for Cy", &[("due_on", "2026-11-03")]).await;
    for (matter, status) in [(waits, "Waiting on client"), (closed, "Completed")] {
        let seen = app.count(format!("SELECT changed_at FROM matters WHERE id = '{matter}'").leak()).await.to_string();
        let typed = [("matter", matter.as_str()), ("status", status), ("changed_at", &seen)];
        assert!(anjali.call("change_status", &typed).await.0 < 300);
    }
    Cast { anjali, renee, mariam }
}

on_both_databases! {
    async fn saved_views_show_what_their_names_say(app: TestApp) {
        let Cast { anjali, renee, .. } = cast(&app).await;
        let page = anjali.open("/matters").await;
        assert_eq!(titles(page.must_be(200)), ["Personal tax return", "Company tax return", "Permit for Ana", "=Permit for Bo"]);
        page.must_say("4 matters open").must_say("4 days late").must_say("in 3 days").must_say("no day").must_say("nobody");
        assert_eq!(page.tags(), ["New", "Waiting on client", "New", "New"]);
        let view = async |who: &Browser, label: &str| titles(&who.open("/matters").await.follow(label).await);
        assert_eq!(view(&anjali, "Mine").await, ["Personal tax return", "Company tax return"]);
        assert_eq!(view(&renee, "Mine").await, ["Personal tax return", "Permit for Ana"]);
        assert_eq!(view(&anjali, "Overdue").await, ["Personal tax return"]);
        assert_eq!(view(&anjali, "Closed").await, ["Permit for Cy"]);
        let waiting = anjali.open("/matters?view=waiting").await;
        assert_eq!(titles(&waiting), ["Company tax return"]);
        assert_eq!(waiting.each("nav[aria-label=\"Saved views\"] a[aria-current]"), ["Waiting on client"]);
    }

    async fn the_address_narrows_and_sorts_the_list(app: TestApp) {
        let Cast { anjali, .. } = cast(&app).await;
        let finds = async |query: &str| titles(anjali.open(&format!("/matters?{query}")).await.must_be(200));
        assert_eq!(finds("q=permit%20an").await, ["Permit for Ana"]);
        assert_eq!(finds("q=ZIZEK").await, ["Permit for Ana", "=Permit for Bo"]);
        assert_eq!(finds("q=0002").await, ["Company tax return"]);
        assert_eq!(finds("q=rahman%20pers").await, ["Personal tax return"]);
        assert_eq!(finds("q=mariam&view=overdue").await, ["Personal tax return"]);
        assert_eq!(finds("status=Waiting%20on%20client").await, ["Company tax return"]);
        assert_eq!(finds("status=Completed").await, ["Permit for Cy"]);
        assert_eq!(finds("due=week").await, ["Company tax return"]);
        assert_eq!(finds("due=none").await, ["=Permit for Bo"]);
        assert_eq!(finds("due=overdue&sort=newest").await, ["Personal tax return"]);
        assert_eq!(finds("sort=reference").await, ["Personal tax return", "Company tax return", "Permit for Ana", "=Permit for Bo"]);
        assert_eq!(finds("sort=newest").await.last().unwrap(), "Personal tax return");
        let page = anjali.open("/matters").await;
        let form = page.form("Show").fill("Type", &text(&app, "SELECT id FROM matter_types WHERE name = 'Work permit'").await);
        let form = form.fill("Lead", &account(&app, "renee@persaudvale.example").await);
        let page = form.send().await;
        assert_eq!(titles(&page), ["Permit for Ana"]);
        page.must_say("1 matter matches");
        assert_eq!(titles(&page.follow("Clear").await).len(), 4);
        for odd in ["view=theirs", "sort=title", "after=x", "after=2026-11-20-", "after=-", "type=1", "lead=%27--", "due=soon"] {
            assert_eq!(finds(odd).await.len(), 4, "{odd}");
        }
        assert!(finds("q=%25").await.is_empty() && finds("lead=0190a1b2c3d4e5f60718293a4b5c6d7e").await.is_empty());
    }

    async fn pages_show_each_matter_once_and_in_order(app: TestApp) {
        let Cast { anjali, .. } = cast(&app).await;
        let matter = text(&app, "SELECT id FROM matters WHERE title = 'Personal tax return'").await;
        many(&app, &matter, 60).await;
        // Words: more than a page are not counted, and a whole number finds its matter alone.
        let whose = "SELECT c.name FROM matters m JOIN clients c ON c.id = m.client_id WHERE m.title = 'Personal tax return'";
        let name = text(&app, whose).await;
        let found = anjali.open(&format!("/matters?q={}", name.split(' ').next().unwrap())).await;
        found.must_say("More than 25 matters match").must_not_say(" of 6");
        let next = anjali.open(&found.links("Next").remove(0)).await;
        next.follow("Next").await.must_say("More than 25 matters match").must_not_say("More than 1");
        let number = text(&app, "SELECT reference FROM matters WHERE title = 'Personal tax return' ORDER BY id").await;
        let found = anjali.open(&format!("/matters?q={}", number.to_lowercase())).await;
        found.must_say("1 matter matches").must_say(&number);
        for sort in ["due", "newest", "reference"] {
            let mut page = anjali.open(&format!("/matters?sort={sort}")).await;
            page.must_say("1–25 of 64");
            let mut seen = titles(&page);
            let mut cells: Vec<String> = page.each("td[data-label=Due] time");
            while let Some(next) = page.links("Next").into_iter().next() {
                page = anjali.open(&next).await;
                seen.extend(titles(&page));
                cells.extend(page.each("td[data-label=Due] time"));
            }
            assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (64, 64), "{sort}");
            assert_eq!(cells.len(), 51, "{sort}");
            page.must_say("Back to the first page");
            if sort == "due" {
                assert_eq!(seen[0], "Personal tax return");
                assert_eq!(seen.iter().rev().take(13).filter(|title| title.starts_with("Copy")).count(), 12);
            }
        }
    }

    async fn the_list_is_exported_as_a_file_with_its_own_filter(app: TestApp) {
        let Cast { anjali, renee, .. } = cast(&app).await;
        let matter = text(&app, "SELECT id FROM matters WHERE title = 'Personal tax return'").await;
        many(&app, &matter, 3).await;
        anjali.confirm().await.must_be(200);
        let page = anjali.open("/matters?q=permit").await;
        let href = page.links("Export CSV").remove(0);
        let (status, headers, bytes) = anjali.download(&href, &[]).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "text/csv; charset=utf-8"));
        let file = String::from_utf8(bytes).unwrap();
        assert_eq!(file.lines().count(), 3, "{file}");
        assert!(file.contains("M-2026-0004,'=Permit for Bo,Žižek & Sons,Work permit,New,Apply,,2026-11-02,,"), "{file}");
        let (_, _, bytes) = anjali.download("/matters/export.csv?view=closed", &[]).await;
        assert!(String::from_utf8(bytes).unwrap().contains("Permit for Cy"));
        anjali.open("/activity?act=matters%20exported").await.must_say("Exported 2 matters").must_say("Exported 1 matter");
        renee.open("/matters").await.must_not_say("Export CSV");
        assert_eq!(renee.download("/matters/export.csv", &[]).await.0, 403);
    }

    async fn an_empty_list_says_why_and_what_next(app: TestApp) {
        let anjali = app.owner().await;
        anjali.open("/matters").await.must_say("No open matters").must_say("Go to clients");
        for (view, words) in [
            ("mine", "No matters of yours"),
            ("waiting", "Nothing waits on a client"),
            ("overdue", "Nothing is overdue"),
            ("closed", "No closed matters"),
        ] {
            anjali.open(&format!("/matters?view={view}")).await.must_say(words).follow("Show all open matters").await.must_be(200);
        }
        anjali.open("/matters?q=x").await.must_say("No matter matches").must_say("Clear the filter");
        anjali.open("/deadlines").await.must_say("No deadlines").must_say("Go to matters");
        anjali.open("/deadlines?mine=yes&due=week").await.must_say("Nothing is due this week");
    }

    async fn deadlines_of_all_open_matters_stand_by_their_day(app: TestApp) {
        let Cast { anjali, renee, mariam } = cast(&app).await;
        let of = async |title: &str| text(&app, &format!("SELECT id FROM matters WHERE title = '{title}'")).await;
        for (matter, title, due_on) in [
            ("Personal tax return", "Ask the office", "2026-11-20"),
            ("Personal tax return", "Sign the draft", "2026-11-24"),
            ("Permit for Ana", "Hand in", "2026-11-30"),
            ("Company tax return", "File it", "2026-12-01"),
        ] {
            let typed = [("matter", of(matter).await), ("title", title.to_owned()), ("due_on", due_on.to_owned())];
            let typed: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let typed = typed.iter().map(|(name, value)| (*name, if *value == "2026-11-20" { "2026-11-24" } else { value }));
            assert!(anjali.call("add_deadline", &typed.collect::<Vec<_>>()).await.0 < 300, "{title}");
        }
        app.run("UPDATE deadlines SET due_on = '2026-11-20' WHERE title = 'Ask the office'").await.unwrap(); // It passed meanwhile.
        // One of the closed matter, which ended before it was due.
        let left = "INSERT INTO deadlines (id, matter_id, title, due_on, visible, created_at, done, done_by)
            SELECT '0190a1b2c3d4e5f60718293a4b5c6d01', id, 'Never mind', '2026-11-24', FALSE, 1, FALSE, '' FROM matters
            WHERE title = 'Permit for Cy'";
        app.run(left).await.unwrap();
        assert_eq!(app.count("SELECT COUNT(*) FROM deadlines WHERE title = 'Never mind'").await, 1);
        let done = text(&app, "SELECT id FROM deadlines WHERE title = 'Sign the draft'").await;
        let page = anjali.open("/deadlines").await;
        assert_eq!(page.must_be(200).each("a.row"), ["Ask the office", "Sign the draft", "Hand in", "File it"]);
        assert_eq!(page.each("main section h2"), ["Overdue", "This week", "Later"]);
        page.must_say("4 days late").must_say("Mariam Rahman · Personal tax return, M-2026-0001 · Anjali Persaud");
        assert!(page.follow("Ask the office").await.heading().contains("Personal tax return"));
        let matter = of("Personal tax return").await;
        assert!(anjali.call("finish_deadline", &[("matter", &matter), ("deadline", &done), ("done", "yes")]).await.0 < 300);
        let finds = async |who: &Browser, query: &str| who.open(&format!("/deadlines?{query}")).await.each("a.row");
        assert_eq!(finds(&anjali, "").await, ["Ask the office", "Hand in", "File it"]);
        assert_eq!(finds(&anjali, "due=overdue").await, ["Ask the office"]);
        assert_eq!(finds(&anjali, "due=week").await, ["Hand in"]);
        assert_eq!(finds(&anjali, "due=later").await, ["File it"]);
        assert_eq!(finds(&anjali, "due=done").await, ["Sign the draft"]);
        assert_eq!(finds(&anjali, "mine=yes").await, ["Ask the office", "File it"]);
        assert_eq!(finds(&renee, "mine=yes").await, ["Ask the office", "Hand in"]);
        anjali.open("/deadlines?due=done").await.must_say("Done by Anjali Persaud");
        for number in 0..60 {
            let add = format!(
                "INSERT INTO deadlines (id, matter_id, title, due_on, visible, created_at, done, done_by)
                VALUES ('{:032x}', '{matter}', 'Duty {number}', '2026-12-{:02}', FALSE, 0, FALSE, '')",
                number, 2 + number % 9
            );
            app.run(&add).await.unwrap();
        }
        let first = anjali.open("/deadlines").await;
        let second = first.follow("Next").await;
        let all: BTreeSet<String> = first.each("a.row").into_iter().chain(second.each("a.row")).collect();
        assert_eq!((first.each("a.row").len(), all.len()), (50, 63));
        let visible = renee.open(&format!("{mariam}/matters")).await;
        visible.must_be(200);
    }

    async fn clients_find_no_list_of_matters(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        for path in ["/matters", "/matters?view=board", "/deadlines", "/matters/export.csv"] {
            assert_eq!(mariam.download(path, &[]).await.0, 404, "{path}");
        }
        assert_eq!(anjali.download("/matters/export.csv", &[]).await.0, 200);
    }
}
