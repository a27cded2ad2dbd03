//! How matters change: each act with its line in the log, in one transaction.

mod opening;
pub mod removed;
pub mod type_lists;
pub mod types;
mod work;

pub use opening::open;
pub use work::*;

use super::model::{MatterId, MatterStatus, NOT_BEGUN, PhaseId};
use super::permit::OnMatter;
use super::store::{self, Details, Matter};
use super::typed::TypedMatter;
use crate::accounts::{Act, Staff};
use crate::activity::{self, Entry, What};
use crate::clients::ContactId;
use crate::firm;
use crate::firm::model::text;
use crate::kernel::{AppError, Day, Instant, Result};
use crate::practice_groups::changes::move_in_words;
use crate::removals::store::Keeping;
use crate::removals::{self, Removed, Thing};
use crate::server::{Services, Tx};

/// An act on one matter, begun: its transaction, the proof, and the matter as it is while nobody else changes it.
struct Acting<'a> {
    tx: Tx,
    on: OnMatter,
    matter: Matter,
    services: &'a Services,
    staff: &'a Staff,
}

impl<'a> Acting<'a> {
    async fn begin(services: &'a Services, staff: &'a Staff, matter: MatterId) -> Result<Self> {
        let mut tx = services.db.write().await?;
        let on = OnMatter::of_staff(&mut tx, staff, Act::EditMatters, matter).await?;
        store::hold(&mut tx, &on).await?;
        let matter = store::find(&mut tx, &on).await?;
        Ok(Acting { tx, on, matter, services, staff })
    }

    /// Writes the line and saves. `words` are followed by the matter's reference.
    async fn done(mut self, what: What, words: &str) -> Result<Matter> {
        self.log(what, words).await?;
        self.tx.save().await?;
        self.services.bell.ring();
        Ok(self.matter)
    }

    async fn log(&mut self, what: What, words: &str) -> Result<()> {
        let words = format!("{words}, {}", self.matter.reference);
        let entry = Entry {
            what,
            client: Some(self.matter.client_id.as_str()),
            contact: None,
            thing: self.matter.id.as_str(),
            words,
        };
        activity::record(&mut self.tx, self.services.now(), &self.staff.actor(), entry).await
    }

    fn now(&self) -> Instant {
        self.services.now()
    }

    /// Keeps what was just taken out of the matter, for undo.
    async fn keep<T: serde::Serialize>(&mut self, thing: Thing, name: String, rows: &T) -> Result<Removed> {
        let what = Keeping { thing, of: self.matter.id.as_str(), name, rows };
        removals::store::keep(&mut self.tx, self.staff, self.services.now(), what).await
    }
}

/// What somebody is told who changes a matter that another has changed since they saw it.
fn overtaken() -> AppError {
    AppError::Conflict(
        "Somebody else changed this matter since you opened the page. Look at it as it is now, then try again."
            .to_owned(),
    )
}

/// Changes the details of a matter, if nobody did since `seen`.
pub async fn change(
    services: &Services,
    staff: &Staff,
    matter: MatterId,
    seen: Instant,
    typed: TypedMatter,
) -> Result<Matter> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let now = act.now();
    let today = opening::today(&mut act.tx, services).await?;
    let (own, of_client) = (act.matter.group_id.clone(), act.matter.client_group_id.clone());
    let of = opening::Walls { staff, client: of_client.as_ref(), now: own.as_ref() };
    let parsed = opening::parse(&mut act.tx, &of, &typed, &today, act.matter.due_on.as_ref()).await?;
    if parsed.group != own {
        staff.may(Act::MoveToGroup)?;
    }
    let details = Details {
        title: &parsed.title,
        lead: parsed.lead.as_ref(),
        start_on: &parsed.start_on,
        due_on: parsed.due_on.as_ref(),
        group: parsed.group.as_ref(),
    };
    if !store::change(&mut act.tx, &act.on, seen, details, now).await? {
        return Err(overtaken());
    }
    store::set_helpers(&mut act.tx, &act.matter.id, &typed.helpers).await?;
    let words = [act.matter.reference.as_str(), parsed.title.as_str()];
    crate::search::keep(&mut act.tx, crate::search::Thing::Matter, act.matter.id.as_str(), &words).await?;
    if parsed.group != own {
        let way = move_in_words(&mut act.tx, own.as_ref(), parsed.group.as_ref()).await?;
        act.log(What::MatterMoved, &format!("Moved matter {} {way}", parsed.title)).await?;
    }
    act.done(What::MatterChanged, &format!("Changed matter {}", parsed.title)).await
}

/// Changes which contacts see a matter. Only what this person changed is changed: `was` is who saw it when they opened the
/// page, so that a form of yesterday shows nothing to somebody it was hidden from today.
pub async fn show_to(
    services: &Services,
    staff: &Staff,
    matter: MatterId,
    was: &[ContactId],
    ticked: &[ContactId],
) -> Result<Matter> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let now = act.now();
    opening::check_contacts(&mut act.tx, act.on.on(), ticked).await?;
    let before = store::contacts(&mut act.tx, &act.on).await?;
    let kept = before.iter().filter(|id| ticked.contains(id) || !was.contains(id));
    let added = ticked.iter().filter(|id| !was.contains(id) && !before.contains(id));
    let contacts: Vec<ContactId> = kept.chain(added).cloned().collect();
    store::set_contacts(&mut act.tx, &act.matter.id, &contacts, now).await?;
    let all = crate::clients::store::contacts(&mut act.tx, act.on.on()).await?;
    let names = |chosen: &dyn Fn(&ContactId) -> bool| {
        all.iter().filter(|one| chosen(&one.id)).map(|one| one.name.clone()).collect::<Vec<_>>().join(", ")
    };
    let shown = names(&|id| contacts.contains(id) && !before.contains(id));
    let hidden = names(&|id| before.contains(id) && !contacts.contains(id));
    let words = match (shown.as_str(), hidden.as_str()) {
        ("", "") => "Left as it is who sees the matter".to_owned(),
        (shown, "") => format!("Showed the matter to {shown}"),
        ("", hidden) => format!("Stopped showing the matter to {hidden}"),
        (shown, hidden) => format!("Showed the matter to {shown}, no longer to {hidden}"),
    };
    act.done(What::MatterChanged, &words).await
}

