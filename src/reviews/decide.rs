//! Deciding on what clients handed in, and taking a decision back. Of two reviewers one decides; the other is told who.
//! Rows are held in one order, so that nobody waits in a circle: item, submission, client, request.

use super::filing;
use super::permit::OnSubmission;
use super::standing::standing;
use super::store::{self, Folder, NewDecision, Submission};
use crate::accounts::{Act, Staff};
use crate::activity::{self, Entry, What};
use crate::documents::Scan;
use crate::documents::scans::Bar;
use crate::firm::model::text;
use crate::firm::{self, Times};
use crate::kernel::{AppError, FieldErrors, Instant, Result};
use crate::matters::MatterId;
use crate::requests;
use crate::requests::model::{DecisionId, ItemState, ReasonId, RequestId, SubmissionId, Verdict};
use crate::server::{Services, Tx};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;

/// The decision form as typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// A `Verdict`'s word: the button.
    pub verdict: String,
    /// Id of one of the firm's sentences; may be empty.
    pub canned: String,
    /// Own words; may be empty.
    pub reason: String,
    /// Under which matter of the client something is filed that nobody asked for; may be empty.
    pub matter: String,
}

/// A decision as parsed.
struct Decision {
    verdict: Verdict,
    reason: String,
}

/// Accepts a document, asks for more, or sends it back. Gives the submission to look at next, if one waits.
///
/// # Errors
/// `Conflict` when somebody decided before, in words that say who and when; `Invalid` beside its field.
pub async fn decide(
    services: &Services,
    staff: &Staff,
    submission: SubmissionId,
    typed: Typed,
) -> Result<Option<SubmissionId>> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    let on = OnSubmission::of_staff(&mut tx, staff, Act::Review, submission).await?;
    let one = hold(&mut tx, &on).await?;
    if !one.waits() {
        return Err(decided_before(&mut tx, services, &one).await?);
    }
    let (decision, folder) = parsed(&mut tx, &on, &one, typed).await?;
    if let (Some(bar), true) = (Bar::of(&services.config, one.scan), decision.verdict != Verdict::Rejected) {
        return Err(bar.into()); // Nobody has seen what is in it.
    }
    if !store::claim(&mut tx, &on, decision.verdict).await? {
        let one = store::find(&mut tx, &on).await?;
        return Err(decided_before(&mut tx, services, &one).await?);
    }
    let before = one.item_state.clone().unwrap_or_default();
    let new = NewDecision { verdict: decision.verdict, reason: &decision.reason, item_state_before: &before };
    store::add_decision(&mut tx, &on, new, now).await?;
    if decision.verdict != Verdict::Rejected {
        let times = times(&mut tx, services).await?;
        let day = times.day_of(one.created_at);
        filing::file(&mut tx, on.on(), &one, folder.as_ref(), day.as_str()).await?;
    }
    log(&mut tx, now, staff, &one, What::DocumentReviewed, words(&one, &decision)).await?;
    follow(&mut tx, now, staff, &one, None).await?;
    let next = store::next(&mut tx, staff, now, one.place()).await?;
    tx.save().await?;
    Ok(next)
}

/// Takes a decision back: the document waits again and is in no folder, its item stands as before. Gives the submission.
///
/// # Errors
/// `Conflict` when it is taken back already.
pub async fn undo(services: &Services, staff: &Staff, decision: DecisionId) -> Result<SubmissionId> {
    staff.may(Act::Review)?;
    let mut tx = services.db.write().await?;
    let now = services.now();
    let submission = store::submission_of(&mut tx, &decision).await?.ok_or(AppError::NotFound)?;
    let on = OnSubmission::of_staff(&mut tx, staff, Act::Review, submission).await?;
    let one = hold(&mut tx, &on).await?;
    if one.scan == Scan::Infected {
        return Err(Bar::Infected.into());
    }
    let newest = match &one.item_id {
        Some(item) => store::is_newest(&mut tx, item, &decision).await?,
        None => false,
    };
    let before = store::item_state_before(&mut tx, &decision).await?;
    if !store::undo(&mut tx, &on, &decision, now).await? {
        return Err(AppError::Conflict("This decision has been taken back already.".to_owned()));
    }
    store::unfile(&mut tx, on.on(), &one.document_id).await?;
    let words = format!("Took back the decision on {}", one.name);
    log(&mut tx, now, staff, &one, What::ReviewUndone, words).await?;
    let before = if newest { ItemState::parse(&before).ok() } else { None };
    follow(&mut tx, now, staff, &one, before).await?;
    tx.save().await?;
    Ok(on.submission().clone())
}

/// The submission, with its item's row and its own kept as they are until the transaction ends.
async fn hold(tx: &mut Tx, on: &OnSubmission) -> Result<Submission> {
    let one = store::find(tx, on).await?;
    if let Some(item) = &one.item_id {
        requests::store::hold_item(tx, item).await?;
    }
    store::hold_submission(tx, on).await?;
    store::find(tx, on).await
}

