//! Forms that no page of ours sends: without a boundary, of garbage, with ten thousand parts, far too large.

use super::{ABSENT, DOCUMENTS, FILES, LIMIT, MARIAM, at_work, text};
use crate::support::TestApp;
use crate::support::files::{bare_client, long_pdf, multipart, pdf};
use crate::support::people::PASSWORD;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_form_with_files_is_refused_in_words() {
    let app = TestApp::on_sqlite().await;
    let (_, client, mariam) = at_work(&app).await;
    let boundary = "multipart/form-data; boundary=x";
    let texts: Vec<_> = (0..10_000).map(|_| ("note", None, b"x".as_slice())).collect();
    let (texts_kind, texts) = multipart(&texts);
    let foreign: Vec<_> = (0..10_000).map(|_| ("contacts", None, ABSENT.as_bytes())).collect();
    let (foreign_kind, foreign) = multipart(&foreign);
    for (kind, body) in [
        ("multipart/form-data", b"--x\r\n\r\n--x--".to_vec()),
        ("multipart/form-data; boundary=", b"x".to_vec()),
        ("text/plain", b"x".to_vec()),
        ("application/x-www-form-urlencoded", format!("client={client}").into_bytes()),
        (boundary, Vec::new()),
        (boundary, (0..50_000).map(|at| (at * 7 % 256) as u8).collect()),
        (boundary, b"--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\n\r\n%PDF".to_vec()),
        (boundary, b"--x\r\nContent-Disposition: form-data; name=\"client\"\r\n\r\n\xff\xfe\r\n--x--\r\n".to_vec()),
        (boundary, [b"--x\r\nA: ".to_vec(), vec![b'a'; 200_000], b"\r\n\r\nb\r\n--x--\r\n".to_vec()].concat()),
        (&texts_kind, texts),
        (&foreign_kind, foreign),
    ] {
        let page = mariam.send_body(DOCUMENTS, kind, body).await;
        assert!(page.status.is_client_error(), "{kind}: {} {}", page.status, page.text());
        page.must_say("There is a problem");
        app.must_hold_nothing().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_files_than_one_form_may_hold_are_refused() {
    let app = TestApp::on_sqlite().await;
    let (_, _, mariam) = at_work(&app).await;
    let many: Vec<_> = (0..10_000).map(|_| ("files", Some("a.txt"), b"x".as_slice())).collect();
    let (kind, body) = multipart(&many);
    let page = mariam.send_body(DOCUMENTS, &kind, body).await;
    page.must_be(422);
    assert_eq!(page.error_beside(FILES).as_deref(), Some("Select at most 200 files at a time"));
    app.deliver().await;
    let mail = app.mailbox.last_to(MARIAM);
    assert_eq!(mail.subject, "Persaud & Vale has received 200 files from you", "what was taken has its receipt");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_sends_everything_before_it_listens_hears_why_as_well() {
    let app = TestApp::on_sqlite().await;
    let (_, client, _) = at_work(&app).await;
    let cookie = app.cookie(MARIAM, PASSWORD).await;
    let (kind, body) =
        multipart(&[("client", None, client.as_bytes()), ("files", Some("film.pdf"), &long_pdf(12 * LIMIT))]);
    let head = format!(
        "POST {DOCUMENTS} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\naccept: text/html\r\n"
    );
    let head = format!("{head}connection: close\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n", body.len());
    let answer = app.raw(&[head.into_bytes(), body].concat()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{}", answer.lines().next().unwrap_or("nothing"));
    assert!(answer.contains("film.pdf: The selected file must be smaller than 1 MB"), "{answer}");
    app.must_hold_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_signed_in_sends_nothing() {
    let app = TestApp::on_sqlite().await;
    let (_, client, mariam) = at_work(&app).await;
    let (_, begun) = mariam.begin(&client, "", "visa.pdf", 30).await;
    let stranger = app.browser();
    assert_eq!(stranger.put(&text(&begun, "upload"), long_pdf(30)).await.0, 401);
    assert_eq!(stranger.begin(&client, "", "a.pdf", 30).await.0, 401);
    let (kind, body) = multipart(&[("client", None, client.as_bytes()), ("files", Some("a.pdf"), &pdf("a"))]);
    let request = bare_client().post(format!("{}{DOCUMENTS}", app.base)).header("content-type", kind).body(body);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 303);
    assert!(response.headers()["location"].to_str().unwrap().starts_with("/login"));
    assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, 0);
}
