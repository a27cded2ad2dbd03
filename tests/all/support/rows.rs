//! Rows that no page shows: whole tables as text, to see that nothing has changed, and raw statements, to break things.

use super::TestApp;
use gk_nexus::server::db::Pools;
use sqlx::{AssertSqlSafe, SqlitePool};
use std::collections::BTreeMap;
use tokio::sync::OnceCell;

impl TestApp {
    /// Every row of these tables as text, in one order.
    pub async fn rows(&self, tables: &[&str]) -> Vec<String> {
        let mut found: Vec<String> = match &self.services.db.pools {
            Pools::Sqlite { read, .. } => {
                let columns = columns(read).await;
                let rows = |table: &str| {
                    let cells: Vec<String> = columns[table].iter().map(|name| format!("quote({name})")).collect();
                    format!("SELECT '{table}: ' || {} FROM {table}", cells.join(" || ',' || "))
                };
                let text = tables.iter().map(|table| rows(table)).collect::<Vec<_>>().join(" UNION ALL ");
                sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(read).await.unwrap()
            }
            Pools::Postgres(pool) => {
                let rows = |table: &&str| format!("SELECT '{table}: ' || t::text FROM {table} t");
                let text = tables.iter().map(rows).collect::<Vec<_>>().join(" UNION ALL ");
                sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(pool).await.unwrap()
            }
        };
        found.sort();
        found
    }

    /// Runs a statement as it stands, past everything that the portal would say about it.
    pub async fn run(&self, statement: &str) -> Result<(), sqlx::Error> {
        let statement = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()));
        match &self.services.db.pools {
            Pools::Sqlite { write, .. } => statement.execute(write).await.map(|_| ()),
            Pools::Postgres(pool) => statement.execute(pool).await.map(|_| ()),
        }
    }

    /// This text on SQLite, that one on Postgres.
    pub fn either<'a>(&self, sqlite: &'a str, postgres: &'a str) -> &'a str {
        if matches!(self.services.db.pools, Pools::Sqlite { .. }) { sqlite } else { postgres }
    }
}

/// The columns of each table, the same in every test: read once.
async fn columns(read: &SqlitePool) -> &'static BTreeMap<String, Vec<String>> {
    static COLUMNS: OnceCell<BTreeMap<String, Vec<String>>> = OnceCell::const_new();
    let all = async || {
        let text = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'";
        let rows: Vec<(String, String)> = sqlx::query_as(text).fetch_all(read).await.unwrap();
        let mut columns = BTreeMap::<String, Vec<String>>::new();
        for (table, column) in rows {
            columns.entry(table).or_default().push(column);
        }
        columns
    };
    COLUMNS.get_or_init(all).await
}
