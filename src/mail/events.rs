//! What the carrier tells about a mail that it had taken: delivered, delayed, came back, called spam. Told late, twice or
//! in any order, the same is known in the end.

use super::fate::Fate;
use super::store::{self, EventMail};
use crate::activity::{self, Actor, Entry, What};
use crate::kernel::{Instant, Result};
use crate::server::{Services, Tx};

/// One thing told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// The message's own id; the same again is the same event.
    pub id: String,
    /// What became of the mail.
    pub fate: Fate,
    /// Whether it is so for every mail to this address: nobody has it, or they want no mail.
    pub of_address: bool,
    /// When, by the carrier's clock.
    pub at: Instant,
    /// Why, one line for staff; may be empty.
    pub why: String,
    /// The outbox row that the mail's tag names, if it has one.
    pub mail: Option<String>,
    /// The carrier's own id of the mail; may be empty.
    pub provider_id: String,
}

/// Keeps what was told. About a mail that is not ours, nothing is.
///
/// # Errors
/// The database's.
pub(super) async fn tell(services: &Services, event: &Event) -> Result<()> {
    let mut tx = services.db.write().await?;
    let Some(id) = store::mail_of_event(&mut tx, event).await? else { return Ok(()) };
    let Some(mail) = store::hold_mail(&mut tx, &id).await? else { return Ok(()) };
    let now = services.now();
    if !store::note_event(&mut tx, &mail.id, event, now).await? {
        return Ok(()); // Told before.
    }
    if event.fate.outweighs(Fate::parse(&mail.fate)) {
        store::apply(&mut tx, &mail.id, event, event.fate.missed(), now).await?;
        if event.fate.missed() {
            log(&mut tx, services, &mail, event.fate, &event.why).await?;
        }
        if event.of_address {
            store::stop(&mut tx, &mail.recipient, event.fate, &event.why, mail.sent_at.unwrap_or(now), now).await?;
        }
    }
    tx.save().await
}

/// A mail server said while it was asked to take the mail that nobody has this address: as if the mail had come back.
pub(super) async fn refused_at_the_door(tx: &mut Tx, services: &Services, mail: &str, why: &str) -> Result<()> {
    let Some(mail) = store::hold_mail(tx, mail).await? else { return Ok(()) };
    let now = services.now();
    log(tx, services, &mail, Fate::Bounced, why).await?;
    store::stop(tx, &mail.recipient, Fate::Bounced, why, now, now).await?;
    Ok(())
}

async fn log(tx: &mut Tx, services: &Services, mail: &EventMail, fate: Fate, why: &str) -> Result<()> {
    let (contact, words) = (mail.contact_id.as_deref(), words(mail, fate, why));
    lines(tx, services.now(), &Actor::portal(), What::MailReturned, contact, &mail.id, &words).await
}

/// Writes a line for every client at which the contact stands; for anybody else, one of the firm's own.
pub(super) async fn lines(
    tx: &mut Tx,
    now: Instant,
    actor: &Actor,
    what: What,
    contact: Option<&str>,
    thing: &str,
    words: &str,
) -> Result<()> {
    let clients = match contact {
        Some(contact) => store::clients_of(tx, contact).await?,
        None => Vec::new(),
    };
    let each: Vec<Option<&str>> = clients.iter().map(|client| Some(client.as_str())).collect();
    for client in if each.is_empty() { vec![None] } else { each } {
        activity::record(tx, now, actor, Entry { what, client, contact, thing, words: words.to_owned() }).await?;
    }
    Ok(())
}

fn words(mail: &EventMail, fate: Fate, why: &str) -> String {
    let EventMail { kind, recipient, .. } = mail;
    let head = match fate {
        Fate::Complained => format!("{recipient} marked the mail “{kind}” as spam"),
        Fate::Failed => format!("The mail “{kind}” to {recipient} could not be sent"),
        _ => format!("The mail “{kind}” to {recipient} came back"),
    };
    if why.is_empty() { head } else { format!("{head}: {why}") }
}
