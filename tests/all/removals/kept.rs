//! What is kept of a removed row is the whole row: a column that is added to a table is added there too.

use crate::on_both_databases;
use gk_nexus::{matters, reminders, requests, reviews};
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

on_both_databases! {
    async fn every_column_of_a_removed_row_is_kept(app: TestApp) {
        for (table, kept) in [
            requests::store::KeptRequest::COLUMNS,
            requests::store::KeptItem::COLUMNS,
            requests::store::KeptTemplateItem::COLUMNS,
            matters::store::KeptDeadline::COLUMNS,
            matters::store::KeptTask::COLUMNS,
            matters::store::KeptNote::COLUMNS,
            matters::store::KeptTypeTask::COLUMNS,
            matters::store::KeptTypeDeadline::COLUMNS,
            reviews::store::KeptReason::COLUMNS,
            reminders::store::KeptRule::COLUMNS,
        ] {
            let text = app.either(
                "SELECT name FROM pragma_table_info('{table}')",
                "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_name = '{table}'
                    AND table_schema = current_schema()",
            );
            let text = AssertSqlSafe(text.replace("{table}", table));
            let mut tx = app.services.db.read().await.unwrap();
            let columns = gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar::<_, String>(text).fetch_all(c)).unwrap();
            let columns: BTreeSet<&str> = columns.iter().map(String::as_str).collect();
            assert_eq!(kept.iter().copied().collect::<BTreeSet<_>>(), columns, "{table}");
        }
    }
}
