//! One SQL text on two databases (docs/decisions/0002): SQLite embedded, or Postgres, chosen by the URL's scheme.
//!
//! `db.read()` and `db.write()` open a transaction; [`sql!`](crate::sql) runs a query on either arm; `tx.save()`
//! commits; a dropped transaction rolls back.

pub mod anchor;
pub mod chain;
pub mod copying;
mod opening;
pub mod refilling;
mod tables;

use super::migrations::{self, Dialect};
use crate::kernel::{AppError, Result};
use chain::{Log, Unlinked};
use sqlx::migrate::Migrator;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use std::sync::Arc;

/// The open database.
#[derive(Clone)]
pub struct Db {
    /// Its connections.
    pub pools: Pools,
    /// What links the lines of the log; without it they stay unlinked (a database that is only brought up to date).
    log: Option<Arc<Log>>,
}

/// Connections to either database.
#[derive(Clone)]
pub enum Pools {
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
pub struct Tx {
    /// The transaction itself.
    pub on: On,
    db: Db,
    /// Lines of the log that were written in it.
    lines: Vec<Unlinked>,
}

/// A transaction of either database.
pub enum On {
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
        match &mut $tx.on {
            $crate::server::db::On::Sqlite(transaction) => {
                let $c = &mut **transaction;
                $query.await
            }
            $crate::server::db::On::Postgres(transaction) => {
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
        match &mut $tx.on {
            $crate::server::db::On::Sqlite(transaction) => {
                sqlx::query($text)$(.bind($bind))*.execute(&mut **transaction).await.map(|done| done.rows_affected())
            }
            $crate::server::db::On::Postgres(transaction) => {
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
        match &mut $tx.on {
            $crate::server::db::On::Sqlite(transaction) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new($text);
                query.push_values($rows, |mut $cells, $row| $push);
                query.build().persistent(false).execute(&mut **transaction).await.map(|done| done.rows_affected())
            }
            $crate::server::db::On::Postgres(transaction) => {
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
        let pools = if url.starts_with("sqlite:") { opening::sqlite(url).await } else { opening::postgres(url).await };
        let pools = pools.map_err(|error| format!("the database could not be opened: {error}"))?;
        let db = Db { pools, log: None };
        db.migrate().await.map_err(|error| format!("the database could not be brought up to date: {error}"))?;
        Ok(db)
    }

    /// From now on the lines of the log are linked by `log`.
    pub fn linked_by(self, log: Log) -> Db {
        Db { log: Some(Arc::new(log)), ..self }
    }

    /// What links the lines of the log.
    ///
    /// # Errors
    /// A fault of ours: this database was opened without.
    pub fn log(&self) -> Result<&Log> {
        self.log.as_deref().ok_or_else(|| super::faults::fault("this database was opened without its log"))
    }

    /// A transaction that reads.
    pub async fn read(&self) -> Result<Tx> {
        Ok(self.tx(match &self.pools {
            Pools::Sqlite { read, .. } => On::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => On::Postgres(pool.begin().await?),
        }))
    }

    /// A transaction that writes. On SQLite it holds the one writer's place from its first line.
    pub async fn write(&self) -> Result<Tx> {
        Ok(self.tx(match &self.pools {
            Pools::Sqlite { write, .. } => On::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => On::Postgres(pool.begin().await?),
        }))
    }

    fn tx(&self, on: On) -> Tx {
        Tx { on, db: self.clone(), lines: Vec::new() }
    }

    async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        match &self.pools {
            Pools::Sqlite { write, .. } => Migrator::with_migrations(migrations::all(Dialect::Sqlite)).run(write).await,
            Pools::Postgres(pool) => Migrator::with_migrations(migrations::all(Dialect::Postgres)).run(pool).await,
        }
    }

    /// Closes all connections; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        if let Some(log) = &self.log {
            log.anchor.sync().await;
        }
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// A line of the log was written in this transaction: its id, and the hash of what it says. It becomes a link of the
    /// chain when the transaction is saved.
    pub fn line_written(&mut self, id: String, content: [u8; 32]) {
        self.lines.push(Unlinked { id, content });
    }

    /// Whether this is Postgres.
    pub fn is_postgres(&self) -> bool {
        matches!(self.on, On::Postgres(_))
    }

    /// Commits. When this returns `Ok`, the change would survive a power cut (PRODUCT, rule 5).
    ///
    /// The chain's head is held from here to the commit only, so that a slow transaction keeps no other from ending.
    pub async fn save(mut self) -> Result<()> {
        let linked = match self.db.log.clone() {
            Some(log) if !self.lines.is_empty() => {
                let lines = std::mem::take(&mut self.lines);
                log.link(&mut self, lines).await?.map(|marks| (log, marks))
            }
            _ => None,
        };
        match self.on {
            On::Sqlite(transaction) => transaction.commit().await?,
            On::Postgres(transaction) => transaction.commit().await?,
        }
        if let Some((log, (before, after))) = linked {
            log.anchor.advance(&self.db, &before, &after).await;
        }
        Ok(())
    }
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
