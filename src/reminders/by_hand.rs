//! "Remind now": somebody of the firm sends a reminder at once, whatever the hours and the rules say.

use super::chase::reminded_of;
use super::decide::all_open_items;
use super::store::{self, Asked, NewTold, Outcome, Wanted};
use crate::accounts::Staff;
use crate::activity::{self, Entry, What};
use crate::clients::{self, ContactId};
use crate::firm::{self, Firm, Times};
use crate::kernel::{AppError, Instant, Result, Span};
use crate::mail::{self, Letter, Reminder};
use crate::requests::OnRequest;
use crate::requests::model::RequestState;
use crate::server::{Services, Tx};
use std::collections::BTreeSet;

/// Nobody is reminded by hand again within so long of the last reminder.
const PAUSE: Span = Span::hours(1);

/// Reminds the chosen contacts of one request, each in one mail; all of them or, with words why, none.
pub async fn remind(services: &Services, staff: &Staff, on: &OnRequest, chosen: &[ContactId]) -> Result<String> {
    // In one order, so that two who remind the same people don't wait in a circle.
    let chosen: BTreeSet<&ContactId> = chosen.iter().collect();
    if chosen.is_empty() {
        return Err(AppError::field("contacts", "Choose whom to remind"));
    }
    let mut tx = services.db.write().await?;
    for contact in &chosen {
        clients::store::hold_contact(&mut tx, contact).await?;
    }
    let now = services.now();
    let asked = store::asked_by_request(&mut tx, on.request()).await?;
    let asked: Vec<Asked> = asked.into_iter().filter(|one| chosen.contains(&one.contact_id)).collect();
    if asked.len() != chosen.len() {
        return Err(AppError::NotFound);
    }
    let firm = firm::store::current(&mut tx).await?.unwrap_or_else(|| Firm::unnamed(&services.config.firm_time_zone));
    let times = Times::new(&firm.time_zone, now);
    let wanted = store::wanted_by_request(&mut tx, on.request()).await?;
    for one in &asked {
        let items: Vec<&Wanted> = wanted.iter().filter(|item| item.contact_id == one.contact_id).collect();
        let open = all_open_items(&items);
        may_be_reminded(one, &open, &times, now)?;
        send(&mut tx, services, staff, one, open, &times).await?;
    }
    tx.save().await?;
    services.bell.ring();
    let names: Vec<&str> = asked.iter().map(|one| one.name.as_str()).collect();
    Ok(format!("A reminder to {} is on its way.", names.join(", ")))
}

fn may_be_reminded(asked: &Asked, open: &[String], times: &Times, now: Instant) -> Result<()> {
    let name = &asked.name;
    let refusal = match RequestState::parse(&asked.state)? {
        RequestState::Draft => "This request is not sent yet: there is nothing to remind of.".to_owned(),
        RequestState::Complete => "This request is complete: there is nothing to remind of.".to_owned(),
        RequestState::Withdrawn => "This request was withdrawn: there is nothing to remind of.".to_owned(),
        RequestState::Sent if asked.archived_at.is_some() => {
            format!("{} is archived. Restore the client first.", asked.client_name)
        }
        RequestState::Sent if asked.matter_closed => {
            "The matter is closed, so nothing is chased in it. Withdraw the request, or open the matter again."
                .to_owned()
        }
        RequestState::Sent if !asked.has_access() => {
            format!("{name} has no active access, so a reminder would lead to a closed door. Invite them first.")
        }
        RequestState::Sent if open.is_empty() => {
            format!("Nothing is open for {name}: they have sent or answered everything.")
        }
        RequestState::Sent => match asked.sent_last.filter(|at| *at > now - PAUSE) {
            Some(at) => format!(
                "{name} was reminded less than an hour ago ({}). Give them a little time.",
                times.clock(at).words
            ),
            None => return Ok(()),
        },
    };
    Err(AppError::Conflict(refusal))
}

async fn send(
    tx: &mut Tx,
    services: &Services,
    staff: &Staff,
    asked: &Asked,
    open: Vec<String>,
    times: &Times,
) -> Result<()> {
    let now = services.now();
    let (request, contact) = (&asked.request_id, &asked.contact_id);
    let new = NewTold { request, contact, planned_at: now, outcome: Outcome::ByHand(staff.name()) };
    if !store::tell(tx, &new, now).await? {
        return Err(AppError::Conflict(format!("{} was reminded this very moment.", asked.name)));
    }
    let entry = Entry {
        what: What::ReminderSent,
        client: Some(asked.client_id.as_str()),
        contact: Some(contact.as_str()),
        thing: request.as_str(),
        words: format!("Reminded {} of “{}” by hand", asked.name, asked.title),
    };
    activity::record(tx, now, &staff.actor(), entry).await?;
    let requests = vec![reminded_of(asked, open, &times.today_day())];
    let letter = Letter::Reminder(Reminder { name: asked.name.clone(), requests });
    // About the request: if it is withdrawn before the mail is out, nobody needs it.
    mail::post(tx, services, &asked.email, request.as_str(), letter).await
}
