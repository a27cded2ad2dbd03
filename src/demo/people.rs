//! The demo's people, as the acts want them: signed in, from their usual places.

use crate::accounts::session::{self, Kind, SignedIn};
use crate::accounts::store as accounts;
use crate::accounts::{AccountId, Staff, devices};
use crate::clients::{self, ClientId, ContactId, OnClient};
use crate::kernel::{AppError, Day, Instant, Result};
use crate::server::Services;
use crate::server::http::{DeviceCookie, Visitor};

/// The firm at work.
pub(super) struct Office<'a> {
    pub services: &'a Services,
    /// Its staff, in the order of `words::STAFF`.
    pub hands: Vec<Staff>,
    /// The day on which the story ends.
    pub today: Day,
}

/// The first contact of this client.
pub(super) async fn first_contact(services: &Services, on: &OnClient) -> Result<ContactId> {
    let mut tx = services.db.read().await?;
    let contacts = clients::store::contacts(&mut tx, on).await?;
    contacts.into_iter().next().map(|contact| contact.id).ok_or(AppError::NotFound)
}

/// The first contact of a client as a signed-in person, if they have an active account.
pub(super) async fn client_person(services: &Services, client: &ClientId) -> Result<Option<(SignedIn, ContactId)>> {
    let mut tx = services.db.read().await?;
    let on = OnClient::of_batch(AccountId::fresh(), client.clone());
    let Some(contact) = clients::store::contacts(&mut tx, &on).await?.into_iter().next() else { return Ok(None) };
    let Some(id) = contact.account_id else { return Ok(None) };
    if !accounts::by_id(&mut tx, &id).await?.is_active() {
        return Ok(None);
    }
    Ok(Some((signed_in(id, Kind::Client, &contact.name, &contact.email, &contact.phone), contact.id)))
}

/// The same with a session of their own, as acts that ask for it want them.
pub(super) async fn with_session(services: &Services, client: &ClientId) -> Result<SignedIn> {
    let (who, _) = client_person(services, client).await?.ok_or(AppError::NotFound)?;
    begin_session(services, &who).await
}

/// Lets somebody sign in from their usual place.
pub(super) async fn begin_session(services: &Services, who: &SignedIn) -> Result<SignedIn> {
    let mut tx = services.db.write().await?;
    // On the device that they always use: a new one would be told by mail.
    let usual = accounts::device_ids(&mut tx, &who.id).await?.into_iter().next();
    let device = usual.map(|device| DeviceCookie(devices::cookie(services, &who.id, &device))).unwrap_or_default();
    let begun = session::begin(&mut tx, services, &who.id, &Visitor { device, ..place(who) }).await?;
    tx.save().await?;
    Ok(SignedIn { session: begun.session, ..who.clone() })
}

/// Where somebody usually is.
pub(super) fn place(who: &SignedIn) -> Visitor {
    if who.kind == Kind::Client { home() } else { office() }
}

/// An account as the session has it, without a session.
pub(super) fn signed_in(id: AccountId, kind: Kind, name: &str, email: &str, phone: &str) -> SignedIn {
    SignedIn {
        session: String::new(),
        device: String::new(),
        confirmed_at: Instant(0),
        id,
        kind,
        name: name.into(),
        email: email.into(),
        phone: phone.into(),
        previous_login: None,
        viewing: None,
        has_factor: false,
        factor_rule: None,
    }
}

/// Where staff are.
pub(super) fn office() -> Visitor {
    Visitor { ip: "203.0.113.10".into(), browser: "Firefox on Linux".into(), ..Visitor::default() }
}

/// Where clients are.
pub(super) fn home() -> Visitor {
    Visitor { ip: "198.51.100.23".into(), browser: "Safari on iPhone".into(), ..Visitor::default() }
}
