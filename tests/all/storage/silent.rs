//! The bucket's server is dead, or says nothing: whoever sends hears so in words, nothing is lost, and it goes on.

use super::{DOCUMENTS, Scene};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::{long_pdf, pdf};
use std::time::Duration;

const MB: usize = 1024 * 1024;
const WORDS: &str = "Something went wrong on our side. Nothing was lost. Try again";

on_both_databases! {
    async fn what_a_dead_server_could_not_take_goes_on_when_it_is_back(app: TestApp) {
        let mut scene = Scene::of(&app).await;
        let film = long_pdf(9 * MB);
        let upload = scene.begin("film.pdf", film.len()).await;
        assert_eq!(scene.mariam.piece(&upload, 0, film[..5 * MB].to_vec()).await.0, 204);
        scene.s3.kill();
        let (status, error) = scene.mariam.piece(&upload, 5 * MB as u64, film[5 * MB..].to_vec()).await;
        assert_eq!(status, 500);
        assert!(error["Unavailable"]["reference"].is_string(), "{error}");
        let page = scene.mariam.upload(DOCUMENTS, &[("visa.pdf", &pdf("visa"))], &[]).await;
        page.must_be(500).must_say(WORDS);
        // Everything else goes on.
        scene.anjali.open("/review").await.must_be(200);
        assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, 0);

        scene.s3.start_again();
        let (_, offset) = scene.mariam.stands(&upload).await;
        assert_eq!(offset, Some(film.len() as u64 - 1), "all but the byte that makes the document is here still");
        let rest = film[film.len() - 1..].to_vec();
        assert_eq!(scene.mariam.piece(&upload, offset.unwrap(), rest).await.0, 204);
        assert!(scene.back("film.pdf").await == film);
        scene.mariam.upload(DOCUMENTS, &[("visa.pdf", &pdf("visa"))], &[]).await.must_be(200);
        assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, 2);
        assert_eq!(scene.app.services.files.count().await.unwrap(), (0, 2));
    }

    async fn a_server_that_says_nothing_keeps_nobody_waiting_for_ever(app: TestApp) {
        let scene = Scene::of(&app).await;
        scene.app.services.files.be_patient(Duration::from_millis(300));
        let upload = scene.begin("visa.pdf", 30).await;
        scene.s3.hold(true);
        assert_eq!(scene.mariam.put(&upload, long_pdf(30)).await.0, 500);
        let page = scene.mariam.upload(DOCUMENTS, &[("plan.pdf", &pdf("plan"))], &[]).await;
        page.must_be(500).must_say(WORDS);
        scene.s3.hold(false);
        scene.app.services.files.be_patient(Duration::from_secs(20));
        assert_eq!(scene.mariam.piece(&upload, 29, long_pdf(30)[29..].to_vec()).await.0, 204);
        assert!(scene.back("visa.pdf").await == long_pdf(30));
        scene.app.services.files.be_patient(Duration::from_millis(300));
        scene.s3.hold(true);
        let way = scene.mariam.open(DOCUMENTS).await.download_of("visa.pdf");
        assert_eq!(scene.mariam.download(&way, &[]).await.0, 500);
        scene.s3.hold(false);
    }

    async fn a_download_goes_on_where_the_server_broke_off(app: TestApp) {
        let mut scene = Scene::of(&app).await;
        let film = long_pdf(40 * MB);
        let upload = scene.begin("film.pdf", film.len()).await;
        assert_eq!(scene.mariam.put(&upload, film.clone()).await.0, 204);
        let way = scene.mariam.open(DOCUMENTS).await.download_of("film.pdf");
        let mut answer = scene.mariam.http().get(scene.mariam.url(&way)).send().await.unwrap();
        let mut came = answer.chunk().await.unwrap().unwrap().to_vec();
        scene.s3.kill();
        scene.s3.start_again();
        while let Some(piece) = answer.chunk().await.unwrap() {
            came.extend_from_slice(&piece);
        }
        assert!(came == film, "{} of {} bytes", came.len(), film.len());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_while_a_file_goes_to_a_slow_server_is_told_to_ask_again() {
    let app = TestApp::on_sqlite().await;
    let scene = Scene::of(&app).await;
    let upload = scene.begin("visa.pdf", 30).await;
    scene.s3.hold(true);
    let (sender, way) = (scene.mariam.clone(), upload.clone());
    let sending = tokio::spawn(async move { sender.put(&way, long_pdf(30)).await });
    let part = scene.app.services.config.data_dir.join("parts").join(&upload);
    scene.app.until("all of it is here", async || part.metadata().is_ok_and(|about| about.len() == 30)).await;
    assert_eq!(scene.mariam.stands(&upload).await, (503, None));
    scene.s3.hold(false);
    assert_eq!(sending.await.unwrap().0, 204);
    assert_eq!(scene.mariam.stands(&upload).await, (200, Some(30)));
    assert_eq!(scene.app.services.files.count().await.unwrap(), (0, 1));
}
