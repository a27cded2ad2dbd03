//! Filing: accepted documents have a name by the firm's pattern for staff, and their own for whoever sent them.

use super::{MARIAM, cast, decide, document_of, submission, text};
use crate::on_both_databases;
use crate::support::Browser;
use crate::support::files::pdf;
use futures::future::join_all;

/// The name under which somebody's browser keeps a document.
async fn kept_as(browser: &Browser, document: &str) -> String {
    let (status, headers, _) = browser.download(&format!("/documents/{document}/download"), &[]).await;
    assert_eq!(status, 200);
    let disposition = headers["content-disposition"].to_str().unwrap().to_owned();
    let encoded = disposition.split("filename*=UTF-8''").nth(1).unwrap();
    percent_encoding::percent_decode_str(encoded).decode_utf8().unwrap().into_owned()
}

on_both_databases! {
    async fn staff_know_an_accepted_document_by_its_filed_name_and_the_client_by_their_own(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "IMG_0042.pdf").await;
        let document = document_of(&app, &first).await;
        assert_eq!(kept_as(&cast.renee, &document).await, "IMG_0042.pdf");
        decide(&cast.renee, &first, "accepted", "").await;
        let filed = "2026-11-24 Mariam Rahman Passport, photo page.pdf";
        assert_eq!(text(&app, "SELECT matter_id FROM documents WHERE name = 'IMG_0042.pdf'").await, cast.matter);
        assert_eq!(kept_as(&cast.renee, &document).await, filed);
        assert_eq!(kept_as(&cast.mariam, &document).await, "IMG_0042.pdf");
        let list = cast.anjali.open(&format!("{}/documents", cast.profile)).await;
        list.must_say(filed).must_say("sent as IMG_0042.pdf").download_of(filed);
        cast.anjali.open(&cast.profile).await.must_say(filed);
        cast.renee.open(&format!("/review/{first}")).await.must_say(filed);
        let request = format!("/portal/requests/{}", cast.request);
        for path in ["/portal", "/portal/documents", &request] {
            cast.mariam.open(path).await.must_be(200).must_not_say("2026-11-24 Mariam").must_not_say("M-2026-0001");
        }
    }

    async fn the_pattern_names_what_is_accepted_from_now_on(app: TestApp) {
        let cast = cast(&app).await;
        let [first, second] = [cast.hand_in(&app, &cast.passport, "a.pdf").await, cast.hand_in(&app, &cast.lease, "b.pdf").await];
        decide(&cast.renee, &first, "accepted", "").await;
        let form = cast.anjali.open("/settings/review").await.form("Save pattern");
        form.fill("Pattern", "{reference} {matter} – {item}").send().await.must_be(200);
        decide(&cast.renee, &second, "accepted", "").await;
        let name = |file: &'static str| format!("SELECT filed_as FROM documents WHERE name = '{file}'");
        assert_eq!(text(&app, &name("a.pdf")).await, "2026-11-24 Mariam Rahman Passport, photo page.pdf");
        assert_eq!(text(&app, &name("b.pdf")).await, "M-2026-0001 Personal tax return 2025 – Lease.pdf");
    }

    async fn the_day_in_a_name_is_the_firm_s(app: TestApp) {
        let cast = cast(&app).await;
        // 03:22 UTC on the 25th is still the 24th in Guyana.
        app.wait(gk_nexus::kernel::Span::hours(13));
        cast.mariam.sign_in(MARIAM, crate::support::people::PASSWORD).await.must_be(200);
        cast.renee.sign_in("renee@persaudvale.example", crate::support::people::PASSWORD).await.must_be(200);
        let first = cast.hand_in(&app, &cast.passport, "late.pdf").await;
        decide(&cast.renee, &first, "accepted", "").await.must_be(200);
        let name = text(&app, "SELECT filed_as FROM documents WHERE name = 'late.pdf'").await;
        assert_eq!(name, "2026-11-24 Mariam Rahman Passport, photo page.pdf");
    }

    async fn documents_of_one_name_are_numbered_also_when_they_are_accepted_at_once(app: TestApp) {
        let cast = cast(&app).await;
        let mut ids = Vec::new();
        for number in 0..6 {
            ids.push(cast.hand_in(&app, &cast.passport, &format!("{number}.pdf")).await);
        }
        let calls = ids.iter().map(|id| {
            let renee = cast.renee.clone();
            async move { renee.call("review_document", &[("submission", id.as_str()), ("verdict", "accepted")]).await.0 }
        });
        assert!(join_all(calls).await.iter().all(|status| *status == 200));
        let distinct = "SELECT COUNT(DISTINCT filed_as) FROM documents WHERE filed_as IS NOT NULL";
        assert_eq!(app.count(distinct).await, 6);
        let last = "SELECT COUNT(*) FROM documents WHERE filed_as = '2026-11-24 Mariam Rahman Passport, photo page (6).pdf'";
        assert_eq!(app.count(last).await, 1);
    }

    async fn a_name_of_a_client_can_not_lead_out_of_its_folder(app: TestApp) {
        let cast = cast(&app).await;
        app.run("UPDATE clients SET name = '../../etc/pass\"wd: C:\\\\x' WHERE name = 'Mariam Rahman'").await.unwrap();
        let loose = cast.send(&app, "a.pdf").await;
        decide(&cast.renee, &loose, "accepted", "").await.must_be(200);
        let name = text(&app, "SELECT filed_as FROM documents WHERE name = 'a.pdf'").await;
        assert!(name.starts_with("2026-11-24") && name.ends_with(" a.pdf"), "{name}");
        assert!(!name.contains(['/', '\\', ':', '"']), "{name}");
    }

    async fn an_odd_ending_stays_with_its_file(app: TestApp) {
        let cast = cast(&app).await;
        let item = [("item", cast.passport.as_str())];
        let way = format!("/portal/requests/{}", cast.request);
        cast.mariam.send_files(&way, &[("scan of page 1", &pdf("x"))], &item).await.must_be(200);
        let first = submission(&app, "scan of page 1").await;
        decide(&cast.renee, &first, "accepted", "").await.must_be(200);
        let name = text(&app, "SELECT filed_as FROM documents WHERE name = 'scan of page 1'").await;
        assert_eq!(name, "2026-11-24 Mariam Rahman Passport, photo page");
    }
}
