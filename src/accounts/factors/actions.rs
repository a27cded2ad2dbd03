//! What people do about their second factor, at the second step of a sign-in and on their account page.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use super::model::FactorId;
use crate::kernel::Result;
use leptos::server;
use std::collections::BTreeMap;

/// Finishes a sign-in with a code of the authenticator app.
#[server(prefix = "/api", endpoint = "second_step")]
pub async fn second_step(code: String, #[server(default)] next: String) -> Result<()> {
    use super::second_step::{self, Shown};
    second_step::by(Shown::Code(&code), &next).await
}

/// Finishes a sign-in with a recovery code.
#[server(prefix = "/api", endpoint = "use_recovery_code")]
pub async fn use_recovery_code(recovery_code: String, #[server(default)] next: String) -> Result<()> {
    use super::second_step::{self, Shown};
    second_step::by(Shown::Recovery(&recovery_code), &next).await
}

/// Finishes a sign-in with a passkey: `answer` is what the browser gave, as JSON.
#[server(prefix = "/api", endpoint = "use_passkey")]
pub async fn use_passkey(answer: String, #[server(default)] next: String) -> Result<()> {
    use super::second_step::{self, Shown};
    second_step::by(Shown::Passkey(&answer), &next).await
}

/// What the browser needs to use a passkey, as JSON: at the second step, or to confirm who is signed in.
#[server(prefix = "/api", endpoint = "ask_passkey")]
pub async fn ask_passkey() -> Result<String> {
    use super::{passkeys, second_step};
    use crate::accounts::{doors, signed_in};
    use crate::server::leptos::services;
    doors::pass()?;
    let services = services()?;
    if let Some(who) = signed_in() {
        doors::got_in();
        return passkeys::begin_check(&services, &who.id, &who.session).await;
    }
    let mut tx = services.db.read().await?;
    let step = second_step::waiting(&mut tx, &services).await?.ok_or_else(second_step::ended)?;
    drop(tx);
    passkeys::begin_check(&services, &step.account_id, &step.id).await
}

/// Confirms who is signed in by a passkey, before something that asks for it; leads back to that.
#[server(prefix = "/api", endpoint = "confirm_passkey")]
pub async fn confirm_passkey(answer: String, #[server(default)] next: String) -> Result<()> {
    use super::confirming;
    use crate::accounts::{session, signed_in};
    use crate::kernel::AppError;
    use crate::server::leptos::{go, is_own_path, say, services, visitor};
    let who = signed_in().ok_or(AppError::NotSignedIn)?;
    let services = services()?;
    let begun = confirming::with_passkey(&services, &visitor(), &who, &answer).await?;
    session::set_cookie(&services.config, &begun);
    say("Thank you. Go on with what you were about to do.");
    go(if is_own_path(&next) { &next } else { "/" });
    Ok(())
}

/// Begins to set up an authenticator app: the next page shows its secret.
#[server(prefix = "/api", endpoint = "begin_app")]
pub async fn begin_app() -> Result<()> {
    use super::{changes, own};
    use crate::server::leptos::{go, services, visitor};
    let who = own().await?;
    changes::begin_app(&services()?, &visitor(), &who).await?;
    go("/second-factor/app");
    Ok(())
}

/// Finishes setting up an authenticator app by its first code.
#[server(prefix = "/api", endpoint = "confirm_app")]
pub async fn confirm_app(code: String) -> Result<()> {
    use super::{changes, own, show};
    use crate::server::leptos::{services, visitor};
    let (who, services) = (own().await?, services()?);
    let set_up = changes::confirm_app(&services, &visitor(), &who, &code).await?;
    show(&services, &who, set_up, "Your authenticator app is set up. Other devices have been signed out.");
    Ok(())
}

/// What the browser needs to make a passkey, as JSON.
#[server(prefix = "/api", endpoint = "begin_passkey")]
pub async fn begin_passkey() -> Result<String> {
    use super::{own, passkeys};
    use crate::server::leptos::services;
    let who = own().await?;
    passkeys::begin_adding(&services()?, &who).await
}

/// Adds a passkey: `answer` is what the browser made, as JSON.
#[server(prefix = "/api", endpoint = "add_passkey")]
pub async fn add_passkey(#[server(default)] name: String, #[server(default)] answer: String) -> Result<()> {
    use super::{changes, own, show};
    use crate::server::leptos::{services, visitor};
    let (who, services) = (own().await?, services()?);
    let set_up = changes::add_passkey(&services, &visitor(), &who, &name, &answer).await?;
    show(&services, &who, set_up, "The passkey is added. Other devices have been signed out.");
    Ok(())
}

/// Takes one of one's own factors away.
#[server(prefix = "/api", endpoint = "remove_factor")]
pub async fn remove_factor(factor: FactorId) -> Result<()> {
    use super::{changes, own};
    use crate::server::leptos::{say, services, visitor};
    let who = own().await?;
    changes::remove(&services()?, &visitor(), &who, &factor).await?;
    say("It is removed. Other devices have been signed out.");
    Ok(())
}

/// Ten new recovery codes, shown once on the next page.
#[server(prefix = "/api", endpoint = "new_recovery_codes")]
pub async fn new_recovery_codes() -> Result<()> {
    use super::{changes, own, recovery};
    use crate::server::leptos::{go, services, visitor};
    let (who, services) = (own().await?, services()?);
    let codes = changes::new_codes(&services, &visitor(), &who).await?;
    recovery::carry(&services, &who.id, &codes);
    go("/second-factor/codes");
    Ok(())
}

/// Keeps who may, and who must, show a second factor.
#[server(prefix = "/api", endpoint = "save_factor_rules")]
pub async fn save_factor_rules(
    #[server(default)] rules: BTreeMap<String, String>,
    #[server(default)] days: BTreeMap<String, String>,
) -> Result<()> {
    use super::rules::{self as firm_rules, Typed};
    use crate::accounts::{Act, Door, staff, step_up};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ChangeSecurity)?;
    step_up::fresh().await?;
    let times = Door::open().await?.times;
    firm_rules::save(&services()?, &staff, &times, &Typed { rules, days }).await?;
    say("The rules for the second step are saved.");
    Ok(())
}
