//! How the databases would answer a statement: nobody reads a large table from end to end.

use crate::support::{TestApp, database};
use gk_nexus::server::Db;
use gk_nexus::server::db::Pools;
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use std::collections::BTreeSet;

/// Tables that grow with the clients and the years.
const LARGE: [&str; 30] = [
    "accounts",
    "activity",
    "clients",
    "contacts",
    "deadlines",
    "decisions",
    "document_versions",
    "documents",
    "invitations",
    "item_answers",
    "item_messages",
    "matter_contacts",
    "matter_helpers",
    "matter_links",
    "matter_notes",
    "matter_steps",
    "matters",
    "outbox",
    "portal_access",
    "receipts",
    "reminders",
    "request_contacts",
    "request_items",
    "requests",
    "search_words",
    "sessions",
    "shares",
    "submissions",
    "tasks",
    "uploads",
];

/// Statements that may read a table in the order of an index because they stop after some rows: where they begin is
/// nowhere in particular.
fn stops_soon(text: &str) -> bool {
    text.contains("LIMIT")
}

/// The number above the client list. A firm has 10,000 clients at most (PRODUCT): they are counted, not guessed, and what
/// that takes is measured by `scripts/bench pages`.
fn counts_clients(text: &str) -> bool {
    text.starts_with("SELECT COUNT(*) FROM clients c ") && !text.contains("search_words")
}

/// Whether it only reads: what takes a row for a change (Postgres alone) is a change.
fn is_read(text: &str) -> bool {
    (text.starts_with("SELECT") || text.starts_with("WITH")) && !text.ends_with("FOR UPDATE")
}

/// What is wrong on SQLite.
pub async fn on_sqlite(texts: &BTreeSet<&str>) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&database::sqlite(folder.path()).await).await.unwrap();
    let mut faults = Vec::new();
    for text in texts.iter().filter(|text| is_read(text)) {
        let plan = plan(&db, text).await;
        let sorts = plan.iter().any(|line| line == "USE TEMP B-TREE FOR ORDER BY");
        let bad = |line: &&String| {
            let Some(alias) = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()) else {
                return line.contains("AUTOMATIC");
            };
            let bounded = line.contains("USING") && stops_soon(text) && !sorts;
            let counted = counts_clients(text) && alias == "c";
            LARGE.contains(&table(text, alias)) && !bounded && !counted
        };
        if plan.iter().any(|line| bad(&line)) {
            faults.push(format!("SQLite reads all of a table:\n{text}\n  {}", plan.join("\n  ")));
        }
    }
    db.close().await;
    faults
}

/// Columns that most rows of a table have alike: an index that begins with one of these finds half the firm.
const ALIKE: [&str; 6] = ["archived_at", "done", "kind", "open", "state", "withdrawn_at"];

/// Which statements of a client person's page go, on SQLite, through the things of everybody: by an index that says only
/// what state these are in.
pub async fn through_everybody(texts: &BTreeSet<&str>) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&database::sqlite(folder.path()).await).await.unwrap();
    let mut faults = Vec::new();
    for text in texts.iter().filter(|text| is_read(text)) {
        let plan = plan(&db, text).await;
        let everybodys = |line: &&String| {
            let Some((alias, by)) = line.strip_prefix("SEARCH ").and_then(|rest| rest.split_once(" USING ")) else {
                return false;
            };
            let first = by.split_once('(').map(|(_, by)| by.split(['=', '>', '<']).next().unwrap_or_default());
            LARGE.contains(&table(text, alias)) && first.is_some_and(|column| ALIKE.contains(&column))
        };
        if plan.iter().any(|line| everybodys(&line)) {
            faults.push(format!(
                "A client's page goes through the things of everybody:\n{text}\n  {}",
                plan.join("\n  ")
            ));
        }
    }
    db.close().await;
    faults
}

async fn plan(db: &Db, text: &str) -> Vec<String> {
    let Pools::Sqlite { read, .. } = &db.pools else { unreachable!() };
    let plan = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"))).fetch_all(read).await.unwrap();
    plan.iter().map(|row| row.get::<String, _>("detail")).collect()
}

/// The table behind an alias in this text; for a table of a view, the one that the view begins with.
fn table<'a>(text: &'a str, alias: &'a str) -> &'a str {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || "(),;".contains(c)).filter(|word| !word.is_empty()).collect();
    let named = words.windows(3).find(|three| {
        let after = ["FROM", "JOIN"].contains(&three[0]) || three[0].eq_ignore_ascii_case("from");
        after && (three[2] == alias || three[1] == alias)
    });
    match named {
        Some(three) => three[1],
        None if text.contains("standings") => "portal_access",
        None => alias,
    }
}

