//! What follows when something is found: the log, the thing that is asked for again, and plain words to client and staff.

use super::*;
use crate::on_both_databases;
use crate::reviews::{Cast, cast, decide, submission};
use crate::support::people::PASSWORD;
use gk_nexus::documents::scans::{news, worker};
use gk_nexus::kernel::Span;
use gk_nexus::reviews::news as decisions;

const ANJALI: &str = "anjali@persaudvale.example";

/// A portal with a scanner, and Mariam who is asked for two things.
async fn asked(app: &TestApp) -> (TestApp, Scanner, Cast) {
    let scanner = Scanner::up();
    let app = app.scanned_at(&scanner.address()).await;
    let cast = cast(&app).await;
    (app, scanner, cast)
}

async fn hand_in(cast: &Cast, item: &str, name: &str, bytes: &[u8]) {
    let way = format!("/portal/requests/{}", cast.request);
    cast.mariam.send_files(&way, &[(name, bytes)], &[("item", item)]).await.must_be(200);
}

/// Lets the worker tell; the mails to this address whose subject has these words.
async fn told(app: &TestApp, to: &str, words: &str) -> Vec<String> {
    news::tell(&app.services).await.unwrap();
    decisions::tell(&app.services).await.unwrap();
    app.deliver().await;
    let mails = app.mailbox.to(to).into_iter().filter(|mail| mail.subject.contains(words));
    mails.map(|mail| mail.text).collect()
}

