//! What is not exactly as it was written is not restored, and nothing is left of the try; and backups that can't be taken.

use super::{Elsewhere, backup, checked, names_in};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::{pdf, sha256};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A portal with two files and a backup of it.
async fn backed_up(app: &TestApp, into: &Path) {
    let anjali = app.owner().await;
    let profile = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
    for name in ["visa.pdf", "passport.pdf"] {
        anjali.send_files(&format!("{profile}/documents"), &[(name, pdf(name).as_slice())], &[]).await.must_be(200);
    }
    let taken = backup(app, into).await.unwrap();
    assert_eq!((taken.files, taken.broken.len()), (2, 0));
}

/// All files in a folder and below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let there = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(there.parent().unwrap()).unwrap();
        fs::copy(file, there).unwrap();
    }
}

fn change(file: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(file).unwrap();
    change(&mut bytes);
    fs::write(file, bytes).unwrap();
}

/// The manifest, its lines changed and its sum made right again, as somebody does who means it.
fn rewrite(folder: &Path, change: impl Fn(&str) -> Option<String>) {
    let path = folder.join("manifest.txt");
    let text = fs::read_to_string(&path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with("# End: ")).filter_map(change);
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    fs::write(path, format!("{text}# End: {}\n", sha256(text.as_bytes()))).unwrap();
}

/// A way to spoil a backup, and what is said of it.
type Spoil = (&'static str, fn(&Path), &'static str);

fn blob(folder: &Path) -> PathBuf {
    files(&folder.join("files")).remove(0)
}

/// A file of the database's copy.
fn database(folder: &Path) -> PathBuf {
    let tables = folder.join("postgres/accounts.rows");
    if tables.exists() { tables } else { folder.join("portal.db") }
}

const SPOILED: [Spoil; 11] = [
    (
        "a file cut short",
        |at| change(&blob(at), |bytes| bytes.truncate(bytes.len() - 1)),
        "is not what the manifest says",
    ),
    ("a bit turned", |at| change(&blob(at), |bytes| bytes[9] ^= 1), "is not what the manifest says"),
    ("a file gone", |at| fs::remove_file(blob(at)).unwrap(), "No such file"),
    (
        "a bit of the database turned",
        |at| change(&database(at), |bytes| bytes[40] ^= 1),
        "is not what the manifest says",
    ),
    ("the database gone", |at| fs::remove_file(database(at)).unwrap(), "No such file"),
    ("no manifest", |at| fs::remove_file(at.join("manifest.txt")).unwrap(), "is no backup"),
    (
        "a manifest cut short",
        |at| change(&at.join("manifest.txt"), |text| text.truncate(text.len() - 70)),
        "is not whole",
    ),
    ("half a manifest", |at| change(&at.join("manifest.txt"), |text| text.truncate(text.len() / 2)), "is not whole"),
    (
        "another day",
        |at| {
            change(&at.join("manifest.txt"), |text| {
                let day = text.windows(4).position(|at| at == b"2026").unwrap();
                text[day] = b'1'
            })
        },
        "was changed",
    ),
    ("a way out", |at| rewrite(at, |line| Some(line.replace("  files/", "  ../files/"))), "was changed"),
    (
        "a newer release",
        |at| rewrite(at, |line| Some(line.replace("# Steps: ", "# Steps: 999999 "))),
        "of a newer release",
    ),
];

