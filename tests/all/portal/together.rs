//! Two contacts of one client, asked for the same: what one says settles nothing for the other, and what one promises is
//! waited for.

use super::cast::{ANJALI, Cast, Usual, alone, answer, cast, decide, forged, run, send, state, usual};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::pdf;
use gk_nexus::kernel::Span;

const BANK: &str = "October bank statement";
const PAYSLIPS: &str = "Payslips";
const GIFTS: &str = "Receipts for donations";
const NOT_MINE: &str = "does not apply";

/// The usual request without its payslips: one thing required, one optional.
async fn short(app: &TestApp) -> (Cast, Usual) {
    let cast = cast(app).await;
    let usual = usual(app, &cast).await;
    run(app, format!("UPDATE request_items SET withdrawn_at = 1 WHERE id = '{}'", usual.payslips)).await;
    (cast, usual)
}

async fn is_complete(app: &TestApp) -> bool {
    app.count("SELECT COUNT(*) FROM requests WHERE state = 'complete'").await == 1
}

/// The mails to Anjali about finishing.
fn told(app: &TestApp) -> Vec<String> {
    let mails = app.mailbox.to(ANJALI).into_iter().filter(|mail| mail.subject.contains("has finished for now"));
    mails.map(|mail| format!("{}\n{}", mail.subject, mail.text)).collect()
}

