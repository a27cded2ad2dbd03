//! `gk-nexus storage move`: every file verified, an interrupted run goes on, what is wrong is named, and nothing is removed
//! before all of it is right.

use super::{DOCUMENTS, Scene, blob};
use crate::on_both_databases;
use crate::support::files::{long_pdf, pdf};
use crate::support::s3::S3;
use crate::support::serving::{Serving, gk_nexus};
use crate::support::{Browser, TestApp};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The command for these data, with the bucket in its settings and `storage` in force.
fn command(app: &TestApp, s3: &S3, storage: &str, words: &[&str]) -> Command {
    let mut command = gk_nexus(app.folder.path(), words);
    command.env("DATABASE_URL", &app.services.config.database_url).env("DATA_DIR", app.folder.path());
    command.env("STORAGE", storage).envs(s3.settings());
    command
}

/// What it says, with what it complains of, and how it ends.
fn done(mut command: Command) -> (String, Option<i32>) {
    let done = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(done.stdout) + &text(done.stderr), done.status.code())
}

fn moved(app: &TestApp, s3: &S3, storage: &str, to: &str, more: &[&str]) -> (String, Option<i32>) {
    done(command(app, s3, storage, &[&["storage", "move", "--to", to], more].concat()))
}

fn on_disk(app: &TestApp, blob: &str) -> PathBuf {
    app.folder.path().join("blobs").join(&blob[..2]).join(blob)
}

/// A portal with files on its disk, and a bucket beside it.
async fn three_files(app: &TestApp) -> (S3, Browser) {
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", super::MARIAM).await;
    let (visa, lease) = (pdf("visa"), long_pdf(200_000));
    let files: [(&str, &[u8]); 2] = [("visa.pdf", &visa), ("lease.pdf", &lease)];
    mariam.upload(DOCUMENTS, &files, &[]).await.must_be(200);
    anjali.send_files(&format!("{profile}/documents"), &[("plan.pdf", pdf("plan").as_slice())], &[]).await.must_be(200);
    (S3::start(), mariam)
}

