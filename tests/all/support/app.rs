//! One portal: its own folder, database, clock, mailbox and port. It ends with the test.

use super::mailbox::Mailbox;
use super::{Browser, database};
use gk_nexus::app::open::open;
use gk_nexus::app::router;
use gk_nexus::kernel::{Instant, Span};
use gk_nexus::mail;
use gk_nexus::server::config::{Config, Typed};
use gk_nexus::server::listen::{self, Patience};
use gk_nexus::server::{Clock, Services};
use leptos::config::LeptosOptions;
use std::net::SocketAddr;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Tuesday 24 November 2026, 14:22 UTC.
pub const TODAY: Instant = Instant(1_795_530_120_000);

pub struct TestApp {
    /// `http://127.0.0.1:PORT`
    pub base: String,
    /// The portal's insides, to look at rows that no page shows and to break the disk.
    pub services: Services,
    /// The mail that left.
    pub mailbox: Mailbox,
    /// The data folder.
    pub folder: TempDir,
    address: SocketAddr,
}

impl TestApp {
    pub async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = database::sqlite(folder.path()).await;
        Self::open(folder, url, |_| {}).await
    }

    pub async fn on_postgres() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::open(folder, database::postgres().await, |_| {}).await
    }

    /// A second process on the same database, data folder and clock.
    pub async fn another_process(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = self.folder.path().display().to_string();
        let mut other =
            Self::open(folder, self.services.config.database_url.clone(), |typed| typed.data_dir = data).await;
        other.services.clock = self.services.clock.clone();
        other
    }

    /// The same database and data under another address in the settings, because passkeys belong to a name. Clock and
    /// mailbox are its own.
    pub async fn named(&self, base_url: &str) -> Self {
        let data = self.folder.path().display().to_string();
        let url = self.services.config.database_url.clone();
        Self::open(tempfile::tempdir().unwrap(), url, |typed| {
            typed.data_dir = data;
            typed.base_url = base_url.to_owned();
        })
        .await
    }

    /// The same database and data with the virus scanner at this address. Clock and mailbox are its own.
    pub async fn scanned_at(&self, address: &str) -> Self {
        let data = self.folder.path().display().to_string();
        let url = self.services.config.database_url.clone();
        Self::open(tempfile::tempdir().unwrap(), url, |typed| {
            typed.data_dir = data;
            typed.clamd_addr = address.to_owned();
        })
        .await
    }

    /// A portal with other settings.
    pub async fn open(folder: TempDir, database_url: String, change: impl FnOnce(&mut Typed)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let base = format!("http://{address}");
        let mut typed = Typed {
            database_url,
            data_dir: folder.path().display().to_string(),
            base_url: base.clone(),
            bind: address.to_string(),
            portal_env: "development".into(),
            max_upload_bytes: "1000000".into(),
            firm_time_zone: "America/Guyana".into(),
            email_from: "noreply@persaudvale.example".into(),
            resend_api_url: "http://127.0.0.1:1".into(),
            resend_webhook_secret: super::resend::SECRET.into(),
            ..Typed::default()
        };
        change(&mut typed);
        let mailbox = Mailbox::default();
        let mut services = open(Config::parse(&typed).unwrap()).await.unwrap();
        services.clock = Clock::stopped(TODAY);
        services.carrier = Arc::new(mailbox.clone());
        // At its real cost a tenth of the tests' time goes into hashing.
        services.password_cost = argon2::Params::new(64, 1, 1, None).unwrap();
        serve(services.clone(), listener);
        TestApp { base, services, mailbox, folder, address }
    }

    /// Somebody with a browser that knows nothing of this portal yet.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// The same portal as it is reached at another address, where a test lets it listen in its own way.
    pub fn listening_at(self, address: SocketAddr) -> Self {
        TestApp { base: format!("http://{address}"), address, ..self }
    }

    /// Host and port, for raw connections.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Moves the clock.
    pub fn wait(&self, span: Span) {
        self.services.clock.advance(span);
    }

    /// Lets the mail worker run until nothing is due, reset links that were asked for included.
    pub async fn deliver(&self) {
        gk_nexus::accounts::resets::answer(&self.services).await.unwrap();
        while mail::worker::deliver_due(&self.services).await.unwrap() > 0 {}
    }

    /// Lets the virus check look at what is due. Gives of how many files it knows now what they are.
    pub async fn scan(&self) -> usize {
        gk_nexus::documents::scans::worker::scan_due(&self.services).await.unwrap()
    }

    /// A text from the database.
    pub async fn text(&self, query: &str) -> String {
        let query = sqlx::AssertSqlSafe(query.to_owned());
        let mut tx = self.services.db.read().await.unwrap();
        gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar::<_, String>(query).fetch_one(c)).unwrap()
    }

    /// A number from the database.
    pub async fn count(&self, query: &str) -> i64 {
        let query = sqlx::AssertSqlSafe(query.to_owned());
        let mut tx = self.services.db.read().await.unwrap();
        gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar::<_, i64>(query).fetch_one(c)).unwrap()
    }
}

fn serve(services: Services, listener: TcpListener) {
    let nowhere = std::env::temp_dir().join("gk-nexus-no-site").display().to_string();
    let options = LeptosOptions::builder().output_name("gk-nexus").site_root(nowhere).build();
    let router = router(services, options);
    tokio::spawn(listen::answer(listener, router, Patience::default(), std::future::pending()));
}
