//! What contacts answer instead of a file, and what they ask: each act with its line in the log, in one transaction.
//! Everything is kept as it was given; a later answer or file ends the earlier one.

use super::finishing;
use super::model::{AnswerKind, ItemId, ItemState, RequestId, RequestState};
use super::open::{open_for_questions, open_item};
use super::permit::OnRequest;
use super::store::{self, Item, NewAnswer};
use crate::activity::{self, Actor, Entry, What};
use crate::clients::ContactId;
use crate::firm::model::text;
use crate::firm::{self, Firm, Times};
use crate::kernel::{AppError, Day, Result, Span};
use crate::mail::letters::QuestionAsked;
use crate::mail::{self, DeliveryState, Letter};
use crate::portal_access::ClientPerson;
use crate::server::{Services, Tx};

/// How far ahead somebody may promise a document, in days.
const LATEST_PROMISE: i64 = 366;
/// How long more of the same is waited for before somebody is told: several close together are one mail.
pub(in crate::requests) const GATHERS: Span = Span::minutes(5);
/// Longest question or reason, in characters.
pub(super) const LONGEST: usize = 2000;

/// What a client person says about an item.
pub enum Said {
    /// I don't have this; why, if they want to say.
    HaveNot(String),
    /// It does not apply to me, and why.
    DoesNotApply(String),
    /// I'll have it by a day; more, if they want to say.
    Later(Day, String),
    /// I have a question.
    Question(String),
}

/// The form's own word for a question, beside the words of [`AnswerKind`].
pub const QUESTION: &str = "question";

impl Said {
    /// Reads the form under an item. `today` is the firm's day.
    ///
    /// # Errors
    /// `Invalid` beside `answer`, `words` or `promised_on`.
    pub fn parse(answer: &str, words: &str, promised_on: &str, today: &Day) -> Result<Self> {
        let words = |least, missing| text("words", words, least, LONGEST, missing);
        if answer == QUESTION {
            return Ok(Said::Question(words(1, "Write your question")?));
        }
        match AnswerKind::parse(answer)? {
            AnswerKind::HaveNot => Ok(Said::HaveNot(words(0, "")?)),
            AnswerKind::DoesNotApply => Ok(Said::DoesNotApply(words(1, "Say in a few words why it does not apply")?)),
            AnswerKind::Later => {
                let day = Day::parse("promised_on", promised_on, "Enter the day by which you will have it")?;
                match today.days_to(&day) {
                    ..0 => Err(AppError::field("promised_on", "Enter today or a later day")),
                    days if days > LATEST_PROMISE => {
                        Err(AppError::field("promised_on", "Enter a day within the next year"))
                    }
                    _ => Ok(Said::Later(day, words(0, "")?)),
                }
            }
        }
    }
}

/// Today, on the firm's calendar.
pub async fn today(tx: &mut Tx, services: &Services) -> Result<Day> {
    let firm = firm::store::current(tx).await?.unwrap_or_else(|| Firm::unnamed(&services.config.firm_time_zone));
    Ok(Times::new(&firm.time_zone, services.now()).today_day())
}

/// What a client person says about an item; gives the words that tell what happened.
pub async fn answer(
    mut tx: Tx,
    services: &Services,
    person: &ClientPerson,
    on: &OnRequest,
    id: &ItemId,
    said: Said,
) -> Result<String> {
    let item = match &said {
        Said::Question(_) => open_for_questions(&mut tx, on, id).await?,
        _ => open_item(&mut tx, on, id).await?,
    };
    let told = match said {
        Said::Question(words) => ask(&mut tx, services, person, on, &item, &words).await?,
        said => note(&mut tx, services, person, on, &item, said).await?,
    };
    tx.save().await?;
    services.bell.ring();
    Ok(told)
}

