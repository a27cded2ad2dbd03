//! Types of matters and their phases: the firm's own rows.

use crate::kernel::{AppError, Instant, Result, Wall};
use crate::matters::model::{MatterTypeId, PhaseId};
use crate::server::{Tx, db};
use crate::{matter_in_groups, sql, sql_change};
use std::fmt::Display;

/// A type as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MatterType {
    /// Id.
    pub id: MatterTypeId,
    /// Name.
    pub name: String,
    /// The request template that usually begins it.
    pub template_id: Option<String>,
    /// That template's name.
    pub template_name: Option<String>,
    /// When it was put away.
    pub archived_at: Option<Instant>,
    /// How many steps it has.
    pub phases: i64,
}

macro_rules! types {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.name, t.template_id, q.name AS template_name, t.archived_at,
                (SELECT COUNT(*) FROM phases p WHERE p.type_id = t.id AND p.archived_at IS NULL) AS phases
            FROM matter_types t LEFT JOIN request_templates q ON q.id = t.template_id ",
            $rest
        )
    };
}

/// Types by name: those in use, or those that are put away.
pub async fn types(tx: &mut Tx, archived: bool) -> Result<Vec<MatterType>> {
    const ALL: &str = types!("WHERE (t.archived_at IS NOT NULL) = $1 ORDER BY t.name_key, t.id");
    Ok(sql!(tx, |c| sqlx::query_as::<_, MatterType>(ALL).bind(archived).fetch_all(c))?)
}

/// All types by name.
pub async fn all_types(tx: &mut Tx) -> Result<Vec<MatterType>> {
    const ALL: &str = types!("ORDER BY t.name_key, t.id");
    Ok(sql!(tx, |c| sqlx::query_as::<_, MatterType>(ALL).fetch_all(c))?)
}

/// Types by name of which there is work: those in use, and those put away whose open matters go on. A type tells of no
/// client: it is named wherever its matters stand.
pub async fn types_at_work(tx: &mut Tx) -> Result<Vec<MatterType>> {
    const ALL: &str = types!(
        "WHERE t.archived_at IS NULL OR EXISTS (SELECT 1 FROM matters m WHERE m.type_id = t.id AND m.open = $1)
        ORDER BY t.name_key, t.id"
    );
    Ok(sql!(tx, |c| sqlx::query_as::<_, MatterType>(ALL).bind(true).fetch_all(c))?)
}

/// One type.
pub async fn find_type(tx: &mut Tx, id: &MatterTypeId) -> Result<MatterType> {
    const ONE: &str = types!("WHERE t.id = $1");
    sql!(tx, |c| sqlx::query_as::<_, MatterType>(ONE).bind(id).fetch_optional(c))?.ok_or(AppError::NotFound)
}

/// Takes a type's row until the transaction ends: its steps and lists change, and matters begin with it, one after another.
pub async fn hold_type(tx: &mut Tx, id: &MatterTypeId) -> Result<()> {
    let held = sql_change!(tx, "UPDATE matter_types SET name = name WHERE id = $1", id)?;
    if held == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Adds a type without steps. `template` is the id of the request template that usually begins it. A name that is taken
/// is refused beside field `name`.
pub async fn add_type(tx: &mut Tx, name: &str, template: Option<&impl Display>, now: Instant) -> Result<MatterTypeId> {
    const ADD: &str =
        "INSERT INTO matter_types (id, name, name_key, template_id, created_at) VALUES ($1, $2, $3, $4, $5)";
    let id = MatterTypeId::fresh();
    let template = template.map(ToString::to_string);
    sql_change!(tx, ADD, &id, name, db::name_key(name), &template, now).map_err(taken)?;
    Ok(id)
}

/// Changes a type's name and template.
pub async fn change_type(tx: &mut Tx, id: &MatterTypeId, name: &str, template: Option<&str>) -> Result<()> {
    const CHANGE: &str = "UPDATE matter_types SET name = $1, name_key = $2, template_id = $3 WHERE id = $4";
    sql_change!(tx, CHANGE, name, db::name_key(name), template, id).map_err(taken)?;
    Ok(())
}

fn taken(error: sqlx::Error) -> AppError {
    db::or_conflict(error, "matter_types_name", "matter_types.name_key", || {
        AppError::field("name", "Another matter type has this name, maybe an archived one. Choose a different name")
    })
}

/// Puts a type away (`Some`) or brings it back; whether this changed anything.
pub async fn set_type_archived(tx: &mut Tx, id: &MatterTypeId, at: Option<Instant>) -> Result<bool> {
    const ARCHIVE: &str = "UPDATE matter_types SET archived_at = $1 WHERE id = $2 AND (archived_at IS NULL) = $3";
    Ok(sql_change!(tx, ARCHIVE, at, id, at.is_some())? == 1)
}

/// Request templates that can begin a type: id and name, those in use.
pub async fn templates_to_begin_with(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    const TEMPLATES: &str = "SELECT id, name FROM request_templates WHERE archived_at IS NULL ORDER BY name_key, id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (String, String)>(TEMPLATES).fetch_all(c))?)
}

/// A step of a type, as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Phase {
    /// Id.
    pub id: PhaseId,
    /// Of which type.
    pub type_id: MatterTypeId,
    /// Order.
    pub position: i64,
    /// As staff call it.
    pub name: String,
    /// As the client reads it.
    pub client_name: String,
    /// One plain sentence for the client.
    pub sentence: String,
    /// How long it usually lasts.
    pub usual_days: Option<i64>,
    /// When it was put away.
    pub archived_at: Option<Instant>,
}

/// What a step's form holds.
#[derive(Clone, Debug)]
pub struct PhaseWords {
    /// As staff call it.
    pub name: String,
    /// As the client reads it.
    pub client_name: String,
    /// One plain sentence for the client.
    pub sentence: String,
    /// How long it usually lasts.
    pub usual_days: Option<i64>,
}

