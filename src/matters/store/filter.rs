//! What a list of matters is narrowed by, as SQL.

use super::MatterRow;
use crate::accounts::AccountId;
use crate::kernel::Day;
use crate::matters::model::{MatterStatus, MatterTypeId, PhaseId, Steps, numbered};
use crate::search::Wanted;
use crate::{matter_in_groups, one_word, waits_for_client};

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
    /// Only those that wait for their client.
    pub waiting: bool,
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

/// Who leads or helps: looked up, not asked of each open matter.
const MINE: &str = " AND m.id IN (SELECT x.id FROM matters x WHERE x.lead_id = $6 AND x.open = $1
    UNION SELECT h.matter_id FROM matter_helpers h WHERE h.account_id = $6)";
/// A matter is found by its own words and its client's. Those with the first word, the rarest, are looked up.
const FIRST_WORD: &str = " AND m.id IN (SELECT w.owner_id FROM search_words w
        WHERE w.thing = 'matter' AND w.word >= $9 AND w.word < $10
    UNION SELECT x.id FROM search_words w CROSS JOIN matters x
        WHERE w.thing = 'client' AND w.word >= $9 AND w.word < $10 AND x.client_id = w.owner_id)";
/// A whole number finds its matter at once. Asked of the matter itself, SQLite would read all open ones.
const BY_REFERENCE: &str = " AND m.id IN (SELECT r.id FROM matters r WHERE r.reference = $9)";
/// The others narrow these.
const OTHER_WORDS: [&str; 2] = [another_word_of_either!("$11", "$12"), another_word_of_either!("$13", "$14")];

/// The status says so, or a request about it that was sent and is not wholly with the firm. Asked of one matter after the
/// other, in the list's order: a page is full soon, while to look them all up takes as long as to go through everything that
/// was sent. One number and no EXISTS, and the state told by what it is not: else the databases begin with just that.
const WAITING: &str = concat!(
    " AND (m.status = 'Waiting on client' OR (SELECT COUNT(*) FROM requests r WHERE r.matter_id = m.id
        AND r.state NOT IN ('draft', 'complete', 'withdrawn') AND ",
    waits_for_client!(),
    ") > 0)"
);
/// Before which no wall stands: asked of every matter, whatever else it is narrowed by.
const REACHED: &str = concat!(" AND ", matter_in_groups!("m", "$15"));

/// A page begins after this: the key's own text, and the row's id.
pub(super) type Key<'a> = (&'a str, &'a str);

impl MatterFilter {
    /// What follows WHERE. Only what is asked for stands in it: a condition that is sometimes empty hides the index from
    /// the database.
    pub(super) fn conditions(&self) -> String {
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
        narrow(self.waiting, WAITING);
        narrow(true, due);
        let [first, _, second, _, third, _] = self.ranges();
        let number = numbered(&self.words).is_some();
        narrow(number, BY_REFERENCE);
        narrow(!number && !first.is_empty(), FIRST_WORD);
        narrow(!second.is_empty(), OTHER_WORDS[0]);
        narrow(!third.is_empty(), OTHER_WORDS[1]);
        narrow(true, REACHED);
        text
    }

    /// For the places of the words: a matter's number, or the ranges of what was typed.
    pub(super) fn ranges(&self) -> [String; 6] {
        match numbered(&self.words) {
            Some(reference) => [reference, String::new(), String::new(), String::new(), String::new(), String::new()],
            None => Wanted::of(&self.words).ranges(),
        }
    }

    pub(super) fn days(&self) -> [Option<&Day>; 2] {
        match &self.due {
            DueBy::Before(day) => [Some(day), None],
            DueBy::Between(first, last) => [Some(first), Some(last)],
            DueBy::Any | DueBy::Never => [None, None],
        }
    }

    pub(super) fn key(&self) -> Option<Key<'_>> {
        let (key, id) = self.after.rsplit_once('-')?;
        let right = self.order != MatterOrder::Newest || key.parse::<i64>().is_ok();
        (right && !id.is_empty()).then_some((key, id))
    }

    pub(super) fn key_of(&self, row: &MatterRow) -> String {
        match self.order {
            MatterOrder::Due => format!("{}-{}", row.due_on.as_ref().map(Day::as_str).unwrap_or_default(), row.id),
            MatterOrder::Newest => format!("{}-{}", row.created_at.0, row.id),
            MatterOrder::Reference => format!("{}-{}", row.reference, row.id),
        }
    }
}
