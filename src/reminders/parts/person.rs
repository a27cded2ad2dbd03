//! One person's reminders about a request: what is to come, to the minute, and what was sent or skipped.

use super::{Known, Scene};
use crate::firm::Times;
use crate::kernel::Instant;
use crate::reminders::decide::{Facts, why_silent};
use crate::reminders::plan::{Calendar, Planned, is_too_late, plan, untold};
use crate::reminders::store::{Told, Wanted};
use crate::requests::model::RequestState;
use crate::requests::store::{Answer, Asked, Message};
use crate::ui::{Moment, Sheet, Shown, Tag, Tone};
use leptos::prelude::*;

/// What is told about one person.
pub struct Person {
    name: String,
    now: Instant,
    times: Times,
    zone: String,
    coming: Vec<Planned>,
    told: Vec<Told>,
    silent: Option<String>,
}

impl Person {
    /// Works out what is to come.
    pub fn of(scene: &Scene, asked: &Asked, known: Known<'_>) -> Self {
        let calendar = Calendar::new(&scene.board.frame.hours, &asked.time_zone, &scene.firm_zone);
        let told = scene.board.told.iter().filter(|told| told.contact_id == asked.contact_id);
        let told: Vec<Told> = told.cloned().collect();
        Person {
            name: asked.name.clone(),
            now: scene.now,
            times: Times::new(calendar.zone(), scene.now),
            zone: zone_words(calendar.zone()),
            coming: coming(scene, &told, &calendar),
            told,
            silent: silent(scene, asked, known, &calendar),
        }
    }

    /// Their sheet.
    pub fn sheet(&self) -> AnyView {
        let coming = self.coming.iter().map(|one| self.coming_row(one));
        let told = self.told.iter().map(|told| self.told_row(told));
        let rows = coming.chain(told).collect::<Vec<_>>();
        let nothing =
            rows.is_empty().then(|| view! { <p class="soft">"No reminder is to come, and none was sent."</p> });
        let silent = self.silent.as_ref().filter(|_| !self.coming.is_empty());
        let silent = silent.map(|why| view! { <p class="soft">{why.clone()}</p> });
        let list = (!rows.is_empty()).then(|| view! { <ul class="ledger">{rows}</ul> });
        let (name, zone) = (self.name.clone(), self.zone.clone());
        view! {
            <Sheet>
                <header>
                    <h3>{name}</h3>
                    <small class="soft">{zone}</small>
                </header>
                {silent}
                {nothing}
                {list}
            </Sheet>
        }
        .into_any()
    }

    fn coming_row(&self, planned: &Planned) -> AnyView {
        let far = self.times.until_day(&self.times.day_of(planned.at));
        let applies = planned.received.words();
        // What was missed, or falls due now, waits until mail goes out again.
        let (words, tag) = if planned.at <= self.now {
            let tag = view! { <Tag tone=Tone::Wait icon="state-pending">"Waiting"</Tag> };
            (format!("goes out as soon as the hours allow, {applies}"), tag)
        } else {
            (applies.to_owned(), view! { <Tag tone=Tone::Plain icon="calendar">"Planned"</Tag> })
        };
        view! {
            <li>
                <span class="margin">
                    <b>{far}</b>
                    " "
                    <Moment at=moment(&self.times, planned.at) />
                </span>
                " "
                <span class="what">
                    <b>"Reminder"</b>
                    " "
                    <small>{words}</small>
                </span>
                " "
                <span class="aside">{tag}</span>
            </li>
        }
        .into_any()
    }

