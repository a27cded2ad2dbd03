//! The board: open matters in columns, the sooner due first. Each column is read by its own index (migration 0003) and no
//! further than it is shown, all columns with one statement.

use crate::accounts::AccountId;
use crate::clients::ClientId;
use crate::kernel::{Day, Instant, Result, Wall};
use crate::matters::model::{MatterId, MatterTypeId};
use crate::matters::permit::OnMatter;
use crate::server::Tx;
use crate::{matter_in_groups, sql};
use sqlx::AssertSqlSafe;

/// Cards a column at most; the rest stands in the list.
pub const CARDS: usize = 30;

/// What stands in a column: open matters …
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// … with this status, by its word.
    Status(&'static str),
    /// … in this phase, by its id.
    Phase(String),
    /// … of the board's type that have not entered a phase.
    NotBegun,
    /// … of the board's type whose last phase is finished.
    Finished,
}

/// What a board shows.
#[derive(Clone, Debug)]
pub struct Board<'a> {
    /// Its columns.
    pub columns: &'a [Column],
    /// The type, on a board by phase.
    pub kind: Option<&'a MatterTypeId>,
    /// Only what this person leads or helps with.
    pub mine: Option<&'a AccountId>,
    /// Only what no wall stands before.
    pub wall: &'a Wall,
}

/// A matter on the board.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Card {
    /// Which column, counted from 0.
    pub place: i64,
    /// Id.
    pub id: MatterId,
    /// `M-2026-0001`.
    pub reference: String,
    /// Title.
    pub title: String,
    /// Whose.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// Who leads.
    pub lead_name: Option<String>,
    /// Last day.
    pub due_on: Option<Day>,
    /// What a move has seen.
    pub changed_at: Instant,
}

const REACHED: &str = matter_in_groups!("m", "$4");

impl Board<'_> {
    /// What holds for the matters of a column. `$1` is true, `$2` who, `$3` the type, `$4` the wall, `$5` and on the columns' own
    /// keys.
    fn condition(&self, at: usize) -> String {
        let key = at + 5;
        let rest = "m.type_id = $3 AND m.phase_id IS NULL AND m.open = $1";
        let own = match &self.columns[at] {
            // That it is open, the status says: asked as well, SQLite would read all open ones for each column.
            Column::Status(_) => format!("m.status = ${key}"),
            Column::Phase(_) => format!("m.phase_id = ${key} AND m.open = $1"),
            Column::NotBegun => format!("{rest} AND m.phases_done <> $1"),
            Column::Finished => format!("{rest} AND m.phases_done = $1"),
        };
        let own = format!("{own} AND {REACHED}");
        match self.mine {
            None => own,
            Some(_) => format!(
                "{own} AND (m.lead_id = $2 OR m.id IN (SELECT h.matter_id FROM matter_helpers h WHERE h.account_id = $2))"
            ),
        }
    }

    fn keys(&self) -> Vec<String> {
        let key = |column: &Column| match column {
            Column::Status(word) => (*word).to_owned(),
            Column::Phase(id) => id.clone(),
            Column::NotBegun | Column::Finished => String::new(),
        };
        self.columns.iter().map(key).collect()
    }

    /// The first cards of a column, in two parts: databases disagree on where "no day" sorts.
    fn cards_of(&self, at: usize) -> String {
        let part = |name: &str, due: &str, order: &str| {
            format!(
                "SELECT * FROM (SELECT CAST({at} AS BIGINT) AS place, m.id, m.reference, m.title, m.client_id,
                    c.name AS client_name, l.name AS lead_name, m.due_on, m.changed_at
                FROM matters m JOIN clients c ON c.id = m.client_id LEFT JOIN accounts l ON l.id = m.lead_id
                WHERE {} AND {due} ORDER BY {order} LIMIT {CARDS}) {name}{at}",
                self.condition(at)
            )
        };
        let (dated, undated) =
            (part("dated", "m.due_on > ''", "m.due_on, m.id"), part("undated", "m.due_on IS NULL", "m.id"));
        format!("{dated} UNION ALL {undated}")
    }
}

/// How many matters stand in each column.
pub async fn board_counts(tx: &mut Tx, board: &Board<'_>) -> Result<Vec<i64>> {
    let one = |at: usize| {
        format!("SELECT CAST({at} AS BIGINT) AS place, COUNT(*) AS n FROM matters m WHERE {}", board.condition(at))
    };
    let all: Vec<String> = (0..board.columns.len()).map(one).collect();
    let (text, keys) = (all.join(" UNION ALL "), board.keys());
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sql!(tx, |c| {
        let query = sqlx::query_as::<_, (i64, i64)>(AssertSqlSafe(text));
        let query = query.bind(true).bind(board.mine).bind(board.kind).bind(board.wall);
        keys.iter().fold(query, |query, key| query.bind(key)).fetch_all(c)
    })?;
    let of =
        |at: usize| rows.iter().find(|(place, _)| usize::try_from(*place) == Ok(at)).map_or(0, |(_, count)| *count);
    Ok((0..board.columns.len()).map(of).collect())
}

/// The first cards of each column.
pub async fn board_cards(tx: &mut Tx, board: &Board<'_>) -> Result<Vec<Vec<Card>>> {
    let all: Vec<String> = (0..board.columns.len()).map(|at| board.cards_of(at)).collect();
    let (text, keys) = (all.join(" UNION ALL "), board.keys());
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sql!(tx, |c| {
        let query = sqlx::query_as::<_, Card>(AssertSqlSafe(text));
        let query = query.bind(true).bind(board.mine).bind(board.kind).bind(board.wall);
        keys.iter().fold(query, |query, key| query.bind(key)).fetch_all(c)
    })?;
    let mut columns: Vec<Vec<Card>> = board.columns.iter().map(|_| Vec::new()).collect();
    for card in rows {
        if let Some(column) = usize::try_from(card.place).ok().and_then(|at| columns.get_mut(at)) {
            column.push(card);
        }
    }
    for column in &mut columns {
        column.sort_by(|one, other| {
            let key = |card: &Card| (card.due_on.is_none(), card.due_on.clone(), card.id.clone());
            key(one).cmp(&key(other))
        });
        column.truncate(CARDS);
    }
    Ok(columns)
}

/// How often a matter has entered a phase or finished the last.
pub async fn steps_taken(tx: &mut Tx, on: &OnMatter) -> Result<i64> {
    const STEPS: &str = "SELECT COUNT(*) FROM matter_steps WHERE matter_id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(STEPS).bind(on.matter()).fetch_one(c))?)
}
