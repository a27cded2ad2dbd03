//! Taking a decision back: whoever may review, once; everything is as before.

use super::{cast, decide, text};
use crate::on_both_databases;

on_both_databases! {
    async fn undo_brings_back_the_document_its_item_and_its_place(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        let second = cast.hand_in(&app, &cast.lease, "lease.pdf").await;
        decide(&cast.renee, &first, "accepted", "").await;
        let page = decide(&cast.renee, &second, "accepted", "").await;
        assert_eq!(cast.request_stands(&app).await, "complete");
        let back = page.form("Undo").send().await;
        assert_eq!(back.path, format!("/review/{second}"));
        back.must_say("The decision is taken back").must_say("Lease").must_say("Accepted by Renée Baptiste").must_say("taken back by Renée Baptiste");
        assert_eq!(cast.stands(&app, &cast.lease).await, "Submitted");
        assert_eq!(cast.request_stands(&app).await, "sent");
        let filed = "SELECT COUNT(*) FROM documents WHERE filed_as IS NOT NULL OR matter_id IS NOT NULL";
        assert_eq!(app.count(filed).await, 1, "only the passport is filed");
        assert_eq!(app.count("SELECT COUNT(*) FROM decisions WHERE undone_at IS NOT NULL AND undone_by IS NOT NULL").await, 1);
        cast.anjali.open(&format!("{}/activity", cast.profile)).await.must_say("Took back the decision on lease.pdf");
        decide(&cast.thomas, &second, "rejected", "The old one").await.must_be(200);
        assert_eq!(cast.stands(&app, &cast.lease).await, "Rejected");
    }

    async fn a_colleague_may_take_it_back_and_only_once(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        decide(&cast.renee, &first, "rejected", "Expired").await;
        let page = cast.thomas.open(&format!("/review/{first}")).await;
        assert_eq!((page.fact("Reviewed by"), page.fact("Reason")), ("Renée Baptiste".to_owned(), "Expired".to_owned()));
        let again = page.form("Undo");
        page.form("Undo").send().await.must_be(200).must_say("taken back by Thomas Vale");
        again.send().await.must_be(409).must_say("This decision has been taken back already.");
        assert_eq!(cast.stands(&app, &cast.passport).await, "Submitted");
    }

    async fn undo_knows_what_came_after_the_decision(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "one.pdf").await;
        decide(&cast.renee, &first, "rejected", "Too dark").await;
        let second = cast.hand_in(&app, &cast.passport, "two.pdf").await;
        decide(&cast.renee, &second, "rejected", "Too bright").await;
        let decision = text(&app, &format!("SELECT id FROM decisions WHERE submission_id = '{first}'")).await;
        assert_eq!(cast.renee.call("undo_review", &[("decision", &decision)]).await.0, 200);
        assert_eq!(cast.stands(&app, &cast.passport).await, "Rejected", "the second one is still to be replaced");
        let states = text(&app, &format!("SELECT state FROM submissions WHERE id = '{first}'")).await;
        assert_eq!(states, "waiting");
    }

    async fn undo_brings_back_what_the_client_had_said(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        app.run(&format!("UPDATE request_items SET state = 'Does not apply' WHERE id = '{}'", cast.passport)).await.unwrap();
        let next = decide(&cast.renee, &first, "accepted", "").await;
        assert_eq!(cast.stands(&app, &cast.passport).await, "Accepted");
        next.form("Undo").send().await.must_be(200);
        assert_eq!(cast.stands(&app, &cast.passport).await, "Does not apply");
    }
}
