//! The log: every act leaves a line in its own transaction, lines never change, and the firm can read and export them.

use crate::on_both_databases;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::kernel::Span;
use gk_nexus::server::post::Undelivered;
use serde_json::Value;
use std::collections::BTreeSet;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const LINA: &str = "lina@example.com";
const NEW: &str = "quite another sentence";
const PDF: &[u8] = b"%PDF-1.7\nstatement\n";

/// Server functions that leave no line, and why.
const WITHOUT_A_LINE: [&str; 1] = ["/api/stay_signed_in"]; // Changes nothing: being asked is what keeps a session alive.

/// What an act may change. Attempts to sign in are counted before anything is done, so that they can't be left out.
const TABLES: [&str; 14] = [
    "accounts",
    "clients",
    "contacts",
    "document_versions",
    "documents",
    "firm",
    "invitations",
    "outbox",
    "password_resets",
    "portal_access",
    "receipts",
    "sessions",
    "setup_links",
    "shares",
];

const BREAK: [&str; 2] = [
    "CREATE TRIGGER full_log BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'full'); END",
    "CREATE FUNCTION full_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$;
     CREATE TRIGGER full_log BEFORE INSERT ON activity FOR EACH ROW EXECUTE FUNCTION full_log()",
];
const MEND: [&str; 2] = ["DROP TRIGGER full_log", "DROP TRIGGER full_log ON activity; DROP FUNCTION full_log()"];

/// Does one act after the other and remembers which.
struct Walk<'a> {
    app: &'a TestApp,
    done: BTreeSet<String>,
}

