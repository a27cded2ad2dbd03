//! Secrets at rest: after a walk through everything that has one, neither the database, nor its file, nor a backup, nor a log
//! at its most talkative holds any of them.

use crate::on_both_databases;
use crate::support::authenticator::CodeApp;
use crate::support::page::Page;
use crate::support::people::PASSWORD;
use crate::support::provider::Provider;
use crate::support::serving::{Serving, gk_nexus};
use crate::support::{Browser, TestApp};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gk_nexus::server::Clock;
use gk_nexus::server::db::Pools;
use gk_nexus::server::db::chain::ChainKey;
use gk_nexus::server::keys::{hex, token_hash};
use sqlx::AssertSqlSafe;
use std::time::Duration;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const WRONG: &str = "a wrong and hushed password";
const NEW: &str = "another ledger, another letter";
const API_KEY: &str = "re_hush_hush_0123456789";
const SIGNING: &str = "whsec_aHVzaGh1c2hodXNoaHVzaGh1c2hodXNoaHVzaA==";

/// Somebody with a browser, and the secrets that it was given.
struct Holder<'a> {
    browser: Browser,
    secrets: &'a mut Vec<String>,
}

impl Holder<'_> {
    /// Calls a server function as an island does, and keeps the cookies that come back.
    async fn call(&mut self, action: &str, pairs: &[(&str, &str)]) {
        let body = reqwest::Url::parse_with_params("http://x/", pairs).unwrap().query().unwrap_or_default().to_owned();
        let request = self.browser.http().post(self.browser.url(&format!("/api/{action}")));
        let request =
            request.header("accept", "application/json").header("content-type", "application/x-www-form-urlencoded");
        let response = request.body(body).send().await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            let value = cookie.split_once('=').unwrap().1;
            // A notice in words is none; what is long and has no gap is one. Of a device's cookie the last part is secret.
            self.secrets.extend(
                value
                    .split(['.', '~'])
                    .next_back()
                    .filter(|part| part.len() >= 40 && !part.contains('%'))
                    .map(str::to_owned),
            );
        }
    }
}

/// The token in the last mail to this address with a link that begins with `start`, once it was handed over.
async fn mailed(provider: &Provider, to: &str, start: &str) -> String {
    let mut ticks = tokio::time::interval(Duration::from_millis(20));
    let arrived = async {
        loop {
            ticks.tick().await;
            let asked = provider.asked();
            let texts = asked
                .iter()
                .rev()
                .filter(|asked| asked.body["to"].to_string().contains(to))
                .map(|asked| asked.text("text"));
            if let Some(token) =
                texts.into_iter().find_map(|text| Some(text.split_once(start)?.1.split_whitespace().next()?.to_owned()))
            {
                return token;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), arrived).await.expect("the mail is handed over")
}

async fn invite(anjali: &Browser) -> Page {
    let form = anjali.open("/clients/new").await.form("Save client");
    let page = form.fill("Name", "Mariam Rahman").fill("Email", MARIAM).fill("Phone", "+592 555 0163").send().await;
    anjali.invite(page.path.trim_end_matches("/portal-access")).await
}

/// An authenticator app: its secret and the recovery codes, as they are shown and as they may be kept.
async fn sets_up_an_app(who: &Browser) -> Vec<String> {
    let shown = who.open("/portal/account").await.form("Set up an authenticator app").send().await;
    let key = shown.each("code.key").remove(0);
    let phone = CodeApp::reading(&key);
    let codes = shown.form("Finish").fill("Code", &phone.shows(Clock::system().now())).send().await;
    let codes = codes.each("main li code");
    assert_eq!(codes.len(), 10);
    let bare = |words: &str| words.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let written = codes.iter().chain([&key]).flat_map(|words| [words.clone(), bare(words)]);
    written.chain([hex(phone.key()), STANDARD.encode(phone.key()), URL_SAFE_NO_PAD.encode(phone.key())]).collect()
}

/// Everything that has a secret is done once. Gives the secrets, and the log.
async fn walk(app: &TestApp, provider: &Provider) -> (Vec<String>, String) {
    let mut secrets: Vec<String> = [PASSWORD, WRONG, NEW, API_KEY, SIGNING].map(str::to_owned).to_vec();
    let settings = [
        ("DATABASE_URL", app.services.config.database_url.as_str()),
        ("DATA_DIR", app.folder.path().to_str().unwrap()),
        ("RESEND_API_KEY", API_KEY),
        ("RESEND_API_URL", provider.url()),
        ("RESEND_WEBHOOK_SECRET", SIGNING),
        ("EMAIL_FROM", "noreply@persaudvale.example"),
        ("RUST_LOG", "trace"),
    ];
    let serving = Serving::start(app.folder.path(), &settings);
    assert!(serving.line().starts_with("The portal is at"));
    assert!(serving.line().starts_with("There is no account yet"));
    let setup = serving.line().rsplit('/').next().unwrap().to_owned();
    let mut anjali = Holder { browser: Browser::new(&serving.base), secrets: &mut secrets };
    anjali.browser.open(&format!("/setup/{setup}")).await.must_be(200);
    let firm = [("firm_name", "Persaud & Vale"), ("firm_email", "office@persaudvale.example"), ("firm_phone", "")];
    let owner = [
        ("token", setup.as_str()),
        ("name", "Anjali Persaud"),
        ("email", ANJALI),
        ("password", PASSWORD),
        ("time_zone", "UTC"),
    ];
    anjali.call("set_up", &[firm.as_slice(), &owner].concat()).await;
    invite(&anjali.browser).await.must_be(200);
    let invitation = mailed(provider, MARIAM, "/activate/").await;
    let mut mariam = Holder { browser: Browser::new(&serving.base), secrets: &mut *anjali.secrets };
    mariam.browser.open(&format!("/activate/{invitation}")).await.must_be(200);
    mariam.call("activate_account", &[("token", &invitation), ("password", PASSWORD)]).await;
    mariam.browser.open("/portal").await.must_say("Sign out");
    mariam.call("sign_in", &[("email", MARIAM), ("password", WRONG)]).await;
    mariam.call("send_reset_link", &[("email", MARIAM)]).await;
    let reset = mailed(provider, MARIAM, "/reset-password/").await;
    mariam.browser.open(&format!("/reset-password/{reset}")).await.must_be(200);
    mariam.call("set_new_password", &[("token", &reset), ("password", NEW)]).await;
    mariam.call("sign_in", &[("email", MARIAM), ("password", NEW)]).await;
    mariam.browser.open("/portal").await.must_say("Sign out");
    let factors = sets_up_an_app(&mariam.browser).await;
    secrets.extend(factors);
    secrets.extend([setup, invitation, reset]);
    // While it runs its key stays.
    let mut rotate = gk_nexus(app.folder.path(), &["rotate-keys"]);
    let refused = rotate.envs(settings).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&refused.stderr).lines().last(),
        Some("gk-nexus: the portal is running; stop it first")
    );
    let (_, log) = serving.stop();
    (secrets, log)
}

