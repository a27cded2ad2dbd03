//! "That's all for now" on one of several requests: every file is told of once, and nothing that is settled.

use super::cast::{ANJALI, MARIAM, cast, decide, item, request, run, send, usual};
use crate::on_both_databases;
use crate::support::files::pdf;
use gk_nexus::documents::receipts;
use gk_nexus::kernel::Span;

const BANK: &str = "October bank statement";
const PAYSLIPS: &str = "Payslips";

on_both_databases! {
    async fn finishing_one_request_tells_of_the_files_for_another_too(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let other = request(&app, &cast, 2, "Papers for the sale", "2026-11-30", &[&cast.mariam_id]).await;
        item(&app, &other, 20, "Title deed", "required", "").await;
        send(&cast.mariam, &format!("/portal/requests/{other}"), "Title deed", &[("deed.pdf", &pdf("deed"))]).await;
        send(&cast.mariam, &usual.path, BANK, &[("statement.pdf", &pdf("statement"))]).await.must_be(200);
        cast.mariam.open(&usual.path).await.form("Finish for now").send().await.must_be(200);
        app.deliver().await;
        app.wait(Span::minutes(20));
        receipts::tidy(&app.services).await.unwrap();
        app.deliver().await;
        let to_staff = app.mailbox.to(ANJALI);
        let telling = |file: &str| to_staff.iter().filter(|mail| mail.text.contains(file)).count();
        assert_eq!((telling("deed.pdf"), telling("statement.pdf")), (1, 1), "{to_staff:?}");
        let receipts = app.mailbox.to(MARIAM).into_iter().filter(|mail| mail.text.contains("deed.pdf")).count();
        assert_eq!(receipts, 1);
    }

    async fn finishing_tells_what_is_to_be_read_and_not_what_was_settled_long_ago(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        send(&cast.mariam, &usual.path, BANK, &[("old.pdf", &pdf("old"))]).await.must_be(200);
        cast.mariam.open(&usual.path).await.form("Finish for now").send().await.must_be(200);
        decide(&app, &cast, &usual.bank, "accepted", "Accepted", "").await;
        let gone = item(&app, &usual.request, 9, "Lease", "optional", "").await;
        send(&cast.mariam, &usual.path, "Lease", &[("lease.pdf", &pdf("lease"))]).await.must_be(200);
        run(&app, format!("UPDATE request_items SET withdrawn_at = 1 WHERE id = '{gone}'")).await;
        assert!(!cast.mariam.open(&usual.path).await.has_button("Finish for now"), "nothing is to be read");
        send(&cast.mariam, &usual.path, PAYSLIPS, &[("payslips.pdf", &pdf("payslips"))]).await.must_be(200);
        cast.mariam.open(&usual.path).await.form("Finish for now").send().await.must_be(200);
        app.deliver().await;
        let mail = app.mailbox.last_to(ANJALI);
        assert!(mail.subject.contains("has finished for now"), "{}", mail.subject);
        assert!(mail.text.contains("Payslips: payslips.pdf"), "{}", mail.text);
        for settled in ["old.pdf", "lease.pdf"] {
            assert!(!mail.text.contains(settled), "{settled} in {}", mail.text);
        }
    }

    async fn of_a_complete_request_nothing_more_is_offered(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        send(&cast.mariam, &usual.path, BANK, &[("statement.pdf", &pdf("statement"))]).await.must_be(200);
        let open = cast.mariam.open(&usual.path).await.form("Finish for now").send().await;
        open.must_be(200);
        cast.mariam.open(&usual.path).await.must_say("You can still send more.");
        let complete = format!("UPDATE requests SET state = 'complete' WHERE id = '{}'", usual.request);
        run(&app, complete).await;
        cast.mariam.open(&usual.path).await.must_not_say("You can still send more").must_not_say("to send");
        run(&app, "UPDATE request_contacts SET finished_at = NULL".to_owned()).await;
        assert!(!cast.mariam.open(&usual.path).await.has_button("Finish for now"));
    }
}
