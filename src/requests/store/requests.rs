//! Requests as rows.

use crate::accounts::AccountId;
use crate::clients::{ClientId, ContactId};
use crate::kernel::{AppError, Day, Instant, Result, Wall};
use crate::matters::MatterId;
use crate::requests::model::RequestId;
use crate::requests::permit::OnRequest;
use crate::server::Tx;
use crate::{reaches_client, reaches_matter, sql, sql_change};

/// A request as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Request {
    /// Id.
    pub id: RequestId,
    /// Whose.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// The matter it is about.
    pub matter_id: Option<MatterId>,
    /// That matter's title.
    pub matter_title: Option<String>,
    /// Title.
    pub title: String,
    /// What the contacts read above the items.
    pub message: String,
    /// The last day, in the firm's time zone.
    pub due_on: Day,
    /// A `RequestState`'s word.
    pub state: String,
    /// `firm`, `own` or `off`.
    pub chasing: String,
    /// Who wrote it.
    pub created_by: AccountId,
    /// Their name.
    pub created_by_name: String,
    /// When.
    pub created_at: Instant,
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// When it was complete or withdrawn.
    pub ended_at: Option<Instant>,
    /// For two people who change it at once.
    pub changed_at: Instant,
}

macro_rules! request {
    ($where:literal) => {
        concat!(
            "SELECT r.id, r.client_id, c.name AS client_name, r.matter_id, m.title AS matter_title, r.title, r.message,
                r.due_on, r.state, r.chasing, r.created_by, a.name AS created_by_name, r.created_at, r.sent_at, r.ended_at,
                r.changed_at
            FROM requests r JOIN clients c ON c.id = r.client_id JOIN accounts a ON a.id = r.created_by
            LEFT JOIN matters m ON m.id = r.matter_id WHERE r.id = $1",
            $where
        )
    };
}

const FIND: &str = request!(" AND r.client_id = $2");
const BY_ID: &str =
    concat!(request!(" AND "), reaches_client!("r.client_id", "$2"), " AND ", reaches_matter!("r.matter_id", "$2"));

/// The request of this proof.
pub async fn find(tx: &mut Tx, on: &OnRequest) -> Result<Request> {
    sql!(tx, |c| sqlx::query_as::<_, Request>(FIND).bind(on.request()).bind(on.on().client()).fetch_optional(c))?
        .ok_or(AppError::NotFound)
}

/// A request by id, if no wall stands before it. Whether the caller may touch it is asked by `permit::OnRequest`.
pub(in crate::requests) async fn by_id(tx: &mut Tx, wall: &Wall, id: &RequestId) -> Result<Request> {
    sql!(tx, |c| sqlx::query_as::<_, Request>(BY_ID).bind(id).bind(wall).fetch_optional(c))?.ok_or(AppError::NotFound)
}

/// A contact whom a request goes to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Asked {
    /// The contact.
    pub contact_id: ContactId,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Login, once activated.
    pub account_id: Option<AccountId>,
    /// When they said "that's all for now".
    pub finished_at: Option<Instant>,
    /// Their access at this client: `none`, `active` or `inactive`.
    pub access: String,
    /// Their own time zone; empty: the firm's.
    pub time_zone: String,
}

impl Asked {
    /// Whether they can sign in and see the request.
    pub fn can_see(&self) -> bool {
        self.account_id.is_some() && self.access == "active"
    }
}

const ASKED: &str = "SELECT p.contact_id, k.name, k.email, k.account_id, p.finished_at, a.state AS access,
        k.time_zone
    FROM request_contacts p JOIN contacts k ON k.id = p.contact_id JOIN requests r ON r.id = p.request_id
    JOIN portal_access a ON a.client_id = r.client_id AND a.contact_id = p.contact_id
    WHERE p.request_id = $1 ORDER BY k.name_key, k.id";

/// Whom the request goes to. Their addresses are for staff alone.
pub async fn asked(tx: &mut Tx, request: &RequestId) -> Result<Vec<Asked>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Asked>(ASKED).bind(request).fetch_all(c))?)
}

/// Whether the request is about a matter that is closed.
pub async fn is_of_closed_matter(tx: &mut Tx, on: &OnRequest) -> Result<bool> {
    const CLOSED: &str = "SELECT COUNT(*) FROM requests r JOIN matters m ON m.id = r.matter_id
        WHERE r.id = $1 AND m.open = $2";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(CLOSED).bind(on.request()).bind(false).fetch_one(c))? > 0)
}

// What is not optional decides; what is optional counts while the firm has it to review or somebody who can still sign
// in has promised it, and where nothing else is asked for. A withdrawn item no longer counts.
const UNSETTLED: &str = "SELECT COUNT(*) FROM request_items i WHERE i.request_id = $1 AND i.withdrawn_at IS NULL
    AND i.state NOT IN ('Accepted', 'Does not apply')
    AND (i.need <> 'optional' OR i.state = 'Submitted' OR NOT EXISTS (SELECT 1 FROM request_items n
        WHERE n.request_id = $1 AND n.withdrawn_at IS NULL AND n.need <> 'optional')
        OR EXISTS (SELECT 1 FROM item_answers a JOIN requests r ON r.id = i.request_id
            JOIN portal_access p ON p.client_id = r.client_id AND p.contact_id = a.contact_id AND p.state = 'active'
            WHERE a.item_id = i.id AND a.kind = 'later' AND a.ended_at IS NULL))";
const COMPLETE: &str = "UPDATE requests SET state = 'complete', ended_at = $1 WHERE id = $2 AND state = 'sent'";
const REOPEN: &str = "UPDATE requests SET state = 'sent', ended_at = NULL WHERE id = $1 AND state = 'complete'";

/// After an item has changed: a sent request whose items are all settled is complete, a complete one with work left is
/// open again. True when it has just become complete.
pub async fn settle(tx: &mut Tx, request: &RequestId, now: Instant) -> Result<bool> {
    // One after the other: two people who settle the last two items at once would each see the other's as open.
    super::hold(tx, request).await?;
    let left = sql!(tx, |c| sqlx::query_scalar::<_, i64>(UNSETTLED).bind(request).fetch_one(c))?;
    if left == 0 {
        return Ok(sql_change!(tx, COMPLETE, now, request)? == 1);
    }
    sql_change!(tx, REOPEN, request)?;
    Ok(false)
}
