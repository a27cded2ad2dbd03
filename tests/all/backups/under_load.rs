//! Twenty backups while people send files and the firm writes; each holds all that was acknowledged before it began.

use super::{Elsewhere, backup, checked};
use crate::on_both_databases;
use crate::support::files::{long_pdf, sha256};
use crate::support::people::PASSWORD;
use crate::support::serving::{Serving, gk_nexus};
use crate::support::{Browser, TestApp};
use futures::{StreamExt, stream};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, Semaphore};

/// How many are taken on SQLite, and on Postgres, where each is restored to a database that is made for it.
const BACKUPS: [usize; 2] = [20, 5];
const UPLOADERS: usize = 3;
/// Files that people begin to send as a backup begins.
const A_BURST: usize = 5;

/// What there is to do, and what the portal said that it has.
struct Work {
    files: Semaphore,
    clients: Semaphore,
    sums: Mutex<BTreeSet<String>>,
    more: Notify,
}

impl Work {
    /// Whether there is one more to do; waits for it.
    async fn next(of: &Semaphore) -> bool {
        of.acquire().await.map(|turn| turn.forget()).is_ok()
    }

    fn said(&self) -> BTreeSet<String> {
        self.sums.lock().unwrap().clone()
    }
}

/// Sends one file after the other.
async fn send_files(mariam: Browser, client: String, called: usize, work: Arc<Work>) {
    let mut number = 0;
    while Work::next(&work.files).await {
        number += 1;
        let bytes = long_pdf(1_000 + called * 997 + number * 31);
        let sum = sha256(&bytes);
        let (_, begun) = mariam.begin(&client, "", &format!("{called}-{number}.pdf"), bytes.len()).await;
        assert_eq!(mariam.put(begun["upload"].as_str().unwrap(), bytes).await.0, 204);
        work.sums.lock().unwrap().insert(sum);
        work.more.notify_one();
    }
}

/// The firm takes on one client after the other.
async fn write(anjali: Browser, work: Arc<Work>) {
    let mut number = 0;
    while Work::next(&work.clients).await {
        number += 1;
        let form = anjali.open("/clients/new").await.form("Save client");
        let form = form.set("name", &format!("Client {number}")).set("email", &format!("c{number}@example.com"));
        form.send().await.must_be(200);
    }
}

/// Restores a backup and looks whether all stands there that was promised before it began.
async fn must_hold(app: &TestApp, from: &Path, promised: &BTreeSet<String>) {
    let place = Elsewhere::with_key_of(app).await;
    place.restore(app, from).await.unwrap();
    let there = place.services().await;
    let (wrong, whole) = checked(&there).await;
    let held = sums(&there).await;
    assert_eq!((wrong, whole), (0, held.len() as u64), "{}", from.display());
    assert!(promised.is_subset(&held), "{}: {} promised, {} held", from.display(), promised.len(), held.len());
    there.db.close().await;
}

/// The sums of the files that the restored portal has, by its rows.
async fn sums(there: &gk_nexus::server::Services) -> BTreeSet<String> {
    let mut tx = there.db.read().await.unwrap();
    let sums: Vec<String> =
        gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar("SELECT sha256 FROM document_versions").fetch_all(c)).unwrap();
    sums.into_iter().collect()
}

