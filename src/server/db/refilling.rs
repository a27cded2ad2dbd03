//! A database is filled from a copy: in a place where there is none, in one go, or not at all.

use super::chain::Log;
use super::copying::{POSTGRES_FOLDER, SQLITE_FILE};
use super::{Db, On, Pools, Tx, opening, tables};
use crate::kernel::Result;
use crate::server::files::{copy_hashed, sync_folder};
use crate::server::migrations::{self, Dialect};
use crate::server::private;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{PgConnection, PgPool};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// A place for a database where there is none yet.
pub enum Place {
    /// SQLite: this file, which is not there.
    File(PathBuf),
    /// Postgres: a database without a table.
    Server(PgPool),
}

/// A database that is filled and not in its place yet.
pub struct Filled {
    /// All that was copied stands in it, brought up to date. What is done in it comes into its place with the rest, when it
    /// is saved and [`Filling::finish`]ed.
    pub tx: Tx,
    /// What is left to do after that.
    pub rest: Filling,
}

/// What puts a filled database into its place. Dropped before, it leaves nothing.
pub struct Filling {
    db: Db,
    /// Where the file is now, and where it shall be.
    file: Option<(Beside, PathBuf)>,
}

/// A file that goes when this is dropped, with what SQLite keeps beside it.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(with(&self.0, ending));
        }
    }
}

/// The steps that this program knows.
pub fn known_steps() -> BTreeSet<i64> {
    migrations::all(Dialect::Sqlite).iter().map(|step| step.version).collect()
}

impl Place {
    /// The place that `url` names.
    ///
    /// # Errors
    /// One sentence for the operator: there is a database already, or it can't be reached.
    pub async fn at(url: &str) -> Result<Place, String> {
        let unopened = |error: sqlx::Error| format!("the database could not be opened: {error}");
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url).map_err(unopened)?;
            let file = options.get_filename().to_owned();
            for ending in ["", "-wal", "-shm", "-journal"] {
                let there = with(&file, ending);
                if there.exists() {
                    return Err(format!("{} is there already; move it away, nothing is overwritten", there.display()));
                }
            }
            return Ok(Place::File(file));
        }
        let Pools::Postgres(pool) = opening::postgres(url).await.map_err(unopened)? else {
            return Err("DATABASE_URL names no Postgres database".to_owned());
        };
        let mut on = pool.acquire().await.map_err(unopened)?;
        match tables::count(&mut on).await.map_err(unopened)? {
            0 => Ok(Place::Server(pool)),
            _ => Err("the database has tables already; make an empty one, nothing is overwritten".to_owned()),
        }
    }

    /// Fills it with the copy in `folder`, whose tables were brought up to date by `steps`, and brings them up to date. What
    /// is written into the log then is linked by `log`.
    ///
    /// # Errors
    /// One sentence for the operator. Nothing is left.
    pub async fn fill(self, folder: &Path, steps: &[i64], log: Option<Log>) -> Result<Filled, String> {
        let log = log.map(Arc::new);
        match self {
            Place::File(file) => fill_file(file, folder, log).await.map_err(unfilled),
            Place::Server(pool) => {
                let mut tx = pool.begin().await.map_err(unfilled)?;
                pour(&mut tx, &folder.join(POSTGRES_FOLDER), steps).await.map_err(unfilled)?;
                let db = Db { pools: Pools::Postgres(pool), log };
                Ok(Filled { tx: db.tx(On::Postgres(tx)), rest: Filling { db, file: None } })
            }
        }
    }
}

impl Filling {
    /// The transaction is saved: puts the database into its place. It is durable when this returns.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn finish(self) -> Result<(), String> {
        self.db.close().await;
        let Some((from, to)) = self.file else { return Ok(()) };
        let unfinished = |error: std::io::Error| format!("{} could not be put in place: {error}", to.display());
        std::fs::File::open(&from.0).and_then(|file| file.sync_all()).map_err(unfinished)?;
        // Nobody has made one meanwhile: a link, unlike a renaming, takes no other's place.
        std::fs::hard_link(&from.0, &to).map_err(unfinished)?;
        drop(from);
        to.parent().map_or(Ok(()), sync_folder).map_err(unfinished)
    }
}

async fn fill_file(file: PathBuf, folder: &Path, log: Option<Arc<Log>>) -> Result<Filled, String> {
    let beside = Beside(with(&file, ".restoring"));
    let said = |error: &dyn std::fmt::Display| format!("{}: {error}", beside.0.display());
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(with(&beside.0, ending)); // Of a restore that was cut off.
    }
    file.parent().map_or(Ok(()), private::folder).map_err(|error| said(&error))?;
    copy_hashed(&folder.join(SQLITE_FILE), &beside.0).map_err(|error| said(&error))?;
    let options = SqliteConnectOptions::new().filename(&beside.0);
    let pools = opening::sqlite_there(options).await.map_err(|error| said(&error))?;
    let db = Db { pools, log };
    db.migrate().await.map_err(|error| said(&error))?;
    let tx = db.write().await.map_err(|error| said(&error))?;
    Ok(Filled { tx, rest: Filling { db, file: Some((beside, file)) } })
}

/// Makes the tables as they were, pours the rows in, and goes on to the tables of today.
async fn pour(on: &mut PgConnection, folder: &Path, steps: &[i64]) -> Result<(), String> {
    let then = migrations::all(Dialect::Postgres).into_iter().filter(|step| steps.contains(&step.version)).collect();
    Migrator::with_migrations(then).run_direct(None, on, false).await.map_err(|error| error.to_string())?;
    rows(on, folder).await.map_err(|error| error.to_string())?;
    let today = Migrator::with_migrations(migrations::all(Dialect::Postgres));
    today.run_direct(None, on, false).await.map_err(|error| error.to_string())
}

async fn rows(on: &mut PgConnection, folder: &Path) -> Result<(), sqlx::Error> {
    let (all, ties) = (tables::all(on).await?, tables::untie(on).await?);
    tables::empty(on, &all).await?;
    for table in &all {
        tables::read(on, table, &folder.join(format!("{}{}", table.name, tables::ENDING))).await?;
    }
    tables::tie(on, &ties).await
}

fn with(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn unfilled(error: impl std::fmt::Display) -> String {
    format!("the database could not be filled: {error}")
}
