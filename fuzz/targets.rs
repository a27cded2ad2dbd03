//! What must hold for whatever bytes come from outside: one function for each place where they are read. A target fails by
//! panicking. They run for minutes under cargo-fuzz (`make audit`), and on a short corpus in each `make test`.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use gk_nexus::accounts::model::NewPassword;
use gk_nexus::accounts::store::{self as accounts, NewAccount};
use gk_nexus::accounts::{Role, passwords};
use gk_nexus::activity::export::{BYTE_ORDER_MARK, safe_cell};
use gk_nexus::activity::wanted;
use gk_nexus::app::csp_reports;
use gk_nexus::app::table::without_tokens;
use gk_nexus::clients::ClientId;
use gk_nexus::documents::download::{Wanted, wanted as range};
use gk_nexus::documents::names::{disposition, kept};
use gk_nexus::documents::tus::headers as tus;
use gk_nexus::documents::{inside, kinds};
use gk_nexus::firm::model::{line, phone, text};
use gk_nexus::kernel::signs::without_tricks;
use gk_nexus::kernel::{Day, Email};
use gk_nexus::reviews::filing;
use gk_nexus::search::words_of;
use gk_nexus::server::Services;
use gk_nexus::server::config::{Config, Typed};
use gk_nexus::server::http::once::every_name;
use gk_nexus::server::http::visitor::{browser, caller};
use gk_nexus::server::leptos::{cookie, encoded, is_own_path};
use leptos::config::LeptosOptions;
use std::sync::OnceLock;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// A target's name and its function.
pub type Target = (&'static str, fn(&[u8]));

/// All of them; `fuzz/fuzz_targets/` has a program for each, `fuzz/seeds/` where it begins.
pub const ALL: [Target; 12] = [
    ("names", names),
    ("texts", texts),
    ("addresses", addresses),
    ("cookies", cookies),
    ("ranges", ranges),
    ("cells", cells),
    ("kinds", kinds),
    ("insides", insides),
    ("forms", forms),
    ("reports", reports),
    ("pieces", pieces),
    ("requests", requests),
];

/// Gives `data` to the target of this name, which panics where something doesn't hold.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = ALL.iter().find(|(known, _)| *known == name).expect("a target of this name");
    target(data);
}

fn words(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// Names of files, as browsers send them.
fn names(data: &[u8]) {
    let sent = words(data);
    let name = kept(&sent);
    assert!(!name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0', '\r', '\n']));
    assert!(name.chars().count() <= 200 && kept(&name) == name);
    let header = disposition(&name);
    assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)) && header.matches('"').count() == 2);
    let (_, full) = header.split_once("filename*=UTF-8''").expect("both forms");
    assert_eq!(percent_encoding::percent_decode_str(full).decode_utf8().expect("UTF-8"), name);
    if let Ok(pattern) = filing::parse(&sent) {
        let facts =
            filing::Facts { date: "2026-11-24", client: &sent, item: &sent, matter: &sent, reference: "", name: &sent };
        let filed = filing::filled(&pattern, &facts);
        assert!(!filed.is_empty() && !filed.contains(['/', '\\', '\0', '\r', '\n']));
    }
}

/// What is looked at inside of ZIPs and pictures: whatever it is, there is an answer, and soon.
fn insides(data: &[u8]) {
    let begun = std::time::Instant::now();
    let _ = inside::zip(data, data.len() as u64);
    let _ = inside::points(std::io::Cursor::new(data));
    assert!(begun.elapsed().as_millis() < 1_000, "{:?}", begun.elapsed());
}

/// What is typed into fields.
fn texts(data: &[u8]) {
    let typed = words(data);
    for taken in [text("f", &typed, 0, 300, ""), line("f", &typed, 1, 300, "missing")].into_iter().flatten() {
        assert_eq!(text("f", &taken, 0, 300, ""), Ok(taken.clone()));
        assert!(taken.chars().all(|c| c == '\n' || !c.is_control()));
    }
    assert_eq!(without_tricks(&without_tricks(&typed)), without_tricks(&typed));
    if let Ok(email) = Email::parse("email", &typed) {
        assert!(email.as_str().len() <= Email::LONGEST && email.as_str().matches('@').count() == 1);
        assert!(!email.as_str().contains(['<', '>', ',', ';', '"', '\r', '\n', ' ']));
    }
    let _ = phone("phone", &typed);
    if let Ok(day) = Day::parse("d", &typed, "missing") {
        assert_eq!(day.as_str(), typed.trim());
    }
    for word in words_of(&[&typed]) {
        assert!(word.chars().all(char::is_alphanumeric));
    }
}