on_both_databases! {
    async fn twenty_backups_under_load_each_hold_all_that_was_acknowledged_before(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        let client = profile.trim_start_matches("/clients/").to_owned();
        let [files, clients] = [(); 2].map(|()| Semaphore::new(0));
        let work = Arc::new(Work { files, clients, sums: Mutex::default(), more: Notify::new() });
        let mut people: Vec<_> = (0..UPLOADERS)
            .map(|called| tokio::spawn(send_files(mariam.clone(), client.clone(), called, work.clone())))
            .collect();
        people.push(tokio::spawn(write(anjali, work.clone())));
        let shelf = tempfile::tempdir().unwrap();
        let mut taken: Vec<(PathBuf, BTreeSet<String>)> = Vec::new();
        let backups = BACKUPS[usize::from(app.either("", "postgres") == "postgres")];
        for number in 0..backups {
            work.files.add_permits(A_BURST);
            work.clients.add_permits(1);
            work.more.notified().await;
            let (into, promised) = (shelf.path().join(number.to_string()), work.said());
            let copied = backup(&app, &into).await.unwrap();
            assert!(copied.files >= promised.len() as u64 && copied.broken.is_empty(), "{copied:?}");
            taken.push((into, promised));
        }
        work.files.close();
        work.clients.close();
        for person in people {
            person.await.unwrap();
        }
        assert!(taken[backups - 1].1.len() >= backups, "nobody worked meanwhile");
        let looks = taken.iter().map(|(from, promised)| must_hold(&app, from, promised));
        stream::iter(looks).buffer_unordered(4).collect::<Vec<()>>().await;
    }

    async fn an_operator_takes_a_backup_of_a_running_portal_and_restores_it(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        let bytes = long_pdf(40_000);
        let (_, begun) = mariam.begin(profile.trim_start_matches("/clients/"), "", "visa.pdf", bytes.len()).await;
        assert_eq!(mariam.put(begun["upload"].as_str().unwrap(), bytes.clone()).await.0, 204);
        let (folder, url) = (app.folder.path(), app.services.config.database_url.as_str());
        let shelf = tempfile::tempdir().unwrap();
        let into = shelf.path().join("2026-11-24");
        let settings = [("DATABASE_URL", url), ("DATA_DIR", folder.to_str().unwrap())];
        let serving = Serving::start(folder, &settings);
        assert!(serving.line().starts_with("The portal is at"));
        let run = |folder: &Path, settings: &[(&str, &str)], words: &[&str]| {
            let done = gk_nexus(folder, words).envs(settings.iter().copied()).output().unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
        };
        let to = into.to_str().unwrap();
        let (code, told, errors) = run(folder, &settings, &["backup", to]);
        assert_eq!((code, told.lines().count(), errors.as_str()), (0, 1, ""), "{told}");
        assert!(told.starts_with("Backup of the database and 1 file (") && told.contains("secret.key elsewhere"), "{told}");
        for words in [&["restore", to][..], &["check", "--repair"]] {
            let (code, told, errors) = run(folder, &settings, words);
            assert_eq!((code, told.as_str(), errors.as_str()), (1, "", "gk-nexus: the portal is running; stop it first\n"));
        }
        assert_eq!(serving.stop().0.code(), Some(0));
        if cfg!(target_os = "linux") {
            let mut sums = Command::new("sha256sum");
            let sums = sums.args(["--check", "--quiet", "--strict", "manifest.txt"]).current_dir(&into).status().unwrap();
            assert!(sums.success(), "sha256sum reads the manifest");
        }
        let place = Elsewhere::with_key_of(&app).await;
        let there = place.config.data_dir.to_str().unwrap().to_owned();
        let settings = [("DATABASE_URL", place.config.database_url.as_str()), ("DATA_DIR", there.as_str())];
        let (code, told, errors) = run(place.folder.path(), &settings, &["restore", to]);
        assert_eq!((code, errors.as_str()), (0, ""), "{told}");
        for words in ["Restored the backup of ", ": the database and 1 file (", "Files: 1 file as they were received", "none missing or changed"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        let (code, told, errors) = run(place.folder.path(), &settings, &["restore", to]);
        assert_eq!((code, told.as_str()), (1, ""));
        assert!(errors.contains("nothing is overwritten"), "{errors}");
        let serving = Serving::start(place.folder.path(), &settings);
        assert!(serving.line().starts_with("The portal is at"));
        let anjali = Browser::new(&serving.base);
        anjali.sign_in("anjali@persaudvale.example", PASSWORD).await.must_say("Sign out");
        let page = anjali.open(&format!("{profile}/documents")).await;
        let (_, _, again) = anjali.download(&page.download_of("visa.pdf"), &[]).await;
        assert_eq!(again, bytes);
    }
}