/// Every row of every table as text.
async fn dump(app: &TestApp) -> String {
    const SQLITE: &str = "SELECT name FROM sqlite_master WHERE type = 'table'";
    const POSTGRES: &str = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
    let tables: Vec<String> = match &app.services.db.pools {
        Pools::Sqlite { read, .. } => sqlx::query_scalar(AssertSqlSafe(SQLITE)).fetch_all(read).await.unwrap(),
        Pools::Postgres(pool) => sqlx::query_scalar(AssertSqlSafe(POSTGRES)).fetch_all(pool).await.unwrap(),
    };
    assert!(tables.len() > 40, "{tables:?}");
    app.rows(&tables.iter().map(String::as_str).collect::<Vec<_>>()).await.join("\n")
}

/// A backup as the operator takes one, all its files in a row.
fn backup(app: &TestApp) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = gk_nexus(app.folder.path(), &["backup", folder.path().to_str().unwrap()]);
    command.env("DATABASE_URL", &app.services.config.database_url).env("DATA_DIR", app.folder.path());
    assert!(command.output().unwrap().status.success());
    let (mut folders, mut bytes) = (vec![folder.path().to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { bytes.extend(std::fs::read(path).unwrap()) }
        }
    }
    bytes
}

fn holds(place: &[u8], secret: &[u8]) -> bool {
    place.windows(secret.len()).any(|window| window == secret)
}

on_both_databases! {
    async fn neither_the_database_nor_the_log_holds_a_secret(app: TestApp) {
        let provider = Provider::open().await;
        let (secrets, log) = walk(&app, &provider).await;
        let rows = dump(&app).await;
        let key = std::fs::read(app.folder.path().join("secret.key")).unwrap();
        let chain_key = ChainKey::of(&app.services.keys).as_hex();
        let mut all: Vec<Vec<u8>> = secrets.iter().map(|secret| secret.clone().into_bytes()).collect();
        all.extend([hex(&key), STANDARD.encode(&key), URL_SAFE_NO_PAD.encode(&key), chain_key].map(String::into_bytes));
        all.push(key);
        // Three links' tokens, passwords and keys, an app's secret and codes, and at least one cookie from each of four sign-ins.
        assert!(all.len() >= 5 + 3 + 5 + 12 + 4, "{} secrets", all.len());
        let mut places = vec![("the log", log.clone().into_bytes()), ("the rows", rows.clone().into_bytes())];
        places.push(("a backup", backup(&app)));
        for file in ["portal.db", "portal.db-wal"] {
            places.extend(std::fs::read(app.folder.path().join(file)).ok().map(|bytes| (file, bytes)));
        }
        for (place, bytes) in &places {
            for (number, secret) in all.iter().enumerate() {
                assert!(!holds(bytes, secret), "{place} holds secret {number}: {}", String::from_utf8_lossy(secret));
            }
        }
        // What is looked through is what was written: the hash of each token, and whom it was for; and the log says much.
        for token in &secrets[secrets.len() - 3..] {
            assert!(holds(rows.as_bytes(), token_hash(token).as_bytes()), "the hash of {token}");
        }
        assert!(places.iter().skip(1).all(|(_, bytes)| bytes.is_empty() || holds(bytes, MARIAM.as_bytes()) || holds(bytes, b"CREATE")));
        assert!(log.contains("TRACE") && log.lines().count() > 300, "{} lines", log.lines().count());
        assert!(log.contains("INSERT INTO invitations"), "the log names statements, without what is in them");
    }
}
