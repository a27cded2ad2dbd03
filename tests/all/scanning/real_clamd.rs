//! clamd itself, with a signature of our own and no network: what it calls clean opens, and EICAR's text opens nowhere,
//! bare, packed or embedded.

use super::*;
use crate::on_both_databases;
use crate::support::scanner::Clamd;
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;

on_both_databases! {
    async fn clamd_itself_finds_what_is_bare_packed_or_embedded_and_nobody_gets_it(app: TestApp) {
        let clamd = Clamd::up("").await;
        let app = app.scanned_at(&clamd.address()).await;
        let anjali = app.owner().await;
        let renee = app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let inner = zip(&[("deep.txt", &eicar())]);
        let bad = [
            ("bare.txt", eicar()),
            ("packed.zip", zip(&[("a.txt", b"hello"), ("b.txt", &eicar())])),
            ("twice.zip", zip(&[("inner.zip", &inner)])),
            ("embedded.pdf", bad_pdf()),
            ("embedded.docx", bad_docx()),
        ];
        let good = [("visa.pdf", pdf("visa")), ("papers.zip", zip(&[("a.txt", b"hello"), ("b.pdf", &pdf("b"))]))];
        for (name, bytes) in bad.iter().chain(&good) {
            mariam.upload(DOCUMENTS, &[(name, bytes)], &[]).await.must_be(200);
        }
        assert_eq!(app.scan().await, bad.len() + good.len());
        for (name, bytes) in &bad {
            let id = document(&app, name).await;
            assert_eq!(scan_of(&app, &id).await, "infected", "{name}");
            must_be_shut(&mariam, &id, bytes, INFECTED).await;
            for staff in [&anjali, &renee] {
                must_be_shut(staff, &id, bytes, INFECTED).await;
            }
            let preview = anjali.download(&format!("/documents/{id}/preview"), &[]).await;
            assert!(matches!(preview.0, 404 | 409) && !preview.2.windows(20).any(|part| part == &eicar()[..20]), "{name}");
        }
        for (name, bytes) in &good {
            let id = document(&app, name).await;
            for who in [&mariam, &anjali] {
                assert_eq!(who.download(&format!("/documents/{id}/download"), &[]).await.2, *bytes, "{name}");
            }
        }
        for (who, way) in [(&anjali, format!("{profile}/documents.zip")), (&mariam, "/portal/documents.zip".to_owned())] {
            let mut names: Vec<String> = packed(who, &way).await.into_iter().map(|(name, _)| name).collect();
            names.iter_mut().for_each(|name| *name = name.rsplit('/').next().unwrap().to_owned());
            names.sort();
            assert_eq!(names, ["Not included.txt", "papers.zip", "visa.pdf"], "{way}");
        }
        anjali.open(&format!("{profile}/documents")).await.must_say("Found in it: Eicar-Test");
    }

    async fn clamd_itself_goes_away_and_comes_back(app: TestApp) {
        let mut clamd = Clamd::up("").await;
        let app = app.scanned_at(&clamd.address()).await;
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        clamd.goes_away();
        mariam.upload(DOCUMENTS, &[("visa.pdf", &pdf("visa")), ("bad.pdf", &bad_pdf())], &[]).await.must_be(200);
        let [visa, bad] = [document(&app, "visa.pdf").await, document(&app, "bad.pdf").await];
        assert_eq!(app.scan().await, 0);
        must_be_shut(&mariam, &visa, &pdf("visa"), UNCHECKED).await;
        must_be_shut_to_staff(&anjali, &bad, &bad_pdf(), UNCHECKED).await;
        clamd.comes_back().await;
        assert_eq!(app.scan().await, 2);
        assert_eq!(mariam.download(&format!("/documents/{visa}/download"), &[]).await.2, pdf("visa"));
        must_be_shut_to_staff(&anjali, &bad, &bad_pdf(), INFECTED).await;
    }

    async fn clamd_itself_takes_no_more_than_it_is_set_to_and_the_file_waits_for_the_next_day(app: TestApp) {
        let small = Clamd::up("StreamMaxLength 100K").await;
        let portal = app.scanned_at(&small.address()).await;
        let anjali = portal.owner().await;
        let (profile, mariam) = portal.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let mut long = crate::support::files::long_pdf(700_000);
        mariam.upload(DOCUMENTS, &[("long.pdf", &long)], &[]).await.must_be(200);
        long.extend(eicar());
        mariam.upload(DOCUMENTS, &[("bad.pdf", &long)], &[]).await.must_be(200);
        let [good, bad] = [document(&portal, "long.pdf").await, document(&portal, "bad.pdf").await];
        assert_eq!(portal.scan().await, 0);
        must_be_shut(&mariam, &bad, &long, UNCHECKED).await;
        let tab = anjali.open(&format!("{profile}/documents")).await;
        tab.must_say("Not checked yet: It is larger than the virus scanner takes");
        // The operator sets it to take more.
        let large = Clamd::up("").await;
        let portal = app.scanned_at(&large.address()).await;
        assert_eq!(portal.scan().await, 0, "not before the next day");
        portal.wait(Span::hours(24));
        assert_eq!(portal.scan().await, 2);
        assert_eq!([scan_of(&portal, &good).await, scan_of(&portal, &bad).await], ["clean", "infected"]);
    }

    async fn clamd_itself_is_not_believed_where_it_calls_clean_what_it_has_not_looked_into(app: TestApp) {
        let careless = Clamd::up("AlertExceedsMax no\nMaxFileSize 100K\nMaxScanSize 100K").await;
        let portal = app.scanned_at(&careless.address()).await;
        let anjali = portal.owner().await;
        let (profile, mariam) = portal.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let mut large = crate::support::files::long_pdf(300_000);
        large.extend(eicar());
        mariam.upload(DOCUMENTS, &[("large.pdf", &large)], &[]).await.must_be(200);
        let id = document(&portal, "large.pdf").await;
        assert_eq!(portal.scan().await, 0);
        must_be_shut(&mariam, &id, &large, UNCHECKED).await;
        let tab = anjali.open(&format!("{profile}/documents")).await;
        tab.must_say("calls clean what it has not looked into; its setting AlertExceedsMax must be yes");
        // Set rightly, it says itself that this is more than it looks into.
        let careful = Clamd::up("MaxFileSize 100K\nMaxScanSize 100K").await;
        let portal = app.scanned_at(&careful.address()).await;
        assert_eq!(portal.scan().await, 0);
        assert_eq!(scan_of(&portal, &id).await, "not scanned");
        let fault = portal.text("SELECT scan_fault FROM document_versions").await;
        assert!(fault.starts_with("It is larger than the virus scanner takes"), "{fault}");
    }
}
