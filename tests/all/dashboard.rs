//! The staff's dashboard: numbers that lead to their lists, and the demo firm, in which each of them has something to show.

use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::accounts::Role;
use gk_nexus::demo;
use gk_nexus::kernel::Span;
use gk_nexus::server::Clock;
use gk_nexus::server::config::{Config, Typed};

/// A portal with the demo firm, as `make run` shows it.
pub async fn demo_firm(url: String, folder: tempfile::TempDir, clients: Option<u32>) -> TestApp {
    let typed = Typed {
        database_url: url.clone(),
        data_dir: folder.path().display().to_string(),
        base_url: "http://127.0.0.1:1".into(),
        bind: "127.0.0.1:1".into(),
        portal_env: "development".into(),
        max_upload_bytes: "1000000".into(),
        resend_api_url: "http://127.0.0.1:1".into(),
        firm_time_zone: "America/Guyana".into(),
        ..Typed::default()
    };
    demo::fill(Config::parse(&typed).unwrap(), clients).await.unwrap();
    let app = TestApp::open(folder, url, |_| {}).await;
    // The story ends now, by the clock on the wall.
    app.wait(Clock::system().now() - app.services.now());
    app
}

async fn demo_on_sqlite() -> TestApp {
    let folder = tempfile::tempdir().unwrap();
    let url = crate::support::database::sqlite(folder.path()).await;
    demo_firm(url, folder, None).await
}

async fn sits_down(app: &TestApp, email: &str) -> Browser {
    let browser = app.browser();
    browser.sign_in(email, PASSWORD).await.must_be(200);
    browser
}

/// The number of a queue, and where it leads.
fn queue(page: &Page, words: &str) -> (i64, String) {
    let text = page.each(".queues li").into_iter().find(|row| row.contains(words));
    let text = text.unwrap_or_else(|| panic!("no queue “{words}” on {}:\n{}", page.path, page.text()));
    let number = text.split_whitespace().next().unwrap().trim_end_matches('+').parse().unwrap();
    (number, page.links(words).remove(0))
}

/// How many rows a list shows.
fn rows(page: &Page) -> i64 {
    let longest = ["main tbody tr", "main .ledger > li"].map(|rows| page.each(rows).len()).into_iter().max();
    i64::try_from(longest.unwrap()).unwrap()
}

