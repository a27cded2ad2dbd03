//! The list of matters: narrowed, ordered and paged, always by an index (migration 0003).

use crate::accounts::AccountId;
use crate::clients::ClientId;
use crate::kernel::page::Page;
use crate::kernel::{Day, Instant, Result, Wall};
use crate::matters::model::{MatterId, MatterStatus, MatterTypeId, PhaseId, Steps};
use crate::one_word;
use crate::search::Wanted;
use crate::server::Tx;
use crate::{matter_in_groups, sql};
use sqlx::AssertSqlSafe;

/// A row of the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MatterRow {
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
    /// A `MatterStatus`' word.
    pub status: String,
    /// The type's name.
    pub type_name: String,
    /// The phase's name, for staff.
    pub phase_name: Option<String>,
    /// Who leads.
    pub lead_name: Option<String>,
    /// First day.
    pub start_on: Day,
    /// Last day.
    pub due_on: Option<Day>,
    /// Neither completed nor cancelled.
    pub open: bool,
    /// When it was opened.
    pub created_at: Instant,
}

impl MatterRow {
    /// How it stands.
    pub fn standing(&self) -> MatterStatus {
        MatterStatus::parse(&self.status).unwrap_or(MatterStatus::New)
    }
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MatterOrder {
    /// The sooner due first; those without a day last.
    #[default]
    Due,
    /// Those opened last first.
    Newest,
    /// By number.
    Reference,
}

/// By which day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DueBy {
    /// Any, or none.
    #[default]
    Any,
    /// Before this day.
    Before(Day),
    /// From the first to the second, both included.
    Between(Day, Day),
    /// No day.
    Never,
}

/// What to look for. Empty texts: any.
#[derive(Clone, Debug, Default)]
pub struct MatterFilter {
    /// Beginnings of words in reference, title, or a name of the client's.
    pub words: String,
    /// Closed ones instead of open ones.
    pub closed: bool,
    /// A `MatterStatus`' word.
    pub status: String,
    /// Type.
    pub kind: Option<MatterTypeId>,
    /// Phase.
    pub phase: Option<PhaseId>,
    /// In no phase.
    pub steps: Option<Steps>,
    /// Who leads.
    pub lead: Option<AccountId>,
    /// Who leads or helps.
    pub mine: Option<AccountId>,
    /// By which day.
    pub due: DueBy,
    /// Order.
    pub order: MatterOrder,
    /// Key of the last row of the page before.
    pub after: String,
}

/// Two sets, each read once: asked of one matter after the other, a common second word took two to three times as long.
macro_rules! another_word_of_either {
    ($first:literal, $last:literal) => {
        concat!(
            " AND (",
            one_word!("m.id", "matter", $first, $last),
            " OR ",
            one_word!("m.client_id", "client", $first, $last),
            ")"
        )
    };
}

const ROWS: &str =
    "SELECT m.id, m.reference, m.title, m.client_id, c.name AS client_name, m.status, t.name AS type_name,
        p.name AS phase_name, l.name AS lead_name, m.start_on, m.due_on, m.open, m.created_at
    FROM matters m JOIN clients c ON c.id = m.client_id JOIN matter_types t ON t.id = m.type_id
    LEFT JOIN phases p ON p.id = m.phase_id LEFT JOIN accounts l ON l.id = m.lead_id";
/// Who leads or helps: looked up, not asked of each open matter.
const MINE: &str = " AND m.id IN (SELECT x.id FROM matters x WHERE x.lead_id = $6 AND x.open = $1
    UNION SELECT h.matter_id FROM matter_helpers h WHERE h.account_id = $6)";
/// A matter is found by its own words and its client's. Those with the first word, the rarest, are looked up.
const FIRST_WORD: &str = " AND m.id IN (SELECT w.owner_id FROM search_words w
        WHERE w.thing = 'matter' AND w.word >= $9 AND w.word < $10
    UNION SELECT x.id FROM search_words w CROSS JOIN matters x
        WHERE w.thing = 'client' AND w.word >= $9 AND w.word < $10 AND x.client_id = w.owner_id)";
/// The others narrow these.
const OTHER_WORDS: [&str; 2] = [another_word_of_either!("$11", "$12"), another_word_of_either!("$13", "$14")];

/// Before which no wall stands.
const REACHED: &str = concat!(" AND ", matter_in_groups!("m", "$15"));

/// A page begins after this: the key's own text, and the row's id.
type Key<'a> = (&'a str, &'a str);

impl MatterFilter {
    /// What follows WHERE. Only what is asked for stands in it: a condition that is sometimes empty hides the index from
    /// the database.
    fn conditions(&self) -> String {
        let due = match &self.due {
            DueBy::Any => "",
            DueBy::Before(_) => " AND m.due_on < $7",
            DueBy::Between(..) => " AND m.due_on >= $7 AND m.due_on <= $8",
            DueBy::Never => " AND m.due_on IS NULL",
        };
        // A status says whether a matter is open: asked as well, SQLite would read all open ones.
        let told = MatterStatus::parse(&self.status).is_ok_and(|status| status.is_open() != self.closed);
        let mut text = String::from(if told { "m.status = $2" } else { "m.open = $1" });
        let mut narrow = |asked: bool, condition: &str| {
            if asked {
                text.push_str(condition);
            }
        };
        narrow(!self.status.is_empty() && !told, " AND m.status = $2");
        narrow(self.kind.is_some(), " AND m.type_id = $3");
        narrow(self.phase.is_some(), " AND m.phase_id = $4");
        narrow(self.steps == Some(Steps::NotBegun), " AND m.phase_id IS NULL AND NOT m.phases_done");
        narrow(self.steps == Some(Steps::Finished), " AND m.phase_id IS NULL AND m.phases_done");
        narrow(self.lead.is_some(), " AND m.lead_id = $5");
        narrow(self.mine.is_some(), MINE);
        narrow(true, due);
        let [first, _, second, _, third, _] = Wanted::of(&self.words).ranges();
        narrow(!first.is_empty(), FIRST_WORD);
        narrow(!second.is_empty(), OTHER_WORDS[0]);
        narrow(!third.is_empty(), OTHER_WORDS[1]);
        narrow(true, REACHED);
        text
    }

