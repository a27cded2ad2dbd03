//! Downloads: whole and in parts, only for whom they are, harmless in a browser, cut when access ends.

use crate::on_both_databases;
use crate::support::files::{bare_client, long_pdf, pdf, sha256};
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp, database};
use gk_nexus::accounts::Role;
use reqwest::header::HeaderMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

const MARIAM: &str = "mariam@example.com";
const DOCUMENTS: &str = "/portal/documents";
const SIZE: usize = 700_000;

/// Anjali, Mariam, her profile, and the way to a document of [`SIZE`] bytes that she sent.
async fn sent(app: &TestApp) -> (Browser, Browser, String, String) {
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    mariam.upload(DOCUMENTS, &[("statement.pdf", &long_pdf(SIZE))], &[]).await.must_be(200);
    let way = mariam.open(DOCUMENTS).await.download_of("statement.pdf");
    (anjali, mariam, profile, way)
}

fn said(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

on_both_databases! {
    async fn any_part_of_a_document_can_be_had(app: TestApp) {
        let (_, mariam, _, way) = sent(&app).await;
        let whole = long_pdf(SIZE);
        for (range, from, to) in [
            ("bytes=0-0", 0, 0),
            ("bytes=0-8", 0, 8),
            ("bytes=300000-599999", 300_000, 599_999),
            ("bytes=699999-", 699_999, 699_999),
            ("bytes=699990-9999999", 699_990, 699_999),
            ("bytes=-1000", 699_000, 699_999),
            ("bytes=-9999999", 0, 699_999),
        ] {
            let (status, headers, bytes) = mariam.download(&way, &[("range", range)]).await;
            assert_eq!(
                (status, said(&headers, "content-range")),
                (206, format!("bytes {from}-{to}/{SIZE}")),
                "{range}"
            );
            assert_eq!(said(&headers, "content-length"), (to + 1 - from).to_string());
            assert!(bytes == whole[from..=to], "{range}");
        }
        for range in ["bytes=700000-", "bytes=999999999-", "bytes=-0"] {
            let (status, headers, bytes) = mariam.download(&way, &[("range", range)]).await;
            assert_eq!(
                (status, said(&headers, "content-range"), bytes.len()),
                (416, format!("bytes */{SIZE}"), 0),
                "{range}"
            );
        }
        for range in [
            "bytes=0-1,5-6",
            "bytes=9-2",
            "lines=1-2",
            "bytes=a-b",
            "bytes=-",
            "nonsense",
            "bytes=18446744073709551616-",
        ] {
            let (status, headers, bytes) = mariam.download(&way, &[("range", range)]).await;
            assert!(status == 200 && bytes == whole && said(&headers, "content-range").is_empty(), "{range}: {status}");
        }
    }

    async fn a_browser_that_has_it_already_is_told_so(app: TestApp) {
        let (_, mariam, _, way) = sent(&app).await;
        let (_, headers, _) = mariam.download(&way, &[]).await;
        let tag = said(&headers, "etag");
        assert_eq!(tag, format!("\"{}\"", sha256(&long_pdf(SIZE))));
        let (status, headers, bytes) = mariam.download(&way, &[("if-none-match", &tag)]).await;
        assert_eq!((status, said(&headers, "etag"), bytes.len()), (304, tag.clone(), 0));
        assert_eq!(said(&headers, "x-content-type-options"), "nosniff");
        assert_eq!(mariam.download(&way, &[("if-none-match", "\"another\"")]).await.0, 200);
        let resumed = mariam.download(&way, &[("range", "bytes=5-9"), ("if-range", &tag)]).await;
        assert_eq!((resumed.0, resumed.2.len()), (206, 5));
        let changed = mariam.download(&way, &[("range", "bytes=5-9"), ("if-range", "\"another\"")]).await;
        assert_eq!((changed.0, changed.2.len()), (200, SIZE));
    }

    async fn a_download_is_an_attachment_in_which_nothing_runs(app: TestApp) {
        let (anjali, mariam, _, way) = sent(&app).await;
        mariam.upload(DOCUMENTS, &[("a\"; filename=\"evil.html\".pdf", &pdf("evil"))], &[]).await.must_be(200);
        let evil = anjali.open("/review").await.follow("evil.html").await.download_of("a\"; filename=\"evil.html");
        for way in [&way, &evil] {
            let (_, headers, _) = anjali.download(way, &[]).await;
            assert!(said(&headers, "content-disposition").starts_with("attachment; filename=\""));
            assert_eq!(said(&headers, "content-disposition").matches('"').count(), 2, "{headers:?}");
            let policy = said(&headers, "content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && policy.contains("sandbox") && !policy.contains("allow-"),
                "{policy}"
            );
            assert_eq!(said(&headers, "x-content-type-options"), "nosniff");
            assert_eq!(said(&headers, "cache-control"), "no-store");
            assert_eq!(said(&headers, "content-type"), "application/pdf");
            assert_eq!(said(&headers, "cross-origin-resource-policy"), "same-origin");
        }
    }

    async fn each_download_leaves_a_line_and_a_look_at_its_head_none(app: TestApp) {
        let (anjali, mariam, profile, way) = sent(&app).await;
        let lines = || app.count("SELECT COUNT(*) FROM activity WHERE act = 'document downloaded'");
        let head = mariam.http().head(mariam.url(&way)).send().await.unwrap();
        assert_eq!((head.status().as_u16(), said(head.headers(), "content-length")), (200, SIZE.to_string()));
        assert_eq!(said(head.headers(), "accept-ranges"), "bytes");
        assert!(head.bytes().await.unwrap().is_empty());
        anjali.open("/review").await.must_say("statement.pdf");
        assert_eq!(lines().await, 0);
        mariam.download(&way, &[]).await;
        mariam.download(&way, &[("range", "bytes=700000-")]).await;
        assert_eq!(lines().await, 1);
        anjali.download(&way, &[("range", "bytes=5-9")]).await;
        assert_eq!(lines().await, 2);
        let log = anjali.open(&format!("{profile}/activity")).await;
        assert_eq!(log.text().matches("Downloaded statement.pdf").count(), 2);
        log.must_say("Chrome on Linux · 127.0.0.1");
    }

    async fn who_may_not_read_it_gets_the_answer_of_what_is_not_there(app: TestApp) {
        let (anjali, mariam, profile, way) = sent(&app).await;
        let (_, yusuf) = app.active_client(&anjali, "Yusuf Rahman", "yusuf@example.com").await;
        let absent = yusuf.download("/documents/0190a1b2c3d4e5f60718293a4b5c6d7e/download", &[]).await;
        for (who, way) in [
            (&yusuf, way.as_str()),
            (&anjali, "/documents/0190a1b2c3d4e5f60718293a4b5c6d7e/download"),
            (&yusuf, "/documents/x/download"),
        ] {
            let foreign = who.download(way, &[("range", "bytes=0-1")]).await;
            assert_eq!((foreign.0, &foreign.2), (404, &absent.2), "{way}");
            assert_eq!(names(&foreign.1), names(&absent.1));
        }
        let kofi = app.staff(Role::FrontDesk, "Kofi Lall", "kofi@persaudvale.example").await;
        assert_eq!(kofi.download(&way, &[]).await.0, 403);
        let stranger = bare_client().get(format!("{}{way}", app.base)).send().await.unwrap();
        assert_eq!(stranger.status(), 303);
        assert!(said(stranger.headers(), "location").starts_with("/login?next="), "and back after signing in");
        let tab = anjali.open(&format!("{profile}/portal-access")).await;
        tab.form("Disable Access").send().await.must_be(200);
        let page = mariam.open(&way).await;
        assert!(page.path.starts_with("/login"), "{}", page.path);
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'document downloaded'").await, 0);
    }
}

/// The bytes of a download that pauses after the first 100 kB, until `meanwhile` is over.
async fn paused(app: &TestApp, way: &str, meanwhile: impl Future<Output = ()>) -> usize {
    let cookie = app.cookie(MARIAM, PASSWORD).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    let mut line = socket.connect(app.address()).await.unwrap();
    let head = format!("GET {way} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n");
    line.write_all(head.as_bytes()).await.unwrap();
    let mut first = vec![0; 100_000];
    line.read_exact(&mut first).await.unwrap();
    assert!(first.starts_with(b"HTTP/1.1 200"));
    meanwhile.await;
    let mut rest = Vec::new();
    let _ = line.read_to_end(&mut rest).await;
    first.len() + rest.len()
}

/// A running download is cut when the firm disables the access: the rest of 20 MB never leaves.
async fn a_running_download_ends_with_the_access(url: impl AsyncFnOnce(&tempfile::TempDir) -> String) {
    const LARGE: usize = 20_000_000;
    let folder = tempfile::tempdir().unwrap();
    let url = url(&folder).await;
    let app = TestApp::open(folder, url, |typed| typed.max_upload_bytes = "30000000".into()).await;
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    mariam.upload(DOCUMENTS, &[("film.pdf", &long_pdf(LARGE))], &[]).await.must_be(200);
    let way = mariam.open(DOCUMENTS).await.download_of("film.pdf");
    let undisturbed = paused(&app, &way, async {}).await;
    assert!(undisturbed > LARGE, "{undisturbed}");
    let documents = format!("{profile}/documents");
    let contact = app.text("SELECT id FROM contacts").await;
    anjali.upload(&documents, &[("draft.pdf", &long_pdf(LARGE))], &[("contacts[]", &contact)]).await.must_be(200);
    let shared = mariam.open(DOCUMENTS).await.download_of("draft.pdf");
    let ended = async {
        let (client, document) = (profile.trim_start_matches("/clients/"), shared.split('/').nth(2).unwrap());
        let share = [("client", client), ("document", document), ("contact", contact.as_str())];
        assert_eq!(anjali.call("end_share", &share).await.0, 200);
    };
    let cut = paused(&app, &shared, ended).await;
    assert!(cut < LARGE, "all of what is shared no more came: {cut} bytes");
    let disabled = async {
        let tab = anjali.open(&format!("{profile}/portal-access")).await;
        tab.form("Disable Access").send().await.must_be(200);
    };
    let cut = paused(&app, &way, disabled).await;
    assert!(cut < LARGE, "all of it came: {cut} bytes");
    app.browser().sign_in(MARIAM, PASSWORD).await.must_be(422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_download_ends_with_the_access_on_sqlite() {
    a_running_download_ends_with_the_access(async |folder| database::sqlite(folder.path()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_download_ends_with_the_access_on_postgres() {
    a_running_download_ends_with_the_access(async |_| database::postgres().await).await;
}

/// Which headers an answer has.
fn names(headers: &HeaderMap) -> Vec<String> {
    let mut names: Vec<String> = headers.keys().map(ToString::to_string).collect();
    names.sort();
    names
}
