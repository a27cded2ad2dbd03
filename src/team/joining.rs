//! Joining the team: a GET of the link never spends it, a POST with a password does, once (PRODUCT, rule 4).

use super::store::{self, TeamInvitation};
use crate::accounts::model::NewPassword;
use crate::accounts::session::{self, Begun, SignedIn};
use crate::accounts::store::{self as accounts, NewAccount};
use crate::accounts::{Role, doors, passwords};
use crate::activity::{self, Actor, ActorKind, Entry, What};
use crate::firm;
use crate::kernel::{AppError, Email, Result};
use crate::mail::{self, Letter, TeamNews};
use crate::server::Services;
use crate::server::Tx;
use crate::server::http::Visitor;
use crate::server::keys::token_hash;

/// The live invitation behind a token. Reading spends nothing.
///
/// # Errors
/// The database's.
pub async fn find(tx: &mut Tx, services: &Services, token: &str) -> Result<Option<TeamInvitation>> {
    let invitation = store::invitation_by_hash(tx, &token_hash(token)).await?;
    Ok(invitation.filter(|invitation| invitation.is_live(services.now())))
}

/// Accepts an invitation with a new password: makes the account, tells whoever invited, signs in. The session that this
/// browser had before, if any, ends, as at a sign-in.
///
/// # Errors
/// `Invalid` beside `password`; `Conflict` when the link does not work (any more), or the address was taken meanwhile.
pub async fn accept(
    services: &Services,
    visitor: &Visitor,
    before: Option<&SignedIn>,
    token: &str,
    password: &str,
) -> Result<Begun> {
    let mut tx = services.db.read().await?;
    let Some(invitation) = find(&mut tx, services, token).await? else {
        drop(tx);
        return doors::closed(services, password).await;
    };
    let firm = firm::store::current(&mut tx).await?;
    drop(tx);
    let firm_name = firm.as_ref().map(|firm| firm.name.as_str()).unwrap_or_default();
    let known = [invitation.email.as_str(), invitation.name.as_str(), firm_name];
    let hash = passwords::hash(services, &NewPassword::parse("password", password, &known)?).await?;
    let mut tx = services.db.write().await?;
    store::hold_team(&mut tx).await?;
    // As it is while the team is held: whoever sent it may have been shut out since.
    let Some(invitation) = find(&mut tx, services, token).await? else { return Err(doors::ended()) };
    let now = services.now();
    if !store::accept_invitation(&mut tx, &invitation.id, now).await? {
        return Err(doors::ended());
    }
    let (email, role) = (Email::parse("email", &invitation.email)?, Role::parse(&invitation.role)?);
    if store::address_is_taken(&mut tx, &email.key()).await? {
        return Err(taken());
    }
    let phone = firm.map(|firm| firm.phone).unwrap_or_default();
    let new =
        NewAccount { role: Some(role), name: &invitation.name, email: &email, phone: &phone, password_hash: &hash };
    let account = accounts::add(&mut tx, new, now).await.map_err(|error| match error {
        AppError::Invalid(_) => taken(),
        other => other,
    })?;
    if let Some(before) = before {
        accounts::end_session(&mut tx, &before.session).await?;
    }
    let actor = Actor {
        id: account.to_string(),
        name: invitation.name.clone(),
        kind: ActorKind::Staff,
        visitor: visitor.clone(),
    };
    let words = format!("Joined the team as {}, invited by {}", role.word(), invitation.sender_name);
    let entry = Entry { what: What::ColleagueJoined, client: None, contact: None, thing: account.as_str(), words };
    activity::record(&mut tx, now, &actor, entry).await?;
    let news = TeamNews::Joined { who: invitation.name.clone(), role: role.word().to_owned() };
    let letter = Letter::Team { name: invitation.sender_name.clone(), by: invitation.name.clone(), at: now, news };
    mail::post(&mut tx, services, &invitation.sender_email, account.as_str(), letter).await?;
    let begun = session::begin(&mut tx, services, &account, visitor).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(begun)
}

fn taken() -> AppError {
    AppError::Conflict(
        "Somebody uses this address in the portal already. Ask for an invitation to another one.".to_owned(),
    )
}
