//! How matter types change: name, phases, checklist, deadlines. Open matters keep their own checklist and deadlines; their
//! phases are the type's, so a phase in which matters stand stays.

use crate::accounts::{Act, Staff};
use crate::activity::{self, Entry, What};
use crate::firm::model::{line, text};
use crate::kernel::{AppError, FieldErrors, Result};
use crate::matters::model::{MatterTypeId, PhaseId};
use crate::matters::store::{self, MatterType, Phase, PhaseWords};
use crate::removals::store::Keeping;
use crate::removals::{self, Removed, Thing};
use crate::server::{Services, Tx};

/// Longest time that a phase usually lasts, in days.
const LONGEST: i64 = 730;

/// A type in somebody's hand: nobody else changes it, and no matter begins with it, until the act is saved.
pub(super) struct Hand<'a> {
    pub tx: Tx,
    pub kind: MatterType,
    services: &'a Services,
    staff: &'a Staff,
}

impl<'a> Hand<'a> {
    pub async fn take(services: &'a Services, staff: &'a Staff, id: &MatterTypeId) -> Result<Self> {
        staff.may(Act::EditMatterTypes)?;
        let mut tx = services.db.write().await?;
        store::hold_type(&mut tx, id).await?;
        let kind = store::find_type(&mut tx, id).await?;
        Ok(Hand { tx, kind, services, staff })
    }

    /// Keeps what was just taken out of the type, for undo.
    pub async fn keep<T: serde::Serialize>(&mut self, thing: Thing, name: String, rows: &T) -> Result<Removed> {
        let what = Keeping { thing, of: self.kind.id.as_str(), name, rows };
        removals::store::keep(&mut self.tx, self.staff, self.services.now(), what).await
    }

    /// Writes the line and saves. `words` are followed by the type's name.
    pub async fn done(mut self, words: &str) -> Result<()> {
        let words = format!("{words} the matter type {}", self.kind.name);
        log(&mut self.tx, self.services, self.staff, &self.kind.id, words).await?;
        self.tx.save().await
    }
}

async fn log(tx: &mut Tx, services: &Services, staff: &Staff, id: &MatterTypeId, words: String) -> Result<()> {
    let entry = Entry { what: What::MatterTypeChanged, client: None, contact: None, thing: id.as_str(), words };
    activity::record(tx, services.now(), &staff.actor(), entry).await
}

/// Makes a type (`None`) or changes its name and template. Gives its id.
///
/// # Errors
/// `Invalid` beside the fields, a name that is taken among them.
pub async fn save(
    services: &Services,
    staff: &Staff,
    id: Option<&MatterTypeId>,
    name: &str,
    template: &str,
) -> Result<MatterTypeId> {
    staff.may(Act::EditMatterTypes)?;
    let name = line("name", name, 1, 120, "Enter a name")?;
    let Some(id) = id else {
        let mut tx = services.db.write().await?;
        let template = begins_with(&mut tx, None, template).await?;
        let id = store::add_type(&mut tx, &name, template.as_ref(), services.now()).await?;
        log(&mut tx, services, staff, &id, format!("Made the matter type {name}")).await?;
        tx.save().await?;
        return Ok(id);
    };
    let mut hand = Hand::take(services, staff, id).await?;
    let template = begins_with(&mut hand.tx, hand.kind.template_id.as_deref(), template).await?;
    store::change_type(&mut hand.tx, id, &name, template.as_deref()).await?;
    hand.kind.name = name;
    hand.done("Changed").await?;
    Ok(id.clone())
}

/// The chosen request template: one in use, or the one that the type has already.
async fn begins_with(tx: &mut Tx, now: Option<&str>, chosen: &str) -> Result<Option<String>> {
    if chosen.is_empty() {
        return Ok(None);
    }
    let known = now == Some(chosen) || store::templates_to_begin_with(tx).await?.iter().any(|(id, _)| id == chosen);
    if known {
        Ok(Some(chosen.to_owned()))
    } else {
        Err(AppError::field("template", "Choose a template from the list"))
    }
}

/// Puts a type away or brings it back. Its matters stay as they are.
///
/// # Errors
/// `Conflict` when it is so already.
pub async fn archive(services: &Services, staff: &Staff, id: &MatterTypeId, away: bool) -> Result<String> {
    let mut hand = Hand::take(services, staff, id).await?;
    let name = hand.kind.name.clone();
    if !store::set_type_archived(&mut hand.tx, id, away.then(|| services.now())).await? {
        let state = if away { "archived" } else { "in use" };
        return Err(AppError::Conflict(format!("{name} is {state} already.")));
    }
    hand.done(if away { "Archived" } else { "Restored" }).await?;
    Ok(if away {
        format!("{name} is archived. New matters can’t be of this type; the ones there are go on.")
    } else {
        format!("{name} is offered again.")
    })
}

