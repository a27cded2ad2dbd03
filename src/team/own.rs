//! What somebody of the firm changes about themselves: name, address and phone, as clients see them. Another address is what
//! they sign in with from then on, so it asks who they are, ends their other sessions and the links on their way, and is told
//! to both addresses (SAFETY).

use super::store as team;
use crate::accounts::store::{self as accounts, Account};
use crate::accounts::{SignedIn, Staff, session, step_up};
use crate::activity::{self, Entry, What};
use crate::clients::model::Person;
use crate::kernel::{AppError, Result};
use crate::mail::{self, Letter};
use crate::server::{Services, Tx};

/// Keeps them; gives the words that tell it, and the renewed session where the address is another one.
///
/// # Errors
/// `ConfirmFirst` for another address; `Invalid` beside `email` when it is in use in the portal already.
pub async fn change(
    services: &Services,
    who: &SignedIn,
    staff: &Staff,
    new: &Person,
) -> Result<(String, Option<session::Begun>)> {
    let mut tx = services.db.write().await?;
    // Whoever invites somebody to this address waits.
    team::hold_team(&mut tx).await?;
    let before = accounts::by_id(&mut tx, staff.id()).await?;
    if !before.is_active() {
        return Err(AppError::NotSignedIn);
    }
    let mut begun = None;
    let mut said = "Saved. Clients see this from now on.".to_owned();
    if before.email.to_lowercase() != new.email.key() {
        begun = Some(move_address(&mut tx, services, who, &before, new).await?);
        said = format!(
            "Saved. You sign in with {} from now on. We told both addresses, and your other devices are signed out.",
            new.email
        );
    }
    accounts::set_identity(&mut tx, &before.id, &new.name, &new.email).await?;
    accounts::set_phone(&mut tx, &before.id, &new.phone).await?;
    let words = changed(&before, new);
    let entry = Entry { what: What::OwnDetailsChanged, client: None, contact: None, thing: before.id.as_str(), words };
    activity::record(&mut tx, services.now(), &staff.actor(), entry).await?;
    tx.save().await?;
    services.bell.ring();
    Ok((said, begun))
}

/// All that follows from another address.
async fn move_address(
    tx: &mut Tx,
    services: &Services,
    who: &SignedIn,
    before: &Account,
    new: &Person,
) -> Result<session::Begun> {
    step_up::fresh_within(tx, services).await?;
    if team::address_is_taken(tx, &new.email.key()).await? {
        return Err(AppError::field("email", "This address is in use in the portal already. Give another one"));
    }
    accounts::end_sessions(tx, &before.id, &who.session).await?;
    accounts::spend_open_resets(tx, &before.id, services.now()).await?;
    for to in [before.email.as_str(), new.email.as_str()] {
        let letter =
            Letter::EmailChanged { name: new.name.clone(), new_email: new.email.to_string(), at: services.now() };
        mail::post(tx, services, to, before.id.as_str(), letter).await?;
    }
    session::change_token(tx, who).await
}

/// The line of the log: what it was and what it is.
fn changed(before: &Account, new: &Person) -> String {
    let email = new.email.to_string();
    let each =
        [("name", &before.name, &new.name), ("address", &before.email, &email), ("phone", &before.phone, &new.phone)];
    let told = each.iter().filter(|(_, old, new)| old != new).map(|(what, old, new)| match old.is_empty() {
        true => format!("{what} {new}"),
        false => format!("{what} {new} instead of {old}"),
    });
    let told = told.collect::<Vec<_>>().join(", ");
    if told.is_empty() {
        "Saved their own details as they were".to_owned()
    } else {
        format!("Changed their own details: {told}")
    }
}
