//! How clients and contacts change: each act with its line in the log, in one transaction.

use super::model::{ClientId, ContactId, Person, Zone};
use super::permit::OnClient;
use super::store::{self, Contact, Details};
use crate::accounts::{AccountId, Act, Staff};
use crate::activity::{self, Entry, What};
use crate::kernel::{AppError, Instant, Result};
use crate::portal_access::{self, corrections, invitations};
use crate::practice_groups::{self, GroupId};
use crate::server::{Services, Tx};

/// The client form as typed.
pub struct TypedClient {
    /// Name of the person or organisation.
    pub name: String,
    /// Address.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// The first contact's name, if the client is an organisation.
    pub contact_person: String,
    /// Lead's account id.
    pub lead: String,
    /// Practice group, as its field says.
    pub group: String,
}

/// Makes a client with its first contact.
pub async fn create(services: &Services, staff: &Staff, typed: TypedClient) -> Result<ClientId> {
    let client = Person::parse(&typed.name, &typed.email, &typed.phone)?;
    let contact_name = crate::firm::model::line("contact_person", &typed.contact_person, 0, 160, "")?;
    let contact =
        Person { name: if contact_name.is_empty() { client.name.clone() } else { contact_name }, ..client.clone() };
    let mut tx = services.db.write().await?;
    let now = services.now();
    let group = practice_groups::changes::chosen(&mut tx, staff, &typed.group, None).await?;
    let lead = lead(&mut tx, &typed.lead, group.as_ref()).await?;
    let details = Details {
        name: &client.name,
        email: client.email.as_str(),
        phone: &client.phone,
        lead: lead.as_ref(),
        group: group.as_ref(),
    };
    let id = store::add(&mut tx, details, Some(staff.id()), now).await?;
    log(&mut tx, now, staff, What::ClientCreated, &id, None, format!("Created client {}", client.name)).await?;
    join(&mut tx, now, staff, &id, &contact).await?;
    tx.save().await?;
    Ok(id)
}

/// Changes a client; gives the words that tell what happened.
pub async fn change(services: &Services, staff: &Staff, on: &OnClient, typed: TypedClient) -> Result<String> {
    let client = Person::parse(&typed.name, &typed.email, &typed.phone)?;
    let mut tx = services.db.write().await?;
    let now = services.now();
    store::hold(&mut tx, on).await?;
    let before = store::find(&mut tx, on).await?;
    let group = moved(&mut tx, staff, &typed.group, before.group_id.as_ref()).await?;
    let lead = lead(&mut tx, &typed.lead, group.as_ref()).await?;
    let details = Details {
        name: &client.name,
        email: client.email.as_str(),
        phone: &client.phone,
        lead: lead.as_ref(),
        group: group.as_ref(),
    };
    store::change(&mut tx, on, details).await?;
    if group != before.group_id {
        let way = practice_groups::changes::move_in_words(&mut tx, before.group_id.as_ref(), group.as_ref()).await?;
        let words = format!("Moved client {} {way}", client.name);
        log(&mut tx, now, staff, What::ClientMoved, on.client(), None, words).await?;
    }
    log(&mut tx, now, staff, What::ClientChanged, on.client(), None, format!("Changed client {}", client.name)).await?;
    let mut said = "The client is saved.".to_owned();
    if let [only] = store::contacts(&mut tx, on).await?.as_slice()
        && only.email.eq_ignore_ascii_case(&before.email)
    {
        let name = if only.name == before.name { client.name.clone() } else { only.name.clone() };
        let person = Person { name, ..client };
        if differs(only, &person) {
            said = rename(&mut tx, services, staff, on, only, &person).await?.unwrap_or(said);
        }
    }
    tx.save().await?;
    Ok(said)
}

/// Puts a client away or brings it back. Nobody's access ends by it: gives who can still sign in.
pub async fn archive(services: &Services, staff: &Staff, on: &OnClient, away: bool) -> Result<Vec<String>> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    let client = store::find(&mut tx, on).await?;
    if !store::set_archived(&mut tx, on, away.then_some(now)).await? {
        let state = if away { "archived" } else { "in the list" };
        return Err(AppError::Conflict(format!("{} is {state} already.", client.name)));
    }
    let (what, words) = if away {
        (What::ClientArchived, format!("Archived client {}", client.name))
    } else {
        (What::ClientRestored, format!("Restored client {}", client.name))
    };
    log(&mut tx, now, staff, what, on.client(), None, words).await?;
    let active = portal_access::store::active_at(&mut tx, on).await?;
    tx.save().await?;
    Ok(active)
}

/// Adds a contact to a client.
pub async fn add_contact(services: &Services, staff: &Staff, on: &OnClient, person: &Person) -> Result<()> {
    add_contact_in(services, staff, on, person, &Zone::default()).await
}

/// As [`add_contact`], in a time zone of their own. Somebody known keeps theirs unless one is chosen by who sees all
/// their clients.
pub async fn add_contact_in(
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    person: &Person,
    zone: &Zone,
) -> Result<()> {
    let mut tx = services.db.write().await?;
    store::find(&mut tx, on).await?;
    let id = join(&mut tx, services.now(), staff, on.client(), person).await?;
    if *zone != Zone::default() && store::is_seen_wholly(&mut tx, &staff.wall(), &id).await? {
        store::set_time_zone(&mut tx, on, &id, zone).await?;
    }
    tx.save().await
}

