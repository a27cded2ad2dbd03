//! All SQL of clients: this file has the clients, the others their contacts and the list.

mod contacts;
mod list;

pub use contacts::*;
pub use list::*;

use super::model::ClientId;
use super::permit::OnClient;
use crate::accounts::AccountId;
use crate::kernel::{AppError, Instant, Result, Wall};
use crate::practice_groups::GroupId;
use crate::search::{self, Thing};
use crate::server::{Tx, db};
use crate::{in_group, sql, sql_change};

/// A client as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Client {
    /// Id.
    pub id: ClientId,
    /// Name.
    pub name: String,
    /// General address.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// Who leads the work for it.
    pub lead_id: Option<AccountId>,
    /// That person's name.
    pub lead_name: Option<String>,
    /// Since when.
    pub created_at: Instant,
    /// Since when it is put away.
    pub archived_at: Option<Instant>,
    /// The practice group that it is of; none: everybody of the firm sees it.
    pub group_id: Option<GroupId>,
    /// That group's name.
    pub group_name: Option<String>,
}

macro_rules! client {
    ($when:expr) => {
        concat!(
            "SELECT c.id, c.name, c.email, c.phone, c.lead_id, l.name AS lead_name, c.created_at, c.archived_at,
                c.group_id, g.name AS group_name
            FROM clients c LEFT JOIN accounts l ON l.id = c.lead_id
            LEFT JOIN practice_groups g ON g.id = c.group_id WHERE c.id = $1",
            $when
        )
    };
}

/// The client of this permission.
pub async fn find(tx: &mut Tx, on: &OnClient) -> Result<Client> {
    sql!(tx, |c| sqlx::query_as::<_, Client>(client!("")).bind(on.client()).fetch_optional(c))?
        .ok_or(AppError::NotFound)
}

/// This client, if no wall stands before it. Whether the caller may see it is asked by `permit::OnClient`.
pub(super) async fn reached(tx: &mut Tx, wall: &Wall, client: &ClientId) -> Result<Option<Client>> {
    const REACHED: &str = client!(concat!(" AND ", in_group!("c.group_id", "$2")));
    Ok(sql!(tx, |c| sqlx::query_as::<_, Client>(REACHED).bind(client).bind(wall).fetch_optional(c))?)
}

/// Whether there is this client, and no wall stands before it.
pub async fn reaches(tx: &mut Tx, wall: &Wall, client: &ClientId) -> Result<bool> {
    const REACHES: &str = concat!("SELECT COUNT(*) FROM clients c WHERE c.id = $1 AND ", in_group!("c.group_id", "$2"));
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(REACHES).bind(client).bind(wall).fetch_one(c))? == 1)
}

/// What a client's form holds.
pub struct Details<'a> {
    /// Name.
    pub name: &'a str,
    /// General address.
    pub email: &'a str,
    /// Phone.
    pub phone: &'a str,
    /// Lead.
    pub lead: Option<&'a AccountId>,
    /// Practice group.
    pub group: Option<&'a GroupId>,
}

const ADD: &str = "INSERT INTO clients (id, name, name_key, email, phone, lead_id, created_at, created_by, group_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Adds a client.
pub async fn add(tx: &mut Tx, details: Details<'_>, by: Option<&AccountId>, now: Instant) -> Result<ClientId> {
    let id = ClientId::fresh();
    sql_change!(
        tx,
        ADD,
        &id,
        details.name,
        db::name_key(details.name),
        details.email,
        details.phone,
        details.lead,
        now,
        by,
        details.group
    )?;
    keep_words(tx, &id).await?;
    Ok(id)
}

const CHANGE: &str = "UPDATE clients SET name = $1, name_key = $2, email = $3, phone = $4, lead_id = $5, group_id = $6
    WHERE id = $7";
const MATTERS_FOLLOW: &str = "UPDATE matters SET client_group_id = $1 WHERE client_id = $2";

/// Takes a client's row until the transaction ends: its practice group stays as read, and no matter is opened meanwhile.
pub async fn hold(tx: &mut Tx, on: &OnClient) -> Result<()> {
    let held = sql_change!(tx, "UPDATE clients SET name_key = name_key WHERE id = $1", on.client())?;
    if held == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// The practice group of a client, as its matters keep it.
pub async fn group_of(tx: &mut Tx, client: &ClientId) -> Result<Option<GroupId>> {
    const GROUP: &str = "SELECT group_id FROM clients WHERE id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, Option<GroupId>>(GROUP).bind(client).fetch_optional(c))?.flatten())
}

/// Changes a client's details; its matters follow into its practice group. Whoever calls this holds the client.
pub async fn change(tx: &mut Tx, on: &OnClient, details: Details<'_>) -> Result<()> {
    let changed = sql_change!(
        tx,
        CHANGE,
        details.name,
        db::name_key(details.name),
        details.email,
        details.phone,
        details.lead,
        details.group,
        on.client()
    )?;
    if changed != 1 {
        return Err(AppError::NotFound);
    }
    sql_change!(tx, MATTERS_FOLLOW, details.group, on.client())?;
    keep_words(tx, on.client()).await
}

const NAMES: &str = "SELECT c.name, c.email FROM clients c WHERE c.id = $1
    UNION ALL SELECT k.name, k.email FROM portal_access p JOIN contacts k ON k.id = p.contact_id WHERE p.client_id = $1";

/// Keeps the words by which a client is found: after every change of its names or its contacts'.
async fn keep_words(tx: &mut Tx, client: &ClientId) -> Result<()> {
    let names = sql!(tx, |c| sqlx::query_as::<_, (String, String)>(NAMES).bind(client).fetch_all(c))?;
    let texts: Vec<&str> = names.iter().flat_map(|(name, email)| [name.as_str(), email.as_str()]).collect();
    search::keep(tx, Thing::Client, client.as_str(), &texts).await
}

const ARCHIVE: &str = "UPDATE clients SET archived_at = $1 WHERE id = $2 AND (archived_at IS NULL) = $3";

/// Puts a client away (`Some`) or brings it back; whether this changed anything.
pub async fn set_archived(tx: &mut Tx, on: &OnClient, at: Option<Instant>) -> Result<bool> {
    Ok(sql_change!(tx, ARCHIVE, at, on.client(), at.is_some())? == 1)
}

/// Who leads the work for a client; for the portal's own mail.
pub async fn lead_of(tx: &mut Tx, client: &ClientId) -> Result<Option<AccountId>> {
    const LEAD: &str = "SELECT lead_id FROM clients WHERE id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, Option<AccountId>>(LEAD).bind(client).fetch_optional(c))?.flatten())
}
