//! What became of the mails about a thing, or to an address.

use crate::kernel::page::Page;
use crate::kernel::{Instant, Result, Wall};
use crate::mail::fate::DeliveryState;
use crate::mail::outbox::{Delivery, MailId, Told};
use crate::server::Tx;
use crate::{reaches_recipient, sql};

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    state: String,
    tries: i64,
    fault: String,
    created_at: Instant,
    sent_at: Option<Instant>,
    due_at: Instant,
    carrier: String,
    answer: String,
    fate: String,
    fate_at: Option<Instant>,
    fate_why: String,
}

const LAST_ABOUT: &str =
    "SELECT state, tries, fault, created_at, sent_at, due_at, carrier, answer, fate, fate_at, fate_why
    FROM outbox WHERE about = $1 ORDER BY created_at DESC, id DESC LIMIT 1";

impl DeliveryRow {
    fn told(self) -> Delivery {
        Delivery {
            state: DeliveryState::of(&self.state, &self.fate),
            tries: self.tries,
            fault: if self.fate_why.is_empty() { self.fault } else { self.fate_why },
            created_at: self.created_at,
            sent_at: self.sent_at,
            due_at: self.due_at,
            carrier: self.carrier,
            answer: self.answer,
            known_at: self.fate_at,
        }
    }
}

#[derive(sqlx::FromRow)]
struct OfTwoRow {
    about: String,
    #[sqlx(flatten)]
    delivery: DeliveryRow,
}

const LAST_ABOUT_TWO: &str = "SELECT * FROM (SELECT about, state, tries, fault, created_at, sent_at, due_at, carrier, answer,
        fate, fate_at, fate_why FROM outbox WHERE about = $1 ORDER BY created_at DESC, id DESC LIMIT 1) one
    UNION ALL
    SELECT * FROM (SELECT about, state, tries, fault, created_at, sent_at, due_at, carrier, answer, fate, fate_at, fate_why
        FROM outbox WHERE about = $2 ORDER BY created_at DESC, id DESC LIMIT 1) other";

/// The last mail about each of two things.
pub(in crate::mail) async fn last_about_two(tx: &mut Tx, one: &str, other: &str) -> Result<Vec<(String, Delivery)>> {
    let rows = sql!(tx, |c| sqlx::query_as::<_, OfTwoRow>(LAST_ABOUT_TWO).bind(one).bind(other).fetch_all(c))?;
    Ok(rows.into_iter().map(|row| (row.about, row.delivery.told())).collect())
}

/// The last mail about a thing.
pub(in crate::mail) async fn last_about(tx: &mut Tx, about: &str) -> Result<Option<Delivery>> {
    let row = sql!(tx, |c| sqlx::query_as::<_, DeliveryRow>(LAST_ABOUT).bind(about).fetch_optional(c))?;
    Ok(row.map(DeliveryRow::told))
}

#[derive(sqlx::FromRow)]
struct ToldRow {
    id: MailId,
    kind: String,
    recipient: String,
    contact_id: Option<String>,
    #[sqlx(flatten)]
    delivery: DeliveryRow,
}

impl ToldRow {
    fn told(self) -> Told {
        Told {
            id: self.id,
            kind: self.kind,
            recipient: self.recipient,
            contact: self.contact_id,
            delivery: self.delivery.told(),
        }
    }
}

macro_rules! told {
    ($where:literal) => {
        concat!(
            "SELECT id, kind, recipient, contact_id, state, tries, fault, created_at, sent_at, due_at, carrier, answer, fate,
                fate_at, fate_why FROM outbox WHERE ",
            $where
        )
    };
}

/// The latest mails to a contact, whatever address they had, newest first.
pub(in crate::mail) async fn to_contact(tx: &mut Tx, contact: &str, most: i64) -> Result<Vec<Told>> {
    const TO: &str = told!("contact_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2");
    let rows = sql!(tx, |c| sqlx::query_as::<_, ToldRow>(TO).bind(contact).bind(most).fetch_all(c))?;
    Ok(rows.into_iter().map(ToldRow::told).collect())
}

/// All mails to whom this wall lets through, newest first.
pub(in crate::mail) async fn latest(tx: &mut Tx, wall: &Wall, after: &str, size: usize) -> Result<Page<Told>> {
    const LATEST: &str = concat!(
        told!("(created_at < $1 OR (created_at = $1 AND id < $2)) AND "),
        reaches_recipient!("recipient_key", "$4"),
        " ORDER BY created_at DESC, id DESC LIMIT $3"
    );
    let (at, id) = after.split_once('-').unwrap_or_default();
    let at = Instant(at.parse().unwrap_or(i64::MAX));
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let rows =
        sql!(tx, |c| sqlx::query_as::<_, ToldRow>(LATEST).bind(at).bind(id).bind(limit).bind(wall).fetch_all(c))?;
    let rows: Vec<Told> = rows.into_iter().map(ToldRow::told).collect();
    Ok(Page::cut(rows, size, |row| format!("{}-{}", row.delivery.created_at.0, row.id)))
}
