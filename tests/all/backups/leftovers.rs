//! `gk-nexus check --repair`: what a killed server or a power cut left goes, and nothing else does.

use super::names_in;
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::{long_pdf, pdf};
use crate::support::serving::gk_nexus;
use gk_nexus::kernel::Span;
use std::fs;
use std::path::PathBuf;

/// What it says and complains of, and how it ends.
fn repair(app: &TestApp, url: &str) -> (String, String, Option<i32>) {
    let mut command = gk_nexus(app.folder.path(), &["check", "--repair"]);
    let done = command.env("DATABASE_URL", url).env("DATA_DIR", app.folder.path()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(done.stdout), text(done.stderr), done.status.code())
}

/// Puts a file where nobody knows it.
fn leave(app: &TestApp, folder: &str, name: &str, bytes: &[u8]) -> PathBuf {
    let path = app.folder.path().join(folder).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

on_both_databases! {
    async fn repair_takes_away_what_no_row_names_and_nothing_else(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        let client = profile.trim_start_matches("/clients/").to_owned();
        // The command asks the system's clock; ours stands.
        let real = gk_nexus::server::Clock::system().now();
        let begin = async |name: &str, rested: Span| {
            let (_, begun) = mariam.begin(&client, "", name, 50_000).await;
            let upload = begun["upload"].as_str().unwrap().to_owned();
            assert_eq!(mariam.piece(&upload, 0, long_pdf(50_000)[..20_000].to_vec()).await.0, 204);
            let seen = (real - rested).0;
            app.run(&format!("UPDATE uploads SET seen_at = {seen} WHERE id = '{upload}'")).await.unwrap();
            upload
        };
        let (goes_on, rested) = (begin("visa.pdf", Span::days(6)).await, begin("old.pdf", Span::days(8)).await);
        anjali.send_files(&format!("{profile}/documents"), &[("kept.pdf", pdf("kept").as_slice())], &[]).await.must_be(200);
        let stray = "ab".repeat(16);
        let left = [
            leave(&app, "blobs/ab", &stray, b"12345"),
            leave(&app, "tmp", &"cd".repeat(16), b"123"),
            leave(&app, "parts", &"ef".repeat(16), b"12"),
            app.folder.path().join("parts").join(&rested),
        ];
        let theirs = [
            leave(&app, "blobs/lost+found", &stray, b"the operator's own"),
            leave(&app, "blobs/ab", "notes.txt", b"too"),
            app.folder.path().join("parts").join(&goes_on),
        ];
        let url = app.services.config.database_url.as_str();
        let (said, complained, code) = repair(&app, url);
        assert_eq!((complained.as_str(), code), ("", Some(0)), "{said}");
        assert!(said.contains("Files: 1 file as they were received"), "{said}");
        let removed = "Removed: 1 file that no row names and 3 files unfinished (20 kB in all); 1 upload that will not go on";
        assert!(said.lines().last().unwrap().starts_with(removed), "{said}");
        assert!(left.iter().all(|path| !path.exists()) && theirs.iter().all(|path| path.exists()));
        assert_eq!(app.count("SELECT COUNT(*) FROM uploads").await, 1);
        assert_eq!(mariam.piece(&goes_on, 20_000, long_pdf(50_000)[20_000..].to_vec()).await.0, 204, "it goes on");
        // A second time there is nothing.
        let (said, _, code) = repair(&app, url);
        let removed = "Removed: 0 files that no row names and 0 files unfinished (0 bytes in all); 0 uploads that will not go on";
        assert!(code == Some(0) && said.contains(removed), "{said}");
    }

    async fn repair_removes_nothing_where_rows_may_be_missing(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        for name in ["visa.pdf", "passport.pdf"] {
            anjali.send_files(&format!("{profile}/documents"), &[(name, pdf(name).as_slice())], &[]).await.must_be(200);
        }
        let stray = leave(&app, "blobs/ab", &"ab".repeat(16), b"12345");
        // Another database, and an anchor that tells of it.
        let other = match app.either("sqlite", "postgres") {
            "sqlite" => format!("sqlite://{}/other.db", app.folder.path().display()),
            _ => crate::support::database::empty_postgres().await,
        };
        let (said, _, code) = repair(&app, &other);
        assert!(code == Some(1) && said.contains("Nothing was removed: first put right what is wrong"), "{said}");
        // Without the anchor nothing tells, but that it names no file at all.
        fs::remove_file(app.folder.path().join("activity.anchor")).unwrap();
        let (said, _, code) = repair(&app, &other);
        assert!(code == Some(0) && said.contains("Nothing was removed: the database names none of the files."), "{said}");
        // The right database, and a file that is missing.
        fs::remove_file(app.folder.path().join("activity.anchor")).unwrap();
        let shelves = names_in(&app.folder.path().join("blobs"));
        assert!(shelves.len() >= 2);
        for shelf in shelves.iter().filter(|shelf| *shelf != "ab").take(1) {
            fs::remove_dir_all(app.folder.path().join("blobs").join(shelf)).unwrap();
        }
        let (said, complained, code) = repair(&app, &app.services.config.database_url);
        assert!(code == Some(1) && said.contains("Nothing was removed: first put right what is wrong"), "{said} {complained}");
        assert!(stray.exists());
    }
}
