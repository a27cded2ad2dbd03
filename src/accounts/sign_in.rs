//! Signing in and out: count the attempt, compare the password, begin a session. One refusal for every reason.

use super::factors::second_step::{self, Way};
use super::lockout::{self, Attempt, Key, Then};
use super::passwords;
use super::session::{self, Begun, Kind, SignedIn};
use super::store::{self, Account};
use crate::activity::{self, Actor, ActorKind, Entry, What};
use crate::kernel::{AppError, Email, Result};
use crate::mail::{self, FactorNews, Letter};
use crate::server::http::Visitor;
use crate::server::{Services, Tx};

/// Checks address and password; gives the new session, or the way to the second step, and the person's home.
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
) -> Result<(Way, &'static str)> {
    passwords::room()?;
    let email = Email::parse("email", email)?;
    let mut tx = services.db.read().await?;
    let account = store::by_email(&mut tx, &email.key()).await?;
    let key = Key::of(&mut tx, services, visitor, &email.key(), account.as_ref().map(|account| &account.id)).await?;
    drop(tx);
    let Some(attempt) = permit(services, &key).await? else { return Err(AppError::SignInRefused) };
    let kept = account.as_ref().filter(|account| account.is_active()).and_then(|account| account.password_hash.clone());
    let right = passwords::verify(&attempt, kept.as_deref(), password).await?;
    match account {
        Some(account) if right => admit(services, visitor, before, &attempt, &account).await,
        account => refuse(services, visitor, &attempt, account.as_ref()).await,
    }
}

/// Compares the password of somebody who is signed in already, counted and logged like any attempt. The device that they
/// are on is counted, whatever cookie is sent with it: who has found it open locks nobody out elsewhere.
pub async fn confirm(services: &Services, visitor: &Visitor, who: &SignedIn, password: &str) -> Result<bool> {
    let mut tx = services.db.read().await?;
    let account = store::by_id(&mut tx, &who.id).await?;
    drop(tx);
    compare(services, actor(who, visitor), &account, &Key::of_device(&who.device), password).await
}

/// Compares a password with this account's, counted and logged like any attempt. Not looked at while sign-in is paused.
pub async fn matches(services: &Services, who: Actor, account: &Account, password: &str) -> Result<bool> {
    let mut tx = services.db.read().await?;
    let key = Key::of(&mut tx, services, &who.visitor, &account.email.to_lowercase(), Some(&account.id)).await?;
    drop(tx);
    compare(services, who, account, &key, password).await
}

