//! Opening a matter: its number, its first phase, and what every matter of its type has.

use crate::accounts::{AccountId, Act, Staff};
use crate::activity::{self, Entry, What};
use crate::clients::{self, ClientId, ContactId, OnClient};
use crate::firm::model::line;
use crate::firm::{self, Times};
use crate::kernel::{AppError, Day, FieldErrors, Result};
use crate::matters::model::{MatterId, MatterTypeId};
use crate::matters::store::{self, Details};
use crate::matters::typed::TypedMatter;
use crate::practice_groups::{self, GroupId};
use crate::server::{Services, Tx};

/// The form of a matter, parsed.
pub(super) struct Parsed {
    pub title: String,
    pub lead: Option<AccountId>,
    pub start_on: Day,
    pub due_on: Option<Day>,
    pub group: Option<GroupId>,
}

/// Opens a matter for a client; gives its id and reference.
///
/// # Errors
/// `Invalid` beside the fields; `NotFound` for a contact of another client.
pub async fn open(
    services: &Services,
    staff: &Staff,
    client: ClientId,
    typed: TypedMatter,
) -> Result<(MatterId, String)> {
    let mut tx = services.db.write().await?;
    let on = OnClient::of_staff(&mut tx, staff, Act::EditMatters, client).await?;
    let now = services.now();
    clients::store::hold(&mut tx, &on).await?;
    let client = clients::store::find(&mut tx, &on).await?;
    if client.archived_at.is_some() {
        return Err(AppError::Conflict(format!("{} is archived. Restore the client first.", client.name)));
    }
    check_contacts(&mut tx, &on, &typed.contacts).await?;
    let today = today(&mut tx, services).await?;
    let (type_id, parsed) = of_form(&mut tx, staff, &typed, &today, client.group_id.as_ref()).await?;
    let phases = store::phases(&mut tx, &type_id).await?;
    let details = Details {
        title: &parsed.title,
        lead: parsed.lead.as_ref(),
        start_on: &parsed.start_on,
        due_on: parsed.due_on.as_ref(),
        group: parsed.group.as_ref(),
    };
    let year = i64::from(today.date().year());
    let first = phases.first().map(|phase| &phase.id);
    let (id, reference) = store::add(&mut tx, &on, &type_id, first, details, year, now).await?;
    store::set_helpers(&mut tx, &id, &typed.helpers).await?;
    store::set_contacts(&mut tx, &id, &typed.contacts, now).await?;
    copy_from_type(&mut tx, services, &id, &type_id, &parsed.start_on).await?;
    crate::search::keep(&mut tx, crate::search::Thing::Matter, id.as_str(), &[&reference, &parsed.title]).await?;
    let words = format!("Opened matter {reference}, {}", parsed.title);
    let entry = Entry {
        what: What::MatterOpened,
        client: Some(on.client().as_str()),
        contact: None,
        thing: id.as_str(),
        words,
    };
    activity::record(&mut tx, now, &staff.actor(), entry).await?;
    tx.save().await?;
    services.bell.ring();
    Ok((id, reference))
}

/// Checklist and default deadlines are copies: changing the type later changes no running matter.
async fn copy_from_type(
    tx: &mut Tx,
    services: &Services,
    matter: &MatterId,
    type_id: &MatterTypeId,
    start: &Day,
) -> Result<()> {
    for task in store::type_tasks(tx, type_id).await? {
        store::add_task(tx, matter, &task.title).await?;
    }
    for one in store::type_deadlines(tx, type_id).await? {
        let due_on = start.plus(one.offset_days);
        store::add_deadline(tx, matter, &one.title, &due_on, one.visible, services.now()).await?;
    }
    Ok(())
}

/// Type and details. What is wrong is told in one round, in the order of the form.
async fn of_form(
    tx: &mut Tx,
    staff: &Staff,
    typed: &TypedMatter,
    today: &Day,
    client_group: Option<&GroupId>,
) -> Result<(MatterTypeId, Parsed)> {
    let mut errors = FieldErrors::default();
    let of = Walls { staff, client: client_group, now: None };
    let (type_id, parsed) = (of_type(tx, &typed.type_id).await, parse(tx, &of, typed, today, None).await);
    let serious = |error: &&AppError| !matches!(error, AppError::Invalid(_));
    let fault = [type_id.as_ref().err(), parsed.as_ref().err()].into_iter().flatten().find(serious).cloned();
    if let Some(fault) = fault {
        return Err(fault);
    }
    let (type_id, parsed) = (errors.take(type_id), errors.take(parsed));
    errors.check()?;
    type_id.zip(parsed).ok_or(AppError::Unreadable)
}

