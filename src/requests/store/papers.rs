//! The documents of a matter that one client person may see: what they sent for it, and what is filed under it and
//! theirs or shared with them. Names are those that clients gave, never those under which the firm files.

use crate::accounts::AccountId;
use crate::documents::{DocumentId, ReceiptId, Scan};
use crate::kernel::{AppError, Instant, Result};
use crate::matters::OnMatter;
use crate::requests::model::RequestId;
use crate::server::Tx;
use crate::sql;

/// A document of a matter.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Paper {
    /// The document.
    pub document_id: DocumentId,
    /// Its name.
    pub name: String,
    /// Whether this person sent it.
    pub own: bool,
    /// Bytes.
    pub size: i64,
    /// What the virus check knows.
    #[sqlx(try_from = "String")]
    pub scan: Scan,
    /// When it came.
    pub created_at: Instant,
    /// Of their own: `waiting`, or a `Verdict`'s word.
    pub state: Option<String>,
    /// When it was decided, if that stands.
    pub decided_at: Option<Instant>,
}

const PAPERS: &str =
    "SELECT d.id AS document_id, d.name, d.supplied_by = $2 AS own, v.size, d.created_at, s.state, e.decided_at,
            v.scan
        FROM documents d
        JOIN document_versions v ON v.document_id = d.id AND
            v.number = (SELECT MAX(n.number) FROM document_versions n WHERE n.document_id = d.id)
        LEFT JOIN submissions s ON s.document_id = d.id AND s.account_id = $2
        LEFT JOIN decisions e ON e.submission_id = s.id AND e.undone_at IS NULL
        WHERE d.matter_id = $1 AND d.client_id = $4 AND (d.supplied_by = $2 OR EXISTS
            (SELECT 1 FROM shares h WHERE h.document_id = d.id AND h.contact_id = $3 AND h.ended_at IS NULL))
    UNION
    SELECT d.id AS document_id, d.name, d.supplied_by = $2 AS own, v.size, d.created_at, s.state, e.decided_at,
            v.scan
        FROM requests r JOIN request_items i ON i.request_id = r.id
        JOIN submissions s ON s.item_id = i.id AND s.account_id = $2 JOIN documents d ON d.id = s.document_id
        JOIN document_versions v ON v.document_id = d.id AND
            v.number = (SELECT MAX(n.number) FROM document_versions n WHERE n.document_id = d.id)
        LEFT JOIN decisions e ON e.submission_id = s.id AND e.undone_at IS NULL
        WHERE r.matter_id = $1 AND r.client_id = $4
    ORDER BY 5 DESC, 1 DESC LIMIT 200";

/// The documents of this matter that the person of the proof may see, newest first.
pub async fn papers(tx: &mut Tx, on: &OnMatter) -> Result<Vec<Paper>> {
    let contact = on.on().contact().ok_or(AppError::NotFound)?;
    Ok(sql!(tx, |c| sqlx::query_as::<_, Paper>(PAPERS)
        .bind(on.matter())
        .bind(on.on().account())
        .bind(contact)
        .bind(on.on().client())
        .fetch_all(c))?)
}

/// What a document on a receipt was the answer to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AnswerTo {
    /// The document.
    pub document_id: DocumentId,
    /// The item's title.
    pub title: String,
    /// Of which request.
    pub request_id: RequestId,
    /// That request's title.
    pub request_title: String,
}

const ON_RECEIPT: &str = "SELECT s.document_id, i.title, r.id AS request_id, r.title AS request_title
    FROM documents d JOIN submissions s ON s.document_id = d.id JOIN request_items i ON i.id = s.item_id
    JOIN requests r ON r.id = i.request_id WHERE d.receipt_id = $1 AND s.account_id = $2";

/// What the documents on a receipt of this account were the answers to; those that nobody asked for are left out.
pub async fn on_receipt(tx: &mut Tx, receipt: &ReceiptId, account: &AccountId) -> Result<Vec<AnswerTo>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, AnswerTo>(ON_RECEIPT).bind(receipt).bind(account).fetch_all(c))?)
}
