//! Decisions that the client has not been told of yet.

use crate::accounts::AccountId;
use crate::clients::ClientId;
use crate::kernel::{Instant, Result};
use crate::requests::model::{DecisionId, RequestId};
use crate::server::Tx;
use crate::sql;

/// People whose burst of decisions is over: the last one was made by `quiet`, or the first one by `longest`.
pub async fn due(tx: &mut Tx, quiet: Instant, longest: Instant) -> Result<Vec<AccountId>> {
    const DUE: &str = "SELECT s.account_id FROM decisions e JOIN submissions s ON s.id = e.submission_id
        WHERE e.told_at IS NULL AND e.undone_at IS NULL
        GROUP BY s.account_id HAVING MAX(e.decided_at) <= $1 OR MIN(e.decided_at) <= $2 ORDER BY s.account_id LIMIT 100";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, AccountId>(DUE).bind(quiet).bind(longest).fetch_all(c))?)
}

/// Takes all that somebody was not told of, for good: of two servers only one gets it. What was undone is left.
pub async fn take(tx: &mut Tx, who: &AccountId, now: Instant) -> Result<Vec<DecisionId>> {
    const TAKE: &str = "UPDATE decisions SET told_at = $1 WHERE told_at IS NULL AND undone_at IS NULL
        AND EXISTS (SELECT 1 FROM submissions s WHERE s.id = decisions.submission_id AND s.account_id = $2) RETURNING id";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, DecisionId>(TAKE).bind(now).bind(who).fetch_all(c))?)
}

/// A decision in the words of its mail.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Told {
    /// The decision.
    pub id: DecisionId,
    /// A `Verdict`'s word.
    pub verdict: String,
    /// Why.
    pub reason: String,
    /// When.
    pub decided_at: Instant,
    /// The file, as the client called it.
    pub name: String,
    /// What was asked for.
    pub item_title: Option<String>,
    /// The request.
    pub request_id: Option<RequestId>,
    /// Its title.
    pub request_title: Option<String>,
    /// When the request became complete, if it is.
    pub complete_at: Option<Instant>,
    /// Whose.
    pub client_id: ClientId,
    /// That client's name.
    pub client_name: String,
    /// Whether the client is still to do something about it: they may have sent it again meanwhile.
    pub asks: bool,
    /// Whether the sender was told something else before that no longer holds.
    pub corrects: bool,
    /// Whether the sender still reaches that client.
    pub reached: bool,
}

/// Decisions that were taken at `now` for somebody, oldest first.
pub async fn told(tx: &mut Tx, who: &AccountId, now: Instant) -> Result<Vec<Told>> {
    const TOLD: &str = "SELECT e.id, e.verdict, e.reason, e.decided_at, d.name, i.title AS item_title, i.request_id,
            r.title AS request_title, CASE WHEN r.state = 'complete' THEN r.ended_at END AS complete_at,
            s.client_id, c.name AS client_name,
            (s.item_id IS NULL OR (i.state IN ('Rejected', 'Needs more') AND i.withdrawn_at IS NULL
                AND r.state <> 'withdrawn')) AS asks,
            EXISTS (SELECT 1 FROM decisions o WHERE o.submission_id = s.id AND o.undone_at IS NOT NULL
                AND o.told_at IS NOT NULL AND o.verdict <> e.verdict) AS corrects,
            EXISTS (SELECT 1 FROM portal_access p JOIN contacts k ON k.id = p.contact_id
                WHERE p.client_id = s.client_id AND k.account_id = s.account_id AND p.state = 'active') AS reached
        FROM submissions s JOIN decisions e ON e.submission_id = s.id
        JOIN documents d ON d.id = s.document_id JOIN clients c ON c.id = s.client_id
        LEFT JOIN request_items i ON i.id = s.item_id LEFT JOIN requests r ON r.id = i.request_id
        WHERE s.account_id = $1 AND e.told_at = $2 AND e.undone_at IS NULL ORDER BY e.decided_at, e.id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Told>(TOLD).bind(who).bind(now).fetch_all(c))?)
}