/// The steps of a type in their order, those in use.
pub async fn phases(tx: &mut Tx, id: &MatterTypeId) -> Result<Vec<Phase>> {
    Ok(all_phases(tx, id).await?.into_iter().filter(|one| one.archived_at.is_none()).collect())
}

/// The steps of a type in their order, archived ones too.
pub async fn all_phases(tx: &mut Tx, id: &MatterTypeId) -> Result<Vec<Phase>> {
    const PHASES: &str =
        "SELECT id, type_id, position, name, client_name, sentence, usual_days, archived_at FROM phases
        WHERE type_id = $1 ORDER BY position, id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Phase>(PHASES).bind(id).fetch_all(c))?)
}

/// One step of this type; another type's is absent.
pub async fn phase(tx: &mut Tx, id: &MatterTypeId, phase: &PhaseId) -> Result<Phase> {
    let all = all_phases(tx, id).await?;
    all.into_iter().find(|one| one.id == *phase).ok_or(AppError::NotFound)
}

const ADD_PHASE: &str = "INSERT INTO phases (id, type_id, position, name, client_name, sentence, usual_days)
    VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM phases WHERE type_id = $2), $3, $4, $5, $6)";

/// Adds a step at the end of a type.
pub async fn add_phase(
    tx: &mut Tx,
    id: &MatterTypeId,
    name: &str,
    client_name: &str,
    sentence: &str,
    usual_days: Option<i64>,
) -> Result<PhaseId> {
    let phase = PhaseId::fresh();
    sql_change!(tx, ADD_PHASE, &phase, id, name, client_name, sentence, usual_days)?;
    Ok(phase)
}

/// Changes a step of this type; another type's is absent.
pub async fn change_phase(tx: &mut Tx, id: &MatterTypeId, phase: &PhaseId, words: &PhaseWords) -> Result<()> {
    const CHANGE: &str = "UPDATE phases SET name = $1, client_name = $2, sentence = $3, usual_days = $4
        WHERE id = $5 AND type_id = $6";
    let PhaseWords { name, client_name, sentence, usual_days } = words;
    let changed = sql_change!(tx, CHANGE, name, client_name, sentence, *usual_days, phase, id)?;
    if changed == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Moves a step one place up or down among those in use; whether it could go further.
pub async fn move_phase(tx: &mut Tx, id: &MatterTypeId, phase: &PhaseId, up: bool) -> Result<bool> {
    const PUT: &str = "UPDATE phases SET position = $1 WHERE id = $2";
    let all = phases(tx, id).await?;
    let places: Vec<_> = all.iter().map(|one| (&one.id, one.position)).collect();
    let Some(((one, to), (other, back))) = place(&places, phase, up)? else { return Ok(false) };
    sql_change!(tx, PUT, to, one)?;
    sql_change!(tx, PUT, back, other)?;
    Ok(true)
}

/// Puts a step away (`Some`) or brings it back; whether this changed anything.
pub async fn set_phase_archived(tx: &mut Tx, id: &MatterTypeId, phase: &PhaseId, at: Option<Instant>) -> Result<bool> {
    const ARCHIVE: &str =
        "UPDATE phases SET archived_at = $1 WHERE id = $2 AND type_id = $3 AND (archived_at IS NULL) = $4";
    Ok(sql_change!(tx, ARCHIVE, at, phase, id, at.is_some())? == 1)
}

/// Takes a step's row until the transaction ends, so that no matter enters it while it is put away; whether it is one of
/// this type, and in use.
pub async fn hold_phase(tx: &mut Tx, id: &MatterTypeId, phase: &PhaseId) -> Result<bool> {
    const HOLD: &str = "UPDATE phases SET position = position WHERE id = $1 AND type_id = $2 AND archived_at IS NULL";
    Ok(sql_change!(tx, HOLD, phase, id)? == 1)
}

/// How many open matters stand in this step: all, and those of them before which no wall stands.
pub async fn standing_in(tx: &mut Tx, phase: &PhaseId, wall: &Wall) -> Result<(i64, i64)> {
    const STANDING: &str = concat!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN ",
        matter_in_groups!("m", "$3"),
        " THEN 1 ELSE 0 END), 0) AS BIGINT) FROM matters m WHERE m.phase_id = $1 AND m.open = $2"
    );
    Ok(sql!(tx, |c| sqlx::query_as::<_, (i64, i64)>(STANDING).bind(phase).bind(true).bind(wall).fetch_one(c))?)
}

/// A row and the position it gets.
type Put<'a, I> = (&'a I, i64);

/// What a move of one place does: the row's new position and its neighbour's; none at the end.
pub(super) fn place<'a, I: PartialEq>(
    all: &[(&'a I, i64)],
    id: &I,
    up: bool,
) -> Result<Option<(Put<'a, I>, Put<'a, I>)>> {
    let at = all.iter().position(|(one, _)| *one == id).ok_or(AppError::NotFound)?;
    let (own, from) = all[at];
    let other = if up { at.checked_sub(1) } else { Some(at + 1) }.and_then(|other| all.get(other));
    Ok(other.map(|(neighbour, to)| ((own, *to), (*neighbour, from))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_moves_by_one_place_and_stays_at_the_end() {
        let all = [(&'a', 1), (&'b', 2), (&'c', 5)];
        assert_eq!(place(&all, &'c', true), Ok(Some(((&'c', 2), (&'b', 5)))));
        assert_eq!(place(&all, &'a', true), Ok(None));
        assert_eq!(place(&all, &'c', false), Ok(None));
        assert_eq!(place(&all, &'x', true), Err(AppError::NotFound));
    }
}