on_both_databases! {
    async fn a_fresh_dashboard_says_what_will_stand_there(app: TestApp) {
        let anjali = app.owner().await;
        let page = anjali.open("/dashboard").await;
        page.must_be(200).must_say("No clients yet").must_say("Nobody to follow up").must_say("No new uploads");
        page.must_say("No deadline this week").must_say("No overdue requests").must_say("No matter of yours is open");
        page.must_say("every mail has left").must_say("Recent activity");
    }

    async fn what_a_client_sends_stands_on_the_dashboard_until_somebody_decides(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        mariam.upload("/portal/documents", &[("kestrel.pdf", &pdf("kestrel"))], &[]).await.must_be(200);
        let page = anjali.open("/dashboard").await;
        assert_eq!(queue(&page, "document to review"), (1, "/review".to_owned()));
        page.must_say("kestrel.pdf").must_say("Mariam Rahman");
        assert_eq!(page.follow("kestrel.pdf").await.must_be(200).status.as_u16(), 200);
        app.run("UPDATE submissions SET state = 'accepted'").await.unwrap();
        let page = anjali.open("/dashboard").await;
        assert_eq!(queue(&page, "documents to review").0, 0);
        page.must_say("No new uploads");
    }

    async fn an_invitation_that_nobody_accepted_is_sent_again_with_one_press(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Daniel Okafor", "daniel@example.com").await;
        anjali.invite(&profile).await;
        app.deliver().await;
        anjali.open("/dashboard").await.must_say("Nobody to follow up");
        app.wait(Span::days(3) + Span::minutes(1));
        let anjali = sits_down(&app, "anjali@persaudvale.example").await;
        let page = anjali.open("/dashboard").await;
        assert_eq!(queue(&page, "client has not accepted").0, 1);
        page.form_beside("Resend Invitation", "Daniel Okafor").send().await.must_be(200);
        app.deliver().await;
        assert_eq!(app.mailbox.to("daniel@example.com").len(), 2);
        anjali.open("/dashboard").await.must_say("Nobody to follow up");
    }

    async fn a_client_with_two_open_invitations_is_one_in_the_number_and_one_in_its_list(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Okafor Shipping", "daniel@example.com").await;
        anjali.add_contact(&profile, "Grace Okafor", "grace@example.com").await;
        let archived = app.client(&anjali, "Omar Haddad", "omar@example.com").await;
        for (profile, email) in [(&profile, "daniel@example.com"), (&profile, "grace@example.com"), (&archived, "omar@example.com")] {
            anjali.invite_contact(profile, email).await.must_be(200);
        }
        anjali.open(&archived).await.form("Archive client").send().await.must_be(200);
        app.wait(Span::days(3) + Span::minutes(1));
        let anjali = sits_down(&app, "anjali@persaudvale.example").await;
        let page = anjali.open("/dashboard").await;
        let (count, href) = queue(&page, "client has not accepted");
        assert_eq!((count, rows(&anjali.open(&href).await)), (1, 1));
        for name in ["Okafor Shipping", "Grace Okafor"] {
            assert!(page.each("[data-live=invitations] li").iter().any(|row| row.contains(name)), "{name} is to be called");
        }
    }

    async fn everybody_sees_what_their_role_may(app: TestApp) {
        app.firm().await;
        let desk = app.staff(Role::FrontDesk, "Devon Clarke", "devon@persaudvale.example").await;
        let page = desk.open("/dashboard").await;
        page.must_be(200).must_say("overdue requests").must_say("deadlines this week");
        page.must_not_say("to review").must_not_say("Recent activity").must_not_say("data-live=\"uploads\"");
        let staff = app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        staff.open("/dashboard").await.must_say("documents to review").must_not_say("Recent activity");
        let manager = app.staff(Role::Manager, "Thomas Vale", "thomas@persaudvale.example").await;
        manager.open("/dashboard").await.must_say("Recent activity");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_number_leads_to_a_list_of_as_many() {
    let app = demo_on_sqlite().await;
    for who in ["anjali", "thomas", "renee"] {
        let person = sits_down(&app, &format!("{who}@persaudvale.example")).await;
        let page = person.open("/dashboard").await;
        let (count, href) = queue(&page, "to review");
        assert!((5..20).contains(&count), "{count} to review");
        person.open(&href).await.must_be(200).must_say(&format!("{count} documents wait"));
        let late = page.each("[data-live=invitations] li a:first-of-type");
        let (count, href) = queue(&page, "not accepted");
        let list = person.open(&href).await;
        assert!(count > 0 && rows(&list) == count, "{count} at {href}:\n{}", list.main());
        for name in late {
            let tab = page.links(&name).remove(0);
            assert!(list.html.contains(tab.trim_end_matches("/portal-access")), "{name} is not at {href}");
        }
        for words in ["overdue request", "with a question", "this week", "of mine"] {
            let (count, href) = queue(&page, words);
            let list = person.open(&href).await;
            list.must_be(200);
            assert!(count > 0, "{who}: {words}");
            assert_eq!(rows(&list), count, "{who}: {words} at {href}:\n{}", list.main());
        }
        let missed = page.each(".queues small a").remove(0);
        let list = person.open(&page.links("before today")[0]).await;
        assert_eq!(missed.split(' ').nth(1), Some(rows(&list).to_string().as_str()), "{missed}:\n{}", list.main());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_firm_has_something_of_everything() {
    let app = demo_on_sqlite().await;
    let each = async |column: &str, table: &str, least: i64| {
        let query = format!("SELECT COUNT(DISTINCT {column}) FROM {table}");
        let found = app.count(query.leak()).await;
        assert!(found >= least, "{found} of {least} kinds of {column} in {table}");
    };
    each("status", "matters", 7).await;
    each("phase_id", "matters", 8).await;
    each("state", "requests", 4).await;
    each("state", "request_items", 5).await;
    each("state", "submissions", 4).await;
    each("kind", "item_answers", 3).await;
    each("visible", "matter_notes", 2).await;
    for query in [
        "SELECT COUNT(*) FROM item_messages WHERE from_client AND answered_at IS NULL",
        "SELECT COUNT(*) FROM item_messages WHERE from_client AND answered_at IS NOT NULL",
        "SELECT COUNT(*) FROM item_answers WHERE promised_on IS NOT NULL",
        "SELECT COUNT(*) FROM reminders WHERE outcome = 'sent'",
        "SELECT COUNT(*) FROM request_contacts WHERE finished_at IS NOT NULL",
        "SELECT COUNT(*) FROM documents WHERE matter_id IS NOT NULL",
        "SELECT COUNT(*) FROM decisions WHERE told_at IS NOT NULL",
        "SELECT COUNT(*) FROM matter_helpers",
    ] {
        assert!(app.count(query).await > 0, "{query}");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE state = 'failed'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mariam_of_the_demo_has_several_things_waiting_and_nothing_internal() {
    let app = demo_on_sqlite().await;
    let mariam = sits_down(&app, "mariam.rahman@mail.example").await;
    let home = mariam.open("/portal").await;
    for words in [
        "October bank statement",
        "Documents for your 2025 tax return",
        "Personal tax return 2025",
        "Formation of Rahman Textiles Inc.",
        "2 days late",
    ] {
        home.must_be(200).must_say(words);
    }
    for link in home.links("tax return").into_iter().chain(home.links("Rahman Textiles")) {
        let page = mariam.open(&link).await;
        page.must_be(200)
            .must_not_say("Priority: she leaves")
            .must_not_say("Mr Adams")
            .must_not_say("Name as in our records");
    }
}
