//! Setting a second factor up, taking it away, and new recovery codes: one transaction each, logged, and told by mail.
//! Other sessions of the person end: they began without what is asked for now.

use super::model::{self, FactorId, Rule};
use super::recovery;
use super::second_step::tell;
use super::store::{self, Factor};
use super::{app, passkeys, rules};
use crate::accounts::session::{self, Begun, SignedIn};
use crate::accounts::store as accounts;
use crate::accounts::{AccountId, lockout, sign_in};
use crate::activity::{self, Actor, Entry, What};
use crate::firm::model::line;
use crate::kernel::{AppError, Result, Span};
use crate::mail::FactorNews;
use crate::server::http::Visitor;
use crate::server::{Services, Tx};

/// For so long an app can be set up with the secret that is shown.
pub const SHOWN_FOR: Span = Span::minutes(30);
/// Longest name of a passkey, in characters.
const LONGEST_NAME: usize = 60;

/// Something was set up: the session goes on under another token, and these codes are shown, once, if they are the first.
pub struct SetUp {
    /// For the browser.
    pub begun: Begun,
    /// New recovery codes, if there were none.
    pub codes: Option<Vec<String>>,
}

/// Begins to set up an authenticator app: a fresh secret waits for its first code. The app in use, if any, works on until
/// then.
///
/// # Errors
/// `Conflict` where the firm offers none.
pub async fn begin_app(services: &Services, visitor: &Visitor, who: &SignedIn) -> Result<()> {
    offered(services, who)?;
    let mut tx = services.db.write().await?;
    accounts::hold_account(&mut tx, &who.id).await?;
    store::begin_app(&mut tx, &services.keys, &who.id, &app::fresh_secret(), services.now()).await?;
    log(&mut tx, services, visitor, who, What::FactorBegun, "Began to set up an authenticator app").await?;
    tx.save().await
}

/// The app shows its first code: from now on it is asked for.
///
/// # Errors
/// Beside `code`; `Conflict` when nothing is being set up.
pub async fn confirm_app(services: &Services, visitor: &Visitor, who: &SignedIn, typed: &str) -> Result<SetUp> {
    let code = model::typed_code(typed)?;
    let mut tx = services.db.write().await?;
    accounts::hold_account(&mut tx, &who.id).await?;
    let now = services.now();
    let begun = store::begun_app(&mut tx, &who.id, now - SHOWN_FOR).await?;
    let (factor, secret) = begun
        .and_then(|factor| factor.opened(&services.keys).map(|secret| (factor, secret)))
        .ok_or_else(|| AppError::Conflict("This took too long. Begin to set the app up once more.".to_owned()))?;
    let Some(step) = app::step_of(&secret, &code, now) else {
        let words = "This is not the code that the app should show now. Is the time on your telephone right?";
        return Err(AppError::field("code", words));
    };
    if !store::confirm_app(&mut tx, &who.id, &factor.id, step, now).await? {
        return Err(AppError::Conflict("This app was set up already.".to_owned()));
    }
    let words = "Set up an authenticator app";
    let begun = added(&mut tx, services, visitor, who, (words, FactorNews::AppAdded)).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(SetUp { begun, codes: first_codes(services, visitor, who).await? })
}

/// Adds a passkey with what the browser made for it.
///
/// # Errors
/// Beside `name`.
pub async fn add_passkey(
    services: &Services,
    visitor: &Visitor,
    who: &SignedIn,
    name: &str,
    answer: &str,
) -> Result<SetUp> {
    offered(services, who)?;
    let name = line("name", name, 1, LONGEST_NAME, "Give the passkey a name, like “My telephone”")?;
    let mut tx = services.db.write().await?;
    accounts::hold_account(&mut tx, &who.id).await?;
    match passkeys::add(&mut tx, services, who, &name, answer).await {
        Ok(()) => {}
        Err(refused) => {
            // The question is spent all the same.
            tx.save().await?;
            return Err(refused);
        }
    }
    let words = format!("Added the passkey “{name}”");
    let begun = added(&mut tx, services, visitor, who, (&words, FactorNews::PasskeyAdded(name))).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(SetUp { begun, codes: first_codes(services, visitor, who).await? })
}

/// Takes one of a person's own factors away. The last one stays where the firm requires one. One that is not theirs, or
/// gone, is not there: nothing is done.
///
/// # Errors
/// `Conflict`.
pub async fn remove(services: &Services, visitor: &Visitor, who: &SignedIn, id: &FactorId) -> Result<()> {
    let mut tx = services.db.write().await?;
    accounts::hold_account(&mut tx, &who.id).await?;
    let own = store::of(&mut tx, &who.id).await?;
    let Some(factor) = own.iter().find(|factor| factor.id == *id) else { return Ok(()) };
    let last = own.len() == 1;
    if last && rules::of(&mut tx, services, who.kind).await?.required(services.now()) {
        let words =
            "The firm asks for a second step, and this is your only one. Add another first, then remove this one.";
        return Err(AppError::Conflict(words.to_owned()));
    }
    match last {
        true => {
            store::remove_all(&mut tx, &who.id).await?;
        }
        false => store::remove(&mut tx, &who.id, id).await?,
    }
    let (words, news) = removed(factor);
    accounts::end_sessions(&mut tx, &who.id, &who.session).await?;
    log(&mut tx, services, visitor, who, What::FactorRemoved, &words).await?;
    let account = accounts::by_id(&mut tx, &who.id).await?;
    tell(&mut tx, services, &account, visitor, news).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(())
}