/// What is wrong on Postgres, where reading a whole table and joining without an index are made as dear as can be.
pub async fn on_postgres(app: &TestApp, texts: &BTreeSet<&str>) -> Vec<String> {
    let Pools::Postgres(pool) = &app.services.db.pools else { unreachable!() };
    let mut connection = pool.acquire().await.unwrap();
    for table in LARGE {
        run(&mut connection, as_if_large(table)).await;
    }
    for setting in ["enable_seqscan", "enable_hashjoin", "enable_mergejoin"] {
        run(&mut connection, format!("SET {setting} = off")).await;
    }
    run(&mut connection, "SET plan_cache_mode = force_generic_plan".to_owned()).await;
    let mut faults = Vec::new();
    for text in texts.iter().filter(|text| is_read(text)) {
        let plan = explain(&mut connection, text).await;
        let mut found = Vec::new();
        look(&plan[0]["Plan"], false, &mut found);
        found.retain(|read| !(counts_clients(text) && read.starts_with("clients (")));
        if !found.is_empty() {
            faults.push(format!("Postgres reads all of {}:\n{text}", found.join(", ")));
        }
    }
    faults
}

/// Makes Postgres plan as if this table had a million rows that are like those it has: with the few rows of a test, to read
/// them all is often the right plan.
fn as_if_large(table: &str) -> String {
    let of_table = format!("'{table}'::regclass");
    format!(
        "ALTER TABLE {table} SET (autovacuum_enabled = false);
        ANALYZE {table};
        UPDATE pg_class SET reltuples = 1000000, relpages = GREATEST(1, pg_relation_size(oid) / 8192)
            WHERE oid = {of_table} OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = {of_table})"
    )
}

async fn run(connection: &mut PgConnection, text: String) {
    sqlx::raw_sql(AssertSqlSafe(text.clone()))
        .execute(connection)
        .await
        .unwrap_or_else(|error| panic!("{error}:\n{text}"));
}

async fn explain(connection: &mut PgConnection, text: &str) -> Value {
    let places = last_place(text);
    let types: Vec<&str> = (1..=places).map(|place| if has(text, place) { "unknown" } else { "text" }).collect();
    let (types, nulls) = match places {
        0 => (String::new(), String::new()),
        _ => (format!("({})", types.join(", ")), format!("({})", vec!["NULL"; places].join(", "))),
    };
    run(connection, format!("PREPARE asked {types} AS {text}")).await;
    let explain = format!("EXPLAIN (FORMAT JSON) EXECUTE asked {nulls}");
    let rows = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(&mut *connection).await.unwrap();
    run(connection, "DEALLOCATE asked".to_owned()).await;
    // Postgres calls the column JSON or text; it is read as the text that was sent.
    let plan: String = rows.iter().map(|row| row.try_get_unchecked::<String, _>(0).unwrap()).collect();
    serde_json::from_str(&plan).unwrap()
}

/// The highest number of a `$place` in the text; 0 without any.
fn last_place(text: &str) -> usize {
    let digits = |after: &str| after.chars().take_while(char::is_ascii_digit).collect::<String>();
    text.split('$').skip(1).filter_map(|after| digits(after).parse().ok()).max().unwrap_or(0)
}

/// Whether `$place` stands in the text.
fn has(text: &str, place: usize) -> bool {
    let name = format!("${place}");
    text.match_indices(&name).any(|(at, _)| !text[at + name.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

/// `stops`: something above takes only the first rows of what is read here, in its order.
fn look(plan: &Value, stops: bool, found: &mut Vec<String>) {
    let kind = plan["Node Type"].as_str().unwrap_or_default();
    let table = plan["Relation Name"].as_str().unwrap_or_default();
    let all = match kind {
        "Seq Scan" => true,
        "Index Scan" | "Index Only Scan" => plan["Index Cond"].is_null() && !stops,
        _ => false,
    };
    if all && LARGE.contains(&table) {
        found.push(format!("{table} ({kind})"));
    }
    let stops = match kind {
        "Limit" => true,
        "Sort" | "Aggregate" | "Hash" | "SetOp" | "Materialize" => false,
        _ => stops,
    };
    for part in plan["Plans"].as_array().into_iter().flatten() {
        look(part, stops, found);
    }
}
