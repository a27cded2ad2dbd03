//! What the request page shows of what one sent, typed and was asked for: nothing of it is lost from sight.

use super::cast::{answer, cast, decide, forged, run, send, usual};
use crate::on_both_databases;
use crate::support::files::pdf;
use gk_nexus::kernel::Span;

const BANK: &str = "October bank statement";
const PAYSLIPS: &str = "Payslips";

on_both_databases! {
    async fn each_file_that_was_sent_back_says_why(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        for (name, reason) in [("one.pdf", "Page 2 is cut off."), ("two.pdf", "This is from September.")] {
            send(&cast.mariam, &usual.path, BANK, &[(name, &pdf(name))]).await.must_be(200);
            app.wait(Span::seconds(1));
            decide(&app, &cast, &usual.bank, "rejected", "Rejected", reason).await;
        }
        let page = cast.mariam.open(&usual.path).await;
        let rows = page.each(".files li");
        for (name, reason) in [("one.pdf", "“Page 2 is cut off.”"), ("two.pdf", "“This is from September.”")] {
            assert!(rows.iter().any(|row| row.contains(name) && row.contains(reason)), "{name}: {rows:?}");
        }
        cast.yusuf.open(&usual.path).await.must_not_say("Page 2").must_not_say("September");
    }

    async fn fewer_files_than_expected_are_counted_and_the_next_one_is_at_hand(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let three = "UPDATE request_items SET how_many = 3, instruction = 'One for each month.'";
        run(&app, format!("{three} WHERE id = '{}'", usual.payslips)).await;
        send(&cast.mariam, &usual.path, PAYSLIPS, &[("october.pdf", &pdf("october"))]).await.must_be(200);
        let page = cast.mariam.open(&usual.path).await;
        page.must_say("1 of 3 files").must_say("One for each month. We expect 3 files.").must_not_say("Send another file");
        cast.yusuf.open(&usual.path).await.must_not_say("1 of 3 files");
        let more: [(&str, &[u8]); 2] = [("september.pdf", &pdf("september")), ("august.pdf", &pdf("august"))];
        send(&cast.mariam, &usual.path, PAYSLIPS, &more).await.must_be(200);
        cast.mariam.open(&usual.path).await.must_not_say("of 3 files").must_say("Send another file");
    }

    async fn a_file_of_a_kind_that_nobody_takes_is_refused_with_the_kinds_of_its_item(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let program: &[u8] = b"MZ\x90\0\x03\0\0\0";
        let page = send(&cast.mariam, &usual.path, BANK, &[("statement.pdf", program)]).await;
        page.must_be(422);
        let words = "statement.pdf: The selected file must be a PDF";
        assert_eq!(page.error_beside("Choose files for October").as_deref(), Some(words));
        let page = send(&cast.mariam, &usual.path, PAYSLIPS, &[("payslips.pdf", program)]).await;
        page.must_be(422).must_say("The selected file must be one of: PDF, pictures");
    }

    async fn where_one_of_two_files_is_refused_the_other_is_said_to_be_here(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let two: [(&str, &[u8]); 2] = [("good.pdf", &pdf("good")), ("bad.pdf", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")];
        let page = send(&cast.mariam, &usual.path, BANK, &two).await;
        page.must_be(422).must_say("bad.pdf: The selected file must be a PDF").must_say("good.pdf was received.");
    }

    async fn a_condition_reads_as_a_sentence(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let say = |words: &str| {
            format!("UPDATE request_items SET need = 'conditional', condition = '{words}' WHERE id = '{}'", usual.gifts)
        };
        run(&app, say("if you hold stock")).await;
        cast.mariam.open(&usual.path).await.must_say("Only if you hold stock.").must_not_say("this is so");
        run(&app, say("You hold stock.")).await;
        cast.mariam.open(&usual.path).await.must_say("Only if this is so: You hold stock.");
    }

    async fn files_are_said_to_have_just_come_only_when_they_have(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let words = "We have received your files";
        let address = format!("{}?received={}", usual.path, usual.payslips);
        cast.mariam.open(&address).await.must_be(200).must_not_say(words);
        let came = send(&cast.mariam, &usual.path, PAYSLIPS, &[("payslips.pdf", &pdf("payslips"))]).await;
        came.must_say(words);
        app.wait(Span::minutes(6));
        cast.mariam.open(&came.path).await.must_say("payslips.pdf").must_not_say(words);
    }

    async fn words_for_something_that_was_settled_meanwhile_are_shown_again(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let stale = cast.mariam.open(&usual.path).await.form_beside("Send answer", BANK);
        send(&cast.yusuf, &usual.path, BANK, &[("statement.pdf", &pdf("statement"))]).await.must_be(200);
        let stale = stale.set("answer", "does not apply").set("words", "The account is closed since May.");
        stale.send().await.must_be(409).must_say("You typed: “The account is closed since May.”");
        // Where its form is on the page, they stand in it.
        let refused = answer(&cast.mariam, &usual.path, PAYSLIPS, "later", "I look for it.", "").await;
        refused.must_be(422).must_not_say("You typed");
    }

    async fn what_was_taken_back_stays_with_those_who_sent_something_for_it(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        send(&cast.mariam, &usual.path, BANK, &[("statement.pdf", &pdf("statement"))]).await.must_be(200);
        run(&app, format!("UPDATE request_items SET withdrawn_at = 1 WHERE id = '{}'", usual.bank)).await;
        let page = cast.mariam.open(&usual.path).await;
        page.must_say("No longer needed").must_say("statement.pdf").must_say("0 of 2 done");
        page.download_of("statement.pdf");
        assert!(!page.has_button("Upload for October"));
        let other = cast.yusuf.open(&usual.path).await;
        other.must_not_say(BANK).must_not_say("No longer needed").must_say("0 of 2 done");
        let begin = [("client", cast.client.as_str()), ("item", &usual.bank), ("name", "x.pdf"), ("size", "20")];
        assert_eq!(forged(&cast.mariam, "begin_upload", &begin).await, 409);
    }
}
