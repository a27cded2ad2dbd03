//! The second step of a sign-in. After a right password, somebody with a second factor is not signed in yet: a row and a
//! cookie of their own say whose password it was, for 10 minutes, and open nothing but this step. The session begins with a
//! right code or passkey, which are counted by the same limiter as passwords. Opening the page spends nothing.

use super::store::{self, Factor, Step};
use super::{app, model, passkeys, recovery};
use crate::accounts::AccountId;
use crate::accounts::lockout::{self, Attempt, Key, Then};
use crate::accounts::session::{self, Begun, SignedIn};
use crate::accounts::sign_in;
use crate::accounts::store::{self as accounts, Account};
use crate::activity::Actor;
use crate::kernel::{AppError, Result, Span};
use crate::mail::{self, FactorNews, Letter, SecondFactor};
use crate::server::http::Visitor;
use crate::server::keys::{random_token, token_hash};
use crate::server::leptos::{cookie, header as respond, request_header};
use crate::server::{Config, Services, Tx};
use axum::http::header;

/// How long a right password waits for its second step.
pub const LASTS: Span = Span::minutes(10);
/// Where it is done.
pub const PAGE: &str = "/login/second-step";

/// What a right password leads to.
pub enum Way {
    /// A session.
    In(Begun),
    /// The second step first; the token is the browser's.
    SecondStep(String),
}

impl Way {
    /// Gives the browser its cookie. Whether it is signed in now.
    pub fn set_cookie(&self, config: &Config) -> bool {
        match self {
            Way::In(begun) => session::set_cookie(config, begun),
            Way::SecondStep(token) => set(config, token, LASTS.0 / 1000),
        }
        matches!(self, Way::In(_))
    }
}

/// The password of this account was right: a session, or, for somebody with a second factor, the way to it. The account is
/// held by the caller's transaction.
///
/// # Errors
/// The database's.
pub async fn enter(tx: &mut Tx, services: &Services, account: &AccountId, visitor: &Visitor) -> Result<Way> {
    if store::of(tx, account).await?.is_empty() {
        return session::begin(tx, services, account, visitor).await.map(Way::In);
    }
    begin(tx, services, account).await.map(Way::SecondStep)
}

/// Begins to wait for the second step; gives the browser's token.
///
/// # Errors
/// The database's.
pub async fn begin(tx: &mut Tx, services: &Services, account: &AccountId) -> Result<String> {
    let (id, token, now) = (uuid::Uuid::now_v7().simple().to_string(), random_token(), services.now());
    store::begin_step(tx, (&id, &token_hash(&token)), account, now, now + LASTS).await?;
    Ok(token)
}

/// What this request's browser waits for. Reading spends nothing.
///
/// # Errors
/// The database's.
pub async fn waiting(tx: &mut Tx, services: &Services) -> Result<Option<Step>> {
    let Some(cookies) = request_header(&header::COOKIE) else { return Ok(None) };
    match cookie(&cookies, name(&services.config)).filter(|token| !token.is_empty()) {
        Some(token) => store::step(tx, &token_hash(token), services.now()).await,
        None => Ok(None),
    }
}

/// What was shown at the second step.
pub enum Shown<'a> {
    /// An authenticator app's code, as typed.
    Code(&'a str),
    /// A recovery code, as typed.
    Recovery(&'a str),
    /// What a passkey signed, as the browser sends it.
    Passkey(&'a str),
}

/// Finishes the sign-in that this browser waits for; gives the session and the person's home. `before` is the session that
/// it had until now, which ends.
///
/// # Errors
/// Beside the field: a wrong code, one that was used before, or too many. `Conflict` when nothing waits any more.
pub async fn finish(
    services: &Services,
    visitor: &Visitor,
    before: Option<&SignedIn>,
    shown: Shown<'_>,
) -> Result<(Begun, &'static str)> {
    let typed = shown.parsed()?;
    let mut tx = services.db.read().await?;
    let step = waiting(&mut tx, services).await?.ok_or_else(ended)?;
    let account = accounts::by_id(&mut tx, &step.account_id).await?;
    let key = Key::of(&mut tx, services, visitor, &account.email.to_lowercase(), Some(&account.id)).await?;
    drop(tx);
    let Some((attempt, step_attempt)) = permit(services, &key, &account.id).await? else {
        return Err(paused(shown.field()));
    };
    let hash = match shown {
        Shown::Recovery(_) => recovery::hash_of(services, &attempt, &account.id, &typed).await?,
        _ => None,
    };
    let mut tx = services.db.write().await?;
    // As it is now, and stays until this is saved: access may have been taken, a factor reset, since the page was opened.
    accounts::hold_account(&mut tx, &account.id).await?;
    let account = accounts::by_id(&mut tx, &account.id).await?;
    if !account.is_active() {
        return Err(ended());
    }
    let how = match shown {
        Shown::Code(_) => by_app(&mut tx, services, &account, &typed).await?,
        Shown::Recovery(_) => by_recovery_code(&mut tx, services, visitor, &account, hash.as_deref()).await?,
        Shown::Passkey(answer) => passkeys::check(&mut tx, services, &account.id, &step.id, answer)
            .await?
            .map(|name| format!("the passkey “{name}”")),
    };
    let Some(how) = how else {
        // What a wrong answer has spent stays spent: a passkey's question is asked once.
        tx.save().await?;
        let worse = if attempt.then == Then::Counted { &step_attempt } else { &attempt };
        return refuse(services, visitor, worse, &account, &shown).await;
    };
    if !store::spend_step(&mut tx, &step.id, services.now()).await? {
        return Err(ended());
    }
    let words = format!("Signed in, with {how}");
    let inside = sign_in::let_in(&mut tx, services, visitor, before, &attempt, &account, words).await?;
    lockout::clear(&mut tx, &step_attempt).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(inside)
}

/// Permission for one look at what is shown, counted before it is taken: with wrong passwords, and for itself.
async fn permit(services: &Services, key: &Key, account: &AccountId) -> Result<Option<(Attempt, Attempt)>> {
    let mut tx = services.db.write().await?;
    let attempt = lockout::attempt(&mut tx, services, key).await?;
    let step_attempt = lockout::attempt(&mut tx, services, &key.second_step(account)).await?;
    let both = attempt.zip(step_attempt);
    if both.is_some() {
        tx.save().await?; // Else neither is counted: nothing is looked at.
    }
    Ok(both)
}

impl Shown<'_> {
    fn field(&self) -> &'static str {
        match self {
            Shown::Code(_) => "code",
            Shown::Recovery(_) => "recovery_code",
            Shown::Passkey(_) => "",
        }
    }

    /// A typing error is no attempt.
    fn parsed(&self) -> Result<String> {
        match self {
            Shown::Code(typed) => model::typed_code(typed),
            Shown::Recovery(typed) => model::typed_recovery_code(typed),
            Shown::Passkey(_) => Ok(String::new()),
        }
    }

    fn wrong(&self) -> &'static str {
        match self {
            Shown::Code(_) => "This code is wrong, or was used already. Wait for the next one and enter that",
            Shown::Recovery(_) => "This is none of your recovery codes, or it was used already",
            Shown::Passkey(_) => "This passkey could not be accepted. Try again, or use another way",
        }
    }
}

