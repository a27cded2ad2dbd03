//! The first start: a one-time link, good for 60 minutes, makes the owner and the firm.

use super::model::{NewPassword, Role};
use super::passwords;
use super::session::{self, Begun};
use super::store::{self, NewAccount};
use crate::activity::{self, Actor, ActorKind, Entry, What};
use crate::firm::model::{TypedFirm, line};
use crate::firm::{self, Firm};
use crate::kernel::{AppError, Email, FieldErrors, Result, Span};
use crate::server::http::Visitor;
use crate::server::keys::{random_token, token_hash};
use crate::server::{Services, Tx};

/// How long the set-up link works (CONTRACT).
pub const LASTS: Span = Span::minutes(60);

/// A fresh set-up link, if there is no account yet; the one before it dies.
pub async fn link(services: &Services) -> Result<Option<String>> {
    let mut tx = services.db.write().await?;
    if store::any(&mut tx).await? {
        return Ok(None);
    }
    let token = random_token();
    store::add_setup_link(&mut tx, &token_hash(&token), services.now() + LASTS).await?;
    tx.save().await?;
    Ok(Some(format!("{}/setup/{token}", services.config.base_url)))
}

/// Whether this token can be used now.
pub async fn stands(tx: &mut Tx, services: &Services, token: &str) -> Result<bool> {
    Ok(!store::any(tx).await? && store::setup_link_stands(tx, &token_hash(token), services.now()).await?)
}

/// Makes owner and firm, spends the link, and signs the owner in.
pub async fn finish(
    services: &Services,
    visitor: &Visitor,
    token: &str,
    firm: TypedFirm,
    name: &str,
    email: &str,
    password: &str,
) -> Result<Begun> {
    let mut errors = FieldErrors::default();
    let known = [email, name, firm.firm_name.as_str()].map(str::to_owned);
    let firm = errors.take(Firm::parse(firm));
    let name = errors.take(line("name", name, 1, 120, "Enter your name"));
    let email = errors.take(Email::parse("email", email));
    let password = errors.take(NewPassword::parse("password", password, &known.each_ref().map(String::as_str)));
    errors.check()?;
    let (Some(firm), Some(name), Some(email), Some(password)) = (firm, name, email, password) else {
        return Err(AppError::Unreadable);
    };
    if jiff::tz::TimeZone::get(&firm.time_zone).is_err() {
        return Err(AppError::field("time_zone", "Choose a time zone from the list"));
    }
    let hash = passwords::hash(services, &password).await?;
    let mut tx = services.db.write().await?;
    let now = services.now();
    if store::any(&mut tx).await? || !store::spend_setup_link(&mut tx, &token_hash(token), now).await? {
        return Err(AppError::Conflict(
            "This set-up link no longer works. Restart the server: it prints a new one.".into(),
        ));
    }
    firm::store::save(&mut tx, &firm, now).await?;
    crate::app::starter::fill(&mut tx, now).await?;
    let owner =
        NewAccount { role: Some(Role::Owner), name: &name, email: &email, phone: &firm.phone, password_hash: &hash };
    let id = store::add(&mut tx, owner, now).await?;
    let actor = Actor { id: id.to_string(), name: name.clone(), kind: ActorKind::Staff, visitor: visitor.clone() };
    let words = format!("Set up the portal of {}", firm.name);
    activity::record(
        &mut tx,
        now,
        &actor,
        Entry { what: What::PortalSetUp, client: None, contact: None, thing: id.as_str(), words },
    )
    .await?;
    let session = session::begin(&mut tx, services, &id, visitor).await?;
    tx.save().await?;
    Ok(session)
}
