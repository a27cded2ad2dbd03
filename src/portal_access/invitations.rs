//! Invitations: sent, sent again, taken back, killed by a changed address. One open link a contact and client at most.

use super::corrections;
use super::model::{INVITATION_LASTS, InvitationId, Standing};
use super::store::{self, NewInvitation, Stand};
use crate::accounts::{self, Act, Staff};
use crate::activity::{self, Entry, What};
use crate::clients::model::Person;
use crate::clients::store::Contact;
use crate::clients::{self, ContactId, OnClient};
use crate::documents;
use crate::kernel::{AppError, Email, Result};
use crate::mail::{self, Letter};
use crate::server::keys::{random_token, token_hash};
use crate::server::{Services, Tx};

/// What staff confirm before the first mail goes out.
pub struct Confirmed {
    /// Where it goes. A corrected address is kept as the contact's.
    pub email: Email,
    /// That somebody who signs in already will sign in with that address.
    pub changes_sign_in: bool,
    /// A personal note.
    pub note: String,
}

/// Sends the first invitation (or one after a revoked one). Gives the words that tell what a corrected address changed.
pub async fn send(
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    contact: &ContactId,
    confirmed: &Confirmed,
) -> Result<Option<String>> {
    let mut tx = services.db.write().await?;
    store::hold(&mut tx, on.client(), contact).await?;
    let stand = store::stand(&mut tx, on, contact).await?;
    let standing = stand.standing(services.now());
    if !standing.can_be_invited() {
        return Err(already(&stand, standing));
    }
    let (stand, said) = correct_address(&mut tx, services, staff, on, stand, confirmed).await?;
    let words = format!("Invited {} at {}", stand.name, stand.email);
    invite(&mut tx, services, staff, on, &stand, &confirmed.note, What::InvitationSent, words).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(said)
}

/// Sends a new link for seven more days, with the note of the one before, which dies at once.
pub async fn resend(services: &Services, staff: &Staff, on: &OnClient, contact: &ContactId) -> Result<String> {
    let mut tx = services.db.write().await?;
    store::hold(&mut tx, on.client(), contact).await?;
    let stand = store::stand(&mut tx, on, contact).await?;
    let standing = stand.standing(services.now());
    if !standing.can_be_resent() {
        return Err(already(&stand, standing));
    }
    if let Some(stop) = mail::stop_of(&mut tx, &stand.email).await? {
        return Err(AppError::Conflict(format!("{}.", stop.refusal())));
    }
    kill_open(&mut tx, services, on, contact, &stand, "resent").await?;
    let words = format!("Invited {} again at {}", stand.name, stand.email);
    let note = corrections::note(&mut tx, &stand).await?;
    invite(&mut tx, services, staff, on, &stand, &note, What::InvitationResent, words).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(stand.name)
}

/// Takes an open invitation back: its link dies.
pub async fn revoke(services: &Services, staff: &Staff, on: &OnClient, contact: &ContactId) -> Result<String> {
    let mut tx = services.db.write().await?;
    store::hold(&mut tx, on.client(), contact).await?;
    let stand = store::stand(&mut tx, on, contact).await?;
    if kill_open(&mut tx, services, on, contact, &stand, "revoked").await? == 0 {
        return Err(AppError::Conflict(format!("{} has no open invitation.", stand.name)));
    }
    let words = format!("Revoked the invitation of {}", stand.name);
    log(&mut tx, services, staff, on, contact, What::InvitationRevoked, words).await?;
    tx.save().await?;
    Ok(stand.name)
}

/// Puts a mail that failed back into the outbox.
pub async fn try_mail_again(services: &Services, staff: &Staff, on: &OnClient, contact: &ContactId) -> Result<()> {
    let mut tx = services.db.write().await?;
    let stand = store::stand(&mut tx, on, contact).await?;
    let about = stand.invitation_id.as_ref().map(ToString::to_string).unwrap_or_default();
    if stand.standing(services.now()) != Standing::Pending || !mail::try_again(&mut tx, &about, services.now()).await? {
        return Err(AppError::Conflict("There is no mail to try again. Resend the invitation instead.".into()));
    }
    let words = format!("Tried the invitation mail to {} again", stand.email);
    log(&mut tx, services, staff, on, contact, What::MailTriedAgain, words).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(())
}

