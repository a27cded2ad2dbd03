//! All SQL of removals, and how a feature's store says which rows can be taken out and put back ([`kept!`](crate::kept)).

use super::model::{RemovalId, Removed, Thing};
use crate::accounts::{AccountId, Staff};
use crate::kernel::{AppError, Instant, Result};
use crate::server::Tx;
use crate::server::faults::fault;
use crate::{sql, sql_change};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Declares a row that can be removed and put back as it was: all columns of its table, the id first, with their places in
/// the INSERT. `makes room by` is the UPDATE that moves what stands at its place now, and after it, one place on:
/// ``kept! { KeptTask of "tasks" makes room by "UPDATE tasks SET …", position, matter_id; { id: TaskId, title: String = "$2" } }``.
#[macro_export]
macro_rules! kept {
    ($(#[$doc:meta])* $name:ident of $table:literal $(makes room by $room:literal, $($by:ident),+;)?
        { $id:ident: $id_kind:ty $(, $column:ident: $kind:ty = $place:literal)+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
        #[allow(missing_docs, reason = "the columns of its table")]
        pub struct $name {
            pub $id: $id_kind,
            $(pub $column: $kind),+
        }

        impl $name {
            /// The table, and the columns that are kept.
            pub const COLUMNS: (&str, &[&str]) = ($table, &[stringify!($id), $(stringify!($column)),+]);

            /// Takes the row out; another has taken it already: absent. Whose it is was asked before.
            pub async fn take(tx: &mut $crate::server::Tx, id: &$id_kind) -> $crate::kernel::Result<Self> {
                const TAKE: &str =
                    concat!("DELETE FROM ", $table, " WHERE id = $1 RETURNING id", $(", ", stringify!($column)),+);
                let row = $crate::sql!(tx, |c| sqlx::query_as::<_, Self>(TAKE).bind(id).fetch_optional(c))?;
                row.ok_or($crate::kernel::AppError::NotFound)
            }

            /// Puts the row back as it was, at its place.
            pub async fn put_back(&self, tx: &mut $crate::server::Tx) -> $crate::kernel::Result<()> {
                const PUT: &str = concat!(
                    "INSERT INTO ", $table, " (id", $(", ", stringify!($column)),+, ") VALUES ($1", $(", ", $place),+, ")"
                );
                $($crate::sql_change!(tx, $room, $(&self.$by),+)?;)?
                $crate::sql_change!(tx, PUT, &self.$id, $(&self.$column),+)?;
                Ok(())
            }
        }
    };
}

/// A removal as kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Removal {
    /// Id.
    pub id: RemovalId,
    /// A `Thing`'s word.
    pub thing: String,
    /// Out of what; empty: out of the firm's settings.
    pub of_id: String,
    /// As people call it.
    pub name: String,
    /// Its rows as they were.
    pub kept: String,
    /// When it was undone.
    pub undone_at: Option<Instant>,
}

impl Removal {
    /// What kind of thing it is.
    pub fn thing(&self) -> Result<Thing> {
        Thing::parse(&self.thing).ok_or_else(|| fault(format!("a removal of {}", self.thing)))
    }

    /// Out of what it was removed.
    pub fn of<T: TryFrom<String, Error = AppError>>(&self) -> Result<T> {
        T::try_from(self.of_id.clone())
    }

    /// The rows as they were.
    pub fn kept<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.kept).map_err(fault)
    }

    /// What is said to whoever undoes it once more.
    pub fn is_back(&self) -> AppError {
        AppError::Conflict(format!("{} is back already.", self.name))
    }

    /// Marks it as undone, in the transaction that puts it back: of two, one is told that it is back.
    pub async fn claim(&self, tx: &mut Tx, now: Instant) -> Result<()> {
        const CLAIM: &str = "UPDATE removals SET undone_at = $1, kept = '' WHERE id = $2 AND undone_at IS NULL";
        let claimed = sql_change!(tx, CLAIM, now, &self.id)?;
        if claimed == 1 { Ok(()) } else { Err(self.is_back()) }
    }
}

/// What is kept of a removal.
pub struct Keeping<'a, T> {
    /// What kind of thing.
    pub thing: Thing,
    /// Out of what; empty: out of the firm's settings.
    pub of: &'a str,
    /// As people call it: “… is removed.” follows.
    pub name: String,
    /// Its rows.
    pub rows: &'a T,
}

/// Keeps what is being removed, in the removal's own transaction.
pub async fn keep<T: Serialize>(tx: &mut Tx, staff: &Staff, now: Instant, what: Keeping<'_, T>) -> Result<Removed> {
    const KEEP: &str = "INSERT INTO removals (id, thing, of_id, name, kept, removed_by, removed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let id = RemovalId::fresh();
    let kept = serde_json::to_string(what.rows).map_err(fault)?;
    sql_change!(tx, KEEP, &id, what.thing.word(), what.of, &what.name, kept, staff.id(), now)?;
    Ok(Removed { id: Some(id), words: format!("{} is removed.", what.name) })
}

/// What this person has removed since then; another's is absent.
pub async fn find(tx: &mut Tx, by: &AccountId, id: &RemovalId, since: Instant) -> Result<Option<Removal>> {
    const ONE: &str = "SELECT id, thing, of_id, name, kept, undone_at FROM removals
        WHERE removed_by = $1 AND id = $2 AND removed_at > $3";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Removal>(ONE).bind(by).bind(id).bind(since).fetch_optional(c))?)
}

/// Forgets what was removed before then.
pub async fn forget_before(tx: &mut Tx, before: Instant) -> Result<u64> {
    Ok(sql_change!(tx, "DELETE FROM removals WHERE removed_at <= $1", before)?)
}
