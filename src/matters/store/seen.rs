//! Matters as a client person has them before them: only what was made visible to this contact. Phases carry the names
//! that clients read; internal names, notes, deadlines and helpers are not even read (PRODUCT, rule 1).

use crate::accounts::AccountId;
use crate::clients::{ClientId, ContactId};
use crate::kernel::{AppError, Day, Instant, Result, Wall};
use crate::matters::model::{MatterId, MatterStatus, MatterTypeId, PhaseId};
use crate::matters::permit::OnMatter;
use crate::server::Tx;
use crate::{matter_in_groups, sql};

/// A matter that somebody sees.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Seen {
    /// Id.
    pub id: MatterId,
    /// Whose.
    pub client_id: ClientId,
    /// `M-2026-0001`.
    pub reference: String,
    /// Title.
    pub title: String,
    /// A `MatterStatus`' word.
    pub status: String,
    /// Its type, for the phases.
    pub type_id: MatterTypeId,
    /// The phase that it is in.
    pub phase_id: Option<PhaseId>,
    /// Whether the last phase is finished.
    pub phases_done: bool,
    /// Words for this client instead of the phase's own.
    pub sentence: String,
    /// Who leads it.
    pub lead_id: Option<AccountId>,
    /// Their name.
    pub lead_name: Option<String>,
    /// Their phone.
    pub lead_phone: Option<String>,
    /// Their address.
    pub lead_email: Option<String>,
    /// Whether there is still work to do.
    pub open: bool,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// The last day on which a closed one is shown.
    pub readable_until: Option<Day>,
    /// When it was opened.
    pub created_at: Instant,
}

impl Seen {
    /// How it stands, in the client's words.
    pub fn standing(&self) -> MatterStatus {
        MatterStatus::parse(&self.status).unwrap_or(MatterStatus::New)
    }
}

macro_rules! seen {
    ($where:literal) => {
        concat!(
            "SELECT m.id, m.client_id, m.reference, m.title, m.status, m.type_id, m.phase_id, m.phases_done, m.sentence,
                l.id AS lead_id, l.name AS lead_name, l.phone AS lead_phone, l.email AS lead_email, m.open, m.closed_at,
                m.readable_until, m.created_at
            FROM matter_contacts v JOIN matters m ON m.id = v.matter_id
            LEFT JOIN accounts l ON l.id = m.lead_id AND l.state = 'active'
            WHERE v.contact_id = $1 AND (m.open = $2 OR m.readable_until >= $3) AND ",
            matter_in_groups!("m", "$4"),
            $where
        )
    };
}

/// The matters that this contact sees on `today`, newest first; before staff who look at their portal stands a wall.
pub async fn of_contact(tx: &mut Tx, contact: &ContactId, wall: &Wall, today: &Day) -> Result<Vec<Seen>> {
    const ALL: &str = seen!(" ORDER BY m.created_at DESC, m.id DESC LIMIT 200");
    Ok(sql!(tx, |c| sqlx::query_as::<_, Seen>(ALL).bind(contact).bind(true).bind(today).bind(wall).fetch_all(c))?)
}

/// The matter of this proof, as its contact sees it.
pub async fn one(tx: &mut Tx, on: &OnMatter, today: &Day) -> Result<Seen> {
    const ONE: &str = seen!(" AND m.id = $5 AND m.client_id = $6");
    let contact = on.on().contact().ok_or(AppError::NotFound)?;
    let found = sql!(tx, |c| sqlx::query_as::<_, Seen>(ONE)
        .bind(contact)
        .bind(true)
        .bind(today)
        .bind(on.on().wall())
        .bind(on.matter())
        .bind(on.on().client())
        .fetch_optional(c))?;
    found.ok_or(AppError::NotFound)
}

/// A phase as clients read it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Step {
    /// Of which type.
    pub type_id: MatterTypeId,
    /// Which phase.
    pub id: PhaseId,
    /// Its name for clients.
    pub client_name: String,
    /// One plain sentence.
    pub sentence: String,
    /// How long it usually lasts.
    pub usual_days: Option<i64>,
    /// Put away: shown only where a matter is in it or was.
    pub archived: bool,
}

