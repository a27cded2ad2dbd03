//! All SQL of clients: this file has the clients, the other one their contacts.

mod contacts;

pub use contacts::*;

use super::model::{ClientId, Order};
use super::permit::OnClient;
use crate::accounts::AccountId;
use crate::kernel::page::Page;
use crate::kernel::{AppError, Instant, Result};
use crate::server::{Tx, db};
use crate::{sql, sql_change};

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
}

const FIND: &str = "SELECT c.id, c.name, c.email, c.phone, c.lead_id, l.name AS lead_name, c.created_at, c.archived_at
    FROM clients c LEFT JOIN accounts l ON l.id = c.lead_id WHERE c.id = $1";

/// The client of this permission.
pub async fn find(tx: &mut Tx, on: &OnClient) -> Result<Client> {
    sql!(tx, |c| sqlx::query_as::<_, Client>(FIND).bind(on.client()).fetch_optional(c))?.ok_or(AppError::NotFound)
}

/// A row of the client list, with its first contact's standing.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// Id.
    pub id: ClientId,
    /// Name.
    pub name: String,
    /// Lower-case name, the list's key.
    pub name_key: String,
    /// General address.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// Lead's name.
    pub lead_name: Option<String>,
    /// Since when.
    pub created_at: Instant,
    /// Put away.
    pub archived_at: Option<Instant>,
    /// Number of contacts.
    pub contacts: i64,
    /// Access of the first contact.
    pub state: Option<String>,
    /// Their latest invitation.
    pub invitation_id: Option<String>,
    /// Its end.
    pub expires_at: Option<Instant>,
    /// Its revocation.
    pub revoked_at: Option<Instant>,
    /// Their last login.
    pub last_login_at: Option<Instant>,
}

/// What to look for in the list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In the name, the address or a contact's name or address.
    pub words: String,
    /// `active` (also when empty), `archived` or `all`.
    pub status: String,
    /// A portal state by its word; empty: any.
    pub access: String,
    /// Order.
    pub order: Order,
    /// Key of the last row of the page before.
    pub after: String,
}

macro_rules! list {
    ($key:literal, $order:literal) => {
        concat!(
            "SELECT c.id, c.name, c.name_key, c.email, c.phone, l.name AS lead_name, c.created_at, c.archived_at,
                (SELECT COUNT(*) FROM portal_access n WHERE n.client_id = c.id) AS contacts,
                s.state, s.invitation_id, s.expires_at, s.revoked_at, a.last_login_at
            FROM clients c
            LEFT JOIN accounts l ON l.id = c.lead_id
            LEFT JOIN standings s ON s.client_id = c.id AND s.contact_id =
                (SELECT f.contact_id FROM portal_access f WHERE f.client_id = c.id ORDER BY f.created_at, f.contact_id LIMIT 1)
            LEFT JOIN contacts k ON k.id = s.contact_id
            LEFT JOIN accounts a ON a.id = k.account_id ",
            wanted!(),
            " AND ", $key, " ORDER BY ", $order, " LIMIT $8"
        )
    };
}

macro_rules! wanted {
    () => {
        "WHERE ($1 = 'all' OR ($1 = 'archived' AND c.archived_at IS NOT NULL) OR ($1 = 'active' AND c.archived_at IS NULL))
          AND ($2 = '' OR c.name_key LIKE $2 ESCAPE '!' OR lower(c.email) LIKE $2 ESCAPE '!' OR EXISTS (
              SELECT 1 FROM portal_access p JOIN contacts q ON q.id = p.contact_id
              WHERE p.client_id = c.id AND (q.name_key LIKE $2 ESCAPE '!' OR q.email_key LIKE $2 ESCAPE '!')))
          AND ($3 = '' OR EXISTS (SELECT 1 FROM standings w WHERE w.client_id = c.id AND $3 =
              CASE WHEN w.state = 'active' THEN 'Active' WHEN w.state = 'inactive' THEN 'Inactive'
                   WHEN w.invitation_id IS NULL THEN 'Not Invited' WHEN w.revoked_at IS NOT NULL THEN 'Revoked'
                   WHEN w.expires_at <= $4 THEN 'Expired' ELSE 'Pending' END))"
    };
}

const BY_NAME: &str = list!("($5 = 0 OR (c.name_key, c.id) > ($6, $7))", "c.name_key, c.id");
const BY_NAME_DOWN: &str = list!("($5 = 0 OR (c.name_key, c.id) < ($6, $7))", "c.name_key DESC, c.id DESC");
const BY_NEWEST: &str =
    list!("($5 = 0 OR (c.created_at, c.id) < (CAST($6 AS BIGINT), $7))", "c.created_at DESC, c.id DESC");
const BY_OLDEST: &str = list!("($5 = 0 OR (c.created_at, c.id) > (CAST($6 AS BIGINT), $7))", "c.created_at, c.id");

/// Clients in order, at most `size` a page.
pub async fn list(tx: &mut Tx, filter: &Filter, now: Instant, size: usize) -> Result<Page<Row>> {
    let by_name = matches!(filter.order, Order::Name | Order::NameDown);
    let text = match filter.order {
        Order::Name => BY_NAME,
        Order::NameDown => BY_NAME_DOWN,
        Order::Newest => BY_NEWEST,
        Order::Oldest => BY_OLDEST,
    };
    let (key, id) = filter.after.rsplit_once('-').unwrap_or_default();
    let fits = !id.is_empty() && (by_name || key.parse::<i64>().is_ok());
    let key = if fits || by_name { key } else { "0" };
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows = sql!(tx, |c| sqlx::query_as::<_, Row>(text)
        .bind(status(filter))
        .bind(db::like(&filter.words))
        .bind(&filter.access)
        .bind(now)
        .bind(i64::from(fits))
        .bind(key)
        .bind(id)
        .bind(limit)
        .fetch_all(c))?;
    Ok(Page::cut(rows, size, |row| {
        let key = if by_name { row.name_key.clone() } else { row.created_at.0.to_string() };
        format!("{key}-{}", row.id)
    }))
}

const MATCHES: &str = concat!("SELECT COUNT(*) FROM clients c ", wanted!());

/// How many clients the filter finds.
pub async fn count(tx: &mut Tx, filter: &Filter, now: Instant) -> Result<i64> {
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(MATCHES)
        .bind(status(filter))
        .bind(db::like(&filter.words))
        .bind(&filter.access)
        .bind(now)
        .fetch_one(c))?)
}

fn status(filter: &Filter) -> &'static str {
    match filter.status.as_str() {
        "archived" => "archived",
        "all" => "all",
        _ => "active",
    }
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
}

const ADD: &str = "INSERT INTO clients (id, name, name_key, email, phone, lead_id, created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

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
        by
    )?;
    Ok(id)
}

const CHANGE: &str = "UPDATE clients SET name = $1, name_key = $2, email = $3, phone = $4, lead_id = $5 WHERE id = $6";

/// Changes a client's details.
pub async fn change(tx: &mut Tx, on: &OnClient, details: Details<'_>) -> Result<()> {
    let changed = sql_change!(
        tx,
        CHANGE,
        details.name,
        db::name_key(details.name),
        details.email,
        details.phone,
        details.lead,
        on.client()
    )?;
    if changed == 1 { Ok(()) } else { Err(AppError::NotFound) }
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
