//! All SQL of reminders: rules and hours here, whom requests wait for, and what was sent or skipped in the other files.

mod asked;
mod told;

pub use asked::*;
pub use told::*;

use super::model::{Chasing, Hours, Received, Rule, RuleId};
use crate::kernel::{Day, Instant, Result};
use crate::requests::{OnRequest, RequestId};
use crate::server::Tx;
use crate::{kept, sql, sql_change};

/// Keeps the firm's days and hours; false while there is no firm.
pub async fn set_hours(tx: &mut Tx, hours: &Hours) -> Result<bool> {
    const SET: &str = "UPDATE firm SET working_days = $1, mail_from = $2, mail_until = $3 WHERE id = 1";
    Ok(sql_change!(tx, SET, hours.days_word(), hours.from(), hours.until())? == 1)
}

/// A rule as kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Id.
    pub id: RuleId,
    /// The rule.
    pub rule: Rule,
}

/// By what is chased: the firm's days and hours, its rules, and those of one request's own.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Days and hours.
    pub hours: Hours,
    /// The firm's rules, those before the due day first.
    pub firm: Vec<Kept>,
    /// The request's own.
    pub own: Vec<Kept>,
}

impl Frame {
    /// The rules that hold for a request that is chased like this.
    pub fn rules(&self, chasing: Chasing) -> Vec<Rule> {
        let kept = match chasing {
            Chasing::Firm => self.firm.as_slice(),
            Chasing::Own => self.own.as_slice(),
            Chasing::Off => &[],
        };
        kept.iter().map(|kept| kept.rule).collect()
    }
}

#[derive(sqlx::FromRow)]
struct FrameRow {
    working_days: Option<String>,
    mail_from: Option<i64>,
    mail_until: Option<i64>,
    id: Option<RuleId>,
    request_id: Option<RequestId>,
    days: Option<i64>,
    received: Option<String>,
    created_at: Option<Instant>,
}

// Also where no firm is named yet: then there are no days and hours, but there may be rules.
const FRAME: &str =
    "SELECT f.working_days, f.mail_from, f.mail_until, c.id, c.request_id, c.days, c.received, c.created_at
    FROM (SELECT 1 AS one) o LEFT JOIN firm f ON f.id = 1
    LEFT JOIN chase_rules c ON c.request_id IS NULL OR c.request_id = $1 ORDER BY c.days, c.received, c.id";

/// Days, hours, and the rules of the firm; with a request, its own too.
pub async fn frame(tx: &mut Tx, request: Option<&RequestId>) -> Result<Frame> {
    let rows = sql!(tx, |c| sqlx::query_as::<_, FrameRow>(FRAME).bind(request).fetch_all(c))?;
    let mut frame = Frame::default();
    for row in rows {
        if let (Some(days), Some(from), Some(until)) = (&row.working_days, row.mail_from, row.mail_until) {
            frame.hours = Hours::stored(days, from, until);
        }
        if let (Some(id), Some(days), Some(received), Some(since)) = (row.id, row.days, row.received, row.created_at) {
            let received = Received::parse(&received).unwrap_or(Received::Either);
            let kept = Kept { id, rule: Rule { days, received, since } };
            if row.request_id.is_some() { frame.own.push(kept) } else { frame.firm.push(kept) }
        }
    }
    Ok(frame)
}

/// Adds a rule, of the firm (`request` none) or of one request; for the starter content too.
pub async fn add_rule(tx: &mut Tx, request: Option<&RequestId>, rule: &Rule) -> Result<RuleId> {
    const ADD: &str =
        "INSERT INTO chase_rules (id, request_id, days, received, created_at) VALUES ($1, $2, $3, $4, $5)";
    let id = RuleId::fresh();
    sql_change!(tx, ADD, &id, request, rule.days, rule.received.word(), rule.since)?;
    Ok(id)
}

/// Gives a rule, of the firm or of a request, other days or another condition; whether it was there.
pub async fn change_rule(tx: &mut Tx, id: &RuleId, rule: &Rule) -> Result<bool> {
    const CHANGE: &str = "UPDATE chase_rules SET days = $1, received = $2, created_at = $3 WHERE id = $4";
    Ok(sql_change!(tx, CHANGE, rule.days, rule.received.word(), rule.since, id)? == 1)
}

kept! {
    /// A rule of the firm's, or of one request's own.
    KeptRule of "chase_rules" {
        id: RuleId, request_id: Option<RequestId> = "$2", days: i64 = "$3", received: String = "$4",
        created_at: Instant = "$5",
    }
}

impl KeptRule {
    /// The rule.
    pub fn rule(&self) -> Rule {
        let received = Received::parse(&self.received).unwrap_or(Received::Either);
        Rule { days: self.days, received, since: self.created_at }
    }
}

/// Takes the firm's row until the transaction ends, so that its rules stay as read.
pub async fn hold_firm(tx: &mut Tx) -> Result<()> {
    sql_change!(tx, "UPDATE firm SET working_days = working_days WHERE id = 1")?;
    Ok(())
}

/// Takes a request's row until the transaction ends, if it is not over; whether that is so.
pub async fn hold_request(tx: &mut Tx, on: &OnRequest) -> Result<bool> {
    const HOLD: &str = "UPDATE requests SET chasing = chasing WHERE id = $1 AND state IN ('draft', 'sent')";
    Ok(sql_change!(tx, HOLD, on.request())? == 1)
}

/// Decides how a request is chased.
pub async fn set_chasing(tx: &mut Tx, on: &OnRequest, chasing: Chasing) -> Result<()> {
    sql_change!(tx, "UPDATE requests SET chasing = $1 WHERE id = $2", chasing.word(), on.request())?;
    Ok(())
}

/// The rules farthest before and after the due day, of the firm and of all requests; none where there is no rule.
pub async fn reach(tx: &mut Tx) -> Result<Option<(i64, i64)>> {
    const REACH: &str = "SELECT MIN(days), MAX(days) FROM chase_rules";
    let (least, most) = sql!(tx, |c| sqlx::query_as::<_, (Option<i64>, Option<i64>)>(REACH).fetch_one(c))?;
    Ok(least.zip(most))
}

/// Rules of their own of all sent requests that are due in these days.
pub async fn own_rules(tx: &mut Tx, from: &Day, to: &Day) -> Result<Vec<(RequestId, Rule)>> {
    const OWN: &str = "SELECT c.request_id, c.days, c.received, c.created_at
        FROM requests r JOIN chase_rules c ON c.request_id = r.id
        WHERE r.state = 'sent' AND r.due_on >= $1 AND r.due_on <= $2 AND r.chasing = 'own'";
    type Row = (RequestId, i64, String, Instant);
    let rows = sql!(tx, |c| sqlx::query_as::<_, Row>(OWN).bind(from).bind(to).fetch_all(c))?;
    let rule = |(request, days, received, since): Row| {
        (request, Rule { days, received: Received::parse(&received).unwrap_or(Received::Either), since })
    };
    Ok(rows.into_iter().map(rule).collect())
}