/// Paths, tokens and ids in addresses.
fn addresses(data: &[u8]) {
    let sent = words(data);
    if is_own_path(&sent) {
        let base = reqwest::Url::parse("https://portal.example/x").expect("an address");
        let led = base.join(&sent).expect("our own paths are addresses");
        assert_eq!(led.origin(), base.origin());
    }
    assert_eq!(percent_encoding::percent_decode_str(&encoded(&sent)).decode_utf8().expect("UTF-8"), sent);
    for door in ["/activate/", "/reset-password/", "/setup/"] {
        assert_eq!(without_tokens(&format!("{door}{sent}")), format!("{door}…"));
    }
    if let Ok(id) = ClientId::try_from(sent.clone()) {
        assert!(id.as_str().len() == 32 && id.as_str().bytes().all(|b| b.is_ascii_hexdigit()));
    }
    let _ = wanted::pairs(&format!("/activity?{sent}"));
}

/// Cookies, browsers' names, forwarded addresses.
fn cookies(data: &[u8]) {
    let sent = words(data);
    for name in ["session", "__Host-session", "notice", "device"] {
        if let Some(value) = cookie(&sent, name) {
            assert!(!value.contains(';'));
        }
    }
    assert!(browser(&sent).len() < 40);
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_bytes(data) {
        headers.insert("x-forwarded-for", value);
    }
    let peer = "198.51.100.7".parse().expect("an address");
    assert_eq!(caller(peer, &headers, &[]), peer, "nobody but a trusted proxy says who called");
    let _ = caller(peer, &headers, &[peer]);
}

/// The headers of an upload in pieces.
fn pieces(data: &[u8]) {
    let mut headers = HeaderMap::new();
    for name in [tus::LENGTH, tus::METADATA, tus::CHECKSUM, tus::WHOLE, tus::OVERRIDE, header::CONTENT_TYPE] {
        if let Ok(value) = HeaderValue::from_bytes(data) {
            headers.insert(name, value);
        }
    }
    let sent = words(data);
    if let Ok(Some(size)) = tus::bytes(&headers, &tus::LENGTH) {
        assert_eq!(sent.trim_start_matches('0'), size.to_string().trim_start_matches('0'));
    }
    if let Ok(metadata) = tus::Metadata::read(&headers) {
        assert_eq!(metadata.raw, headers.contains_key(tus::METADATA).then_some(sent));
        let _ = metadata.get(&["filename", "name"]);
    }
    if let Ok(Some((_, sum))) = tus::checksum(&headers) {
        assert!(sum.len() <= data.len());
    }
    if let Some(sum) = tus::whole(&headers) {
        assert!(sum.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
    let _ = (tus::method(&Method::POST, &headers), tus::carries_piece(&headers));
}

/// Range and If-Range of a download.
fn ranges(data: &[u8]) {
    let (size, rest) = data.split_at(data.len().min(8));
    let size = size.iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_bytes(rest) {
        headers.insert(header::RANGE, value);
    }
    match range(&headers, "\"x\"", size) {
        Wanted::Part(from, to) if size > 0 => assert!(from <= to && to < size),
        Wanted::Part(from, to) => assert_eq!((from, to), (0, 0)),
        Wanted::All | Wanted::Nothing => {}
    }
}

/// Cells of an export.
fn cells(data: &[u8]) {
    let cell = safe_cell(&words(data));
    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
    let mut table = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    table.write_record([&cell, "beside"]).expect("written");
    let bytes = table.into_inner().expect("written");
    let mut read = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
    let rows: Vec<csv::StringRecord> = read.records().map(|row| row.expect("read")).collect();
    assert_eq!(rows, [csv::StringRecord::from(vec![cell.as_str(), "beside"])]);
}

/// The first bytes of a file, by which its kind is told.
fn kinds(data: &[u8]) {
    if let Ok(kind) = kinds::of(data) {
        assert!(!["text/html", "image/svg+xml", "text/xml", "application/x-executable"].contains(&kind));
        assert!(!data.starts_with(b"MZ") && !data.starts_with(b"#!") && !data.starts_with(b"\x7fELF"));
        let start = words(&data[..data.len().min(1024)]).to_lowercase();
        assert!(kind != "text/plain" || !start.contains("<script"));
    }
}

/// Forms and queries: one value for a name.
fn forms(data: &[u8]) {
    if every_name(data) {
        let twice = [data, b"&one-more=1&one-more=2"].concat();
        assert!(!every_name(&twice));
    }
}

/// Reports of browsers.
fn reports(data: &[u8]) {
    if let Some(breach) = csp_reports::read(data, "https://portal.example") {
        assert!(breach.page.starts_with('/') && breach.page.chars().count() <= 200);
        assert!(
            !breach.page.contains('?') && breach.rule.chars().count() <= 200 && breach.refused.chars().count() <= 200
        );
    }
}

/// A whole request, as `METHOD /path`, lines of headers, an empty line, the body. `{client}` in it is a client's id.
/// Whatever it is, the portal answers, with its security headers, and has no fault of its own.
fn requests(data: &[u8]) {
    let portal = Portal::open();
    let split = data.windows(2).position(|two| two == b"\n\n").unwrap_or(data.len());
    let head = words(&data[..split]).replace("{client}", &portal.client);
    let body = data.get(split + 2..).unwrap_or_default().to_vec();
    let mut lines = head.lines();
    let (method, path) = lines.next().and_then(|first| first.split_once(' ')).unwrap_or(("GET", "/"));
    let (Ok(method), true) = (Method::from_bytes(method.as_bytes()), path.starts_with('/')) else { return };
    let mut request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
    request = request.header(header::COOKIE, &portal.cookie);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            request = request.header(name, value);
        }
    }
    let Ok(request) = request.body(Body::from(body)) else { return };
    let answer = portal.runtime.block_on(portal.router.clone().oneshot(request)).expect("an answer");
    assert!(!answer.status().is_server_error(), "{}", answer.status());
    assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY));
    for value in answer.headers().values() {
        assert!(!value.as_bytes().contains(&b'\n'));
    }
}

