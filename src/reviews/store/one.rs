//! One submission with all that its reviewer needs to know.

use crate::accounts::AccountId;
use crate::clients::ClientId;
use crate::documents::{DocumentId, Scan};
use crate::kernel::{AppError, Instant, Result, Wall};
use crate::matters::MatterId;
use crate::requests::model::{DecisionId, ItemId, RequestId, SubmissionId};
use crate::reviews::permit::OnSubmission;
use crate::server::Tx;
use crate::{reaches_client, reaches_document, sql};

/// Whose client's a submission is, if no wall stands before it. Whether the caller may touch it is asked by
/// `permit::OnSubmission`.
pub(in crate::reviews) async fn client_of(tx: &mut Tx, wall: &Wall, id: &SubmissionId) -> Result<Option<ClientId>> {
    const CLIENT: &str = concat!(
        "SELECT s.client_id FROM submissions s WHERE s.id = $1 AND ",
        reaches_client!("s.client_id", "$2"),
        " AND ",
        reaches_document!("s.document_id", "$2")
    );
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, ClientId>(CLIENT).bind(id).bind(wall).fetch_optional(c))?)
}

/// On which submission a decision was made; the rest is asked by `permit::OnSubmission`.
pub(in crate::reviews) async fn submission_of(tx: &mut Tx, id: &DecisionId) -> Result<Option<SubmissionId>> {
    const SUBMISSION: &str = "SELECT submission_id FROM decisions WHERE id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, SubmissionId>(SUBMISSION).bind(id).fetch_optional(c))?)
}

/// A submission: the document, what it answers, who looks at it, and the decision that stands.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Submission {
    /// Id.
    pub id: SubmissionId,
    /// The document.
    pub document_id: DocumentId,
    /// Its name as the client gave it.
    pub name: String,
    /// Its name in the firm's files, once accepted.
    pub filed_as: Option<String>,
    /// Bytes.
    pub size: i64,
    /// By content.
    pub media_type: String,
    /// What the virus check knows.
    #[sqlx(try_from = "String")]
    pub scan: Scan,
    /// What it found, or why it has not told yet; may be empty.
    pub scan_words: String,
    /// Whose.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// Who sent it.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// `waiting`, or a `Verdict`'s word.
    pub state: String,
    /// When it came.
    pub created_at: Instant,
    /// Who looked at it last.
    pub held_by: Option<AccountId>,
    /// Their name.
    pub held_by_name: Option<String>,
    /// Until when that is taken to be so.
    pub held_until: Instant,
    /// What it is the answer to.
    pub item_id: Option<ItemId>,
    /// What was asked for.
    pub item_title: Option<String>,
    /// How it should be.
    pub instruction: Option<String>,
    /// What the reviewer looks at, one a line.
    pub checks: Option<String>,
    /// Files expected.
    pub how_many: Option<i64>,
    /// An `ItemState`'s word.
    pub item_state: Option<String>,
    /// The request.
    pub request_id: Option<RequestId>,
    /// Its title.
    pub request_title: Option<String>,
    /// The matter: where it is filed, or what the request is about.
    pub matter_id: Option<MatterId>,
    /// Its title.
    pub matter_title: Option<String>,
    /// Its number.
    pub matter_reference: Option<String>,
    /// The decision that stands.
    pub decision_id: Option<DecisionId>,
    /// A `Verdict`'s word.
    pub verdict: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who decided.
    pub decided_by_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// How many wait, over all clients that the reviewer reaches.
    pub all_waiting: i64,
}

impl Submission {
    /// What was asked for, or what the file is called.
    pub fn title(&self) -> &str {
        self.item_title.as_deref().unwrap_or(&self.name)
    }

    /// Whether nobody has decided yet.
    pub fn waits(&self) -> bool {
        self.state == "waiting"
    }

    /// Its place in the queue.
    pub fn place(&self) -> (Instant, &str) {
        (self.created_at, self.id.as_str())
    }

    /// Who else looks at it now.
    pub fn holder(&self, me: &AccountId, now: Instant) -> Option<&str> {
        let other = self.held_by.as_ref().is_some_and(|who| who != me) && self.held_until > now;
        self.held_by_name.as_deref().filter(|_| other)
    }
}

