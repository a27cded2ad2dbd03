//! What stands around every answer: security headers, nonces, cookies; names that try to become markup.

mod cross_origin;
mod limits;
mod malformed;
mod odd_requests;
mod pace;
mod reports;
mod site;

use crate::on_both_databases;
use crate::support::files::{bare_client, pdf};
use crate::support::people::PASSWORD;
use crate::support::{TestApp, database};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response};
use std::sync::OnceLock;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const HTML: (&str, &str) = ("accept", "text/html");
const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Method, path, headers, body, and the status of the answer.
type Case<'a> = (&'a str, &'a str, Vec<(&'a str, &'a str)>, &'a str, u16);

/// One request with exactly these headers.
async fn ask(app: &TestApp, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let mut named = HeaderMap::new();
    for (name, value) in headers {
        named.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    static CLIENT: OnceLock<reqwest::Client> = OnceLock::new();
    let client = CLIENT.get_or_init(bare_client); // Making one takes longer than asking.
    let request = client.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", app.base));
    request.headers(named).body(body.to_owned()).send().await.unwrap()
}

fn said(answer: &Response, name: &str) -> String {
    answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

fn cookies(answer: &Response) -> Vec<String> {
    answer.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn every_answer_carries_the_security_headers(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        mariam.upload("/portal/documents", &[("visa.pdf", &pdf("visa"))], &[]).await.must_be(200);
        let way = anjali.open("/review").await.download_of("visa.pdf");
        let cookie = app.cookie(ANJALI, PASSWORD).await;
        let staff = ("cookie", cookie.as_str());
        let tag = said(&ask(&app, "HEAD", &way, &[staff], "").await, "etag");
        let (known, beyond) = (("if-none-match", tag.as_str()), ("range", "bytes=999-"));
        let long = format!("email={}", "a".repeat(70_000));
        let documents = format!("{profile}/documents");
        let cases: Vec<Case<'_>> = vec![
            ("GET", "/login", vec![], "", 200),
            ("GET", "/dashboard", vec![staff], "", 200),
            ("GET", "/", vec![], "", 303),
            ("GET", "/clients", vec![], "", 303),
            ("GET", "/nothing/here", vec![], "", 404),
            ("GET", "/clients/x", vec![staff], "", 404),
            ("GET", "/activate/x", vec![], "", 410),
            ("GET", "/brand.css", vec![], "", 200),
            ("GET", "/portal.js", vec![], "", 404),
            ("GET", "/pkg/nothing.css", vec![], "", 404),
            ("GET", "/healthz", vec![], "", 200),
            ("GET", "/readyz", vec![], "", 200),
            ("GET", &way, vec![staff], "", 200),
            ("GET", &way, vec![staff, known], "", 304),
            ("GET", &way, vec![staff, beyond], "", 416),
            ("GET", &way, vec![], "", 303),
            ("GET", "/documents/x/download", vec![staff], "", 404),
            ("HEAD", "/login", vec![], "", 200),
            ("GET", "/clients/export.csv", vec![staff], "", 200),
            ("GET", "/activity/export.csv", vec![staff], "", 200),
            ("GET", "/activity/export.jsonl", vec![staff], "", 200),
            ("POST", "/api/sign_in", vec![HTML, OURS, FORM], "email=a&password=b", 422),
            ("POST", "/api/sign_in", vec![OURS, FORM], "email=a&password=b", 422),
            ("POST", "/api/sign_in", vec![("sec-fetch-site", "cross-site")], "", 403),
            ("POST", "/api/sign_in", vec![HTML, OURS, FORM], &long, 413),
            ("POST", "/api/nothing", vec![OURS, FORM], "", 404),
            ("POST", &documents, vec![staff, OURS], "", 400),
            ("PATCH", "/uploads/x", vec![OURS, ("tus-resumable", "1.0.0")], "", 401),
            ("PATCH", "/uploads/x", vec![OURS], "", 412),
            ("TRACE", "/login", vec![], "", 405),
            ("DELETE", "/login", vec![OURS], "", 405),
            ("GET", "/api/sign_in", vec![HTML], "", 303),
            ("GET", "/logout", vec![HTML], "", 405),
            ("POST", "/logout", vec![("sec-fetch-site", "cross-site")], "", 403),
            ("GET", "/uploads/x", vec![HTML], "", 405),
        ];
        for (method, path, headers, body, status) in cases {
            let answer = ask(&app, method, path, &headers, body).await;
            let case = format!("{method} {path} {headers:?}");
            assert_eq!(answer.status(), status, "{case}");
            must_be_armoured(&answer, &case);
            if path != "/brand.css" {
                assert_eq!(said(&answer, "cache-control"), "no-store", "{case}");
            }
        }
    }

    async fn whoever_opens_the_address_of_a_form_finds_the_way_home(app: TestApp) {
        let anjali = app.owner().await;
        let refused = anjali.open("/clients/new").await.form("Save client").send().await;
        assert_eq!(refused.must_be(422).path, "/api/create_client");
        let home = anjali.open(&refused.path).await;
        assert_eq!(home.must_be(200).path, "/dashboard");
        assert!(app.browser().open("/api/create_client").await.path.starts_with("/login"));
        for (method, path) in [("DELETE", "/api/create_client"), ("GET", "/uploads/x"), ("POST", "/healthz"), ("PUT", "/clients")] {
            let answer = ask(&app, method, path, &[HTML, OURS], "").await;
            assert_eq!(answer.status(), 405, "{method} {path}");
            assert!(!said(&answer, "allow").is_empty(), "{method} {path}");
            let page = answer.text().await.unwrap();
            assert!(page.contains("This can’t be opened like this") && page.contains("href=\"/\""), "{method} {path}: {page}");
        }
    }

    async fn scripts_run_by_a_nonce_that_is_never_used_twice(app: TestApp) {
        let anjali = app.owner().await;
        let mut seen = std::collections::HashSet::new();
        for path in ["/login", "/login", "/dashboard", "/clients", "/clients/new", "/forgot-password", "/nothing"] {
            let page = anjali.open(path).await;
            let policy = page.headers["content-security-policy"].to_str().unwrap();
            let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
            assert!(nonce.len() >= 22 && seen.insert(nonce.clone()), "{path}: {nonce}");
            assert!(
                !policy.contains("unsafe-inline") && !policy.replace("wasm-unsafe-eval", "").contains("unsafe-eval"),
                "{policy}"
            );
            let document = scraper::Html::parse_document(&page.html);
            let scripts = scraper::Selector::parse("script").unwrap();
            assert!(document.select(&scripts).all(|script| script.attr("nonce") == Some(&nonce)), "{path}");
            let inline = scraper::Selector::parse("[style], [onclick], [onload], [onsubmit], style").unwrap();
            assert_eq!(document.select(&inline).count(), 0, "{path}: the policy would refuse it");
        }
    }

    async fn a_name_stays_a_name_on_every_page(app: TestApp) {
        const NAME: &str = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'";
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, NAME, MARIAM).await;
        let settings = anjali.open("/settings").await.form("Save").fill("Name", NAME);
        settings.send().await.must_be(200).must_say("The firm is saved.");
        mariam.upload("/portal/documents", &[("<script>alert(1)<b>.pdf", &pdf("x"))], &[]).await.must_be(200);
        let tabs = ["", "/documents", "/portal-access", "/activity", "/edit", "/contacts/new", "/matters", "/requests"];
        let mut pages = Vec::new();
        for path in tabs
            .map(|tab| format!("{profile}{tab}"))
            .into_iter()
            .chain(["/clients", "/dashboard", "/review", "/activity", "/settings", "/login"].map(str::to_owned))
        {
            pages.push(anjali.open(&path).await);
        }
        for path in ["/portal", "/portal/documents", "/portal/account", "/portal/appointments"] {
            pages.push(mariam.open(path).await);
        }
        pages.push(anjali.open(&format!("/clients?q={}", "%3Cscript%3Ealert(1)%3C/script%3E")).await);
        for page in pages {
            page.must_be(200).must_not_say("<script>alert").must_not_say("<img src=x");
            assert!(
                page.title().contains("</title><script>alert(1)</script>"),
                "{}: the title is cut: {}",
                page.path,
                page.title()
            );
        }
        app.deliver().await;
        for mail in app.mailbox.all() {
            assert!(!mail.html.contains("<script>") && !mail.html.contains("<img src=x"), "{}", mail.subject);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_this_machine_the_cookie_is_kept_from_scripts_and_other_sites() {
    let app = TestApp::on_sqlite().await;
    app.owner().await;
    let body = format!("email={ANJALI}&password={}", PASSWORD.replace(' ', "+"));
    let answer = ask(&app, "POST", "/api/sign_in", &[HTML, OURS, FORM], &body).await;
    let cookies = cookies(&answer);
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    let (token, marks) = cookies[0].split_once("; ").unwrap();
    assert!(token.starts_with("session=") && token.len() == 8 + 43, "{token}");
    assert_eq!(marks, "Path=/; HttpOnly; SameSite=Lax");
    assert!(cookies[1].starts_with("device=") && !cookies[1].contains(token), "{cookies:?}");
    assert!(cookies[1].ends_with("; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax"), "{cookies:?}");
    assert_eq!(said(&answer, "strict-transport-security"), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_https_every_cookie_belongs_to_this_host_alone() {
    let folder = tempfile::tempdir().unwrap();
    let url = database::sqlite(folder.path()).await;
    let app = TestApp::open(folder, url, |typed| typed.base_url = "https://portal.example".into()).await;
    let anjali = app.owner().await;
    let body = format!("email={ANJALI}&password={}", PASSWORD.replace(' ', "+"));
    let answer = ask(&app, "POST", "/api/sign_in", &[HTML, OURS, FORM], &body).await;
    assert!(
        cookies(&answer)[0].starts_with("__Host-session=")
            && cookies(&answer)[0].ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure")
    );
    let cookie = cookies(&answer)[0].split(';').next().unwrap().to_owned();
    let own = ("cookie", cookie.as_str());
    assert!(cookies(&answer).iter().all(|cookie| cookie.starts_with("__Host-") && cookie.ends_with("; Secure")));
    assert_eq!(ask(&app, "GET", "/dashboard", &[own], "").await.status(), 200);
    let renamed = cookie.replace("__Host-session", "session");
    assert_eq!(
        ask(&app, "GET", "/dashboard", &[("cookie", &renamed)], "").await.status(),
        303,
        "the plain name counts for nothing"
    );
    let made = "name=Mariam&email=mariam%40example.com&phone=&_page=%2Fclients%2Fnew";
    let mut answers = vec![ask(&app, "POST", "/api/create_client", &[own, HTML, OURS, FORM], made).await];
    answers.push(ask(&app, "POST", "/api/sign_out", &[own, HTML, OURS, FORM], "_page=%2Fclients").await);
    for path in ["/login", "/nothing", "/brand.css", "/healthz"] {
        answers.push(ask(&app, "GET", path, &[], "").await);
    }
    assert!(!cookies(&answers[0]).is_empty() && !cookies(&answers[1]).is_empty());
    for answer in answers {
        assert_eq!(said(&answer, "strict-transport-security"), "max-age=63072000; includeSubDomains");
        for cookie in cookies(&answer) {
            assert!(
                cookie.starts_with("__Host-")
                    && cookie.contains("; Secure")
                    && cookie.contains("; HttpOnly")
                    && cookie.contains("; Path=/"),
                "{cookie}"
            );
        }
    }
    anjali.open("/clients").await.must_say("Mariam");
    for origin in ["https://portal.example", "http://portal.example", "https://portal.example.evil.example"] {
        let answer = ask(&app, "POST", "/api/sign_in", &[HTML, FORM, ("origin", origin)], "email=a&password=b").await;
        assert_eq!(answer.status(), if origin == "https://portal.example" { 422 } else { 403 }, "{origin}");
    }
}

fn must_be_armoured(answer: &Response, case: &str) {
    // A page with a token in its address tells not even itself where one came from.
    let referrer = if case.contains("/activate/") { "strict-origin" } else { "same-origin" };
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", referrer),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(said(answer, name), value, "{case}: {name}");
    }
    let kind = said(answer, "content-type");
    let bytes = case.contains("/download");
    assert!(!kind.starts_with("text/") || kind.ends_with("charset=utf-8") || bytes, "{case}: {kind}");
    assert!(said(answer, "permissions-policy").contains("geolocation=()"), "{case}");
    let policy = said(answer, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{case}: {policy}");
    let sandboxed = policy.contains("; sandbox");
    assert!(
        sandboxed
            || (policy.contains("base-uri 'none'")
                && policy.contains("object-src 'none'")
                && policy.contains("form-action 'self'")),
        "{case}: {policy}"
    );
    assert!(!policy.contains("unsafe-inline") && !policy.contains('*'), "{case}: {policy}");
    assert_eq!(
        said(answer, "server") + &said(answer, "x-powered-by") + &said(answer, "access-control-allow-origin"),
        "",
        "{case}"
    );
}
