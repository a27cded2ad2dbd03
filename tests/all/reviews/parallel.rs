//! Many reviewers at once: one decides, the others are told who and when; nobody waits in a circle.

use super::{cast, decide, text};
use crate::on_both_databases;
use futures::future::join_all;

on_both_databases! {
    async fn of_ten_decisions_on_one_document_one_stands(app: TestApp) {
        let cast = cast(&app).await;
        let other = app.another_process().await;
        for item in [Some(&cast.passport), None] {
            let first = match item {
                Some(item) => cast.hand_in(&app, item, "passport.pdf").await,
                None => cast.send(&app, "letter.pdf").await,
            };
            let calls = (0..10).map(|number| {
                let reviewer = if number % 2 == 0 { &cast.renee } else { &cast.thomas }.clone();
                let (base, first) = (if number < 5 { &app.base } else { &other.base }, first.as_str());
                let way = format!("{base}/api/review_document");
                async move {
                    let verdict = if number % 3 == 0 { "rejected" } else { "accepted" };
                    let body = format!("submission={first}&verdict={verdict}&reason=Blurred");
                    let request = reviewer.http().post(way).header("accept", "application/json");
                    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
                    let answer = request.send().await.unwrap();
                    (answer.status().as_u16(), answer.text().await.unwrap())
                }
            });
            let answers = join_all(calls).await;
            let lost: Vec<&String> = answers.iter().filter(|(status, _)| *status == 409).map(|(_, words)| words).collect();
            assert_eq!(lost.len(), 9, "{answers:?}");
            assert!(answers.iter().any(|(status, _)| *status == 200), "{answers:?}");
            for words in lost {
                assert!(words.contains("this at 10:22"), "{words}");
                assert!(words.contains("Renée Baptiste") || words.contains("Thomas Vale"), "{words}");
            }
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM decisions").await, 2);
    }

    async fn who_comes_too_late_reads_who_was_first_on_the_same_page(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        let form = cast.thomas.open(&format!("/review/{first}")).await.form("Accept");
        decide(&cast.renee, &first, "accepted", "").await.must_be(200);
        let page = form.set("verdict", "rejected").set("reason", "Too dark").send().await;
        page.must_be(409).must_say("Renée Baptiste accepted this at 10:22");
        assert_eq!(page.fact("Reviewed by"), "Renée Baptiste");
        assert_eq!(cast.stands(&app, &cast.passport).await, "Accepted");
        app.wait(gk_nexus::kernel::Span::days(1));
        cast.thomas.sign_in("thomas@persaudvale.example", crate::support::people::PASSWORD).await.must_be(200);
        let typed = [("submission", first.as_str()), ("verdict", "accepted")];
        let (status, words) = cast.thomas.call("review_document", &typed).await;
        assert_eq!((status, words["Conflict"].as_str()), (409, Some("Renée Baptiste accepted this on Tue 24 Nov, 10:22")));
    }

    async fn decisions_and_undoes_on_one_request_never_wait_in_a_circle(app: TestApp) {
        let cast = cast(&app).await;
        let mut ids = Vec::new();
        for (item, name) in [(&cast.passport, "a.pdf"), (&cast.passport, "b.pdf"), (&cast.lease, "c.pdf"), (&cast.lease, "d.pdf")] {
            ids.push(cast.hand_in(&app, item, name).await);
        }
        let works = ids.iter().enumerate().map(|(number, id)| {
            let reviewer = if number % 2 == 0 { &cast.renee } else { &cast.thomas }.clone();
            let app = &app;
            async move {
                for _ in 0..3 {
                    let typed = [("submission", id.as_str()), ("verdict", "accepted")];
                    assert_eq!(reviewer.call("review_document", &typed).await.0, 200);
                    let standing = format!("SELECT id FROM decisions WHERE submission_id = '{id}' AND undone_at IS NULL");
                    let decision = text(app, &standing).await;
                    assert_eq!(reviewer.call("undo_review", &[("decision", &decision)]).await.0, 200);
                }
                let typed = [("submission", id.as_str()), ("verdict", "accepted")];
                assert_eq!(reviewer.call("review_document", &typed).await.0, 200);
            }
        });
        join_all(works).await;
        assert_eq!(cast.stands(&app, &cast.passport).await, "Accepted");
        assert_eq!(cast.stands(&app, &cast.lease).await, "Accepted");
        assert_eq!(cast.request_stands(&app).await, "complete");
        let distinct = "SELECT COUNT(DISTINCT filed_as) FROM documents WHERE filed_as IS NOT NULL";
        assert_eq!(app.count(distinct).await, 4);
    }
}