/// A phase's form as typed.
#[derive(Default)]
pub struct TypedPhase {
    /// As staff call it.
    pub name: String,
    /// As the client reads it.
    pub client_name: String,
    /// One plain sentence for the client.
    pub sentence: String,
    /// How long it usually lasts; may be empty.
    pub usual_days: String,
}

impl TypedPhase {
    fn parse(&self) -> Result<PhaseWords> {
        let mut errors = FieldErrors::default();
        let name = errors.take(line("name", &self.name, 1, 80, "Enter a name"));
        let client = errors.take(line("client_name", &self.client_name, 1, 80, "Enter what the client reads"));
        let missing = "Write one sentence on what happens now, for the client";
        let sentence = errors.take(text("sentence", &self.sentence, 1, 400, missing));
        let days = errors.take(days(&self.usual_days));
        errors.check()?;
        let (Some(name), Some(client_name), Some(sentence), Some(usual_days)) = (name, client, sentence, days) else {
            return Err(AppError::Unreadable);
        };
        Ok(PhaseWords { name, client_name, sentence, usual_days })
    }
}

fn days(typed: &str) -> Result<Option<i64>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let days = typed.trim().parse::<i64>().ok().filter(|days| (1..=LONGEST).contains(days));
    days.map(Some).ok_or_else(|| AppError::field("usual_days", format!("Enter a number of days from 1 to {LONGEST}")))
}

/// Adds a phase at the end (`None`) or changes one.
///
/// # Errors
/// `Invalid` beside the fields; `NotFound` for another type's phase.
pub async fn save_phase(
    services: &Services,
    staff: &Staff,
    id: &MatterTypeId,
    phase: Option<&PhaseId>,
    typed: &TypedPhase,
) -> Result<String> {
    let mut hand = Hand::take(services, staff, id).await?;
    let all = store::all_phases(&mut hand.tx, id).await?;
    if phase.is_some_and(|phase| all.iter().all(|one| one.id != *phase)) {
        return Err(AppError::NotFound);
    }
    let words = typed.parse()?;
    let like = |one: &Phase| Some(&one.id) != phase && one.name.to_lowercase() == words.name.to_lowercase();
    if all.iter().any(like) {
        return Err(AppError::field("name", "Another phase of this type has this name, maybe one that is put away"));
    }
    let name = words.name.clone();
    let (logged, said) = match phase {
        None => {
            let PhaseWords { name, client_name, sentence, usual_days } = &words;
            store::add_phase(&mut hand.tx, id, name, client_name, sentence, *usual_days).await?;
            (format!("Added the phase {name} to"), format!("{name} is added."))
        }
        Some(phase) => {
            store::change_phase(&mut hand.tx, id, phase, &words).await?;
            (format!("Changed the phase {name} of"), format!("{name} is saved."))
        }
    };
    hand.done(&logged).await?;
    Ok(said)
}

/// Moves a phase one place up or down. At the end it stays.
pub async fn move_phase(
    services: &Services,
    staff: &Staff,
    id: &MatterTypeId,
    phase: &PhaseId,
    up: bool,
) -> Result<()> {
    let mut hand = Hand::take(services, staff, id).await?;
    if store::move_phase(&mut hand.tx, id, phase, up).await? {
        hand.done("Changed the order of the phases of").await?;
    }
    Ok(())
}

/// Puts a phase away or brings it back.
///
/// # Errors
/// `Conflict` when it is so already, or when open matters stand in it.
pub async fn archive_phase(
    services: &Services,
    staff: &Staff,
    id: &MatterTypeId,
    phase: &PhaseId,
    away: bool,
) -> Result<String> {
    let mut hand = Hand::take(services, staff, id).await?;
    let name = store::phase(&mut hand.tx, id, phase).await?.name;
    // The phase's row is held by this change: a matter that enters it meanwhile waits, and is refused then.
    if !store::set_phase_archived(&mut hand.tx, id, phase, away.then(|| services.now())).await? {
        let state = if away { "put away" } else { "in use" };
        return Err(AppError::Conflict(format!("{name} is {state} already.")));
    }
    let (standing, seen) = if away { store::standing_in(&mut hand.tx, phase, &staff.wall()).await? } else { (0, 0) };
    if standing > 0 {
        return Err(AppError::Conflict(still_there(&name, seen)));
    }
    hand.done(&if away {
        format!("Put away the phase {name} of")
    } else {
        format!("Brought back the phase {name} of")
    })
    .await?;
    Ok(if away { format!("{name} is put away.") } else { format!("{name} is in use again.") })
}

fn still_there(name: &str, count: i64) -> String {
    match count {
        0 => format!("Matters of other practice groups stand in {name}. Ask an owner to move them first."),
        1 => format!("1 matter stands in {name}; move it first."),
        count => format!("{count} matters stand in {name}; move them first."),
    }
}