const STEPS: &str = "SELECT DISTINCT p.type_id, p.id, p.position, p.client_name, p.sentence, p.usual_days,
        p.archived_at IS NOT NULL AS archived
    FROM matter_contacts v JOIN matters m ON m.id = v.matter_id JOIN phases p ON p.type_id = m.type_id
    WHERE v.contact_id = $1 ORDER BY p.type_id, p.position, p.id";

/// The phases of all types of matters that this contact sees, in their order.
pub async fn steps_of_contact(tx: &mut Tx, contact: &ContactId) -> Result<Vec<Step>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Step>(STEPS).bind(contact).fetch_all(c))?)
}

/// The next dated duty that the firm made visible.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Due {
    /// Of which matter.
    pub matter_id: MatterId,
    /// What.
    pub title: String,
    /// When.
    pub due_on: Day,
}

// CROSS JOIN: SQLite then begins with this contact's few matters; else it reads every deadline of the firm that is to come.
const NEXT: &str = concat!(
    "SELECT d.matter_id, d.title, d.due_on FROM matter_contacts v CROSS JOIN matters m CROSS JOIN deadlines d
    WHERE v.contact_id = $1 AND m.id = v.matter_id AND m.open = $2
        AND d.matter_id = m.id AND d.visible = $2 AND d.done = $3 AND ",
    matter_in_groups!("m", "$4"),
    " ORDER BY d.due_on, d.id"
);

/// What is still due on the open matters that this contact sees, the nearest first.
pub async fn due_for_contact(tx: &mut Tx, contact: &ContactId, wall: &Wall) -> Result<Vec<Due>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Due>(NEXT).bind(contact).bind(true).bind(false).bind(wall).fetch_all(c))?)
}

/// A phase of one matter, and when the matter entered it last.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entered {
    /// The phase.
    #[sqlx(flatten)]
    pub step: Step,
    /// When it was entered.
    pub entered_at: Option<Instant>,
}

const ENTERED: &str =
    "SELECT p.type_id, p.id, p.client_name, p.sentence, p.usual_days, p.archived_at IS NOT NULL AS archived,
        (SELECT MAX(e.entered_at) FROM matter_steps e WHERE e.matter_id = m.id AND e.phase_id = p.id) AS entered_at
    FROM matters m JOIN phases p ON p.type_id = m.type_id
    WHERE m.id = $1 AND m.client_id = $2 ORDER BY p.position, p.id";

/// The phases of this matter, in their order.
pub async fn entered(tx: &mut Tx, on: &OnMatter) -> Result<Vec<Entered>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Entered>(ENTERED).bind(on.matter()).bind(on.on().client()).fetch_all(c))?)
}

/// Something that staff wrote for the client: a deadline, or a note.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Written {
    /// A deadline's day; a note has none.
    pub due_on: Option<Day>,
    /// What it says.
    pub words: String,
    /// Whether a deadline is done.
    pub done: bool,
    /// When it was written.
    pub created_at: Instant,
}

const WRITTEN: &str = "SELECT d.due_on, d.title AS words, d.done, d.created_at FROM deadlines d
        WHERE d.matter_id = $1 AND d.visible = $2
    UNION ALL
    SELECT NULL AS due_on, n.words, n.visible AS done, n.created_at FROM matter_notes n
        WHERE n.matter_id = $1 AND n.visible = $2
    ORDER BY 1, 4";

/// Deadlines and notes that were made visible to the client: days first come first, notes by their age.
pub async fn written(tx: &mut Tx, on: &OnMatter) -> Result<Vec<Written>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Written>(WRITTEN).bind(on.matter()).bind(true).fetch_all(c))?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_internal_is_not_even_read() {
        for text in [super::STEPS, super::ENTERED, super::NEXT, super::WRITTEN] {
            for internal in ["p.name", "author", "helper", "tasks", "checks"] {
                assert!(!text.contains(internal), "{internal} in {text}");
            }
        }
    }
}
