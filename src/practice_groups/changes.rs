//! How practice groups change, and what of the firm goes into one: each act with its line in the log, in one transaction.

use super::model::{Chosen, GroupId, unknown};
use super::store;
use crate::accounts::store::Account;
use crate::accounts::{AccountId, Staff};
use crate::activity::{self, Entry, What};
use crate::clients::parts::counted;
use crate::firm::model::line;
use crate::kernel::{AppError, Result};
use crate::server::{Services, Tx};

/// Longest name, in characters.
const LONGEST: usize = 60;

/// Makes a group; gives its name.
///
/// # Errors
/// `Invalid` beside `name`.
pub async fn create(services: &Services, staff: &Staff, name: &str) -> Result<String> {
    let name = parsed(name)?;
    let mut tx = services.db.write().await?;
    let id = store::add(&mut tx, &name, services.now()).await?;
    log(&mut tx, services, staff, &id, format!("Made the practice group {name}")).await?;
    tx.save().await?;
    Ok(name)
}

/// Gives a group another name.
///
/// # Errors
/// `Invalid` beside `name`; `NotFound` without such a group.
pub async fn rename(services: &Services, staff: &Staff, id: &GroupId, name: &str) -> Result<()> {
    let name = parsed(name)?;
    let (mut tx, before) = open(services, id).await?;
    store::rename(&mut tx, id, &name).await?;
    log(&mut tx, services, staff, id, format!("Renamed the practice group {before} to {name}")).await?;
    tx.save().await
}

/// Puts a group away or brings it back; gives its name.
///
/// # Errors
/// `NotFound` without such a group; `Conflict` when it is so already.
pub async fn archive(services: &Services, staff: &Staff, id: &GroupId, away: bool) -> Result<String> {
    let (mut tx, name) = open(services, id).await?;
    if !store::set_archived(&mut tx, id, away.then(|| services.now())).await? {
        let state = if away { "archived" } else { "in use" };
        return Err(AppError::Conflict(format!("{name} is {state} already.")));
    }
    let verb = if away { "Archived" } else { "Restored" };
    log(&mut tx, services, staff, id, format!("{verb} the practice group {name}")).await?;
    tx.save().await?;
    Ok(name)
}

/// Lets somebody belong to a group; gives the words that tell it.
///
/// # Errors
/// `NotFound` without such a group; `Invalid` beside `account` for whoever can't sign in as staff; `Conflict` when they
/// belong to it already, or when it is archived.
pub async fn add_member(services: &Services, staff: &Staff, id: &GroupId, typed: &str) -> Result<String> {
    let (mut tx, group) = open(services, id).await?;
    if store::name_of(&mut tx, id).await?.1.is_some() {
        return Err(AppError::Conflict(format!("{group} is archived: nobody new can belong to it. Restore it first.")));
    }
    let everybody = crate::accounts::store::active_staff(&mut tx).await?;
    let chosen = everybody.into_iter().find(|account| account.id.as_str() == typed);
    let who = chosen.ok_or_else(|| AppError::field("account", "Choose somebody of the firm"))?;
    if !store::add_member(&mut tx, id, &who.id).await? {
        return Err(AppError::Conflict(format!("{} belongs to {group} already.", who.name)));
    }
    log(&mut tx, services, staff, id, format!("Added {} to the practice group {group}", who.name)).await?;
    tx.save().await?;
    Ok(format!("{} belongs to {group} now.", who.name))
}

/// Ends that somebody belongs to a group; gives the words that tell what they leave behind.
///
/// # Errors
/// `NotFound` without such a group, or for somebody who does not belong to it.
pub async fn remove_member(services: &Services, staff: &Staff, id: &GroupId, account: &AccountId) -> Result<String> {
    let (mut tx, group) = open(services, id).await?;
    if !store::remove_member(&mut tx, id, account).await? {
        return Err(AppError::NotFound);
    }
    let who = crate::accounts::store::by_id(&mut tx, account).await?;
    let (clients, matters) = store::work_in(&mut tx, id, account).await?;
    log(&mut tx, services, staff, id, format!("Took {} out of the practice group {group}", who.name)).await?;
    tx.save().await?;
    let mut said = format!("{} no longer belongs to {group}.", who.name);
    if who.role.as_deref() != Some(crate::accounts::Role::Owner.word()) && clients + matters > 0 {
        let clients = counted(clients, "client", "clients");
        let matters = counted(matters, "open matter", "open matters");
        said.push_str(&format!(
            " {} still leads {clients} and works on {matters} of it, without seeing them: choose somebody else there.",
            who.name
        ));
    }
    Ok(said)
}

/// The group that a form chose for a client or matter that is of `now`, while nobody archives it. `NotFound` never: a group
/// of others is refused as an unknown one is.
///
/// # Errors
/// `Invalid` beside `group`.
pub async fn chosen(tx: &mut Tx, staff: &Staff, typed: &str, now: Option<&GroupId>) -> Result<Option<GroupId>> {
    match Chosen::parse(typed)? {
        Chosen::AsItIs => Ok(now.cloned()),
        Chosen::Everybody => Ok(None),
        Chosen::Group(id) if Some(&id) == now => Ok(Some(id)),
        Chosen::Group(id) => {
            store::hold(tx, &id).await.map_err(|_| unknown())?;
            let offered = store::offered(tx, staff).await?;
            if offered.iter().any(|(one, _)| *one == id) { Ok(Some(id)) } else { Err(unknown()) }
        }
    }
}

/// Why somebody can't lead who does not reach what is of a group, or is not of the firm (`everybody`): the words beside the
/// field `lead`.
pub fn outside(everybody: &[Account], typed: &str) -> AppError {
    match everybody.iter().find(|account| account.id.as_str() == typed) {
        Some(one) => AppError::field(
            "lead",
            format!("{} does not belong to the practice group. Choose somebody who does", one.name),
        ),
        None => AppError::field("lead", "Choose somebody of the firm"),
    }
}

/// How a move is told in the log: `to the practice group Tax`, `out of the practice group Tax, to everybody`.
///
/// # Errors
/// The database's.
pub async fn move_in_words(tx: &mut Tx, from: Option<&GroupId>, to: Option<&GroupId>) -> Result<String> {
    Ok(match (from, to) {
        (_, Some(to)) => format!("to the practice group {}", store::name_of(tx, to).await?.0),
        (Some(from), None) => {
            format!("out of the practice group {}: everybody of the firm sees it", store::name_of(tx, from).await?.0)
        }
        (None, None) => "to everybody of the firm".to_owned(),
    })
}

/// A transaction in which the group stays as it is, and its name.
async fn open(services: &Services, id: &GroupId) -> Result<(Tx, String)> {
    let mut tx = services.db.write().await?;
    store::hold(&mut tx, id).await?;
    let (name, _) = store::name_of(&mut tx, id).await?;
    Ok((tx, name))
}

fn parsed(typed: &str) -> Result<String> {
    line("name", typed, 1, LONGEST, "Enter a name")
}

async fn log(tx: &mut Tx, services: &Services, staff: &Staff, id: &GroupId, words: String) -> Result<()> {
    let entry = Entry { what: What::GroupChanged, client: None, contact: None, thing: id.as_str(), words };
    activity::record(tx, services.now(), &staff.actor(), entry).await
}