/// Ten new recovery codes; those from before no longer work.
///
/// # Errors
/// `Conflict` for somebody without a second factor.
pub async fn new_codes(services: &Services, visitor: &Visitor, who: &SignedIn) -> Result<Vec<String>> {
    let made = recovery::make(services).await?;
    let mut tx = services.db.write().await?;
    accounts::hold_account(&mut tx, &who.id).await?;
    if store::of(&mut tx, &who.id).await?.is_empty() {
        return Err(AppError::Conflict("Set up an authenticator app or a passkey first.".to_owned()));
    }
    recovery::keep(&mut tx, services, &who.id, &made).await?;
    log(&mut tx, services, visitor, who, What::RecoveryCodesMade, "Made new recovery codes").await?;
    let account = accounts::by_id(&mut tx, &who.id).await?;
    tell(&mut tx, services, &account, visitor, FactorNews::NewCodes).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(made.codes)
}

/// Takes everything of somebody away who has lost it, in the transaction of whoever does that for them, who logs it: the
/// factors, the codes, every session. They are told by mail who did it. False if there was nothing.
///
/// # Errors
/// The database's.
pub async fn reset(tx: &mut Tx, services: &Services, by: &Actor, account: &AccountId) -> Result<bool> {
    accounts::hold_account(tx, account).await?;
    if store::remove_all(tx, account).await? == 0 {
        return Ok(false);
    }
    accounts::end_sessions(tx, account, "").await?;
    lockout::unlock_second_step(tx, account).await?;
    let whose = accounts::by_id(tx, account).await?;
    let name = if by.id.is_empty() { String::new() } else { by.name.clone() };
    tell(tx, services, &whose, &Visitor::default(), FactorNews::Reset { by: name }).await?;
    Ok(true)
}

/// The firm offers second factors to these people, or they have one already.
fn offered(services: &Services, who: &SignedIn) -> Result<()> {
    let standing = who.factor(&services.config);
    if standing.rule == Rule::Off && !standing.has {
        return Err(AppError::Conflict("The firm does not offer a second step at this time.".to_owned()));
    }
    Ok(())
}

/// Codes for somebody who has none, right after their first factor. Hashing them takes a moment, which no transaction waits
/// for; if it fails, the account page says that there are none and offers to make them.
async fn first_codes(services: &Services, visitor: &Visitor, who: &SignedIn) -> Result<Option<Vec<String>>> {
    let mut tx = services.db.read().await?;
    let some = store::codes_salt(&mut tx, &who.id).await?.is_some();
    drop(tx);
    if some {
        return Ok(None);
    }
    let made = recovery::make(services).await?;
    let mut tx = services.db.write().await?;
    accounts::hold_account(&mut tx, &who.id).await?;
    let taken_away = store::of(&mut tx, &who.id).await?.is_empty();
    // Two at once: the codes of the one that came first stand.
    if taken_away || store::codes_salt(&mut tx, &who.id).await?.is_some() {
        return Ok(None);
    }
    recovery::keep(&mut tx, services, &who.id, &made).await?;
    log(&mut tx, services, visitor, who, What::RecoveryCodesMade, "Made recovery codes").await?;
    tx.save().await?;
    Ok(Some(made.codes))
}

async fn added(
    tx: &mut Tx,
    services: &Services,
    visitor: &Visitor,
    who: &SignedIn,
    (words, news): (&str, FactorNews),
) -> Result<Begun> {
    accounts::end_sessions(tx, &who.id, &who.session).await?;
    log(tx, services, visitor, who, What::FactorAdded, words).await?;
    let account = accounts::by_id(tx, &who.id).await?;
    tell(tx, services, &account, visitor, news).await?;
    session::change_token(tx, who).await
}

fn removed(factor: &Factor) -> (String, FactorNews) {
    match factor.is_app() {
        true => ("Removed the authenticator app".to_owned(), FactorNews::AppRemoved),
        false => (format!("Removed the passkey “{}”", factor.name), FactorNews::PasskeyRemoved(factor.name.clone())),
    }
}

async fn log(
    tx: &mut Tx,
    services: &Services,
    visitor: &Visitor,
    who: &SignedIn,
    what: What,
    words: &str,
) -> Result<()> {
    let (client, contact) = activity::store::place_of_account(tx, who.id.as_str()).await?;
    let (client, contact, words) = (client.as_deref(), contact.as_deref(), words.to_owned());
    let entry = Entry { what, client, contact, thing: who.id.as_str(), words };
    activity::record(tx, services.now(), &sign_in::actor(who, visitor), entry).await
}
