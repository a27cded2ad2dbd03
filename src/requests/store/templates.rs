//! Templates: what the firm usually asks for. A request has its own copy, so changing one changes nothing that was sent.

use super::items::place;
use crate::documents::DocumentId;
use crate::kernel::{AppError, Instant, Result};
use crate::requests::asking::Asking;
use crate::requests::model::{Need, TemplateId, TemplateItemId};
use crate::server::{Tx, db};
use crate::{sql, sql_change};

/// A template as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Template {
    /// Id.
    pub id: TemplateId,
    /// Name, for staff alone.
    pub name: String,
    /// What stands above the items.
    pub message: String,
    /// Suggested: due so many days after the request is begun.
    pub due_days: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it was put away.
    pub archived_at: Option<Instant>,
    /// How many things it asks for.
    pub items: i64,
}

macro_rules! templates {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.name, t.message, t.due_days, t.created_at, t.archived_at,
                (SELECT COUNT(*) FROM template_items i WHERE i.template_id = t.id) AS items
            FROM request_templates t ",
            $rest
        )
    };
}

/// All templates by name, archived ones too.
pub async fn templates(tx: &mut Tx) -> Result<Vec<Template>> {
    const ALL: &str = templates!("ORDER BY t.name_key, t.id");
    Ok(sql!(tx, |c| sqlx::query_as::<_, Template>(ALL).fetch_all(c))?)
}

/// One template.
pub async fn template(tx: &mut Tx, id: &TemplateId) -> Result<Template> {
    const ONE: &str = templates!("WHERE t.id = $1");
    sql!(tx, |c| sqlx::query_as::<_, Template>(ONE).bind(id).fetch_optional(c))?.ok_or(AppError::NotFound)
}

/// Takes a template's row until the transaction ends, so that two people don't change it at once.
pub async fn hold_template(tx: &mut Tx, id: &TemplateId) -> Result<()> {
    let held = sql_change!(tx, "UPDATE request_templates SET due_days = due_days WHERE id = $1", id)?;
    if held == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

const ADD: &str = "INSERT INTO request_templates (id, name, name_key, message, due_days, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)";

/// Adds a template, empty. A name that is taken is refused beside field `name`.
pub async fn add_template(tx: &mut Tx, name: &str, message: &str, due_days: i64, now: Instant) -> Result<TemplateId> {
    let id = TemplateId::fresh();
    sql_change!(tx, ADD, &id, name, db::name_key(name), message, due_days, now).map_err(taken)?;
    Ok(id)
}

/// Changes what stands above the items.
pub async fn change_template(tx: &mut Tx, id: &TemplateId, name: &str, message: &str, due_days: i64) -> Result<()> {
    const CHANGE: &str =
        "UPDATE request_templates SET name = $1, name_key = $2, message = $3, due_days = $4 WHERE id = $5";
    let changed = sql_change!(tx, CHANGE, name, db::name_key(name), message, due_days, id).map_err(taken)?;
    if changed == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

fn taken(error: sqlx::Error) -> AppError {
    db::or_conflict(error, "request_templates_name", "request_templates.name_key", || {
        AppError::field("name", "Another template has this name, maybe an archived one. Choose a different name")
    })
}

/// Puts a template away (`Some`) or brings it back; whether this changed anything.
pub async fn set_template_archived(tx: &mut Tx, id: &TemplateId, at: Option<Instant>) -> Result<bool> {
    const ARCHIVE: &str = "UPDATE request_templates SET archived_at = $1 WHERE id = $2 AND (archived_at IS NULL) = $3";
    Ok(sql_change!(tx, ARCHIVE, at, id, at.is_some())? == 1)
}

/// One thing in a template, as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TemplateItem {
    /// Id.
    pub id: TemplateItemId,
    /// Order.
    pub position: i64,
    /// The group it stands in.
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
    /// Allowed kinds.
    pub kinds: String,
    /// What the reviewer looks at. Internal.
    pub checks: String,
    /// An example file of the firm's.
    pub example_id: Option<DocumentId>,
    /// That file's name.
    pub example_name: Option<String>,
}

impl TemplateItem {
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

const ITEMS: &str =
    "SELECT i.id, i.position, i.heading, i.title, i.instruction, i.need, i.condition, i.how_many, i.kinds, i.checks,
        i.example_file_id AS example_id, e.name AS example_name
    FROM template_items i LEFT JOIN example_files e ON e.id = i.example_file_id
    WHERE i.template_id = $1 ORDER BY i.position, i.id";

/// The things in a template, in their order.
pub async fn template_items(tx: &mut Tx, id: &TemplateId) -> Result<Vec<TemplateItem>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, TemplateItem>(ITEMS).bind(id).fetch_all(c))?)
}

const ADD_ITEM: &str = "INSERT INTO template_items
    (id, template_id, position, heading, title, instruction, need, condition, how_many, kinds, checks,
        example_file_id)
    VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM template_items WHERE template_id = $2),
        $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// Adds a thing at the end of a template.
pub async fn add_template_item(
    tx: &mut Tx,
    template: &TemplateId,
    new: &Asking,
    example: Option<&DocumentId>,
) -> Result<TemplateItemId> {
    let id = TemplateItemId::fresh();
    sql_change!(
        tx,
        ADD_ITEM,
        &id,
        template,
        &new.heading,
        &new.title,
        &new.instruction,
        new.need.word(),
        &new.condition,
        new.how_many,
        &new.kinds,
        &new.checks,
        example
    )?;
    Ok(id)
}

const CHANGE_ITEM: &str =
    "UPDATE template_items SET heading = $1, title = $2, instruction = $3, need = $4, condition = $5,
        how_many = $6, kinds = $7, checks = $8, example_file_id = $9 WHERE id = $10 AND template_id = $11";

/// Changes a thing in this template; another template's is absent.
pub async fn change_template_item(
    tx: &mut Tx,
    template: &TemplateId,
    id: &TemplateItemId,
    new: &Asking,
    example: Option<&DocumentId>,
) -> Result<()> {
    let changed = sql_change!(
        tx,
        CHANGE_ITEM,
        &new.heading,
        &new.title,
        &new.instruction,
        new.need.word(),
        &new.condition,
        new.how_many,
        &new.kinds,
        &new.checks,
        example,
        id,
        template
    )?;
    if changed == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Moves a thing of this template one place up or down in its group; whether it could go further.
pub async fn move_template_item(tx: &mut Tx, template: &TemplateId, id: &TemplateItemId, up: bool) -> Result<bool> {
    const PUT: &str = "UPDATE template_items SET position = $1 WHERE id = $2";
    let items = template_items(tx, template).await?;
    let places: Vec<_> = items.iter().map(|item| (&item.id, item.position, item.heading.as_str())).collect();
    let Some(((one, to), (other, back))) = place(&places, id, up)? else { return Ok(false) };
    sql_change!(tx, PUT, to, one)?;
    sql_change!(tx, PUT, back, other)?;
    Ok(true)
}
