//! "That's all for now": who has said so, and who of the firm hears of what a contact does.

use crate::accounts::store::Account;
use crate::clients::ContactId;
use crate::kernel::{AppError, Day, Instant, Result};
use crate::requests::model::{AnswerKind, ItemId, RequestId};
use crate::requests::permit::OnRequest;
use crate::server::Tx;
use crate::{sql, sql_change};

/// Takes a sent request's row until the transaction ends; false when it is no longer open. Items are taken before it.
pub async fn hold_sent(tx: &mut Tx, request: &RequestId) -> Result<bool> {
    const HOLD: &str = "UPDATE requests SET changed_at = changed_at WHERE id = $1 AND state = 'sent'";
    Ok(sql_change!(tx, HOLD, request)? == 1)
}

/// Takes this person's place on the request until the transaction ends: their files of one go stand on one receipt.
pub async fn hold_place(tx: &mut Tx, on: &OnRequest) -> Result<()> {
    const HOLD: &str = "UPDATE request_contacts SET created_at = created_at WHERE request_id = $1 AND contact_id = $2";
    let contact = on.on().contact().ok_or(AppError::NotFound)?;
    sql_change!(tx, HOLD, on.request(), contact)?;
    Ok(())
}

/// Notes that this person has sent all they have for now; false when they have said so before.
pub async fn finish(tx: &mut Tx, on: &OnRequest, now: Instant) -> Result<bool> {
    const FINISH: &str = "UPDATE request_contacts SET finished_at = $1
        WHERE request_id = $2 AND contact_id = $3 AND finished_at IS NULL";
    let contact = on.on().contact().ok_or(AppError::NotFound)?;
    Ok(sql_change!(tx, FINISH, now, on.request(), contact)? == 1)
}

/// They sent or said something more: they can finish once more.
pub async fn unfinish(tx: &mut Tx, request: &RequestId, contact: &ContactId) -> Result<()> {
    const UNFINISH: &str = "UPDATE request_contacts SET finished_at = NULL
        WHERE request_id = $1 AND contact_id = $2 AND finished_at IS NOT NULL";
    sql_change!(tx, UNFINISH, request, contact)?;
    Ok(())
}

const READERS: &str =
    "SELECT a.id, a.kind, a.role, a.name, a.email, a.phone, a.password_hash, a.state, a.last_login_at,
        a.last_login_from FROM requests r JOIN clients c ON c.id = r.client_id
    LEFT JOIN matters m ON m.id = r.matter_id JOIN accounts a ON a.id IN (m.lead_id, c.lead_id,
        COALESCE(r.handed_to, r.created_by))
    WHERE r.id = $1 AND a.kind = 'staff' AND a.state = 'active'
    ORDER BY CASE WHEN a.id = m.lead_id THEN 1 WHEN a.id = c.lead_id THEN 2 ELSE 3 END";

/// Who of the firm may hear of it: the matter's lead, the client's, whoever wrote the request or has taken it over, in this
/// order.
pub async fn readers(tx: &mut Tx, request: &RequestId) -> Result<Vec<Account>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Account>(READERS).bind(request).fetch_all(c))?)
}

/// Whether this member of staff sees the request: they may have lost its practice group since they were given it.
pub async fn is_seen_by(tx: &mut Tx, request: &RequestId, staff: &Account) -> Result<bool> {
    Ok(super::client_of(tx, &staff.wall(), request).await?.is_some())
}

/// Something that this person handed in for an item.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Came {
    /// For which item.
    pub item_id: ItemId,
    /// Its title.
    pub title: String,
    /// The file's name, or the answer's own words.
    pub words: String,
    /// Of an answer, an `AnswerKind`'s word.
    pub answer: Option<String>,
    /// By when they will have it.
    pub promised_on: Option<Day>,
}

impl Came {
    /// What they answered; nothing of a file.
    pub fn said(&self) -> Option<AnswerKind> {
        self.answer.as_deref().and_then(|word| AnswerKind::parse(word).ok())
    }
}

const CAME: &str = "SELECT i.id AS item_id, i.title, d.name AS words, NULL AS answer, NULL AS promised_on,
            s.created_at AS at, s.id AS id
        FROM request_items i JOIN submissions s ON s.item_id = i.id JOIN documents d ON d.id = s.document_id
        WHERE i.request_id = $1 AND s.account_id = $2 AND s.state = 'waiting' AND i.withdrawn_at IS NULL
    UNION ALL
    SELECT i.id AS item_id, i.title, a.words, a.kind AS answer, a.promised_on, a.created_at AS at, a.id AS id
        FROM request_items i JOIN item_answers a ON a.item_id = i.id
        WHERE i.request_id = $1 AND a.contact_id = $3 AND a.ended_at IS NULL AND i.withdrawn_at IS NULL
    ORDER BY 6, 7";

/// What of this person's staff have to read: files that are not decided yet by their names, and answers that
/// hold. What was taken back is left out.
pub async fn came(tx: &mut Tx, on: &OnRequest) -> Result<Vec<Came>> {
    let contact = on.on().contact().ok_or(AppError::NotFound)?;
    Ok(sql!(tx, |c| sqlx::query_as::<_, Came>(CAME)
        .bind(on.request())
        .bind(on.on().account())
        .bind(contact)
        .fetch_all(c))?)
}
