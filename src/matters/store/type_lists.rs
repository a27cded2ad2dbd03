//! What every matter of a type begins with: its checklist and its deadlines. A matter has its own copy.

use super::types::place;
use crate::kernel::{AppError, Result};
use crate::matters::model::{MatterTypeId, TypeDeadlineId, TypeTaskId};
use crate::server::Tx;
use crate::{sql, sql_change};

/// A thing to be done in every matter of a type.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TypeTask {
    /// Id.
    pub id: TypeTaskId,
    /// Order.
    pub position: i64,
    /// What is to be done.
    pub title: String,
}

/// A dated duty of every matter of a type.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TypeDeadline {
    /// Id.
    pub id: TypeDeadlineId,
    /// What is due.
    pub title: String,
    /// So many days after the start.
    pub offset_days: i64,
    /// Whether the client sees it.
    pub visible: bool,
}

/// The checklist of a type, in its order.
pub async fn type_tasks(tx: &mut Tx, id: &MatterTypeId) -> Result<Vec<TypeTask>> {
    const TASKS: &str = "SELECT id, position, title FROM type_tasks WHERE type_id = $1 ORDER BY position, id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, TypeTask>(TASKS).bind(id).fetch_all(c))?)
}

/// Adds a thing at the end of a type's checklist.
pub async fn add_type_task(tx: &mut Tx, id: &MatterTypeId, title: &str) -> Result<TypeTaskId> {
    const ADD: &str = "INSERT INTO type_tasks (id, type_id, position, title)
        VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM type_tasks WHERE type_id = $2), $3)";
    let task = TypeTaskId::fresh();
    sql_change!(tx, ADD, &task, id, title)?;
    Ok(task)
}

/// Changes a thing on this type's checklist; another type's is absent.
pub async fn change_type_task(tx: &mut Tx, id: &MatterTypeId, task: &TypeTaskId, title: &str) -> Result<()> {
    const CHANGE: &str = "UPDATE type_tasks SET title = $1 WHERE id = $2 AND type_id = $3";
    one(sql_change!(tx, CHANGE, title, task, id)?)
}

/// Moves a thing one place up or down; whether it could go further.
pub async fn move_type_task(tx: &mut Tx, id: &MatterTypeId, task: &TypeTaskId, up: bool) -> Result<bool> {
    const PUT: &str = "UPDATE type_tasks SET position = $1 WHERE id = $2";
    let all = type_tasks(tx, id).await?;
    let places: Vec<_> = all.iter().map(|one| (&one.id, one.position)).collect();
    let Some(((one, to), (other, back))) = place(&places, task, up)? else { return Ok(false) };
    sql_change!(tx, PUT, to, one)?;
    sql_change!(tx, PUT, back, other)?;
    Ok(true)
}

/// The deadlines of a type, the soonest first.
pub async fn type_deadlines(tx: &mut Tx, id: &MatterTypeId) -> Result<Vec<TypeDeadline>> {
    const DEADLINES: &str = "SELECT id, title, offset_days, visible FROM type_deadlines WHERE type_id = $1
        ORDER BY offset_days, position, id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, TypeDeadline>(DEADLINES).bind(id).fetch_all(c))?)
}

const ADD_DEADLINE: &str = "INSERT INTO type_deadlines (id, type_id, position, title, offset_days, visible)
    VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM type_deadlines WHERE type_id = $2), $3, $4, $5)";

/// Adds a deadline to a type.
pub async fn add_type_deadline(
    tx: &mut Tx,
    id: &MatterTypeId,
    title: &str,
    offset_days: i64,
    visible: bool,
) -> Result<TypeDeadlineId> {
    let deadline = TypeDeadlineId::fresh();
    sql_change!(tx, ADD_DEADLINE, &deadline, id, title, offset_days, visible)?;
    Ok(deadline)
}

/// Changes a deadline of this type; another type's is absent.
pub async fn change_type_deadline(tx: &mut Tx, id: &MatterTypeId, new: &TypeDeadline) -> Result<()> {
    const CHANGE: &str =
        "UPDATE type_deadlines SET title = $1, offset_days = $2, visible = $3 WHERE id = $4 AND type_id = $5";
    one(sql_change!(tx, CHANGE, &new.title, new.offset_days, new.visible, &new.id, id)?)
}

fn one(changed: u64) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(AppError::NotFound) }
}
