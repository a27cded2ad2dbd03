//! How requests and templates change: each act with its line in the log and its mail, in one transaction.

pub mod answered;
pub mod begin;
pub mod draft;
pub mod removed;
pub mod sent;
pub mod templates;

mod letters;

use super::model::{ItemId, RequestId, RequestState};
use super::permit::OnRequest;
use super::store::{self, Request};
use crate::accounts::{Act, Staff};
use crate::activity::{self, Entry, What};
use crate::clients::store::Contact;
use crate::clients::{self, ClientId, ContactId, OnClient};
use crate::firm::{self, Times};
use crate::kernel::{AppError, Day, Instant, Result};
use crate::server::{Services, Tx};

/// Which items of a request an act takes.
enum With<'a> {
    NoItem,
    Item(&'a ItemId),
    AllItems,
}

/// A request in somebody's hand: nobody else changes it until the act is saved.
struct Hand<'a> {
    services: &'a Services,
    staff: &'a Staff,
    now: Instant,
    tx: Tx,
    on: OnRequest,
    request: Request,
}

impl<'a> Hand<'a> {
    /// Takes the request; what is named of its items first (see `store::hold`).
    async fn take(services: &'a Services, staff: &'a Staff, id: &RequestId, items: With<'_>) -> Result<Self> {
        Hand::take_in(services.db.write().await?, services, staff, id, items).await
    }

    /// As [`Hand::take`], in a transaction that has begun.
    async fn take_in(
        mut tx: Tx,
        services: &'a Services,
        staff: &'a Staff,
        id: &RequestId,
        items: With<'_>,
    ) -> Result<Self> {
        let on = OnRequest::of_staff(&mut tx, staff, Act::AskForDocuments, id.clone()).await?;
        match items {
            With::NoItem => {}
            With::Item(item) => store::hold_item(&mut tx, item).await?,
            With::AllItems => store::hold_items(&mut tx, id).await?,
        }
        store::hold(&mut tx, id).await?;
        let request = store::find(&mut tx, &on).await?;
        Ok(Hand { services, staff, now: services.now(), tx, on, request })
    }

    /// Takes a draft; what was sent meanwhile can't be written any more.
    async fn take_draft(services: &'a Services, staff: &'a Staff, id: &RequestId) -> Result<Self> {
        let hand = Hand::take(services, staff, id, With::NoItem).await?;
        match hand.state() {
            RequestState::Draft => Ok(hand),
            _ => Err(hand.not_a_draft()),
        }
    }

    fn state(&self) -> RequestState {
        RequestState::parse(&self.request.state).unwrap_or(RequestState::Withdrawn)
    }

    fn not_a_draft(&self) -> AppError {
        let words = match self.state() {
            RequestState::Withdrawn => format!("{} was withdrawn meanwhile. Nothing was changed.", self.request.title),
            _ => {
                format!("{} was sent meanwhile. Reload the page to see what can still be changed.", self.request.title)
            }
        };
        AppError::Conflict(words)
    }

    async fn log(&mut self, what: What, words: String) -> Result<()> {
        log(&mut self.tx, self.now, self.staff, what, &self.request.client_id, &self.request.id, words).await
    }

    /// After items have changed: the request is complete, or open again.
    async fn settle(&mut self) -> Result<()> {
        if store::settle(&mut self.tx, &self.request.id, self.now).await? {
            let words = format!("{} is complete", self.request.title);
            self.log(What::RequestComplete, words).await?;
        }
        Ok(())
    }

    async fn save(self) -> Result<()> {
        self.tx.save().await?;
        self.services.bell.ring();
        Ok(())
    }
}

async fn log(
    tx: &mut Tx,
    now: Instant,
    staff: &Staff,
    what: What,
    client: &ClientId,
    request: &RequestId,
    words: String,
) -> Result<()> {
    let entry = Entry { what, client: Some(client.as_str()), contact: None, thing: request.as_str(), words };
    activity::record(tx, now, &staff.actor(), entry).await
}

/// An archived client is asked for nothing, as it gets no new matters.
async fn not_archived(tx: &mut Tx, on: &OnClient) -> Result<()> {
    let client = clients::store::find(tx, on).await?;
    match client.archived_at {
        None => Ok(()),
        Some(_) => Err(AppError::Conflict(format!("{} is archived. Restore the client first.", client.name))),
    }
}

/// The firm's own day.
async fn today(tx: &mut Tx, services: &Services) -> Result<Day> {
    Ok(times(tx, services).await?.today_day())
}

/// The firm's own time.
async fn times(tx: &mut Tx, services: &Services) -> Result<Times> {
    let firm = firm::store::current(tx).await?;
    let zone = firm.map_or_else(|| services.config.firm_time_zone.clone(), |firm| firm.time_zone);
    Ok(Times::new(&zone, services.now()))
}

/// The day as typed; one that is over is refused, and so is none.
fn last_day(typed: &str, today: &Day) -> Result<Day> {
    let day = Day::parse("due_on", typed, "Choose the day by which you need everything")?;
    if day < *today { Err(AppError::field("due_on", "Choose today or a later day")) } else { Ok(day) }
}

/// The chosen contacts, each once. One who doesn't stand at this client is refused beside field `contacts`, in the words that
/// one gets who is not there at all.
async fn chosen(tx: &mut Tx, on: &OnClient, ids: &[ContactId]) -> Result<Vec<Contact>> {
    let contacts = clients::store::contacts(tx, on).await?;
    if ids.iter().any(|id| contacts.iter().all(|contact| contact.id != *id)) {
        return Err(AppError::field("contacts", "Choose contacts of this client"));
    }
    Ok(contacts.into_iter().filter(|contact| ids.contains(&contact.id)).collect())
}

/// At least one of them, or words beside field `contacts`.
fn some(contacts: Vec<Contact>) -> Result<Vec<Contact>> {
    if contacts.is_empty() { Err(AppError::field("contacts", "Choose at least one contact")) } else { Ok(contacts) }
}

fn names<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
