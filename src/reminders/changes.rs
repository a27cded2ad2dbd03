//! How chasing changes: the firm's hours and rules, and those of one request. Each with its line in the log.

use super::model::{Chasing, Hours, Rule, RuleId};
use super::store::{self, Kept, KeptRule};
use crate::accounts::{Act, Staff};
use crate::activity::{self, Entry, What};
use crate::firm::{self, Firm};
use crate::kernel::{AppError, Result};
use crate::removals::store::Keeping;
use crate::removals::{self, Removal, Removed, Thing};
use crate::requests::OnRequest;
use crate::requests::store::Request;
use crate::server::{Services, Tx};

/// More rules than this are nagging.
const MOST_RULES: usize = 12;

/// Keeps the days and hours in which reminders go out.
pub async fn save_hours(services: &Services, staff: &Staff, hours: &Hours) -> Result<()> {
    let mut tx = services.db.write().await?;
    if !store::set_hours(&mut tx, hours).await? {
        let unnamed = Firm::unnamed(&services.config.firm_time_zone);
        firm::store::save(&mut tx, &unnamed, services.now()).await?;
        store::set_hours(&mut tx, hours).await?;
    }
    log(&mut tx, services, staff, None, format!("Reminders go out {}", hours.words())).await?;
    tx.save().await
}

/// Adds a rule for all requests that are chased as the firm does.
pub async fn add_firm_rule(services: &Services, staff: &Staff, rule: &Rule) -> Result<()> {
    let mut tx = services.db.write().await?;
    store::hold_firm(&mut tx).await?;
    may_join(&store::frame(&mut tx, None).await?.firm, rule)?;
    store::add_rule(&mut tx, None, rule).await?;
    log(&mut tx, services, staff, None, format!("Added a reminder: {}", rule.words())).await?;
    tx.save().await
}

/// Gives one of the firm's rules other days or another condition.
pub async fn change_firm_rule(services: &Services, staff: &Staff, id: &RuleId, new: &Rule) -> Result<()> {
    let mut tx = services.db.write().await?;
    store::hold_firm(&mut tx).await?;
    let rules = store::frame(&mut tx, None).await?.firm;
    let words = replace(&mut tx, &rules, id, new).await?;
    log(&mut tx, services, staff, None, format!("Changed a reminder: {words}")).await?;
    tx.save().await
}

/// Takes one of the firm's rules away.
pub async fn remove_firm_rule(services: &Services, staff: &Staff, rule: &RuleId) -> Result<Removed> {
    let mut tx = services.db.write().await?;
    store::hold_firm(&mut tx).await?;
    let words = words_of(&store::frame(&mut tx, None).await?.firm, rule)?;
    let removed = take_out(&mut tx, services, staff, (Thing::FirmRule, ""), rule).await?;
    log(&mut tx, services, staff, None, format!("Removed a reminder: {words}")).await?;
    tx.save().await?;
    Ok(removed)
}

/// Takes a rule away and keeps it for undo.
async fn take_out(
    tx: &mut Tx,
    services: &Services,
    staff: &Staff,
    (thing, of): (Thing, &str),
    rule: &RuleId,
) -> Result<Removed> {
    let row =
        KeptRule::take(tx, rule).await.map_err(|error| if error == AppError::NotFound { gone() } else { error })?;
    let what = Keeping { thing, of, name: "The reminder".to_owned(), rows: &row };
    removals::store::keep(tx, staff, services.now(), what).await
}

/// Puts one of the firm's rules back.
///
/// # Errors
/// `Forbidden`; `Invalid` or `Conflict` when there is no place for it.
pub async fn put_back_firm_rule(services: &Services, staff: &Staff, removal: &Removal) -> Result<()> {
    staff.may(Act::ChangeFirm)?;
    let mut tx = services.db.write().await?;
    store::hold_firm(&mut tx).await?;
    removal.claim(&mut tx, services.now()).await?;
    let row: KeptRule = removal.kept()?;
    may_join(&store::frame(&mut tx, None).await?.firm, &row.rule())?;
    row.put_back(&mut tx).await?;
    log(&mut tx, services, staff, None, format!("Put back a reminder: {}", row.rule().words())).await?;
    tx.save().await
}

/// Decides how a request is chased. Rules of its own begin as the firm's.
pub async fn choose(services: &Services, staff: &Staff, on: &OnRequest, chasing: Chasing) -> Result<String> {
    let mut tx = services.db.write().await?;
    let request = held(&mut tx, on).await?;
    store::set_chasing(&mut tx, on, chasing).await?;
    let frame = store::frame(&mut tx, Some(on.request())).await?;
    if chasing == Chasing::Own && frame.own.is_empty() {
        for kept in &frame.firm {
            store::add_rule(&mut tx, Some(on.request()), &kept.rule).await?;
        }
    }
    let (words, said) = match chasing {
        Chasing::Firm => ("Chases “{}” as the firm does", "This request is chased as the firm does."),
        Chasing::Own => ("Chases “{}” by rules of its own", "This request has rules of its own now. Change them here."),
        Chasing::Off => ("No longer chases “{}”", "This request is no longer chased."),
    };
    log(&mut tx, services, staff, Some(on), words.replace("{}", &request.title)).await?;
    tx.save().await?;
    Ok(said.to_owned())
}

