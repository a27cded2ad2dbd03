//! The tables of a Postgres database as files: each by COPY in its text form, one row a line, under a first line that names
//! the columns. Any Postgres reads what another wrote, and no program of its own is needed for it.

use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, Error, Executor, PgConnection};
use std::path::Path;
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter};

/// How such a file's name ends.
pub(super) const ENDING: &str = ".rows";

/// A table and its columns.
#[derive(sqlx::FromRow)]
pub(super) struct Table {
    /// Its name.
    pub name: String,
    columns: Vec<String>,
}

/// All tables, but for the one in which the driver notes which steps were done.
pub(super) async fn all(on: &mut PgConnection) -> Result<Vec<Table>, Error> {
    const TABLES: &str = "SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname <> '_sqlx_migrations'
        GROUP BY c.relname ORDER BY c.relname";
    sqlx::query_as(TABLES).fetch_all(on).await
}

/// How many tables there are, whoever made them.
pub(super) async fn count(on: &mut PgConnection) -> Result<i64, Error> {
    const COUNT: &str = "SELECT COUNT(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'f', 'm')";
    sqlx::query_scalar(COUNT).fetch_one(on).await
}

/// Writes a table to a file, which is durable then, but for its folder.
pub(super) async fn write(on: &mut PgConnection, table: &Table, file: &Path) -> Result<(), Error> {
    let mut make = OpenOptions::new();
    make.write(true).create_new(true);
    #[cfg(unix)]
    make.mode(0o600);
    let mut to = BufWriter::new(make.open(file).await?);
    to.write_all(format!("{}\n", table.columns.join("\t")).as_bytes()).await?;
    let copy = format!("COPY {} ({}) TO STDOUT", quoted(&table.name), list(&table.columns));
    let mut rows = on.copy_out_raw(&copy).await?;
    while let Some(piece) = rows.try_next().await? {
        to.write_all(&piece).await?;
    }
    to.flush().await?;
    to.into_inner().sync_all().await?;
    Ok(())
}

/// Adds the rows of a file to a table.
pub(super) async fn read(on: &mut PgConnection, table: &Table, file: &Path) -> Result<(), Error> {
    let mut from = BufReader::new(File::open(file).await?);
    let mut first = String::new();
    from.read_line(&mut first).await?;
    let columns: Vec<String> = first.trim_end().split('\t').map(str::to_owned).collect();
    let copy = format!("COPY {} ({}) FROM STDIN", quoted(&table.name), list(&columns));
    let mut rows = on.copy_in_raw(&copy).await?;
    rows.read_from(from).await?;
    rows.finish().await?;
    Ok(())
}

/// Takes every row away that bringing the tables up to date has made. The log's tables refuse it where there is one.
pub(super) async fn empty(on: &mut PgConnection, tables: &[Table]) -> Result<(), Error> {
    run(on, tables.iter().map(|table| format!("DELETE FROM {}", quoted(&table.name)))).await
}

/// A rule that a row of one table needs one of another.
#[derive(sqlx::FromRow)]
pub(super) struct Tie {
    table: String,
    name: String,
    says: String,
}

/// Takes all such rules away and gives them: tables can be filled in any order then.
pub(super) async fn untie(on: &mut PgConnection) -> Result<Vec<Tie>, Error> {
    const TIES: &str =
        "SELECT c.relname::text AS \"table\", k.conname::text AS name, pg_get_constraintdef(k.oid) AS says
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype = 'f' AND n.nspname = current_schema() ORDER BY c.relname, k.conname";
    let ties: Vec<Tie> = sqlx::query_as(TIES).fetch_all(&mut *on).await?;
    let lift = |tie: &Tie| format!("ALTER TABLE {} DROP CONSTRAINT {}", quoted(&tie.table), quoted(&tie.name));
    run(on, ties.iter().map(lift)).await?;
    Ok(ties)
}

/// Puts them back; every row is looked at.
pub(super) async fn tie(on: &mut PgConnection, ties: &[Tie]) -> Result<(), Error> {
    let put =
        |tie: &Tie| format!("ALTER TABLE {} ADD CONSTRAINT {} {}", quoted(&tie.table), quoted(&tie.name), tie.says);
    run(on, ties.iter().map(put)).await
}

/// In one go: each for itself takes longer to be asked than to be done.
async fn run(on: &mut PgConnection, statements: impl Iterator<Item = String>) -> Result<(), Error> {
    let all = statements.collect::<Vec<_>>().join(";\n");
    on.execute(sqlx::raw_sql(AssertSqlSafe(all))).await.map(|_| ())
}

fn list(columns: &[String]) -> String {
    columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
}

/// A name as SQL takes it, whatever stands in it: names come out of files, too.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_a_name_whatever_stands_in_it() {
        let columns = ["id", "a\") FROM STDIN; DROP TABLE \"x"].map(str::to_owned);
        assert_eq!(list(&columns), r#""id", "a"") FROM STDIN; DROP TABLE ""x""#);
    }
}
