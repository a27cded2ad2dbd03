//! Confirming with a passkey who is signed in: step-up without typing a password (`accounts/step_up.rs`).

use super::passkeys;
use crate::accounts::lockout::{self, Key};
use crate::accounts::session::{Begun, SignedIn};
use crate::accounts::store as accounts;
use crate::accounts::{sign_in, step_up};
use crate::activity::{self, Entry, What};
use crate::kernel::{AppError, Result};
use crate::server::Services;
use crate::server::http::Visitor;

/// Confirms with what a passkey signed, counted and logged like a password on this device.
///
/// # Errors
/// Beside the field `password`: refused, or paused after several tries.
pub async fn with_passkey(services: &Services, visitor: &Visitor, who: &SignedIn, answer: &str) -> Result<Begun> {
    let key = Key::of_device(&who.device);
    let Some(attempt) = sign_in::permit(services, &key).await? else {
        return Err(AppError::field("password", "After several wrong tries this is paused. Wait 15 minutes"));
    };
    let actor = sign_in::actor(who, visitor);
    let mut tx = services.db.write().await?;
    accounts::hold_account(&mut tx, &who.id).await?;
    let Some(name) = passkeys::check(&mut tx, services, &who.id, &who.session, answer).await? else {
        let account = accounts::by_id(&mut tx, &who.id).await?;
        let words = format!("A passkey was refused for {}", account.name);
        sign_in::failed_with(&mut tx, services, actor, &attempt, Some(&account), words).await?;
        tx.save().await?;
        return Err(AppError::field("password", "This passkey could not be accepted. Try again, or use your password"));
    };
    lockout::clear(&mut tx, &attempt).await?;
    let begun = step_up::confirmed(&mut tx, services, who).await?;
    let (client, contact) = activity::store::place_of_account(&mut tx, who.id.as_str()).await?;
    let (client, contact) = (client.as_deref(), contact.as_deref());
    let words = format!("Confirmed with the passkey “{name}”");
    let entry = Entry { what: What::PasswordConfirmed, client, contact, thing: who.id.as_str(), words };
    activity::record(&mut tx, services.now(), &actor, entry).await?;
    tx.save().await?;
    Ok(begun)
}
