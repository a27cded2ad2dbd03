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

/// Compares the password of somebody who is signed in already, counted like any attempt.
pub async fn confirm(services: &Services, account: &SignedIn, password: &str) -> Result<bool> {
    let key = account.email.to_lowercase();
    let Some(attempt) = permit(services, &key).await? else { return Ok(false) };
    let mut tx = services.db.read().await?;
    let kept = store::by_id(&mut tx, &account.id).await?.password_hash;
    drop(tx);
    let right = passwords::verify(&attempt, kept.as_deref(), password).await?;
    if right {
        let mut tx = services.db.write().await?;
        lockout::clear(&mut tx, &attempt).await?;
        tx.save().await?;
    }
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
    let (thing, who) = match account {
        Some(account) => (account.id.as_str(), account.name.as_str()),
        None => ("", "an unknown address"),
    };
    let words = format!("Sign-in failed for {who}");
    log(&mut tx, services, Actor::nobody(visitor.clone()), What::SignInFailed, thing, words).await?;
    if attempt.locks {
        let words = format!("Sign-in locked for {who}, for 15 minutes after 5 failures");
        log(&mut tx, services, Actor::portal(), What::SignInLocked, thing, words).await?;
    }
    tx.save().await?;
    Err(AppError::SignInRefused)
}

async fn log(tx: &mut Tx, services: &Services, actor: Actor, what: What, thing: &str, words: String) -> Result<()> {
    let (client, contact) = activity::store::place_of_account(tx, thing).await?;
    let entry = Entry { what, client: client.as_deref(), contact: contact.as_deref(), thing, words };
    activity::record(tx, services.now(), &actor, entry).await
}
