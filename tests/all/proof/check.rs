//! `gk-nexus check`: what it finds between rows, files and the log, and that it changes nothing.

use super::write;
use crate::on_both_databases;
use crate::support::serving::gk_nexus;
use crate::support::{TestApp, files::pdf};
use std::path::PathBuf;

/// What it says and complains of, and how it ends.
fn check(app: &TestApp) -> (String, String, Option<i32>) {
    let folder = app.folder.path();
    let mut command = gk_nexus(folder, &["check"]);
    command.env("DATABASE_URL", &app.services.config.database_url).env("DATA_DIR", folder);
    let done = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(done.stdout), text(done.stderr), done.status.code())
}

/// The file behind the only document of this name.
async fn file_of(app: &TestApp, name: &'static str) -> PathBuf {
    const BLOB: &str =
        "SELECT v.blob FROM document_versions v JOIN documents d ON d.id = v.document_id WHERE d.name = $1";
    let mut tx = app.services.db.read().await.unwrap();
    let blob: String = gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar(BLOB).bind(name).fetch_one(c)).unwrap();
    app.folder.path().join("blobs").join(&blob[..2]).join(blob)
}

on_both_databases! {
    async fn check_names_each_file_that_is_not_as_it_was_received_and_the_first_broken_line(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        for name in ["gone.pdf", "shorter.pdf", "other.pdf", "whole.pdf"] {
            anjali.send_files(&format!("{profile}/documents"), &[(name, pdf(name).as_slice())], &[]).await.must_be(200);
        }
        let lines = app.count("SELECT COUNT(*) FROM activity").await;
        let (said, complained, code) = check(&app);
        assert_eq!((complained.as_str(), code), ("", Some(0)), "{said}");
        assert!(said.contains("Files: 4 files as they were received"), "{said}");
        assert!(said.contains(&format!("Log: Verified the log: {lines} lines, none missing or changed")), "{said}");
        assert!(!said.contains("no row names"), "{said}");
        // The disk loses one, cuts one off and turns a bit in one; and a file lies there that nobody knows.
        std::fs::remove_file(file_of(&app, "gone.pdf").await).unwrap();
        let path = file_of(&app, "shorter.pdf").await;
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        let path = file_of(&app, "other.pdf").await;
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[9] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let stray = file_of(&app, "whole.pdf").await.with_file_name("ab".repeat(16));
        std::fs::write(&stray, b"12345").unwrap();
        let young = check(&app).0;
        assert!(!young.contains("no row names"), "its row may still come: {young}");
        let yesterday = std::fs::metadata(&stray).unwrap().modified().unwrap() - std::time::Duration::from_secs(86_400);
        std::fs::File::options().append(true).open(&stray).unwrap().set_modified(yesterday).unwrap();
        write(&app.services, "One more").await.unwrap();
        app.run(app.either("DROP TRIGGER activity_never_shrinks", "ALTER TABLE activity DISABLE TRIGGER ALL")).await.unwrap();
        app.run("DELETE FROM activity WHERE words = 'One more'").await.unwrap();
        let (said, complained, code) = check(&app);
        assert_eq!((complained.as_str(), code), ("gk-nexus: 4 things are wrong; they stand above\n", Some(1)), "{said}");
        for words in [
            " is missing (",
            " bytes instead of ",
            " is another one than was received: its SHA-256 differs (",
            "Files: 1 file as they were received",
            "1 file (5 bytes) that no row names",
            &format!("Log: Verified the log and found it broken. Line {} of the log was taken away", lines + 1),
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(!said.contains("pdf") && !said.contains("Mariam"), "it names nobody's things: {said}");
        assert!(stray.exists() && app.count("SELECT COUNT(*) FROM activity").await == lines, "it changes nothing");
    }
}
