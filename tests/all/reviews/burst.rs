//! The client hears of a burst of decisions once, when the reviewer is quiet, and only when there is something to do or
//! nothing is left to do.

use super::{CHECK, Cast, INTERNAL, MARIAM, cast, decide, text};
use crate::on_both_databases;
use crate::support::TestApp;
use gk_nexus::kernel::Span;
use gk_nexus::reviews::news;

/// Lets the worker take its turn. Gives how many mails about reviews Mariam has by now.
async fn told(app: &TestApp) -> usize {
    news::tell(&app.services).await.unwrap();
    app.deliver().await;
    let about = |subject: &str| {
        ["again", "everything it asked", "accepted what you sent"].iter().any(|words| subject.contains(words))
    };
    app.mailbox.to(MARIAM).iter().filter(|mail| about(&mail.subject)).count()
}

/// Three documents of Mariam's: two for what was asked, one loose.
async fn three(app: &TestApp, cast: &Cast) -> [String; 3] {
    [
        cast.hand_in(app, &cast.passport, "passport.pdf").await,
        cast.hand_in(app, &cast.lease, "lease.pdf").await,
        cast.send(app, "letter.pdf").await,
    ]
}

on_both_databases! {
    async fn one_mail_names_what_was_sent_back_and_why_and_what_is_good(app: TestApp) {
        let cast = cast(&app).await;
        let [passport, lease, letter] = three(&app, &cast).await;
        decide(&cast.renee, &passport, "rejected", "Too blurred to read.\nLay it on a table.").await;
        app.wait(Span::minutes(4));
        decide(&cast.renee, &lease, "needs more", "Page 2 is missing.").await;
        decide(&cast.thomas, &letter, "accepted", "").await;
        app.wait(Span(4 * 60_000 + 59_999));
        assert_eq!(told(&app).await, 0, "the burst may go on");
        app.wait(Span(1));
        assert_eq!(told(&app).await, 1);
        app.wait(Span::hours(1));
        assert_eq!(told(&app).await, 1, "once");
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Persaud & Vale needs 2 documents from you again");
        for words in [
            "Passport, photo page: your file passport.pdf can’t be used.",
            "Too blurred to read.\nLay it on a table.",
            "Lease: your file lease.pdf is accepted, and we need more.",
            "Page 2 is missing.",
            "Accepted: letter.pdf.",
            &format!("{}/portal/requests/{}", app.base, cast.request),
        ] {
            assert!(mail.text.contains(words), "no “{words}” in:\n{}", mail.text);
        }
        for words in INTERNAL.into_iter().chain([CHECK, "Renée", "Thomas", "2026-11-24 Mariam", "M-2026-0001"]) {
            assert!(!mail.text.contains(words) && !mail.html.contains(words), "“{words}” is in:\n{}", mail.text);
        }
    }

    async fn several_files_of_one_thing_are_named_once(app: TestApp) {
        let cast = cast(&app).await;
        let [passport, lease, _] = three(&app, &cast).await;
        let page_two = cast.hand_in(&app, &cast.lease, "lease-2.pdf").await;
        for accepted in [&lease, &page_two] {
            decide(&cast.renee, accepted, "accepted", "").await;
        }
        decide(&cast.renee, &passport, "rejected", "Too dark").await;
        app.wait(Span::minutes(5));
        assert_eq!(told(&app).await, 1);
        let text = app.mailbox.last_to(MARIAM).text;
        assert!(text.contains("Accepted: Lease."), "{text}");
    }

    async fn a_long_burst_is_told_after_twenty_minutes(app: TestApp) {
        let cast = cast(&app).await;
        let mut ids = Vec::new();
        for number in 0..6 {
            ids.push(cast.hand_in(&app, &cast.passport, &format!("{number}.pdf")).await);
        }
        for id in &ids[..5] {
            decide(&cast.renee, id, "rejected", "Too dark").await;
            assert_eq!(told(&app).await, 0);
            app.wait(Span::minutes(4));
        }
        decide(&cast.renee, &ids[5], "rejected", "Too dark").await;
        assert_eq!(told(&app).await, 1);
        let text = app.mailbox.last_to(MARIAM).text;
        assert!((0..6).all(|number| text.contains(&format!("{number}.pdf"))), "{text}");
    }

    async fn what_was_only_accepted_makes_no_mail_and_the_last_one_says_that_all_is_there(app: TestApp) {
        let cast = cast(&app).await;
        let [passport, lease, letter] = three(&app, &cast).await;
        decide(&cast.renee, &passport, "accepted", "").await;
        decide(&cast.renee, &letter, "accepted", "").await;
        app.wait(Span::minutes(6));
        assert_eq!(told(&app).await, 0);
        decide(&cast.renee, &lease, "accepted", "").await;
        app.wait(Span::minutes(5));
        assert_eq!(told(&app).await, 1);
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Persaud & Vale has everything it asked you for");
        assert!(mail.text.contains("We have everything we asked for: Papers for 2025. Thank you."), "{}", mail.text);
        assert!(mail.text.contains("Accepted: Lease.") && !mail.text.contains("Passport"), "{}", mail.text);
    }

    async fn what_is_taken_back_before_it_is_told_is_never_told(app: TestApp) {
        let cast = cast(&app).await;
        let [passport, ..] = three(&app, &cast).await;
        let undo = async |reviewer: &crate::support::Browser| {
            let standing = "SELECT id FROM decisions WHERE undone_at IS NULL";
            let decision = text(&app, standing).await;
            assert_eq!(reviewer.call("undo_review", &[("decision", &decision)]).await.0, 200);
        };
        decide(&cast.renee, &passport, "rejected", "Too dark").await;
        undo(&cast.renee).await;
        app.wait(Span::minutes(30));
        cast.renee.sign_in("renee@persaudvale.example", crate::support::people::PASSWORD).await.must_be(200);
        assert_eq!(told(&app).await, 0);
        decide(&cast.renee, &passport, "rejected", "Too bright").await;
        app.wait(Span::minutes(5));
        assert_eq!(told(&app).await, 1);
        let mail = app.mailbox.last_to(MARIAM).text;
        assert!(mail.contains("Too bright") && !mail.contains("Too dark"), "{mail}");
        // Told, then taken back and accepted: the client is told that it is good after all.
        undo(&cast.renee).await;
        decide(&cast.renee, &passport, "accepted", "").await;
        app.wait(Span::minutes(5));
        assert_eq!(told(&app).await, 2);
        assert_eq!(app.mailbox.last_to(MARIAM).subject, "Persaud & Vale has accepted what you sent");
    }

    async fn what_the_client_has_sent_again_meanwhile_is_not_asked_for_twice(app: TestApp) {
        let cast = cast(&app).await;
        let [passport, ..] = three(&app, &cast).await;
        decide(&cast.renee, &passport, "rejected", "Too dark").await;
        cast.hand_in(&app, &cast.passport, "better.pdf").await;
        app.wait(Span::minutes(6));
        assert_eq!(told(&app).await, 0);
    }

    async fn two_servers_tell_once(app: TestApp) {
        let cast = cast(&app).await;
        let [passport, lease, letter] = three(&app, &cast).await;
        for id in [&passport, &lease, &letter] {
            decide(&cast.renee, id, "rejected", "Too dark").await;
        }
        app.wait(Span::minutes(6));
        let other = app.another_process().await;
        let (here, there) = (&app.services, &other.services);
        let told_by_all = futures::future::join_all([here, there, here, there, here, there].map(news::tell)).await;
        assert!(told_by_all.iter().all(Result::is_ok));
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE kind = 'documents reviewed'").await, 1);
        assert_eq!(told(&app).await, 1);
        assert!(app.mailbox.last_to(MARIAM).text.contains("letter.pdf: this file can’t be used."));
    }

    async fn somebody_whose_access_has_ended_is_not_written_to(app: TestApp) {
        let cast = cast(&app).await;
        let [passport, ..] = three(&app, &cast).await;
        decide(&cast.renee, &passport, "rejected", "Too dark").await;
        app.run("UPDATE portal_access SET state = 'inactive'").await.unwrap();
        app.wait(Span::minutes(6));
        assert_eq!(told(&app).await, 0);
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE kind = 'documents reviewed'").await, 0);
    }
}
