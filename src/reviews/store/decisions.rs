//! Decisions: made once, taken back once, kept for good.

use crate::accounts::Staff;
use crate::kernel::{AppError, Instant, Result};
use crate::requests::model::{DecisionId, ItemId, SubmissionId, Verdict};
use crate::reviews::permit::OnSubmission;
use crate::server::Tx;
use crate::{reaches_client, reaches_document, sql, sql_change};

/// Takes a submission's row until the transaction ends. Whoever also takes its item takes that first.
pub async fn hold_submission(tx: &mut Tx, on: &OnSubmission) -> Result<()> {
    sql_change!(tx, "UPDATE submissions SET held_until = held_until WHERE id = $1", on.submission())?;
    Ok(())
}

/// Takes a waiting submission out of the queue. Only one of several reviewers gets true.
pub async fn claim(tx: &mut Tx, on: &OnSubmission, verdict: Verdict) -> Result<bool> {
    const CLAIM: &str = "UPDATE submissions SET state = $1, held_by = NULL, held_until = 0
        WHERE id = $2 AND client_id = $3 AND state = 'waiting'";
    Ok(sql_change!(tx, CLAIM, verdict.word(), on.submission(), on.on().client())? == 1)
}

/// What was decided, and how the item stood before.
pub struct NewDecision<'a> {
    /// What.
    pub verdict: Verdict,
    /// Why; empty where there is nothing to say.
    pub reason: &'a str,
    /// The item's state before, for undo; empty without an item.
    pub item_state_before: &'a str,
}

/// Keeps a decision.
pub async fn add_decision(tx: &mut Tx, on: &OnSubmission, new: NewDecision<'_>, now: Instant) -> Result<DecisionId> {
    const ADD: &str = "INSERT INTO decisions
        (id, submission_id, verdict, reason, item_state_before, decided_by, decided_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let (id, by) = (DecisionId::fresh(), on.on().account());
    sql_change!(tx, ADD, &id, on.submission(), new.verdict.word(), new.reason, new.item_state_before, by, now)?;
    Ok(id)
}

/// Takes a decision back, once; its row stays. Its submission waits again.
pub async fn undo(tx: &mut Tx, on: &OnSubmission, decision: &DecisionId, now: Instant) -> Result<bool> {
    const UNDO: &str = "UPDATE decisions SET undone_by = $1, undone_at = $2
        WHERE id = $3 AND submission_id = $4 AND undone_at IS NULL";
    const WAIT: &str = "UPDATE submissions SET state = 'waiting' WHERE id = $1 AND client_id = $2";
    let undone = sql_change!(tx, UNDO, on.on().account(), now, decision, on.submission())? == 1;
    if undone {
        sql_change!(tx, WAIT, on.submission(), on.on().client())?;
    }
    Ok(undone)
}

/// How the item stood before a decision; empty without an item.
pub async fn item_state_before(tx: &mut Tx, decision: &DecisionId) -> Result<String> {
    const BEFORE: &str = "SELECT item_state_before FROM decisions WHERE id = $1";
    let found = sql!(tx, |c| sqlx::query_scalar::<_, String>(BEFORE).bind(decision).fetch_optional(c))?;
    found.ok_or(AppError::NotFound)
}

/// Something that was handed in for an item, with the decision that stands.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Piece {
    /// The submission.
    pub id: SubmissionId,
    /// `waiting`, or a `Verdict`'s word.
    pub state: String,
    /// The decision that stands.
    pub decision_id: Option<DecisionId>,
}

/// Everything that was handed in for an item.
pub async fn pieces(tx: &mut Tx, item: &ItemId) -> Result<Vec<Piece>> {
    const PIECES: &str = "SELECT s.id, s.state, e.id AS decision_id FROM submissions s
        LEFT JOIN decisions e ON e.submission_id = s.id AND e.undone_at IS NULL WHERE s.item_id = $1 ORDER BY s.id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Piece>(PIECES).bind(item).fetch_all(c))?)
}

/// Whether nothing was handed in or decided for the item since this decision.
pub async fn is_newest(tx: &mut Tx, item: &ItemId, decision: &DecisionId) -> Result<bool> {
    // Ids grow with time (UUID v7), where two instants may be the same millisecond.
    const LATER: &str = "SELECT (SELECT COUNT(*) FROM submissions s WHERE s.item_id = $1 AND s.id > $2)
        + (SELECT COUNT(*) FROM submissions s JOIN decisions e ON e.submission_id = s.id WHERE s.item_id = $1 AND e.id > $2)";
    let later = sql!(tx, |c| sqlx::query_scalar::<_, i64>(LATER).bind(item).bind(decision.as_str()).fetch_one(c))?;
    Ok(later == 0)
}

/// What somebody decided last, and how much they did today.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Lately {
    /// The decision.
    pub decision_id: DecisionId,
    /// On which submission.
    pub submission_id: SubmissionId,
    /// What was asked for.
    pub item_title: Option<String>,
    /// What the file is called.
    pub name: String,
    /// A `Verdict`'s word.
    pub verdict: String,
    /// When.
    pub decided_at: Instant,
    /// How many decisions of theirs stand since the day began.
    pub today: i64,
}

/// The last decision of this person since the day began that stands, on what they still reach.
pub async fn lately(tx: &mut Tx, who: &Staff, since: Instant) -> Result<Option<Lately>> {
    const LAST: &str = concat!(
        "SELECT e.id AS decision_id, e.submission_id, i.title AS item_title, d.name, e.verdict, e.decided_at,
            (SELECT COUNT(*) FROM decisions n WHERE n.decided_by = $1 AND n.decided_at >= $2 AND n.undone_at IS NULL) AS today
        FROM decisions e JOIN submissions s ON s.id = e.submission_id JOIN documents d ON d.id = s.document_id
        LEFT JOIN request_items i ON i.id = s.item_id
        WHERE e.decided_by = $1 AND e.decided_at >= $2 AND e.undone_at IS NULL AND ",
        reaches_client!("s.client_id", "$3"),
        " AND ",
        reaches_document!("s.document_id", "$3"),
        " ORDER BY e.decided_at DESC, e.id DESC LIMIT 1"
    );
    Ok(sql!(tx, |c| sqlx::query_as::<_, Lately>(LAST).bind(who.id()).bind(since).bind(who.wall()).fetch_optional(c))?)
}

/// Marks a waiting submission as looked at until `until`, unless somebody else looks at it now.
pub async fn hold(tx: &mut Tx, on: &OnSubmission, now: Instant, until: Instant) -> Result<bool> {
    const HOLD: &str = "UPDATE submissions SET held_by = $1, held_until = $2
        WHERE id = $3 AND client_id = $4 AND state = 'waiting' AND (held_by IS NULL OR held_by = $1 OR held_until <= $5)";
    Ok(sql_change!(tx, HOLD, on.on().account(), until, on.submission(), on.on().client(), now)? == 1)
}

/// Takes back one's own mark.
pub async fn let_go(tx: &mut Tx, on: &OnSubmission) -> Result<()> {
    const LET_GO: &str = "UPDATE submissions SET held_by = NULL, held_until = 0 WHERE id = $1 AND held_by = $2";
    sql_change!(tx, LET_GO, on.submission(), on.on().account())?;
    Ok(())
}
