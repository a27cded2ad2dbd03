//! What becomes of a mail that was given up: another try, or it is set aside.

use super::letters::Sealed;
use super::outbox::MailId;
use super::store::{self, StuckRow};
use crate::accounts::Staff;
use crate::activity::{self, Entry, What};
use crate::kernel::{AppError, Result};
use crate::server::{Services, Tx, faults};

/// Sends it again, now; gives the address it goes to.
///
/// # Errors
/// `NotFound` unless it was given up; `Conflict` when its link has ended, so that it would say nothing true.
pub async fn send_again(services: &Services, staff: &Staff, id: &MailId) -> Result<String> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    let row = store::failed_one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
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

/// Takes it off the list; gives the address it would have gone to.
///
/// # Errors
/// `NotFound` unless it was given up.
pub async fn set_aside(services: &Services, staff: &Staff, id: &MailId) -> Result<String> {
    let mut tx = services.db.write().await?;
    let row = store::failed_one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    if !store::set_aside(&mut tx, id).await? {
        return Err(AppError::NotFound);
    }
    log(&mut tx, services, staff, What::MailSetAside, &row, "Set aside").await?;
    tx.save().await?;
    Ok(row.recipient)
}

async fn log(tx: &mut Tx, services: &Services, staff: &Staff, what: What, row: &StuckRow, verb: &str) -> Result<()> {
    let words = format!("{verb} the mail “{}” to {}", row.kind, row.recipient);
    let entry = Entry { what, client: None, contact: None, thing: &row.id, words };
    activity::record(tx, services.now(), &staff.actor(), entry).await
}
