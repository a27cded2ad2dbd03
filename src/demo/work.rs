//! The demo's matters, told day by day with the firm's own acts.

use super::asking::{self, Asked};
use super::people::Office;
use super::plan::{self, Job};
use crate::accounts::{Act, Staff};
use crate::clients::{self, ClientId, ContactId, OnClient};
use crate::firm::{self, Times};
use crate::kernel::{AppError, Day, Instant, Result, Span};
use crate::matters::changes::{self, TypedDeadline};
use crate::matters::store::{self, Matter};
use crate::matters::typed::TypedMatter;
use crate::matters::{MatterId, MatterStatus, OnMatter};
use crate::server::Services;

/// A job that goes on, with what it is in the portal.
pub(super) struct Open {
    job: &'static Job,
    client: ClientId,
    matter: Option<MatterId>,
    asked: Vec<Asked>,
}

/// All jobs, none begun.
pub(super) fn all(clients: &[ClientId]) -> Vec<Open> {
    plan::jobs()
        .filter_map(|job| {
            let client = clients.get(job.client)?.clone();
            let asked = job.asks.iter().map(Asked::of).collect();
            Some(Open { job, client, matter: None, asked })
        })
        .collect()
}

/// What happens `ago` days before today.
pub(super) async fn day(office: &Office<'_>, work: &mut [Open], ago: i64) -> Result<()> {
    for open in work.iter_mut() {
        let hand = &office.hands[open.job.lead];
        if open.job.opened == ago {
            open.matter = Some(begin(office, hand, open).await?);
        }
        let Some(matter) = open.matter.clone() else { continue };
        for (_, step) in open.job.steps.iter().filter(|(at, _)| *at == ago) {
            enter(office.services, hand, &matter, *step).await?;
        }
        for (_, words, visible) in open.job.notes.iter().filter(|(at, ..)| *at == ago) {
            changes::add_note(office.services, hand, matter.clone(), words, *visible).await?;
        }
        for (_, status) in open.job.status.iter().filter(|(at, _)| *at == ago) {
            if *status == MatterStatus::Completed.word() {
                // Those of a closed matter stay as they are.
                meet_deadlines(office.services, hand, &matter, None).await?;
            }
            let seen = find(office.services, hand, &matter).await?.changed_at;
            changes::change_status(office.services, hand, matter.clone(), seen, status, "").await?;
        }
        for asked in &mut open.asked {
            asking::day(office, hand, &open.client, &matter, asked, ago).await?;
        }
        office.services.clock.advance(Span::minutes(3));
    }
    Ok(())
}

/// At the end: what should have been done by now is, but for what was due in the last days.
pub(super) async fn tidy(office: &Office<'_>, work: &[Open]) -> Result<()> {
    let services = office.services;
    for open in work {
        let (hand, Some(matter)) = (&office.hands[open.job.lead], open.matter.clone()) else { continue };
        if find(services, hand, &matter).await?.open {
            let late = today(services).await?.plus(-3);
            meet_deadlines(services, hand, &matter, Some(&late)).await?;
        }
        let mut tx = services.db.read().await?;
        let on = OnMatter::of_staff(&mut tx, hand, Act::SeeMatters, matter.clone()).await?;
        let tasks = store::tasks(&mut tx, &on).await?;
        drop(tx);
        let reached = open.job.steps.last().map_or(1, |(_, step)| step + 1);
        let done: Vec<_> = tasks.into_iter().take(reached).map(|task| task.id).collect();
        changes::save_checklist(services, hand, matter, &[], &done).await?;
    }
    Ok(())
}

/// Notes that the matter's deadlines were met: those before a day, or all.
async fn meet_deadlines(services: &Services, hand: &Staff, matter: &MatterId, before: Option<&Day>) -> Result<()> {
    let mut tx = services.db.read().await?;
    let on = OnMatter::of_staff(&mut tx, hand, Act::SeeMatters, matter.clone()).await?;
    let deadlines = store::deadlines(&mut tx, &on).await?;
    drop(tx);
    let due = |one: &store::Deadline| !one.done && before.is_none_or(|before| one.due_on < *before);
    for deadline in deadlines.into_iter().filter(due) {
        changes::finish_deadline(services, hand, matter.clone(), &deadline.id, true).await?;
    }
    Ok(())
}

async fn begin(office: &Office<'_>, hand: &Staff, open: &Open) -> Result<MatterId> {
    let (services, job) = (office.services, open.job);
    let mut tx = services.db.read().await?;
    let on = OnClient::of_staff(&mut tx, hand, Act::EditMatters, open.client.clone()).await?;
    let kind = store::types(&mut tx, false).await?.into_iter().find(|kind| kind.name == job.kind);
    let contacts = clients::store::contacts(&mut tx, &on).await?;
    drop(tx);
    let now = today(services).await?;
    let shown = contacts.into_iter().take(usize::from(job.shown)).map(|contact| contact.id).collect::<Vec<ContactId>>();
    let typed = TypedMatter {
        type_id: kind.ok_or(AppError::NotFound)?.id.to_string(),
        title: job.title.to_owned(),
        lead: hand.id().to_string(),
        helpers: job.helper.map(|helper| office.hands[helper].id().clone()).into_iter().collect(),
        start_on: now.to_string(),
        due_on: now.plus(job.opened + job.due).to_string(),
        contacts: shown,
        group: String::new(),
    };
    let (id, _) = changes::open(services, hand, open.client.clone(), typed).await?;
    for (title, days, visible) in job.deadlines {
        let due_on = now.plus(job.opened + days).to_string();
        let typed = TypedDeadline { title: (*title).to_owned(), due_on, visible: *visible };
        changes::add_deadline(services, hand, id.clone(), typed).await?;
    }
    Ok(id)
}

async fn enter(services: &Services, hand: &Staff, matter: &MatterId, step: usize) -> Result<()> {
    let found = find(services, hand, matter).await?;
    let mut tx = services.db.read().await?;
    let phases = store::phases(&mut tx, &found.type_id).await?;
    drop(tx);
    let phase = phases.get(step).ok_or(AppError::NotFound)?;
    changes::enter_phase(services, hand, matter.clone(), found.changed_at, phase.id.as_str()).await.map(|_| ())
}

async fn find(services: &Services, hand: &Staff, matter: &MatterId) -> Result<Matter> {
    let mut tx = services.db.read().await?;
    let on = OnMatter::of_staff(&mut tx, hand, Act::SeeMatters, matter.clone()).await?;
    store::find(&mut tx, &on).await
}

/// The firm's day, as the story's clock has it.
pub(super) async fn today(services: &Services) -> Result<Day> {
    Ok(times(services, services.now()).await?.today_day())
}

/// Dates in the firm's zone, seen from `now`.
pub(super) async fn times(services: &Services, now: Instant) -> Result<Times> {
    let mut tx = services.db.read().await?;
    let firm = firm::store::current(&mut tx).await?.ok_or(AppError::NotFound)?;
    Ok(Times::new(&firm.time_zone, now))
}
