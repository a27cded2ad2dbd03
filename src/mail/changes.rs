//! What becomes of a mail that reached nobody: another try, or it is set aside; and how mail goes to an address again that
//! it came back from.

use super::events;
use super::letters::Sealed;
use super::outbox::MailId;
use super::stops::Stop;
use super::store::{self, StuckRow};
use crate::accounts::Staff;
use crate::activity::{self, Entry, What};
use crate::kernel::{AppError, Result};
use crate::server::{Services, Tx, faults};

/// Sends it again, now; gives the address it goes to.
///
/// # Errors
/// `NotFound` unless it was given up; `Conflict` when its link has ended, so that it would say nothing true, or when mail to
/// its address is stopped, so that it would not go.
pub async fn send_again(services: &Services, staff: &Staff, id: &MailId) -> Result<String> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    let row = store::failed_one(&mut tx, &staff.wall(), id).await?.ok_or(AppError::NotFound)?;
    if let Some(stop) = store::stop_of(&mut tx, &row.recipient).await? {
        return Err(stopped(&stop));
    }
    let sealed: Sealed = serde_json::from_str(&row.letter).map_err(faults::fault)?;
    let give_up_at = sealed.letter.makes_sense_until(now);
    if give_up_at <= now {
        return Err(AppError::Conflict("The link in this mail has ended. Send a new one instead.".to_owned()));
    }
    if !store::wait_anew(&mut tx, id.as_str(), now, give_up_at).await? {
        return Err(AppError::NotFound);
    }
    log(&mut tx, services, staff, What::MailTriedAgain, &row, "Tried again to send").await?;
    tx.save().await?;
    services.bell.ring();
    Ok(row.recipient)
}

/// Takes it off the list; gives the address it would have gone to, or went to in vain.
///
/// # Errors
/// `NotFound` unless it reached nobody.
pub async fn set_aside(services: &Services, staff: &Staff, id: &MailId) -> Result<String> {
    let mut tx = services.db.write().await?;
    let row = store::missed_one(&mut tx, &staff.wall(), id).await?.ok_or(AppError::NotFound)?;
    if !store::set_aside(&mut tx, id).await? {
        return Err(AppError::NotFound);
    }
    log(&mut tx, services, staff, What::MailSetAside, &row, "Set aside").await?;
    tx.save().await?;
    Ok(row.recipient)
}

/// Lets mail go to an address again: staff know that it works. What was held back and still makes sense goes at once. Gives
/// the words that say so.
///
/// # Errors
/// `NotFound` unless mail to it is stopped.
pub async fn resume(services: &Services, staff: &Staff, address: &str) -> Result<String> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    let stop = store::stop_within(&mut tx, &staff.wall(), address).await?.ok_or(AppError::NotFound)?;
    if !store::resume(&mut tx, address, now).await? {
        return Err(AppError::NotFound);
    }
    let released = store::release(&mut tx, address, now).await?;
    let contact = store::contact_of(&mut tx, address).await?;
    let (thing, words) = (contact.as_deref().unwrap_or_default(), format!("Let mail go to {} again", stop.address));
    events::lines(&mut tx, now, &staff.actor(), What::MailResumed, contact.as_deref(), thing, &words).await?;
    tx.save().await?;
    services.bell.ring();
    let waited = match released {
        0 => String::new(),
        1 => " One mail that waited for it leaves now.".to_owned(),
        many => format!(" {many} mails that waited for it leave now."),
    };
    Ok(format!("Mail goes to {} again.{waited}", stop.address))
}

fn stopped(stop: &Stop) -> AppError {
    AppError::Conflict(format!("{}.", stop.refusal()))
}

async fn log(tx: &mut Tx, services: &Services, staff: &Staff, what: What, row: &StuckRow, verb: &str) -> Result<()> {
    let words = format!("{verb} the mail “{}” to {}", row.kind, row.recipient);
    let entry = Entry { what, client: None, contact: None, thing: &row.id, words };
    activity::record(tx, services.now(), &staff.actor(), entry).await
}
