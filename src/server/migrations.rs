//! The steps that bring a database up to date. One that was ever released is never changed; a new one comes after it.

use sqlx::migrate::{Migration, MigrationType};
use std::borrow::Cow;

/// Whose SQL.
#[derive(Clone, Copy)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// All migrations in order: shared texts, and a text a dialect where sharing is impossible.
pub(super) fn all(dialect: Dialect) -> Vec<Migration> {
    let append_only = match dialect {
        Dialect::Sqlite => include_str!("../../migrations/sqlite/0002_activity_append_only.sql"),
        Dialect::Postgres => include_str!("../../migrations/postgres/0002_activity_append_only.sql"),
    };
    let search_words = match dialect {
        Dialect::Sqlite => include_str!("../../migrations/sqlite/0004_search_words.sql"),
        Dialect::Postgres => include_str!("../../migrations/postgres/0004_search_words.sql"),
    };
    let activity_chain = match dialect {
        Dialect::Sqlite => include_str!("../../migrations/sqlite/0015_activity_chain.sql"),
        Dialect::Postgres => include_str!("../../migrations/postgres/0015_activity_chain.sql"),
    };
    vec![
        migration(1, "first light", include_str!("../../migrations/0001_first_light.sql")),
        migration(2, "activity append only", append_only),
        migration(3, "matters and requests", include_str!("../../migrations/0003_matters_and_requests.sql")),
        migration(4, "search words", search_words),
        migration(5, "lists at scale", include_str!("../../migrations/0005_lists_at_scale.sql")),
        migration(6, "signs of life", include_str!("../../migrations/0006_signs_of_life.sql")),
        migration(7, "example files", include_str!("../../migrations/0007_example_files.sql")),
        migration(10, "board by type", include_str!("../../migrations/0010_board_by_type.sql")),
        migration(11, "devices", include_str!("../../migrations/0011_devices.sql")),
        migration(12, "second factors", include_str!("../../migrations/0012_second_factors.sql")),
        migration(13, "team", include_str!("../../migrations/0013_team.sql")),
        migration(14, "practice groups", include_str!("../../migrations/0014_practice_groups.sql")),
        migration(15, "activity chain", activity_chain),
        migration(16, "mail truth", include_str!("../../migrations/0016_mail_truth.sql")),
        migration(18, "removals", include_str!("../../migrations/0018_removals.sql")),
        migration(19, "resumable uploads", include_str!("../../migrations/0019_resumable_uploads.sql")),
        migration(21, "room for files", include_str!("../../migrations/0021_room_for_files.sql")),
        migration(22, "scanning", include_str!("../../migrations/0022_scanning.sql")),
    ]
}

fn migration(version: i64, description: &'static str, text: &'static str) -> Migration {
    Migration::new(version, Cow::Borrowed(description), MigrationType::Simple, sqlx::SqlStr::from_static(text), false)
}
