//! What contacts answered instead of a file, and the threads on items. Nothing is deleted: what no longer holds has an
//! end.

use crate::accounts::AccountId;
use crate::clients::ContactId;
use crate::kernel::{AppError, Day, Instant, Result};
use crate::requests::model::{AnswerId, AnswerKind, ItemId, ItemState, MessageId, RequestId};
use crate::requests::permit::OnRequest;
use crate::server::Tx;
use crate::{sql, sql_change};

/// An answer as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Answer {
    /// Id.
    pub id: AnswerId,
    /// About which item.
    pub item_id: ItemId,
    /// Whose answer.
    pub contact_id: ContactId,
    /// Their name.
    pub contact_name: String,
    /// An `AnswerKind`'s word.
    pub kind: String,
    /// Their own words; may be empty.
    pub words: String,
    /// By when they will have it.
    pub promised_on: Option<Day>,
    /// When they said it.
    pub created_at: Instant,
    /// When it no longer held: another answer, a file, taken back, reopened by staff.
    pub ended_at: Option<Instant>,
}

impl Answer {
    /// Whether it still holds.
    pub fn holds(&self) -> bool {
        self.ended_at.is_none()
    }

    /// What they said.
    pub fn said(&self) -> AnswerKind {
        AnswerKind::parse(&self.kind).unwrap_or(AnswerKind::HaveNot)
    }
}

macro_rules! answers {
    ($where:literal) => {
        concat!(
            "SELECT a.id, a.item_id, a.contact_id, k.name AS contact_name, a.kind, a.words, a.promised_on, a.created_at,
                a.ended_at
            FROM request_items i JOIN item_answers a ON a.item_id = i.id JOIN contacts k ON k.id = a.contact_id
            WHERE i.request_id = $1 ",
            $where,
            " ORDER BY a.created_at, a.id"
        )
    };
}

/// Every answer on a request, those that no longer hold too, oldest first. For staff.
pub async fn answers_of(tx: &mut Tx, request: &RequestId) -> Result<Vec<Answer>> {
    const ALL: &str = answers!("");
    Ok(sql!(tx, |c| sqlx::query_as::<_, Answer>(ALL).bind(request).fetch_all(c))?)
}

/// The answers of the person of this proof that still hold.
pub async fn own_answers(tx: &mut Tx, on: &OnRequest) -> Result<Vec<Answer>> {
    const OWN: &str = answers!("AND a.contact_id = $2 AND a.ended_at IS NULL");
    let contact = on.on().contact().ok_or(AppError::NotFound)?;
    Ok(sql!(tx, |c| sqlx::query_as::<_, Answer>(OWN).bind(on.request()).bind(contact).fetch_all(c))?)
}

/// A new answer.
pub struct NewAnswer<'a> {
    /// About which item.
    pub item: &'a ItemId,
    /// Whose.
    pub contact: &'a ContactId,
    /// What they say.
    pub kind: AnswerKind,
    /// Their own words; may be empty.
    pub words: &'a str,
    /// By when they will have it.
    pub promised_on: Option<&'a Day>,
}

/// Keeps an answer; the contact's earlier one on this item ends.
pub async fn add_answer(tx: &mut Tx, new: NewAnswer<'_>, now: Instant) -> Result<()> {
    const ADD: &str = "INSERT INTO item_answers (id, item_id, contact_id, kind, words, promised_on, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    end_answers(tx, new.item, Some(new.contact), now).await?;
    let (id, kind) = (AnswerId::fresh(), new.kind.word());
    sql_change!(tx, ADD, id, new.item, new.contact, kind, new.words, new.promised_on, now)?;
    Ok(())
}

/// Ends the answers on an item: one contact's, or everybody's. How many there were.
pub async fn end_answers(tx: &mut Tx, item: &ItemId, contact: Option<&ContactId>, now: Instant) -> Result<u64> {
    const ONE: &str =
        "UPDATE item_answers SET ended_at = $1 WHERE item_id = $2 AND ended_at IS NULL AND contact_id = $3";
    const ALL: &str = "UPDATE item_answers SET ended_at = $1 WHERE item_id = $2 AND ended_at IS NULL";
    Ok(match contact {
        Some(contact) => sql_change!(tx, ONE, now, item, contact)?,
        None => sql_change!(tx, ALL, now, item)?,
    })
}

