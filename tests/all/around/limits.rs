//! Whoever keeps the server waiting is cut off, whoever sends too much is told so, and what breaks breaks for one request.

use super::{FORM, HTML, OURS, ask, cookies, must_be_armoured, said};
use crate::support::TestApp;
use crate::support::files::{long_pdf, multipart};
use crate::support::people::PASSWORD;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use gk_nexus::app::router::{around, router};
use gk_nexus::server::listen::{self, Patience};
use leptos::config::LeptosOptions;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

const MARIAM: &str = "mariam@example.com";
/// For what must happen; a test that waits longer has failed.
const LONG: Duration = Duration::from_secs(20);

/// These routes on a port of their own, with this patience.
async fn listening(routes: Router, patience: Patience) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(listen::answer(listener, routes, patience, std::future::pending()));
    address
}

/// One part is short, the others are long enough never to be the cause.
fn patience() -> Patience {
    Patience { head: LONG * 10, body: LONG * 10, answer: LONG * 10 }
}

const SHORT: Duration = Duration::from_millis(120);

/// Sends this and then nothing, without hanging up: what is answered until the server hangs up.
async fn stall(address: SocketAddr, sent: &[u8]) -> String {
    let mut line = TcpStream::connect(address).await.unwrap();
    line.write_all(sent).await.unwrap();
    let mut answer = Vec::new();
    let _ = timeout(LONG, line.read_to_end(&mut answer)).await.expect("the server hangs up on who says nothing more");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sends_drop_by_drop_is_cut_off_and_nothing_is_left_of_it() {
    let app = TestApp::on_sqlite().await;
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    let cookie = app.cookie(MARIAM, PASSWORD).await;
    let options = LeptosOptions::builder().output_name("gk-nexus").site_root("/nowhere").build();
    let portal = router(app.services.clone(), options);

    let of_heads = listening(portal.clone(), Patience { head: SHORT, ..patience() }).await;
    for said in
        ["", "GET", "GET /login HTTP/1.1\r\nhost: x\r\nx-slow: ", "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /"]
    {
        let answer = stall(of_heads, said.as_bytes()).await;
        assert_eq!(answer.matches("HTTP/1.1").count(), said.matches("healthz").count(), "{said:?}: {answer}");
    }

    let of_bodies = listening(portal, Patience { body: SHORT, ..patience() }).await;
    let form = "POST /api/sign_in HTTP/1.1\r\nhost: x\r\naccept: text/html\r\nsec-fetch-site: same-origin\r\n\
                content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\nconnection: close\r\n\r\nemail=a";
    let answer = stall(of_bodies, form.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("That took too long"), "{answer}");

    let (_, begun) = mariam.begin(profile.trim_start_matches("/clients/"), "", "visa.pdf", 50_000).await;
    let put = format!(
        "PATCH /uploads/{} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\ntus-resumable: 1.0.0\r\n\
         upload-offset: 0\r\ncontent-type: application/offset+octet-stream\r\ncontent-length: 50000\r\n\r\n%PDF-1.7\n",
        begun["upload"].as_str().unwrap()
    );
    let answer = stall(of_bodies, put.as_bytes()).await;
    assert!(!answer.contains(" 204 "), "{answer}");
    let (kind, bytes) = multipart(&[("files", Some("visa.pdf"), &long_pdf(2_000))]);
    let half = format!(
        "POST /portal/documents HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\naccept: text/html\r\nsec-fetch-site: same-origin\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        bytes.len() + 900
    );
    stall(of_bodies, &[half.as_bytes(), &bytes[..900]].concat()).await;
    app.until("the form's file is gone, the other waits for its rest", async || {
        app.services.files.count().await.unwrap() == (1, 0) && app.count("SELECT COUNT(*) FROM documents").await == 0
    })
    .await;
}

/// Tells when an answer that never ends is dropped.
struct Dropped(mpsc::UnboundedSender<()>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_does_not_take_the_answer_is_cut_off() {
    let (dropped, mut heard) = mpsc::unbounded_channel();
    let endless = move || {
        let state = Dropped(dropped.clone());
        let pieces = futures::stream::unfold(state, async |state| {
            Some((Ok::<_, std::io::Error>(bytes::Bytes::from_static(&[b'a'; 65_536])), state))
        });
        async move { Body::from_stream(pieces) }
    };
    let routes = Router::new().route("/", get(endless));
    for (answer, is_cut_off) in [(LONG * 10, false), (SHORT, true)] {
        let address = listening(routes.clone(), Patience { answer, ..patience() }).await;
        let mut line = TcpStream::connect(address).await.unwrap();
        line.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut first = [0; 8];
        line.read_exact(&mut first).await.unwrap();
        // From here on nothing is read.
        let patient = if is_cut_off { LONG } else { SHORT * 3 };
        assert_eq!(timeout(patient, heard.recv()).await.is_ok(), is_cut_off, "{answer:?}");
        drop(line);
        if !is_cut_off {
            timeout(LONG, heard.recv()).await.expect("it ends with the connection");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_is_too_long_is_refused() {
    let app = TestApp::on_sqlite().await;
    let many = format!("GET /login HTTP/1.1\r\nhost: x\r\n{}\r\n", "x-a: b\r\n".repeat(100));
    assert!(app.raw(many.as_bytes()).await.starts_with("HTTP/1.1 431"));
    let few = format!("GET /login HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{}\r\n", "x-a: b\r\n".repeat(97));
    assert!(app.raw(few.as_bytes()).await.starts_with("HTTP/1.1 200"));
    for head in [
        format!("GET /login?{} HTTP/1.1\r\n", "a".repeat(66_000)),
        format!("GET / HTTP/1.1\r\nx: {}\r\n", "a".repeat(66_000)),
    ] {
        let answer = app.raw(head.as_bytes()).await;
        // Who is still sending when the server hangs up may not hear why.
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 431") || answer.starts_with("HTTP/1.1 414"),
            "{answer}"
        );
    }
    app.browser().open("/login").await.must_be(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_ends_one_request_with_a_reference_and_no_innards() {
    async fn broken() -> &'static str {
        panic!("the innards of the portal")
    }
    async fn breaks_off() -> Body {
        let pieces = futures::stream::iter([0, 1]).map(|at| match at {
            0 => Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"half")),
            _ => panic!("the innards of the portal"),
        });
        Body::from_stream(pieces)
    }
    use futures::StreamExt;
    let app = TestApp::on_sqlite().await;
    let routes = Router::new()
        .route("/broken", get(broken))
        .route("/breaks-off", get(breaks_off))
        .route("/fine", get(async || "fine"));
    let address = listening(around(routes, app.services.clone()), patience()).await;
    let on = app.listening_at(address);
    let answer = ask(&on, "GET", "/broken", &[], "").await;
    assert_eq!(answer.status(), 500);
    must_be_armoured(&answer, "a panic");
    let words = answer.text().await.unwrap();
    let reference = words.split("this reference: ").nth(1).and_then(|rest| rest.get(..8)).unwrap();
    assert!(reference.bytes().all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit()), "{reference}");
    assert!(!words.contains("innards") && !words.contains(".rs"), "{words}");
    let line = "GET /broken HTTP/1.1\r\nhost: x\r\n\r\nGET /breaks-off HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut half = TcpStream::connect(address).await.unwrap();
    half.write_all(line.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    let _ = timeout(LONG, half.read_to_end(&mut heard)).await.unwrap();
    let heard = String::from_utf8_lossy(&heard).into_owned();
    assert!(heard.contains("HTTP/1.1 500") && !heard.contains("innards") && !heard.ends_with("0\r\n\r\n"), "{heard}");
    assert_eq!(ask(&on, "GET", "/fine", &[], "").await.text().await.unwrap(), "fine");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_values_for_one_name_are_refused_wherever_they_stand() {
    let app = TestApp::on_sqlite().await;
    let anjali = app.owner().await;
    let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    let (staff, person) =
        (app.cookie("anjali@persaudvale.example", PASSWORD).await, app.cookie(MARIAM, PASSWORD).await);
    let (staff, person) = (("cookie", staff.as_str()), ("cookie", person.as_str()));
    let before = app.rows(&["clients", "firm", "documents", "activity"]).await;
    for path in ["/clients?q=a&q=b", "/clients/export.csv?q=a&%71=b", "/login?next=/a&next=/b", "/brand.css?v=1&v=2"] {
        let answer = ask(&app, "GET", path, &[staff, HTML], "").await;
        assert_eq!(answer.status(), 400, "{path}");
        must_be_armoured(&answer, path);
        assert!(answer.text().await.unwrap().contains("Nothing was changed."));
    }
    for accept in [HTML, ("accept", "application/json")] {
        for body in [
            "name=A&name=B&email=a@b.example&phone=",
            "name=A&email=a@b.example&phone=&_page=/clients&_page=//evil.example",
        ] {
            let answer = ask(&app, "POST", "/api/create_client", &[staff, accept, OURS, FORM], body).await;
            assert_eq!(answer.status(), 400, "{body}");
        }
    }
    let client = profile.trim_start_matches("/clients/").as_bytes();
    let (kind, bytes) = multipart(&[
        ("client", None, client),
        ("client", None, b"0190a2b3c4d57e6f8a9b0c1d2e3f4a5b"),
        ("files", Some("a.pdf"), b"%PDF-1.7\n"),
    ]);
    let twice = String::from_utf8(bytes).unwrap();
    let answer = ask(&app, "POST", "/portal/documents", &[person, HTML, OURS, ("content-type", &kind)], &twice).await;
    assert_eq!(answer.status(), 400);
    assert_eq!(app.rows(&["clients", "firm", "documents", "activity"]).await, before);
    // A list has many values; and once is right.
    let once = "name=A&email=a%40b.example&phone=&_page=%2Fclients%2Fnew";
    assert_eq!(ask(&app, "POST", "/api/create_client", &[staff, HTML, OURS, FORM], once).await.status(), 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_leads_to_another_site() {
    let app = TestApp::on_sqlite().await;
    let anjali = app.owner().await;
    let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
    let staff = app.cookie("anjali@persaudvale.example", PASSWORD).await;
    let staff = ("cookie", staff.as_str());
    let evil = ("referer", "https://evil.example/x");
    let mut led = 0;
    for elsewhere in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%09/evil.example",
        "\thttps://evil.example",
        "javascript:alert(1)",
    ] {
        let page = elsewhere.replace('%', "%25").replace('\t', "%09").replace('\\', "%5C");
        let sign_in = format!(
            "email=anjali%40persaudvale.example&password={}&next={page}&_page={page}",
            PASSWORD.replace(' ', "+")
        );
        let firm =
            format!("client={}&name=M&email={MARIAM}&phone=&_page={page}", profile.trim_start_matches("/clients/"));
        for (method, path, headers, body) in [
            ("POST", "/api/sign_in".to_owned(), vec![HTML, OURS, FORM, evil], sign_in.as_str()),
            ("POST", "/api/sign_in".to_owned(), vec![OURS, FORM, evil], &sign_in),
            ("POST", "/api/change_client".to_owned(), vec![staff, HTML, OURS, FORM, evil], &firm),
            ("POST", "/api/stay_signed_in".to_owned(), vec![staff, HTML, OURS, FORM, evil], &firm),
            ("GET", format!("/login?next={page}"), vec![staff, HTML, evil], ""),
            ("GET", format!("/confirm?next={page}"), vec![staff, HTML, evil], ""),
            ("GET", format!("/clients/{page}"), vec![HTML, evil], ""),
            ("GET", format!("//evil.example/{page}"), vec![HTML, evil], ""),
        ] {
            let answer = ask(&app, method, &path, &headers, body).await;
            assert!(answer.status().as_u16() < 500, "{path}");
            let to = said(&answer, "location");
            led += usize::from(!to.is_empty());
            let target = reqwest::Url::parse(&app.base).unwrap().join(&to).unwrap();
            assert_eq!(target.origin().ascii_serialization(), app.base, "{method} {path}: {to}");
            assert!(!cookies(&answer).iter().any(|cookie| cookie.contains("evil")), "{path}");
            let html = answer.text().await.unwrap();
            for door in [
                "href=\"https://evil",
                "href=\"//evil",
                "href=\"javascript:",
                "action=\"https://evil",
                "action=\"//evil",
                "url=https://evil",
            ] {
                assert!(!html.contains(door), "{method} {path}: {door}");
            }
        }
    }
    assert!(led > 20, "only {led} answers led anywhere");
}
