//! The things that a request asks for.

use crate::documents::DocumentId;
use crate::kernel::{AppError, Instant, Result};
use crate::requests::asking::Asking;
use crate::requests::model::{ItemId, ItemState, Need, RequestId};
use crate::requests::permit::OnRequest;
use crate::server::Tx;
use crate::{sql, sql_change};

/// An item as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Item {
    /// Id.
    pub id: ItemId,
    /// Of which request.
    pub request_id: RequestId,
    /// Order.
    pub position: i64,
    /// The group it stands in; may be empty.
    pub heading: String,
    /// What is asked for.
    pub title: String,
    /// How it should be.
    pub instruction: String,
    /// A `Need`'s word.
    pub need: String,
    /// When a conditional one applies.
    pub condition: String,
    /// Files expected.
    pub how_many: i64,
    /// Allowed kinds, words separated by spaces; empty: all that the firm takes.
    pub kinds: String,
    /// What the reviewer looks at, one a line. Internal.
    pub checks: String,
    /// An example: a document of the client's that the firm supplied, or an example file of the firm's.
    pub example_id: Option<DocumentId>,
    /// That file's name.
    pub example_name: Option<String>,
    /// An `ItemState`'s word.
    pub state: String,
    /// Of what does not apply: it is settled so because somebody does not have it.
    pub not_available: bool,
    /// Since when.
    pub state_since: Instant,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
}

impl Item {
    /// How it stands.
    pub fn standing(&self) -> ItemState {
        ItemState::parse(&self.state).unwrap_or(ItemState::Open)
    }

    /// What it asks for.
    pub fn asking(&self) -> Asking {
        Asking {
            heading: self.heading.clone(),
            title: self.title.clone(),
            instruction: self.instruction.clone(),
            need: Need::parse(&self.need).unwrap_or(Need::Required),
            condition: self.condition.clone(),
            how_many: self.how_many,
            kinds: self.kinds.clone(),
            checks: self.checks.clone(),
        }
    }
}

macro_rules! items {
    ($where:literal) => {
        concat!(
            "SELECT i.id, i.request_id, i.position, i.heading, i.title, i.instruction, i.need, i.condition, i.how_many,
                i.kinds, i.checks, COALESCE(i.example_id, i.example_file_id) AS example_id,
                COALESCE(d.name, e.name) AS example_name, i.state, ",
            not_available!(),
            " AS not_available, i.state_since, i.withdrawn_at
            FROM request_items i LEFT JOIN documents d ON d.id = i.example_id
            LEFT JOIN example_files e ON e.id = i.example_file_id WHERE i.request_id = $1 ",
            $where
        )
    };
}

const ALL: &str = items!("ORDER BY i.position, i.id");
const ONE: &str = items!("AND i.id = $2");

/// All items of a request in their order, withdrawn ones too.
pub async fn items(tx: &mut Tx, on: &OnRequest) -> Result<Vec<Item>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Item>(ALL).bind(on.request()).fetch_all(c))?)
}

/// One item of this request; another request's is absent.
pub async fn item(tx: &mut Tx, on: &OnRequest, id: &ItemId) -> Result<Item> {
    sql!(tx, |c| sqlx::query_as::<_, Item>(ONE).bind(on.request()).bind(id).fetch_optional(c))?
        .ok_or(AppError::NotFound)
}

/// Of which request an item is; whether the caller may touch it is asked by `OnRequest`.
pub async fn request_of(tx: &mut Tx, id: &ItemId) -> Result<Option<RequestId>> {
    const REQUEST: &str = "SELECT request_id FROM request_items WHERE id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, RequestId>(REQUEST).bind(id).fetch_optional(c))?)
}

/// Takes an item's row until the transaction ends, so that its state stays as read. Whoever also takes submissions takes
/// the item first: nobody waits in a circle.
pub async fn hold_item(tx: &mut Tx, id: &ItemId) -> Result<()> {
    sql_change!(tx, "UPDATE request_items SET position = position WHERE id = $1", id)?;
    Ok(())
}

/// Puts an item into a state. Call [`super::settle`] when all of an act's items are changed.
pub async fn set_item_state(tx: &mut Tx, id: &ItemId, state: ItemState, now: Instant) -> Result<()> {
    const SET: &str = "UPDATE request_items SET state = $1, state_since = $2 WHERE id = $3 AND state <> $1";
    sql_change!(tx, SET, state.word(), now, id)?;
    Ok(())
}

/// A thing and the position it gets.
type Put<'a, I> = (&'a I, i64);

/// What a move of one place within its group does: the thing's new position and its neighbour's; none at the group's
/// end. `all` has id, position and group of every thing, in order.
pub(super) fn place<'a, I: PartialEq>(
    all: &[(&'a I, i64, &str)],
    id: &I,
    up: bool,
) -> Result<Option<(Put<'a, I>, Put<'a, I>)>> {
    let at = all.iter().position(|(one, ..)| *one == id).ok_or(AppError::NotFound)?;
    let (own, from, group) = all[at];
    let near = |(_, _, other): &&(&'a I, i64, &str)| *other == group;
    let other = if up { all[..at].iter().rev().find(near) } else { all[at + 1..].iter().find(near) };
    Ok(other.map(|(neighbour, to, _)| ((own, *to), (*neighbour, from))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_moves_within_its_group() {
        let all = [(&'a', 1, "Income"), (&'b', 2, "Home"), (&'c', 5, "Income")];
        assert_eq!(place(&all, &'c', true), Ok(Some(((&'c', 1), (&'a', 5)))));
        assert_eq!(place(&all, &'a', false), Ok(Some(((&'a', 5), (&'c', 1)))));
        assert_eq!(place(&all, &'b', true), Ok(None));
        assert_eq!(place(&all, &'x', true), Err(AppError::NotFound));
    }
}
