//! The outbox: mail is written in the transaction of the act that causes it (PRODUCT, rule 3), and what became of it
//! can be asked.

use super::fate::DeliveryState;
use super::letters::{Letter, NEWS_IS_NEWS_FOR, Sealed};
use super::store::{self, NewRow};
use crate::firm::{self, Firm};
use crate::kernel::{Instant, Result};
use crate::server::{Services, Tx, faults};
use std::collections::HashMap;

crate::ids! {
    /// A mail in the outbox. It is also the provider's Idempotency-Key.
    MailId
}

/// Writes a letter to `to` into the outbox, due at once. `about` is the id of the thing that it is about (invitation,
/// reset, receipt, …). Ring `services.bell` after the transaction is saved.
///
/// # Errors
/// The database's.
pub async fn post(tx: &mut Tx, services: &Services, to: &str, about: &str, letter: Letter) -> Result<()> {
    post_later(tx, services, to, about, letter, services.now()).await
}

/// As [`post`], due at `due_at`.
///
/// # Errors
/// The database's.
pub async fn post_later(
    tx: &mut Tx,
    services: &Services,
    to: &str,
    about: &str,
    letter: Letter,
    due_at: Instant,
) -> Result<()> {
    put(tx, services, to, about, letter, due_at).await.map(|_| ())
}

/// As [`post`]; gives the mail's id, for whoever keeps what it told of.
///
/// # Errors
/// The database's.
pub async fn post_noted(tx: &mut Tx, services: &Services, to: &str, about: &str, letter: Letter) -> Result<MailId> {
    put(tx, services, to, about, letter, services.now()).await
}

async fn put(
    tx: &mut Tx,
    services: &Services,
    to: &str,
    about: &str,
    letter: Letter,
    due_at: Instant,
) -> Result<MailId> {
    let firm = firm::store::current(tx).await?.unwrap_or_else(|| Firm::unnamed(&services.config.firm_time_zone));
    let (kind, give_up_at) = (letter.kind(), letter.makes_sense_until(due_at));
    let sealed = serde_json::to_string(&Sealed { firm, letter }).map_err(faults::fault)?;
    let id = MailId::fresh();
    let row = NewRow { id: id.as_str(), kind, about, recipient: to, letter: &sealed, due_at, give_up_at };
    store::add(tx, &row, services.now()).await?;
    Ok(id)
}

/// What is not out yet about a thing is wanted no more (a revoked invitation, an older reset). Mails that had failed
/// are dropped with it: nobody needs to be told of them.
///
/// # Errors
/// The database's.
pub async fn drop_waiting(tx: &mut Tx, about: &str) -> Result<()> {
    store::drop_about(tx, about).await
}

/// Nothing that waits leaves by itself any more: it may have left already, as `why` says. Staff find it with what did not
/// arrive, and send it again or set it aside. How many mails.
///
/// # Errors
/// The database's.
pub async fn give_up_waiting(tx: &mut Tx, why: &str, now: Instant) -> Result<u64> {
    store::give_up_waiting(tx, why, now).await
}

/// What was dropped about a thing, to this address, before it was out is wanted again, as of `now`. Whoever asks for it has
/// seen that the address may still have it. Ring `services.bell` after the transaction is saved.
///
/// # Errors
/// The database's.
pub async fn want_again(tx: &mut Tx, about: &str, recipient: &str, now: Instant) -> Result<()> {
    store::want_again(tx, about, recipient, now, now + NEWS_IS_NEWS_FOR).await
}

/// News that waits for this address is wanted no more: whoever has it can't sign in.
///
/// # Errors
/// The database's.
pub async fn drop_news_to(tx: &mut Tx, recipient: &str) -> Result<()> {
    store::drop_news_to(tx, recipient).await
}

/// A contact has another address: news that waits for them goes there.
///
/// # Errors
/// The database's.
pub async fn readdress(tx: &mut Tx, from: &str, to: &str) -> Result<()> {
    store::readdress(tx, from, to).await
}

/// A colleague's work is another one's now: what waits to be told to them is told to the other one.
///
/// # Errors
/// The database's.
pub async fn hand_over_news(tx: &mut Tx, from: &str, name: &str, to: &str) -> Result<()> {
    for (id, letter) in store::waiting_for_staff(tx, from).await? {
        let sealed: Sealed = serde_json::from_str(&letter).map_err(faults::fault)?;
        let sealed = Sealed { letter: sealed.letter.for_colleague(name), ..sealed };
        let letter = serde_json::to_string(&sealed).map_err(faults::fault)?;
        store::give_to(tx, &id, to, &letter).await?;
    }
    Ok(())
}