/// Whether every contact who was asked for an item and can answer has said that it does not apply. One who has not
/// signed in yet is not waited for.
pub async fn applies_to_nobody(tx: &mut Tx, item: &ItemId) -> Result<bool> {
    const OTHERS: &str = "SELECT COUNT(*) FROM request_items i JOIN requests r ON r.id = i.request_id
        JOIN request_contacts p ON p.request_id = r.id JOIN contacts k ON k.id = p.contact_id
        JOIN portal_access s ON s.client_id = r.client_id AND s.contact_id = p.contact_id
        WHERE i.id = $1 AND k.account_id IS NOT NULL AND s.state = 'active' AND NOT EXISTS (
            SELECT 1 FROM item_answers a WHERE a.item_id = i.id AND a.contact_id = p.contact_id
                AND a.ended_at IS NULL AND a.kind = 'does not apply')";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(OTHERS).bind(item).fetch_one(c))? == 0)
}

/// Whether it was the contacts' own "does not apply" that settled an item, and nothing has happened to it since.
pub async fn is_settled_by_contacts(tx: &mut Tx, item: &ItemId) -> Result<bool> {
    const LAST: &str = "SELECT COUNT(*) FROM request_items i JOIN item_answers a ON a.item_id = i.id
        WHERE i.id = $1 AND i.state = 'Does not apply' AND a.kind = 'does not apply' AND a.ended_at IS NULL
            AND a.created_at = i.state_since";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(LAST).bind(item).fetch_one(c))? > 0)
}

/// How an item stands by what was handed in alone: where it goes back to when "does not apply" no longer holds.
pub async fn state_by_files(tx: &mut Tx, item: &ItemId) -> Result<ItemState> {
    const LAST: &str = "SELECT state FROM submissions WHERE item_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
    let last = sql!(tx, |c| sqlx::query_scalar::<_, String>(LAST).bind(item).fetch_optional(c))?;
    Ok(match last.as_deref() {
        None => ItemState::Open,
        Some("accepted") => ItemState::Accepted,
        Some("needs more") => ItemState::NeedsMore,
        Some("rejected") => ItemState::Rejected,
        Some(_) => ItemState::Submitted,
    })
}

/// A message in an item's thread.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Message {
    /// Id.
    pub id: MessageId,
    /// About which item.
    pub item_id: ItemId,
    /// Whose thread.
    pub contact_id: ContactId,
    /// Their name.
    pub contact_name: String,
    /// Who wrote it. For staff alone.
    pub author_name: String,
    /// The contact's, or the firm's.
    pub from_client: bool,
    /// What it says.
    pub words: String,
    /// When.
    pub created_at: Instant,
    /// Of a contact's question: when staff answered or closed it.
    pub answered_at: Option<Instant>,
}

impl Message {
    /// Whether staff still owe an answer.
    pub fn waits(&self) -> bool {
        self.from_client && self.answered_at.is_none()
    }
}

macro_rules! messages {
    ($where:literal) => {
        concat!(
            "SELECT m.id, m.item_id, m.contact_id, k.name AS contact_name, a.name AS author_name, m.from_client, m.words,
                m.created_at, m.answered_at
            FROM request_items i JOIN item_messages m ON m.item_id = i.id JOIN contacts k ON k.id = m.contact_id
            JOIN accounts a ON a.id = m.author_id
            WHERE i.request_id = $1 ",
            $where,
            " ORDER BY m.created_at, m.id"
        )
    };
}

/// Every thread on a request, oldest message first. For staff.
pub async fn messages_of(tx: &mut Tx, request: &RequestId) -> Result<Vec<Message>> {
    const ALL: &str = messages!("");
    Ok(sql!(tx, |c| sqlx::query_as::<_, Message>(ALL).bind(request).fetch_all(c))?)
}

/// The threads of the person of this proof.
pub async fn own_messages(tx: &mut Tx, on: &OnRequest) -> Result<Vec<Message>> {
    const OWN: &str = messages!("AND m.contact_id = $2");
    let contact = on.on().contact().ok_or(AppError::NotFound)?;
    Ok(sql!(tx, |c| sqlx::query_as::<_, Message>(OWN).bind(on.request()).bind(contact).fetch_all(c))?)
}

/// Adds a message to a contact's thread on an item.
pub async fn add_message(
    tx: &mut Tx,
    item: &ItemId,
    contact: &ContactId,
    author: &AccountId,
    from_client: bool,
    words: &str,
    now: Instant,
) -> Result<()> {
    const ADD: &str = "INSERT INTO item_messages (id, item_id, contact_id, author_id, from_client, words, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sql_change!(tx, ADD, MessageId::fresh(), item, contact, author, from_client, words, now)?;
    Ok(())
}

/// Marks a contact's open questions on an item as answered. How many there were.
pub async fn close_questions(tx: &mut Tx, item: &ItemId, contact: &ContactId, now: Instant) -> Result<u64> {
    const CLOSE: &str = "UPDATE item_messages SET answered_at = $1
        WHERE item_id = $2 AND contact_id = $3 AND from_client = $4 AND answered_at IS NULL";
    Ok(sql_change!(tx, CLOSE, now, item, contact, true)?)
}
