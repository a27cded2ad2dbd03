//! What people do with accounts: sign in and out, set up the firm, get a new password.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use crate::kernel::Result;
use leptos::server;

/// Signs in, staff and clients alike. One answer for every kind of refusal (PRODUCT).
#[server(prefix = "/api", endpoint = "sign_in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<()> {
    use super::{doors, sign_in};
    use crate::server::leptos::{encoded, go, is_own_path, services, visitor};
    doors::pass()?;
    let services = services()?;
    let before = super::session::signed_in_or_owing();
    let (entry, home) = sign_in::check(&services, &visitor(), before.as_ref(), &email, &password).await?;
    doors::got_in();
    let next = Some(next).filter(|next| is_own_path(next) && next.len() > 1);
    match (entry.set_cookie(&services.config), next) {
        (true, next) => go(next.as_deref().unwrap_or(home)),
        (false, Some(next)) => go(&format!("{home}?next={}", encoded(&next))),
        (false, None) => go(home),
    }
    Ok(())
}

/// Ends this browser's session.
#[server(prefix = "/api", endpoint = "sign_out")]
pub async fn sign_out() -> Result<()> {
    use super::{session, sign_in};
    use crate::server::leptos::{go, services, visitor};
    let services = services()?;
    if let Some(account) = session::signed_in_or_owing() {
        sign_in::end(&services, &visitor(), &account).await?;
    }
    session::unset_cookie(&services.config);
    go("/login?out=1");
    Ok(())
}

/// Keeps this session alive: the time-out dialog's "Stay signed in". Being called is the activity.
#[server(prefix = "/api", endpoint = "stay_signed_in")]
pub async fn stay_signed_in() -> Result<()> {
    super::session::signed_in_or_owing().map(|_| ()).ok_or(crate::kernel::AppError::NotSignedIn)
}

/// Mails a link that sets a new password, if the address has an account; the answer is the same if it has none.
#[server(prefix = "/api", endpoint = "send_reset_link")]
pub async fn send_reset_link(email: String) -> Result<()> {
    use super::{doors, resets};
    use crate::kernel::Email;
    use crate::server::leptos::{go, services, visitor};
    doors::pass()?;
    let email = Email::parse("email", &email)?;
    resets::ask(&services()?, &visitor(), &email).await?;
    go("/forgot-password?sent=1");
    Ok(())
}

/// Sets a new password by a mailed link; the link works once. Every session of the account ends.
#[server(prefix = "/api", endpoint = "set_new_password")]
pub async fn set_new_password(token: String, password: String) -> Result<()> {
    use super::{doors, resets};
    use crate::server::leptos::{go, say, services, visitor};
    doors::pass()?;
    resets::set_password(&services()?, &visitor(), &token, &password).await?;
    say("Your new password is set. Sign in with it.");
    go("/login");
    Ok(())
}

/// Changes one's own password; every other session of the account ends.
#[server(prefix = "/api", endpoint = "change_password")]
pub async fn change_password(current_password: String, new_password: String) -> Result<()> {
    use super::{resets, session};
    use crate::server::leptos::{say, services, visitor};
    let account = super::signed_in().ok_or(crate::kernel::AppError::NotSignedIn)?;
    let services = services()?;
    let begun = resets::change(&services, &visitor(), &account, &current_password, &new_password).await?;
    session::set_cookie(&services.config, &begun);
    say("Your password is changed. Other devices have been signed out.");
    Ok(())
}

/// Confirms who is signed in by their password, before something that asks for it; leads back to that.
#[server(prefix = "/api", endpoint = "confirm_password")]
pub async fn confirm_password(password: String, #[server(default)] next: String) -> Result<()> {
    use super::{session, step_up};
    use crate::server::leptos::{go, is_own_path, say, services, visitor};
    let account = session::signed_in_or_owing().ok_or(crate::kernel::AppError::NotSignedIn)?;
    let services = services()?;
    let begun = step_up::with_password(&services, &visitor(), &account, &password).await?;
    session::set_cookie(&services.config, &begun);
    say("Thank you. Go on with what you were about to do.");
    go(if is_own_path(&next) { &next } else { "/" });
    Ok(())
}

/// Signs one of one's own devices out and forgets it. Whoever ends the device that they are on is signed out by it.
#[server(prefix = "/api", endpoint = "end_device")]
pub async fn end_device(device: super::model::DeviceId) -> Result<()> {
    use super::{devices, session};
    use crate::server::leptos::{go, say, services, visitor};
    let account = super::signed_in().ok_or(crate::kernel::AppError::NotSignedIn)?;
    let services = services()?;
    devices::end(&services, &visitor(), &account, &device).await?;
    if account.device == device.as_str() {
        session::unset_cookie(&services.config);
        go("/login?out=1");
        return Ok(());
    }
    say("That device is signed out. To use the portal there, one has to sign in again.");
    Ok(())
}

/// Signs out all of one's devices but the one that one is on.
#[server(prefix = "/api", endpoint = "end_other_devices")]
pub async fn end_other_devices() -> Result<()> {
    use super::devices;
    use crate::server::leptos::{say, services, visitor};
    let account = super::signed_in().ok_or(crate::kernel::AppError::NotSignedIn)?;
    devices::end_others(&services()?, &visitor(), &account).await?;
    say("All other devices are signed out. You stay signed in here.");
    Ok(())
}

/// Makes the firm and its owner, by the one-time link that `serve` prints while there is no account.
#[server(prefix = "/api", endpoint = "set_up")]
pub async fn set_up(
    token: String,
    firm_name: String,
    firm_email: String,
    firm_phone: String,
    time_zone: String,
    name: String,
    email: String,
    password: String,
) -> Result<()> {
    use super::{doors, session, setup};
    use crate::firm::model::TypedFirm;
    use crate::server::leptos::{go, say, services, visitor};
    doors::pass()?;
    let services = services()?;
    let firm = TypedFirm {
        firm_name,
        firm_email,
        firm_phone,
        time_zone,
        accent: crate::firm::Accent::default().colour,
        ..TypedFirm::default()
    };
    let session = setup::finish(&services, &visitor(), &token, firm, &name, &email, &password).await?;
    session::set_cookie(&services.config, &session);
    say("The portal is ready. Add your first client.");
    go("/clients");
    Ok(())
}