/// The form's fields, all refused ones at once.
async fn parsed(tx: &mut Tx, on: &OnSubmission, one: &Submission, typed: Typed) -> Result<(Decision, Option<Folder>)> {
    let verdict = Verdict::parse(&typed.verdict)?;
    if verdict == Verdict::NeedsMore && one.item_id.is_none() {
        let words = "Nobody asked for this document, so nothing can be missing. Accept it or send it back";
        return Err(AppError::field("verdict", words));
    }
    let mut errors = FieldErrors::default();
    let reason = match verdict {
        Verdict::Accepted => Some(String::new()),
        _ => errors.take(reason(tx, &typed.canned, &typed.reason).await),
    };
    let folder = match (&one.item_id, verdict) {
        (Some(_), _) => Some(asked_in(one)),
        (None, Verdict::Accepted) => errors.take(chosen(tx, on, &typed.matter).await),
        (None, _) => Some(None),
    };
    errors.check()?;
    match (reason, folder) {
        (Some(reason), Some(folder)) => Ok((Decision { verdict, reason }, folder)),
        _ => Err(AppError::Unreadable),
    }
}

/// The firm's sentence and one's own words as one text.
async fn reason(tx: &mut Tx, canned: &str, own: &str) -> Result<String> {
    let own = text("reason", own, 0, LONGEST_REASON, "")?;
    let canned = match canned {
        "" => String::new(),
        id => {
            let gone = || AppError::field("canned", "This reason is no longer there. Choose another one");
            let id = ReasonId::try_from(id.to_owned()).map_err(|_| gone())?;
            store::reason(tx, &id)
                .await
                .map_err(|error| if error == AppError::NotFound { gone() } else { error })?
                .words
        }
    };
    if canned.is_empty() && own.is_empty() {
        return Err(AppError::field("reason", "Choose a reason or write what is wrong: the client reads it"));
    }
    Ok([canned, own].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n"))
}

/// The matter that the request is about.
fn asked_in(one: &Submission) -> Option<Folder> {
    match (&one.matter_id, &one.matter_title, &one.matter_reference) {
        (Some(id), Some(title), Some(reference)) => {
            Some(Folder { id: id.clone(), title: title.clone(), reference: reference.clone() })
        }
        _ => None,
    }
}

/// The matter chosen for what nobody asked for; another client's is not there.
async fn chosen(tx: &mut Tx, on: &OnSubmission, typed: &str) -> Result<Option<Folder>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let found = match MatterId::try_from(typed.to_owned()) {
        Ok(id) => store::folder(tx, on.on(), &id).await?,
        Err(_) => None,
    };
    found.map(Some).ok_or_else(|| AppError::field("matter", "Choose a matter of this client"))
}

/// What follows for item and request. `before` is the item's state to go back to, where that is known.
async fn follow(tx: &mut Tx, now: Instant, staff: &Staff, one: &Submission, before: Option<ItemState>) -> Result<()> {
    let (Some(item), Some(request)) = (&one.item_id, &one.request_id) else { return Ok(()) };
    let state = match before {
        Some(state) => state,
        None => standing(&store::pieces(tx, item).await?),
    };
    requests::store::set_item_state(tx, item, state, now).await?;
    if requests::store::settle(tx, request, now).await? {
        complete(tx, now, staff, one, request).await?;
    }
    Ok(())
}

async fn complete(tx: &mut Tx, now: Instant, staff: &Staff, one: &Submission, request: &RequestId) -> Result<()> {
    let title = one.request_title.as_deref().unwrap_or_default();
    let entry = Entry {
        what: What::RequestComplete,
        client: Some(one.client_id.as_str()),
        contact: None,
        thing: request.as_str(),
        words: format!("Everything needed for “{title}” is there"),
    };
    activity::record(tx, now, &staff.actor(), entry).await
}

/// `Renée Baptiste accepted this at 14:22`.
async fn decided_before(tx: &mut Tx, services: &Services, one: &Submission) -> Result<AppError> {
    let times = times(tx, services).await?;
    if one.scan == Scan::Infected {
        return Ok(Bar::Infected.into());
    }
    let (Some(who), Some(at), Some(verdict)) = (&one.decided_by_name, one.decided_at, &one.verdict) else {
        return Ok(AppError::Conflict("This document has been reviewed already.".to_owned()));
    };
    let when = if times.day_of(at) == times.today_day() {
        format!("at {}", times.clock(at).words)
    } else {
        format!("on {}", times.short(at).words)
    };
    Ok(AppError::Conflict(match Verdict::parse(verdict)? {
        Verdict::Accepted => format!("{who} accepted this {when}"),
        Verdict::NeedsMore => format!("{who} accepted this {when} and asked for more"),
        Verdict::Rejected => format!("{who} rejected this {when}"),
    }))
}

fn words(one: &Submission, decision: &Decision) -> String {
    let name = match &one.item_title {
        Some(item) => format!("{} for “{item}”", one.name),
        None => one.name.clone(),
    };
    let reason = decision.reason.replace('\n', " ");
    match decision.verdict {
        Verdict::Accepted => format!("Accepted {name}"),
        Verdict::NeedsMore => format!("Accepted {name}, and asked for more: {reason}"),
        Verdict::Rejected => format!("Rejected {name}: {reason}"),
    }
}

async fn times(tx: &mut Tx, services: &Services) -> Result<Times> {
    let firm = firm::store::current(tx).await?;
    let zone = firm.map_or_else(|| services.config.firm_time_zone.clone(), |firm| firm.time_zone);
    Ok(Times::new(&zone, services.now()))
}

async fn log(tx: &mut Tx, now: Instant, staff: &Staff, one: &Submission, what: What, words: String) -> Result<()> {
    let contact = store::sender(tx, one).await?;
    let entry = Entry {
        what,
        client: Some(one.client_id.as_str()),
        contact: contact.as_deref(),
        thing: one.document_id.as_str(),
        words,
    };
    activity::record(tx, now, &staff.actor(), entry).await
}
