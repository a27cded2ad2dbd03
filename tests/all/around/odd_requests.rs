//! Requests that no page of ours makes: too long, of another kind, with odd methods, headers and bytes.

use super::malformed::{ANJALI, JSON, MARIAM, known, status};
use super::{FORM, HTML, OURS, ask};
use crate::support::TestApp;
use crate::support::people::PASSWORD;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_much_text_is_refused_in_words() {
    let app = TestApp::on_sqlite().await;
    let (client, contact) = known(&app).await;
    let staff = app.cookie(ANJALI, PASSWORD).await;
    let body = format!("client={client}&contact={contact}&email={MARIAM}&note={}", "a".repeat(66_000));
    for accept in [HTML, JSON] {
        let answer = ask(&app, "POST", "/api/send_invitation", &[("cookie", &staff), accept, OURS, FORM], &body).await;
        assert_eq!(answer.status(), 413);
        assert!(answer.text().await.unwrap().contains("shorten what you typed"));
    }
    let chunks = format!(
        "POST /api/sign_in HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\naccept: text/html\r\n\
         content-type: {}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n",
        FORM.1
    );
    let chunks = chunks + &format!("1000\r\n{}\r\n", "a".repeat(4096)).repeat(20) + "0\r\n\r\n";
    assert_eq!(status(&app, chunks).await.0, 413);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_form_of_ours_is_refused() {
    let app = TestApp::on_sqlite().await;
    known(&app).await;
    let staff = app.cookie(ANJALI, PASSWORD).await;
    for (kind, body) in [
        (FORM.1, "%"),
        (FORM.1, "email"),
        (FORM.1, "=&=&=;"),
        (FORM.1, "email[a][b][c]=1&email=2&email=3"),
        (FORM.1, ""),
        ("application/json", r#"{"email":"a@example.com","password":"b"}"#),
        ("application/json", "{"),
        ("application/json", &"[".repeat(60_000)),
        ("text/plain", "email=a"),
        ("multipart/form-data; boundary=x", "--x--"),
        ("application/cbor", "\u{7f}"),
        ("", "email=a"),
        (";;;", "x"),
    ] {
        for path in [
            "/api/sign_in",
            "/api/create_client",
            "/api/disable_access",
            "/api/begin_upload",
            "/api/finish_upload",
            "/api/share_document",
            "/api/save_firm",
        ] {
            for accept in [HTML, JSON] {
                let answer =
                    ask(&app, "POST", path, &[("cookie", &staff), accept, OURS, ("content-type", kind)], body).await;
                assert!(answer.status().is_client_error(), "{path} {kind} {body:.40}: {}", answer.status());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_methods_headers_and_bytes_are_refused_and_the_next_request_is_answered() {
    let app = TestApp::on_sqlite().await;
    known(&app).await;
    let staff = app.cookie(ANJALI, PASSWORD).await;
    for method in ["TRACE", "PATCH", "DELETE", "BREW", "PROPFIND", "get", "M-SEARCH"] {
        for path in [
            "/",
            "/login",
            "/clients",
            "/api/sign_in",
            "/documents/x/download",
            "/uploads/x",
            "/healthz",
            "/brand.css",
            "/portal.js",
            "/nothing",
        ] {
            let request = format!(
                "{method} {path} HTTP/1.1\r\nhost: x\r\ncookie: {staff}\r\nsec-fetch-site: same-origin\r\n\
                 connection: close\r\ncontent-length: 0\r\n\r\n"
            );
            let (status, answer) = status(&app, request).await;
            assert!((400..500).contains(&status), "{method} {path}: {status}\n{answer}");
        }
    }
    let large = "a".repeat(8_192);
    for header in [
        format!("x-large: {large}"),
        format!("cookie: session={large}"),
        format!("user-agent: {large}"),
        format!("accept-language: {large}"),
        format!("range: bytes={large}"),
        format!("x-forwarded-for: {large}"),
        format!("origin: {large}"),
        "cookie: ;;;=;session;=".into(),
        "cookie: session=%00; notice=%ff%fe; notice=<script>".into(),
        "x-a: b\r\n".repeat(90) + "x-a: b",
        "x-a: b\r\n".repeat(400) + "x-a: b",
    ] {
        let (status, answer) =
            status(&app, format!("GET /login HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}\r\n\r\n")).await;
        assert!((200..500).contains(&status) && !answer.contains("<script>"), "{status} {header:.60}\n{answer}");
    }
    let latin = [
        b"GET /login HTTP/1.1\r\nhost: x\r\nuser-agent: \xff\xfe\r\ncookie: session=\xff\r\nconnection: close\r\n\r\n"
            .as_slice(),
    ]
    .concat();
    assert_eq!(status(&app, latin).await.0, 200);
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n",
        b"GET /\x80 HTTP/1.1\r\n\r\n",
        b"POST /api/sign_in HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST /api/sign_in HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        b"POST /api/sign_in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\n folded: y\r\n\r\n",
    ] {
        let (status, answer) = status(&app, bytes).await;
        assert!(status == 0 || (400..500).contains(&status), "{bytes:?}: {status}\n{answer}");
    }
    app.browser().open("/login").await.must_be(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_request_ends_is_never_in_doubt() {
    let app = TestApp::on_sqlite().await;
    let smuggled = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let hidden = format!("0\r\n\r\n{smuggled}");
    for head in [
        format!("content-length: {}\r\ntransfer-encoding: chunked\r\n", hidden.len()),
        format!("transfer-encoding: chunked\r\ncontent-length: {}\r\n", hidden.len()),
        "transfer-encoding: chunked\r\ncontent-length: 4\r\n".into(),
        "transfer-encoding: chunked\r\n".into(),
        "transfer-encoding: chunked, identity\r\n".into(),
        "transfer-encoding: identity\r\ncontent-length: 4\r\n".into(),
        "transfer-encoding: xchunked\r\n".into(),
        "transfer-encoding: \x0bchunked\r\n".into(),
        "transfer-encoding : chunked\r\n".into(),
        "content-length: 4\r\ncontent-length: 40\r\n".into(),
        "content-length: 4, 4\r\n".into(),
        "content-length: +4\r\n".into(),
        "content-length: 0x4\r\n".into(),
        "content-length : 4\r\n".into(),
    ] {
        let request =
            format!("POST /api/sign_in HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\n{head}\r\n{hidden}");
        let answer = app.raw(request.as_bytes()).await;
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{head}: what was hidden in the body was answered\n{answer}");
        assert!(!answer.contains("HTTP/1.1 5"), "{head}\n{answer}");
    }
    for body in [
        "4\r\nabcd\r\n-1\r\n",
        "ffffffffffffffff\r\nx",
        "4;\r\r\nabcd\r\n0\r\n\r\n",
        "4\nabcd\n0\n\n",
        " 4\r\nabcd\r\n0\r\n\r\n",
    ] {
        let request = format!(
            "POST /api/sign_in HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\ntransfer-encoding: chunked\r\n\r\n{body}{smuggled}"
        );
        let answer = app.raw(request.as_bytes()).await;
        assert!(!answer.contains("HTTP/1.1 200") && !answer.contains("HTTP/1.1 5"), "{body:?}\n{answer}");
    }
    // Two requests on one connection are two answers: what is counted above can be counted.
    let two = format!("{smuggled}GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert_eq!(app.raw(two.as_bytes()).await.matches("HTTP/1.1 200").count(), 2);
}