on_both_databases! {
    async fn what_differs_from_its_manifest_is_not_restored_and_nothing_is_left(app: TestApp) {
        let shelf = tempfile::tempdir().unwrap();
        let whole = shelf.path().join("whole");
        backed_up(&app, &whole).await;
        let place = Elsewhere::with_key_of(&app).await;
        for (number, (what, spoil, words)) in SPOILED.into_iter().enumerate() {
            let spoiled = shelf.path().join(number.to_string());
            copy(&whole, &spoiled);
            spoil(&spoiled);
            let why = place.restore(&app, &spoiled).await.expect_err(what);
            assert!(why.contains(words), "{what}: {why}");
            place.must_hold_nothing().await;
        }
        // A table that no manifest lists is not read.
        fs::create_dir_all(whole.join("postgres")).unwrap();
        let unlisted = whole.join("postgres/more.rows");
        fs::write(&unlisted, "id\n").unwrap();
        assert!(place.restore(&app, &whole).await.unwrap_err().contains("more.rows is not in the manifest"));
        fs::remove_file(unlisted).unwrap();
        place.must_hold_nothing().await;
        // The control: unspoiled it is restored, in the very same place.
        place.restore(&app, &whole).await.unwrap();
        let there = place.services().await;
        assert_eq!(checked(&there).await, (0, 2));
        there.db.close().await;
    }

    async fn nothing_that_is_there_is_overwritten(app: TestApp) {
        let shelf = tempfile::tempdir().unwrap();
        let from = shelf.path().join("backup");
        backed_up(&app, &from).await;
        let place = Elsewhere::with_key_of(&app).await;
        let there = place.folder.path();
        let blob = there.join("blobs/ab").join("ab".repeat(16));
        fs::create_dir_all(blob.parent().unwrap()).unwrap();
        fs::write(&blob, "theirs").unwrap();
        let why = place.restore(&app, &from).await.unwrap_err();
        assert!(why.contains("blobs is there already; move it away"), "{why}");
        assert_eq!(fs::read(&blob).unwrap(), b"theirs");
        fs::remove_dir_all(there.join("blobs")).unwrap();
        fs::write(there.join("activity.anchor"), "of another log").unwrap();
        assert!(place.restore(&app, &from).await.unwrap_err().contains("activity.anchor is there already"));
        fs::remove_file(there.join("activity.anchor")).unwrap();
        place.services().await.db.close().await;
        for folder in ["blobs", "activity.anchor"] {
            let _ = fs::remove_dir(there.join(folder)).or_else(|_| fs::remove_file(there.join(folder)));
        }
        let why = place.restore(&app, &from).await.unwrap_err();
        assert!(why.contains(app.either("portal.db is there already", "the database has tables already")), "{why}");
        // Nor does a backup go where something is, or into what it is a backup of.
        assert!(backup(&app, &from).await.unwrap_err().contains("is not empty"));
        for inside in ["backup", "a/b", "blobs/../c"] {
            let why = backup(&app, &app.folder.path().join(inside)).await.unwrap_err();
            assert!(why.contains("lies in DATA_DIR"), "{inside}: {why}");
        }
        assert!(!app.folder.path().join("a").exists());
    }

    async fn a_backup_that_was_not_finished_says_so(app: TestApp) {
        let shelf = tempfile::tempdir().unwrap();
        backed_up(&app, &shelf.path().join("whole")).await;
        let from = shelf.path().join("full");
        app.services.files.break_with(Some(ErrorKind::StorageFull));
        let why = backup(&app, &from).await.unwrap_err();
        assert!(why.contains("no storage space; the backup is not finished, remove it"), "{why}");
        app.services.files.break_with(None);
        assert!(names_in(&from).contains(&"manifest.unfinished".to_owned()));
        let place = Elsewhere::with_key_of(&app).await;
        let why = place.restore(&app, &from).await.unwrap_err();
        assert!(why.ends_with("was not finished; take another"), "{why}");
        place.must_hold_nothing().await;
    }

    async fn what_was_broken_before_is_named_and_comes_along(app: TestApp) {
        let shelf = tempfile::tempdir().unwrap();
        backed_up(&app, &shelf.path().join("whole")).await;
        let mut stored = files(&app.folder.path().join("blobs"));
        change(&stored[0], |bytes| bytes[9] ^= 1);
        fs::remove_file(stored.remove(1)).unwrap();
        let from = shelf.path().join("broken");
        let taken = backup(&app, &from).await.unwrap();
        let mut broken = taken.broken.join("\n");
        assert!(taken.files == 1 && broken.contains("is missing (") && broken.contains("SHA-256 differs ("), "{broken}");
        broken = fs::read_to_string(from.join("manifest.txt")).unwrap();
        assert_eq!(broken.matches("# Not as it was received: The file of document ").count(), 2, "{broken}");
        let place = Elsewhere::with_key_of(&app).await;
        place.restore(&app, &from).await.unwrap();
        let there = place.services().await;
        assert_eq!(checked(&there).await, (2, 0), "the check that follows tells it again");
        there.db.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_lack_what_they_need_are_not_restored_on_postgres() {
    let app = TestApp::on_postgres().await;
    let shelf = tempfile::tempdir().unwrap();
    backed_up(&app, shelf.path()).await;
    let table = shelf.path().join("postgres/clients.rows");
    change(&table, |rows| rows.truncate(rows.iter().position(|b| *b == b'\n').unwrap() + 1));
    let sum = sha256(&fs::read(&table).unwrap());
    rewrite(shelf.path(), |line| {
        Some(if line.ends_with("/clients.rows") { format!("{sum}  postgres/clients.rows") } else { line.to_owned() })
    });
    let place = Elsewhere::with_key_of(&app).await;
    let why = place.restore(&app, shelf.path()).await.unwrap_err();
    assert!(why.contains("violates foreign key constraint"), "{why}");
    place.must_hold_nothing().await;
}