/// Changes a contact; gives the words that tell what happened.
pub async fn change_contact(
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    id: &ContactId,
    person: &Person,
    zone: &Zone,
) -> Result<String> {
    let mut tx = services.db.write().await?;
    let before = store::contact(&mut tx, on, id).await?;
    let said = rename(&mut tx, services, staff, on, &before, person).await?;
    if before.time_zone != zone.as_str() {
        if !store::is_seen_wholly(&mut tx, &staff.wall(), id).await? {
            return Err(AppError::field("time_zone", "Only an owner may change the time zone of this contact"));
        }
        store::set_time_zone(&mut tx, on, id, zone).await?;
    }
    tx.save().await?;
    Ok(said.unwrap_or_else(|| "The contact is saved.".to_owned()))
}

/// Lets a person stand at a client: the one with this address if there is one, else a new one.
async fn join(tx: &mut Tx, now: Instant, staff: &Staff, client: &ClientId, person: &Person) -> Result<ContactId> {
    let id = match store::contact_by_email(tx, &person.email.key()).await? {
        Some(known) if known.name.to_lowercase() == person.name.to_lowercase() => known.id,
        // Who they are is told only to those who see them at some client.
        Some(known) if !store::is_seen(tx, &staff.wall(), &known.id).await? => {
            return Err(AppError::field("email", "This address belongs to somebody else. Check it, and the name"));
        }
        Some(known) => {
            let words = format!(
                "This is the address of {}. Use that name to add the same person, or give another address",
                known.name
            );
            return Err(AppError::field("email", words));
        }
        None => store::add_contact(tx, person, now).await?,
    };
    store::stand_at(tx, client, &id, staff.name(), now).await?;
    log(tx, now, staff, What::ContactAdded, client, Some(&id), format!("Added contact {}", person.name)).await?;
    Ok(id)
}

/// Changes a person; what a new address means for an open link is told in words.
async fn rename(
    tx: &mut Tx,
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    before: &Contact,
    person: &Person,
) -> Result<Option<String>> {
    let now = services.now();
    // As it is once nobody else is changing it: they may just have activated, or be invited at this moment.
    portal_access::store::hold(tx, on.client(), &before.id).await?;
    store::hold_contact(tx, &before.id).await?;
    let before = &store::contact(tx, on, &before.id).await?;
    // One person for all their clients, also for one that whoever changes them does not see.
    if let Some((field, what)) = changed(before, person)
        && !store::is_seen_wholly(tx, &staff.wall(), &before.id).await?
    {
        return Err(AppError::field(field, format!("Only an owner may change the {what} of this contact")));
    }
    let missed = corrections::missed(tx, services, on, before).await?;
    store::change_contact(tx, on, &before.id, person).await?;
    let said = if before.email.to_lowercase() == person.email.key() {
        None
    } else {
        let said = invitations::address_changed(tx, services, staff, before, person).await?;
        match missed {
            Some(note) => Some(corrections::send_anew(tx, services, staff, on, before, &note).await?),
            None => said,
        }
    };
    if let Some(account) = &before.account_id {
        crate::accounts::store::set_identity(tx, account, &person.name, &person.email).await?;
    }
    log(
        tx,
        now,
        staff,
        What::ContactChanged,
        on.client(),
        Some(&before.id),
        format!("Changed contact {}", person.name),
    )
    .await?;
    Ok(said)
}

fn differs(contact: &Contact, person: &Person) -> bool {
    changed(contact, person).is_some()
}

/// The first field that differs, and what it is called.
fn changed(contact: &Contact, person: &Person) -> Option<(&'static str, &'static str)> {
    let email = contact.email != person.email.as_str();
    let all = [("email", "address", email), ("name", "name", contact.name != person.name)];
    let phone = ("phone", "phone number", contact.phone != person.phone);
    all.into_iter().chain([phone]).find(|(_, _, differs)| *differs).map(|(field, what, _)| (field, what))
}

/// The practice group of a client that is of `now`: only whose role moves clients chooses another.
async fn moved(tx: &mut Tx, staff: &Staff, typed: &str, now: Option<&GroupId>) -> Result<Option<GroupId>> {
    let group = practice_groups::changes::chosen(tx, staff, typed, now).await?;
    if group.as_ref() != now {
        staff.may(Act::MoveToGroup)?;
    }
    Ok(group)
}

/// Who leads the work: somebody who sees the client.
async fn lead(tx: &mut Tx, typed: &str, group: Option<&GroupId>) -> Result<Option<AccountId>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let reach = practice_groups::store::staff_who_reach(tx, [group, None]).await?;
    match reach.iter().find(|account| account.id.as_str() == typed) {
        Some(lead) => Ok(Some(lead.id.clone())),
        None => Err(practice_groups::changes::outside(&crate::accounts::store::active_staff(tx).await?, typed)),
    }
}

async fn log(
    tx: &mut Tx,
    now: Instant,
    staff: &Staff,
    what: What,
    client: &ClientId,
    contact: Option<&ContactId>,
    words: String,
) -> Result<()> {
    let thing = contact.map_or(client.as_str(), ContactId::as_str);
    let entry = Entry { what, client: Some(client.as_str()), contact: contact.map(ContactId::as_str), thing, words };
    activity::record(tx, now, &staff.actor(), entry).await
}
