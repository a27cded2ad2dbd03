//! What people do with accounts: sign in and out, set up the firm, get a new password.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use crate::kernel::Result;
use leptos::server;

/// Signs in, staff and clients alike. One answer for every kind of refusal (PRODUCT).
#[server(prefix = "/api", endpoint = "sign_in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<()> {
    use super::{session, sign_in};
    use crate::server::leptos::{go, is_own_path, services, visitor};
    let services = services()?;
    let (token, home) = sign_in::check(&services, &visitor(), super::signed_in().as_ref(), &email, &password).await?;
    session::set_cookie(&services.config, &token);
    go(if is_own_path(&next) && next.len() > 1 { &next } else { home });
    Ok(())
}

/// Ends this browser's session.
#[server(prefix = "/api", endpoint = "sign_out")]
pub async fn sign_out() -> Result<()> {
    use super::{session, sign_in};
    use crate::server::leptos::{go, services, visitor};
    let services = services()?;
    if let Some(account) = super::signed_in() {
        sign_in::end(&services, &visitor(), &account).await?;
    }
    session::unset_cookie(&services.config);
    go("/login?out=1");
    Ok(())
}

/// Keeps this session alive: the time-out dialog's "Stay signed in". Being called is the activity.
#[server(prefix = "/api", endpoint = "stay_signed_in")]
pub async fn stay_signed_in() -> Result<()> {
    super::signed_in().map(|_| ()).ok_or(crate::kernel::AppError::NotSignedIn)
}

/// Mails a link that sets a new password, if the address has an account; the answer is the same if it has none.
#[server(prefix = "/api", endpoint = "send_reset_link")]
pub async fn send_reset_link(email: String) -> Result<()> {
    use super::resets;
    use crate::kernel::Email;
    use crate::server::leptos::{go, services, visitor};
    let email = Email::parse("email", &email)?;
    resets::ask(&services()?, &visitor(), &email).await?;
    go("/forgot-password?sent=1");
    Ok(())
}

/// Sets a new password by a mailed link; the link works once. Every session of the account ends.
#[server(prefix = "/api", endpoint = "set_new_password")]
pub async fn set_new_password(token: String, password: String) -> Result<()> {
    use super::resets;
    use crate::server::leptos::{go, say, services, visitor};
    resets::set_password(&services()?, &visitor(), &token, &password).await?;
    say("Your new password is set. Sign in with it.");
    go("/login");
    Ok(())
}

/// Changes one's own password; every other session of the account ends.
#[server(prefix = "/api", endpoint = "change_password")]
pub async fn change_password(current_password: String, new_password: String) -> Result<()> {
    use super::resets;
    use crate::server::leptos::{say, services, visitor};
    let account = super::signed_in().ok_or(crate::kernel::AppError::NotSignedIn)?;
    resets::change(&services()?, &visitor(), &account, &current_password, &new_password).await?;
    say("Your password is changed. Other devices have been signed out.");
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
    use super::{session, setup};
    use crate::firm::model::TypedFirm;
    use crate::server::leptos::{go, say, services, visitor};
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
