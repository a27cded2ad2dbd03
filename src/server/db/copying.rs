//! A copy of the whole database as it is at one moment, while others go on reading and writing.

use super::{Db, On, Pools, Tx, opening, tables};
use crate::kernel::Result;
use crate::server::files::sync_folder;
use crate::server::private;
use crate::sql;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{PgPool, SqlitePool};
use std::path::Path;
use std::str::FromStr;

/// SQLite's copy: a database that can be opened as it is.
pub const SQLITE_FILE: &str = "portal.db";
/// Postgres' copy: a folder with a file for each table.
pub const POSTGRES_FOLDER: &str = "postgres";

/// A copy that was made.
pub struct Copied {
    /// Its files within the folder, `/` between folder and file.
    pub files: Vec<String>,
    /// Reads exactly what was copied, however long it is open.
    pub tx: Tx,
}

impl Db {
    /// Opens the database that `url` names as it is: none is made, none is brought up to date. A backup before an upgrade is
    /// one of what was there before.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn open_as_is(url: &str) -> Result<Db, String> {
        let pools = if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url).map_err(unopened)?;
            let file = options.get_filename();
            if !file.exists() {
                return Err(format!("there is no database at {}", file.display()));
            }
            opening::sqlite_there(options).await
        } else {
            opening::postgres(url).await
        };
        Ok(Db { pools: pools.map_err(unopened)?, log: None })
    }

    /// Copies everything that is saved now into `folder`. The files are durable when this returns.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn copy_to(&self, folder: &Path) -> Result<Copied, String> {
        match &self.pools {
            Pools::Sqlite { read, .. } => copy_sqlite(read, folder).await,
            Pools::Postgres(pool) => self.copy_postgres(pool, folder).await,
        }
    }

    async fn copy_postgres(&self, pool: &PgPool, folder: &Path) -> Result<Copied, String> {
        let folder = folder.join(POSTGRES_FOLDER);
        private::folder(&folder).map_err(|error| format!("{} could not be made: {error}", folder.display()))?;
        let tx = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map_err(uncopied)?;
        let mut tx = self.tx(On::Postgres(tx));
        let files = write_tables(&mut tx, &folder).await.map_err(uncopied)?;
        sync_folder(&folder).map_err(uncopied)?;
        Ok(Copied { files, tx })
    }
}

/// The steps by which these tables were brought up to date.
///
/// # Errors
/// The database's.
pub async fn steps(tx: &mut Tx) -> Result<Vec<i64>> {
    const STEPS: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";
    Ok(sql!(tx, |c| sqlx::query_scalar(STEPS).fetch_all(c))?)
}

async fn copy_sqlite(read: &SqlitePool, folder: &Path) -> Result<Copied, String> {
    let file = folder.join(SQLITE_FILE);
    let name = file.to_str().ok_or_else(|| format!("{} is not written in UTF-8", file.display()))?;
    // SQLite writes into an empty file that is there, and would make one that others may read.
    private::file(&file).map_err(uncopied)?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(read).await.map_err(uncopied)?;
    std::fs::File::open(&file).and_then(|file| file.sync_all()).map_err(uncopied)?;
    let copy = Db { pools: opening::sqlite_copy(&file).await.map_err(uncopied)?, log: None };
    let tx = copy.read().await.map_err(uncopied)?;
    Ok(Copied { files: vec![SQLITE_FILE.to_owned()], tx })
}

async fn write_tables(tx: &mut Tx, folder: &Path) -> Result<Vec<String>, sqlx::Error> {
    let On::Postgres(tx) = &mut tx.on else { return Ok(Vec::new()) };
    // As pg_dump does: between two of its questions lie files that take their time.
    for limit in ["SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0"] {
        sqlx::query(limit).execute(&mut **tx).await?;
    }
    let mut files = Vec::new();
    for table in tables::all(tx).await? {
        let name = format!("{}{}", table.name, tables::ENDING);
        tables::write(tx, &table, &folder.join(&name)).await?;
        files.push(format!("{POSTGRES_FOLDER}/{name}"));
    }
    Ok(files)
}

fn unopened(error: impl std::fmt::Display) -> String {
    format!("the database could not be opened: {error}")
}

fn uncopied(error: impl std::fmt::Display) -> String {
    format!("the database could not be copied: {error}")
}
