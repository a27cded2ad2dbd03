//! "That's all for now": one receipt, and the firm is told once.

use super::cast::{ANJALI, Cast, MARIAM, Usual, answer, cast, forged, send, usual};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::pdf;
use gk_nexus::documents::receipts;
use gk_nexus::kernel::Span;

const BANK: &str = "October bank statement";
const PAYSLIPS: &str = "Payslips";

/// How many mails to Anjali say this in their subject.
fn told(app: &TestApp, subject: &str) -> usize {
    app.mailbox.to(ANJALI).iter().filter(|mail| mail.subject.contains(subject)).count()
}

async fn with_one_file(app: &TestApp) -> (Cast, Usual) {
    let cast = cast(app).await;
    let usual = usual(app, &cast).await;
    send(&cast.mariam, &usual.path, BANK, &[("statement.pdf", &pdf("statement"))]).await.must_be(200);
    (cast, usual)
}

on_both_databases! {
    async fn a_contact_finishes_for_now_and_the_firm_is_told_once(app: TestApp) {
        let (cast, usual) = with_one_file(&app).await;
        answer(&cast.mariam, &usual.path, PAYSLIPS, "later", "From my employer.", "2026-11-26").await.must_be(200);
        app.deliver().await;
        assert_eq!(told(&app, "new file"), 0, "nobody is told before");
        let stale = cast.mariam.open(&usual.path).await;
        let receipt = stale.form("Finish for now").send().await;
        receipt.must_be(200).must_say("We have received one document").must_say("statement.pdf");
        assert!(receipt.path.starts_with("/portal/receipts/"), "{}", receipt.path);
        app.deliver().await;
        assert_eq!(app.mailbox.last_to(MARIAM).subject, "Persaud & Vale has received 1 file from you");
        let mail = app.mailbox.last_to(ANJALI);
        assert_eq!(mail.subject, "Mariam Rahman has finished for now – Persaud & Vale portal");
        for words in [
            "Documents for your 2025 tax return",
            "October bank statement: statement.pdf",
            "Payslips: “I’ll have it by 26 November 2026”, “From my employer.”",
            "Receipts for donations (optional)",
            &format!("{}/requests/{}", app.base, usual.request),
        ] {
            assert!(mail.text.contains(words), "no {words} in:\n{}", mail.text);
        }
        assert_eq!((told(&app, "finished for now"), told(&app, "new file")), (1, 0));
        // A second press, from a page that was still open.
        stale.form("Finish for now").send().await.must_be(200);
        app.deliver().await;
        assert_eq!(told(&app, "finished for now"), 1);
        let page = cast.mariam.open(&usual.path).await;
        page.must_say("You finished for now");
        assert!(!page.has_button("Finish for now"));
        // Something new can be told anew.
        send(&cast.mariam, &usual.path, PAYSLIPS, &[("payslips.pdf", &pdf("payslips"))]).await.must_be(200);
        cast.mariam.open(&usual.path).await.form("Finish for now").send().await.must_say("payslips.pdf");
        app.deliver().await;
        assert_eq!(told(&app, "finished for now"), 2);
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        assert_eq!(log.text().matches("Finished for now with").count(), 2);
    }

    async fn who_only_answered_gets_no_receipt_and_the_firm_is_told(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        assert!(!cast.mariam.open(&usual.path).await.has_button("Finish for now"));
        assert_eq!(forged(&cast.mariam, "finish_for_now", &[("request", &usual.request)]).await, 409, "nothing is here");
        answer(&cast.mariam, &usual.path, BANK, "have not", "", "").await.must_be(200);
        let page = cast.mariam.open(&usual.path).await.form("Finish for now").send().await;
        page.must_be(200).must_say("Thank you. We have been told");
        app.deliver().await;
        assert_eq!(told(&app, "finished for now"), 1);
        let mail = app.mailbox.last_to(ANJALI).text;
        assert!(mail.contains("October bank statement: “I don’t have this”"), "{mail}");
        assert_eq!(mail.matches("October bank statement").count(), 1, "it is not to come as well: {mail}");
        assert_eq!(app.count("SELECT COUNT(*) FROM receipts").await, 0);
    }

    async fn without_it_the_receipt_goes_out_after_ten_minutes(app: TestApp) {
        let (cast, usual) = with_one_file(&app).await;
        app.wait(Span::minutes(9));
        receipts::tidy(&app.services).await.unwrap();
        app.deliver().await;
        assert_eq!(told(&app, "new file"), 0);
        app.wait(Span::minutes(2));
        receipts::tidy(&app.services).await.unwrap();
        app.deliver().await;
        assert_eq!(app.mailbox.last_to(MARIAM).subject, "Persaud & Vale has received 1 file from you");
        assert_eq!((told(&app, "1 new file"), told(&app, "finished")), (1, 0));
        // Finishing later tells that this is all; the receipt is there already.
        let page = cast.mariam.open(&usual.path).await.form("Finish for now").send().await;
        page.must_say("Thank you. We have been told");
        app.deliver().await;
        assert_eq!(told(&app, "finished for now"), 1);
    }

    async fn a_file_that_arrives_after_finishing_stands_on_a_receipt_of_its_own(app: TestApp) {
        let (cast, usual) = with_one_file(&app).await;
        let size = pdf("payslips").len().to_string();
        let pairs =
            [("client", cast.client.as_str()), ("item", &usual.payslips), ("name", "payslips.pdf"), ("size", &size)];
        let (_, begun) = cast.mariam.call("begin_upload", &pairs).await;
        cast.mariam.open(&usual.path).await.form("Finish for now").send().await.must_be(200);
        assert_eq!(cast.mariam.put(begun["upload"].as_str().unwrap(), pdf("payslips")).await.0, 204);
        let open = "SELECT COUNT(*) FROM receipts r JOIN documents d ON d.receipt_id = r.id WHERE r.closed_at IS NULL";
        assert_eq!(app.count(open).await, 1);
        let receipt = cast.mariam.open(&usual.path).await.form("Finish for now").send().await;
        receipt.must_say("payslips.pdf").must_not_say("statement.pdf");
    }
}
