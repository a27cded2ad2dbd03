//! What the log's chain costs: acts that leave a line each, by 8 writers at once, chained and unchained in turns in one
//! run, on SQLite and, where TEST_POSTGRES_URL names a server (scripts/with-postgres), on Postgres. Then how long verifying
//! takes. Fails when the chain slows the writers down by more than the figure in docs/PERFORMANCE.md, or breaks.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a bench may end at the first surprise"
)]

use gk_nexus::activity::{self, Actor, Entry, What, chain};
use gk_nexus::app::open::open;
use gk_nexus::server::config::{Config, Typed};
use gk_nexus::server::{Db, Services};
use gk_nexus::sql_change;
use sqlx::{Connection, Executor, PgConnection};
use std::io::Write;
use std::time::{Duration, Instant};

const WRITERS: usize = 8;
const ROUNDS: usize = 6;
const ROUND: Duration = Duration::from_millis(1500);
/// Chained appends a second, as a part of unchained ones, at least. The chain puts commits on Postgres one behind the other.
const LEAST: f64 = 0.2;

/// One act: a row of the product and its line.
async fn act(services: &Services, db: &Db, chained: bool) {
    let mut tx = db.write().await.expect("a transaction");
    sql_change!(&mut tx, "UPDATE activity_bench SET done = done + 1 WHERE id = $1", rand()).expect("the act");
    if chained {
        let words = "Downloaded bank statement 2025-11.pdf".to_owned();
        let entry = Entry {
            what: What::DocumentDownloaded,
            client: Some("0190a2b3c4d57e6f8a9b0c1d2e3f4a5b"),
            contact: None,
            thing: "t",
            words,
        };
        activity::record(&mut tx, services.now(), &Actor::portal(), entry).await.expect("the line");
    } else {
        const ADD: &str = "INSERT INTO unchained (id, at, actor_id, actor_name, actor_kind, act, client_id, contact_id, thing_id, words, ip, browser)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let (id, none) = (uuid::Uuid::now_v7().simple().to_string(), None::<String>);
        sql_change!(
            &mut tx,
            ADD,
            &id,
            services.now(),
            "",
            "The portal",
            "portal",
            "document downloaded",
            "0190a2b3c4d57e6f8a9b0c1d2e3f4a5b",
            &none,
            "t",
            "Downloaded bank statement 2025-11.pdf",
            "",
            ""
        )
        .expect("the line");
    }
    tx.save().await.expect("saved");
}

/// A row that no other writer waits for, mostly.
fn rand() -> i64 {
    i64::from(gk_nexus::server::keys::random_bytes::<1>()[0])
}

async fn round(services: &Services, chained: bool) -> usize {
    let until = Instant::now() + ROUND;
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let services = services.clone();
            tokio::spawn(async move {
                let mut count = 0;
                while Instant::now() < until {
                    act(&services, &services.db, chained).await;
                    count += 1;
                }
                count
            })
        })
        .collect();
    let mut all = 0;
    for writer in writers {
        all += writer.await.expect("a writer");
    }
    all
}

async fn measure(name: &str, url: String) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let typed = Typed {
        database_url: url,
        data_dir: folder.path().display().to_string(),
        base_url: "http://127.0.0.1:3000".into(),
        bind: "127.0.0.1:3000".into(),
        portal_env: "development".into(),
        max_upload_bytes: "1000000".into(),
        firm_time_zone: "UTC".into(),
        resend_api_url: "http://127.0.0.1:1".into(),
        ..Typed::default()
    };
    let services = open(Config::parse(&typed).expect("settings")).await.expect("a portal");
    let mut tx = services.db.write().await.expect("a transaction");
    // The same table and indexes without a chain.
    for text in [
        "CREATE TABLE activity_bench (id BIGINT NOT NULL PRIMARY KEY, done BIGINT NOT NULL)",
        "CREATE TABLE unchained (id TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL,
            actor_kind TEXT NOT NULL, act TEXT NOT NULL, client_id TEXT, contact_id TEXT, thing_id TEXT NOT NULL, words TEXT NOT NULL,
            ip TEXT NOT NULL, browser TEXT NOT NULL)",
        "CREATE INDEX unchained_1 ON unchained (at, id)",
        "CREATE INDEX unchained_2 ON unchained (client_id, at, id)",
        "CREATE INDEX unchained_3 ON unchained (contact_id, at, id)",
        "CREATE INDEX unchained_4 ON unchained (act, at, id)",
        "CREATE INDEX unchained_5 ON unchained (actor_kind, at, id)",
    ] {
        sql_change!(&mut tx, text).expect("a table");
    }
    for id in 0..256_i64 {
        sql_change!(&mut tx, "INSERT INTO activity_bench (id, done) VALUES ($1, 0)", id).expect("a row");
    }
    tx.save().await.expect("saved");
    round(&services, true).await;
    let (mut chained, mut unchained) = (0, 0);
    for _ in 0..ROUNDS {
        unchained += round(&services, false).await;
        chained += round(&services, true).await;
    }
    let seconds = ROUND.as_secs_f64() * ROUNDS as f64;
    let ratio = chained as f64 / unchained as f64;
    let begun = Instant::now();
    let verified = chain::verify(&services.db, |_| {}).await.expect("verified");
    let a_second = verified.lines as f64 / begun.elapsed().as_secs_f64();
    assert_eq!(verified.finding, None, "the chain is broken");
    let mut out = std::io::stdout().lock();
    let _ = writeln!(
        out,
        "{name}, {WRITERS} writers: {:.0} acts/s chained, {:.0} unchained, ratio {ratio:.2}; verifying {a_second:.0} lines/s",
        chained as f64 / seconds,
        unchained as f64 / seconds,
    );
    services.db.close().await;
    ratio
}

async fn on_postgres(server: &str) -> f64 {
    let name = format!("log_bench_{}", std::process::id());
    let mut connection = PgConnection::connect(server).await.expect("Postgres");
    connection
        .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))))
        .await
        .expect("a database");
    let (base, _) = server.rsplit_once('/').expect("an address");
    measure("Postgres", format!("{base}/{name}")).await
}

#[tokio::main]
async fn main() {
    // `cargo bench WORD` runs what is called so.
    if std::env::args().skip(1).any(|word| !word.starts_with('-') && !"log".contains(&word)) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut ratios = vec![measure("SQLite", format!("sqlite://{}/portal.db", folder.path().display())).await];
    if let Ok(server) = std::env::var("TEST_POSTGRES_URL") {
        ratios.push(on_postgres(&server).await);
    }
    assert!(
        ratios.iter().all(|ratio| *ratio >= LEAST),
        "the chain slows the writers down to less than {LEAST}: {ratios:?}"
    );
}
