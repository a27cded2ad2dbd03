//! What staff do with clients and contacts.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use crate::kernel::Result;
use leptos::server;

/// Makes a client and its first contact in one go.
#[server(prefix = "/api", endpoint = "create_client")]
pub async fn create_client(
    name: String,
    email: String,
    phone: String,
    #[server(default)] contact_person: String,
    #[server(default)] lead: String,
    #[server(default)] group: String,
) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::EditClients)?;
    let typed = changes::TypedClient { name, email, phone, contact_person, lead, group };
    let id = changes::create(&services()?, &staff, typed).await?;
    say("The client is saved. Invite them when you are ready.");
    go(&format!("/clients/{id}/portal-access"));
    Ok(())
}

/// Changes a client's details. With one contact, that person's address follows.
#[server(prefix = "/api", endpoint = "change_client")]
pub async fn change_client(
    client: super::ClientId,
    name: String,
    email: String,
    phone: String,
    #[server(default)] lead: String,
    #[server(default)] group: String,
) -> Result<()> {
    use super::{OnClient, changes};
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::EditClients, client).await?;
    let typed = changes::TypedClient { name, email, phone, contact_person: String::new(), lead, group };
    say(&changes::change(&services()?, &staff, &on, typed).await?);
    go(&format!("/clients/{}", on.client()));
    Ok(())
}

/// Puts a client away; nothing is deleted.
#[server(prefix = "/api", endpoint = "archive_client")]
pub async fn archive_client(client: super::ClientId) -> Result<()> {
    use super::{OnClient, changes};
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::ArchiveClients, client).await?;
    let active = changes::archive(&services()?, &staff, &on, true).await?;
    let who = if active.is_empty() { String::new() } else { format!(" {}", super::model::can_sign_in(&active)) };
    say(&format!("The client is archived. It stays here, under the status Archived.{who}"));
    Ok(())
}

/// Brings an archived client back.
#[server(prefix = "/api", endpoint = "restore_client")]
pub async fn restore_client(client: super::ClientId) -> Result<()> {
    use super::{OnClient, changes};
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::ArchiveClients, client).await?;
    changes::archive(&services()?, &staff, &on, false).await?;
    say("The client is back in the list.");
    Ok(())
}

/// Adds a contact to a client; somebody who stands at another client already is the same person here.
#[server(prefix = "/api", endpoint = "add_contact")]
pub async fn add_contact(
    client: super::ClientId,
    name: String,
    email: String,
    #[server(default)] phone: String,
    #[server(default)] time_zone: String,
) -> Result<()> {
    use super::model::{Person, Zone};
    use super::{OnClient, changes};
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::EditClients, client).await?;
    let person = Person::parse(&name, &email, &phone)?;
    changes::add_contact_in(&services()?, &staff, &on, &person, &Zone::parse(&time_zone)?).await?;
    say(&format!("{} is a contact now, without access until you send an invitation.", person.name));
    go(&format!("/clients/{}/portal-access", on.client()));
    Ok(())
}

/// Changes a contact. A new address kills an open invitation.
#[server(prefix = "/api", endpoint = "change_contact")]
pub async fn change_contact(
    client: super::ClientId,
    contact: super::ContactId,
    name: String,
    email: String,
    #[server(default)] phone: String,
    #[server(default)] time_zone: String,
) -> Result<()> {
    use super::model::{Person, Zone};
    use super::{OnClient, changes};
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::EditClients, client).await?;
    let person = Person::parse(&name, &email, &phone)?;
    let zone = Zone::parse(&time_zone)?;
    say(&changes::change_contact(&services()?, &staff, &on, &contact, &person, &zone).await?);
    go(&format!("/clients/{}/portal-access", on.client()));
    Ok(())
}
