//! Signing in and out: count the attempt, compare the password, begin a session. One refusal for every reason.

use super::lockout::{self, Attempt};
use super::passwords;
use super::session::{self, Kind, SignedIn};
use super::store::{self, Account};
use crate::activity::{self, Actor, ActorKind, Entry, What};
use crate::kernel::{AppError, Email, Result};
use crate::server::http::Visitor;
use crate::server::{Services, Tx};

/// Checks address and password; gives the new session's token and the person's home.
///
/// # Errors
/// `SignInRefused` for wrong password, unknown address, disabled, not activated and locked alike.
/// The session that this browser had before, if any, ends: an id never outlives a sign-in.
pub async fn check(
    services: &Services,
    visitor: &Visitor,
    before: Option<&SignedIn>,
    email: &str,
    password: &str,
) -> Result<(String, &'static str)> {
    let email = Email::parse("email", email)?;
    let Some(attempt) = permit(services, &email.key()).await? else { return Err(AppError::SignInRefused) };
    let mut tx = services.db.read().await?;
    let account = store::by_email(&mut tx, &email.key()).await?;
    drop(tx);
    let kept = account.as_ref().filter(|account| account.is_active()).and_then(|account| account.password_hash.clone());
    let right = passwords::verify(&attempt, kept.as_deref(), password).await?;
    match account {
        Some(account) if right => admit(services, visitor, before, &attempt, &account).await,
        account => refuse(services, visitor, &attempt, account.as_ref()).await,
    }
}

/// Compares the password of somebody who is signed in already, counted and logged like any attempt.
pub async fn confirm(services: &Services, visitor: &Visitor, who: &SignedIn, password: &str) -> Result<bool> {
    let mut tx = services.db.read().await?;
    let account = store::by_id(&mut tx, &who.id).await?;
    drop(tx);
    matches(services, actor(who, visitor), &account, password).await
}

/// Compares a password with this account's, counted and logged like any attempt. Not looked at while sign-in is paused.
pub async fn matches(services: &Services, who: Actor, account: &Account, password: &str) -> Result<bool> {
    let Some(attempt) = permit(services, &account.email.to_lowercase()).await? else { return Ok(false) };
    let right = passwords::verify(&attempt, account.password_hash.as_deref(), password).await?;
    let mut tx = services.db.write().await?;
    if right {
        lockout::clear(&mut tx, &attempt).await?;
    } else {
        failed(&mut tx, services, who, &attempt, Some(account)).await?;
    }
    tx.save().await?;
    Ok(right)
}

/// Ends a session by the person's own wish.
pub async fn end(services: &Services, visitor: &Visitor, account: &SignedIn) -> Result<()> {
    let mut tx = services.db.write().await?;
    store::end_session(&mut tx, &account.session).await?;
    let words = "Signed out".to_owned();
    log(&mut tx, services, actor(account, visitor), What::SignedOut, account.id.as_str(), words).await?;
    tx.save().await
}

/// As the log keeps a signed-in person.
pub fn actor(account: &SignedIn, visitor: &Visitor) -> Actor {
    let kind = match account.kind {
        Kind::Staff(_) => ActorKind::Staff,
        Kind::Client => ActorKind::Client,
    };
    Actor { id: account.id.to_string(), name: account.name.clone(), kind, visitor: visitor.clone() }
}

async fn permit(services: &Services, email_key: &str) -> Result<Option<Attempt>> {
    let mut tx = services.db.write().await?;
    let attempt = lockout::attempt(&mut tx, services, email_key).await?;
    tx.save().await?;
    Ok(attempt)
}

async fn admit(
    services: &Services,
    visitor: &Visitor,
    before: Option<&SignedIn>,
    attempt: &Attempt,
    account: &Account,
) -> Result<(String, &'static str)> {
    let side = account.side()?;
    let mut tx = services.db.write().await?;
    if let Some(before) = before {
        store::end_session(&mut tx, &before.session).await?;
    }
    lockout::clear(&mut tx, attempt).await?;
    let token = session::begin(&mut tx, services, &account.id, visitor).await?;
    let (kind, home) = match side {
        Kind::Staff(_) => (ActorKind::Staff, "/dashboard"),
        Kind::Client => (ActorKind::Client, "/portal"),
    };
    let actor = Actor { id: account.id.to_string(), name: account.name.clone(), kind, visitor: visitor.clone() };
    log(&mut tx, services, actor, What::SignedIn, account.id.as_str(), "Signed in".to_owned()).await?;
    tx.save().await?;
    Ok((token, home))
}

async fn refuse(
    services: &Services,
    visitor: &Visitor,
    attempt: &Attempt,
    account: Option<&Account>,
) -> Result<(String, &'static str)> {
    let mut tx = services.db.write().await?;
    failed(&mut tx, services, Actor::nobody(visitor.clone()), attempt, account).await?;
    tx.save().await?;
    Err(AppError::SignInRefused)
}

/// A wrong password leaves a line, and so does the lock that it may have caused.
async fn failed(
    tx: &mut Tx,
    services: &Services,
    by: Actor,
    attempt: &Attempt,
    account: Option<&Account>,
) -> Result<()> {
    let (thing, who) = match account {
        Some(account) => (account.id.as_str(), account.name.as_str()),
        None => ("", "an unknown address"),
    };
    let words = match by.kind {
        ActorKind::Nobody => format!("Sign-in failed for {who}"),
        _ => format!("Wrong present password for {who}"),
    };
    log(tx, services, by, What::SignInFailed, thing, words).await?;
    if attempt.locks {
        let words = format!("Sign-in locked for {who}, for 15 minutes after 5 failures");
        log(tx, services, Actor::portal(), What::SignInLocked, thing, words).await?;
    }
    Ok(())
}

async fn log(tx: &mut Tx, services: &Services, actor: Actor, what: What, thing: &str, words: String) -> Result<()> {
    let (client, contact) = activity::store::place_of_account(tx, thing).await?;
    let entry = Entry { what, client: client.as_deref(), contact: contact.as_deref(), thing, words };
    activity::record(tx, services.now(), &actor, entry).await
}