    fn days(&self) -> [Option<&Day>; 2] {
        match &self.due {
            DueBy::Before(day) => [Some(day), None],
            DueBy::Between(first, last) => [Some(first), Some(last)],
            DueBy::Any | DueBy::Never => [None, None],
        }
    }

    fn key(&self) -> Option<Key<'_>> {
        let (key, id) = self.after.rsplit_once('-')?;
        let right = self.order != MatterOrder::Newest || key.parse::<i64>().is_ok();
        (right && !id.is_empty()).then_some((key, id))
    }

    fn key_of(&self, row: &MatterRow) -> String {
        match self.order {
            MatterOrder::Due => format!("{}-{}", row.due_on.as_ref().map(Day::as_str).unwrap_or_default(), row.id),
            MatterOrder::Newest => format!("{}-{}", row.created_at.0, row.id),
            MatterOrder::Reference => format!("{}-{}", row.reference, row.id),
        }
    }
}

/// Matters before which no wall stands, in order, at most `size` a page.
pub async fn matters(tx: &mut Tx, filter: &MatterFilter, wall: &Wall, size: usize) -> Result<Page<MatterRow>> {
    let key = filter.key();
    let rows = match filter.order {
        MatterOrder::Due => by_day(tx, (filter, wall), key, size + 1).await?,
        MatterOrder::Newest => {
            let after = key.map(|_| "(m.created_at, m.id) < (CAST($16 AS BIGINT), $17)");
            part(tx, (filter, wall), after, "m.created_at DESC, m.id DESC", key, size + 1).await?
        }
        MatterOrder::Reference => {
            let after = key.map(|_| "(m.reference, m.id) > ($16, $17)");
            part(tx, (filter, wall), after, "m.reference, m.id", key, size + 1).await?
        }
    };
    Ok(Page::cut(rows, size, |row| filter.key_of(row)))
}

/// First those with a day, then those without: databases disagree on where "no day" sorts, and an index serves each part.
async fn by_day(
    tx: &mut Tx,
    (filter, wall): (&MatterFilter, &Wall),
    key: Option<Key<'_>>,
    most: usize,
) -> Result<Vec<MatterRow>> {
    let undated_only = filter.due == DueBy::Never || key.is_some_and(|(day, _)| day.is_empty());
    let mut rows = Vec::new();
    if !undated_only {
        let after = if key.is_some() { "(m.due_on, m.id) > ($16, $17)" } else { "m.due_on > ''" };
        rows = part(tx, (filter, wall), Some(after), "m.due_on, m.id", key, most).await?;
    }
    if rows.len() < most && matches!(filter.due, DueBy::Any | DueBy::Never) {
        let key = key.filter(|(day, _)| day.is_empty());
        let after = if key.is_some() { "m.due_on IS NULL AND m.id > $17" } else { "m.due_on IS NULL" };
        rows.extend(part(tx, (filter, wall), Some(after), "m.id", key, most - rows.len()).await?);
    }
    Ok(rows)
}

async fn part(
    tx: &mut Tx,
    (filter, wall): (&MatterFilter, &Wall),
    after: Option<&str>,
    order: &str,
    key: Option<Key<'_>>,
    most: usize,
) -> Result<Vec<MatterRow>> {
    let after = after.unwrap_or("1 = 1");
    let text = format!("{ROWS} WHERE {} AND {after} ORDER BY {order} LIMIT $18", filter.conditions());
    let (key, id) = key.unwrap_or_default();
    let [from, until] = filter.days();
    let [a, b, c, d, e, f] = Wanted::of(&filter.words).ranges();
    Ok(sql!(tx, |conn| sqlx::query_as::<_, MatterRow>(AssertSqlSafe(text))
        .bind(!filter.closed)
        .bind(&filter.status)
        .bind(&filter.kind)
        .bind(&filter.phase)
        .bind(&filter.lead)
        .bind(&filter.mine)
        .bind(from)
        .bind(until)
        .bind(a)
        .bind(b)
        .bind(c)
        .bind(d)
        .bind(e)
        .bind(f)
        .bind(wall)
        .bind(key)
        .bind(id)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(conn))?)
}

/// How many matters the filter finds before which no wall stands.
pub async fn count_matters(tx: &mut Tx, filter: &MatterFilter, wall: &Wall) -> Result<i64> {
    let text = format!("SELECT COUNT(*) FROM matters m WHERE {}", filter.conditions());
    let [from, until] = filter.days();
    let [a, b, c, d, e, f] = Wanted::of(&filter.words).ranges();
    Ok(sql!(tx, |conn| sqlx::query_scalar::<_, i64>(AssertSqlSafe(text))
        .bind(!filter.closed)
        .bind(&filter.status)
        .bind(&filter.kind)
        .bind(&filter.phase)
        .bind(&filter.lead)
        .bind(&filter.mine)
        .bind(from)
        .bind(until)
        .bind(a)
        .bind(b)
        .bind(c)
        .bind(d)
        .bind(e)
        .bind(f)
        .bind(wall)
        .fetch_one(conn))?)
}