on_both_databases! {
    async fn files_move_to_a_bucket_and_back_and_are_what_they_were(app: TestApp) {
        let (s3, mariam) = three_files(&app).await;
        let (said, code) = moved(&app, &s3, "disk", "s3", &[]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("Copied to the bucket portal-files: 3 files (200 kB). There already: 0 files."), "{said}");
        assert!(said.contains("Set STORAGE=s3 and start the portal."), "{said}");
        let (said, _) = moved(&app, &s3, "disk", "s3", &[]);
        assert!(said.contains("0 files (0 bytes). There already: 3 files."), "{said}");
        assert_eq!(app.services.files.count().await.unwrap(), (0, 3), "where they were they are still");

        let (said, code) = moved(&app, &s3, "disk", "s3", &["--remove-source"]);
        assert!(code == Some(1) && said.contains("set STORAGE=s3 first"), "{said}");
        let (said, code) = moved(&app, &s3, "s3", "s3", &["--remove-source"]);
        assert!(code == Some(0) && said.contains("Removed from the folder") && said.contains(": 3 files."), "{said}");
        assert_eq!((app.services.files.count().await.unwrap(), s3.objects().len()), ((0, 0), 3));
        let (said, code) = done(command(&app, &s3, "s3", &["check"]));
        assert!(code == Some(0) && said.contains("Files: 3 files as they were received"), "{said}");

        let (said, code) = moved(&app, &s3, "disk", "disk", &["--remove-source"]);
        assert!(code == Some(0) && said.contains("Removed from the bucket portal-files: 3 files."), "{said}");
        assert_eq!((app.services.files.count().await.unwrap(), s3.objects().len()), ((0, 3), 0));
        let way = mariam.open(DOCUMENTS).await.download_of("lease.pdf");
        assert!(mariam.download(&way, &[]).await.2 == long_pdf(200_000));
    }

    async fn a_run_that_was_killed_goes_on(app: TestApp) {
        let (s3, mariam) = three_files(&app).await;
        for go in 0..3 {
            let papers: Vec<_> = (0..20).map(|page| (format!("{go}-{page}.pdf"), pdf(&format!("{go} {page}")))).collect();
            let files: Vec<(&str, &[u8])> = papers.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            mariam.upload(DOCUMENTS, &files, &[]).await.must_be(200);
        }
        let mut running = command(&app, &s3, "disk", &["storage", "move", "--to", "s3"]);
        let mut running = running.stdout(Stdio::null()).spawn().unwrap();
        app.until("some are there", async || s3.objects().len() > 5).await;
        running.kill().unwrap();
        running.wait().unwrap();
        let (said, code) = moved(&app, &s3, "disk", "s3", &[]);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(s3.objects().len(), 63);
        let (said, code) = done(command(&app, &s3, "s3", &["check"]));
        assert!(code == Some(0) && said.contains("Files: 63 files as they were received"), "{said}");
    }

    async fn what_is_missing_or_changed_is_named_and_nothing_is_removed(app: TestApp) {
        let (s3, _) = three_files(&app).await;
        let (visa, lease) = (blob(&app, "visa.pdf").await, blob(&app, "lease.pdf").await);
        let plan = blob(&app, "plan.pdf").await;
        let right = |blob: &str| fs::read(on_disk(&app, blob)).unwrap();
        let (right_visa, right_lease) = (right(&visa), right(&lease));
        fs::remove_file(on_disk(&app, &visa)).unwrap();
        let mut changed = right_lease.clone();
        changed[100_000] ^= 1;
        fs::write(on_disk(&app, &lease), &changed).unwrap();
        let (said, code) = moved(&app, &s3, "s3", "s3", &["--remove-source"]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(&format!("is missing ({visa})")), "{said}");
        assert!(said.contains(&format!("its SHA-256 differs ({lease})")), "{said}");
        assert!(said.contains("2 files were not copied, as it stands above. Nothing was removed"), "{said}");
        assert!(on_disk(&app, &plan).exists() && s3.object(&plan).exists() && !s3.object(&lease).exists());

        fs::write(on_disk(&app, &visa), right_visa).unwrap();
        fs::write(on_disk(&app, &lease), right_lease).unwrap();
        // What has changed in the bucket meanwhile is found before its source goes, and copied again.
        let mut rotten = fs::read(s3.object(&plan)).unwrap();
        rotten[3] ^= 1;
        fs::write(s3.object(&plan), rotten).unwrap();
        let (said, code) = moved(&app, &s3, "s3", "s3", &["--remove-source"]);
        assert!(code == Some(0) && said.contains("3 files (200 kB). There already: 0 files."), "{said}");
        assert_eq!(fs::read(s3.object(&plan)).unwrap(), pdf("plan"));

        // And what has changed there is not taken back.
        let mut rotten = fs::read(s3.object(&lease)).unwrap();
        rotten[199_999] ^= 1;
        fs::write(s3.object(&lease), rotten).unwrap();
        let (said, code) = moved(&app, &s3, "disk", "disk", &["--remove-source"]);
        assert!(code == Some(1) && said.contains(&format!("its SHA-256 differs ({lease})")), "{said}");
        assert_eq!((s3.objects().len(), on_disk(&app, &lease).exists(), on_disk(&app, &visa).exists()), (3, false, true));
    }

    async fn the_portal_may_run_while_files_are_copied_but_not_while_they_are_removed(app: TestApp) {
        let (s3, _) = three_files(&app).await;
        let (data, database) = (app.folder.path().display().to_string(), app.services.config.database_url.clone());
        let serving = Serving::start(app.folder.path(), &[("DATA_DIR", &data), ("DATABASE_URL", &database)]);
        serving.line();
        let (said, code) = moved(&app, &s3, "disk", "s3", &[]);
        assert!(code == Some(0) && said.contains("The portal runs: stop it and run this again"), "{said}");
        let (said, code) = moved(&app, &s3, "s3", "s3", &["--remove-source"]);
        assert!(code == Some(1) && said.contains("the portal is running; stop it first"), "{said}");
        drop(serving);
    }

    async fn strays_in_a_bucket_are_found_and_taken_away_and_nothing_else_is(app: TestApp) {
        let scene = Scene::of(&app).await;
        scene.mariam.upload(DOCUMENTS, &[("visa.pdf", &pdf("visa"))], &[]).await.must_be(200);
        let stray = scene.app.folder.path().join("stray");
        fs::write(&stray, b"12345").unwrap();
        let sha256 = crate::support::files::sha256(b"12345");
        let put = async |name: String| scene.app.services.files.put(&stray, &name, (5, &sha256)).await.unwrap();
        // More than a store lists at a time.
        futures::stream::StreamExt::for_each_concurrent(futures::stream::iter(0..1_005_u128), 16, async |number| {
            put(format!("{:032x}", number << 120 | number)).await;
        })
        .await;
        // Another's, in the same bucket.
        let ours = scene.s3.object(&scene.blob("visa.pdf").await);
        let beside = |ending: &str| {
            let ours = ours.to_string_lossy().replace("._S3rver_object", ending);
            let other = ours.replace(ours.rsplit('/').next().unwrap(), &format!("notes{ending}"));
            fs::copy(ours, &other).unwrap();
            PathBuf::from(other)
        };
        let [other, ..] = ["._S3rver_object", "._S3rver_metadata.json", "._S3rver_object.md5"].map(beside);
        let (said, code) = done(command(&app, &scene.s3, "s3", &["check", "--repair"]));
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("Removed: 1005 files that no row names"), "{said}");
        assert!(other.exists() && ours.exists());
        assert_eq!(scene.app.services.files.count().await.unwrap().1, 1);
    }
}
