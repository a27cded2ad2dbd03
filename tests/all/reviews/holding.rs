//! Two reviewers don't begin with the same document: what one looks at is marked, by a POST and for two minutes.

use super::{cast, decide};
use crate::on_both_databases;
use crate::support::Browser;
use gk_nexus::kernel::Span;

async fn hold(reviewer: &Browser, submission: &str) -> String {
    let (status, words) = reviewer.call("hold_submission", &[("submission", submission)]).await;
    assert_eq!(status, 200, "{words}");
    words.as_str().unwrap().to_owned()
}

on_both_databases! {
    async fn what_a_colleague_looks_at_is_marked_and_skipped(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        let second = cast.hand_in(&app, &cast.lease, "lease.pdf").await;
        assert_eq!(hold(&cast.thomas, &first).await, "");
        let page = cast.renee.open("/review").await;
        page.must_say("Thomas Vale is looking at this.");
        assert!(page.html.contains(&format!("data-submission=\"{second}\"")), "the free one is shown");
        cast.renee.open(&format!("/review/{first}")).await.must_say("Thomas Vale is looking at this.");
        assert_eq!(hold(&cast.renee, &first).await, "Thomas Vale is looking at this.");
        cast.thomas.open(&format!("/review/{first}")).await.must_not_say("is looking at this");
        // The mark is a courtesy: whoever decides decides.
        let page = decide(&cast.renee, &second, "accepted", "").await;
        assert_eq!(page.path, "/review", "what is left is a colleague's");
        page.must_say("Thomas Vale is looking at this.");
        decide(&cast.renee, &first, "accepted", "").await.must_be(200);
        assert_eq!(hold(&cast.thomas, &first).await, "Renée Baptiste has reviewed this.");
    }

    async fn a_mark_ends_by_itself_after_two_minutes_unless_it_is_renewed(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        assert_eq!(hold(&cast.thomas, &first).await, "");
        app.wait(Span::seconds(119));
        assert_eq!(hold(&cast.thomas, &first).await, "");
        app.wait(Span::seconds(119));
        assert_ne!(hold(&cast.renee, &first).await, "");
        app.wait(Span::seconds(1));
        cast.renee.open("/review").await.must_not_say("is looking at this");
        assert_eq!(hold(&cast.renee, &first).await, "");
        assert_eq!(hold(&cast.thomas, &first).await, "Renée Baptiste is looking at this.");
        assert_eq!(cast.thomas.call("let_go_submission", &[("submission", &first)]).await.0, 200);
        assert_ne!(hold(&cast.thomas, &first).await, "", "nobody takes away another's mark");
        assert_eq!(cast.renee.call("let_go_submission", &[("submission", &first)]).await.0, 200);
        assert_eq!(hold(&cast.thomas, &first).await, "");
    }

    async fn looking_at_pages_changes_nothing(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        let tables = ["submissions", "decisions", "request_items", "requests", "documents", "activity", "outbox"];
        let before = app.rows(&tables).await;
        for path in ["/review", "/review?after=0-0", "/settings/review", &format!("/review/{first}"), &format!("/review/{first}?keys=show")] {
            cast.anjali.open(path).await.must_be(200);
        }
        assert_eq!(app.rows(&tables).await, before);
    }

    async fn an_open_page_keeps_no_session_alive(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        for _ in 0..31 {
            app.wait(Span::minutes(1));
            let way = format!("{}/api/hold_submission", app.base);
            let request = cast.renee.http().post(way).header("accept", "application/json").header("x-background", "looking");
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            request.body(format!("submission={first}")).send().await.unwrap();
        }
        assert_eq!(cast.renee.call("hold_submission", &[("submission", &first)]).await.0, 401);
    }

    async fn the_keys_are_listed_also_without_a_script(app: TestApp) {
        let cast = cast(&app).await;
        cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        let page = cast.renee.open("/review").await.form("Keys").send().await;
        assert!(page.html.contains("<dialog id=\"keys\" aria-labelledby=\"keys-title\" open"), "{}", page.html);
        page.must_say("Needs more: goes to the reason first").must_say("Undo the last decision");
    }
}
