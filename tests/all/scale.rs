//! A firm with many clients: pages ask the database little, by its indexes, and names are found by their words.

mod plans;
mod statements;
mod walk;

use crate::dashboard::demo_firm;
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp, database};
use gk_nexus::app::table::{TABLE, Who};
use std::collections::BTreeSet;
use walk::Visit;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam.rahman@mail.example";

/// What pages are asked with, beside what their links say.
const ASKED: [&str; 30] = [
    "/clients?q=mar",
    "/clients?q=rahman%20mariam&status=all",
    "/clients?access=Pending",
    "/clients?access=Expired&sort=-created",
    "/clients?access=Revoked",
    "/clients?access=Inactive&status=all&sort=created",
    "/clients?access=Not%20Invited&q=chen",
    "/clients?access=Active&sort=-name",
    "/clients?access=Not%20accepted%20after%203%20days",
    "/clients?status=archived",
    "/activity?q=invited",
    "/activity?act=signed%20in",
    "/activity?side=client&from=2026-01-01",
    "/activity?q=nothing%20like%20this&act=signed%20in",
    "/matters",
    "/matters?view=mine",
    "/matters?view=waiting",
    "/matters?view=overdue",
    "/matters?view=board&by=status",
    "/matters?view=board&by=phase",
    "/matters?q=tax",
    "/deadlines",
    "/deadlines?due=week",
    "/deadlines?due=overdue",
    "/requests?state=questions",
    "/requests",
    "/requests?due=overdue",
    "/requests?state=complete",
    "/requests?state=draft",
    "/requests?q=tax",
];

/// The demo firm with some more clients, in this database.
async fn firm(url: String) -> TestApp {
    demo_firm(url, tempfile::tempdir().unwrap(), Some(30)).await
}

async fn sits_down(app: &TestApp, email: &str) -> Browser {
    let browser = app.browser();
    browser.sign_in(email, PASSWORD).await.must_be(200);
    browser
}

/// Everything that staff and a client can look at, with the statements of each page.
async fn visits(app: &TestApp, statements: &statements::Statements) -> Vec<Visit> {
    let (anjali, mariam) = (sits_down(app, ANJALI).await, sits_down(app, MARIAM).await);
    let draft = id(app, "SELECT id FROM requests WHERE state = 'draft'").await;
    let receipt =
        id(app, "SELECT r.id FROM receipts r JOIN accounts a ON a.id = r.account_id WHERE a.email LIKE 'mariam%'")
            .await;
    let (draft, receipt) = (format!("/requests/{draft}"), format!("/portal/receipts/{receipt}"));
    let own = [draft.as_str(), "/dashboard", "/settings", "/templates"];
    let starts: Vec<&str> = own.into_iter().chain(ASKED).collect();
    let mut visits = walk::walk(&anjali, statements, &starts).await;
    visits.extend(walk::walk(&mariam, statements, &["/portal", &receipt]).await);
    visits
}

/// The first id that this query finds.
async fn id(app: &TestApp, query: &'static str) -> String {
    let mut tx = app.services.db.read().await.unwrap();
    let found: Vec<String> = gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar(query).fetch_all(c)).unwrap();
    found.into_iter().next().unwrap()
}

/// Pages of staff and clients that nobody looked at.
fn not_visited(visits: &[Visit]) -> Vec<String> {
    let seen: BTreeSet<String> = visits.iter().map(|visit| walk::place(&visit.path)).collect();
    // Bytes and streams are no pages; an island or a link that the demo does not show leads to the others.
    let no_page = |path: &str| {
        ["download", "preview", "export.", ".zip", "events", "print"].iter().any(|word| path.contains(word))
    };
    let pages = TABLE.iter().filter(|(method, path, who)| {
        *method == "GET" && !no_page(path) && matches!(who, Who::Staff(_) | Who::ClientPeople | Who::Both(_))
    });
    let parts = |path: &str| {
        path.split('/').map(|part| if part.starts_with('{') { "{id}" } else { part }).collect::<Vec<_>>().join("/")
    };
    pages.map(|(_, path, _)| parts(path)).filter(|path| !seen.contains(path)).collect()
}

#[test]
fn no_page_asks_the_database_more_than_ten_times_or_reads_a_large_table_from_end_to_end() {
    statements::listening(async |statements| {
        let app = firm(database::postgres().await).await;
        let visits = visits(&app, &statements).await;
        let asked_by = |people: &str| -> BTreeSet<&str> {
            let theirs = visits.iter().filter(|visit| visit.path.starts_with(people));
            theirs.flat_map(|visit| visit.statements.iter().map(String::as_str)).collect()
        };
        let texts = asked_by("/");
        assert!(texts.len() > 200, "only {} statements were heard", texts.len());
        let mut faults: Vec<String> =
            not_visited(&visits).into_iter().map(|path| format!("nobody looked at {path}")).collect();
        faults.extend(plans::on_sqlite(&texts).await);
        faults.extend(plans::through_everybody(&asked_by("/portal")).await);
        faults.extend(plans::on_postgres(&app, &texts).await);
        for visit in visits.iter().filter(|visit| visit.statements.len() > 10) {
            faults.push(format!(
                "{} asks {} times:\n{}",
                visit.path,
                visit.statements.len(),
                visit.statements.join("\n")
            ));
        }
        assert!(faults.is_empty(), "{} faults:\n\n{}", faults.len(), faults.join("\n\n"));
    });
}