/// Adds a rule to a request's own.
pub async fn add_rule(services: &Services, staff: &Staff, on: &OnRequest, rule: &Rule) -> Result<()> {
    let mut tx = services.db.write().await?;
    let request = held(&mut tx, on).await?;
    has_own(&request)?;
    may_join(&store::frame(&mut tx, Some(on.request())).await?.own, rule)?;
    store::add_rule(&mut tx, Some(on.request()), rule).await?;
    log(&mut tx, services, staff, Some(on), format!("Added a reminder to “{}”: {}", request.title, rule.words()))
        .await?;
    tx.save().await
}

/// Gives one of a request's own rules other days or another condition.
pub async fn change_rule(services: &Services, staff: &Staff, on: &OnRequest, id: &RuleId, new: &Rule) -> Result<()> {
    let mut tx = services.db.write().await?;
    let request = held(&mut tx, on).await?;
    let own = store::frame(&mut tx, Some(on.request())).await?.own;
    let words = replace(&mut tx, &own, id, new).await?;
    log(&mut tx, services, staff, Some(on), format!("Changed a reminder of “{}”: {words}", request.title)).await?;
    tx.save().await
}

/// Takes one of a request's own rules away.
pub async fn remove_rule(services: &Services, staff: &Staff, on: &OnRequest, rule: &RuleId) -> Result<Removed> {
    let mut tx = services.db.write().await?;
    let request = held(&mut tx, on).await?;
    let words = words_of(&store::frame(&mut tx, Some(on.request())).await?.own, rule)?;
    let removed = take_out(&mut tx, services, staff, (Thing::RequestRule, on.request().as_str()), rule).await?;
    log(&mut tx, services, staff, Some(on), format!("Removed a reminder from “{}”: {words}", request.title)).await?;
    tx.save().await?;
    Ok(removed)
}

/// Puts one of a request's own rules back.
///
/// # Errors
/// `NotFound`; `Forbidden`; `Invalid` or `Conflict` when there is no place for it.
pub async fn put_back_rule(services: &Services, staff: &Staff, removal: &Removal) -> Result<()> {
    let mut tx = services.db.write().await?;
    let on = OnRequest::of_staff(&mut tx, staff, Act::AskForDocuments, removal.of()?).await?;
    let request = held(&mut tx, &on).await?;
    has_own(&request)?;
    removal.claim(&mut tx, services.now()).await?;
    let row: KeptRule = removal.kept()?;
    may_join(&store::frame(&mut tx, Some(on.request())).await?.own, &row.rule())?;
    row.put_back(&mut tx).await?;
    let words = format!("Put back a reminder of “{}”: {}", request.title, row.rule().words());
    log(&mut tx, services, staff, Some(&on), words).await?;
    tx.save().await
}

/// Whether a request is chased by rules of its own.
fn has_own(request: &Request) -> Result<()> {
    if request.chasing == Chasing::Own.word() {
        return Ok(());
    }
    Err(AppError::Conflict("This request has no rules of its own. Choose them first.".to_owned()))
}

/// The request, held until the transaction ends; one that is over has nothing to chase.
async fn held(tx: &mut Tx, on: &OnRequest) -> Result<Request> {
    if !store::hold_request(tx, on).await? {
        return Err(AppError::Conflict("This request is over: there is nothing to chase.".to_owned()));
    }
    crate::requests::store::find(tx, on).await
}

/// Whether a rule may join these.
fn may_join(rules: &[Kept], new: &Rule) -> Result<()> {
    if rules.len() >= MOST_RULES {
        return Err(AppError::Conflict(format!("There are {MOST_RULES} reminders already. Remove one first.")));
    }
    let same = rules.iter().any(|kept| kept.rule.days == new.days && kept.rule.received == new.received);
    if same { Err(AppError::field("days", "There is this reminder already")) } else { Ok(()) }
}

/// Puts a rule in the place of one of `rules`; gives both in words.
async fn replace(tx: &mut Tx, rules: &[Kept], id: &RuleId, new: &Rule) -> Result<String> {
    let before = words_of(rules, id)?;
    let others: Vec<Kept> = rules.iter().filter(|kept| kept.id != *id).cloned().collect();
    may_join(&others, new)?;
    if !store::change_rule(tx, id, new).await? {
        return Err(gone());
    }
    Ok(format!("{before}; now {}", new.words()))
}

fn words_of(rules: &[Kept], id: &RuleId) -> Result<String> {
    rules.iter().find(|kept| kept.id == *id).map(|kept| kept.rule.words()).ok_or_else(gone)
}

fn gone() -> AppError {
    AppError::Conflict("This reminder is removed already.".to_owned())
}

async fn log(tx: &mut Tx, services: &Services, staff: &Staff, on: Option<&OnRequest>, words: String) -> Result<()> {
    let entry = Entry {
        what: What::RemindersChanged,
        client: on.map(|on| on.on().client().as_str()),
        contact: None,
        thing: on.map_or("", |on| on.request().as_str()),
        words,
    };
    activity::record(tx, services.now(), &staff.actor(), entry).await
}
