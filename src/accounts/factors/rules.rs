//! The firm's rule: who may, and who must, show a second factor. Read with every request, so that it holds from the very
//! minute that it says; who must and has none can do nothing but set one up (`accounts/session.rs`).

use super::model::{EVERYBODY, Rule, who_word};
use super::store;
use crate::accounts::session::Kind;
use crate::accounts::{Role, Staff};
use crate::activity::{self, Entry, What};
use crate::firm::Times;
use crate::kernel::{AppError, Day, FieldErrors, Instant, Result};
use crate::server::{Services, Tx};
use std::collections::BTreeMap;

/// Where somebody stands, as their session's row tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether they have a second factor.
    pub has: bool,
    /// The firm's rule for them.
    pub rule: Rule,
}

impl Standing {
    /// Of a session's row: what the firm has set, else what the portal comes with.
    pub fn of(kind: Kind, has: bool, set: Option<(String, Instant)>, production: bool) -> Standing {
        let rule = set.map_or(Rule::by_default(kind, production), |(word, from)| Rule::stored(&word, from));
        Standing { has, rule }
    }

    /// Whether they have to set one up before anything else.
    pub fn owes(&self, now: Instant) -> bool {
        !self.has && self.rule.required(now)
    }
}

/// The rule for everybody, in the order of the settings page.
pub async fn all(tx: &mut Tx, services: &Services) -> Result<Vec<(Kind, Rule)>> {
    let set = store::rules(tx).await?;
    let rule = |kind: Kind| {
        let row = set.iter().find(|row| row.who == who_word(kind));
        row.map_or(Rule::by_default(kind, services.config.production), |row| Rule::stored(&row.rule, row.from_at))
    };
    Ok(EVERYBODY.into_iter().map(|kind| (kind, rule(kind))).collect())
}

/// The rule for one kind of people.
pub async fn of(tx: &mut Tx, services: &Services, kind: Kind) -> Result<Rule> {
    let all = all(tx, services).await?;
    Ok(all.into_iter().find(|(other, _)| *other == kind).map_or(Rule::Offered, |(_, rule)| rule))
}

/// What the settings page sends: a rule's word and a day, by who it is about.
pub struct Typed {
    /// `off`, `offered` or `required`.
    pub rules: BTreeMap<String, String>,
    /// From which day, for those that are required.
    pub days: BTreeMap<String, String>,
}

/// Keeps the rules. A rule that was not sent stays as it is.
///
/// # Errors
/// Beside the field of whom it is about.
pub async fn save(services: &Services, staff: &Staff, times: &Times, typed: &Typed) -> Result<()> {
    let mut tx = services.db.write().await?;
    let before = all(&mut tx, services).await?;
    let mut errors = FieldErrors::default();
    let mut changed = Vec::new();
    for (kind, old) in before {
        let Some(new) = errors.take(parse(kind, old, times, typed)).filter(|new| *new != old) else { continue };
        store::set_rule(&mut tx, who_word(kind), new, services.now()).await?;
        changed.push(format!("{}: {}", who(kind), words(new, times)));
    }
    errors.check()?;
    let words = match changed.is_empty() {
        true => "Saved the rules for the second step as they were".to_owned(),
        false => format!("Changed who needs a second step. {}", changed.join(". ")),
    };
    let entry = Entry { what: What::FactorRulesChanged, client: None, contact: None, thing: "", words };
    activity::record(&mut tx, services.now(), &staff.actor(), entry).await?;
    tx.save().await
}

fn parse(kind: Kind, old: Rule, times: &Times, typed: &Typed) -> Result<Rule> {
    let key = who_word(kind).replace(' ', "-");
    let Some(word) = typed.rules.get(&key) else { return Ok(old) };
    match word.as_str() {
        "off" => Ok(Rule::Off),
        "offered" => Ok(Rule::Offered),
        "required" => {
            let day = typed.days.get(&key).map(String::as_str).unwrap_or_default();
            match (Day::parse_optional(day_field(kind), day)?, old) {
                (Some(day), _) => Ok(Rule::Required(times.day_start(day.as_str()).unwrap_or(Instant(0)))),
                // Required since ever: the form came without a day, and goes back without one.
                (None, Rule::Required(from)) if from.0 <= 0 => Ok(old),
                (None, _) => Ok(Rule::Required(times.day_start(times.today_day().as_str()).unwrap_or(Instant(0)))),
            }
        }
        _ => Err(AppError::field(rule_field(kind), "Choose off, offered or required")),
    }
}

/// The form's field with the rule for these people.
pub fn rule_field(kind: Kind) -> &'static str {
    match kind {
        Kind::Staff(Role::Owner) => "rules[owner]",
        Kind::Staff(Role::Manager) => "rules[manager]",
        Kind::Staff(Role::Staff) => "rules[staff]",
        Kind::Staff(Role::FrontDesk) => "rules[front-desk]",
        Kind::Client => "rules[client]",
    }
}

/// The form's field with the day.
pub fn day_field(kind: Kind) -> &'static str {
    match kind {
        Kind::Staff(Role::Owner) => "days[owner]",
        Kind::Staff(Role::Manager) => "days[manager]",
        Kind::Staff(Role::Staff) => "days[staff]",
        Kind::Staff(Role::FrontDesk) => "days[front-desk]",
        Kind::Client => "days[client]",
    }
}

/// Whom a rule is about: `Owners`.
pub fn who(kind: Kind) -> &'static str {
    match kind {
        Kind::Staff(Role::Owner) => "Owners",
        Kind::Staff(Role::Manager) => "Managers",
        Kind::Staff(Role::Staff) => "Staff",
        Kind::Staff(Role::FrontDesk) => "Front desk",
        Kind::Client => "Clients",
    }
}

/// A rule in words: `required from Tue 1 Dec`.
pub fn words(rule: Rule, times: &Times) -> String {
    match rule {
        Rule::Required(from) if from.0 > 0 => format!("required from {}", times.day(&times.day_of(from)).words),
        Rule::Required(_) => "required".to_owned(),
        other => other.word().to_owned(),
    }
}
