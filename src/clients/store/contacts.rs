//! Contacts: the people at clients.

use crate::accounts::AccountId;
use crate::clients::model::{ClientId, ContactId, Person, Zone};
use crate::clients::permit::OnClient;
use crate::kernel::{AppError, Instant, Result, Wall};
use crate::server::{Tx, db};
use crate::{in_group, sql, sql_change};

/// A contact as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Contact {
    /// Id.
    pub id: ContactId,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// Their login, once they have activated.
    pub account_id: Option<AccountId>,
    /// Their own time zone; empty: the firm's.
    pub time_zone: String,
}

const CONTACTS: &str = "SELECT k.id, k.name, k.email, k.phone, k.account_id, k.time_zone
    FROM portal_access p JOIN contacts k ON k.id = p.contact_id WHERE p.client_id = $1 ORDER BY p.created_at, k.id";

/// The contacts of a client, first one first.
pub async fn contacts(tx: &mut Tx, on: &OnClient) -> Result<Vec<Contact>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Contact>(CONTACTS).bind(on.client()).fetch_all(c))?)
}

const CONTACT: &str = "SELECT k.id, k.name, k.email, k.phone, k.account_id, k.time_zone
    FROM portal_access p JOIN contacts k ON k.id = p.contact_id WHERE p.client_id = $1 AND k.id = $2";

/// One contact of this client.
pub async fn contact(tx: &mut Tx, on: &OnClient, id: &ContactId) -> Result<Contact> {
    sql!(tx, |c| sqlx::query_as::<_, Contact>(CONTACT).bind(on.client()).bind(id).fetch_optional(c))?
        .ok_or(AppError::NotFound)
}

/// Takes a person's row until the transaction ends, so that address and account stay as read. Who also takes their access
/// or invitations takes access first, then this, then invitations: nobody waits in a circle.
pub async fn hold_contact(tx: &mut Tx, id: &ContactId) -> Result<()> {
    sql_change!(tx, "UPDATE contacts SET name = name WHERE id = $1", id)?;
    Ok(())
}

const CONTACT_BY_EMAIL: &str =
    "SELECT id, name, email, phone, account_id, time_zone FROM contacts WHERE email_key = $1";

/// The contact with this address, at whichever client.
pub async fn contact_by_email(tx: &mut Tx, key: &str) -> Result<Option<Contact>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Contact>(CONTACT_BY_EMAIL).bind(key).fetch_optional(c))?)
}

/// Whether this person stands at a client before which no wall stands.
pub async fn is_seen(tx: &mut Tx, wall: &Wall, id: &ContactId) -> Result<bool> {
    const SEEN: &str = concat!(
        "SELECT COUNT(*) FROM portal_access p JOIN clients c ON c.id = p.client_id WHERE p.contact_id = $1 AND ",
        in_group!("c.group_id", "$2")
    );
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SEEN).bind(id).bind(wall).fetch_one(c))? > 0)
}

/// Whether this person stands at no client behind a wall: then nobody else's access hangs on their address.
pub async fn is_seen_wholly(tx: &mut Tx, wall: &Wall, id: &ContactId) -> Result<bool> {
    const HIDDEN: &str = concat!(
        "SELECT COUNT(*) FROM portal_access p JOIN clients c ON c.id = p.client_id WHERE p.contact_id = $1 AND NOT ",
        in_group!("c.group_id", "$2")
    );
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(HIDDEN).bind(id).bind(wall).fetch_one(c))? == 0)
}

const ADD_CONTACT: &str = "INSERT INTO contacts (id, name, name_key, email, email_key, phone, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Adds a person.
pub async fn add_contact(tx: &mut Tx, person: &Person, now: Instant) -> Result<ContactId> {
    let id = ContactId::fresh();
    sql_change!(
        tx,
        ADD_CONTACT,
        &id,
        &person.name,
        db::name_key(&person.name),
        &person.email,
        person.email.key(),
        &person.phone,
        now
    )
    .map_err(|error| db::or_conflict(error, "contacts_email_key", "contacts.email_key", taken))?;
    Ok(id)
}

