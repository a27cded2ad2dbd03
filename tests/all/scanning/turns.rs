//! Whose turn it is, how often, and what a scanner does that is away, asleep or odd: files stay shut until it has told.

use super::*;
use crate::on_both_databases;
use crate::support::scanner::{CLEAN, Does};
use gk_nexus::documents::scans::worker;
use gk_nexus::kernel::Span;

on_both_databases! {
    async fn a_scanner_that_is_away_keeps_files_shut_and_has_them_all_as_soon_as_it_is_back(app: TestApp) {
        let mut scene = scene(&app).await;
        scene.scanner.goes_away();
        let mut sent = Vec::new();
        for name in ["one.pdf", "two.pdf", "three.pdf"] {
            sent.push((scene.send(name, &pdf(name)).await, pdf(name)));
        }
        for _ in 0..3 {
            assert_eq!(scene.app.scan().await, 0);
        }
        for (id, bytes) in &sent {
            must_be_shut(&scene.mariam, id, bytes, UNCHECKED).await;
            must_be_shut_to_staff(&scene.anjali, id, bytes, UNCHECKED).await;
        }
        scene.tab().await.must_say("Not checked yet: The virus scanner can’t be reached");
        scene.mariam.open(DOCUMENTS).await.must_not_say("scanner");
        scene.scanner.comes_back();
        assert_eq!(scene.app.scan().await, 3, "without any waiting");
        for (id, bytes) in &sent {
            assert_eq!(scene.mariam.download(&format!("/documents/{id}/download"), &[]).await.2, *bytes);
        }
        scene.tab().await.must_not_say("scanner");
    }

    async fn whatever_else_a_scanner_says_is_not_clean(app: TestApp) {
        let scene = scene(&app).await;
        let bytes = pdf("visa");
        let visa = scene.send("visa.pdf", &bytes).await;
        for odd in [
            Does::Says(b""),
            Does::Says(b"stream: OK"),
            Does::Says(b"stream: O"),
            Does::Says(b"OK\0"),
            Does::Says(b"stream: OK\n\0"),
            Does::Says(b"stream: not OK at all ERROR\0"),
            Does::Says(b"UNKNOWN COMMAND\0"),
            Does::Says(b"stream: OK\0stream: OK\0"),
            Does::Interrupts(b""),
            Does::Interrupts(b"stream: "),
        ] {
            scene.scanner.does(odd);
            assert_eq!(scene.app.scan().await, 0);
            must_be_shut(&scene.mariam, &visa, &bytes, UNCHECKED).await;
            assert_eq!(scan_of(&scene.app, &visa).await, "not scanned");
            scene.app.wait(Span::hours(1));
            scene.anjali.sign_in("anjali@persaudvale.example", crate::support::people::PASSWORD).await;
            scene.mariam.sign_in(MARIAM, crate::support::people::PASSWORD).await;
        }
        scene.tab().await.must_say("Not checked yet: The virus scanner ended").must_say("It is tried again by itself");
        scene.scanner.does(Does::Says(CLEAN));
        assert_eq!(scene.app.scan().await, 1);
        assert_eq!(scene.mariam.download(&format!("/documents/{visa}/download"), &[]).await.2, bytes);
    }

    async fn an_odd_answer_is_asked_about_again_later_and_later_and_for_ever(app: TestApp) {
        let scene = scene(&app).await;
        scene.send("visa.pdf", &pdf("visa")).await;
        scene.scanner.does(Does::Says(b"stream: Can't allocate memory ERROR\0"));
        assert_eq!(scene.app.scan().await, 0);
        for (number, minutes) in [1, 2, 5, 15, 30, 60, 60, 60].into_iter().enumerate() {
            scene.app.wait(Span(minutes * 60_000 - 1));
            scene.app.scan().await;
            assert_eq!(scene.scanner.asked(), number + 1, "too soon");
            scene.app.wait(Span(1));
            scene.app.scan().await;
            assert_eq!(scene.scanner.asked(), number + 2, "after {minutes} minutes");
        }
    }

    async fn what_is_more_than_the_scanner_takes_is_not_checked_yet_and_asked_about_daily(app: TestApp) {
        let scene = scene(&app).await;
        let bytes = pdf("long");
        let long = scene.send("long.pdf", &bytes).await;
        for (times, too_large) in [
            &b"INSTREAM size limit exceeded. ERROR\0"[..],
            b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
        ].into_iter().enumerate() {
            scene.scanner.does(if times == 0 { Does::Interrupts(too_large) } else { Does::Says(too_large) });
            assert_eq!((scene.app.scan().await, scene.scanner.asked()), (0, times + 1));
            must_be_shut(&scene.mariam, &long, &bytes, UNCHECKED).await;
            scene.tab().await.must_say("Not checked yet: It is larger than the virus scanner takes");
            scene.app.wait(Span::hours(23));
            assert_eq!((scene.app.scan().await, scene.scanner.asked()), (0, times + 1), "not before the next day");
            scene.app.wait(Span::hours(1));
            scene.anjali.sign_in("anjali@persaudvale.example", crate::support::people::PASSWORD).await;
            scene.mariam.sign_in(MARIAM, crate::support::people::PASSWORD).await;
        }
        scene.scanner.does(Does::Looks);
        assert_eq!(scene.app.scan().await, 1);
        assert_eq!(scene.mariam.download(&format!("/documents/{long}/download"), &[]).await.2, bytes);
    }

    async fn two_servers_have_each_file_looked_at_once(app: TestApp) {
        let scene = scene(&app).await;
        let other = app.scanned_at(&scene.scanner.address()).await;
        for number in 0..8 {
            scene.send(&format!("{number}.pdf"), &pdf(&number.to_string())).await;
        }
        let (here, there) = tokio::join!(scene.app.scan(), other.scan());
        assert_eq!((here + there, scene.scanner.asked()), (8, 8));
        assert_eq!(app.count("SELECT COUNT(*) FROM document_versions WHERE scan = 'clean'").await, 8);
    }

    async fn a_file_whose_server_died_is_another_s_when_the_lease_is_over(app: TestApp) {
        let scene = scene(&app).await;
        let visa = scene.send("visa.pdf", &pdf("visa")).await;
        scene.scanner.does(Does::Sleeps);
        let services = scene.app.services.clone();
        let dies = tokio::spawn(async move { worker::scan_due(&services).await });
        scene.app.until("the scanner has it", async || scene.scanner.asked() == 1).await;
        scene.scanner.does(Does::Looks);
        assert_eq!(scene.app.scan().await, 0, "somebody has it");
        dies.abort();
        scene.app.wait(Span::seconds(89));
        assert_eq!(scene.app.scan().await, 0);
        scene.app.wait(Span::seconds(1));
        assert_eq!(scene.app.scan().await, 1);
        assert_eq!(scan_of(&scene.app, &visa).await, "clean");
    }

    async fn what_has_just_come_goes_before_what_lies_there_from_before_the_scanner(app: TestApp) {
        let scene = scene(&app).await;
        for name in ["old.pdf", "older.pdf"] {
            scene.send(name, &pdf(name)).await;
        }
        scene.app.run("UPDATE document_versions SET scan_due_at = 0").await.unwrap();
        scene.send("bad.pdf", &bad_pdf()).await;
        scene.scanner.does(Does::Interrupts(b"stream: Eicar-Test FOUND\0"));
        scene.app.scan().await;
        let order = scene.app.rows(&["activity"]).await;
        let lines: Vec<&String> = order.iter().filter(|line| line.contains("virus found")).collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].contains("bad.pdf"), "{lines:#?}");
    }

    async fn a_file_that_is_gone_from_the_disk_is_not_called_clean(app: TestApp) {
        let scene = scene(&app).await;
        let visa = scene.send("visa.pdf", &pdf("visa")).await;
        let blob = scene.app.text("SELECT blob FROM document_versions").await;
        let path = app.folder.path().join("blobs").join(&blob[..2]).join(&blob);
        std::fs::write(&path, b"%PDF").unwrap();
        assert_eq!(scene.app.scan().await, 0);
        std::fs::remove_file(&path).unwrap();
        scene.app.wait(Span::minutes(1));
        assert_eq!(scene.app.scan().await, 0);
        assert_eq!(scan_of(&scene.app, &visa).await, "not scanned");
    }
}
