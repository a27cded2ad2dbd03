//! The job: looks for what is due, decides about it, and tells each person in one mail over all their requests.
//!
//! Several processes may do this on one database: whoever holds the contact's row decides, and what is decided is kept once
//! for a request, a contact and a planned instant.

use super::decide::{Verdict, decide, open_items};
use super::model::{Chasing, Rule};
use super::plan::{Calendar, Planned, due, instants, since};
use super::store::{self, Asked, Frame, NewTold, Outcome, Wanted};
use crate::activity::{self, Actor, Entry, What};
use crate::clients::{self, ContactId};
use crate::firm::{self, Times};
use crate::kernel::{Day, Instant, Result};
use crate::mail::{self, Letter, RemindedOf, Reminder};
use crate::requests::RequestId;
use crate::server::{Services, Tx};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many days back the job looks for what was missed while no server ran.
const LOOKS_BACK: i64 = 21;
/// The farthest that days off move a reminder, and the farthest that a zone's day is from the firm's.
const MOVED: i64 = 7;

/// Sends and skips what is due now; gives how many mails it wrote. Called by the worker, once a minute.
pub async fn run(services: &Services) -> Result<usize> {
    let Some(round) = Round::look(services).await? else { return Ok(0) };
    let mut mails = 0;
    for (contact, requests) in &round.found {
        match round.tell(services, contact, requests).await {
            Ok(told) => mails += usize::from(told),
            // The others are not kept waiting; this one comes up again in a minute.
            Err(error) => tracing::warn!("a reminder waits: {error}"),
        }
    }
    if mails > 0 {
        services.bell.ring();
    }
    Ok(mails)
}

/// What one round goes by, and whom it found.
struct Round {
    frame: Frame,
    /// Rules of their own, by request.
    own: HashMap<RequestId, Vec<Rule>>,
    firm_zone: String,
    /// Requests due before this day are not looked at.
    from: Day,
    found: BTreeMap<ContactId, BTreeSet<RequestId>>,
}

impl Round {
    /// Reads rules and requests; none when there is nothing to be done.
    async fn look(services: &Services) -> Result<Option<Round>> {
        let now = services.now();
        let mut tx = services.db.read().await?;
        let Some((least, most)) = store::reach(&mut tx).await? else { return Ok(None) };
        let firm_zone = match firm::store::current(&mut tx).await? {
            Some(firm) => firm.time_zone,
            None => services.config.firm_time_zone.clone(),
        };
        let today = Times::new(&firm_zone, now).today_day();
        let (from, to) = (today.plus(-most - MOVED - LOOKS_BACK), today.plus(-least + 1));
        let frame = store::frame(&mut tx, None).await?;
        let mut own: HashMap<RequestId, Vec<Rule>> = HashMap::new();
        for (request, rule) in store::own_rules(&mut tx, &from, &to).await? {
            own.entry(request).or_default().push(rule);
        }
        let glances = store::glance(&mut tx, &from, &to).await?;
        drop(tx);
        let mut round = Round { frame, own, firm_zone, from, found: BTreeMap::new() };
        let mut memory = Memory::default();
        for glance in glances {
            let rules = round.rules(&glance.request_id, &glance.chasing);
            let calendar = memory.calendar(&round, &glance.time_zone);
            let planned = match round.is_own(&glance.chasing) {
                true => instants(&glance.due_on, &rules, &calendar),
                false => memory.instants(&glance.due_on, &rules, &calendar),
            };
            if !due(since(&planned, glance.sent_at), glance.last_planned, now, &calendar).is_empty() {
                round.found.entry(glance.contact_id).or_default().insert(glance.request_id);
            }
        }
        Ok((!round.found.is_empty()).then_some(round))
    }

    fn is_own(&self, chasing: &str) -> bool {
        Chasing::parse(chasing) == Ok(Chasing::Own)
    }

    fn rules(&self, request: &RequestId, chasing: &str) -> Vec<Rule> {
        match Chasing::parse(chasing) {
            Ok(Chasing::Own) => self.own.get(request).cloned().unwrap_or_default(),
            Ok(chasing) => self.frame.rules(chasing),
            Err(_) => Vec::new(),
        }
    }