on_both_databases! {
    async fn the_client_is_asked_for_another_file_in_plain_words_and_once(app: TestApp) {
        let (app, _scanner, cast) = asked(&app).await;
        hand_in(&cast, &cast.passport, "passport.pdf", &bad_pdf()).await;
        hand_in(&cast, &cast.lease, "lease.pdf", &pdf("lease")).await;
        cast.mariam.upload(DOCUMENTS, &[("letter.pdf", &bad_pdf())], &[]).await.must_be(200);
        assert_eq!(cast.stands(&app, &cast.passport).await, "Submitted");
        let page = cast.mariam.open(&format!("/portal/requests/{}", cast.request)).await;
        page.must_say("Being checked for viruses");
        assert_eq!(app.scan().await, 3);

        assert_eq!(cast.stands(&app, &cast.passport).await, "Rejected");
        assert_eq!(cast.stands(&app, &cast.lease).await, "Submitted");
        let page = cast.mariam.open(&format!("/portal/requests/{}", cast.request)).await;
        page.must_say("We asked for a new copy.").must_say("Our virus check found something harmful in this file");
        page.must_say("Sent back").must_say("Blocked: a virus was found").must_not_say("Eicar");
        assert!(page.links("Download passport.pdf").is_empty() && !page.links("Download lease.pdf").is_empty());

        assert_eq!(told(&app, MARIAM, "again").await.len(), 0, "more may be found");
        app.wait(Span::minutes(5));
        let mails = told(&app, MARIAM, "needs 2 documents from you again").await;
        assert_eq!(mails.len(), 1, "{:?}", app.mailbox.to(MARIAM).iter().map(|mail| &mail.subject).collect::<Vec<_>>());
        for words in [
            "Passport, photo page: your file passport.pdf can’t be used.",
            "letter.pdf: this file can’t be used.",
            "Our virus check found something harmful in this file, so we could not accept it",
            "This is about this file alone.",
            "Please send it again from a clean copy",
        ] {
            assert!(mails[0].contains(words), "no “{words}” in:\n{}", mails[0]);
        }
        assert!(!mails[0].contains("lease.pdf") && !mails[0].contains("Eicar"), "{}", mails[0]);
        app.wait(Span::hours(1));
        assert_eq!(told(&app, MARIAM, "again").await.len(), 1, "once");

        cast.mariam.sign_in(MARIAM, PASSWORD).await.must_be(200);
        hand_in(&cast, &cast.passport, "better.pdf", &pdf("better")).await;
        assert_eq!((app.scan().await, cast.stands(&app, &cast.passport).await.as_str()), (1, "Submitted"));
        cast.renee.sign_in("renee@persaudvale.example", PASSWORD).await.must_be(200);
        for name in ["better.pdf", "lease.pdf"] {
            decide(&cast.renee, &submission(&app, name).await, "accepted", "").await.must_be(200);
        }
        assert_eq!(cast.request_stands(&app).await, "complete");
    }

    async fn staff_hear_of_a_burst_in_one_mail_and_read_it_in_the_log(app: TestApp) {
        let (app, _scanner, cast) = asked(&app).await;
        for name in ["one.pdf", "two.pdf"] {
            cast.mariam.upload(DOCUMENTS, &[(name, &bad_pdf())], &[]).await.must_be(200);
        }
        cast.mariam.upload(DOCUMENTS, &[("good.pdf", &pdf("good"))], &[]).await.must_be(200);
        assert_eq!(app.scan().await, 3);
        assert!(told(&app, ANJALI, "virus").await.is_empty());
        app.wait(Span::minutes(2));
        let mails = told(&app, ANJALI, "2 files blocked: a virus was found – Mariam Rahman").await;
        assert_eq!(mails.len(), 1);
        for words in ["one.pdf, from Mariam Rahman: Eicar-Test", "two.pdf", &format!("{}{}/documents", app.base, cast.profile)] {
            assert!(mails[0].contains(words), "no “{words}” in:\n{}", mails[0]);
        }
        assert!(!mails[0].contains("good.pdf"), "{}", mails[0]);
        app.wait(Span::hours(1));
        assert_eq!(told(&app, ANJALI, "virus").await.len(), 1, "once");
        assert_eq!(told(&app, "renee@persaudvale.example", "virus").await.len(), 0, "who looks after nothing hears nothing");
        cast.anjali.sign_in(ANJALI, PASSWORD).await.must_be(200);
        let log = cast.anjali.open("/activity").await;
        log.must_say("Blocked one.pdf: the virus check found Eicar-Test in it").must_not_say("Blocked good.pdf");
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'virus found'").await, 2);
        let whose = "SELECT COUNT(*) FROM activity a JOIN contacts k ON k.id = a.contact_id
            WHERE a.act = 'virus found' AND k.name = 'Mariam Rahman' AND a.client_id IS NOT NULL AND a.actor_kind = 'portal'";
        assert_eq!(app.count(whose).await, 2);
    }

    async fn two_servers_tell_of_a_find_once(app: TestApp) {
        let (here, scanner, cast) = asked(&app).await;
        cast.mariam.upload(DOCUMENTS, &[("one.pdf", &bad_pdf())], &[]).await.must_be(200);
        assert_eq!(here.scan().await, 1);
        let there = app.scanned_at(&scanner.address()).await;
        for server in [&here, &there] {
            server.wait(Span::minutes(3));
        }
        let (one, other) = tokio::join!(news::tell(&here.services), news::tell(&there.services));
        assert!(one.is_ok() && other.is_ok());
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE kind = 'files blocked'").await, 1, "the client’s lead");
    }

    async fn the_find_and_all_that_follows_stand_or_fall_together(app: TestApp) {
        let (app, _scanner, cast) = asked(&app).await;
        hand_in(&cast, &cast.passport, "passport.pdf", &bad_pdf()).await;
        let tables = ["document_versions", "submissions", "decisions", "request_items", "outbox"];
        let full = app.either(
            "CREATE TRIGGER full_log BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'full'); END",
            "CREATE FUNCTION full_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$;
             CREATE TRIGGER full_log BEFORE INSERT ON activity FOR EACH ROW EXECUTE FUNCTION full_log()",
        );
        app.run(full).await.unwrap();
        assert!(worker::scan_due(&app.services).await.is_err());
        app.run("UPDATE document_versions SET scan_leased_until = 0").await.unwrap();
        let before = app.rows(&tables).await;
        assert!(before.iter().any(|row| row.contains("not scanned")) && worker::scan_due(&app.services).await.is_err());
        app.run("UPDATE document_versions SET scan_leased_until = 0").await.unwrap();
        assert_eq!(app.rows(&tables).await, before);
        let whole = app.either("DROP TRIGGER full_log", "DROP TRIGGER full_log ON activity; DROP FUNCTION full_log()");
        app.run(whole).await.unwrap();
        assert_eq!(app.scan().await, 1);
        assert_eq!(cast.stands(&app, &cast.passport).await, "Rejected");
    }

    async fn nobody_accepts_what_nobody_can_open_and_a_find_is_not_taken_back(app: TestApp) {
        let (app, _scanner, cast) = asked(&app).await;
        hand_in(&cast, &cast.passport, "passport.pdf", &bad_pdf()).await;
        hand_in(&cast, &cast.lease, "lease.pdf", &pdf("lease")).await;
        let passport = submission(&app, "passport.pdf").await;
        let page = cast.renee.open(&format!("/review/{passport}")).await;
        page.must_say(UNCHECKED);
        assert!(page.links("Download passport.pdf").is_empty() && !page.html.contains("/preview"));
        for verdict in ["accepted", "needs more"] {
            decide(&cast.renee, &passport, verdict, "Page 2 is missing").await.must_be(409).must_say(UNCHECKED);
        }
        let lease = submission(&app, "lease.pdf").await;
        decide(&cast.renee, &lease, "rejected", "Not this one").await.must_be(200);
        assert_eq!(app.scan().await, 2);

        let page = cast.renee.open(&format!("/review/{passport}")).await;
        page.must_say("Blocked: a virus was found").must_say(INFECTED).must_say("It is called Eicar-Test.");
        assert_eq!(page.each("section.decision button"), Vec::<String>::new());
        cast.renee.open("/review").await.must_say("Nothing waits");
        let typed = [("submission", passport.as_str()), ("verdict", "accepted")];
        assert_eq!(cast.renee.call("review_document", &typed).await.0, 409);
        let find = app.text(&format!("SELECT id FROM decisions WHERE submission_id = '{passport}'")).await;
        assert_eq!(cast.renee.call("undo_review", &[("decision", &find)]).await.0, 409);
        assert_eq!(cast.stands(&app, &cast.passport).await, "Rejected");
        // What a reviewer had sent back stays as it was, and its file opens.
        cast.renee.open(&format!("/review/{lease}")).await.must_say("Not this one").must_say("Renée Baptiste");
        let lease = document(&app, "lease.pdf").await;
        assert_eq!(cast.renee.download(&format!("/documents/{lease}/download"), &[]).await.0, 200);
        // The history of the item names who sent the first one back.
        hand_in(&cast, &cast.passport, "better.pdf", &pdf("better")).await;
        let better = submission(&app, "better.pdf").await;
        cast.renee.open(&format!("/review/{better}")).await.must_say("Rejected by the virus check");
    }
}
