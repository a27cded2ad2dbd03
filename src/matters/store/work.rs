//! What is done in a matter: deadlines, checklist, notes, links to other matters, documents filed under it.

use crate::kernel::{AppError, Day, Instant, Result, Wall};
use crate::matters::model::{DeadlineId, MatterId, NoteId, TaskId};
use crate::matters::permit::OnMatter;
use crate::server::Tx;
use crate::{matter_in_groups, sql, sql_change};

/// A dated duty.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Deadline {
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
    /// When.
    pub done_at: Option<Instant>,
    /// By whom.
    pub done_by: String,
}

/// A matter's deadlines, the earliest first.
pub async fn deadlines(tx: &mut Tx, on: &OnMatter) -> Result<Vec<Deadline>> {
    const ALL: &str = "SELECT id, title, due_on, visible, done, done_at, done_by FROM deadlines
        WHERE matter_id = $1 ORDER BY due_on, id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Deadline>(ALL).bind(on.matter()).fetch_all(c))?)
}

/// One deadline of this matter; another's is absent.
pub async fn deadline(tx: &mut Tx, on: &OnMatter, id: &DeadlineId) -> Result<Deadline> {
    deadlines(tx, on).await?.into_iter().find(|one| one.id == *id).ok_or(AppError::NotFound)
}

/// Adds a deadline.
pub async fn add_deadline(
    tx: &mut Tx,
    matter: &MatterId,
    title: &str,
    due_on: &Day,
    visible: bool,
    now: Instant,
) -> Result<DeadlineId> {
    const ADD: &str = "INSERT INTO deadlines (id, matter_id, title, due_on, visible, created_at, done, done_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, '')";
    let id = DeadlineId::fresh();
    sql_change!(tx, ADD, &id, matter, title, due_on, visible, now, false)?;
    Ok(id)
}

/// Changes a deadline.
pub async fn change_deadline(tx: &mut Tx, id: &DeadlineId, title: &str, due_on: &Day, visible: bool) -> Result<()> {
    const CHANGE: &str = "UPDATE deadlines SET title = $1, due_on = $2, visible = $3 WHERE id = $4";
    sql_change!(tx, CHANGE, title, due_on, visible, id)?;
    Ok(())
}

/// Notes that a deadline was met (`Some` with who), or that it is open again; whether this changed anything.
pub async fn set_deadline_done(tx: &mut Tx, id: &DeadlineId, by: Option<&str>, now: Instant) -> Result<bool> {
    const DONE: &str = "UPDATE deadlines SET done = $1, done_at = $2, done_by = $3 WHERE id = $4 AND done <> $1";
    let at = by.map(|_| now);
    Ok(sql_change!(tx, DONE, by.is_some(), at, by.unwrap_or_default(), id)? == 1)
}

/// A thing to be done.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Task {
    /// Id.
    pub id: TaskId,
    /// What.
    pub title: String,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// By whom.
    pub done_by: String,
}

/// A matter's checklist in its order.
pub async fn tasks(tx: &mut Tx, on: &OnMatter) -> Result<Vec<Task>> {
    const ALL: &str = "SELECT id, title, done_at, done_by FROM tasks WHERE matter_id = $1 ORDER BY position, id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Task>(ALL).bind(on.matter()).fetch_all(c))?)
}

/// Adds a thing to the end of the checklist.
pub async fn add_task(tx: &mut Tx, matter: &MatterId, title: &str) -> Result<()> {
    const ADD: &str = "INSERT INTO tasks (id, matter_id, position, title, done_by)
        SELECT $1, $2, CAST(COALESCE(MAX(position), 0) + 1 AS BIGINT), $3, '' FROM tasks WHERE matter_id = $2";
    sql_change!(tx, ADD, TaskId::fresh(), matter, title)?;
    Ok(())
}

/// Ticks (`Some` with who) or unticks.
pub async fn set_task_done(tx: &mut Tx, id: &TaskId, by: Option<&str>, now: Instant) -> Result<()> {
    const DONE: &str = "UPDATE tasks SET done_at = $1, done_by = $2 WHERE id = $3";
    sql_change!(tx, DONE, by.map(|_| now), by.unwrap_or_default(), id)?;
    Ok(())
}

/// A note.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Note {
    /// Id.
    pub id: NoteId,
    /// Who wrote it.
    pub author_name: String,
    /// What.
    pub words: String,
    /// Whether the client reads it.
    pub visible: bool,
    /// When.
    pub created_at: Instant,
}