/// Whether this contact's address decides who reads documents: they have an account, or something is shared with them.
/// Whoever changes it could sign in as them, so the role must be one that sees documents.
pub async fn reads_documents(tx: &mut Tx, contact: &Contact) -> Result<bool> {
    Ok(contact.account_id.is_some() || documents::store::any_shared_with(tx, &contact.id).await?)
}

/// A contact's address changes, which only who sees all their clients may do: links mailed to the old one die. Says so.
pub async fn address_changed(
    tx: &mut Tx,
    services: &Services,
    staff: &Staff,
    before: &Contact,
    person: &Person,
) -> Result<Option<String>> {
    let now = services.now();
    if !clients::store::is_seen_wholly(tx, &staff.wall(), &before.id).await? {
        return Err(AppError::field("email", "Only an owner may change the address of this contact"));
    }
    if reads_documents(tx, before).await? {
        staff.may(Act::ChangeSignInAddress)?;
    }
    refuse_staff_address(tx, &person.email).await?;
    mail::readdress(tx, &before.email, person.email.as_str()).await?;
    let open = store::open_at(tx, &before.id, now).await?;
    for (client, invitation) in &open {
        store::revoke_open(tx, client, &before.id, "address changed", now).await?;
        mail::drop_waiting(tx, invitation.as_str()).await?;
        let words = format!("The invitation to {} ended: the address changed to {}", before.email, person.email);
        let entry = Entry {
            what: What::InvitationRevoked,
            client: Some(client.as_str()),
            contact: Some(before.id.as_str()),
            thing: invitation.as_str(),
            words,
        };
        activity::record(tx, now, &staff.actor(), entry).await?;
    }
    if let Some(account) = &before.account_id {
        // Who has this address sets its password (SAFETY: step-up).
        accounts::step_up::fresh_within(tx, services).await?;
        accounts::store::end_sessions(tx, account, "").await?;
        accounts::store::spend_open_resets(tx, account, now).await?;
        for to in [before.email.as_str(), person.email.as_str()] {
            let letter =
                Letter::EmailChanged { name: person.name.clone(), new_email: person.email.to_string(), at: now };
            mail::post(tx, services, to, account.as_str(), letter).await?;
        }
        let (name, email) = (&person.name, &person.email);
        let words =
            format!("Saved. {name} now signs in with {email}; we told both addresses, and every session ended.");
        return Ok(Some(words));
    }
    Ok((!open.is_empty()).then(|| {
        format!("Saved. The link sent to {} no longer works. Send {} a new invitation.", before.email, person.name)
    }))
}

/// An address that somebody of the firm signs in with can't be a client's.
async fn refuse_staff_address(tx: &mut Tx, email: &Email) -> Result<()> {
    match accounts::store::by_email(tx, &email.key()).await? {
        Some(account) if account.kind == "staff" => {
            Err(AppError::field("email", "Somebody of the firm signs in with this address. Give the client’s own"))
        }
        _ => Ok(()),
    }
}

