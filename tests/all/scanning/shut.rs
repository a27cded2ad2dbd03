//! Who opens what: nobody what is not known to be clean, whichever way is tried.

use super::*;
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use gk_nexus::accounts::Role;

on_both_databases! {
    async fn nobody_opens_a_file_before_it_is_checked_and_everybody_after(app: TestApp) {
        let scene = scene(&app).await;
        let bytes = pdf("visa");
        let visa = scene.send("visa.pdf", &bytes).await;
        must_be_shut(&scene.mariam, &visa, &bytes, UNCHECKED).await;
        must_be_shut_to_staff(&scene.anjali, &visa, &bytes, UNCHECKED).await;
        let mine = scene.mariam.open(DOCUMENTS).await;
        for page in [&mine, &scene.tab().await] {
            page.must_say("Being checked for viruses");
            assert_eq!(page.links("Download visa.pdf"), Vec::<String>::new(), "{}", page.path);
        }
        must_be_left_out(&scene, "visa.pdf", "is being checked for viruses.").await;
        scene.anjali.open(&format!("/documents/{visa}/certificate")).await.must_be(200).must_not_say("checked for viruses");
        let overview = scene.anjali.open(&scene.profile).await;
        assert_eq!(overview.links("Download visa.pdf"), Vec::<String>::new());
        assert_eq!(scene.app.count("SELECT COUNT(*) FROM activity WHERE act = 'document downloaded'").await, 0);
        assert_eq!(scene.app.count("SELECT COUNT(*) FROM documents WHERE first_opened_at IS NOT NULL").await, 0);

        assert_eq!(scene.app.scan().await, 1);
        for (who, page) in [(&scene.mariam, DOCUMENTS.to_owned()), (&scene.anjali, format!("{}/documents", scene.profile))] {
            let way = who.open(&page).await.must_not_say("viruses").download_of("visa.pdf");
            assert_eq!(who.download(&way, &[]).await.2, bytes);
        }
        assert_eq!(scene.anjali.download(&format!("/documents/{visa}/preview"), &[]).await.2, bytes);
        assert_eq!(packed(&scene.mariam, "/portal/documents.zip").await, [("From you/visa.pdf".to_owned(), bytes)]);
        scene.anjali.open(&format!("/documents/{visa}/certificate")).await.must_say("checked for viruses");
        assert_eq!(scene.app.scan().await, 0, "it is looked at once");
        assert_eq!(scene.scanner.asked(), 1);
    }

    async fn what_is_infected_is_opened_by_nobody_whoever_they_are(app: TestApp) {
        let scene = scene(&app).await;
        let renee = scene.app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        let thomas = scene.app.staff(Role::Manager, "Thomas Vale", "thomas@persaudvale.example").await;
        let good = pdf("good");
        scene.send("good.pdf", &good).await;
        let bad = scene.send("bad.pdf", &bad_pdf()).await;
        assert_eq!(scene.app.scan().await, 2);
        must_be_shut(&scene.mariam, &bad, &bad_pdf(), INFECTED).await;
        for staff in [&scene.anjali, &renee, &thomas] {
            must_be_shut_to_staff(staff, &bad, &bad_pdf(), INFECTED).await;
        }
        let mine = scene.mariam.open(DOCUMENTS).await;
        let tab = scene.tab().await;
        tab.must_say("Found in it: Eicar-Test");
        for page in [&mine, &tab, &scene.anjali.open(&scene.profile).await] {
            page.must_say("Blocked: a virus was found");
            assert_eq!(page.links("Download bad.pdf"), Vec::<String>::new(), "{}", page.path);
        }
        mine.must_not_say("Eicar");
        must_be_left_out(&scene, "bad.pdf", "is blocked:").await;
        let files = packed(&scene.mariam, "/portal/documents.zip").await;
        assert!(files.contains(&("From you/good.pdf".to_owned(), good)));
        scene.anjali.open(&format!("/documents/{bad}/certificate")).await.must_be(200).must_say("contains a virus");

        // Where the operator takes the scanner away, what was found stays found; the rest opens as it comes.
        let later = scene.send("later.pdf", &pdf("later")).await;
        let without = app.browser();
        without.sign_in(MARIAM, PASSWORD).await.must_be(200);
        must_be_shut(&without, &bad, &bad_pdf(), INFECTED).await;
        assert_eq!(without.download(&format!("/documents/{later}/download"), &[]).await.2, pdf("later"));
        must_be_shut(&scene.mariam, &later, &pdf("later"), UNCHECKED).await;
    }

    async fn a_stranger_hears_nothing_of_the_virus_check(app: TestApp) {
        let scene = scene(&app).await;
        let bad = scene.send("bad.pdf", &bad_pdf()).await;
        let (_, yusuf) = scene.app.active_client(&scene.anjali, "Yusuf Khan", "yusuf@example.com").await;
        for checked in [false, true] {
            if checked {
                assert_eq!(scene.app.scan().await, 1);
            }
            assert_eq!(yusuf.download(&format!("/documents/{bad}/download"), &[]).await.0, 404);
        }
    }

    async fn what_the_firm_shares_is_checked_too(app: TestApp) {
        let scene = scene(&app).await;
        let client = scene.profile.trim_start_matches("/clients/");
        let contact = scene.app.text("SELECT id FROM contacts").await;
        let documents = format!("{}/documents", scene.profile);
        for (name, bytes) in [("letter.pdf", pdf("letter")), ("bad.pdf", bad_pdf())] {
            scene.anjali.upload(&documents, &[(name, &bytes)], &[]).await.must_be(200);
            let id = document(&scene.app, name).await;
            let share = [("client", client), ("document", id.as_str()), ("contacts[]", contact.as_str())];
            assert_eq!(scene.anjali.call("share_document", &share).await.0, 200);
            must_be_shut(&scene.mariam, &id, &bytes, UNCHECKED).await;
        }
        scene.mariam.open("/portal").await.must_say("letter.pdf").must_say("Being checked for viruses");
        assert_eq!(scene.app.scan().await, 2);
        let [letter, bad] = [document(&scene.app, "letter.pdf").await, document(&scene.app, "bad.pdf").await];
        assert_eq!(scene.mariam.download(&format!("/documents/{letter}/download"), &[]).await.2, pdf("letter"));
        must_be_shut(&scene.mariam, &bad, &bad_pdf(), INFECTED).await;
        must_be_shut_to_staff(&scene.anjali, &bad, &bad_pdf(), INFECTED).await;
        scene.mariam.open("/portal").await.must_say("Blocked: a virus was found");
    }

    async fn an_example_of_the_firm_is_checked_like_any_file(app: TestApp) {
        let scene = scene(&app).await;
        let staff = scene.app.text("SELECT id FROM accounts WHERE name = 'Anjali Persaud'").await;
        let id = gk_nexus::documents::DocumentId::fresh().to_string();
        let blob = "0123456789abcdef0123456789abcdef";
        scene.app.services.files.place(blob, &bad_pdf()).await.unwrap();
        let (size, sum) = (bad_pdf().len(), sha256(&bad_pdf()));
        let now = scene.app.services.now().0;
        scene.app.run(&format!(
            "INSERT INTO example_files (id, name, blob, size, sha256, media_type, added_by, created_at)
                VALUES ('{id}', 'sample.pdf', '{blob}', {size}, '{sum}', 'application/pdf', '{staff}', {now})"
        )).await.unwrap();
        must_be_shut_to_staff(&scene.anjali, &id, &bad_pdf(), UNCHECKED).await;
        assert_eq!(scene.app.scan().await, 1);
        must_be_shut_to_staff(&scene.anjali, &id, &bad_pdf(), INFECTED).await;
        scene.anjali.open("/activity").await.must_say("Blocked sample.pdf: the virus check found Eicar-Test in it");
    }

    async fn without_a_scanner_files_open_as_they_come(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        mariam.upload(DOCUMENTS, &[("visa.pdf", &pdf("visa"))], &[]).await.must_be(200);
        assert_eq!(app.scan().await, 0);
        let tab = anjali.open(&format!("{profile}/documents")).await;
        tab.must_not_say("virus");
        assert_eq!(anjali.download(&tab.download_of("visa.pdf"), &[]).await.2, pdf("visa"));
        assert_eq!(app.count("SELECT COUNT(*) FROM document_versions WHERE scan = 'not scanned'").await, 1);
    }
}