const STAND_AT: &str =
    "INSERT INTO portal_access (client_id, contact_id, state, changed_at, changed_by, reason, created_at)
    VALUES ($1, $2, 'none', $3, $4, '', $3)";

/// Lets a contact stand at a client, without access. Twice is refused beside field `email`.
pub async fn stand_at(tx: &mut Tx, client: &ClientId, contact: &ContactId, by: &str, now: Instant) -> Result<()> {
    sql_change!(tx, STAND_AT, client, contact, now, by).map_err(|error| {
        db::or_conflict(error, "portal_access_pkey", "portal_access.client_id", || {
            AppError::field("email", "This person is a contact of this client already")
        })
    })?;
    super::keep_words(tx, client).await
}

const CHANGE_CONTACT: &str =
    "UPDATE contacts SET name = $1, name_key = $2, email = $3, email_key = $4, phone = $5 WHERE id = $6
    AND EXISTS (SELECT 1 FROM portal_access p WHERE p.client_id = $7 AND p.contact_id = $6)";

/// Changes a person who stands at this client. A client whose only contact they are, under one and the same address,
/// goes by the new one, too.
pub async fn change_contact(tx: &mut Tx, on: &OnClient, id: &ContactId, person: &Person) -> Result<()> {
    let same = clients_of_this_address(tx, id).await?;
    let changed = sql_change!(
        tx,
        CHANGE_CONTACT,
        &person.name,
        db::name_key(&person.name),
        &person.email,
        person.email.key(),
        &person.phone,
        id,
        on.client()
    )
    .map_err(|error| db::or_conflict(error, "contacts_email_key", "contacts.email_key", taken))?;
    if changed != 1 {
        return Err(AppError::NotFound);
    }
    for client in same {
        sql_change!(tx, "UPDATE clients SET email = $1 WHERE id = $2", &person.email, &client)?;
    }
    const STANDS_AT: &str = "SELECT client_id FROM portal_access WHERE contact_id = $1";
    let clients = sql!(tx, |c| sqlx::query_scalar::<_, ClientId>(STANDS_AT).bind(id).fetch_all(c))?;
    for client in clients {
        super::keep_words(tx, &client).await?;
    }
    Ok(())
}

const ALONE_AT: &str = "SELECT c.id, c.email, k.email FROM contacts k JOIN portal_access p ON p.contact_id = k.id
    JOIN clients c ON c.id = p.client_id WHERE k.id = $1
    AND NOT EXISTS (SELECT 1 FROM portal_access o WHERE o.client_id = c.id AND o.contact_id <> k.id)";

/// Where this person is the only contact and the client's address is theirs.
async fn clients_of_this_address(tx: &mut Tx, id: &ContactId) -> Result<Vec<ClientId>> {
    let alone = sql!(tx, |c| sqlx::query_as::<_, (ClientId, String, String)>(ALONE_AT).bind(id).fetch_all(c))?;
    let same = |(_, its, theirs): &(ClientId, String, String)| its.to_lowercase() == theirs.to_lowercase();
    Ok(alone.into_iter().filter(same).map(|(client, ..)| client).collect())
}

/// Keeps the time zone of a person who stands at this client.
pub async fn set_time_zone(tx: &mut Tx, on: &OnClient, id: &ContactId, zone: &Zone) -> Result<()> {
    const SET: &str = "UPDATE contacts SET time_zone = $1 WHERE id = $2
        AND EXISTS (SELECT 1 FROM portal_access p WHERE p.client_id = $3 AND p.contact_id = $2)";
    sql_change!(tx, SET, zone.as_str(), id, on.client())?;
    Ok(())
}

/// Ties a contact to their login.
pub async fn set_account(tx: &mut Tx, id: &ContactId, account: &AccountId) -> Result<()> {
    sql_change!(tx, "UPDATE contacts SET account_id = $1 WHERE id = $2", account, id)?;
    Ok(())
}

fn taken() -> AppError {
    AppError::field("email", "Another contact has this address")
}