impl Walk<'_> {
    /// First while the log can't be written: nothing may be done then. Then for good: a line must be there.
    async fn act(&mut self, who: &Browser, action: &str, typed: &[(&str, &str)]) -> Value {
        let before = self.app.rows(&TABLES).await;
        self.app.run(self.app.either(BREAK[0], BREAK[1])).await.unwrap();
        let (status, _) = who.call(action, typed).await;
        self.app.run(self.app.either(MEND[0], MEND[1])).await.unwrap();
        assert_eq!(status, 500, "{action} was done without a line");
        assert_eq!(self.app.rows(&TABLES).await, before, "{action} left something behind without a line");
        let lines = self.lines().await;
        let (status, answer) = who.call(action, typed).await;
        assert!(status < 300, "{action}: {status} {answer}");
        assert!(self.lines().await > lines, "{action} left no line");
        self.done.insert(format!("/api/{action}"));
        answer
    }

    async fn lines(&self) -> i64 {
        self.app.count("SELECT COUNT(*) FROM activity").await
    }

    /// Sets up the firm, signs out and in: the owner's browser.
    async fn firm(&mut self) -> Browser {
        let link = gk_nexus::accounts::setup::link(&self.app.services).await.unwrap().unwrap();
        let (anjali, again) = (self.app.browser(), self.app.browser());
        let typed = [
            ("token", last(&link)),
            ("firm_name", "Persaud & Vale"),
            ("firm_email", ANJALI),
            ("firm_phone", ""),
            ("time_zone", "UTC"),
            ("name", "Anjali Persaud"),
            ("email", ANJALI),
            ("password", PASSWORD),
        ];
        self.act(&anjali, "set_up", &typed).await;
        self.act(&anjali, "sign_out", &[]).await;
        self.act(&again, "sign_in", &[("email", ANJALI), ("password", PASSWORD)]).await;
        let typed = [("firm_name", "Vale"), ("firm_email", ANJALI), ("accent", "#0d5560"), ("time_zone", "UTC")];
        self.act(&again, "save_firm", &typed).await;
        again
    }

    /// A client with two contacts: ids of the client and of both.
    async fn clients(&mut self, anjali: &Browser) -> [String; 3] {
        self.act(anjali, "create_client", &[("name", "Mariam Rahman"), ("email", MARIAM), ("phone", "")]).await;
        let client = last(&anjali.open("/clients").await.links("Mariam").remove(0)).to_owned();
        let typed = [("client", client.as_str()), ("name", "Rahman"), ("email", MARIAM), ("phone", "")];
        self.act(anjali, "change_client", &typed).await;
        self.act(anjali, "add_contact", &[("client", &client), ("name", "Lina Rahman"), ("email", LINA)]).await;
        self.act(anjali, "archive_client", &[("client", &client)]).await;
        self.act(anjali, "restore_client", &[("client", &client)]).await;
        let tab = anjali.tab(&format!("/clients/{client}")).await;
        let contact = |email: &str| tab.form_beside("Send Portal Invite", email).values[0].1.clone();
        let (mariam, lina) = (contact(MARIAM), contact(LINA));
        let typed = [("client", client.as_str()), ("contact", &mariam), ("name", "Mariam Rahman"), ("email", MARIAM)];
        self.act(anjali, "change_contact", &typed).await;
        [client, mariam, lina]
    }

    /// The first contact is invited in every way and activates: their browser.
    async fn invitations(&mut self, anjali: &Browser, whom: [(&str, &str); 2]) -> Browser {
        let invite = [whom[0], whom[1], ("email", MARIAM)];
        self.act(anjali, "send_invitation", &invite).await;
        self.act(anjali, "resend_invitation", &whom).await;
        self.act(anjali, "revoke_invitation", &whom).await;
        anjali.call("send_invitation", &invite).await;
        self.app.mailbox.refuse(Some(Undelivered::Never { why: "Closed".into() }));
        self.app.deliver().await;
        self.act(anjali, "try_mail_again", &whom).await;
        self.app.mailbox.refuse(None);
        let link = self.app.invitation_link(MARIAM).await;
        let mariam = self.app.browser();
        self.act(&mariam, "ask_for_new_link", &[("token", last(&link))]).await;
        self.act(&mariam, "activate_account", &[("token", last(&link)), ("password", PASSWORD)]).await;
        mariam
    }

    async fn documents(&mut self, anjali: &Browser, mariam: &Browser, [client, _, lina]: [&str; 3]) {
        let begun = self.act(mariam, "begin_upload", &[("client", client), ("name", "a.pdf"), ("size", "19")]).await;
        let (receipt, upload) = (begun["receipt"].as_str().unwrap(), begun["upload"].as_str().unwrap());
        let put = mariam.http().put(mariam.url(&format!("/uploads/{upload}"))).body(PDF).send().await.unwrap();
        assert_eq!(put.status(), 201);
        self.act(mariam, "finish_upload", &[("receipt", receipt)]).await;
        let documents = anjali.open(&format!("/clients/{client}/documents")).await;
        let document = documents.links("Download").remove(0).split('/').nth(2).unwrap().to_owned();
        self.act(anjali, "share_document", &[("client", client), ("document", &document), ("contacts[]", lina)]).await;
        self.act(anjali, "end_share", &[("client", client), ("document", &document), ("contact", lina)]).await;
    }

    async fn access(&mut self, anjali: &Browser, whom: [(&str, &str); 2]) {
        self.act(anjali, "disable_access", &whom).await;
        self.act(anjali, "enable_access", &whom).await;
        for _ in 0..5 {
            self.app.browser().sign_in(MARIAM, "not the password").await;
        }
        self.act(anjali, "unlock", &whom).await;
        self.act(anjali, "send_reset_to_contact", &whom).await;
        self.act(&self.app.browser(), "send_reset_link", &[("email", MARIAM)]).await;
        self.app.deliver().await;
        let link = link(&self.app.mailbox.last_to(MARIAM), &self.app.base, "/reset-password/");
        self.act(&self.app.browser(), "set_new_password", &[("token", last(&link)), ("password", NEW)]).await;
        self.act(anjali, "change_password", &[("current_password", PASSWORD), ("new_password", NEW)]).await;
    }
}

/// The last part of an address.
fn last(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

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
        walk.access(&anjali, whom).await;
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
        let download = anjali.open(&format!("{profile}/documents")).await.links("Download").remove(0);
        assert_eq!(anjali.download(&download, &[]).await.0, 200);
        assert_eq!(anjali.download("/clients/export.csv", &[]).await.0, 200);
        assert_eq!(anjali.download("/activity/export.csv", &[]).await.0, 200);
        let told = lines(&anjali.open("/activity").await);
        for words in ["Uploaded statement.pdf", "Added letter.pdf", "Downloaded letter.pdf", "Exported 1 client", "Exported"] {
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
