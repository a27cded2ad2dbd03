//! What an operator does from the command line, beside serving.

pub mod backup;
pub mod check;
pub mod rotate;
pub mod storage;

use super::open::open;
use super::serve::say;
use crate::accounts::model::{NewPassword, ResetId};
use crate::accounts::store::{self, Account, NewAccount};
use crate::accounts::{Role, factors, passwords, resets};
use crate::activity::{self, Actor, Entry, What};
use crate::firm;
use crate::firm::model::line;
use crate::kernel::{AppError, Email, Result};
use crate::server::keys::{random_token, token_hash};
use crate::server::{Config, Services, Tx};
use std::io::Read;

/// Brings the tables up to date.
pub async fn migrate(config: Config) -> Result<(), String> {
    open(config).await?.db.close().await;
    say("The database is up to date.");
    Ok(())
}

/// Prints what is in force.
pub fn show(config: &Config) -> Result<(), String> {
    for (name, value) in config.lines() {
        say(&format!("{name:<17} {value}"));
    }
    Ok(())
}

/// Makes an account for somebody of the firm.
pub async fn create_account(
    config: Config,
    email: &str,
    name: &str,
    role: Role,
    password_stdin: bool,
) -> Result<(), String> {
    let services = open(config).await?;
    let typed = if password_stdin { Some(read_password()?) } else { None };
    let said = create(&services, email, name, role, typed).await.map_err(|error| error.to_string())?;
    services.db.close().await;
    say(&said);
    Ok(())
}

/// Prints a link that sets a new password.
pub async fn reset_password(config: Config, email: &str) -> Result<(), String> {
    let services = open(config).await?;
    let said = reset(&services, email).await.map_err(|error| error.to_string())?;
    services.db.close().await;
    say(&said);
    Ok(())
}

/// Takes somebody's second factor away.
pub async fn reset_second_factor(config: Config, email: &str) -> Result<(), String> {
    let services = Services::open(config).await?;
    let said = without_factor(&services, email).await.map_err(|error| error.to_string())?;
    services.db.close().await;
    say(&said);
    Ok(())
}

/// As the command does: the act, its line and its mail in one transaction; gives what is said.
///
/// # Errors
/// Nobody signs in with this address, or they have no second factor.
pub async fn without_factor(services: &Services, email: &str) -> Result<String> {
    let email = Email::parse("email", email)?;
    let mut tx = services.db.write().await?;
    let account = store::by_email(&mut tx, &email.key()).await?;
    let account = account.ok_or_else(|| AppError::field("email", format!("Nobody signs in as {email}")))?;
    if !factors::changes::reset(&mut tx, services, &Actor::portal(), &account.id).await? {
        return Err(AppError::field("email", format!("{} has no second step", account.name)));
    }
    let words = format!("The operator took the second step of {} away", account.name);
    let entry = Entry { what: What::FactorReset, client: None, contact: None, thing: account.id.as_str(), words };
    activity::record(&mut tx, services.now(), &Actor::portal(), entry).await?;
    tx.save().await?;
    Ok(format!("{} signs in with the password alone, and sets the second step up again.", account.name))
}

async fn create(services: &Services, email: &str, name: &str, role: Role, typed: Option<String>) -> Result<String> {
    let email = Email::parse("email", email)?;
    let name = line("name", name, 1, 120, "Enter a name")?;
    let firm = firm::store::current(&mut services.db.read().await?).await?;
    let firm_name = firm.as_ref().map(|firm| firm.name.clone()).unwrap_or_default();
    let secret = typed.clone().unwrap_or_else(random_token);
    let hash =
        passwords::hash(services, &NewPassword::parse("password", &secret, &[email.as_str(), &name, &firm_name])?)
            .await?;
    let phone = firm.map(|firm| firm.phone).unwrap_or_default();
    let mut tx = services.db.write().await?;
    let new = NewAccount { role: Some(role), name: &name, email: &email, phone: &phone, password_hash: &hash };
    let id = store::add(&mut tx, new, services.now()).await?;
    let words = format!("Created the account of {name} ({})", role.word());
    let entry = Entry { what: What::AccountCreated, client: None, contact: None, thing: id.as_str(), words };
    activity::record(&mut tx, services.now(), &Actor::portal(), entry).await?;
    let said = match typed {
        Some(_) => format!("{name} can sign in as {email}."),
        None => {
            let account = store::by_id(&mut tx, &id).await?;
            format!(
                "{name} sets a password with this link, within 60 minutes, once:\n{}",
                link(&mut tx, services, &account).await?
            )
        }
    };
    tx.save().await?;
    Ok(said)
}

async fn reset(services: &Services, email: &str) -> Result<String> {
    let email = Email::parse("email", email)?;
    let mut tx = services.db.write().await?;
    let account = store::by_email(&mut tx, &email.key()).await?.filter(Account::is_active);
    let account = account.ok_or_else(|| AppError::field("email", format!("No active account signs in as {email}")))?;
    let link = link(&mut tx, services, &account).await?;
    let words = format!("The operator asked for a password reset of {}", account.name);
    let entry = Entry { what: What::ResetAsked, client: None, contact: None, thing: account.id.as_str(), words };
    activity::record(&mut tx, services.now(), &Actor::portal(), entry).await?;
    tx.save().await?;
    Ok(format!("{} sets a new password with this link, within 60 minutes, once:\n{link}", account.name))
}

async fn link(tx: &mut Tx, services: &Services, account: &Account) -> Result<String> {
    let (id, nonce, now) = (ResetId::fresh(), random_token(), services.now());
    let token = services.keys.token("reset", id.as_str(), &nonce);
    store::spend_open_resets(tx, &account.id, now).await?;
    store::add_reset(tx, &id, &account.id, None, &nonce, &token_hash(&token), (now, now + resets::LASTS)).await?;
    Ok(crate::mail::links::link(&services.config, &format!("/reset-password/{token}")))
}

fn read_password() -> Result<String, String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| format!("the password could not be read: {error}"))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
