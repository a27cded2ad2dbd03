//! Whether somebody is reminded of a request, or why not, in words that staff read. Pure: it looks at rows that were read.

use super::plan::{Calendar, Planned, is_too_late};
use super::store::{Asked, Wanted};
use crate::kernel::{Day, Instant};
use crate::requests::model::{AnswerKind, ItemState, Need, RequestState};

/// What becomes of one planned reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// When it was meant to be.
    pub planned: Planned,
    /// Why it is skipped; none: it is sent.
    pub why: Option<String>,
}

/// What of a person and a request decides whether it is time for words at all.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Whether the client is put away.
    pub archived: bool,
    /// Whether the matter that it is about is closed.
    pub matter_closed: bool,
    /// The request's state, by its word.
    pub state: &'a str,
    /// Whether the person can sign in and see the request.
    pub has_access: bool,
    /// Whether a question of theirs waits for the firm.
    pub asks: bool,
}

impl<'a> From<&'a Asked> for Facts<'a> {
    fn from(asked: &'a Asked) -> Self {
        let (archived, has_access) = (asked.archived_at.is_some(), asked.has_access());
        let matter_closed = asked.matter_closed;
        Facts { archived, matter_closed, state: &asked.state, has_access, asks: asked.questions > 0 }
    }
}

/// What becomes of those that are due, oldest first: at most one is sent.
pub fn decide(asked: &Asked, wanted: &[&Wanted], due: &[Planned], now: Instant, calendar: &Calendar) -> Vec<Verdict> {
    let silent = why_silent(asked.into(), wanted, &calendar.day(now));
    let why_not = |one: &Planned| match &silent {
        Some(why) => Some(why.clone()),
        None if is_too_late(*one, now, calendar) => Some("It was more than 3 days late".to_owned()),
        None if asked.by_hand_at.is_some_and(|at| calendar.day(at) >= calendar.day(one.at)) => {
            Some("They were reminded by hand".to_owned())
        }
        None => not_received(one, wanted),
    };
    let mut verdicts: Vec<Verdict> = due.iter().map(|one| Verdict { planned: *one, why: why_not(one) }).collect();
    // Several that were missed become one: the last.
    let mut sent = false;
    for verdict in verdicts.iter_mut().rev().filter(|verdict| verdict.why.is_none()) {
        if sent {
            verdict.why = Some("It became one with the next reminder".to_owned());
        }
        sent = true;
    }
    verdicts
}

/// Why nothing is sent to them about this request now, whatever the rules say.
pub fn why_silent(facts: Facts<'_>, wanted: &[&Wanted], today: &Day) -> Option<String> {
    let over = match RequestState::parse(facts.state) {
        Ok(RequestState::Complete) => Some("The request is complete"),
        Ok(RequestState::Withdrawn) => Some("The request was withdrawn"),
        _ => None,
    };
    let why = match over {
        _ if facts.archived => "The client is archived",
        Some(over) => over,
        None if facts.matter_closed => "The matter is closed",
        None if !facts.has_access => "They have no active access to the portal",
        None => return why_it_is_not_their_turn(facts, wanted, today),
    };
    Some(why.to_owned())
}

fn why_it_is_not_their_turn(facts: Facts<'_>, wanted: &[&Wanted], today: &Day) -> Option<String> {
    let needed: Vec<&Wanted> = wanted.iter().copied().filter(|item| waits(item) && !is_optional(item)).collect();
    if needed.is_empty() {
        let left = wanted.iter().any(|item| waits(item)) && wanted.iter().all(|item| is_optional(item));
        let words =
            if left { "Nothing in it is required" } else { "Everything needed has come; it is the firm’s turn" };
        return Some(words.to_owned());
    }
    let theirs: Vec<&Wanted> = needed.into_iter().filter(|item| !is_answered(item)).collect();
    if theirs.is_empty() {
        return Some("They have answered everything; it is the firm’s turn".to_owned());
    }
    if facts.asks {
        return Some("They asked a question that waits for the firm’s answer".to_owned());
    }
    let promised: Vec<&Day> = theirs.iter().filter_map(|item| promised(item, today)).collect();
    let first = promised.iter().min().filter(|_| promised.len() == theirs.len())?;
    Some(format!("They will have it by {}", first.date().strftime("%a %-d %b %Y")))
}

/// Why a rule does not apply by what has come.
fn not_received(planned: &Planned, wanted: &[&Wanted]) -> Option<String> {
    let something = wanted.iter().any(|item| item.documents > 0 || item.state != ItemState::Open.word());
    if planned.received.holds(something) {
        return None;
    }
    Some(if something { "Something has come already" } else { "Nothing has come yet" }.to_owned())
}

/// The names of what waits for this contact; what they promised for a later day is left out.
pub fn open_items(wanted: &[&Wanted], today: &Day) -> Vec<String> {
    let theirs = wanted.iter().filter(|item| waits(item) && !is_answered(item) && promised(item, today).is_none());
    theirs.map(|item| named(item)).collect()
}

/// The names of all that waits for this contact, promised for a later day or not.
pub fn all_open_items(wanted: &[&Wanted]) -> Vec<String> {
    wanted.iter().filter(|item| waits(item) && !is_answered(item)).map(|item| named(item)).collect()
}

fn named(item: &Wanted) -> String {
    match Need::parse(&item.need) {
        Ok(Need::Optional) => format!("{} (optional)", item.title),
        Ok(Need::Conditional) => format!("{} (if it applies)", item.title),
        _ => item.title.clone(),
    }
}

fn waits(item: &Wanted) -> bool {
    ItemState::parse(&item.state).is_ok_and(ItemState::waits_for_client)
}

fn is_optional(item: &Wanted) -> bool {
    item.need == Need::Optional.word()
}

/// Whether they said that they don't have it, or that it does not apply.
fn is_answered(item: &Wanted) -> bool {
    let kind = item.answer.as_deref().map(AnswerKind::parse);
    matches!(kind, Some(Ok(AnswerKind::HaveNot | AnswerKind::DoesNotApply)))
}

/// The day by which they promised it, if that is not over.
fn promised<'a>(item: &'a Wanted, today: &Day) -> Option<&'a Day> {
    let later = item.answer.as_deref() == Some(AnswerKind::Later.word());
    item.promised_on.as_ref().filter(|day| later && *day >= today)
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
