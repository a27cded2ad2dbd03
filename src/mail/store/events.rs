//! What the carrier told about mails that it had taken.

use crate::kernel::{Instant, Result};
use crate::mail::events::Event;
use crate::server::Tx;
use crate::{sql, sql_change};

/// A mail of which an event tells.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::mail) struct EventMail {
    /// Id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// The recipient's address.
    pub recipient: String,
    /// The contact whose address it was.
    pub contact_id: Option<String>,
    /// What was known.
    pub fate: String,
    /// When the carrier took it, if that was noted.
    pub sent_at: Option<Instant>,
}

/// The id of the mail that bears this tag, or that the carrier knows by this id.
pub(in crate::mail) async fn mail_of_event(tx: &mut Tx, event: &Event) -> Result<Option<String>> {
    const BY_TAG: &str = "SELECT id FROM outbox WHERE id = $1";
    const BY_PROVIDER: &str = "SELECT id FROM outbox WHERE provider_id = $1 ORDER BY id LIMIT 1";
    if let Some(tag) = &event.mail
        && let Some(id) = sql!(tx, |c| sqlx::query_scalar::<_, String>(BY_TAG).bind(tag).fetch_optional(c))?
    {
        return Ok(Some(id));
    }
    if event.provider_id.is_empty() {
        return Ok(None);
    }
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(BY_PROVIDER).bind(&event.provider_id).fetch_optional(c))?)
}

/// Takes the mail's row until the transaction ends, so that two events about it are told one after the other.
pub(in crate::mail) async fn hold_mail(tx: &mut Tx, id: &str) -> Result<Option<EventMail>> {
    const FIND: &str = "SELECT id, kind, recipient, contact_id, fate, sent_at FROM outbox WHERE id = $1";
    sql_change!(tx, "UPDATE outbox SET tries = tries WHERE id = $1", id)?;
    Ok(sql!(tx, |c| sqlx::query_as::<_, EventMail>(FIND).bind(id).fetch_optional(c))?)
}

const NOTE: &str = "INSERT INTO mail_events (id, mail_id, fate, at, why, received_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING";

/// Notes an event, once: whether it is told for the first time.
pub(in crate::mail) async fn note_event(tx: &mut Tx, mail: &str, event: &Event, now: Instant) -> Result<bool> {
    Ok(sql_change!(tx, NOTE, &event.id, mail, event.fate.word(), event.at, &event.why, now)? == 1)
}

// The event can be quicker than the carrier's answer, and the answer can get lost: told of, the mail is out in any case.
const APPLY: &str = "UPDATE outbox SET fate = $1, fate_at = $2, fate_why = $3,
    state = CASE WHEN sent_at IS NULL THEN 'sent' ELSE state END, sent_at = COALESCE(sent_at, $4),
    missed_at = CASE WHEN $5 = 1 THEN $4 ELSE NULL END WHERE id = $6";

/// What is known of the mail from now on; `missed` when it reached nobody who wants it.
pub(in crate::mail) async fn apply(tx: &mut Tx, mail: &str, event: &Event, missed: bool, now: Instant) -> Result<()> {
    sql_change!(tx, APPLY, event.fate.word(), event.at, &event.why, now, i64::from(missed), mail)?;
    Ok(())
}

/// At which clients a contact stands.
pub(in crate::mail) async fn clients_of(tx: &mut Tx, contact: &str) -> Result<Vec<String>> {
    const CLIENTS: &str = "SELECT client_id FROM portal_access WHERE contact_id = $1 ORDER BY created_at, client_id";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(CLIENTS).bind(contact).fetch_all(c))?)
}

/// The contact who has this address now.
pub(in crate::mail) async fn contact_of(tx: &mut Tx, address: &str) -> Result<Option<String>> {
    const CONTACT: &str = "SELECT id FROM contacts WHERE email_key = $1";
    let key = address.to_lowercase();
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(CONTACT).bind(key).fetch_optional(c))?)
}