async fn compare(services: &Services, who: Actor, account: &Account, key: &Key, password: &str) -> Result<bool> {
    passwords::room()?;
    let Some(attempt) = permit(services, key).await? else { return Ok(false) };
    let right = passwords::verify(&attempt, account.password_hash.as_deref(), password).await?;
    let mut tx = services.db.write().await?;
    if right {
        let owes = who.kind == ActorKind::Nobody && !super::factors::store::of(&mut tx, &account.id).await?.is_empty();
        match owes {
            true => lockout::take_back(&mut tx, services, &attempt).await?,
            false => lockout::clear(&mut tx, &attempt).await?,
        }
    } else {
        failed(&mut tx, services, who, &attempt, Some(account)).await?;
    }
    tx.save().await?;
    services.bell.ring();
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

/// Permission for one look, counted before it is taken.
pub(super) async fn permit(services: &Services, key: &Key) -> Result<Option<Attempt>> {
    let mut tx = services.db.write().await?;
    let attempt = lockout::attempt(&mut tx, services, key).await?;
    tx.save().await?;
    Ok(attempt)
}

async fn admit(
    services: &Services,
    visitor: &Visitor,
    before: Option<&SignedIn>,
    attempt: &Attempt,
    account: &Account,
) -> Result<(Way, &'static str)> {
    let mut tx = services.db.write().await?;
    // As it is now, and stays until this is saved: a reset may have come between the look at the password and here.
    store::hold_account(&mut tx, &account.id).await?;
    let now = store::by_id(&mut tx, &account.id).await?;
    if !now.is_active() || now.password_hash != account.password_hash {
        return Err(AppError::SignInRefused);
    }
    if super::factors::store::of(&mut tx, &account.id).await?.is_empty() {
        let (begun, home) =
            let_in(&mut tx, services, visitor, before, attempt, account, "Signed in".to_owned()).await?;
        tx.save().await?;
        services.bell.ring();
        return Ok((Way::In(begun), home));
    }
    // Right, but not all: what was counted before counts on, or whoever has the password could try codes for ever.
    lockout::take_back(&mut tx, services, attempt).await?;
    let token = second_step::begin(&mut tx, services, &account.id).await?;
    let words = format!("The password of {} was right; the second step is asked for", account.name);
    log(&mut tx, services, Actor::nobody(visitor.clone()), What::SecondStepAsked, account.id.as_str(), words).await?;
    tx.save().await?;
    Ok((Way::SecondStep(token), second_step::PAGE))
}

/// All that was asked for was right: the session begins, and the counts start again. The caller holds the account's row.
pub(super) async fn let_in(
    tx: &mut Tx,
    services: &Services,
    visitor: &Visitor,
    before: Option<&SignedIn>,
    attempt: &Attempt,
    account: &Account,
    words: String,
) -> Result<(Begun, &'static str)> {
    if let Some(before) = before {
        store::end_session(tx, &before.session).await?;
    }
    lockout::clear(tx, attempt).await?;
    let begun = session::begin(tx, services, &account.id, visitor).await?;
    let (kind, home) = match account.side()? {
        Kind::Staff(_) => (ActorKind::Staff, "/dashboard"),
        Kind::Client => (ActorKind::Client, "/portal"),
    };
    let actor = Actor { id: account.id.to_string(), name: account.name.clone(), kind, visitor: visitor.clone() };
    log(tx, services, actor, What::SignedIn, account.id.as_str(), words).await?;
    Ok((begun, home))
}

async fn refuse(
    services: &Services,
    visitor: &Visitor,
    attempt: &Attempt,
    account: Option<&Account>,
) -> Result<(Way, &'static str)> {
    let mut tx = services.db.write().await?;
    failed(&mut tx, services, Actor::nobody(visitor.clone()), attempt, account).await?;
    tx.save().await?;
    services.bell.ring();
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
    let who = account.map_or("an unknown address", |account| account.name.as_str());
    let words = match by.kind {
        ActorKind::Nobody => format!("Sign-in failed for {who}"),
        _ => format!("Wrong current password for {who}"),
    };
    failed_with(tx, services, by, attempt, account, words).await
}

/// As [`failed`], in other words.
pub(super) async fn failed_with(
    tx: &mut Tx,
    services: &Services,
    by: Actor,
    attempt: &Attempt,
    account: Option<&Account>,
    words: String,
) -> Result<()> {
    let (thing, who) = match account {
        Some(account) => (account.id.as_str(), account.name.as_str()),
        None => ("", "an unknown address"),
    };
    log(tx, services, by, What::SignInFailed, thing, words).await?;
    if attempt.then == Then::Counted {
        return Ok(());
    }
    let place = if attempt.key().of_device { "on one of their devices" } else { "from unknown devices" };
    let words = match attempt.then {
        Then::Stopped if attempt.key().of_second_step => {
            format!("The second step {place} is off for {who}, after 100 failures in a row")
        }
        Then::Stopped => format!("Sign-in {place} is off for {who}, after 100 failures in a row"),
        _ => format!("Sign-in locked for {who}, for 15 minutes after 5 failures"),
    };
    log(tx, services, Actor::portal(), What::SignInLocked, thing, words).await?;
    let stopped = attempt.then == Then::Stopped && !attempt.key().of_device;
    match account {
        Some(account) if stopped && account.is_active() && attempt.key().of_second_step => {
            second_step::tell(tx, services, account, &Visitor::default(), FactorNews::Stopped).await
        }
        Some(account) if stopped && account.is_active() => tell_stopped(tx, services, account).await,
        _ => Ok(()),
    }
}

/// The person hears why they have to set a new password before they sign in somewhere new.
async fn tell_stopped(tx: &mut Tx, services: &Services, account: &Account) -> Result<()> {
    let letter = Letter::SignInStopped { name: account.name.clone(), at: services.now() };
    mail::post(tx, services, &account.email, account.id.as_str(), letter).await
}

async fn log(tx: &mut Tx, services: &Services, actor: Actor, what: What, thing: &str, words: String) -> Result<()> {
    let (client, contact) = activity::store::place_of_account(tx, thing).await?;
    let entry = Entry { what, client: client.as_deref(), contact: contact.as_deref(), thing, words };
    activity::record(tx, services.now(), &actor, entry).await
}