on_both_databases! {
    async fn clients_are_found_by_the_beginnings_of_their_words(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Žižek O’Brien-Hughes", "lukasz@kestrel.example").await;
        app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        anjali.add_contact(&profile, "Yusuf Haddad", "yusuf.h@example.com").await;
        let finds = async |words: &str| {
            anjali.open(&format!("/clients?q={words}")).await.each("th a").contains(&"Žižek O’Brien-Hughes".to_owned())
        };
        for words in ["zi", "ŽIŽEK", "brien", "hughes%20ziz", "yusuf", "haddad%20lukasz", "yusuf.h@example.com", "kestrel"] {
            assert!(finds(words).await, "{words}");
        }
        for words in ["izek", "rahman", "zizek%20rahman", "%25", "%26", "zizeks"] {
            assert!(!finds(words).await, "{words}");
        }
        let form = anjali.open(&format!("{profile}/edit")).await.form("Save client");
        form.fill("Name", "Quinn & Sons").send().await.must_be(200);
        assert!(anjali.open("/clients?q=quinn%20yusuf").await.each("th a").contains(&"Quinn & Sons".to_owned()));
        anjali.open("/clients?q=lukasz%20brien%20yusuf").await.must_say("Quinn & Sons");
        anjali.open("/clients?q=quinns").await.must_say("No client matches");
    }

    async fn names_from_before_the_index_are_found_too(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Žižek O’Brien-Hughes", "lukasz@kestrel.example").await;
        anjali.add_contact(&profile, "Yusuf & Omar (Haddad)", "yusuf.h@example.com").await;
        app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        let kept = app.rows(&["search_words"]).await;
        let text = app.either(
            include_str!("../../migrations/sqlite/0004_search_words.sql"),
            include_str!("../../migrations/postgres/0004_search_words.sql"),
        );
        app.run("DELETE FROM search_words").await.unwrap();
        app.run(&text[text.find("INSERT INTO search_words").unwrap()..]).await.unwrap();
        assert_eq!(app.rows(&["search_words"]).await, kept);
    }

    async fn words_in_the_log_are_looked_for_some_thousand_lines_at_a_time(app: TestApp) {
        let anjali = app.owner().await;
        let add = "INSERT INTO activity (id, at, actor_id, actor_name, actor_kind, act, thing_id, words, ip, browser)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
            SELECT 'line' || CAST(i AS TEXT), i, '', 'The portal', 'portal', 'client changed', '',
                CASE WHEN i = 7 THEN 'Kestrel was here' ELSE 'Nothing' END, '', '' FROM n";
        app.run(add).await.unwrap();
        let first = anjali.open("/activity?q=kestrel").await;
        first.must_be(200).must_say("Nothing found so far").must_not_say("Kestrel was here");
        let second = first.follow("Look further back").await;
        second.must_say("Kestrel was here");
        let (_, _, bytes) = anjali.download("/activity/export.csv?q=kestrel", &[]).await;
        assert!(String::from_utf8(bytes).unwrap().contains("Kestrel was here"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_at_scale_has_what_its_name_says() {
    let folder = tempfile::tempdir().unwrap();
    let url = database::sqlite(folder.path()).await;
    let app = demo_firm(url, folder, Some(30)).await;
    let of_each = async |table: &str| {
        let query = format!(
            "SELECT COUNT(*) FROM {table} x JOIN clients c ON c.id = x.client_id WHERE c.email LIKE '%@scale.example'"
        );
        app.count(query.leak()).await
    };
    assert_eq!(app.count("SELECT COUNT(*) FROM clients WHERE email LIKE '%@scale.example'").await, 30);
    assert_eq!((of_each("matters").await, of_each("documents").await), (150, 600));
    assert_eq!((of_each("activity").await, of_each("requests").await), (3000, 60));
    let twice = "SELECT COUNT(*) FROM (SELECT reference FROM matters GROUP BY reference HAVING COUNT(*) > 1) twice";
    assert_eq!(app.count(twice).await, 0);
    let anjali = sits_down(&app, ANJALI).await;
    for path in ["/dashboard", "/clients?q=client7", "/review", "/requests?due=overdue", "/matters?q=tax", "/deadlines"]
    {
        anjali.open(path).await.must_be(200);
    }
    let files = app.services.files.count().await.unwrap().1;
    assert_eq!(i64::try_from(files).unwrap(), app.count("SELECT COUNT(*) FROM document_versions").await);
}