on_both_databases! {
    async fn what_does_not_apply_to_one_is_still_asked_of_the_other(app: TestApp) {
        let (cast, usual) = short(&app).await;
        answer(&cast.mariam, &usual.path, GIFTS, "later", "", "2026-12-01").await.must_be(200);
        let his = answer(&cast.yusuf, &usual.path, BANK, NOT_MINE, "Not mine.", "").await;
        his.must_be(200).must_say("You said it does not apply: “Not mine.”").must_say("0 of 2 done");
        assert_eq!(state(&app, &usual.bank).await, "Open");
        cast.yusuf.open("/portal").await.must_say("You are up to date");
        let hers = cast.mariam.open(&usual.path).await;
        hers.must_say("1 to send").must_say("I’ll have it by Tue 1 Dec").must_not_say("Not mine").must_not_say("Thank you");
        assert!(hers.has_button("Upload for October bank statement"));
        let page = cast.anjali.open(&format!("/requests/{}", usual.request)).await;
        page.must_say("Waiting on client").must_say("Yusuf Rahman says it does not apply: “Not mine.”");
        // When she says so as well, it is settled; either of them can take that back.
        app.wait(Span::minutes(1));
        answer(&cast.mariam, &usual.path, BANK, NOT_MINE, "Nor mine.", "").await.must_be(200);
        assert_eq!(state(&app, &usual.bank).await, "Does not apply");
        app.wait(Span::minutes(1));
        cast.yusuf.open(&usual.path).await.form_beside("Undo", BANK).send().await.must_be(200);
        assert_eq!(state(&app, &usual.bank).await, "Open");
        cast.mariam.open(&usual.path).await.must_say("You said it does not apply: “Nor mine.”");
        cast.yusuf.open("/portal").await.must_say("1 to send");
    }

    async fn staff_accept_that_it_does_not_apply_without_waiting_for_the_other(app: TestApp) {
        let (cast, usual) = short(&app).await;
        answer(&cast.yusuf, &usual.path, BANK, NOT_MINE, "Not ours.", "").await.must_be(200);
        app.wait(Span::minutes(1));
        let page = cast.anjali.open(&format!("/requests/{}", usual.request)).await;
        let page = page.form_beside("Accept this answer", BANK).send().await;
        page.must_be(200).must_say("“October bank statement” is settled: it does not apply.").must_say("Complete");
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        log.must_say("Accepted that “October bank statement” does not apply, as Yusuf Rahman said");
        assert!(!cast.yusuf.open(&usual.path).await.has_button("Undo"), "the firm has settled it");
        let pairs = [("request", usual.request.as_str()), ("item", usual.bank.as_str())];
        assert_eq!(forged(&cast.yusuf, "take_back_answer", &pairs).await, 409);
    }

    async fn nobody_waits_for_a_contact_who_cannot_sign_in(app: TestApp) {
        let (cast, usual) = short(&app).await;
        run(&app, format!("UPDATE portal_access SET state = 'inactive' WHERE contact_id = '{}'", cast.yusuf_id)).await;
        answer(&cast.mariam, &usual.path, BANK, NOT_MINE, "Not ours.", "").await.must_be(200);
        assert_eq!(state(&app, &usual.bank).await, "Does not apply");
        assert!(is_complete(&app).await);
    }

    async fn a_request_is_not_complete_while_something_is_promised(app: TestApp) {
        let (cast, usual) = short(&app).await;
        answer(&cast.mariam, &usual.path, GIFTS, "later", "", "2026-12-01").await.must_be(200);
        for contact in [&cast.yusuf, &cast.mariam] {
            answer(contact, &usual.path, BANK, NOT_MINE, "Not ours.", "").await.must_be(200);
        }
        assert!(!is_complete(&app).await);
        cast.mariam.open(&usual.path).await.must_say("I’ll have it by Tue 1 Dec").form_beside("Change", GIFTS).send().await;
        assert!(is_complete(&app).await, "nothing is waited for any more");
    }

    async fn what_is_optional_can_be_sent_after_all_and_is_reviewed(app: TestApp) {
        let (cast, usual) = short(&app).await;
        alone(&app, &cast, &usual).await;
        answer(&cast.mariam, &usual.path, BANK, NOT_MINE, "No account.", "").await.must_be(200);
        assert!(is_complete(&app).await);
        let page = cast.mariam.open(&usual.path).await;
        page.must_say("Everything that we asked for is here.").must_say("You can still send").must_say(GIFTS);
        send(&cast.mariam, &usual.path, GIFTS, &[("gifts.pdf", &pdf("gifts"))]).await.must_be(200).must_say("gifts.pdf");
        assert!(!is_complete(&app).await, "there is something to review");
        cast.anjali.open("/review").await.must_say("gifts.pdf");
        decide(&app, &cast, &usual.gifts, "rejected", "Rejected", "Too dark.").await;
        run(&app, format!("UPDATE requests SET state = 'complete' WHERE id = '{}'", usual.request)).await;
        cast.mariam.open(&usual.path).await.must_say("We asked for a new copy. “Too dark.”");
        send(&cast.mariam, &usual.path, GIFTS, &[("lighter.pdf", &pdf("lighter"))]).await.must_be(200);
        assert!(!is_complete(&app).await);
    }

    async fn staff_are_told_once_when_an_answer_completes_a_request(app: TestApp) {
        let (cast, usual) = short(&app).await;
        answer(&cast.mariam, &usual.path, BANK, NOT_MINE, "Not mine.", "").await.must_be(200);
        app.deliver().await;
        assert!(told(&app).is_empty(), "it is not complete, and she has not finished");
        answer(&cast.yusuf, &usual.path, BANK, NOT_MINE, "The account is closed.", "").await.must_be(200);
        assert!(is_complete(&app).await);
        app.deliver().await;
        let mails = told(&app);
        assert_eq!(mails.len(), 1, "{mails:?}");
        for words in [
            "Yusuf Rahman (Mariam Rahman) has finished for now – Persaud & Vale portal",
            "October bank statement: “It does not apply to me”, “The account is closed.”",
            "With this the request is complete.",
        ] {
            assert!(mails[0].contains(words), "no {words} in:\n{}", mails[0]);
        }
        assert!(!mails[0].contains("Not mine") && !mails[0].contains("Still to come"), "{}", mails[0]);
    }

    async fn a_mail_names_the_person_who_asks_and_whose_client_they_are(app: TestApp) {
        let (cast, usual) = short(&app).await;
        answer(&cast.yusuf, &usual.path, BANK, "question", "Which account?", "").await.must_be(200);
        app.deliver().await;
        let mail = app.mailbox.last_to(ANJALI);
        assert_eq!(mail.subject, "A question from Yusuf Rahman (Mariam Rahman) – Persaud & Vale portal");
        answer(&cast.yusuf, &usual.path, BANK, "question", "All of its pages?", "").await.must_be(200);
        answer(&cast.mariam, &usual.path, BANK, "question", "In colour?", "").await.must_be(200);
        app.wait(Span::minutes(6));
        app.deliver().await;
        let mail = app.mailbox.last_to(ANJALI);
        assert_eq!(mail.subject, "2 questions from Mariam Rahman – Persaud & Vale portal", "of several persons, the client");
    }

    async fn of_what_is_optional_so_many_are_welcome_and_none_is_expected(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        run(&app, "UPDATE request_items SET how_many = 10".to_owned()).await;
        send(&cast.mariam, &usual.path, GIFTS, &[("gifts.pdf", &pdf("gifts"))]).await.must_be(200).must_not_say("1 of 10");
        cast.yusuf.open(&usual.path).await.must_say("We expect 10 files.").must_not_say("Up to 10 files.");
        run(&app, format!("UPDATE request_items SET state = 'Open' WHERE id = '{}'", usual.gifts)).await;
        cast.yusuf.open(&usual.path).await.must_say("Up to 10 files.");
        send(&cast.mariam, &usual.path, PAYSLIPS, &[("may.pdf", &pdf("may"))]).await.must_be(200).must_say("1 of 10 files");
    }
}
