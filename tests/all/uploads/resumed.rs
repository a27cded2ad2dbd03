//! Files that come in pieces: what breaks off goes on, nothing is there twice, and only what arrived whole is a document.

use super::{MARIAM, YUSUF, at_work, text};
use crate::on_both_databases;
use crate::support::files::{PIECE, long_pdf, piece_by_piece, sha256};
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use base64::{Engine, engine::general_purpose::STANDARD};
use gk_nexus::kernel::Span;
use ring::digest;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const VISA: &str = "visa.pdf";

/// Sends a piece with one more header: the status.
async fn piece_with(browser: &Browser, upload: &str, at: usize, header: (&str, String), bytes: Vec<u8>) -> u16 {
    let request = browser.http().patch(browser.url(&format!("/uploads/{upload}"))).header("tus-resumable", "1.0.0");
    let request = request.header("upload-offset", at).header("content-type", PIECE).header(header.0, header.1);
    request.body(bytes).send().await.unwrap().status().as_u16()
}

/// What these bytes come to, as `Upload-Checksum` says it.
fn checksum(bytes: &[u8]) -> String {
    format!("sha1 {}", STANDARD.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes)))
}

/// What a whole file comes to (RFC 9530).
fn whole(bytes: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(digest::digest(&digest::SHA256, bytes)))
}

/// Fails unless there is one document, with these bytes.
async fn must_be_there_once(app: &TestApp, bytes: &[u8]) {
    let one = format!("SELECT COUNT(*) FROM document_versions WHERE sha256 = '{}'", sha256(bytes));
    assert_eq!((app.count(&one).await, app.count("SELECT COUNT(*) FROM documents").await), (1, 1));
    assert_eq!(app.services.files.count().await.unwrap(), (0, 1));
}

/// Announces a file with its own time, as the island does.
async fn choose(browser: &Browser, client: &str, name: &str, modified: &str) -> serde_json::Value {
    let typed = [("client", client), ("name", name), ("size", "500000"), ("modified", modified)];
    browser.call("begin_upload", &typed).await.1
}

