//! A document's certificate tells what the records tell: versions, shares with their mail, who opened it and when; it stays
//! whole when a share has ended, and is there only for those who may see the document.

use crate::on_both_databases;
use crate::support::resend::{event, no_such_user};
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;
use serde_json::json;

const MARIAM: &str = "mariam@example.com";
const LINA: &str = "lina@example.com";
const PDF: &[u8] = b"%PDF-1.7\nstatement\n";

on_both_databases! {
    async fn a_certificate_tells_all_that_happened_to_a_document_and_keeps_it(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.add_contact(&profile, "Lina Rahman", LINA).await;
        let tab = anjali.tab(&profile).await;
        let whom = |name: &str| {
            let path = tab.links(name).into_iter().find(|link| link.contains("/contacts/")).unwrap();
            path.split('/').nth(4).unwrap().to_owned()
        };
        let (with_mariam, with_lina) = (whom("Mariam"), whom("Lina"));
        let beside = [("contacts", with_mariam.as_str()), ("contacts", with_lina.as_str())];
        anjali.send_files(&format!("{profile}/documents"), &[("deed.pdf", PDF)], &beside).await.must_be(200);
        app.deliver().await;
        let list = anjali.open(&format!("{profile}/documents")).await;
        let certificate = list.links("Certificate").remove(0);
        let page = anjali.open(&certificate).await;
        page.must_be(200).must_say("Certificate").must_say("deed.pdf").must_say("Version 1");
        page.must_say(&format!("SHA-256 {}", grouped(PDF))).must_say("PDF, 19 bytes");
        page.must_say("Added by").must_say("24 Nov 2026, 10:22:00").must_say("America/Guyana (UTC-04:00)");
        page.must_say("Nobody has downloaded it.").must_say("Mail to mariam@example.com: Taken by the test's mailbox 24 Nov 2026");
        let rows = page.each("section[aria-labelledby=shares] li");
        assert_eq!(rows.len(), 2, "{rows:#?}");
        assert!(rows.iter().any(|row| row.contains("Lina Rahman") && row.contains("No mail told them")), "{rows:#?}");
        assert!(rows.iter().all(|row| row.contains("Shared by Anjali Persaud.") && row.contains("Not opened by them.")));

        app.wait(Span::minutes(3));
        app.told("a", &event("email.delivered", &app.mail_id("document shared", MARIAM).await, json!({}))).await;
        let download = mariam.open("/portal/documents").await.links("Download").remove(0);
        assert_eq!(mariam.download(&download, &[]).await.0, 200);
        app.wait(Span::minutes(4));
        assert_eq!(anjali.download(&download.replace("/download", "/preview"), &[]).await.0, 200);
        list.form("Stop sharing").send().await.must_be(200);
        let page = anjali.open(&certificate).await;
        page.must_say("delivered 24 Nov 2026, 10:23:00");
        let rows = page.each("section[aria-labelledby=shares] li");
        let mariams = rows.iter().find(|row| row.contains("Mariam")).unwrap();
        assert!(mariams.contains("First opened by them 24 Nov 2026, 10:25:00"), "{mariams}");
        assert!(rows.iter().any(|row| row.contains("Ended 24 Nov 2026, 10:29:00 by Anjali Persaud")), "{rows:#?}");
        let lines = page.each("section[aria-labelledby=openings] tbody tr");
        assert_eq!(lines.len(), 2, "{lines:#?}");
        assert!(lines[0].contains("Mariam Rahman, client") && lines[0].contains("Downloaded it"), "{lines:#?}");
        assert!(lines[0].contains("10:25:00") && lines[0].contains("Chrome on Linux · 127.0.0.1"), "{lines:#?}");
        assert!(lines[1].contains("Anjali Persaud, of the firm") && lines[1].contains("Looked at it"), "{lines:#?}");
        // Shared again it is another share; the one before stays, and a mail that comes back is told of its own.
        let again = anjali.open(&format!("{profile}/documents")).await.form("Share");
        again.tick("contacts[]", &with_mariam).send().await;
        app.deliver().await;
        app.told("b", &event("email.bounced", &app.mail_id("document shared", MARIAM).await, no_such_user())).await;
        let rows = anjali.open(&certificate).await.each("section[aria-labelledby=shares] li");
        let of_mariam: Vec<_> = rows.iter().filter(|row| row.contains("Mariam")).collect();
        assert!(of_mariam.len() == 2 || rows.len() == 3, "{rows:#?}");
        assert!(of_mariam.last().unwrap().contains("came back") && of_mariam.last().unwrap().contains("No such user here."));
        assert!(of_mariam[0].contains("delivered"), "{rows:#?}");
    }

    async fn what_a_client_sent_has_one_too_and_only_for_those_who_may_see_it(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        mariam.send_files("/portal/documents", &[("passport.pdf", PDF)], &[]).await.must_be(200);
        app.deliver().await;
        let certificate = anjali.open(&format!("{profile}/documents")).await.links("Certificate").remove(0);
        let page = anjali.open(&certificate).await;
        page.must_say("Received from").must_say("The firm has not opened it yet.").must_say("It was never shared");
        assert!(page.fact("Receipt by mail").starts_with("Mail to mariam@example.com: Taken by"), "{}", page.fact("Receipt by mail"));
        anjali.open("/review").await.must_say("Certificate");
        let before = app.rows(&["activity", "documents", "shares"]).await;
        anjali.open(&certificate).await.must_be(200);
        assert_eq!(app.rows(&["activity", "documents", "shares"]).await, before, "reading it changes nothing");
        mariam.open(&certificate).await.must_be(404);
        assert!(app.browser().open(&certificate).await.path.starts_with("/login"));
        let frida = app.staff(Role::FrontDesk, "Frida Ramos", "frida@persaudvale.example").await;
        frida.open(&certificate).await.must_be(403);
        anjali.open("/documents/0190a2b3c4d57e6f8a9b0c1d2e3f4a5b/certificate").await.must_be(404);
    }
}

/// The bytes' fingerprint in groups of four.
fn grouped(bytes: &[u8]) -> String {
    use sha2::Digest;
    let digits = gk_nexus::server::keys::hex(&sha2::Sha256::digest(bytes));
    digits.as_bytes().chunks(4).map(|four| std::str::from_utf8(four).unwrap()).collect::<Vec<_>>().join(" ")
}