async fn note(
    tx: &mut Tx,
    services: &Services,
    person: &ClientPerson,
    on: &OnRequest,
    item: &Item,
    said: Said,
) -> Result<String> {
    if !item.standing().waits_for_client() {
        let words = format!("“{}” is no longer open: something was sent or said about it meanwhile.", item.title);
        return Err(AppError::Conflict(words));
    }
    let (now, contact) = (services.now(), on.on().contact().ok_or(AppError::NotFound)?);
    let (kind, words, day) = match &said {
        Said::HaveNot(words) => (AnswerKind::HaveNot, words.as_str(), None),
        Said::DoesNotApply(words) => (AnswerKind::DoesNotApply, words.as_str(), None),
        Said::Later(day, words) => (AnswerKind::Later, words.as_str(), Some(day)),
        Said::Question(_) => return Err(AppError::Unreadable),
    };
    store::add_answer(tx, NewAnswer { item: &item.id, contact, kind, words, promised_on: day }, now).await?;
    store::unfinish(tx, on.request(), contact).await?;
    log(tx, services, &person.actor(), on, Some(contact), What::ItemAnswered, &item.id, said_words(&said, item))
        .await?;
    if kind == AnswerKind::DoesNotApply && store::applies_to_nobody(tx, &item.id).await? {
        store::set_item_state(tx, &item.id, ItemState::DoesNotApply, now).await?;
    }
    if settle(tx, services, on).await? {
        // The button that would tell staff is gone now.
        finishing::finish_by_answer(tx, services, person, on).await?;
    }
    Ok(format!("Thank you. We have noted your answer about “{}”.", item.title))
}

fn said_words(said: &Said, item: &Item) -> String {
    match said {
        Said::HaveNot(_) => format!("Said about “{}”: I don’t have this", item.title),
        Said::DoesNotApply(_) => format!("Said about “{}”: it does not apply", item.title),
        Said::Later(day, _) => format!("Said about “{}”: I’ll have it by {day}", item.title),
        Said::Question(_) => format!("Asked about “{}”", item.title),
    }
}

async fn ask(
    tx: &mut Tx,
    services: &Services,
    person: &ClientPerson,
    on: &OnRequest,
    item: &Item,
    words: &str,
) -> Result<String> {
    let (now, contact) = (services.now(), on.on().contact().ok_or(AppError::NotFound)?);
    store::add_message(tx, &item.id, contact, on.on().account(), true, words, now).await?;
    let line = format!("Asked about “{}”", item.title);
    log(tx, services, &person.actor(), on, Some(contact), What::QuestionAsked, &item.id, line).await?;
    tell_of_question(tx, services, person, on, item, words).await?;
    Ok("Your question is on its way. You find the answer here, and we mail you when it is there.".to_owned())
}

/// The first question on a request is told at once, those of the next minutes in one mail: sixty are no sixty mails.
async fn tell_of_question(
    tx: &mut Tx,
    services: &Services,
    person: &ClientPerson,
    on: &OnRequest,
    item: &Item,
    words: &str,
) -> Result<()> {
    // Held, so that two who ask at once are told of in one mail.
    store::hold(tx, on.request()).await?;
    let (now, about) = (services.now(), format!("questions on {}", on.request()));
    let next_at = |mail: mail::Delivery| match mail.state {
        DeliveryState::Waiting => mail.due_at,
        _ => mail.created_at + GATHERS,
    };
    let due_at = mail::last_about(tx, &about).await?.map_or(now, next_at).max(now);
    let before = mail::take_waiting(tx, &about, now).await?;
    let request = store::find(tx, on).await?;
    for (name, email) in readers(tx, on.request()).await? {
        let letter = QuestionAsked {
            name,
            request_id: request.id.to_string(),
            request: request.title.clone(),
            client: request.client_name.clone(),
            who: person.account().name.clone(),
            item: item.title.clone(),
            words: words.to_owned(),
            more: Vec::new(),
        };
        let untold = before.iter().find_map(|(to, letter)| match letter {
            Letter::QuestionAsked(untold) if *to == email => Some(untold.clone()),
            _ => None,
        });
        let letter = match untold {
            Some(untold) => untold.and(letter),
            None => letter,
        };
        mail::post_later(tx, services, &email, &about, Letter::QuestionAsked(letter), due_at).await?;
    }
    Ok(())
}