    /// Decides about one person's requests, in one transaction; whether a mail was written.
    async fn tell(&self, services: &Services, contact: &ContactId, requests: &BTreeSet<RequestId>) -> Result<bool> {
        let mut tx = services.db.write().await?;
        clients::store::hold_contact(&mut tx, contact).await?;
        let now = services.now();
        let asked = store::asked_of_contact(&mut tx, contact, &self.from).await?;
        let wanted = store::wanted_of_contact(&mut tx, contact, &self.from).await?;
        let today = Times::new(&self.firm_zone, now).today_day();
        let mut reminded = Vec::new();
        for one in asked.iter().filter(|one| requests.contains(&one.request_id)) {
            let items: Vec<&Wanted> = wanted.iter().filter(|item| item.request_id == one.request_id).collect();
            for verdict in self.verdicts(one, &items, now) {
                if keep(&mut tx, one, &verdict, now).await? && verdict.why.is_none() {
                    let open =
                        open_items(&items, &Calendar::new(&self.frame.hours, &one.time_zone, &self.firm_zone).day(now));
                    reminded.push(reminded_of(one, open, &today));
                }
            }
        }
        let mailed = !reminded.is_empty();
        if let Some(first) = asked.first().filter(|_| mailed) {
            // About the request if it is one: when that is withdrawn before the mail is out, nobody needs it.
            let about = match reminded.as_slice() {
                [only] => only.request.clone(),
                _ => contact.to_string(),
            };
            let letter = Letter::Reminder(Reminder { name: first.name.clone(), requests: reminded });
            mail::post(&mut tx, services, &first.email, &about, letter).await?;
        }
        tx.save().await?;
        Ok(mailed)
    }

    fn verdicts(&self, asked: &Asked, items: &[&Wanted], now: Instant) -> Vec<Verdict> {
        let Some(sent_at) = asked.sent_at else { return Vec::new() };
        let calendar = Calendar::new(&self.frame.hours, &asked.time_zone, &self.firm_zone);
        let planned = instants(&asked.due_on, &self.rules(&asked.request_id, &asked.chasing), &calendar);
        let due = due(since(&planned, sent_at), asked.last_planned, now, &calendar);
        decide(asked, items, &due, now, &calendar)
    }
}

/// What many requests have in common is worked out once.
#[derive(Default)]
struct Memory {
    calendars: HashMap<String, Calendar>,
    instants: HashMap<(Day, String), Vec<Planned>>,
}

impl Memory {
    fn calendar(&mut self, round: &Round, zone: &str) -> Calendar {
        let new = || Calendar::new(&round.frame.hours, zone, &round.firm_zone);
        self.calendars.entry(zone.to_owned()).or_insert_with(new).clone()
    }

    /// By the firm's rules.
    fn instants(&mut self, day: &Day, rules: &[Rule], calendar: &Calendar) -> Vec<Planned> {
        let key = (day.clone(), calendar.zone().to_owned());
        self.instants.entry(key).or_insert_with(|| instants(day, rules, calendar)).clone()
    }
}

/// A request as the mail tells of it.
pub fn reminded_of(asked: &Asked, items: Vec<String>, today: &Day) -> RemindedOf {
    RemindedOf {
        request: asked.request_id.to_string(),
        title: asked.title.clone(),
        client: asked.client_name.clone(),
        due_on: asked.due_on.clone(),
        days_left: today.days_to(&asked.due_on),
        items,
    }
}

/// Keeps a verdict with its line in the log; false where another process was first.
async fn keep(tx: &mut Tx, asked: &Asked, verdict: &Verdict, now: Instant) -> Result<bool> {
    let outcome = verdict.why.as_deref().map_or(Outcome::Sent, Outcome::Skipped);
    let new =
        NewTold { request: &asked.request_id, contact: &asked.contact_id, planned_at: verdict.planned.at, outcome };
    if !store::tell(tx, &new, now).await? {
        return Ok(false);
    }
    let (what, words) = match &verdict.why {
        None => (What::ReminderSent, format!("Reminded {} of “{}”", asked.name, asked.title)),
        Some(why) => (What::ReminderSkipped, format!("Did not remind {} of “{}”. {why}", asked.name, asked.title)),
    };
    let entry = Entry {
        what,
        client: Some(asked.client_id.as_str()),
        contact: Some(asked.contact_id.as_str()),
        thing: asked.request_id.as_str(),
        words,
    };
    activity::record(tx, now, &Actor::portal(), entry).await?;
    Ok(true)
}