const FIND: &str = concat!(
    "SELECT s.id, s.document_id, d.name, d.filed_as, v.size, v.media_type, v.scan,
        CASE WHEN v.scan = 'infected' THEN v.scan_found ELSE v.scan_fault END AS scan_words, s.client_id, c.name AS client_name,
        s.account_id, a.name AS account_name, s.state, s.created_at, s.held_by, h.name AS held_by_name, s.held_until,
        s.item_id, i.title AS item_title, i.instruction, i.checks, i.how_many, i.state AS item_state,
        i.request_id, r.title AS request_title, m.id AS matter_id, m.title AS matter_title, m.reference AS matter_reference,
        e.id AS decision_id, e.verdict, e.reason, b.name AS decided_by_name, e.decided_at,
        (SELECT COUNT(*) FROM submissions n WHERE n.state = 'waiting' AND ",
    reaches_client!("n.client_id", "$3"),
    " AND ",
    reaches_document!("n.document_id", "$3"),
    ") AS all_waiting
    FROM submissions s JOIN documents d ON d.id = s.document_id
    JOIN document_versions v ON v.document_id = d.id AND
        v.number = (SELECT MAX(n.number) FROM document_versions n WHERE n.document_id = d.id)
    JOIN clients c ON c.id = s.client_id JOIN accounts a ON a.id = s.account_id
    LEFT JOIN accounts h ON h.id = s.held_by
    LEFT JOIN request_items i ON i.id = s.item_id LEFT JOIN requests r ON r.id = i.request_id
    LEFT JOIN matters m ON m.id = COALESCE(d.matter_id, r.matter_id)
    LEFT JOIN decisions e ON e.submission_id = s.id AND e.undone_at IS NULL
    LEFT JOIN accounts b ON b.id = e.decided_by
    WHERE s.id = $1 AND s.client_id = $2"
);

/// The submission of this proof.
pub async fn find(tx: &mut Tx, on: &OnSubmission) -> Result<Submission> {
    sql!(tx, |c| sqlx::query_as::<_, Submission>(FIND)
        .bind(on.submission())
        .bind(on.on().client())
        .bind(on.on().wall())
        .fetch_optional(c))?
    .ok_or(AppError::NotFound)
}

/// Something that came before, or was decided before: one row for each submission and decision on it, undone ones too.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Before {
    /// The submission.
    pub submission_id: SubmissionId,
    /// Its document's name as the client gave it.
    pub name: String,
    /// Who sent it.
    pub account_name: String,
    /// When it came.
    pub created_at: Instant,
    /// A `Verdict`'s word, if there was a decision.
    pub verdict: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who decided.
    pub decided_by_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// Who took the decision back.
    pub undone_by_name: Option<String>,
}

macro_rules! before {
    ($where:literal) => {
        concat!(
            "SELECT s.id AS submission_id, d.name, a.name AS account_name, s.created_at, e.verdict, e.reason,
                b.name AS decided_by_name, e.decided_at, u.name AS undone_by_name
            FROM submissions s JOIN documents d ON d.id = s.document_id JOIN accounts a ON a.id = s.account_id
            LEFT JOIN decisions e ON e.submission_id = s.id LEFT JOIN accounts b ON b.id = e.decided_by
            LEFT JOIN accounts u ON u.id = e.undone_by WHERE ",
            $where,
            " ORDER BY s.created_at, s.id, e.decided_at, e.id"
        )
    };
}

/// What else was handed in for the same item, and every decision, oldest first. Without an item: this one's decisions.
pub async fn history(tx: &mut Tx, one: &Submission) -> Result<Vec<Before>> {
    const OF_ITEM: &str = before!("s.item_id = $1");
    const OF_ONE: &str = before!("s.id = $1");
    let (text, id) = match &one.item_id {
        Some(item) => (OF_ITEM, item.as_str()),
        None => (OF_ONE, one.id.as_str()),
    };
    Ok(sql!(tx, |c| sqlx::query_as::<_, Before>(text).bind(id).fetch_all(c))?)
}

/// The contact who handed it in.
pub async fn sender(tx: &mut Tx, one: &Submission) -> Result<Option<String>> {
    const SENDER: &str = "SELECT id FROM contacts WHERE account_id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(SENDER).bind(&one.account_id).fetch_optional(c))?)
}
