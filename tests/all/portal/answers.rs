//! What a contact says instead of sending a file: kept as given, ended by what comes later, never deleted.

use super::cast::{ABSENT, alone, answer, cast, decide, forged, run, send, state, usual};
use crate::on_both_databases;
use crate::support::files::pdf;

const BANK: &str = "October bank statement";
const PAYSLIPS: &str = "Payslips";

on_both_databases! {
    async fn a_contact_says_that_they_do_not_have_it_and_is_not_asked_again(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        cast.mariam.open("/portal").await.must_say("2 to send").must_say("0 of 3 done").must_say("in 3 days");
        let page = answer(&cast.mariam, &usual.path, BANK, "have not", "The bank is closed.", "").await;
        page.must_be(200).must_say("We have noted your answer about “October bank statement”");
        page.must_say("You said: “I don’t have this.” “The bank is closed.”");
        assert_eq!(state(&app, &usual.bank).await, "Open");
        cast.mariam.open("/portal").await.must_say("1 to send");
        cast.yusuf.open("/portal").await.must_say("2 to send").must_not_say("The bank is closed");
        cast.yusuf.open(&usual.path).await.must_not_say("The bank is closed").must_not_say("You said");
        let back = cast.mariam.open(&usual.path).await.form_beside("Change", BANK).send().await;
        back.must_say("is taken back").must_not_say("You said");
        cast.mariam.open("/portal").await.must_say("2 to send");
        assert_eq!(app.count("SELECT COUNT(*) FROM item_answers WHERE ended_at IS NOT NULL").await, 1, "kept");
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        log.must_say("Said about “October bank statement”: I don’t have this").must_say("Took back the answer");
    }

    async fn what_does_not_apply_needs_a_reason_and_can_be_taken_back_while_nothing_else_happened(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        alone(&app, &cast, &usual).await;
        let refused = answer(&cast.mariam, &usual.path, BANK, "does not apply", " ", "").await;
        refused.must_be(422);
        assert!(refused.title().starts_with("Error:"), "{}", refused.title());
        assert_eq!(refused.error_beside("Your words").as_deref(), Some("Say in a few words why it does not apply"));
        assert_eq!(refused.links("Say in a few words"), [format!("#words-{}", usual.bank)]);
        assert_eq!(refused.each(".field.wrong").len(), 1, "only that item’s field");
        let page = answer(&cast.mariam, &usual.path, BANK, "does not apply", "No account any more.", "").await;
        page.must_be(200).must_say("Does not apply").must_say("You said it does not apply: “No account any more.”");
        page.must_say("1 of 3 done");
        assert_eq!(state(&app, &usual.bank).await, "Does not apply");
        let forged_back = [("request", usual.request.as_str()), ("item", usual.bank.as_str())];
        cast.mariam.open(&usual.path).await.form("Undo").send().await.must_be(200).must_say("is taken back");
        assert_eq!(state(&app, &usual.bank).await, "Open");
        // Once staff have opened it again themselves, there is nothing to take back.
        answer(&cast.mariam, &usual.path, BANK, "does not apply", "Really.", "").await.must_be(200);
        assert_eq!(forged(&cast.anjali, "reopen_item", &forged_back).await, 200);
        assert_eq!(state(&app, &usual.bank).await, "Open");
        assert_eq!(forged(&cast.mariam, "take_back_answer", &forged_back).await, 409);
        assert_eq!(forged(&cast.anjali, "reopen_item", &forged_back).await, 409, "there is nothing to reopen");
    }

    async fn a_request_of_which_nothing_applies_is_complete_and_open_again_when_that_is_taken_back(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        alone(&app, &cast, &usual).await;
        for item in [BANK, PAYSLIPS] {
            answer(&cast.mariam, &usual.path, item, "does not apply", "Not this year.", "").await.must_be(200);
        }
        let done = cast.mariam.open(&usual.path).await;
        done.must_say("Everything that we asked for is here. Thank you.");
        done.must_say("You can still send");
        assert!(!done.has_button("Send answer") && !done.has_button("Upload for Payslips"));
        cast.mariam.open("/portal").await.must_say("You are up to date");
        cast.anjali.open(&format!("{}/activity", cast.profile)).await.must_say("Everything is there for");
        let pairs = [("request", usual.request.as_str()), ("item", &usual.gifts), ("answer", "have not")];
        let (status, refusal) = cast.mariam.call("answer_item", &pairs).await;
        assert_eq!(status, 409, "{refusal}");
        done.form_beside("Undo", PAYSLIPS).send().await.must_be(200);
        cast.mariam.open("/portal").await.must_say("1 to send");
    }

    async fn a_promised_day_is_between_today_and_a_year_ahead(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        for (day, words) in [
            ("", "Enter the day by which you will have it"),
            ("2026-11-23", "Enter today or a later day"),
            ("2026-02-30", "Enter a day that exists, like 2026-11-27"),
            ("27.11.2026", "Enter a day that exists, like 2026-11-27"),
            ("2027-12-01", "Enter a day within the next year"),
        ] {
            let refused = answer(&cast.mariam, &usual.path, PAYSLIPS, "later", "", day).await;
            assert_eq!(refused.must_be(422).error_beside("By which day").as_deref(), Some(words), "{day}");
        }
        for day in ["2026-11-24", "2027-11-24"] {
            answer(&cast.mariam, &usual.path, PAYSLIPS, "later", "", day).await.must_be(200);
        }
        let page = cast.mariam.open(&usual.path).await;
        page.must_say("You said: “I’ll have it by Wed 24 Nov 2027.”").must_not_say("Tue 24 Nov.");
        let kept = "SELECT COUNT(*) FROM item_answers WHERE kind = 'later' AND promised_on IS NOT NULL";
        assert_eq!(app.count(kept).await, 2, "the earlier one is kept");
        assert_eq!(app.count("SELECT COUNT(*) FROM item_answers WHERE ended_at IS NULL").await, 1);
        cast.mariam.open("/portal").await.must_say("2 to send");
        let nothing = answer(&cast.mariam, &usual.path, BANK, "", "", "").await;
        assert_eq!(nothing.must_be(422).error_beside("What do you want").as_deref(), Some("Choose an answer"));
    }

    async fn a_file_ends_the_answer_before_it(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        answer(&cast.mariam, &usual.path, PAYSLIPS, "later", "", "2026-11-26").await.must_be(200);
        send(&cast.mariam, &usual.path, PAYSLIPS, &[("payslips.pdf", &pdf("payslips"))]).await.must_be(200);
        let page = cast.mariam.open(&usual.path).await;
        page.must_say("Received, not yet read").must_not_say("I’ll have it by Thu 26 Nov");
        assert_eq!(app.count("SELECT COUNT(*) FROM item_answers WHERE ended_at IS NULL").await, 0);
        assert_eq!(app.count("SELECT COUNT(*) FROM item_answers").await, 1);
        // What is there is no longer to be answered; sent back, it is.
        let pairs = [("request", usual.request.as_str()), ("item", &usual.payslips), ("answer", "have not")];
        assert_eq!(forged(&cast.mariam, "answer_item", &pairs).await, 409);
        decide(&app, &cast, &usual.payslips, "rejected", "Rejected", "Page 2 is cut off.").await;
        alone(&app, &cast, &usual).await;
        answer(&cast.mariam, &usual.path, PAYSLIPS, "does not apply", "No job.", "").await.must_be(200);
        let undo = cast.mariam.open(&usual.path).await.form_beside("Undo", PAYSLIPS).send().await;
        undo.must_be(200).must_say("We asked for a new copy.");
        assert_eq!(state(&app, &usual.payslips).await, "Rejected", "as it was by what was handed in");
    }

    async fn what_is_not_theirs_or_no_longer_asked_is_refused(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let other = crate::portal::cast::request(&app, &cast, 2, "Only for Yusuf", "2026-11-30", &[&cast.yusuf_id]).await;
        let elsewhere = crate::portal::cast::item(&app, &other, 9, "Passport", "required", "").await;
        for (request, item) in [
            (usual.request.as_str(), elsewhere.as_str()), // an item of another request
            (other.as_str(), elsewhere.as_str()),         // a request of another contact
            (usual.request.as_str(), ABSENT),
            (ABSENT, usual.bank.as_str()),
        ] {
            for action in ["answer_item", "take_back_answer"] {
                let pairs = [("request", request), ("item", item), ("answer", "have not")];
                assert_eq!(forged(&cast.mariam, action, &pairs).await, 404, "{action} {request} {item}");
                assert_eq!(forged(&cast.omar, action, &pairs).await, 404, "{action} {request} {item}");
            }
        }
        cast.mariam.open(&format!("/portal/requests/{other}")).await.must_be(404);
        let own = [("request", usual.request.as_str()), ("item", usual.bank.as_str()), ("answer", "have not")];
        for action in ["answer_item", "take_back_answer", "finish_for_now"] {
            assert_eq!(forged(&cast.anjali, action, &own).await, 404, "to staff {action} is absent");
        }
        run(&app, format!("UPDATE request_items SET withdrawn_at = 1 WHERE id = '{}'", usual.bank)).await;
        assert_eq!(forged(&cast.mariam, "answer_item", &own).await, 409);
        cast.mariam.open(&usual.path).await.must_not_say(BANK).must_say("0 of 2 done");
        run(&app, format!("UPDATE requests SET state = 'withdrawn' WHERE id = '{}'", usual.request)).await;
        let payslips = [("request", usual.request.as_str()), ("item", &usual.payslips), ("answer", "have not")];
        let (status, refusal) = cast.mariam.call("answer_item", &payslips).await;
        assert_eq!(status, 409);
        assert!(refusal.to_string().contains("This request was taken back"), "{refusal}");
        cast.mariam.open(&usual.path).await.must_be(200).must_say("We have taken this request back");
        cast.mariam.open("/portal").await.must_say("You are up to date");
        run(&app, format!("UPDATE requests SET state = 'draft' WHERE id = '{}'", usual.request)).await;
        cast.mariam.open(&usual.path).await.must_be(404);
        assert_eq!(forged(&cast.mariam, "answer_item", &payslips).await, 404);
        assert_eq!(app.count("SELECT COUNT(*) FROM item_answers").await, 0);
    }
}