/// Keeps another address, if another one was confirmed, with all that follows from it.
pub(super) async fn correct_address(
    tx: &mut Tx,
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    stand: Stand,
    confirmed: &Confirmed,
) -> Result<(Stand, Option<String>)> {
    let email = &confirmed.email;
    refuse_staff_address(tx, email).await?;
    if stand.email.to_lowercase() == email.key() {
        return Ok((stand, None));
    }
    clients::store::hold_contact(tx, &stand.contact_id).await?;
    let before = clients::store::contact(tx, on, &stand.contact_id).await?;
    let person = Person { name: stand.name.clone(), email: email.clone(), phone: stand.phone.clone() };
    clients::store::change_contact(tx, on, &stand.contact_id, &person).await?;
    let mut said = None;
    if before.email.to_lowercase() != email.key() {
        said = address_changed(tx, services, staff, &before, &person).await?;
        if before.account_id.is_some() && !confirmed.changes_sign_in {
            let Contact { name, email, .. } = before;
            let words = format!(
                "{name} signs in with {email} already. Leave it as it is, or tick below that the sign-in address changes"
            );
            return Err(AppError::field("email", words));
        }
    }
    if let Some(account) = &before.account_id {
        accounts::store::set_identity(tx, account, &person.name, &person.email).await?;
    }
    let words = format!("Corrected the address of {} to {email}", stand.name);
    log(tx, services, staff, on, &stand.contact_id, What::ContactChanged, words).await?;
    Ok((Stand { email: email.to_string(), ..stand }, said))
}

async fn kill_open(
    tx: &mut Tx,
    services: &Services,
    on: &OnClient,
    contact: &ContactId,
    stand: &Stand,
    why: &str,
) -> Result<u64> {
    let killed = store::revoke_open(tx, on.client(), contact, why, services.now()).await?;
    if let Some(invitation) = &stand.invitation_id {
        mail::drop_waiting(tx, invitation.as_str()).await?;
    }
    Ok(killed)
}

/// Writes an invitation, its mail and its line.
pub(super) async fn invite(
    tx: &mut Tx,
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    stand: &Stand,
    note: &str,
    what: What,
    words: String,
) -> Result<()> {
    let (id, nonce, now) = (InvitationId::fresh(), random_token(), services.now());
    let email = Email::parse("email", &stand.email)?;
    if let Some(stop) = mail::stop_of(tx, email.as_str()).await? {
        return Err(AppError::field("email", stop.refusal()));
    }
    let expires_at = now + INVITATION_LASTS;
    let hash = token_hash(&services.keys.token("invitation", id.as_str(), &nonce));
    store::invite(
        tx,
        NewInvitation {
            id: &id,
            client: on.client(),
            contact: &stand.contact_id,
            email: &email,
            note,
            nonce: &nonce,
            token_hash: &hash,
            sent_by: staff.id(),
            now,
            expires_at,
        },
    )
    .await?;
    let client = clients::store::find(tx, on).await?;
    let has_account = match &stand.account_id {
        Some(account) => accounts::store::by_id(tx, account).await?.is_active(),
        None => false,
    };
    let letter = Letter::Invitation {
        invitation: id.to_string(),
        nonce,
        name: stand.name.clone(),
        client: client.name,
        sender: sender(staff),
        note: note.to_owned(),
        ends_at: expires_at,
        has_account,
    };
    mail::post(tx, services, email.as_str(), id.as_str(), letter).await?;
    log(tx, services, staff, on, &stand.contact_id, what, words).await
}

/// The sender as mails name them.
pub fn sender(staff: &Staff) -> mail::Person {
    mail::Person { name: staff.name().to_owned(), email: staff.email().to_owned(), phone: staff.phone().to_owned() }
}

/// Why somebody can't be invited, as they stand.
pub(super) fn already(stand: &Stand, standing: Standing) -> AppError {
    let words = match standing {
        Standing::Active => format!("{} has an active account already.", stand.name),
        Standing::Inactive => format!("The access of {} is disabled. Enable it instead.", stand.name),
        Standing::Pending => format!("{} is invited already. Resend the invitation if it did not arrive.", stand.name),
        _ => format!("{} can’t be invited like this now. Reload the page and look again.", stand.name),
    };
    AppError::Conflict(words)
}

async fn log(
    tx: &mut Tx,
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    contact: &ContactId,
    what: What,
    words: String,
) -> Result<()> {
    let client = Some(on.client().as_str());
    let entry = Entry { what, client, contact: Some(contact.as_str()), thing: contact.as_str(), words };
    activity::record(tx, services.now(), &staff.actor(), entry).await
}
