//! An invitation that did not arrive: the address is corrected and a new one sent, in one go; the link before dies.

use super::invitations::{self, Confirmed};
use super::model::Standing;
use super::store::{self, Stand};
use crate::accounts::{Act, Staff};
use crate::activity::What;
use crate::clients::store::Contact;
use crate::clients::{ContactId, OnClient};
use crate::kernel::{AppError, Result};
use crate::mail;
use crate::server::{Services, Tx};

/// Corrects the address of somebody who is invited and sends a new invitation there, with the note of the one before. Gives
/// the words that say so.
///
/// # Errors
/// `Conflict` unless they are invited and have not accepted; a refused field when the address stays as it is, is another's,
/// or takes no mail either.
pub async fn correct(
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    contact: &ContactId,
    confirmed: Confirmed,
) -> Result<String> {
    let mut tx = services.db.write().await?;
    store::hold(&mut tx, on.client(), contact).await?;
    let stand = store::stand(&mut tx, on, contact).await?;
    let standing = stand.standing(services.now());
    if !standing.can_be_resent() {
        return Err(invitations::already(&stand, standing));
    }
    if stand.email.to_lowercase() == confirmed.email.key() {
        return Err(AppError::field("email", "This is the address that it went to. Give the right one"));
    }
    let (before, name) = (stand.email.clone(), stand.name.clone());
    let note = note(&mut tx, &stand).await?;
    if let Some(invitation) = &stand.invitation_id {
        mail::drop_waiting(&mut tx, invitation.as_str()).await?;
    }
    let confirmed = Confirmed { note, ..confirmed };
    let (stand, _) = invitations::correct_address(&mut tx, services, staff, on, stand, &confirmed).await?;
    let words = format!("Invited {name} at {}, after {before}", stand.email);
    invitations::invite(&mut tx, services, staff, on, &stand, &confirmed.note, What::InvitationSent, words).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(format!("A new invitation is on its way to {}. The link sent to {before} no longer works.", stand.email))
}

/// The note of an invitation at this client whose mail reached nobody, so that a corrected address gets a new one.
pub async fn missed(tx: &mut Tx, services: &Services, on: &OnClient, contact: &Contact) -> Result<Option<String>> {
    let stand = store::stand(tx, on, &contact.id).await?;
    let invited = stand.standing(services.now()) == Standing::Pending;
    let Some(invitation) = stand.invitation_id.as_ref().filter(|_| invited) else { return Ok(None) };
    if !mail::missed_about(tx, invitation.as_str()).await? {
        return Ok(None);
    }
    Ok(Some(note(tx, &stand).await?))
}

/// Sends what [`missed`] found to the address that was corrected since. Gives the words that say so.
pub async fn send_anew(
    tx: &mut Tx,
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    before: &Contact,
    note: &str,
) -> Result<String> {
    staff.may(Act::Invite)?;
    let stand = store::stand(tx, on, &before.id).await?;
    let words = format!("Invited {} at {}, after {}", stand.name, stand.email, before.email);
    invitations::invite(tx, services, staff, on, &stand, note, What::InvitationSent, words).await?;
    Ok(format!(
        "Saved. A new invitation is on its way to {}; the link sent to {} no longer works.",
        stand.email, before.email
    ))
}

/// The sender's note on the latest invitation.
pub(super) async fn note(tx: &mut Tx, stand: &Stand) -> Result<String> {
    match &stand.invitation_id {
        Some(invitation) => store::note_of(tx, invitation).await,
        None => Ok(String::new()),
    }
}
