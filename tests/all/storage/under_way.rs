//! The program itself with files on their way to a bucket: how much memory that takes, and what is left when it is killed.

use super::{DOCUMENTS, MARIAM, Scene};
use crate::on_both_databases;
use crate::support::files::{long_pdf, sha256};
use crate::support::people::PASSWORD;
use crate::support::serving::Serving;
use crate::support::{Browser, TestApp};
use futures::{StreamExt, stream};
use gk_nexus::documents::{check, leftovers};
use gk_nexus::server::keys::hex;
use sha2::{Digest, Sha256};

const MB: usize = 1024 * 1024;

/// `gk-nexus serve` on the same data and bucket.
fn serve(scene: &Scene) -> Serving {
    let config = &scene.app.services.config;
    let data = config.data_dir.display().to_string();
    let settings = scene.s3.settings();
    let mut all: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend([("STORAGE", "s3"), ("DATA_DIR", &data), ("DATABASE_URL", &config.database_url)]);
    let serving = Serving::start(&config.data_dir, &all);
    assert!(serving.line().starts_with("The portal is at"));
    serving
}

async fn signed_in(serving: &Serving) -> Browser {
    let mariam = Browser::new(&serving.base);
    mariam.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
    mariam
}

/// A line of a process's memory, bytes: `VmRSS` now, `VmHWM` at its peak.
fn memory(process: u32, line: &str) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let found = status.lines().find_map(|one| one.strip_prefix(line)?.strip_prefix(':')).unwrap();
    found.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_goes_to_the_bucket_and_back_in_little_memory() {
    const SIZE: usize = 300 * MB;
    let app = TestApp::on_sqlite().await;
    let scene = Scene::of(&app).await;
    let serving = serve(&scene);
    let mariam = signed_in(&serving).await;
    let (_, begun) = mariam.begin(&scene.client, "", "film.pdf", SIZE).await;
    let before = memory(serving.process(), "VmRSS");

    let piece = long_pdf(MB);
    let mut sum = Sha256::new();
    (0..SIZE / MB).for_each(|_| sum.update(&piece));
    let pieces = stream::iter((0..SIZE / MB).map(move |_| Ok::<_, std::io::Error>(piece.clone())));
    let upload = begun["upload"].as_str().unwrap();
    assert_eq!(mariam.put(upload, reqwest::Body::wrap_stream(pieces)).await.0, 204);

    let way = mariam.open(DOCUMENTS).await.download_of("film.pdf");
    let mut back = mariam.http().get(mariam.url(&way)).send().await.unwrap().bytes_stream();
    let mut came = Sha256::new();
    while let Some(piece) = back.next().await {
        came.update(piece.unwrap());
    }
    assert_eq!(hex(&came.finalize()), hex(&sum.finalize()));
    let grown = memory(serving.process(), "VmHWM").saturating_sub(before);
    assert!(grown < 100 * MB, "{} MB more than before, for a file of {} MB", grown / MB, SIZE / MB);
}

on_both_databases! {
    async fn a_server_that_is_killed_as_a_file_goes_to_the_bucket_loses_nothing(app: TestApp) {
        let scene = Scene::of(&app).await;
        let serving = serve(&scene);
        let mariam = signed_in(&serving).await;
        let film = long_pdf(9 * MB);
        let (_, begun) = mariam.begin(&scene.client, "", "film.pdf", film.len()).await;
        let upload = begun["upload"].as_str().unwrap().to_owned();
        assert_eq!(mariam.piece(&upload, 0, film[..8 * MB].to_vec()).await.0, 204);
        scene.s3.hold(true);
        let (sender, way, rest) = (mariam.clone(), upload.clone(), film[8 * MB..].to_vec());
        let sending = tokio::spawn(async move {
            let request = sender.http().patch(sender.url(&format!("/uploads/{way}"))).header("tus-resumable", "1.0.0");
            let request = request.header("upload-offset", 8 * MB).header("content-type", crate::support::files::PIECE);
            request.body(rest).send().await
        });
        let part = scene.app.services.config.data_dir.join("parts").join(&upload);
        scene.app.until("all is here", async || part.metadata().is_ok_and(|about| about.len() == film.len() as u64)).await;
        serving.killed();
        assert!(sending.await.unwrap().is_err());
        scene.s3.hold(false);

        let serving = serve(&scene);
        let mariam = signed_in(&serving).await;
        let (_, offset) = mariam.stands(&upload).await;
        let at = offset.expect("it waits for more");
        assert_eq!(mariam.piece(&upload, at, film[usize::try_from(at).unwrap()..].to_vec()).await.0, 204);
        let way = mariam.open(DOCUMENTS).await.download_of("film.pdf");
        assert_eq!(sha256(&mariam.download(&way, &[]).await.2), sha256(&film));
        drop(serving);
        // As a server leaves it that is killed between the bucket's answer and the row.
        let known = (film.len() as u64, sha256(&film));
        std::fs::write(app.folder.path().join("film"), &film).unwrap();
        let stray = "0123456789abcdef".repeat(2);
        scene.app.services.files.put(&app.folder.path().join("film"), &stray, (known.0, &known.1)).await.unwrap();
        let gone = leftovers::sweep(&scene.app.services).await.unwrap();
        assert_eq!((gone.strays, gone.bytes), (1, known.0));
        let checked = check::check(&scene.app.services, |fault| panic!("{fault}")).await.unwrap();
        assert_eq!((checked.whole, checked.strays, scene.s3.objects().len()), (1, 0, 1));
    }
}
