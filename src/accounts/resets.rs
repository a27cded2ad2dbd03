//! New passwords: by a mailed link that lasts 60 minutes and works once, or by the person who is signed in.

use super::model::{AccountId, NewPassword, ResetId};
use super::session::{self, Begun, SignedIn};
use super::store::{self, Account, Reset};
use super::{doors, lockout, passwords, sign_in};
use crate::activity::{self, Actor, ActorKind, Entry, What};
use crate::firm;
use crate::kernel::{AppError, Email, FieldErrors, Result, Span};
use crate::mail::{self, Letter};
use crate::server::http::Visitor;
use crate::server::jobs::turn;
use crate::server::keys::{random_token, token_hash};
use crate::server::{Services, Tx};
use std::time::Duration;

/// How long a reset link works (PRODUCT).
pub const LASTS: Span = Span::minutes(60);
/// More links than this within [`LASTS`] are not mailed: nobody's mailbox is flooded by a stranger. What staff send is
/// counted for itself: no stranger can use that up.
const MOST: i64 = 5;

/// Keeps that somebody asked, known or not, with one line in the log: the same work for every address, so that neither the
/// answer nor its time tells which it was (SAFETY: no enumeration). [`answer`] mails the link.
pub async fn ask(services: &Services, visitor: &Visitor, email: &Email) -> Result<()> {
    let mut tx = services.db.write().await?;
    let account = store::by_email(&mut tx, &email.key()).await?.filter(Account::is_active);
    let words = match &account {
        Some(account) => format!("A password reset was asked for {}", account.name),
        None => "A password reset was asked for an unknown address".to_owned(),
    };
    let thing = account.as_ref().map_or("", |account| account.id.as_str());
    store::add_reset_ask(&mut tx, &ResetId::fresh(), &email.key(), services.now()).await?;
    log(&mut tx, services, Actor::nobody(visitor.clone()), What::ResetAsked, thing, words).await?;
    tx.save().await?;
    services.asked.ring();
    Ok(())
}

/// Mails the links that were asked for; gives how many requests it looked into.
///
/// # Errors
/// The database's. What is not looked into yet stays for the next time.
pub async fn answer(services: &Services) -> Result<usize> {
    let mut count = 0;
    loop {
        let mut tx = services.db.read().await?;
        let Some(next) = store::next_reset_ask(&mut tx).await? else { return Ok(count) };
        drop(tx);
        let mut tx = services.db.write().await?;
        if store::take_reset_ask(&mut tx, &next.id).await?
            && let Some(account) = store::by_email(&mut tx, &next.email_key).await?.filter(Account::is_active)
        {
            mail_link(&mut tx, services, &account, None).await?;
        }
        tx.save().await?;
        services.bell.ring();
        count += 1;
    }
}

/// Answers for as long as the program runs.
pub async fn run(services: Services) {
    loop {
        turn("reset links could not be mailed", answer(&services)).await;
        services.asked.wait(NAP).await;
    }
}

/// The longest that [`run`] sleeps without being rung for: another process rings no bell here.
const NAP: Duration = Duration::from_secs(5);

/// Mails a fresh reset link, in the transaction of whoever asks: the person, or staff for them. Whether it was mailed.
pub async fn mail_link(tx: &mut Tx, services: &Services, account: &Account, by: Option<&AccountId>) -> Result<bool> {
    let now = services.now();
    if store::resets_since(tx, &account.id, by.is_some(), now - LASTS).await? >= MOST {
        return Ok(false);
    }
    store::spend_open_resets(tx, &account.id, now).await?;
    let (id, nonce, ends_at) = (ResetId::fresh(), random_token(), now + LASTS);
    let hash = token_hash(&services.keys.token("reset", id.as_str(), &nonce));
    store::add_reset(tx, &id, &account.id, by, &nonce, &hash, (now, ends_at)).await?;
    let about = id.to_string();
    let letter = Letter::PasswordReset { reset: about.clone(), nonce, name: account.name.clone(), ends_at };
    mail::post(tx, services, &account.email, &about, letter).await?;
    Ok(true)
}

/// The live link behind a token, for the page that asks for the new password. Reading spends nothing.
pub async fn find(tx: &mut Tx, services: &Services, token: &str) -> Result<Option<(Reset, Account)>> {
    let reset = store::reset_by_hash(tx, &token_hash(token)).await?;
    let Some(reset) = reset.filter(|reset| reset.spent_at.is_none() && reset.expires_at > services.now()) else {
        return Ok(None);
    };
    let account = store::by_id(tx, &reset.account_id).await?;
    Ok(account.is_active().then_some((reset, account)))
}

