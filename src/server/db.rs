//! One SQL text on two databases (docs/decisions/0002): SQLite embedded, or Postgres, chosen by the URL's scheme.
//!
//! `db.read()` and `db.write()` open a transaction; [`sql!`](crate::sql) runs a query on either arm; `tx.save()`
//! commits; a dropped transaction rolls back.

use super::migrations::{self, Dialect};
use super::private;
use crate::kernel::{AppError, Result};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::str::FromStr;
use std::time::Duration;

/// The open database.
#[derive(Clone)]
pub enum Db {
    /// Embedded. One connection writes, several read (WAL).
    Sqlite {
        /// Readers.
        read: SqlitePool,
        /// The one writer.
        write: SqlitePool,
    },
    /// A Postgres server.
    Postgres(PgPool),
}

/// An open transaction on either database. Ends with [`Tx::save`]; dropped, it rolls back.
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On Postgres.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs a query on whichever database the transaction is on:
/// `sql!(tx, |c| sqlx::query_as::<_, ClientRow>(LIST).bind(&id).fetch_all(c))`.
#[macro_export]
macro_rules! sql {
    ($tx:expr, |$c:ident| $query:expr) => {
        match $tx {
            $crate::server::Tx::Sqlite(transaction) => {
                let $c = &mut **transaction;
                $query.await
            }
            $crate::server::Tx::Postgres(transaction) => {
                let $c = &mut **transaction;
                $query.await
            }
        }
    };
}

/// Runs a statement that changes rows and gives how many it changed: `sql_change!(tx, |q| TEXT, a, b)`.
#[macro_export]
macro_rules! sql_change {
    ($tx:expr, $text:expr $(, $bind:expr)* $(,)?) => {
        match $tx {
            $crate::server::Tx::Sqlite(transaction) => {
                sqlx::query($text)$(.bind($bind))*.execute(&mut **transaction).await.map(|done| done.rows_affected())
            }
            $crate::server::Tx::Postgres(transaction) => {
                sqlx::query($text)$(.bind($bind))*.execute(&mut **transaction).await.map(|done| done.rows_affected())
            }
        }
    };
}

/// Adds many rows with one statement and gives how many; at most 2,000 rows of ten cells:
/// `sql_insert!(tx, "INSERT INTO words (word, owner_id) ", rows, |row, cells| { cells.push_bind(row.0).push_bind(row.1); })`.
/// `rows` is evaluated once, for whichever database it is.
#[macro_export]
macro_rules! sql_insert {
    ($tx:expr, $text:expr, $rows:expr, |$row:ident, $cells:ident| $push:block) => {
        match $tx {
            $crate::server::Tx::Sqlite(transaction) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new($text);
                query.push_values($rows, |mut $cells, $row| $push);
                query.build().persistent(false).execute(&mut **transaction).await.map(|done| done.rows_affected())
            }
            $crate::server::Tx::Postgres(transaction) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Postgres>::new($text);
                query.push_values($rows, |mut $cells, $row| $push);
                query.build().persistent(false).execute(&mut **transaction).await.map(|done| done.rows_affected())
            }
        }
    };
}

impl Db {
    /// Opens the database that `url` names and brings its tables up to date.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn open(url: &str) -> Result<Db, String> {
        let db = if url.starts_with("sqlite:") { open_sqlite(url).await } else { open_postgres(url).await };
        let db = db.map_err(|error| format!("the database could not be opened: {error}"))?;
        db.migrate().await.map_err(|error| format!("the database could not be brought up to date: {error}"))?;
        Ok(db)
    }

    /// A transaction that reads.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Db::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Db::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// A transaction that writes. On SQLite it holds the one writer's place from its first line.
    pub async fn write(&self) -> Result<Tx> {
        Ok(match self {
            Db::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        match self {
            Db::Sqlite { write, .. } => Migrator::with_migrations(migrations::all(Dialect::Sqlite)).run(write).await,
            Db::Postgres(pool) => Migrator::with_migrations(migrations::all(Dialect::Postgres)).run(pool).await,
        }
    }

    /// Closes all connections; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Commits. When this returns `Ok`, the change would survive a power cut (PRODUCT, rule 5).
    pub async fn save(self) -> Result<()> {
        match self {
            Tx::Sqlite(transaction) => transaction.commit().await?,
            Tx::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

async fn open_sqlite(url: &str) -> Result<Db, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5));
    if !url.contains(":memory:") {
        let file = options.get_filename();
        file.parent().map_or(Ok(()), private::folder).and_then(|()| private::file(file)).map_err(sqlx::Error::Io)?;
    }
    let write = sqlite_pool(1).connect_with(options.clone()).await?;
    let read = sqlite_pool(8).connect_with(options).await?;
    Ok(Db::Sqlite { read, write })
}

/// Connections that are not inside a transaction when they are taken. SQLite rolls back by itself when the disk is full;
/// the driver doesn't hear of it, tries again, fails, and would never begin another transaction on that connection.
fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).before_acquire(|connection: &mut SqliteConnection, _| {
        let sound = !connection.is_in_transaction();
        Box::pin(async move { Ok(sound) })
    })
}

async fn open_postgres(url: &str) -> Result<Db, sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(10));
    Ok(Db::Postgres(pool.connect_with(PgConnectOptions::from_str(url)?).await?))
}

/// How names are searched and ordered: lower case, without accents, so that “zizek” finds Žižek and Ł stands beside L.
pub fn name_key(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let plain = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    plain.fold(String::with_capacity(name.len()), |mut key, c| {
        match c {
            'ł' => key.push('l'),
            'ø' => key.push('o'),
            'đ' | 'ð' => key.push('d'),
            'ı' => key.push('i'),
            'ß' => key.push_str("ss"),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            'þ' => key.push_str("th"),
            other => key.push(other),
        }
        key
    })
}

/// A pattern for `lower(x) LIKE $n ESCAPE '!'` that finds `words` anywhere; empty stays empty.
pub fn like(words: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    let mut pattern = String::from("%");
    for c in name_key(words).chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Whether `error` says that a rule of the tables was broken, and names `constraint`
/// (Postgres by its name, SQLite by `table.column`).
pub fn violates(error: &sqlx::Error, constraint: &str, column: &str) -> bool {
    let sqlx::Error::Database(fault) = error else { return false };
    fault.constraint() == Some(constraint) || (fault.is_unique_violation() && fault.message().contains(column))
}

/// Whether the database had no room to write (SQLITE_FULL, SQLSTATE 53100).
pub fn is_full(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(fault) = error else { return false };
    matches!(fault.code().as_deref(), Some("13" | "53100"))
}

/// Whether a text was refused that Postgres can't hold, one with the sign NUL (SQLSTATE 22021). Most fields refuse it in
/// their own words; where a text is only looked up, this does.
pub fn is_unwritable(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(fault) if fault.code().as_deref() == Some("22021"))
}

/// Names `conflict` when a unique rule was broken, else the ordinary fault.
pub fn or_conflict(
    error: sqlx::Error,
    constraint: &str,
    column: &str,
    conflict: impl FnOnce() -> AppError,
) -> AppError {
    if violates(&error, constraint, column) { conflict() } else { error.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_their_accents() {
        assert_eq!(name_key("Łukasz Žižek"), "lukasz zizek");
        assert_eq!(name_key("Søren Großmann"), "soren grossmann");
        assert_eq!(like("50%_!"), "%50!%!_!!%");
        assert_eq!(like(""), "");
    }
}
