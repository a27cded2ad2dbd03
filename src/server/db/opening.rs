//! How either database is opened.

use super::super::private;
use super::Pools;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// Embedded: one connection that writes, eight that read. The file is made if there is none.
pub(super) async fn sqlite(url: &str) -> Result<Pools, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(url)?;
    if !url.contains(":memory:") {
        let file = options.get_filename();
        file.parent().map_or(Ok(()), private::folder).and_then(|()| private::file(file)).map_err(sqlx::Error::Io)?;
    }
    sqlite_there(options.create_if_missing(true)).await
}

/// As [`sqlite`], in a file that is there.
pub(super) async fn sqlite_there(options: SqliteConnectOptions) -> Result<Pools, sqlx::Error> {
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5));
    let write = sqlite_pool(1).connect_with(options.clone()).await?;
    let read = sqlite_pool(8).connect_with(options).await?;
    Ok(Pools::Sqlite { read, write })
}

/// A copy that nobody writes to. Nothing is made beside it.
pub(super) async fn sqlite_copy(file: &Path) -> Result<Pools, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
    let read = sqlite_pool(1).connect_with(options).await?;
    Ok(Pools::Sqlite { write: read.clone(), read })
}

/// Connections that are not inside a transaction when they are taken. SQLite rolls back by itself when the disk is full;
/// the driver doesn't hear of it, tries again, fails, and would never begin another transaction on that connection.
fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).before_acquire(|connection: &mut SqliteConnection, _| {
        let sound = !connection.is_in_transaction();
        Box::pin(async move { Ok(sound) })
    })
}

/// A Postgres server.
pub(super) async fn postgres(url: &str) -> Result<Pools, sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(10));
    Ok(Pools::Postgres(pool.connect_with(PgConnectOptions::from_str(url)?).await?))
}