/// Sets the password behind a link and spends it; ends every session and lock of the account.
pub async fn set_password(services: &Services, visitor: &Visitor, token: &str, password: &str) -> Result<()> {
    let mut tx = services.db.read().await?;
    let Some((reset, account)) = find(&mut tx, services, token).await? else {
        drop(tx);
        return doors::closed(services, password).await;
    };
    let password = parse(&mut tx, "password", password, &account).await?;
    drop(tx);
    let hash = passwords::hash(services, &password).await?;
    let mut tx = services.db.write().await?;
    if !store::spend_reset(&mut tx, &reset.id, services.now()).await? {
        return Err(doors::ended());
    }
    // As it is once nobody else is changing it: access may have been disabled meanwhile.
    store::end_sessions(&mut tx, &account.id, "").await?;
    if !store::by_id(&mut tx, &account.id).await?.is_active() {
        return Err(doors::ended());
    }
    store::forget_devices(&mut tx, &account.id, "").await?;
    lockout::unlock_passwords(&mut tx, services, &account.email.to_lowercase()).await?;
    let actor = Actor {
        id: account.id.to_string(),
        name: account.name.clone(),
        kind: kind(&account),
        visitor: visitor.clone(),
    };
    keep(&mut tx, services, &account, &hash, actor, What::PasswordSet, "Set a new password by mail").await?;
    tx.save().await?;
    services.bell.ring();
    Ok(())
}

/// Changes the password of a signed-in person who knows the current one; ends their other sessions, and forgets their
/// other devices. Their own session goes on under a new token.
///
/// # Errors
/// Beside the fields; what is refused without looking at the current password is not counted as a try.
pub async fn change(services: &Services, visitor: &Visitor, who: &SignedIn, current: &str, new: &str) -> Result<Begun> {
    let mut tx = services.db.read().await?;
    let account = store::by_id(&mut tx, &who.id).await?;
    let mut errors = FieldErrors::default();
    if current.is_empty() {
        errors = FieldErrors::one("current_password", "Enter your current password");
    }
    let password = errors.take(parse(&mut tx, "new_password", new, &account).await);
    drop(tx);
    errors.check()?;
    let wrong = "This is not your current password, or sign-in is paused after several tries";
    let wrong = AppError::field("current_password", wrong);
    let Some(password) = password else { return Err(wrong) };
    if !sign_in::confirm(services, visitor, who, current).await? {
        return Err(wrong);
    }
    let hash = passwords::hash(services, &password).await?;
    let mut tx = services.db.write().await?;
    store::end_sessions(&mut tx, &who.id, &who.session).await?;
    if store::by_id(&mut tx, &who.id).await?.password_hash != account.password_hash {
        return Err(AppError::NotSignedIn); // A reset was faster, and has ended this session.
    }
    let begun = session::renew(&mut tx, services, who).await?;
    store::forget_devices(&mut tx, &who.id, &who.device).await?;
    store::spend_open_resets(&mut tx, &who.id, services.now()).await?;
    keep(
        &mut tx,
        services,
        &account,
        &hash,
        sign_in::actor(who, visitor),
        What::PasswordChanged,
        "Changed the password",
    )
    .await?;
    tx.save().await?;
    services.bell.ring();
    Ok(begun)
}

async fn parse(tx: &mut Tx, field: &str, typed: &str, account: &Account) -> Result<NewPassword> {
    let firm = firm::store::current(tx).await?.map(|firm| firm.name).unwrap_or_default();
    NewPassword::parse(field, typed, &[&account.email, &account.name, &firm])
}

async fn keep(
    tx: &mut Tx,
    services: &Services,
    account: &Account,
    hash: &str,
    actor: Actor,
    what: What,
    words: &str,
) -> Result<()> {
    store::set_password(tx, &account.id, hash).await?;
    let letter =
        Letter::PasswordChanged { name: account.name.clone(), at: services.now(), from: actor.visitor.browser.clone() };
    mail::post(tx, services, &account.email, account.id.as_str(), letter).await?;
    log(tx, services, actor, what, account.id.as_str(), words.to_owned()).await
}

async fn log(tx: &mut Tx, services: &Services, actor: Actor, what: What, thing: &str, words: String) -> Result<()> {
    let (client, contact) = activity::store::place_of_account(tx, thing).await?;
    let entry = Entry { what, client: client.as_deref(), contact: contact.as_deref(), thing, words };
    activity::record(tx, services.now(), &actor, entry).await
}

fn kind(account: &Account) -> ActorKind {
    if account.kind == "staff" { ActorKind::Staff } else { ActorKind::Client }
}
