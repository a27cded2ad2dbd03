//! Deadlines over all open matters, by their day (migration 0003: deadlines_by_day).

use crate::accounts::AccountId;
use crate::clients::ClientId;
use crate::kernel::page::Page;
use crate::kernel::{Day, Result, Wall};
use crate::matters::model::{DeadlineId, MatterId};
use crate::server::Tx;
use crate::{matter_in_groups, sql};
use sqlx::AssertSqlSafe;

/// A deadline with its matter.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DeadlineRow {
    /// Id.
    pub id: DeadlineId,
    /// What.
    pub title: String,
    /// By when.
    pub due_on: Day,
    /// Whether the client sees it.
    pub visible: bool,
    /// Whether it is done.
    pub done: bool,
    /// Who did it; empty while it is not done.
    pub done_by: String,
    /// Of which matter.
    pub matter_id: MatterId,
    /// `M-2026-0001`.
    pub reference: String,
    /// The matter's title.
    pub matter_title: String,
    /// Whose.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// Who leads.
    pub lead_name: Option<String>,
}

/// What to look for.
#[derive(Clone, Debug, Default)]
pub struct DeadlineFilter {
    /// Done ones instead of open ones, the latest first.
    pub done: bool,
    /// From this day on.
    pub from: Option<Day>,
    /// Up to this day, included.
    pub until: Option<Day>,
    /// Of matters that this person leads or helps with.
    pub mine: Option<AccountId>,
    /// Key of the last row of the page before.
    pub after: String,
}

impl DeadlineFilter {
    /// `$1` is whether done, `$2` and `$3` the days, `$4` who, `$5` that matters are open, `$6` and `$7` the key, `$9` the
    /// wall.
    fn conditions(&self) -> String {
        let mut text = String::from(concat!("d.done = $1 AND m.open = $5 AND ", matter_in_groups!("m", "$9")));
        let mut narrow = |asked: bool, condition: &str| {
            if asked {
                text.push_str(condition);
            }
        };
        narrow(self.from.is_some(), " AND d.due_on >= $2");
        narrow(self.until.is_some(), " AND d.due_on <= $3");
        narrow(
            self.mine.is_some(),
            " AND (m.lead_id = $4 OR m.id IN (SELECT h.matter_id FROM matter_helpers h WHERE h.account_id = $4))",
        );
        narrow(self.key().is_some() && !self.done, " AND (d.due_on, d.id) > ($6, $7)");
        narrow(self.key().is_some() && self.done, " AND (d.due_on, d.id) < ($6, $7)");
        text
    }

    fn key(&self) -> Option<(&str, &str)> {
        self.after.rsplit_once('-').filter(|(day, id)| !day.is_empty() && !id.is_empty())
    }
}

/// Deadlines of matters before which no wall stands, by their day, at most `size` a page.
pub async fn all_deadlines(
    tx: &mut Tx,
    filter: &DeadlineFilter,
    wall: &Wall,
    size: usize,
) -> Result<Page<DeadlineRow>> {
    // Cross joins, because SQLite then begins with the deadlines, whose index has the order.
    let order = if filter.done { "d.due_on DESC, d.id DESC" } else { "d.due_on, d.id" };
    let text = format!(
        "SELECT d.id, d.title, d.due_on, d.visible, d.done, d.done_by, d.matter_id, m.reference, m.title AS matter_title,
            m.client_id, c.name AS client_name, l.name AS lead_name
        FROM deadlines d CROSS JOIN matters m CROSS JOIN clients c LEFT JOIN accounts l ON l.id = m.lead_id
        WHERE m.id = d.matter_id AND c.id = m.client_id AND {} ORDER BY {order} LIMIT $8",
        filter.conditions()
    );
    let (day, id) = filter.key().unwrap_or_default();
    let rows = sql!(tx, |c| sqlx::query_as::<_, DeadlineRow>(AssertSqlSafe(text))
        .bind(filter.done)
        .bind(&filter.from)
        .bind(&filter.until)
        .bind(&filter.mine)
        .bind(true)
        .bind(day)
        .bind(id)
        .bind(i64::try_from(size + 1).unwrap_or(i64::MAX))
        .bind(wall)
        .fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.due_on, row.id)))
}