/// Writes a note.
pub async fn add_note(tx: &mut Tx, on: &OnMatter, words: &str, visible: bool, now: Instant) -> Result<NoteId> {
    const ADD: &str = "INSERT INTO matter_notes (id, matter_id, author_id, words, visible, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let id = NoteId::fresh();
    sql_change!(tx, ADD, &id, on.matter(), on.on().account(), words, visible, now)?;
    Ok(id)
}

/// One note of this matter, however old; another's is absent.
pub async fn note(tx: &mut Tx, on: &OnMatter, id: &NoteId) -> Result<Note> {
    const ONE: &str = "SELECT n.id, a.name AS author_name, n.words, n.visible, n.created_at
        FROM matter_notes n JOIN accounts a ON a.id = n.author_id WHERE n.matter_id = $1 AND n.id = $2";
    let found = sql!(tx, |c| sqlx::query_as::<_, Note>(ONE).bind(on.matter()).bind(id).fetch_optional(c))?;
    found.ok_or(AppError::NotFound)
}

/// Keeps a note to the firm from now on.
pub async fn hide_note(tx: &mut Tx, id: &NoteId) -> Result<()> {
    sql_change!(tx, "UPDATE matter_notes SET visible = $1 WHERE id = $2", false, id)?;
    Ok(())
}

/// A matter that belongs to this one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Linked {
    /// Id.
    pub id: MatterId,
    /// `M-2026-0001`.
    pub reference: String,
    /// Title.
    pub title: String,
    /// Whose.
    pub client_name: String,
    /// A `MatterStatus`' word.
    pub status: String,
}

const LINKED: &str = concat!(
    "SELECT m.id, m.reference, m.title, c.name AS client_name, m.status
    FROM (SELECT other_id AS id FROM matter_links WHERE one_id = $1
        UNION ALL SELECT one_id AS id FROM matter_links WHERE other_id = $1) l
    JOIN matters m ON m.id = l.id JOIN clients c ON c.id = m.client_id WHERE ",
    matter_in_groups!("m", "$2"),
    " ORDER BY m.reference"
);

/// The matters that belong to this one and before which no wall stands.
pub async fn linked(tx: &mut Tx, on: &OnMatter) -> Result<Vec<Linked>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Linked>(LINKED).bind(on.matter()).bind(on.on().wall()).fetch_all(c))?)
}

/// The matter with this reference before which no wall stands, for staff who link it.
pub async fn by_reference(tx: &mut Tx, wall: &Wall, reference: &str) -> Result<Option<MatterId>> {
    const BY: &str = concat!("SELECT m.id FROM matters m WHERE m.reference = $1 AND ", matter_in_groups!("m", "$2"));
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, MatterId>(BY).bind(reference).bind(wall).fetch_optional(c))?)
}

/// Links two matters; whether they were not linked before.
pub async fn link(tx: &mut Tx, on: &OnMatter, other: &MatterId, now: Instant) -> Result<bool> {
    const LINK: &str =
        "INSERT INTO matter_links (one_id, other_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let (one, two) = in_order(on.matter(), other);
    Ok(sql_change!(tx, LINK, one, two, now)? == 1)
}

/// Ends a link; whether there was one.
pub async fn unlink(tx: &mut Tx, on: &OnMatter, other: &MatterId) -> Result<bool> {
    let (one, two) = in_order(on.matter(), other);
    Ok(sql_change!(tx, "DELETE FROM matter_links WHERE one_id = $1 AND other_id = $2", one, two)? == 1)
}

fn in_order<'a>(one: &'a MatterId, other: &'a MatterId) -> (&'a MatterId, &'a MatterId) {
    if one < other { (one, other) } else { (other, one) }
}

/// A document filed under a matter, as staff know it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Filed {
    /// The document's id.
    pub id: String,
    /// Its filed name, or its own.
    pub name: String,
    /// `client` or `firm`.
    pub origin: String,
    /// When it came.
    pub created_at: Instant,
    /// `not scanned`, `clean` or `infected`.
    pub scan: String,
}

/// Documents filed under a matter, newest first, at most `most`.
pub async fn filed(tx: &mut Tx, on: &OnMatter, most: i64) -> Result<Vec<Filed>> {
    const FILED: &str = "SELECT id, COALESCE(filed_as, name) AS name, origin, created_at,
            (SELECT v.scan FROM document_versions v WHERE v.document_id = documents.id
                ORDER BY v.number DESC LIMIT 1) AS scan
        FROM documents WHERE matter_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Filed>(FILED).bind(on.matter()).bind(most).fetch_all(c))?)
}
