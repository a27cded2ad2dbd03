//! How the firm's review rules change: its sentences and the pattern of names. Each with its line in the log, in one
//! transaction.

use super::filing;
use super::store::{self, KeptReason};
use crate::accounts::{Act, Staff};
use crate::activity::{self, Entry, What};
use crate::firm::model::line;
use crate::kernel::{AppError, Result};
use crate::removals::store::Keeping;
use crate::removals::{self, Removal, Removed, Thing};
use crate::requests::model::ReasonId;
use crate::server::{Services, Tx};

/// Longest sentence, in characters.
const LONGEST: usize = 300;
/// Most sentences: more can't be chosen from.
const MOST: usize = 50;

/// Adds a sentence at the end of the list.
pub async fn add_reason(services: &Services, staff: &Staff, words: &str) -> Result<()> {
    let words = sentence(words)?;
    let (mut tx, all) = open(services, staff).await?;
    may_join(&all, &words)?;
    store::add_reason(&mut tx, &words).await?;
    log(&mut tx, services, staff, format!("Added the reason “{words}”")).await?;
    tx.save().await
}

/// Gives a sentence other words.
pub async fn change_reason(services: &Services, staff: &Staff, id: &ReasonId, words: &str) -> Result<()> {
    let words = sentence(words)?;
    let (mut tx, all) = open(services, staff).await?;
    let before = all.iter().find(|reason| reason.id == *id).ok_or(AppError::NotFound)?;
    refuse_doubles(&all, Some(id), &words)?;
    store::change_reason(&mut tx, id, &words).await?;
    log(&mut tx, services, staff, format!("Changed the reason “{}” to “{words}”", before.words)).await?;
    tx.save().await
}

/// Moves a sentence one place up or down.
pub async fn move_reason(services: &Services, staff: &Staff, id: &ReasonId, up: bool) -> Result<()> {
    let (mut tx, mut all) = open(services, staff).await?;
    let at = all.iter().position(|reason| reason.id == *id).ok_or(AppError::NotFound)?;
    let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < all.len()) };
    let Some(to) = to else {
        let end = if up { "first" } else { "last" };
        return Err(AppError::Conflict(format!("This reason is the {end} one already.")));
    };
    all.swap(at, to);
    // All places anew: also where two had the same.
    for (position, reason) in (1..).zip(&all) {
        store::place_reason(&mut tx, &reason.id, position).await?;
    }
    let way = if up { "up" } else { "down" };
    log(&mut tx, services, staff, format!("Moved the reason “{}” {way}", all[to].words)).await?;
    tx.save().await
}

/// Removes a sentence. What was decided with it keeps its words.
pub async fn remove_reason(services: &Services, staff: &Staff, id: &ReasonId) -> Result<Removed> {
    let (mut tx, _) = open(services, staff).await?;
    let row = KeptReason::take(&mut tx, id).await?;
    log(&mut tx, services, staff, format!("Removed the reason “{}”", row.words)).await?;
    let what = Keeping { thing: Thing::Reason, of: "", name: "The reason".to_owned(), rows: &row };
    let removed = removals::store::keep(&mut tx, staff, services.now(), what).await?;
    tx.save().await?;
    Ok(removed.told("The reason is removed. Decisions that used it keep its words."))
}

/// Puts a removed sentence back at its place.
///
/// # Errors
/// `Forbidden`; `Invalid` when it is there again, or there are too many.
pub async fn put_back_reason(services: &Services, staff: &Staff, removal: &Removal) -> Result<()> {
    let (mut tx, all) = open(services, staff).await?;
    removal.claim(&mut tx, services.now()).await?;
    let row: KeptReason = removal.kept()?;
    may_join(&all, &row.words)?;
    row.put_back(&mut tx).await?;
    log(&mut tx, services, staff, format!("Put back the reason “{}”", row.words)).await?;
    tx.save().await
}

/// Keeps how reviewed documents are named from now on.
pub async fn save_pattern(services: &Services, staff: &Staff, typed: &str) -> Result<()> {
    let pattern = filing::parse(typed)?;
    let (mut tx, _) = open(services, staff).await?;
    store::save_pattern(&mut tx, &pattern, services.now()).await?;
    log(&mut tx, services, staff, format!("Reviewed documents are named {pattern}")).await?;
    tx.save().await
}

/// A transaction in which nobody else changes the rules, and the sentences as they are.
async fn open(services: &Services, staff: &Staff) -> Result<(Tx, Vec<store::Reason>)> {
    staff.may(Act::ChangeFirm)?;
    let mut tx = services.db.write().await?;
    store::hold_reasons(&mut tx).await?;
    let all = store::reasons(&mut tx).await?;
    Ok((tx, all))
}

fn sentence(typed: &str) -> Result<String> {
    line("words", typed, 1, LONGEST, "Enter a reason")
}

/// Whether a sentence may join these.
fn may_join(all: &[store::Reason], words: &str) -> Result<()> {
    if all.len() >= MOST {
        return Err(AppError::field("words", format!("There are {MOST} reasons. Remove one before you add another")));
    }
    refuse_doubles(all, None, words)
}

fn refuse_doubles(all: &[store::Reason], own: Option<&ReasonId>, words: &str) -> Result<()> {
    let same = |reason: &&store::Reason| Some(&reason.id) != own && reason.words.to_lowercase() == words.to_lowercase();
    if all.iter().any(|reason| same(&reason)) {
        return Err(AppError::field("words", "This reason is there already"));
    }
    Ok(())
}

async fn log(tx: &mut Tx, services: &Services, staff: &Staff, words: String) -> Result<()> {
    let entry = Entry { what: What::ReviewRulesChanged, client: None, contact: None, thing: "", words };
    activity::record(tx, services.now(), &staff.actor(), entry).await
}
