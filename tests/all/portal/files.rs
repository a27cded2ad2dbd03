//! Files for one thing that is asked for: with and without a script, checked by their content, one winner.

use super::cast::{ABSENT, answer, cast, decide, run, send, state, text, usual};
use crate::on_both_databases;
use crate::support::Browser;
use crate::support::files::{multipart, pdf};

const BANK: &str = "October bank statement";
const PAYSLIPS: &str = "Payslips";

/// Announces a file for an item as the island does.
async fn begin(browser: &Browser, client: &str, item: &str, name: &str, size: usize) -> (u16, serde_json::Value) {
    let size = size.to_string();
    browser.call("begin_upload", &[("client", client), ("item", item), ("name", name), ("size", &size)]).await
}

on_both_databases! {
    async fn a_contact_sends_a_file_for_an_item_and_only_they_see_it(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let page = send(&cast.mariam, &usual.path, BANK, &[("statement.pdf", &pdf("statement"))]).await;
        page.must_be(200).must_say("We have received your files for “October bank statement”");
        assert!(page.path.starts_with(&usual.path), "{}", page.path);
        page.must_say("1 of 3 done").must_say("statement.pdf");
        assert_eq!(cast.mariam.download(&page.download_of("statement.pdf"), &[]).await.2, pdf("statement"));
        assert_eq!(state(&app, &usual.bank).await, "Submitted");
        let handed = format!("SELECT item_id FROM submissions WHERE state = 'waiting' AND item_id = '{}'", usual.bank);
        assert_eq!(text(&app, &handed).await, usual.bank);
        let other = cast.yusuf.open(&usual.path).await;
        other.must_say("1 of 3 done").must_say("Received, not yet read").must_not_say("statement.pdf");
        other.must_not_say("You sent");
        assert_eq!(cast.yusuf.download(&page.download_of("statement.pdf"), &[]).await.0, 404);
        cast.mariam.open("/portal").await.must_say("1 to send").must_say("1 of 3 done");
        // One file more, while it is not read yet.
        send(&cast.mariam, &usual.path, BANK, &[("page 2.pdf", &pdf("page 2"))]).await.must_be(200).must_say("page 2.pdf");
        cast.anjali.open(&format!("{}/documents", cast.profile)).await.must_say("statement.pdf");
        assert_eq!(app.count("SELECT COUNT(*) FROM receipts").await, 1, "one go, one receipt");
    }

    async fn an_item_takes_only_its_kinds_told_by_content_beside_its_own_field(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        let page = send(&cast.mariam, &usual.path, BANK, &[("statement.pdf", picture)]).await;
        page.must_be(422);
        assert!(page.title().starts_with("Error:"));
        let field = format!("#files-{}", usual.bank);
        assert_eq!(page.links("statement.pdf: The selected file must be a PDF"), [field]);
        let error = page.error_beside("Choose files for October bank statement");
        assert_eq!(error.as_deref(), Some("statement.pdf: The selected file must be a PDF"));
        assert_eq!(page.each(".field.wrong").len(), 1);
        let nothing = send(&cast.mariam, &usual.path, BANK, &[]).await;
        assert_eq!(nothing.must_be(422).error_beside("Choose files for October").as_deref(), Some("Select a file"));
        let (status, begun) = begin(&cast.mariam, &cast.client, &usual.bank, "statement.pdf", picture.len()).await;
        assert_eq!(status, 200);
        let (status, refusal) = cast.mariam.put(begun["upload"].as_str().unwrap(), picture.to_vec()).await;
        assert_eq!(status, 422);
        assert!(refusal.to_string().contains("The selected file must be a PDF"), "{refusal}");
        app.must_hold_nothing().await;
        assert_eq!(state(&app, &usual.bank).await, "Open");
        send(&cast.mariam, &usual.path, PAYSLIPS, &[("payslip.png", picture)]).await.must_be(200);
    }

    async fn with_a_script_files_of_several_items_stand_on_one_receipt(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let mut receipts = Vec::new();
        for (item, name) in [(&usual.bank, "statement.pdf"), (&usual.payslips, "payslips.pdf")] {
            let (status, begun) = begin(&cast.mariam, &cast.client, item, name, pdf(name).len()).await;
            assert_eq!(status, 200, "{begun}");
            receipts.push(begun["receipt"].as_str().unwrap().to_owned());
            assert_eq!(cast.mariam.put(begun["upload"].as_str().unwrap(), pdf(name)).await.0, 204);
        }
        assert_eq!(receipts[0], receipts[1]);
        cast.mariam.open(&usual.path).await.must_say("2 of 3 done").must_say("payslips.pdf");
        cast.mariam.open("/portal").await.must_say("You are up to date");
    }

    async fn every_document_of_a_client_is_handed_in_and_none_of_the_firm(app: TestApp) {
        let cast = cast(&app).await;
        cast.mariam.upload("/portal/documents", &[("unasked.pdf", &pdf("unasked"))], &[]).await.must_be(200);
        cast.anjali.upload(&format!("{}/documents", cast.profile), &[("ours.pdf", &pdf("ours"))], &[]).await.must_be(200);
        assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, 2);
        assert_eq!(app.count("SELECT COUNT(*) FROM submissions").await, 1);
        let whose = "SELECT d.name FROM submissions s JOIN documents d ON d.id = s.document_id WHERE s.item_id IS NULL";
        assert_eq!(text(&app, whose).await, "unasked.pdf");
    }

    async fn what_is_not_theirs_or_not_open_takes_no_file(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let other = crate::portal::cast::request(&app, &cast, 2, "Only for Yusuf", "2026-11-30", &[&cast.yusuf_id]).await;
        let elsewhere = crate::portal::cast::item(&app, &other, 9, "Passport", "required", "").await;
        for (browser, client, item) in [
            (&cast.mariam, cast.client.as_str(), elsewhere.as_str()),
            (&cast.mariam, cast.client.as_str(), ABSENT),
            (&cast.mariam, ABSENT, usual.bank.as_str()),
            (&cast.omar, cast.client.as_str(), usual.bank.as_str()),
            (&cast.anjali, cast.client.as_str(), usual.bank.as_str()),
        ] {
            assert_eq!(begin(browser, client, item, "x.pdf", 20).await.0, 404, "{client} {item}");
        }
        let pages = [(usual.path.clone(), &elsewhere), (format!("/portal/requests/{other}"), &usual.bank)];
        for (path, item) in pages {
            let file: &[u8] = &pdf("x");
            let parts = [("item", None, item.as_bytes()), ("files", Some("x.pdf"), file)];
            let (kind, body) = multipart(&parts);
            cast.mariam.send_body(&path, &kind, body.clone()).await.must_be(404);
            cast.anjali.send_body(&path, &kind, body).await.must_be(404);
        }
        app.must_hold_nothing().await;
        // Accepted, taken back, complete: in words.
        let (_, begun) = begin(&cast.mariam, &cast.client, &usual.bank, "late.pdf", pdf("late").len()).await;
        // The line stands behind the wall that the item stands behind.
        let begun_for = "SELECT thing_id FROM activity WHERE act = 'upload begun' ORDER BY at DESC, id DESC LIMIT 1";
        assert_eq!(app.text(begun_for).await, usual.bank);
        run(&app, format!("UPDATE request_items SET state = 'Accepted' WHERE id = '{}'", usual.bank)).await;
        let (status, refusal) = cast.mariam.put(begun["upload"].as_str().unwrap(), pdf("late")).await;
        assert_eq!(status, 410, "{refusal}");
        assert!(refusal.to_string().contains("is accepted already"), "{refusal}");
        run(&app, format!("UPDATE request_items SET withdrawn_at = 1 WHERE id = '{}'", usual.bank)).await;
        assert_eq!(begin(&cast.mariam, &cast.client, &usual.bank, "x.pdf", 20).await.0, 409);
        let form = cast.mariam.open(&usual.path).await.form_beside("Upload", PAYSLIPS);
        run(&app, format!("UPDATE requests SET state = 'complete' WHERE id = '{}'", usual.request)).await;
        let beside: Vec<(&str, &str)> = form.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = cast.mariam.send_files(&form.action, &[("x.pdf", &pdf("x"))], &beside).await;
        page.must_be(409).must_say("Everything that we asked for is here");
        app.must_hold_nothing().await;
    }

    async fn what_was_sent_back_tells_its_reason_only_to_whoever_sent_it(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        send(&cast.mariam, &usual.path, BANK, &[("statement.pdf", &pdf("statement"))]).await.must_be(200);
        decide(&app, &cast, &usual.bank, "rejected", "Rejected", "Page 2 is cut off.").await;
        let page = cast.mariam.open(&usual.path).await;
        page.must_say("We asked for a new copy. “Page 2 is cut off.”").must_say("Sent back").must_say("Can’t be used");
        cast.mariam.open("/portal").await.must_say("October bank statement: “Page 2 is cut off.”").must_say("2 to send");
        let other = cast.yusuf.open(&usual.path).await;
        other.must_say("Open").must_not_say("Sent back").must_not_say("Page 2").must_not_say("statement.pdf");
        cast.yusuf.open("/portal").await.must_say("0 of 3 done").must_not_say("Page 2");
        send(&cast.mariam, &usual.path, BANK, &[("clearer.pdf", &pdf("clearer"))]).await.must_be(200);
        assert_eq!(state(&app, &usual.bank).await, "Submitted");
        cast.mariam.open("/portal").await.must_not_say("Page 2").must_say("1 of 3 done");
        // Another contact’s “does not apply” is theirs, and stays so.
        answer(&cast.yusuf, &usual.path, PAYSLIPS, "does not apply", "No job.", "").await.must_be(200);
        let (_, begun) = begin(&cast.mariam, &cast.client, &usual.payslips, "payslips.pdf", pdf("p").len()).await;
        assert_eq!(cast.mariam.put(begun["upload"].as_str().unwrap(), pdf("p")).await.0, 204);
        assert_eq!(state(&app, &usual.payslips).await, "Submitted");
        assert_eq!(app.count("SELECT COUNT(*) FROM item_answers WHERE ended_at IS NULL").await, 1);
    }
}
