//! Matters as rows: found, opened, changed.

use crate::accounts::AccountId;
use crate::clients::{ClientId, OnClient};
use crate::kernel::{AppError, Day, Instant, Result, Wall};
use crate::matters::model::{MatterId, MatterStatus, MatterTypeId, NOT_BEGUN, PhaseId, reference};
use crate::matters::permit::OnMatter;
use crate::practice_groups::GroupId;
use crate::server::Tx;
use crate::{matter_in_groups, sql, sql_change};

/// A matter as stored, with the names that staff read.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Matter {
    /// Id.
    pub id: MatterId,
    /// `M-2026-0001`.
    pub reference: String,
    /// Whose.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// What kind of work.
    pub type_id: MatterTypeId,
    /// That type's name.
    pub type_name: String,
    /// Title.
    pub title: String,
    /// A `MatterStatus`' word.
    pub status: String,
    /// Since when.
    pub status_since: Instant,
    /// The present phase; none when none was begun or all are finished.
    pub phase_id: Option<PhaseId>,
    /// Its internal name.
    pub phase_name: Option<String>,
    /// Whether all phases are finished.
    pub phases_done: bool,
    /// For this client instead of the phase's own sentence; may be empty.
    pub sentence: String,
    /// Who leads.
    pub lead_id: Option<AccountId>,
    /// Their name.
    pub lead_name: Option<String>,
    /// First day.
    pub start_on: Day,
    /// Last day.
    pub due_on: Option<Day>,
    /// Neither completed nor cancelled.
    pub open: bool,
    /// The last day on which the client reads it once it is closed.
    pub readable_until: Option<Day>,
    /// When it was opened.
    pub created_at: Instant,
    /// Grows with every change, so that the later of two people is told.
    pub changed_at: Instant,
    /// A practice group of its own, beside its client's.
    pub group_id: Option<GroupId>,
    /// That group's name.
    pub group_name: Option<String>,
    /// Its client's practice group.
    pub client_group_id: Option<GroupId>,
    /// Who helps the lead, between commas; none: nobody.
    pub helper_names: Option<String>,
    /// For how many days the firm lets clients read a closed matter.
    pub readable_days: i64,
}

impl Matter {
    /// Where it stands on a board by phase: a phase's id, `NOT_BEGUN`, or empty once all are done.
    pub fn place(&self) -> String {
        match &self.phase_id {
            Some(phase) => phase.to_string(),
            None if self.phases_done => String::new(),
            None => NOT_BEGUN.to_owned(),
        }
    }

    /// How it stands.
    pub fn standing(&self) -> MatterStatus {
        MatterStatus::parse(&self.status).unwrap_or(MatterStatus::New)
    }
}

macro_rules! matter {
    ($when:expr) => {
        concat!(
            "SELECT m.id, m.reference, m.client_id, c.name AS client_name, m.type_id, t.name AS type_name, m.title,
                m.status, m.status_since, m.phase_id, p.name AS phase_name, m.phases_done, m.sentence, m.lead_id,
                l.name AS lead_name, m.start_on, m.due_on, m.open, m.readable_until, m.created_at, m.changed_at,
                m.group_id, g.name AS group_name, m.client_group_id,
                (SELECT string_agg(a.name, ', ' ORDER BY a.name, a.id) FROM matter_helpers h
                    JOIN accounts a ON a.id = h.account_id WHERE h.matter_id = m.id) AS helper_names,
                (SELECT f.readable_days FROM firm f WHERE f.id = 1) AS readable_days
            FROM matters m JOIN clients c ON c.id = m.client_id JOIN matter_types t ON t.id = m.type_id
            LEFT JOIN phases p ON p.id = m.phase_id LEFT JOIN accounts l ON l.id = m.lead_id
            LEFT JOIN practice_groups g ON g.id = m.group_id
            WHERE m.id = $1 AND ",
            $when
        )
    };
}

/// The matter of this proof.
pub async fn find(tx: &mut Tx, on: &OnMatter) -> Result<Matter> {
    const FIND: &str = matter!("m.client_id = $2");
    sql!(tx, |c| sqlx::query_as::<_, Matter>(FIND).bind(on.matter()).bind(on.on().client()).fetch_optional(c))?
        .ok_or(AppError::NotFound)
}

/// This matter, if no wall stands before it. Whether the caller may see it is asked by `permit::OnMatter`.
pub(in crate::matters) async fn reached(tx: &mut Tx, wall: &Wall, matter: &MatterId) -> Result<Option<Matter>> {
    const REACHED: &str = matter!(matter_in_groups!("m", "$2"));
    Ok(sql!(tx, |c| sqlx::query_as::<_, Matter>(REACHED).bind(matter).bind(wall).fetch_optional(c))?)
}

/// Takes a matter's row until the transaction ends, so that it stays as read.
pub async fn hold(tx: &mut Tx, on: &OnMatter) -> Result<()> {
    sql_change!(tx, "UPDATE matters SET title = title WHERE id = $1", on.matter())?;
    Ok(())
}

/// What a matter's form holds.
pub struct Details<'a> {
    /// Title.
    pub title: &'a str,
    /// Lead.
    pub lead: Option<&'a AccountId>,
    /// First day.
    pub start_on: &'a Day,
    /// Last day.
    pub due_on: Option<&'a Day>,
    /// A practice group of its own.
    pub group: Option<&'a GroupId>,
}

