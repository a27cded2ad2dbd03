//! Accepting, asking for more, sending back; what follows for item and request.

use super::{CHECK, INTERNAL, cast, decide, document_of, matter, text};
use crate::on_both_databases;
use crate::support::files::pdf;
use gk_nexus::accounts::Role;

on_both_databases! {
    async fn a_reviewer_sees_what_was_asked_for_and_the_next_document_follows(app: TestApp) {
        let cast = cast(&app).await;
        cast.renee.open("/review").await.must_be(200).must_say("Nothing waits");
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        let second = cast.hand_in(&app, &cast.lease, "lease.pdf").await;
        let page = cast.renee.open("/review").await;
        page.must_say("2 documents wait, oldest first").must_say("Passport, photo page").must_say("“All four corners visible.”");
        page.must_say(CHECK).must_say("Personal tax return 2025").must_say("Papers for 2025").must_say("Sent by Mariam Rahman");
        assert!(page.html.contains(&format!("/documents/{}/preview", document_of(&app, &first).await)));
        let next = page.form("Accept").set("verdict", "accepted").send().await;
        assert_eq!(next.path, format!("/review/{second}"), "the next one is there");
        next.must_be(200).must_say("Passport, photo page: accepted.").must_say("1 done today");
        assert!(next.has_button("Undo"));
        assert_eq!(cast.stands(&app, &cast.passport).await, "Accepted");
        assert_eq!(cast.request_stands(&app).await, "sent", "the lease waits");
        let last = next.form("Accept").set("verdict", "accepted").send().await;
        assert_eq!(last.path, "/review");
        last.must_say("Nothing waits").must_say("Lease: accepted.").must_say("2 documents done today.");
        assert_eq!(cast.request_stands(&app).await, "complete");
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        log.must_say("Accepted passport.pdf for “Passport, photo page”").must_say("Everything needed for “Papers for 2025” is there");
        for path in ["/portal".to_owned(), format!("/portal/requests/{}", cast.request), "/portal/documents".to_owned()] {
            let page = cast.mariam.open(&path).await;
            INTERNAL.iter().for_each(|words| { page.must_be(200).must_not_say(words); });
        }
    }

    async fn what_is_not_enough_is_kept_and_the_client_is_asked_for_more(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "page-1.pdf").await;
        decide(&cast.renee, &first, "needs more", "Page 2 is missing").await.must_be(200).must_say("accepted, and more is asked for");
        assert_eq!(cast.stands(&app, &cast.passport).await, "Needs more");
        assert_eq!(text(&app, "SELECT filed_as FROM documents WHERE name = 'page-1.pdf'").await, "2026-11-24 Mariam Rahman Passport, photo page.pdf");
        cast.mariam.open(&format!("/portal/requests/{}", cast.request)).await.must_say("Page 2 is missing");
        let second = cast.hand_in(&app, &cast.passport, "page-2.pdf").await;
        let page = cast.renee.open(&format!("/review/{second}")).await;
        page.must_say("File 2").must_say("page-1.pdf").must_say("Accepted, more needed by Renée Baptiste");
        decide(&cast.renee, &second, "accepted", "").await.must_be(200);
        assert_eq!(cast.stands(&app, &cast.passport).await, "Accepted");
    }

    async fn what_can_not_be_used_is_sent_back_with_a_reason_and_open_again(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "blurred.pdf").await;
        for (reason, verdict) in [("", "rejected"), ("   ", "needs more")] {
            let page = decide(&cast.renee, &first, verdict, reason).await;
            page.must_be(422).must_say("There is a problem");
            let words = "Choose a reason or write what is wrong: the client reads it";
            assert_eq!(page.error_beside("In your own words").as_deref(), Some(words));
            assert!(page.title().starts_with("Error:"), "{}", page.title());
        }
        decide(&cast.renee, &first, "rejected", &"x".repeat(1001)).await.must_be(422).must_say("Use at most 1000 characters");
        decide(&cast.renee, &first, "maybe", "x").await.must_be(422).must_say("Choose a decision");
        assert_eq!(cast.stands(&app, &cast.passport).await, "Submitted", "nothing is half done");
        decide(&cast.renee, &first, "rejected", "Too blurred <b>to read</b>").await.must_be(200).must_not_say("<b>to read");
        assert_eq!(cast.stands(&app, &cast.passport).await, "Rejected");
        cast.mariam.open(&format!("/portal/requests/{}", cast.request)).await.must_say("Too blurred <b>to read</b>");
        let none = text(&app, "SELECT COALESCE(filed_as, 'nowhere') FROM documents WHERE name = 'blurred.pdf'").await;
        assert_eq!(none, "nowhere", "what is sent back is not filed");
        let second = cast.hand_in(&app, &cast.passport, "sharp.pdf").await;
        assert_eq!(cast.stands(&app, &cast.passport).await, "Submitted");
        decide(&cast.thomas, &second, "accepted", "").await.must_be(200);
        assert_eq!(cast.stands(&app, &cast.passport).await, "Accepted");
    }

    async fn a_sentence_of_the_firm_and_own_words_go_together(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "blurred.pdf").await;
        cast.anjali.open("/settings/review").await.form("Add reason").fill("New reason", "Too blurred to read").send().await.must_be(200);
        let page = cast.renee.open(&format!("/review/{first}")).await;
        let chosen = text(&app, "SELECT id FROM canned_reasons").await;
        let gone = page.form("Accept").set("verdict", "rejected").set("canned", &"0".repeat(32)).send().await;
        assert_eq!(gone.must_be(422).error_beside("Reason").as_deref(), Some("This reason is no longer there. Choose another one"));
        let form = page.form("Accept").set("verdict", "rejected").set("canned", &chosen);
        form.fill("In your own words", "Lay it on a table.").send().await.must_be(200);
        assert_eq!(text(&app, "SELECT reason FROM decisions").await, "Too blurred to read\nLay it on a table.");
    }

    async fn an_item_is_accepted_when_all_that_came_for_it_is(app: TestApp) {
        let cast = cast(&app).await;
        let [one, two, three] = ["1.pdf", "2.pdf", "3.pdf"].map(|name| (name, cast.passport.clone()));
        let mut ids = Vec::new();
        for (name, item) in [one, two, three] {
            ids.push(cast.hand_in(&app, &item, name).await);
        }
        decide(&cast.renee, &ids[0], "accepted", "").await;
        assert_eq!(cast.stands(&app, &cast.passport).await, "Submitted", "two wait");
        decide(&cast.renee, &ids[1], "rejected", "Upside down").await;
        decide(&cast.renee, &ids[2], "accepted", "").await;
        assert_eq!(cast.stands(&app, &cast.passport).await, "Rejected", "the second one is still to be replaced");
    }

    async fn what_nobody_asked_for_is_accepted_under_a_matter_or_sent_back(app: TestApp) {
        let cast = cast(&app).await;
        let (other, _) = app.active_client(&cast.anjali, "Omar Haddad", "omar@example.com").await;
        let foreign = matter(&app, other.trim_start_matches("/clients/"), "Another affair", 2).await;
        let [letter, photo] = [cast.send(&app, "letter.pdf").await, cast.send(&app, "photo.pdf").await];
        let page = cast.renee.open(&format!("/review/{letter}")).await;
        page.must_say("sent without being asked").must_say("M-2026-0001 Personal tax return 2025").must_not_say("Another affair");
        assert!(!page.has_button("Needs more") && page.has_button("Send back"));
        let refused = page.form("Accept").set("verdict", "accepted").set("matter", &foreign).send().await;
        assert_eq!(refused.must_be(422).error_beside("File it under").as_deref(), Some("Choose a matter of this client"));
        decide(&cast.renee, &letter, "needs more", "Page 2").await.must_be(422).must_say("nothing can be missing");
        page.form("Accept").set("verdict", "accepted").set("matter", &cast.matter).send().await.must_be(200);
        assert_eq!(text(&app, "SELECT matter_id FROM documents WHERE name = 'letter.pdf'").await, cast.matter);
        decide(&cast.renee, &photo, "rejected", "Not ours").await.must_be(200).must_say("Nothing waits");
    }

    async fn only_reviewers_decide_and_what_is_not_there_is_absent(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        let kofi = app.staff(Role::FrontDesk, "Kofi Lall", "kofi@persaudvale.example").await;
        let typed = [("submission", first.as_str()), ("verdict", "accepted")];
        assert_eq!(kofi.call("review_document", &typed).await.0, 403);
        assert_eq!(cast.mariam.call("review_document", &typed).await.0, 404);
        assert_eq!(app.browser().call("review_document", &typed).await.0, 401);
        kofi.open("/review").await.must_be(403);
        cast.mariam.open(&format!("/review/{first}")).await.must_be(404);
        let absent = "0".repeat(32);
        cast.renee.open(&format!("/review/{absent}")).await.must_be(404);
        assert_eq!(cast.renee.call("review_document", &[("submission", &absent), ("verdict", "accepted")]).await.0, 404);
        assert_eq!(cast.renee.call("undo_review", &[("decision", &absent)]).await.0, 404);
        assert_eq!(app.count("SELECT COUNT(*) FROM decisions").await, 0);
    }

    async fn files_of_one_thing_are_told_apart_in_the_queue(app: TestApp) {
        let cast = cast(&app).await;
        for name in ["passport-front.pdf", "passport-back.pdf"] {
            cast.hand_in(&app, &cast.passport, name).await;
        }
        let rows = cast.renee.open("/review").await.each("nav.queue a");
        for (row, name) in rows.iter().zip(["passport-front.pdf", "passport-back.pdf"]) {
            assert!(row.starts_with(&format!("Passport, photo page Mariam Rahman · {name} · ")), "{row}");
        }
        assert_eq!(rows.len(), 2);
    }

    async fn the_queue_is_over_all_clients_oldest_first_and_in_pages(app: TestApp) {
        let cast = cast(&app).await;
        let (_, omar) = app.active_client(&cast.anjali, "Omar Haddad", "omar@example.com").await;
        cast.send(&app, "first.pdf").await;
        let files: Vec<(String, Vec<u8>)> = (0..24).map(|n| (format!("omar-{n:02}.pdf"), pdf(&n.to_string()))).collect();
        let chosen: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        omar.upload("/portal/documents", &chosen, &[]).await.must_be(200);
        cast.send(&app, "last.pdf").await;
        let page = cast.renee.open("/review").await;
        let queue = page.each("nav.queue a b");
        assert_eq!((queue.len(), queue[0].as_str(), queue[1].as_str()), (20, "first.pdf", "omar-00.pdf"));
        page.must_say("26 documents wait");
        let later = page.follow("Later ones").await;
        assert_eq!(later.each("nav.queue a b"), ["omar-19.pdf", "omar-20.pdf", "omar-21.pdf", "omar-22.pdf", "omar-23.pdf", "last.pdf"]);
        let middle = later.follow("omar-22.pdf").await;
        assert_eq!(middle.each("nav.queue a b").len(), 5 + 3);
        assert_eq!(middle.links("Previous"), later.links("omar-21.pdf")[..1]);
        assert_eq!(middle.links("Next"), later.links("omar-23.pdf")[..1]);
        assert_eq!(cast.anjali.open("/dashboard").await.each("nav .count"), ["26 documents to review"]);
    }
}
