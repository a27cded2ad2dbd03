//! Signing in and out, lockout, sessions, passwords.

use crate::on_both_databases;
use crate::support::people::PASSWORD;
use gk_nexus::kernel::Span;

const ANJALI: &str = "anjali@persaudvale.example";

on_both_databases! {
    async fn staff_sign_in_and_out(app: TestApp) {
        let anjali = app.owner().await;
        anjali.open("/dashboard").await.must_be(200).must_say("Anjali");
        let page = anjali.open("/dashboard").await.form("Sign out").send().await;
        assert!(page.path.starts_with("/login"), "{}", page.path);
        assert!(anjali.open("/dashboard").await.path.starts_with("/login"));
    }

    async fn every_kind_of_refusal_reads_the_same(app: TestApp) {
        app.owner().await;
        let stranger = app.browser();
        let wrong = stranger.sign_in(ANJALI, "not the password").await;
        let unknown = stranger.sign_in("nobody@example.com", PASSWORD).await;
        wrong.must_be(422);
        unknown.must_be(422);
        let strip = |text: String| text.replace(ANJALI, "").replace("nobody@example.com", "");
        assert_eq!(strip(wrong.main()), strip(unknown.main()));
        assert_eq!(wrong.form("Sign in").value("Email"), ANJALI);
        wrong.must_not_say("not the password");
    }

    async fn after_five_failures_the_sixth_is_refused_without_a_look_until_fifteen_minutes_are_over(app: TestApp) {
        app.owner().await;
        let browser = app.browser();
        for _ in 0..5 {
            browser.sign_in(ANJALI, "wrong password").await.must_be(422);
        }
        browser.sign_in(ANJALI, PASSWORD).await.must_be(422);
        app.wait(Span::minutes(15) + Span(-1));
        browser.sign_in(ANJALI, PASSWORD).await.must_be(422);
        app.wait(Span(1));
        browser.sign_in(ANJALI, PASSWORD).await.must_be(200).must_say("Sign out");
    }

    async fn the_counter_starts_again_from_zero_after_a_lock(app: TestApp) {
        app.owner().await;
        let browser = app.browser();
        for _ in 0..5 {
            browser.sign_in(ANJALI, "wrong password").await;
        }
        app.wait(Span::minutes(15));
        for _ in 0..4 {
            browser.sign_in(ANJALI, "wrong password").await.must_be(422);
        }
        browser.sign_in(ANJALI, PASSWORD).await.must_be(200).must_say("Sign out");
    }

    async fn attempts_while_locked_do_not_prolong_the_lock(app: TestApp) {
        app.owner().await;
        let browser = app.browser();
        for _ in 0..5 {
            browser.sign_in(ANJALI, "wrong password").await;
        }
        app.wait(Span::minutes(14));
        for _ in 0..7 {
            browser.sign_in(ANJALI, "wrong password").await;
        }
        app.wait(Span::minutes(1));
        browser.sign_in(ANJALI, PASSWORD).await.must_be(200).must_say("Sign out");
    }

    async fn a_session_ends_after_thirty_minutes_without_activity(app: TestApp) {
        let anjali = app.owner().await;
        app.wait(Span::minutes(29));
        anjali.open("/dashboard").await.must_say("Anjali");
        app.wait(Span::minutes(29));
        anjali.open("/dashboard").await.must_say("Anjali");
        app.wait(Span::minutes(30));
        let page = anjali.open("/clients?q=rahman").await;
        assert!(page.path.starts_with("/login?ended=1&next="), "{}", page.path);
        let back = page.form("Sign in").fill("Email", ANJALI).fill("Password", PASSWORD).send().await;
        assert_eq!(back.path, "/clients?q=rahman");
    }

    async fn a_session_ends_after_twelve_hours_in_any_case(app: TestApp) {
        let anjali = app.owner().await;
        for _ in 0..29 {
            app.wait(Span::minutes(24));
            anjali.open("/dashboard").await.must_say("Anjali");
        }
        app.wait(Span::minutes(24));
        assert!(anjali.open("/dashboard").await.path.starts_with("/login"));
    }

    async fn every_sign_in_begins_a_session_of_its_own_and_ends_the_one_before(app: TestApp) {
        let anjali = app.owner().await;
        let mut seen = app.rows(&["sessions"]).await;
        for _ in 0..3 {
            anjali.sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
            let now = app.rows(&["sessions"]).await;
            assert!(now.len() == 1 && !seen.contains(&now[0]), "{now:?}");
            seen.extend(now);
        }
        for _ in 0..2 {
            app.browser().sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 3, "other devices stay signed in");
    }

    async fn sign_in_never_leads_to_another_site(app: TestApp) {
        app.owner().await;
        for foreign in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
            let browser = app.browser();
            let form = browser.open("/login").await.form("Sign in").set("next", foreign);
            let page = form.fill("Email", ANJALI).fill("Password", PASSWORD).send().await;
            assert_eq!(page.path, "/dashboard");
        }
    }
}
