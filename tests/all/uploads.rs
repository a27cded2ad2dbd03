//! Files on their way in: as the page's script carries them, refused, cut off, cut short by the firm, on a full disk.

mod astray;
mod left_behind;
mod odd_forms;
mod resumed;

use crate::on_both_databases;
use crate::support::files::{long_pdf, multipart, pdf, piece_by_piece};
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::kernel::Span;
use std::io::ErrorKind;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const MARIAM: &str = "mariam@example.com";
const YUSUF: &str = "yusuf@example.com";
const DOCUMENTS: &str = "/portal/documents";
const FILES: &str = "Choose files";
const ABSENT: &str = "0190a1b2c3d4e5f60718293a4b5c6d7e";
/// The tests' limit.
const LIMIT: usize = 1_000_000;

/// What nobody may send: name, content, status, words.
fn refused() -> Vec<(&'static str, Vec<u8>, u16, &'static str)> {
    let kinds = "The selected file must be one of";
    vec![
        ("empty.pdf", Vec::new(), 422, "The selected file is empty"),
        ("large.pdf", long_pdf(LIMIT + 1), 413, "The selected file must be smaller than 1 MB"),
        ("setup.dat", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec(), 422, kinds),
        ("setup.pdf", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec(), 422, kinds),
        ("page.txt", b"<!DOCTYPE html><html><script>alert(1)</script></html>".to_vec(), 422, kinds),
        ("picture.jpg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec(), 422, kinds),
        ("drawing.png", b"<?xml version=\"1.0\"?><svg onload=\"alert(1)\"/>".to_vec(), 422, kinds),
        ("invoice.pdf", b"  <script>alert(document.cookie)</script>".to_vec(), 422, kinds),
        ("invoice.txt", b"#!/bin/sh\nrm -rf /\n".to_vec(), 422, kinds),
    ]
}

async fn at_work(app: &TestApp) -> (Browser, String, Browser) {
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    app.deliver().await;
    (anjali, profile.trim_start_matches("/clients/").to_owned(), mariam)
}

fn text(value: &serde_json::Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}

on_both_databases! {
    async fn files_sent_one_by_one_stand_on_one_receipt(app: TestApp) {
        let (anjali, client, mariam) = at_work(&app).await;
        let (status, first) = mariam.begin(&client, "", "passport.pdf", 31).await;
        assert_eq!(status, 200);
        let receipt = text(&first, "receipt");
        let (_, second) = mariam.begin(&client, &receipt, "visa.pdf", 30).await;
        assert_eq!(text(&second, "receipt"), receipt);
        assert_eq!(mariam.put(&text(&second, "upload"), [pdf("visa"), vec![b' '; 8]].concat()).await.0, 204);
        assert_eq!(mariam.put(&text(&first, "upload"), [pdf("passport"), vec![b' '; 5]].concat()).await.0, 204);
        let (status, next) = mariam.call("finish_upload", &[("receipt", &receipt)]).await;
        assert_eq!((status, next.as_str()), (200, Some(format!("/portal/receipts/{receipt}").as_str())));
        mariam.open(next.as_str().unwrap()).await.must_say("We have received two documents").must_say("visa.pdf");
        app.deliver().await;
        assert_eq!(app.mailbox.last_to(MARIAM).subject, "Persaud & Vale has received 2 files from you");
        anjali.open("/review").await.must_say("passport.pdf").must_say("visa.pdf");
        assert_eq!(mariam.begin(&client, &receipt, "late.pdf", 30).await.0, 404, "that go is over");
    }

    async fn what_can_not_be_taken_is_refused_in_words_beside_the_field_and_leaves_nothing(app: TestApp) {
        let (_, _, mariam) = at_work(&app).await;
        let mails = app.mailbox.all().len();
        for (name, bytes, status, words) in refused() {
            let page = mariam.upload(DOCUMENTS, &[(name, &bytes)], &[]).await;
            page.must_be(status).must_say("There is a problem");
            let error = page
                .error_beside(FILES)
                .unwrap_or_else(|| panic!("{name}: nothing beside the field:\n{}", page.text()));
            assert!(error.contains(name) && error.contains(words), "{name}: {error}");
            assert!(page.title().starts_with("Error:"), "{}", page.title());
            app.must_hold_nothing().await;
        }
        let page = mariam.upload(DOCUMENTS, &[("", b"")], &[]).await;
        assert_eq!(page.must_be(422).error_beside(FILES).as_deref(), Some("Select a file"));
        app.deliver().await;
        assert_eq!(app.mailbox.all().len(), mails, "no receipt for what was not received");
    }

    async fn a_refused_file_does_not_take_the_others_with_it(app: TestApp) {
        let (_, _, mariam) = at_work(&app).await;
        let (visa, passport, setup) = (pdf("visa"), pdf("passport"), b"MZ\x90\0\x03\0\0\0".to_vec());
        let files: [(&str, &[u8]); 4] =
            [("visa.pdf", &visa), ("setup.exe", &setup), ("empty.pdf", b""), ("passport.pdf", &passport)];
        let page = mariam.upload(DOCUMENTS, &files, &[]).await;
        let error = page.must_be(422).error_beside(FILES).unwrap();
        assert!(
            error.contains("setup.exe: The selected file must be one of")
                && error.contains("empty.pdf: The selected file is empty"),
            "{error}"
        );
        page.must_say("You sent visa.pdf").must_say("You sent passport.pdf").must_not_say("You sent setup.exe");
        app.deliver().await;
        let receipt = app.mailbox.last_to(MARIAM);
        assert_eq!(receipt.subject, "Persaud & Vale has received 2 files from you");
        assert!(
            receipt.text.contains("visa.pdf")
                && receipt.text.contains("passport.pdf")
                && !receipt.text.contains("empty.pdf")
        );
        assert_eq!(app.services.files.count().await.unwrap(), (0, 2));
    }

    async fn the_script_hears_of_a_refusal_as_well(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        for (name, bytes, status, words) in refused() {
            let (begun_status, begun) = mariam.begin(&client, "", name, bytes.len()).await;
            if begun_status == 200 {
                let (put_status, error) = mariam.put(&text(&begun, "upload"), bytes).await;
                assert!(put_status == status && error.to_string().contains(words), "{name}: {put_status} {error}");
            } else {
                assert!(begun_status == status && begun.to_string().contains(words), "{name}: {begun_status} {begun}");
            }
            app.must_hold_nothing().await;
        }
    }

    async fn more_than_was_announced_is_not_taken_and_less_is_waited_for(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        let (_, begun) = mariam.begin(&client, "", "visa.pdf", 29).await;
        let upload = text(&begun, "upload");
        let (status, error) = mariam.put(&upload, long_pdf(30)).await;
        assert_eq!((status, error["TooLarge"].as_str()), (413, Some("More came than was announced")));
        assert_eq!(mariam.put(&upload, long_pdf(LIMIT + 1)).await.0, 413);
        assert_eq!(mariam.put(&upload, long_pdf(28)).await.0, 204);
        assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, 0);
        assert_eq!(mariam.stands(&upload).await, (200, Some(28)));
        assert_eq!(mariam.piece(&upload, 28, vec![b' ']).await.0, 204);
        assert_eq!(app.count("SELECT COUNT(*) FROM documents WHERE name = 'visa.pdf'").await, 1);
    }

    async fn a_form_whose_file_is_cut_off_leaves_neither_row_nor_file(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        let cookie = app.cookie(MARIAM, PASSWORD).await;
        let (kind, body) =
            multipart(&[("client", None, client.as_bytes()), ("files", Some("visa.pdf"), &long_pdf(500_000))]);
        let head = format!(
            "POST {DOCUMENTS} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\naccept: text/html\r\n"
        );
        let head = format!("{head}content-type: {kind}\r\ncontent-length: {}\r\n\r\n", body.len());
        cut_off(&app, &head, &body[..300_000]).await;
        mariam.open(DOCUMENTS).await.must_be(200).must_not_say("visa.pdf");
    }

    async fn another_s_upload_receipt_or_client_is_absent(app: TestApp) {
        let (anjali, client, mariam) = at_work(&app).await;
        let (other, yusuf) = app.active_client(&anjali, "Yusuf Rahman", YUSUF).await;
        let other = other.trim_start_matches("/clients/");
        let (_, begun) = mariam.begin(&client, "", "visa.pdf", 30).await;
        let (upload, receipt) = (text(&begun, "upload"), text(&begun, "receipt"));
        let absent = yusuf.put(ABSENT, long_pdf(30)).await;
        assert_eq!(absent.0, 404);
        assert_eq!(yusuf.put(&upload, long_pdf(30)).await, absent);
        assert_eq!(anjali.put(&upload, long_pdf(30)).await, absent);
        assert_eq!(yusuf.put("not-an-id", long_pdf(30)).await, absent);
        assert_eq!(yusuf.begin(&client, "", "a.pdf", 30).await, yusuf.begin(ABSENT, "", "a.pdf", 30).await);
        assert_eq!(yusuf.begin(other, &receipt, "a.pdf", 30).await.0, 404);
        assert_eq!(yusuf.begin(&client, "", "a.pdf", 30).await.0, 404);
        assert_eq!(mariam.put(&upload, long_pdf(30)).await.0, 204);
        assert_eq!(mariam.put(&upload, long_pdf(30)).await.0, 409, "once");
        assert_eq!(yusuf.call("finish_upload", &[("receipt", &receipt)]).await.0, 404);
        let forged = yusuf.upload(DOCUMENTS, &[("a.pdf", &pdf("a"))], &[("client", &client)]).await;
        let unknown = yusuf.upload(DOCUMENTS, &[("a.pdf", &pdf("a"))], &[("client", ABSENT)]).await;
        assert_eq!(
            (forged.must_be(404).text(), forged.path.as_str()),
            (unknown.must_be(404).text(), unknown.path.as_str())
        );
        yusuf.open(&format!("/portal/receipts/{receipt}")).await.must_be(404);
        assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, 1);
    }

    async fn what_arrives_after_the_access_was_disabled_is_not_taken(app: TestApp) {
        let (anjali, client, mariam) = at_work(&app).await;
        let (_, begun) = mariam.begin(&client, "", "visa.pdf", 300_000).await;
        let (pieces, body) = piece_by_piece();
        let upload = text(&begun, "upload");
        let (sender, to) = (mariam.clone(), upload.clone());
        let sending = tokio::spawn(async move { sender.put(&to, reqwest::Body::wrap_stream(body)).await });
        pieces.send(long_pdf(200_000)).await.unwrap();
        app.until("bytes arrive", async || app.services.files.count().await.unwrap().0 == 1).await;
        let tab = anjali.open(&format!("/clients/{client}/portal-access")).await;
        tab.form("Disable Access").send().await.must_be(200);
        let _ = pieces.send(vec![b' '; 100_000]).await;
        drop(pieces);
        assert_eq!(sending.await.unwrap().0, 401);
        assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, 0);
        assert_eq!(mariam.stands(&upload).await.0, 401);
    }

    async fn on_a_full_disk_nothing_is_taken_and_everything_else_goes_on(app: TestApp) {
        let (anjali, client, mariam) = at_work(&app).await;
        app.services.files.break_with(Some(ErrorKind::StorageFull));
        let page = mariam.upload(DOCUMENTS, &[("visa.pdf", &pdf("visa"))], &[]).await;
        page.must_be(507).must_say("The server has no room left. Nothing was saved.");
        let (_, begun) = mariam.begin(&client, "", "lease.pdf", 30).await;
        let (status, error) = mariam.put(&text(&begun, "upload"), long_pdf(30)).await;
        assert_eq!((status, error.as_str()), (507, Some("NoRoom")));
        assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, 0);
        app.browser().sign_in(MARIAM, PASSWORD).await.must_be(200).must_say("Sign out");
        anjali.open(&format!("/clients/{client}/documents")).await.must_be(200);
        app.services.files.break_with(None);
        assert_eq!(mariam.put(&text(&begun, "upload"), long_pdf(30)).await.0, 204, "it goes on when there is room");
        mariam.upload(DOCUMENTS, &[("visa.pdf", &pdf("visa"))], &[]).await.must_be(200);
        app.services.files.break_with(Some(ErrorKind::StorageFull));
        let page = anjali.open("/review").await;
        assert_eq!(anjali.download(&page.download_of("lease.pdf"), &[]).await.2, long_pdf(30));
    }

    async fn an_upload_in_progress_counts_as_activity(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        let (_, begun) = mariam.begin(&client, "", "film.pdf", 300_000).await;
        let (pieces, body) = piece_by_piece();
        let (sender, upload) = (mariam.clone(), text(&begun, "upload"));
        let sending = tokio::spawn(async move { sender.put(&upload, reqwest::Body::wrap_stream(body)).await });
        let film = long_pdf(300_000);
        app.until("it begins", async || app.services.files.count().await.unwrap().0 == 1).await;
        for piece in film.chunks(60_000) {
            app.wait(Span::minutes(20));
            let seen = app.count("SELECT MAX(seen_at) FROM sessions").await;
            pieces.send(piece.to_vec()).await.unwrap();
            app.until("the piece is noted", async || app.count("SELECT MAX(seen_at) FROM sessions").await > seen).await;
        }
        mariam.open("/portal").await.must_be(200).must_say("Sign out");
        drop(pieces);
        assert_eq!(sending.await.unwrap().0, 204);
    }
}

/// Sends the head and a part of the body, and hangs up; fails unless all traces go.
async fn cut_off(app: &TestApp, head: &str, part: &[u8]) {
    let mut line = TcpStream::connect(app.address()).await.unwrap();
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(part).await.unwrap();
    app.until("bytes arrive", async || app.services.files.count().await.unwrap().0 == 1).await;
    drop(line);
    app.until("the half file is gone", async || app.services.files.count().await.unwrap() == (0, 0)).await;
    app.until("the upload is forgotten", async || app.count("SELECT COUNT(*) FROM uploads").await == 0).await;
    app.must_hold_nothing().await;
}
