//! The firm's review rules: its sentences, and how accepted documents are named.

use super::{cast, text};
use crate::on_both_databases;
use crate::support::{Page, TestApp};
use gk_nexus::accounts::Role;
use gk_nexus::reviews::store;

const PAGE: &str = "/settings/review";

pub fn sentences(page: &Page) -> Vec<String> {
    page.each("ol.ledger .what")
}

async fn three(app: &TestApp) {
    let mut tx = app.services.db.write().await.unwrap();
    for words in ["A page is missing", "Part of the page is cut off", "Too blurred to read"] {
        store::add_reason(&mut tx, words).await.unwrap();
    }
    tx.save().await.unwrap();
}

on_both_databases! {
    async fn sentences_are_added_changed_moved_and_removed(app: TestApp) {
        let anjali = app.owner().await;
        anjali.open(PAGE).await.must_be(200).must_say("No reasons yet");
        three(&app).await;
        let page = anjali.open(PAGE).await;
        assert_eq!(sentences(&page), ["A page is missing", "Part of the page is cut off", "Too blurred to read"]);
        let page = page.form("Add reason").fill("New reason", "  Expired  ").send().await;
        assert_eq!(sentences(page.must_be(200)).last().map(String::as_str), Some("Expired"));
        let page = page.form_beside("Move up", "Expired").send().await;
        let page = page.form_beside("Move up", "Expired").send().await;
        let page = page.form_beside("Move down", "A page is missing").send().await;
        assert_eq!(sentences(&page), ["Expired", "A page is missing", "Part of the page is cut off", "Too blurred to read"]);
        let page = page.form_beside("Save reason", "Expired").fill("Reason", "It has expired").send().await;
        page.must_be(200).must_say("The reason is saved.");
        let page = page.form_beside("Remove", "cut off").send().await;
        assert_eq!(sentences(&page), ["It has expired", "A page is missing", "Too blurred to read"]);
        let log = anjali.open("/activity").await;
        for words in ["Added the reason “Expired”", "Moved the reason “Expired” up", "Changed the reason “Expired” to “It has expired”",
            "Removed the reason “Part of the page is cut off”"] {
            log.must_say(words);
        }
    }

    async fn sentences_that_can_not_be_are_refused_beside_their_field(app: TestApp) {
        let anjali = app.owner().await;
        three(&app).await;
        let add = async |words: &str| anjali.open(PAGE).await.form("Add reason").fill("New reason", words).send().await;
        assert_eq!(add("").await.must_be(422).error_beside("New reason").as_deref(), Some("Enter a reason"));
        assert_eq!(add("a PAGE is missing").await.error_beside("New reason").as_deref(), Some("This reason is there already"));
        add(&"x".repeat(301)).await.must_be(422).must_say("Use at most 300 characters");
        let page = anjali.open(PAGE).await.form_beside("Save reason", "Too blurred").fill("Reason", "A page is missing").send().await;
        assert_eq!(page.must_be(422).error_beside("Reason").as_deref(), Some("This reason is there already"));
        assert_eq!(page.html.matches("id=\"words\"").count(), 1, "the error leads to one field");
        let gone = anjali.open(PAGE).await.form_beside("Remove", "Too blurred");
        let first = anjali.open(PAGE).await.form_beside("Move down", "A page is missing").set("up", "true");
        anjali.open(PAGE).await.form_beside("Remove", "Too blurred").send().await.must_be(200);
        gone.send().await.must_say("does not exist");
        first.send().await.must_be(409).must_say("the first one already");
        add("Wrong person").await.must_be(200);
    }

    async fn the_pattern_is_checked_and_shown_by_an_example(app: TestApp) {
        let anjali = app.owner().await;
        let page = anjali.open(PAGE).await;
        page.must_say("IMG_0042.jpg becomes 2026-11-24 Mariam Rahman Passport, photo page.jpg");
        let refused = page.form("Save pattern").fill("Pattern", "{date} {year}").send().await;
        let words = refused.must_be(422).error_beside("Pattern").unwrap();
        assert!(words.starts_with("{year} is not known. You can use {date}, {client}"), "{words}");
        assert_eq!(refused.form("Save pattern").value("Pattern"), "{date} {year}", "what was typed is kept");
        let saved = page.form("Save pattern").fill("Pattern", "{reference} {item}").send().await;
        saved.must_be(200).must_say("becomes M-2026-0148 Passport, photo page.jpg");
        anjali.open("/activity").await.must_say("Reviewed documents are named {reference} {item}");
    }

    async fn only_owners_and_managers_change_the_rules(app: TestApp) {
        let cast = cast(&app).await;
        three(&app).await;
        cast.thomas.open(PAGE).await.must_be(200);
        let kofi = app.staff(Role::FrontDesk, "Kofi Lall", "kofi@persaudvale.example").await;
        let reason = text(&app, "SELECT id FROM canned_reasons ORDER BY position LIMIT 1").await;
        for somebody in [&cast.renee, &kofi] {
            somebody.open(PAGE).await.must_be(403);
            for (action, typed) in [
                ("add_reason", vec![("words", "x")]),
                ("change_reason", vec![("reason", reason.as_str()), ("words", "x")]),
                ("move_reason", vec![("reason", reason.as_str()), ("up", "false")]),
                ("remove_reason", vec![("reason", reason.as_str())]),
                ("save_filing", vec![("pattern", "{item}")]),
            ] {
                assert_eq!(somebody.call(action, &typed).await.0, 403, "{action}");
            }
        }
        cast.mariam.open(PAGE).await.must_be(404);
        assert_eq!(app.count("SELECT COUNT(*) FROM canned_reasons").await, 3);
    }
}