/// Who of the firm hears of what contacts do on a request: one person, or owners and managers where nobody leads; nobody who
/// does not see it.
pub async fn readers(tx: &mut Tx, request: &RequestId) -> Result<Vec<(String, String)>> {
    for one in store::readers(tx, request).await? {
        if store::is_seen_by(tx, request, &one).await? {
            return Ok(vec![(one.name, one.email)]);
        }
    }
    let mut found = Vec::new();
    let staff = crate::accounts::store::active_staff(tx).await?;
    for one in staff.into_iter().filter(|one| one.looks_after_the_firm()) {
        if store::is_seen_by(tx, request, &one).await? {
            found.push((one.name, one.email));
        }
    }
    Ok(found)
}

/// Takes this person's answer on an item back; one that settled it only while nothing else has happened.
pub async fn take_back(
    mut tx: Tx,
    services: &Services,
    person: &ClientPerson,
    on: &OnRequest,
    id: &ItemId,
) -> Result<String> {
    store::item(&mut tx, on, id).await?;
    store::hold_item(&mut tx, id).await?;
    store::hold(&mut tx, on.request()).await?;
    let item = store::item(&mut tx, on, id).await?;
    let (now, contact) = (services.now(), on.on().contact().ok_or(AppError::NotFound)?);
    let answers = store::own_answers(&mut tx, on).await?;
    let Some(answer) = answers.iter().find(|answer| answer.item_id == item.id) else {
        return Err(AppError::Conflict(format!("You have no answer on “{}” any more.", item.title)));
    };
    let withdrawn = store::find(&mut tx, on).await?.state == RequestState::Withdrawn.word();
    let settled = item.standing() == ItemState::DoesNotApply;
    // What staff have settled, they open again: they accepted that there is nothing to send.
    let by_them = answer.said() == AnswerKind::DoesNotApply && store::is_settled_by_contacts(&mut tx, &item.id).await?;
    if withdrawn || item.withdrawn_at.is_some() || (settled && !by_them) {
        let words =
            format!("“{}” has changed since your answer. Write to us, and we open it again for you.", item.title);
        return Err(AppError::Conflict(words));
    }
    store::end_answers(&mut tx, &item.id, Some(contact), now).await?;
    let words = format!("Took back the answer about “{}”", item.title);
    log(&mut tx, services, &person.actor(), on, Some(contact), What::ItemAnswered, &item.id, words).await?;
    if settled {
        let state = store::state_by_files(&mut tx, &item.id).await?;
        store::set_item_state(&mut tx, &item.id, state, now).await?;
    }
    store::unfinish(&mut tx, on.request(), contact).await?;
    if settle(&mut tx, services, on).await? {
        finishing::finish_by_answer(&mut tx, services, person, on).await?;
    }
    tx.save().await?;
    Ok(format!("Your answer about “{}” is taken back. You can send it or answer anew.", item.title))
}

/// After an item has changed: the request is complete, or open again. True when it has just become complete.
async fn settle(tx: &mut Tx, services: &Services, on: &OnRequest) -> Result<bool> {
    let complete = store::settle(tx, on.request(), services.now()).await?;
    if complete {
        let request = store::find(tx, on).await?;
        let words = format!("Everything is there for “{}”", request.title);
        let (client, thing) = (Some(on.on().client().as_str()), on.request().as_str());
        let entry = Entry { what: What::RequestComplete, client, contact: None, thing, words };
        activity::record(tx, services.now(), &Actor::portal(), entry).await?;
    }
    Ok(complete)
}

pub(super) async fn log(
    tx: &mut Tx,
    services: &Services,
    actor: &Actor,
    on: &OnRequest,
    contact: Option<&ContactId>,
    what: What,
    item: &ItemId,
    words: String,
) -> Result<()> {
    let (client, contact) = (Some(on.on().client().as_str()), contact.map(ContactId::as_str));
    activity::record(tx, services.now(), actor, Entry { what, client, contact, thing: item.as_str(), words }).await
}
