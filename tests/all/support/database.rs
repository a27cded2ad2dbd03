//! A database of one's own: a file, or a fresh database on the private Postgres that `scripts/with-postgres` started.

use gk_nexus::server::Db;
use sqlx::{Connection, Executor, PgConnection};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

/// The address of a fresh SQLite file: a copy of one that was brought up to date once.
pub async fn sqlite(folder: &Path) -> String {
    static UP_TO_DATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let file = UP_TO_DATE
        .get_or_init(async || {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("portal.db");
            Db::open(&format!("sqlite://{}", path.display())).await.unwrap().close().await;
            std::fs::read(path).unwrap()
        })
        .await;
    std::fs::write(folder.join("portal.db"), file).unwrap();
    format!("sqlite://{}/portal.db", folder.display())
}

/// The address of a fresh Postgres database: a copy of one that was brought up to date once.
pub async fn postgres() -> String {
    static UP_TO_DATE: OnceCell<String> = OnceCell::const_new();
    let template = UP_TO_DATE
        .get_or_init(async || {
            let url = create("").await;
            Db::open(&url).await.unwrap().close().await;
            url.rsplit('/').next().unwrap().to_owned()
        })
        .await;
    // File by file: by the log of writes, which is the default, a copy takes half as long again.
    create(&format!(" TEMPLATE {template} STRATEGY file_copy")).await
}

/// The address of a Postgres database without a table.
pub async fn empty_postgres() -> String {
    create("").await
}

/// A database of its own; gives its address.
async fn create(how: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    #[allow(clippy::disallowed_methods, reason = "the script hands the cluster over like this")]
    let server = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL is not set: run the tests with `make test` or `scripts/with-postgres cargo test …`");
    let name = format!("portal_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let make = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}{how}"));
    connection.execute(sqlx::raw_sql(make)).await.unwrap();
    connection.close().await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}