    fn told_row(&self, told: &Told) -> AnyView {
        let sent = told.outcome == "sent";
        let at = if sent { told.at } else { told.planned_at };
        let small = match (sent, told.by_name.as_str()) {
            (true, "") => "by the portal".to_owned(),
            (true, name) => format!("by hand, by {name}"),
            (false, _) => told.why.clone(),
        };
        let (title, small) = match &told.failed {
            Some(fault) => ("Reminder not sent", format!("{small} · its mail failed: {}", fault.trim_end_matches('.'))),
            None => (if sent { "Reminder sent" } else { "Reminder not sent" }, small),
        };
        let tag = match sent {
            _ if told.failed.is_some() => view! { <Tag tone=Tone::Bad icon="warning">"Mail failed"</Tag> },
            true => view! { <Tag tone=Tone::Done icon="sent">"Sent"</Tag> },
            false => view! { <Tag tone=Tone::Rest icon="state-na">"Skipped"</Tag> },
        };
        let far = self.times.until_day(&self.times.day_of(at));
        view! {
            <li>
                <span class="margin"><b>{far}</b>" "<Moment at=moment(&self.times, at) /></span>
                " "
                <span class="what"><b>{title}</b>" "<small>{small}</small></span>
                " "
                <span class="aside">{tag}</span>
            </li>
        }
        .into_any()
    }
}

/// What is to come: of a draft, as if it were sent now.
fn coming(scene: &Scene, told: &[Told], calendar: &Calendar) -> Vec<Planned> {
    if !matches!(scene.state, RequestState::Draft | RequestState::Sent) {
        return Vec::new();
    }
    let sent_at = scene.request.sent_at.unwrap_or(scene.now);
    let planned = plan(&scene.request.due_on, &scene.rules(), calendar, sent_at);
    let last = told.iter().filter(|told| told.by_name.is_empty()).map(|told| told.planned_at).max();
    let untold = untold(planned.into_iter(), last, calendar);
    untold.into_iter().filter(|one| !is_too_late(*one, scene.now, calendar)).collect()
}

/// Why nothing would be sent to them now, in a sentence.
fn silent(scene: &Scene, asked: &Asked, known: Known<'_>, calendar: &Calendar) -> Option<String> {
    match scene.state {
        RequestState::Draft if !asked.can_see() => {
            Some("They have no access to the portal yet. Until they do, reminders are skipped.".to_owned())
        }
        RequestState::Sent => {
            let (wanted, asks) = theirs(asked, known);
            let (board, state) = (&scene.board, scene.request.state.as_str());
            let (archived, matter_closed) = (board.archived, board.matter_closed);
            let facts = Facts { archived, matter_closed, state, has_access: asked.can_see(), asks };
            let why = why_silent(facts, &wanted.iter().collect::<Vec<_>>(), &calendar.day(scene.now))?;
            Some(format!("Silent for now. {why}."))
        }
        _ => None,
    }
}

/// What the request asks this person for, and whether they wait for an answer: as the store reads it for the job.
fn theirs(asked: &Asked, known: Known<'_>) -> (Vec<Wanted>, bool) {
    let live = known.items.iter().filter(|item| item.withdrawn_at.is_none());
    let wanted = live.clone().map(|item| {
        let own = |answer: &&Answer| answer.item_id == item.id && answer.contact_id == asked.contact_id;
        let answer =
            known.answers.iter().filter(own).filter(|answer| answer.holds()).max_by_key(|answer| answer.created_at);
        Wanted {
            request_id: item.request_id.clone(),
            contact_id: asked.contact_id.clone(),
            title: item.title.clone(),
            need: item.need.clone(),
            state: item.state.clone(),
            documents: 0, // decides over rules only
            answer: answer.map(|answer| answer.kind.clone()),
            promised_on: answer.and_then(|answer| answer.promised_on.clone()),
        }
    });
    let of_live = |message: &&Message| live.clone().any(|item| item.id == message.item_id);
    let asks = known.messages.iter().filter(of_live).any(|one| one.contact_id == asked.contact_id && one.waits());
    (wanted.collect(), asks)
}

/// `Tue 24 Nov, 09:00`: always with the weekday.
pub fn moment(times: &Times, at: Instant) -> Shown {
    let words = format!("{}, {}", times.day(&times.day_of(at)).words, times.clock(at).words);
    Shown { words, ..times.short(at) }
}

/// `Guyana time` for `America/Guyana`.
pub fn zone_words(zone: &str) -> String {
    match zone.rsplit_once('/') {
        Some((_, place)) => format!("{} time", place.replace('_', " ")),
        None => zone.to_owned(),
    }
}