/// By a code of their app, each of which works once.
async fn by_app(tx: &mut Tx, services: &Services, account: &Account, code: &str) -> Result<Option<String>> {
    let now = services.now();
    let Some(factor) = store::of(tx, &account.id).await?.into_iter().find(Factor::is_app) else { return Ok(None) };
    let Some(step) = factor.opened(&services.keys).and_then(|secret| app::step_of(&secret, code, now)) else {
        return Ok(None);
    };
    Ok(store::advance(tx, &factor.id, step, now).await?.then(|| "a code of the authenticator app".to_owned()))
}

/// By a recovery code; its owner hears of it.
async fn by_recovery_code(
    tx: &mut Tx,
    services: &Services,
    visitor: &Visitor,
    account: &Account,
    hash: Option<&str>,
) -> Result<Option<String>> {
    let Some(hash) = hash else { return Ok(None) };
    if store::of(tx, &account.id).await?.is_empty() || !store::spend_code(tx, &account.id, hash, services.now()).await?
    {
        return Ok(None);
    }
    let left = store::codes_left(tx, &account.id).await?;
    tell(tx, services, account, visitor, FactorNews::CodeUsed { left }).await?;
    Ok(Some(format!("a recovery code; {left} are left")))
}

/// Mails somebody what became of their second factor.
///
/// # Errors
/// The database's.
pub async fn tell(
    tx: &mut Tx,
    services: &Services,
    account: &Account,
    visitor: &Visitor,
    news: FactorNews,
) -> Result<()> {
    let (name, at, from) = (account.name.clone(), services.now(), visitor.browser.clone());
    let letter = Letter::SecondFactor(SecondFactor { name, at, from, news });
    mail::post(tx, services, &account.email, account.id.as_str(), letter).await
}

async fn refuse(
    services: &Services,
    visitor: &Visitor,
    attempt: &Attempt,
    account: &Account,
    shown: &Shown<'_>,
) -> Result<(Begun, &'static str)> {
    let mut tx = services.db.write().await?;
    let words = format!("Second step failed for {}, whose password was right", account.name);
    let nobody = Actor::nobody(visitor.clone());
    sign_in::failed_with(&mut tx, services, nobody, attempt, Some(account), words).await?;
    tx.save().await?;
    services.bell.ring();
    Err(match attempt.then {
        Then::Counted => AppError::field(shown.field(), shown.wrong()),
        _ => paused(shown.field()),
    })
}

fn paused(field: &str) -> AppError {
    AppError::field(field, "After several wrong tries this is paused. Wait 15 minutes, then sign in again")
}

/// Nothing waits any more.
pub fn ended() -> AppError {
    AppError::Conflict("This sign-in has waited too long, or was finished elsewhere. Sign in again.".to_owned())
}

/// Takes the cookie away: the step is done.
pub fn unset_cookie(config: &Config) {
    set(config, "", 0);
}

fn set(config: &Config, token: &str, seconds: i64) {
    let (name, secure) = (name(config), if config.https() { "; Secure" } else { "" });
    let text = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    respond(header::SET_COOKIE, &text);
}

fn name(config: &Config) -> &'static str {
    if config.https() { "__Host-second-step" } else { "second-step" }
}

/// Finishes the sign-in of this request's browser and leads on: to `next`, or to the person's first page.
///
/// # Errors
/// As [`finish`].
pub async fn by(shown: Shown<'_>, next: &str) -> Result<()> {
    use crate::accounts::{doors, signed_in};
    use crate::server::leptos::{go, is_own_path, services, visitor};
    doors::pass()?;
    let services = services()?;
    let (begun, home) = finish(&services, &visitor(), signed_in().as_ref(), shown).await?;
    doors::got_in();
    unset_cookie(&services.config);
    session::set_cookie(&services.config, &begun);
    go(if is_own_path(next) && next.len() > 1 { next } else { home });
    Ok(())
}