on_both_databases! {
    async fn a_file_goes_on_where_the_line_broke(app: TestApp) {
        let (anjali, client, mariam) = at_work(&app).await;
        let cookie = app.cookie(MARIAM, PASSWORD).await;
        let (_, begun) = mariam.begin(&client, "", VISA, 500_000).await;
        let (upload, visa) = (text(&begun, "upload"), long_pdf(500_000));
        for (from, to) in [(0, 200_000), (200_000, 330_001)] {
            let mut line = TcpStream::connect(app.address()).await.unwrap();
            let head = format!(
                "PATCH /uploads/{upload} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\n\
                 tus-resumable: 1.0.0\r\nupload-offset: {from}\r\ncontent-type: {PIECE}\r\ncontent-length: {}\r\n\r\n",
                500_000 - from
            );
            line.write_all(head.as_bytes()).await.unwrap();
            line.write_all(&visa[from..to]).await.unwrap();
            line.shutdown().await.unwrap();
            drop(line);
            let there = async || app.count("SELECT received FROM uploads").await == i64::try_from(to).unwrap();
            app.until("all that was sent is durable", there).await;
            assert_eq!(mariam.stands(&upload).await, (200, Some(to as u64)));
        }
        assert_eq!(mariam.piece(&upload, 200_000, visa[200_000..].to_vec()).await.0, 409, "it stands elsewhere");
        assert_eq!(mariam.piece(&upload, 330_001, visa[330_001..].to_vec()).await.0, 204);
        must_be_there_once(&app, &visa).await;
        let page = anjali.open(&format!("/clients/{client}/documents")).await;
        assert_eq!(anjali.download(&page.download_of(VISA), &[]).await.2, visa);
    }

    async fn whoever_did_not_hear_the_answer_asks_again_and_nothing_is_there_twice(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        let (_, begun) = mariam.begin(&client, "", VISA, 60_000).await;
        let (upload, visa) = (text(&begun, "upload"), long_pdf(60_000));
        assert_eq!(mariam.put(&upload, visa.clone()).await.0, 204);
        assert_eq!(mariam.stands(&upload).await, (200, Some(60_000)));
        assert_eq!(mariam.piece(&upload, 60_000, Vec::new()).await.0, 204);
        assert_eq!(mariam.put(&upload, visa.clone()).await.0, 409);
        must_be_there_once(&app, &visa).await;
        let request = mariam.http().delete(mariam.url(&format!("/uploads/{upload}"))).header("tus-resumable", "1.0.0");
        assert_eq!(request.send().await.unwrap().status(), 404, "a document is not given up");
        must_be_there_once(&app, &visa).await;
    }

    async fn fifty_who_send_the_same_piece_at_once_make_one_document(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        let (_, begun) = mariam.begin(&client, "", VISA, 30_000).await;
        let (upload, visa) = (text(&begun, "upload"), long_pdf(30_000));
        let sent = futures::future::join_all((0..50).map(|_| mariam.put(&upload, visa.clone()))).await;
        assert!(sent.iter().all(|(status, _)| [204, 409, 423].contains(status)), "{sent:?}");
        assert!(sent.iter().any(|(status, _)| *status == 204), "{sent:?}");
        must_be_there_once(&app, &visa).await;
    }

    async fn whoever_comes_anew_takes_the_place_of_a_request_that_hangs(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        let (_, begun) = mariam.begin(&client, "", VISA, 300_000).await;
        let (upload, visa) = (text(&begun, "upload"), long_pdf(300_000));
        let (pieces, body) = piece_by_piece();
        let (sender, to) = (mariam.clone(), upload.clone());
        let hanging = tokio::spawn(async move { sender.put(&to, reqwest::Body::wrap_stream(body)).await });
        pieces.send(visa[..100_000].to_vec()).await.unwrap();
        app.until("it arrives", async || app.services.files.count().await.unwrap().0 == 1).await;
        let (status, offset) = mariam.stands(&upload).await;
        let offset = usize::try_from(offset.unwrap()).unwrap();
        assert!(status == 200 && offset <= 100_000, "{status} {offset}");
        assert_eq!(mariam.piece(&upload, offset as u64, visa[offset..].to_vec()).await.0, 204);
        drop(pieces);
        assert_eq!(hanging.await.unwrap().0, 423);
        must_be_there_once(&app, &visa).await;
    }

    async fn a_damaged_piece_is_not_taken_and_a_damaged_file_is_gone(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        let visa = long_pdf(60_000);
        let (_, begun) = mariam.begin(&client, "", VISA, 60_000).await;
        let upload = text(&begun, "upload");
        let half = visa[..30_000].to_vec();
        let sum = || ("upload-checksum", checksum(&visa[..30_000]));
        assert_eq!(piece_with(&mariam, &upload, 0, sum(), [&half[1..], b"x"].concat()).await, 460);
        assert_eq!(mariam.stands(&upload).await, (200, Some(0)));
        assert_eq!(piece_with(&mariam, &upload, 0, sum(), half).await, 204);
        let other = [&visa[30_000..59_999], b"x"].concat();
        assert_eq!(piece_with(&mariam, &upload, 30_000, ("repr-digest", whole(&visa)), other).await, 460);
        assert_eq!(mariam.stands(&upload).await.0, 404);
        app.must_hold_nothing().await;
        let (_, begun) = mariam.begin(&client, "", VISA, 60_000).await;
        let digest = ("repr-digest", whole(&visa));
        assert_eq!(piece_with(&mariam, &text(&begun, "upload"), 0, digest, visa.clone()).await, 204);
        must_be_there_once(&app, &visa).await;
    }

    async fn the_same_file_chosen_again_goes_on_also_after_signing_in_again(app: TestApp) {
        let (anjali, client, mariam) = at_work(&app).await;
        let (of_yusuf, yusuf) = app.active_client(&anjali, "Yusuf Rahman", YUSUF).await;
        let his = choose(&yusuf, of_yusuf.trim_start_matches("/clients/"), VISA, "1700000000000").await;
        let visa = long_pdf(500_000);
        let begun = choose(&mariam, &client, VISA, "1700000000000").await;
        let upload = text(&begun, "upload");
        assert_eq!((begun["resumed"].as_bool(), mariam.put(&upload, visa[..77_777].to_vec()).await.0), (Some(false), 204));
        app.wait(Span::hours(20));
        assert_eq!(mariam.stands(&upload).await.0, 401);
        let again = app.browser();
        again.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        for (name, modified) in [("visa 2.pdf", "1700000000000"), (VISA, "1700000000001")] {
            let other = choose(&again, &client, name, modified).await;
            assert!(text(&other, "upload") != upload && other["resumed"] == false, "{other}");
        }
        assert_ne!(text(&his, "upload"), upload);
        let begun = choose(&again, &client, VISA, "1700000000000").await;
        assert_eq!((text(&begun, "upload"), begun["resumed"].as_bool()), (upload.clone(), Some(true)));
        assert_eq!(again.stands(&upload).await, (200, Some(77_777)));
        assert_eq!(again.piece(&upload, 77_777, visa[77_777..].to_vec()).await.0, 204);
        let (status, next) = again.call("finish_upload", &[("receipt", &text(&begun, "receipt"))]).await;
        assert_eq!(status, 200, "{next}");
        again.open(next.as_str().unwrap()).await.must_say("We have received one document").must_say(VISA);
        assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, 1);
        let anew = choose(&again, &client, VISA, "1700000000000").await;
        assert_ne!(text(&anew, "upload"), upload, "what is there is not gone on with");
    }
}
