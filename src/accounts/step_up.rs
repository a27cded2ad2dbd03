//! Step-up: what changes who gets in, or takes everything out, asks for the password once more, unless it was given in the
//! last 5 minutes (SAFETY). Signing in counts. Whoever is asked comes back to what they were about to do, with everything
//! that they had typed (`server/http/forms.rs`).

use super::session::{self, Begun, SignedIn, signed_in};
use super::{lockout, sign_in, store};
use crate::activity::{self, Entry, What};
use crate::kernel::{AppError, Result, Span};
use crate::server::http::Visitor;
use crate::server::{Services, Tx, services};

/// For so long a confirmation counts.
pub const FRESH_FOR: Span = Span::minutes(5);

/// Goes on only if the person of this request confirmed their password (or passkey) within [`FRESH_FOR`]. For server
/// functions, after the permission and before anything is parsed or changed, and for the pages of sensitive forms.
///
/// # Errors
/// `ConfirmFirst`, which leads to `/confirm` and back; `NotSignedIn`.
pub async fn fresh() -> Result<()> {
    let who = signed_in().ok_or(AppError::NotSignedIn)?;
    fresh_of(&services()?, &who).await
}

/// As [`fresh`], for plain routes. The session's row is read again: it may have been confirmed, or ended, since the request
/// began.
///
/// # Errors
/// As [`fresh`].
pub async fn fresh_of(services: &Services, who: &SignedIn) -> Result<()> {
    check(&mut services.db.read().await?, services, who).await
}

/// As [`fresh`], inside a transaction that is open already.
///
/// # Errors
/// As [`fresh`].
pub async fn fresh_within(tx: &mut Tx, services: &Services) -> Result<()> {
    check(tx, services, &signed_in().ok_or(AppError::NotSignedIn)?).await
}

async fn check(tx: &mut Tx, services: &Services, who: &SignedIn) -> Result<()> {
    let now = services.now();
    let live = store::live_session_by_id(tx, &who.session, now - session::IDLE, now - session::LONGEST).await?;
    let (who, _) = live.ok_or(AppError::NotSignedIn)?;
    if now - who.confirmed_at < FRESH_FOR { Ok(()) } else { Err(AppError::ConfirmFirst) }
}

/// Marks the session as confirmed now and renews its token; the browser gets it by `session::set_cookie`.
///
/// # Errors
/// `NotSignedIn` if the session has ended meanwhile.
pub async fn confirmed(tx: &mut Tx, services: &Services, who: &SignedIn) -> Result<Begun> {
    session::renew(tx, services, who).await
}

/// Confirms with the password, counted and logged like a sign-in on this device.
///
/// # Errors
/// Beside the field `password`: wrong, or paused after several tries.
pub async fn with_password(services: &Services, visitor: &Visitor, who: &SignedIn, password: &str) -> Result<Begun> {
    if !sign_in::confirm(services, visitor, who, password).await? {
        return Err(AppError::field("password", wrong(services, who).await?));
    }
    let mut tx = services.db.write().await?;
    let begun = confirmed(&mut tx, services, who).await?;
    let (client, contact) = activity::store::place_of_account(&mut tx, who.id.as_str()).await?;
    let (client, contact) = (client.as_deref(), contact.as_deref());
    let words = "Confirmed the password".to_owned();
    let entry = Entry { what: What::PasswordConfirmed, client, contact, thing: who.id.as_str(), words };
    activity::record(&mut tx, services.now(), &sign_in::actor(who, visitor), entry).await?;
    tx.save().await?;
    Ok(begun)
}

/// Why a confirmation was refused: the person is signed in, so that it may be said.
async fn wrong(services: &Services, who: &SignedIn) -> Result<&'static str> {
    let mut tx = services.db.read().await?;
    Ok(match lockout::paused_by(&mut tx, services, &lockout::Key::of_device(&who.device)).await? {
        None => "This is not your password",
        Some(lockout::Paused::Until(_)) => {
            "After 5 wrong passwords this is paused for 15 minutes. Wait, then try again"
        }
        Some(lockout::Paused::Stopped) => "After 100 wrong passwords this is off here. Sign out and set a new password",
    })
}
