//! What staff do about reminders.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use crate::kernel::Result;
use leptos::server;

/// Keeps the days and hours in which reminders go out.
#[server(prefix = "/api", endpoint = "save_reminder_hours")]
pub async fn save_reminder_hours(
    #[server(default)] working_days: Vec<String>,
    #[server(default)] mail_from: String,
    #[server(default)] mail_until: String,
) -> Result<()> {
    use super::changes;
    use super::model::Hours;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ChangeFirm)?;
    let hours = Hours::parse(&working_days, &mail_from, &mail_until)?;
    changes::save_hours(&services()?, &staff, &hours).await?;
    say(&format!("Reminders go out {}.", hours.words()));
    Ok(())
}

/// Adds a rule for all requests that are chased as the firm does.
#[server(prefix = "/api", endpoint = "add_firm_rule")]
pub async fn add_firm_rule(
    #[server(default)] days: String,
    #[server(default)] side: String,
    #[server(default)] received: String,
) -> Result<()> {
    use super::changes;
    use super::model::Rule;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let (staff, services) = (staff()?, services()?);
    staff.may(Act::ChangeFirm)?;
    let rule = Rule::parse(&days, &side, &received, services.now())?;
    changes::add_firm_rule(&services, &staff, &rule).await?;
    say(&format!("The reminder is added: {}.", rule.words()));
    Ok(())
}

/// Gives one of the firm's rules other days or another condition.
#[server(prefix = "/api", endpoint = "change_firm_rule")]
pub async fn change_firm_rule(
    rule: super::model::RuleId,
    #[server(default)] days: String,
    #[server(default)] side: String,
    #[server(default)] received: String,
) -> Result<()> {
    use super::changes;
    use super::model::Rule;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let (staff, services) = (staff()?, services()?);
    staff.may(Act::ChangeFirm)?;
    let new = Rule::parse(&days, &side, &received, services.now())?;
    changes::change_firm_rule(&services, &staff, &rule, &new).await?;
    say(&format!("The reminder is changed: {}.", new.words()));
    Ok(())
}

/// Takes one of the firm's rules away.
#[server(prefix = "/api", endpoint = "remove_firm_rule")]
pub async fn remove_firm_rule(rule: super::model::RuleId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::ChangeFirm)?;
    changes::remove_firm_rule(&services()?, &staff, &rule).await?.say();
    Ok(())
}

/// Decides how a request is chased: as the firm does, by rules of its own, or not at all.
#[server(prefix = "/api", endpoint = "choose_chasing")]
pub async fn choose_chasing(request: crate::requests::RequestId, #[server(default)] chasing: String) -> Result<()> {
    use super::changes;
    use super::model::Chasing;
    use crate::accounts::{Act, staff};
    use crate::requests::OnRequest;
    use crate::server::leptos::{say, services};
    let (staff, services) = (staff()?, services()?);
    let mut tx = services.db.read().await?;
    let on = OnRequest::of_staff(&mut tx, &staff, Act::AskForDocuments, request).await?;
    drop(tx);
    say(&changes::choose(&services, &staff, &on, Chasing::parse(&chasing)?).await?);
    Ok(())
}

/// Adds a rule to a request's own.
#[server(prefix = "/api", endpoint = "add_request_rule")]
pub async fn add_request_rule(
    request: crate::requests::RequestId,
    #[server(default)] days: String,
    #[server(default)] side: String,
    #[server(default)] received: String,
) -> Result<()> {
    use super::changes;
    use super::model::Rule;
    use crate::accounts::{Act, staff};
    use crate::requests::OnRequest;
    use crate::server::leptos::{say, services};
    let (staff, services) = (staff()?, services()?);
    let mut tx = services.db.read().await?;
    let on = OnRequest::of_staff(&mut tx, &staff, Act::AskForDocuments, request).await?;
    drop(tx);
    let rule = Rule::parse(&days, &side, &received, services.now())?;
    changes::add_rule(&services, &staff, &on, &rule).await?;
    say(&format!("The reminder is added: {}.", rule.words()));
    Ok(())
}

/// Gives one of a request's own rules other days or another condition.
#[server(prefix = "/api", endpoint = "change_request_rule")]
pub async fn change_request_rule(
    request: crate::requests::RequestId,
    rule: super::model::RuleId,
    #[server(default)] days: String,
    #[server(default)] side: String,
    #[server(default)] received: String,
) -> Result<()> {
    use super::changes;
    use super::model::Rule;
    use crate::accounts::{Act, staff};
    use crate::requests::OnRequest;
    use crate::server::leptos::{say, services};
    let (staff, services) = (staff()?, services()?);
    let mut tx = services.db.read().await?;
    let on = OnRequest::of_staff(&mut tx, &staff, Act::AskForDocuments, request).await?;
    drop(tx);
    let new = Rule::parse(&days, &side, &received, services.now())?;
    changes::change_rule(&services, &staff, &on, &rule, &new).await?;
    say(&format!("The reminder is changed: {}.", new.words()));
    Ok(())
}

/// Takes one of a request's own rules away.
#[server(prefix = "/api", endpoint = "remove_request_rule")]
pub async fn remove_request_rule(request: crate::requests::RequestId, rule: super::model::RuleId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::requests::OnRequest;
    use crate::server::leptos::services;
    let (staff, services) = (staff()?, services()?);
    let mut tx = services.db.read().await?;
    let on = OnRequest::of_staff(&mut tx, &staff, Act::AskForDocuments, request).await?;
    drop(tx);
    changes::remove_rule(&services, &staff, &on, &rule).await?.say();
    Ok(())
}

/// Reminds contacts of a request at once, whatever the hours say.
#[server(prefix = "/api", endpoint = "remind_now")]
pub async fn remind_now(
    request: crate::requests::RequestId,
    #[server(default)] contacts: Vec<crate::clients::ContactId>,
) -> Result<()> {
    use super::by_hand;
    use crate::accounts::{Act, staff};
    use crate::requests::OnRequest;
    use crate::server::leptos::{say, services};
    let (staff, services) = (staff()?, services()?);
    let mut tx = services.db.read().await?;
    let on = OnRequest::of_staff(&mut tx, &staff, Act::AskForDocuments, request).await?;
    drop(tx);
    say(&by_hand::remind(&services, &staff, &on, &contacts).await?);
    Ok(())
}
