//! One person's reminders about a request: what is to come, to the minute, and what was sent or skipped.

use super::Scene;
use crate::firm::Times;
use crate::kernel::Instant;
use crate::reminders::decide::why_silent;
use crate::reminders::plan::{Calendar, Planned, is_too_late, plan, untold};
use crate::reminders::store::{Asked, Told, Wanted};
use crate::requests::model::RequestState;
use crate::ui::{Moment, Sheet, Shown, Tag, Tone};
use leptos::prelude::*;

/// What is told about one person.
pub struct Person {
    asked: Asked,
    now: Instant,
    times: Times,
    zone: String,
    coming: Vec<Planned>,
    told: Vec<Told>,
    silent: Option<String>,
}

impl Person {
    /// Works out what is to come.
    pub fn of(scene: &Scene, asked: &Asked, wanted: &[Wanted], told: &[Told]) -> Self {
        let calendar = Calendar::new(&scene.frame.hours, &asked.time_zone, &scene.firm_zone);
        let items: Vec<&Wanted> = wanted.iter().filter(|item| item.contact_id == asked.contact_id).collect();
        let why = match scene.state {
            RequestState::Sent => why_silent(asked, &items, &calendar.day(scene.now)),
            _ => None,
        };
        let silent = match why {
            Some(why) => Some(format!("Silent for now. {why}.")),
            None if scene.state == RequestState::Draft && !asked.has_access() => {
                Some("They have no access to the portal yet. Until they do, reminders are skipped.".to_owned())
            }
            None => None,
        };
        Person {
            now: scene.now,
            times: Times::new(calendar.zone(), scene.now),
            zone: zone_words(calendar.zone()),
            coming: coming(scene, asked, &calendar),
            told: told.iter().filter(|told| told.contact_id == asked.contact_id).cloned().collect(),
            silent,
            asked: asked.clone(),
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
        let (name, zone) = (self.asked.name.clone(), self.zone.clone());
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
        let tag = match sent {
            true => view! { <Tag tone=Tone::Done icon="sent">"Sent"</Tag> },
            false => view! { <Tag tone=Tone::Rest icon="state-na">"Skipped"</Tag> },
        };
        let far = self.times.until_day(&self.times.day_of(at));
        view! {
            <li>
                <span class="margin"><b>{far}</b>" "<Moment at=moment(&self.times, at) /></span>
                " "
                <span class="what"><b>{if sent { "Reminder sent" } else { "Reminder not sent" }}</b>" "<small>{small}</small></span>
                " "
                <span class="aside">{tag}</span>
            </li>
        }
        .into_any()
    }
}

/// What is to come: of a draft, as if it were sent now.
fn coming(scene: &Scene, asked: &Asked, calendar: &Calendar) -> Vec<Planned> {
    if !matches!(scene.state, RequestState::Draft | RequestState::Sent) {
        return Vec::new();
    }
    let sent_at = asked.sent_at.unwrap_or(scene.now);
    let planned = plan(&asked.due_on, &scene.rules(), calendar, sent_at);
    let untold = untold(planned.into_iter(), asked.last_planned, calendar);
    untold.into_iter().filter(|one| !is_too_late(*one, scene.now, calendar)).collect()
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
