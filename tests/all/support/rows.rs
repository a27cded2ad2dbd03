//! Rows that no page shows: whole tables as text, to see that nothing has changed, and raw statements, to break things.

use super::TestApp;
use gk_nexus::server::db::Pools;
use sqlx::AssertSqlSafe;

impl TestApp {
    /// Every row of these tables as text, in one order.
    pub async fn rows(&self, tables: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for table in tables {
            found.extend(self.rows_of(table).await.into_iter().map(|row| format!("{table}: {row}")));
        }
        found.sort();
        found
    }

    async fn rows_of(&self, table: &str) -> Vec<String> {
        match &self.services.db.pools {
            Pools::Sqlite { read, .. } => {
                let names = AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{table}')"));
                let names: Vec<String> = sqlx::query_scalar(names).fetch_all(read).await.unwrap();
                let cells: Vec<String> = names.iter().map(|name| format!("quote({name})")).collect();
                let text = AssertSqlSafe(format!("SELECT {} FROM {table}", cells.join(" || ',' || ")));
                sqlx::query_scalar(text).fetch_all(read).await.unwrap()
            }
            Pools::Postgres(pool) => {
                let text = AssertSqlSafe(format!("SELECT t::text FROM {table} t"));
                sqlx::query_scalar(text).fetch_all(pool).await.unwrap()
            }
        }
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