/// Puts a matter into a status, if nobody changed it since `seen`. Closing it sets until when the client reads it.
pub async fn change_status(
    services: &Services,
    staff: &Staff,
    matter: MatterId,
    seen: Instant,
    status: &str,
    readable_until: &str,
) -> Result<Matter> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let status = MatterStatus::parse(status)?;
    let now = act.now();
    let today = opening::today(&mut act.tx, services).await?;
    let until = match Day::parse_optional("readable_until", readable_until)? {
        // A day that has passed since the matter was closed may stay; it counts only for a closed one.
        Some(day) if day < today && !status.is_open() && act.matter.readable_until.as_ref() != Some(&day) => {
            return Err(AppError::field("readable_until", "This day is over. Enter today or a later day"));
        }
        Some(day) => day,
        None => today.plus(firm::store::readable_days(&mut act.tx).await?),
    };
    if !store::set_status(&mut act.tx, &act.on, seen, status, Some(&until), now).await? {
        return Err(overtaken());
    }
    let mut words = format!("Status {} is now {}", act.matter.status, status.word());
    if !status.is_open() {
        words.push_str(&format!(", readable for the client until {until}"));
    }
    act.done(What::MatterStatusChanged, &words).await
}

/// Enters a phase of the matter's own type (or finishes them all, with an empty `phase`), if nobody changed it since `seen`.
/// Gives the matter as it was, and the name of the phase that it is in now.
pub async fn enter_phase(
    services: &Services,
    staff: &Staff,
    matter: MatterId,
    seen: Instant,
    phase: &str,
) -> Result<(Matter, Option<String>)> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let now = act.now();
    let phases = store::phases(&mut act.tx, &act.matter.type_id).await?;
    if phase == NOT_BEGUN {
        return take_back_first_step(act, seen).await;
    }
    let chosen = match phase {
        "" => None,
        id => Some(phases.iter().find(|one| one.id.as_str() == id).ok_or_else(not_of_this_type)?),
    };
    if let Some(phase) = chosen
        && !store::hold_phase(&mut act.tx, &act.matter.type_id, &phase.id).await?
    {
        return Err(AppError::field("phase", format!("The phase {} is put away. Choose another one", phase.name)));
    }
    let (id, words): (Option<PhaseId>, String) = match chosen {
        Some(phase) => (Some(phase.id.clone()), format!("Entered phase {}", phase.name)),
        None => (None, "Finished the last phase".to_owned()),
    };
    if !store::set_phase(&mut act.tx, &act.on, seen, id.as_ref(), now).await? {
        return Err(overtaken());
    }
    let name = chosen.map(|phase| phase.name.clone());
    Ok((act.done(What::MatterPhaseChanged, &words).await?, name))
}

/// Undoes the move that began the first phase. Once there were more, a matter has begun and stays so.
async fn take_back_first_step(mut act: Acting<'_>, seen: Instant) -> Result<(Matter, Option<String>)> {
    let now = act.now();
    if act.matter.changed_at != seen {
        return Err(overtaken());
    }
    if store::steps_taken(&mut act.tx, &act.on).await? != 1 {
        return Err(not_of_this_type());
    }
    if !store::set_not_begun(&mut act.tx, &act.on, seen, now).await? {
        return Err(overtaken());
    }
    let words = "Took back that the first phase had begun";
    Ok((act.done(What::MatterPhaseChanged, words).await?, Some("Not begun".to_owned())))
}

/// After a move on the board: the board again, and what undoing goes back to. Elsewhere the form's own page comes back.
pub fn lead_back(back: &str, matter: &MatterId, was: &str) {
    use crate::server::leptos::{encoded, go, is_own_path};
    if back.starts_with("/matters") && is_own_path(back) {
        let sign = if back.contains('?') { '&' } else { '?' };
        go(&format!("{back}{sign}moved={matter}&was={}", encoded(was)));
    }
}

fn not_of_this_type() -> AppError {
    AppError::field("phase", "Choose a phase of this kind of matter")
}

/// What this client reads instead of the phase's own sentence; empty: the phase's own again.
pub async fn change_sentence(services: &Services, staff: &Staff, matter: MatterId, sentence: &str) -> Result<Matter> {
    let mut act = Acting::begin(services, staff, matter).await?;
    let sentence = text("sentence", sentence, 0, 400, "")?;
    store::set_sentence(&mut act.tx, &act.on, &sentence).await?;
    let words = match sentence.as_str() {
        "" => "The client reads the phase’s own sentence again".to_owned(),
        sentence => format!("The client reads: {sentence}"),
    };
    act.done(What::MatterChanged, &words).await
}
