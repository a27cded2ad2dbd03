//! A database of one's own: a file, or a fresh database on the private Postgres that `scripts/with-postgres` started.

use sqlx::{Connection, Executor, PgConnection};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

/// The address of a fresh SQLite file.
pub fn sqlite(folder: &Path) -> String {
    format!("sqlite://{}/portal.db", folder.display())
}

/// The address of a fresh Postgres database.
pub async fn postgres() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    #[allow(clippy::disallowed_methods, reason = "the script hands the cluster over like this")]
    let server = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL is not set: run the tests with `make test` or `scripts/with-postgres cargo test …`");
    let name = format!("portal_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let make = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    connection.execute(sqlx::raw_sql(make)).await.unwrap();
    connection.close().await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}
