//! The log: every act leaves a line in its own transaction, lines never change, and the firm can read and export them.

mod factors;
mod groups;
mod looking;
mod mails;
mod matters;
mod people;
mod reminders;
mod requests;
mod reviews;
mod team;
mod walk;

use crate::on_both_databases;
use crate::support::Page;
use crate::support::people::PASSWORD;
use gk_nexus::kernel::Span;
use std::collections::BTreeSet;
use walk::{TABLES, Walk};

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const PDF: &[u8] = b"%PDF-1.7\nstatement\n";

/// Server functions that leave no line, and why.
const WITHOUT_A_LINE: [&str; 5] = [
    "/api/ask_passkey",       // A question that ends by itself within minutes; the answer is what counts.
    "/api/begin_passkey",     // The same, before a passkey is made.
    "/api/hold_submission",   // A mark that ends by itself within minutes; the decision is what counts.
    "/api/let_go_submission", // The same mark, taken back.
    "/api/stay_signed_in",    // Changes nothing: being asked is what keeps a session alive.
];

/// What was done, as the page of the log tells it.
fn lines(page: &Page) -> Vec<String> {
    page.each("table.table tbody th")
}

on_both_databases! {
    async fn nothing_is_done_without_a_line_that_stands_or_falls_with_it(app: TestApp) {
        let mut walk = Walk { app: &app, done: BTreeSet::new() };
        let anjali = walk.firm().await;
        let ids = walk.clients(&anjali).await;
        let [client, mariam, lina] = ids.each_ref().map(String::as_str);
        let whom = [("client", client), ("contact", mariam)];
        let browser = walk.invitations(&anjali, whom).await;
        walk.documents(&anjali, &browser, [client, mariam, lina]).await;
        walk.groups(&anjali, client).await;
        walk.team(&anjali).await;
        walk.reviews(&anjali).await;
        let kind = walk.matter_types(&anjali).await;
        walk.matters(&anjali, &kind, [client, mariam]).await;
        let template = walk.templates(&anjali).await;
        let request = walk.requests(&anjali, &template, [client, mariam]).await;
        walk.answers(&anjali, &browser, &request, mariam).await;
        walk.reminders(&anjali, &request, mariam).await;
        walk.mails(&anjali).await;
        walk.looking(&anjali, whom).await;
        walk.access(&anjali, whom).await;
        walk.factors(&anjali, whom).await;
        let all: BTreeSet<String> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
        let excused: BTreeSet<String> = WITHOUT_A_LINE.map(str::to_owned).into();
        assert_eq!(walk.done.union(&excused).cloned().collect::<BTreeSet<_>>(), all);
        assert!(walk.done.is_disjoint(&excused));
        let before = app.rows(&TABLES).await;
        assert!(anjali.call("stay_signed_in", &[]).await.0 < 300);
        assert_eq!(app.rows(&TABLES).await, before);
    }

    async fn bytes_and_exports_leave_lines_too(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        mariam.send_files("/portal/documents", &[("statement.pdf", PDF)], &[]).await.must_be(200);
        anjali.send_files(&format!("{profile}/documents"), &[("letter.pdf", PDF)], &[]).await.must_be(200);
        let download = anjali.open(&format!("{profile}/documents")).await.download_of("letter.pdf");
        assert_eq!(anjali.download(&download, &[]).await.0, 200);
        assert_eq!(anjali.download(&format!("{profile}/documents.zip"), &[]).await.0, 200);
        assert_eq!(anjali.download(&download.replace("/download", "/preview"), &[]).await.0, 200);
        for list in ["clients", "matters", "requests", "activity"] {
            assert_eq!(anjali.download(&format!("/{list}/export.csv"), &[]).await.0, 200, "{list}");
        }
        let told = lines(&anjali.open("/activity").await);
        for words in [
            "Uploaded statement.pdf",
            "Added letter.pdf",
            "Downloaded letter.pdf",
            "Downloaded statement.pdf",
            "Downloaded the documents of Mariam Rahman as one file",
            "Looked at letter.pdf",
            "Exported 1 client",
            "Exported 0 matters",
            "Exported 0 requests",
            "of the firm’s activity",
        ] {
            assert!(told.iter().any(|line| line.contains(words)), "{words}: {told:#?}");
        }
    }

    async fn a_line_tells_who_on_whose_behalf_what_from_where_and_when(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let page = anjali.open(&format!("{profile}/activity")).await;
        let rows = page.each("table.table tbody tr");
        let row = |words: &str| rows.iter().find(|row| row.contains(words)).unwrap().clone();
        for part in ["Anjali Persaud", "Chrome on Linux", "127.0.0.1", "Today, 10:22"] {
            assert!(row("Invited Mariam Rahman at").contains(part), "{part}: {}", row("Invited Mariam Rahman at"));
        }
        assert!(row("Accepted the invitation").contains("Mariam Rahman client"));
        app.browser().sign_in(MARIAM, "not the password").await;
        let row = anjali.open("/activity").await.each("table.table tbody tr").remove(0);
        assert!(row.contains("Not signed in") && row.contains("Sign-in failed for Mariam Rahman"), "{row}");
        assert!(!anjali.open("/activity").await.html.contains("not the password"));
    }

    async fn a_line_is_never_changed_or_taken_away(app: TestApp) {
        app.owner().await;
        let before = app.rows(&["activity"]).await;
        assert!(!before.is_empty());
        let truncate = app.either("DELETE FROM activity WHERE 1 = 1", "TRUNCATE activity CASCADE");
        let upsert = "INSERT INTO activity SELECT * FROM activity WHERE true ON CONFLICT (id) DO UPDATE SET words = 'nothing'";
        for statement in ["UPDATE activity SET words = 'nothing'", "UPDATE activity SET at = at + 1", "DELETE FROM activity", truncate, upsert] {
            let refused = app.run(statement).await.unwrap_err().to_string();
            assert!(refused.contains("activity is append-only"), "{statement}: {refused}");
            assert_eq!(app.rows(&["activity"]).await, before, "{statement}");
        }
    }

    async fn the_log_is_narrowed_by_act_side_words_and_days(app: TestApp) {
        let anjali = app.owner().await;
        app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        app.browser().sign_in("nobody@example.com", "not the password").await;
        app.wait(Span::days(1));
        anjali.sign_in(ANJALI, PASSWORD).await;
        app.client(&anjali, "50% Ltd", "fifty@example.com").await;
        let log = anjali.open("/activity").await;
        let show = async |label: &str, typed: &str| lines(&log.form("Show").fill(label, typed).send().await);
        assert_eq!(show("Act", "invitation sent").await, ["Invited Mariam Rahman at mariam@example.com"]);
        assert_eq!(show("Who", "client").await, ["Accepted the invitation of Anjali Persaud"]);
        assert_eq!(show("Who", "nobody").await, ["Sign-in failed for an unknown address"]);
        assert_eq!(show("Words", "50%").await, ["Added contact 50% Ltd", "Created client 50% Ltd"]);
        assert_eq!(show("Words", "_").await, Vec::<String>::new());
        assert_eq!(show("From", "2026-11-25").await.len(), 3);
        let all = app.count("SELECT COUNT(*) FROM activity").await;
        assert_eq!(show("To", "2026-11-24").await.len(), usize::try_from(all).unwrap() - 3);
        assert_eq!(show("From", "2026-11-26").await.len(), 0);
        let wrong = log.form("Show").fill("From", "yesterday").send().await;
        wrong.must_be(422);
        assert!(wrong.error_beside("From").is_some());
        anjali.open("/activity?act=everything").await.must_be(422);
    }

    async fn every_line_is_seen_once_page_by_page_and_exported_once(app: TestApp) {
        let anjali = app.owner().await;
        for number in 0..60 {
            let (name, email) = (format!("=Client {number:02}"), format!("c{number}@example.com"));
            let (status, _) = anjali.call("create_client", &[("name", &name), ("email", &email), ("phone", "")]).await;
            assert!(status < 300);
        }
        let all = app.count("SELECT COUNT(*) FROM activity").await;
        let mut page = anjali.open("/activity").await;
        let first = lines(&page);
        let (mut seen, mut pages) = (first.clone(), 1);
        while !page.links("Next").is_empty() {
            page = page.follow("Next").await;
            seen.extend(lines(&page));
            pages += 1;
        }
        assert_eq!((i64::try_from(seen.len()).unwrap(), pages), (all, 3));
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "the same line twice");
        for _ in 1..pages {
            page = page.follow("Previous").await;
        }
        assert_eq!(lines(&page), first);
        let (status, headers, bytes) = anjali.download("/activity/export.csv", &[]).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "text/csv; charset=utf-8"));
        let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(bytes.as_slice()).records().map(Result::unwrap).collect();
        assert_eq!(rows.iter().map(|row| row[5].to_owned()).collect::<Vec<_>>(), seen);
        assert!(rows.iter().all(|row| row[4].is_empty() || row[4].starts_with("'=Client")));
        assert_eq!(&rows[0][0], "2026-11-24T14:22:00.000Z");
        let export = anjali.open("/activity?q=client%2059").await.links("Export CSV").remove(0);
        let (_, _, bytes) = anjali.download(&export, &[]).await;
        assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 3);
        assert_eq!(anjali.download("/activity/export.csv?from=yesterday", &[]).await.0, 422);
    }
}
