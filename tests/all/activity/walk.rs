//! Acting one act out after the other: none is done without a line that stands or falls with it.

use crate::support::{Browser, TestApp};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

/// What an act may change. Attempts to sign in are counted before anything is done, so that they can't be left out.
pub const TABLES: [&str; 51] = [
    "accounts",
    "canned_reasons",
    "chase_rules",
    "clients",
    "contacts",
    "deadlines",
    "decisions",
    "devices",
    "document_versions",
    "documents",
    "factor_rules",
    "firm",
    "invitations",
    "item_answers",
    "item_messages",
    "mail_stops",
    "matter_contacts",
    "matter_helpers",
    "matter_links",
    "matter_notes",
    "matter_numbers",
    "matter_steps",
    "matter_types",
    "matters",
    "outbox",
    "password_resets",
    "phases",
    "portal_access",
    "practice_groups",
    "receipts",
    "recovery_codes",
    "reminders",
    "removals",
    "request_contacts",
    "request_items",
    "request_templates",
    "requests",
    "reset_asks",
    "search_words",
    "second_factors",
    "second_steps",
    "sessions",
    "setup_links",
    "shares",
    "staff_groups",
    "submissions",
    "tasks",
    "team_invitations",
    "template_items",
    "type_deadlines",
    "type_tasks",
];

const BREAK: [&str; 2] = [
    "CREATE TRIGGER full_log BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'full'); END",
    "CREATE FUNCTION full_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$;
     CREATE TRIGGER full_log BEFORE INSERT ON activity FOR EACH ROW EXECUTE FUNCTION full_log()",
];
const MEND: [&str; 2] = ["DROP TRIGGER full_log", "DROP TRIGGER full_log ON activity; DROP FUNCTION full_log()"];

/// Does one act after the other and remembers which.
pub struct Walk<'a> {
    pub app: &'a TestApp,
    pub done: BTreeSet<String>,
}

impl Walk<'_> {
    /// First while the log can't be written: nothing may be done then. Then for good: a line must be there.
    pub async fn act(&mut self, who: &Browser, action: &str, typed: &[(&str, &str)]) -> Value {
        let before = self.app.rows(&TABLES).await;
        self.app.run(self.app.either(BREAK[0], BREAK[1])).await.unwrap();
        let (status, _) = who.call(action, typed).await;
        self.app.run(self.app.either(MEND[0], MEND[1])).await.unwrap();
        assert_eq!(status, 500, "{action} was done without a line");
        assert_eq!(self.app.rows(&TABLES).await, before, "{action} left something behind without a line");
        let lines = self.lines().await;
        let (status, answer) = who.call(action, typed).await;
        assert!(status < 300, "{action}: {status} {answer}");
        assert!(self.lines().await > lines, "{action} left no line");
        self.done.insert(format!("/api/{action}"));
        answer
    }

    pub async fn lines(&self) -> i64 {
        self.app.count("SELECT COUNT(*) FROM activity").await
    }

    /// A text from the database.
    pub async fn text(&self, query: &str) -> String {
        let mut tx = self.app.services.db.read().await.unwrap();
        let text = AssertSqlSafe(query.to_owned());
        let found = gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar::<_, String>(text).fetch_one(c));
        found.unwrap_or_else(|error| panic!("{error}: {query}"))
    }
}