async fn of_type(tx: &mut Tx, typed: &str) -> Result<MatterTypeId> {
    let wrong = || AppError::field("type_id", "Choose what kind of matter it is");
    let id = MatterTypeId::try_from(typed.to_owned()).map_err(|_| wrong())?;
    // Held, so that it is not put away, nor its phases changed, before the matter stands.
    store::hold_type(tx, &id).await.map_err(|error| if error == AppError::NotFound { wrong() } else { error })?;
    let found = store::find_type(tx, &id).await?;
    match found.archived_at {
        None => Ok(id),
        Some(_) => Err(AppError::field("type_id", format!("{} is put away. Choose another kind", found.name))),
    }
}

/// Whom a matter is shown to must stand at its client. Another's contact is refused beside field `contacts`, in the words that
/// one gets who is not there at all.
pub(super) async fn check_contacts(tx: &mut Tx, on: &OnClient, chosen: &[ContactId]) -> Result<()> {
    let contacts = clients::store::contacts(tx, on).await?;
    let foreign = chosen.iter().any(|id| contacts.iter().all(|contact| contact.id != *id));
    if foreign { Err(AppError::field("contacts", "Choose contacts of this client")) } else { Ok(()) }
}

/// Whose form it is, and between which walls the matter stands.
pub(super) struct Walls<'a> {
    pub staff: &'a Staff,
    /// The client's practice group.
    pub client: Option<&'a GroupId>,
    /// The matter's own as it is now.
    pub now: Option<&'a GroupId>,
}

/// Parses what opening and changing have in common. Whoever leads or helps must be able to sign in, and to see the matter.
/// A day that is over can't become the last one; one that has passed meanwhile (`due_before`) may stay.
pub(super) async fn parse(
    tx: &mut Tx,
    of: &Walls<'_>,
    typed: &TypedMatter,
    today: &Day,
    due_before: Option<&Day>,
) -> Result<Parsed> {
    let group = practice_groups::changes::chosen(tx, of.staff, &typed.group, of.now).await?;
    let everybody = crate::accounts::store::active_staff(tx).await?;
    let staff = practice_groups::store::staff_who_reach(tx, [of.client, group.as_ref()]).await?;
    let of_firm = |id: &str| staff.iter().any(|account| account.id.as_str() == id);
    let mut errors = FieldErrors::default();
    let title = errors.take(line("title", &typed.title, 1, 160, "Enter a title"));
    let lead = match typed.lead.as_str() {
        "" => Some(None),
        id if of_firm(id) => AccountId::try_from(id.to_owned()).ok().map(Some),
        id => errors.take(Err(practice_groups::changes::outside(&everybody, id))),
    };
    if !typed.helpers.iter().all(|id| of_firm(id.as_str())) {
        errors.take::<()>(Err(AppError::field("helpers", "Choose people of the firm who see this matter")));
    }
    let start_on = errors.take(Day::parse("start_on", &typed.start_on, "Enter the first day"));
    let due_on = errors.take(Day::parse_optional("due_on", &typed.due_on));
    if let Some(Some(due)) = &due_on {
        errors.take(check_due(due, start_on.as_ref(), today, due_before));
    }
    errors.check()?;
    match (title, lead, start_on, due_on) {
        (Some(title), Some(lead), Some(start_on), Some(due_on)) => Ok(Parsed { title, lead, start_on, due_on, group }),
        _ => Err(AppError::Unreadable),
    }
}

fn check_due(due: &Day, start: Option<&Day>, today: &Day, before: Option<&Day>) -> Result<()> {
    if start.is_some_and(|start| due < start) {
        return Err(AppError::field("due_on", "Enter a day that is not before the first day"));
    }
    if due < today && Some(due) != before {
        return Err(AppError::field("due_on", "This day is over. Enter today or a later day"));
    }
    Ok(())
}

/// The firm's day.
pub(super) async fn today(tx: &mut Tx, services: &Services) -> Result<Day> {
    let firm = firm::store::current(tx).await?;
    let zone = firm.map_or_else(|| services.config.firm_time_zone.clone(), |firm| firm.time_zone);
    Ok(Times::new(&zone, services.now()).today_day())
}
