//! Submissions: what clients handed in.

use crate::accounts::AccountId;
use crate::clients::{ClientId, OnClient};
use crate::documents::DocumentId;
use crate::kernel::{Instant, Result};
use crate::requests::model::{ItemId, SubmissionId};
use crate::server::Tx;
use crate::{sql, sql_change};

/// Notes that a client handed in a document, as the answer to an item or unasked; it waits for a decision.
pub async fn hand_in(
    tx: &mut Tx,
    on: &OnClient,
    document: &DocumentId,
    item: Option<&ItemId>,
    now: Instant,
) -> Result<SubmissionId> {
    const HAND_IN: &str =
        "INSERT INTO submissions (id, document_id, client_id, item_id, account_id, state, created_at, held_until)
        VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0)";
    let id = SubmissionId::fresh();
    sql_change!(tx, HAND_IN, &id, document, on.client(), item, on.account(), now)?;
    Ok(id)
}

/// What stands on an item: a document, who sent it, what was decided last.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OnItem {
    /// Id.
    pub id: SubmissionId,
    /// The item.
    pub item_id: ItemId,
    /// The document.
    pub document_id: DocumentId,
    /// Its name as the client gave it.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// By content.
    pub media_type: String,
    /// Whose client.
    pub client_id: ClientId,
    /// Who sent it.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// `waiting`, or a `Verdict`'s word.
    pub state: String,
    /// When it came.
    pub created_at: Instant,
    /// When it was decided, if that stands.
    pub decided_at: Option<Instant>,
    /// Why, of the decision that stands.
    pub reason: Option<String>,
    /// Who decided.
    pub decided_by_name: Option<String>,
}

const ON_REQUEST: &str =
    "SELECT s.id, s.item_id, s.document_id, d.name, v.size, v.media_type, s.client_id, s.account_id,
        a.name AS account_name, s.state, s.created_at, e.decided_at, e.reason, b.name AS decided_by_name
    FROM request_items i JOIN submissions s ON s.item_id = i.id JOIN documents d ON d.id = s.document_id
    JOIN document_versions v ON v.document_id = d.id AND
        v.number = (SELECT MAX(n.number) FROM document_versions n WHERE n.document_id = d.id)
    JOIN accounts a ON a.id = s.account_id
    LEFT JOIN decisions e ON e.submission_id = s.id AND e.undone_at IS NULL
    LEFT JOIN accounts b ON b.id = e.decided_by
    WHERE i.request_id = $1 ORDER BY s.created_at, s.id";

/// Everything handed in for a request, oldest first. For staff; a client person's page keeps only their own
/// (`account_id`), for what another contact sent is private to them.
pub async fn on_request(tx: &mut Tx, on: &crate::requests::OnRequest) -> Result<Vec<OnItem>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, OnItem>(ON_REQUEST).bind(on.request()).fetch_all(c))?)
}