/// A portal with an owner, signed in, and a client.
struct Portal {
    runtime: Runtime,
    router: Router,
    cookie: String,
    client: String,
    _folder: tempfile::TempDir,
}

impl Portal {
    fn open() -> &'static Portal {
        static PORTAL: OnceLock<Portal> = OnceLock::new();
        PORTAL.get_or_init(|| {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("threads");
            let folder = tempfile::tempdir().expect("a folder");
            let (router, cookie, client) = runtime.block_on(Self::fill(folder.path()));
            Portal { runtime, router, cookie, client, _folder: folder }
        })
    }

    async fn fill(folder: &std::path::Path) -> (Router, String, String) {
        let typed = Typed {
            database_url: format!("sqlite://{}/portal.db", folder.display()),
            data_dir: folder.display().to_string(),
            base_url: "http://127.0.0.1:9".into(),
            bind: "127.0.0.1:9".into(),
            portal_env: "development".into(),
            max_upload_bytes: "100000".into(),
            firm_time_zone: "UTC".into(),
            email_from: "noreply@firm.example".into(),
            resend_api_url: "http://127.0.0.1:1".into(),
            ..Typed::default()
        };
        let services = Services::open(Config::parse(&typed).expect("settings")).await.expect("services");
        let password = NewPassword::parse("password", "letterhead and ledger", &[]).expect("a password");
        let hash = passwords::hash(&services, &password).await.expect("a hash");
        let email = Email::parse("email", "owner@firm.example").expect("an address");
        let new = NewAccount { role: Some(Role::Owner), name: "Owner", email: &email, phone: "", password_hash: &hash };
        let mut tx = services.db.write().await.expect("a transaction");
        accounts::add(&mut tx, new, services.now()).await.expect("an account");
        tx.save().await.expect("saved");
        let options = LeptosOptions::builder().output_name("gk-nexus").site_root("/nowhere").build();
        let router = gk_nexus::app::router(services, options);
        let sign_in = "email=owner%40firm.example&password=letterhead+and+ledger";
        let answer = post(&router, "/api/sign_in", "", sign_in).await;
        let cookies = answer.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs: Vec<&str> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        let cookie = pairs.join("; ");
        let made =
            post(&router, "/api/create_client", &cookie, "name=A&email=a%40b.example&phone=&_page=%2Fclients").await;
        let client = made[header::LOCATION].to_str().expect("an address").split('/').nth(2).expect("an id").to_owned();
        (router, cookie, client)
    }
}

async fn post(router: &Router, path: &str, cookie: &str, form: &str) -> HeaderMap {
    let request = Request::post(path).header("sec-fetch-site", "same-origin").header(header::ACCEPT, "text/html");
    let request =
        request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").header(header::COOKIE, cookie);
    let answer = router.clone().oneshot(request.body(Body::from(form.to_owned())).expect("a request")).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
    answer.headers().clone()
}
