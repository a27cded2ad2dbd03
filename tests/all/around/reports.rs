//! Browsers tell what the content security policy refused: the operator reads it in the log, and nobody else's words.

use super::{OURS, ask, must_be_armoured, said};
use crate::support::TestApp;
use axum::body::Body;
use axum::extract::Request;
use gk_nexus::app::router;
use leptos::config::LeptosOptions;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

const REPORT: (&str, &str) = ("content-type", "application/csp-report");

/// What is written to the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Everything that this thread logs, at any level, while the guard is held.
    fn listen() -> (Log, tracing::subscriber::DefaultGuard) {
        let log = Log::default();
        let writer = log.clone();
        let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
        let guard = tracing::subscriber::set_default(lines.with_writer(move || writer.clone()).finish());
        (log, guard)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn report(page: &str, refused: &str) -> String {
    serde_json::json!({ "csp-report": {
        "document-uri": page, "referrer": "https://hush.example/hush", "blocked-uri": refused,
        "violated-directive": "script-src-elem", "effective-directive": "script-src-elem",
        "original-policy": "default-src 'none'", "script-sample": "hush", "status-code": 200,
    }})
    .to_string()
}

#[tokio::test]
async fn a_breach_of_the_policy_becomes_one_line_of_the_log_without_secrets() {
    let app = TestApp::on_sqlite().await;
    let (log, listening) = Log::listen();
    let options = LeptosOptions::builder().output_name("gk-nexus").site_root("/nowhere").build();
    let portal = router(app.services.clone(), options);
    let base = &app.base;
    for body in [
        report(&format!("{base}/activate/hush-hush?x=hush"), "https://evil.example/steal?it=hush"),
        report(&format!("{base}/clients?q=hush"), "inline\nWARN a line of their own"),
        report("https://elsewhere.example/", "hush"),
        "hush".to_owned(),
    ] {
        let request = Request::post("/csp-reports").header(REPORT.0, REPORT.1).header("cookie", "session=hush");
        let request = request.header(OURS.0, OURS.1).body(Body::from(body)).unwrap();
        assert_eq!(portal.clone().oneshot(request).await.unwrap().status(), 204);
    }
    drop(listening);
    let text = log.text();
    let told: Vec<&str> = text.lines().filter(|line| line.contains("content security policy")).collect();
    assert_eq!(told.len(), 2, "{text}");
    assert!(told[0].contains("/activate/…") && told[0].contains("\"https://evil.example\""), "{}", told[0]);
    assert!(told[1].contains("\"/clients\"") && told[1].contains("script-src-elem"), "{}", told[1]);
    assert!(!text.contains("hush"), "{text}");
    assert!(!text.lines().any(|line| line.starts_with("WARN a line")), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_are_taken_from_our_own_pages_in_small_numbers() {
    let app = TestApp::on_sqlite().await;
    let page = ask(&app, "GET", "/login", &[], "").await;
    assert!(said(&page, "content-security-policy").ends_with("; report-uri /csp-reports"));
    let body = report(&format!("{}/login", app.base), "inline");
    let long = format!("{}{body}", " ".repeat(20_000));
    for (headers, body, status) in [
        (vec![OURS, REPORT], body.as_str(), 204),
        (vec![REPORT], &body, 204),
        (vec![OURS, ("content-type", "application/json; charset=utf-8")], &body, 204),
        (vec![OURS, ("content-type", "text/plain")], &body, 415),
        (vec![OURS], &body, 415),
        (vec![("sec-fetch-site", "cross-site"), REPORT], &body, 403),
        (vec![OURS, REPORT], &long, 413),
    ] {
        let answer = ask(&app, "POST", "/csp-reports", &headers, body).await;
        assert_eq!(answer.status(), status, "{headers:?}");
        must_be_armoured(&answer, "/csp-reports");
    }
    let mut statuses = Vec::new();
    for _ in 0..20 {
        statuses.push(ask(&app, "POST", "/csp-reports", &[OURS, REPORT], &body).await.status().as_u16());
    }
    assert_eq!((statuses[0], statuses[19]), (204, 429), "{statuses:?}");
    app.wait(gk_nexus::kernel::Span::minutes(1));
    assert_eq!(ask(&app, "POST", "/csp-reports", &[OURS, REPORT], &body).await.status(), 204);
    assert_eq!(app.count("SELECT COUNT(*) FROM activity").await, 0);
}

#[tokio::test]
async fn what_is_refused_is_one_line_of_the_log() {
    let app = TestApp::on_sqlite().await;
    let anjali = app.owner().await;
    let profile = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
    let fay = app.staff(gk_nexus::accounts::Role::FrontDesk, "Fay", "fay@firm.example").await;
    drop(fay);
    let cookie = app.cookie("fay@firm.example", crate::support::people::PASSWORD).await;
    let mut tx = app.services.db.read().await.unwrap();
    let account = gk_nexus::accounts::store::by_email(&mut tx, "fay@firm.example").await.unwrap().unwrap();
    let fay = format!("{:?}", account.id.to_string());
    drop(tx);
    let options = LeptosOptions::builder().output_name("gk-nexus").site_root("/nowhere").build();
    let portal = router(app.services.clone(), options);
    let (log, listening) = Log::listen();
    let form = ("content-type", "application/x-www-form-urlencoded");
    for (method, path, header, told) in [
        (
            "GET",
            format!("{profile}/documents?q=hush"),
            OURS,
            format!("route=\"{profile}/documents\" status=403 account={fay}"),
        ),
        (
            "GET",
            "/clients/none/portal-access".into(),
            OURS,
            format!("route=\"/clients/none/portal-access\" status=404 account={fay}"),
        ),
        (
            "POST",
            "/api/create_client".into(),
            ("sec-fetch-site", "cross-site"),
            "route=\"/api/create_client\" status=403".into(),
        ),
        ("POST", "/api/create_client".into(), form, "route=\"/api/create_client\" status=403".into()),
        ("GET", "/clients?q=hush&q=hush".into(), OURS, "route=\"/clients\" status=400".into()),
        ("GET", "/clients/%0aERROR%20mine".into(), OURS, "route=\"/clients/%0aERROR%20mine\" status=404".into()),
    ] {
        let before = log.text().matches("a request was refused").count();
        let request = Request::builder().method(method).uri(&path).header("cookie", &cookie).header(header.0, header.1);
        let answer = portal.clone().oneshot(request.body(Body::from("name=hush")).unwrap()).await.unwrap();
        assert!(answer.status().is_client_error(), "{path}: {}", answer.status());
        let text = log.text();
        assert_eq!(text.matches("a request was refused").count(), before + 1, "{path}\n{text}");
        assert!(text.lines().last().unwrap_or_default().contains(&told) || text.contains(&told), "{told}\n{text}");
    }
    drop(listening);
    let text = log.text();
    let refused: Vec<&str> = text.lines().filter(|line| line.contains("a request was refused")).collect();
    assert!(
        refused.iter().all(|line| !line.contains("hush") && !line.contains(cookie.split('=').nth(1).unwrap())),
        "{text}"
    );
}