const NEXT: &str = "INSERT INTO matter_numbers (year, last) VALUES ($1, 1)
    ON CONFLICT (year) DO UPDATE SET last = matter_numbers.last + 1 RETURNING last";
const ADD: &str = "INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phase_id,
        phases_done, sentence, lead_id, start_on, due_on, open, created_at, created_by, changed_at,
        group_id, client_group_id)
    VALUES ($1, $2, $3, $4, $5, 'New', $6, $7, $8, '', $9, $10, $11, $12, $6, $13, $6,
        $14, (SELECT group_id FROM clients WHERE id = $3))";

/// Opens a matter under the next number of `year`. Whoever calls this holds the client, whose practice group the matter
/// keeps. The number is taken in this transaction: whoever opens another at the
/// same time waits for its end, and one that is not saved leaves no gap.
pub async fn add(
    tx: &mut Tx,
    on: &OnClient,
    type_id: &MatterTypeId,
    first_phase: Option<&PhaseId>,
    details: Details<'_>,
    year: i64,
    now: Instant,
) -> Result<(MatterId, String)> {
    let number: i64 = sql!(tx, |c| sqlx::query_scalar(NEXT).bind(year).fetch_one(c))?;
    let (id, reference) = (MatterId::fresh(), reference(year, number));
    sql_change!(
        tx,
        ADD,
        &id,
        &reference,
        on.client(),
        type_id,
        details.title,
        now,
        first_phase,
        false,
        details.lead,
        details.start_on,
        details.due_on,
        true,
        on.account(),
        details.group
    )?;
    if let Some(phase) = first_phase {
        add_step(tx, &id, Some(phase), now).await?;
    }
    Ok((id, reference))
}

async fn add_step(tx: &mut Tx, matter: &MatterId, phase: Option<&PhaseId>, now: Instant) -> Result<()> {
    const STEP: &str = "INSERT INTO matter_steps (id, matter_id, phase_id, entered_at) VALUES ($1, $2, $3, $4)";
    sql_change!(tx, STEP, MatterId::fresh(), matter, phase, now)?;
    Ok(())
}

macro_rules! change {
    ($set:literal) => {
        concat!(
            "UPDATE matters SET ",
            $set,
            ", changed_at = CASE WHEN changed_at >= $1 THEN changed_at + 1 ELSE $1 END WHERE id = $2 AND changed_at = $3"
        )
    };
}

/// Changes details, if nobody changed the matter since `seen`: whether this call did it.
pub async fn change(tx: &mut Tx, on: &OnMatter, seen: Instant, details: Details<'_>, now: Instant) -> Result<bool> {
    const CHANGE: &str = change!("title = $4, lead_id = $5, start_on = $6, due_on = $7, group_id = $8");
    let Details { title, lead, start_on, due_on, group } = details;
    Ok(sql_change!(tx, CHANGE, now, on.matter(), seen, title, lead, start_on, due_on, group)? == 1)
}

/// Puts a matter into a status, if nobody changed it since `seen`. `readable_until` counts for a closed one.
pub async fn set_status(
    tx: &mut Tx,
    on: &OnMatter,
    seen: Instant,
    status: MatterStatus,
    readable_until: Option<&Day>,
    now: Instant,
) -> Result<bool> {
    const SET: &str = change!("status = $4, status_since = $1, open = $5, closed_at = $6, readable_until = $7");
    let open = status.is_open();
    let closed_at = (!open).then_some(now);
    let until = readable_until.filter(|_| !open);
    Ok(sql_change!(tx, SET, now, on.matter(), seen, status.word(), open, closed_at, until)? == 1)
}

/// Enters a phase of the matter's type, or finishes them all (`None`), if nobody changed the matter since `seen`.
pub async fn set_phase(
    tx: &mut Tx,
    on: &OnMatter,
    seen: Instant,
    phase: Option<&PhaseId>,
    now: Instant,
) -> Result<bool> {
    const SET: &str = change!("phase_id = $4, phases_done = $5, sentence = ''");
    let entered = sql_change!(tx, SET, now, on.matter(), seen, phase, phase.is_none())? == 1;
    if entered {
        add_step(tx, on.matter(), phase, now).await?;
    }
    Ok(entered)
}

/// Puts a matter back before its first phase, if nobody changed it since `seen`. That it had begun was an error, so the step
/// is forgotten.
pub async fn set_not_begun(tx: &mut Tx, on: &OnMatter, seen: Instant, now: Instant) -> Result<bool> {
    const SET: &str = change!("phase_id = NULL, phases_done = $4, sentence = ''");
    let back = sql_change!(tx, SET, now, on.matter(), seen, false)? == 1;
    if back {
        sql_change!(tx, "DELETE FROM matter_steps WHERE matter_id = $1", on.matter())?;
    }
    Ok(back)
}

/// What this client reads instead of the phase's own sentence; empty: the phase's own.
pub async fn set_sentence(tx: &mut Tx, on: &OnMatter, sentence: &str) -> Result<()> {
    sql_change!(tx, "UPDATE matters SET sentence = $1 WHERE id = $2", sentence, on.matter())?;
    Ok(())
}