/// Whether a letter about a thing that was written at `since` or later is out, or on its way at this moment.
///
/// # Errors
/// The database's.
pub async fn is_out(tx: &mut Tx, about: &str, since: Instant, now: Instant) -> Result<bool> {
    store::is_out(tx, about, since, now).await
}

/// Takes back the letters about a thing that wait for their hour, to be told in another way: to whom, and what. One that
/// is being sent at this moment stays.
///
/// # Errors
/// The database's.
pub async fn take_waiting(tx: &mut Tx, about: &str, now: Instant) -> Result<Vec<(String, Letter)>> {
    let mut taken = Vec::new();
    for row in store::unsent(tx, about).await? {
        if store::drop_one(tx, &row.id, now).await? {
            let sealed: Sealed = serde_json::from_str(&row.letter).map_err(faults::fault)?;
            taken.push((row.recipient, sealed.letter));
        }
    }
    Ok(taken)
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// How far it has come.
    pub state: DeliveryState,
    /// How often it was handed to the carrier.
    pub tries: i64,
    /// Why the last try failed, or why it came back, in words for staff; empty if nothing of the kind happened.
    pub fault: String,
    /// When it was written.
    pub created_at: Instant,
    /// When the carrier took it.
    pub sent_at: Option<Instant>,
    /// When it is due to be tried next, while it waits.
    pub due_at: Instant,
    /// Who took it: `Resend`, `SMTP`, `the console`; empty before.
    pub carrier: String,
    /// The mail server's words when it took it, if it said any.
    pub answer: String,
    /// When that happened of which `state` tells, by the carrier's clock, if it told.
    pub known_at: Option<Instant>,
}

/// A mail: what, to whom, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Id.
    pub id: MailId,
    /// What it is, in a word or two.
    pub kind: String,
    /// The recipient's address.
    pub recipient: String,
    /// The contact whose address it was when the mail was written.
    pub contact: Option<String>,
    /// What became of it.
    pub delivery: Delivery,
}

/// What became of the last mail about a thing.
///
/// # Errors
/// The database's.
pub async fn last_about(tx: &mut Tx, about: &str) -> Result<Option<Delivery>> {
    store::last_about(tx, about).await
}

/// As [`last_about`], for two things at once: what each mail is about, and what became of it.
///
/// # Errors
/// The database's.
pub async fn last_about_two(tx: &mut Tx, one: &str, other: &str) -> Result<Vec<(String, Delivery)>> {
    store::last_about_two(tx, one, other).await
}

/// As [`last_about`], for the things of one page. Things without mail are left out.
///
/// # Errors
/// The database's.
pub async fn last_about_many(tx: &mut Tx, abouts: &[String]) -> Result<HashMap<String, Delivery>> {
    let mut found = HashMap::new();
    for about in abouts {
        if let Some(delivery) = store::last_about(tx, about).await? {
            found.insert(about.clone(), delivery);
        }
    }
    Ok(found)
}

/// Sends again, now, what failed about a thing or waits after a failed try. False if there is nothing of the kind, if its
/// link has ended, so that a mail would make no sense, or if mail to its address is stopped. Ring `services.bell` after the transaction is saved.
///
/// # Errors
/// The database's.
pub async fn try_again(tx: &mut Tx, about: &str, now: Instant) -> Result<bool> {
    let mut any = false;
    for row in store::stuck(tx, about).await? {
        if store::stop_of(tx, &row.recipient).await?.is_some() {
            continue; // It would be held back again.
        }
        let sealed: Sealed = serde_json::from_str(&row.letter).map_err(faults::fault)?;
        let give_up_at = sealed.letter.makes_sense_until(now);
        if give_up_at > now {
            any |= store::wait_anew(tx, &row.id, now, give_up_at).await?;
        }
    }
    Ok(any)
}

/// The latest mails to a contact, whichever address they had then, newest first, at most `most`.
///
/// # Errors
/// The database's.
pub async fn latest_to(tx: &mut Tx, contact: &str, most: i64) -> Result<Vec<Told>> {
    store::to_contact(tx, contact, most).await
}

/// Whether a mail about this thing reached nobody, and nobody has dealt with that yet.
///
/// # Errors
/// The database's.
pub async fn missed_about(tx: &mut Tx, about: &str) -> Result<bool> {
    store::missed_about(tx, about).await
}
