//! The portal's home: what waits for whom, the way back to the rest, and the same count as everywhere else.

use super::cast::{ANJALI, MARIAM, YUSUF, answer, cast, decide, item, now, request, run, send, text, usual};
use super::matters::tax_return;
use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::people::PASSWORD;

const BANK: &str = "October bank statement";
const PAYSLIPS: &str = "Payslips";
const TITLE: &str = "Documents for your 2025 tax return";

on_both_databases! {
    async fn a_request_that_waits_for_nothing_is_still_found_from_home(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        cast.mariam.open("/portal").await.must_say("2 to send").must_not_say("Other requests");
        cast.mariam.open(&usual.path).await.must_say("2 to send").must_not_say("to go");
        for (item, name) in [(BANK, "statement.pdf"), (PAYSLIPS, "payslips.pdf")] {
            send(&cast.mariam, &usual.path, item, &[(name, &pdf(name))]).await.must_be(200);
        }
        let home = cast.mariam.open("/portal").await;
        home.must_say("You are up to date").must_say("Other requests").must_say("Nothing to send");
        home.follow(TITLE).await.must_be(200).must_say("Send another file");
        run(&app, format!("UPDATE requests SET state = 'complete' WHERE id = '{}'", usual.request)).await;
        let home = cast.mariam.open("/portal").await;
        home.must_say("Other requests").must_say("Complete").must_say("2 of 3 done");
        home.follow(TITLE).await.must_be(200).must_say("Everything that we asked for is here");
        run(&app, format!("UPDATE requests SET state = 'withdrawn' WHERE id = '{}'", usual.request)).await;
        cast.mariam.open("/portal").await.must_not_say("Other requests");
    }

    async fn many_settled_requests_stand_behind_a_link(app: TestApp) {
        let cast = cast(&app).await;
        for number in 1..=7 {
            let title = format!("Papers {number}");
            request(&app, &cast, number, &title, "2026-11-30", &[&cast.mariam_id]).await;
        }
        run(&app, "UPDATE requests SET state = 'complete'".to_owned()).await;
        let home = cast.mariam.open("/portal").await;
        assert_eq!(home.each("section a.row").len(), 5);
        let all = home.follow("All 7").await;
        assert_eq!(all.must_be(200).each("section a.row").len(), 7);
        all.must_not_say("All 7");
    }

    async fn who_does_not_have_it_is_neither_asked_nor_reminded_whatever_others_send(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        for item in [BANK, PAYSLIPS] {
            answer(&cast.yusuf, &usual.path, item, "have not", "", "").await.must_be(200);
        }
        app.wait(gk_nexus::kernel::Span::minutes(1));
        send(&cast.mariam, &usual.path, BANK, &[("statement.pdf", &pdf("statement"))]).await.must_be(200);
        decide(&app, &cast, &usual.bank, "rejected", "Rejected", "Page 2 is cut off.").await;
        cast.yusuf.open("/portal").await.must_say("You are up to date");
        let page = cast.anjali.open(&format!("/requests/{}", usual.request)).await;
        page.form("Remind now").send().await.must_be(200);
        app.deliver().await;
        let reminder = |to: &str| app.mailbox.to(to).into_iter().find(|mail| mail.subject.contains("reminder")).unwrap();
        assert!(reminder(MARIAM).text.contains(BANK));
        let his = reminder(YUSUF).text;
        assert!(his.contains("Receipts for donations") && !his.contains(BANK) && !his.contains(PAYSLIPS), "{his}");
        // Asked for again, it waits for him too.
        let again = [("request", usual.request.as_str()), ("item", usual.bank.as_str())];
        assert_eq!(cast.anjali.call("reopen_item", &again).await.0, 200);
        cast.yusuf.open("/portal").await.must_say("1 to send");
    }

    async fn a_closed_matter_promises_nothing_and_asks_for_nothing(app: TestApp) {
        let cast = cast(&app).await;
        let matter = tax_return(&app, &cast).await;
        let usual = usual(&app, &cast).await;
        run(&app, format!("UPDATE requests SET matter_id = '{matter}' WHERE id = '{}'", usual.request)).await;
        let path = format!("/portal/matters/{matter}");
        cast.mariam.open(&path).await.must_say("Send documents").must_say("We start the review");
        let close = format!(
            "UPDATE matters SET open = FALSE, status = 'Cancelled', closed_at = {}, readable_until = '2026-12-25'
            WHERE id = '{matter}'",
            now(&app)
        );
        run(&app, close).await;
        let closed = cast.mariam.open(&path).await;
        closed.must_say("This matter is closed.").must_not_say("We start the review").must_not_say("Send documents");
        cast.mariam.open("/portal?finished=1").await.must_say("Personal tax return").must_not_say("We start the review");
    }

    async fn no_page_says_that_only_one_sees_what_was_asked_of_two(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        for path in ["/portal", usual.path.as_str()] {
            let page = cast.mariam.open(path).await;
            page.must_not_say("Only you").must_say("Only Persaud & Vale and people it has invited can see this.");
        }
    }

    async fn whoever_activates_hears_what_was_asked_before(app: TestApp) {
        let cast = cast(&app).await;
        cast.anjali.sign_in(ANJALI, PASSWORD).await;
        cast.anjali.add_contact(&cast.profile, "Nadia Rahman", "nadia@example.com").await;
        let nadia = text(&app, "SELECT id FROM contacts WHERE email_key = 'nadia@example.com'").await;
        let asked = request(&app, &cast, 3, TITLE, "2026-11-27", &[&nadia]).await;
        item(&app, &asked, 30, PAYSLIPS, "required", "").await;
        let settled = request(&app, &cast, 4, "Settled papers", "2026-11-27", &[&nadia]).await;
        run(&app, format!("UPDATE requests SET state = 'complete' WHERE id = '{settled}'")).await;
        cast.anjali.invite_contact(&cast.profile, "nadia@example.com").await.must_be(200);
        app.activate("nadia@example.com").await;
        app.deliver().await;
        let welcome = app.mailbox.last_to("nadia@example.com");
        assert!(welcome.subject.contains("Welcome"), "{}", welcome.subject);
        let words = format!("{TITLE}, by Friday 27 November 2026");
        assert!(welcome.text.contains("We have asked you for documents already") && welcome.text.contains(&words));
        assert!(!welcome.text.contains("Settled papers"), "{}", welcome.text);
    }
}
