//! Disabling, enabling, unlocking. Disabling ends every session of that contact at the next request (PRODUCT).

use super::store;
use crate::accounts::{self, Staff, factors, lockout, resets};
use crate::activity::{self, Entry, What};
use crate::clients::{self, ContactId, OnClient};
use crate::kernel::{AppError, Result};
use crate::mail;
use crate::server::{Services, Tx};

/// Disables a contact's access for this client; their account sleeps when no other client is left to them.
pub async fn disable(
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    contact: &ContactId,
    reason: &str,
) -> Result<String> {
    let mut tx = services.db.write().await?;
    let stand = store::stand(&mut tx, on, contact).await?;
    let now = services.now();
    if !store::switch(&mut tx, on.client(), contact, "active", "inactive", staff.name(), reason, now).await? {
        return Err(AppError::Conflict(format!("The access of {} is not active.", stand.name)));
    }
    if let Some(account) = &stand.account_id {
        accounts::store::end_sessions(&mut tx, account, "").await?;
        if store::reach(&mut tx, account).await?.is_empty() {
            accounts::store::set_state(&mut tx, account, "disabled").await?;
            accounts::store::spend_open_resets(&mut tx, account, now).await?;
            mail::drop_news_to(&mut tx, &stand.email).await?;
        }
    }
    let words = if reason.is_empty() {
        format!("Disabled the access of {}", stand.name)
    } else {
        format!("Disabled the access of {}: {reason}", stand.name)
    };
    log(&mut tx, services, staff, on, contact, What::AccessDisabled, words).await?;
    tx.save().await?;
    Ok(stand.name)
}

/// Gives the same account back, without a new invitation.
pub async fn enable(services: &Services, staff: &Staff, on: &OnClient, contact: &ContactId) -> Result<String> {
    let mut tx = services.db.write().await?;
    let stand = store::stand(&mut tx, on, contact).await?;
    if !store::switch(&mut tx, on.client(), contact, "inactive", "active", staff.name(), "", services.now()).await? {
        return Err(AppError::Conflict(format!("The access of {} is not disabled.", stand.name)));
    }
    if let Some(account) = &stand.account_id {
        accounts::store::set_state(&mut tx, account, "active").await?;
    }
    log(&mut tx, services, staff, on, contact, What::AccessEnabled, format!("Enabled the access of {}", stand.name))
        .await?;
    tx.save().await?;
    Ok(stand.name)
}

/// Ends a lock after failed sign-ins.
pub async fn unlock(services: &Services, staff: &Staff, on: &OnClient, contact: &ContactId) -> Result<String> {
    let mut tx = services.db.write().await?;
    let stand = store::stand(&mut tx, on, contact).await?;
    must_see_wholly(&mut tx, staff, contact).await?;
    let key = stand.email.to_lowercase();
    if lockout::paused(&mut tx, services, &key).await?.is_none() {
        return Err(AppError::Conflict(format!("Sign-in of {} is not locked.", stand.name)));
    }
    lockout::unlock(&mut tx, services, &key).await?;
    log(&mut tx, services, staff, on, contact, What::Unlocked, format!("Unlocked sign-in for {}", stand.name)).await?;
    tx.save().await?;
    Ok(stand.name)
}

/// Takes the second step of a contact away who has lost it, and ends their sessions; they hear of it by mail.
pub async fn reset_second_factor(
    services: &Services,
    staff: &Staff,
    on: &OnClient,
    contact: &ContactId,
) -> Result<String> {
    let mut tx = services.db.write().await?;
    let stand = store::stand(&mut tx, on, contact).await?;
    must_see_wholly(&mut tx, staff, contact).await?;
    let reset = match &stand.account_id {
        Some(account) => factors::changes::reset(&mut tx, services, &staff.actor(), account).await?,
        None => false,
    };
    if !reset {
        return Err(AppError::Conflict(format!("{} has no second step.", stand.name)));
    }
    let words = format!("Took the second step of {} away", stand.name);
    log(&mut tx, services, staff, on, contact, What::FactorReset, words).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(stand.name)
}

/// What belongs to the account as a whole is only for those who see every client that it reaches: else somebody could make
/// a client of their own with this person, and weaken the way to another one.
async fn must_see_wholly(tx: &mut Tx, staff: &Staff, contact: &ContactId) -> Result<()> {
    if clients::store::is_seen_wholly(tx, &staff.wall(), contact).await? { Ok(()) } else { Err(AppError::Forbidden) }
}

/// Mails a password reset link on the contact's behalf.
pub async fn send_reset(services: &Services, staff: &Staff, on: &OnClient, contact: &ContactId) -> Result<String> {
    let mut tx = services.db.write().await?;
    let stand = store::stand(&mut tx, on, contact).await?;
    let account = match &stand.account_id {
        Some(id) => accounts::store::by_id(&mut tx, id).await?,
        None => return Err(AppError::Conflict(format!("{} has no account yet. Send an invitation.", stand.name))),
    };
    if stand.state != "active" || !account.is_active() {
        return Err(AppError::Conflict(format!("The access of {} is disabled. Enable it first.", stand.name)));
    }
    if !resets::mail_link(&mut tx, services, &account, Some(staff.id())).await? {
        let words = format!(
            "{} was sent several links within the hour, so this one was not. The last one works: is it among the spam?",
            stand.name
        );
        return Err(AppError::Conflict(words));
    }
    let words = format!("Sent {} a password reset link", stand.name);
    log(&mut tx, services, staff, on, contact, What::ResetAsked, words).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(stand.name)
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
