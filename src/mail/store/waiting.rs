//! What is in the outbox about a thing and not out yet: dropped, wanted again, taken back.

use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

const DROP: &str = "UPDATE outbox SET state = CASE WHEN state IN ('waiting', 'failed') THEN 'dropped' ELSE state END,
    missed_at = NULL WHERE about = $1 AND (state IN ('waiting', 'failed') OR missed_at > 0)";

/// What is not out yet about a thing is wanted no more, and nobody needs to deal with what came back.
pub(in crate::mail) async fn drop_about(tx: &mut Tx, about: &str) -> Result<()> {
    sql_change!(tx, DROP, about)?;
    Ok(())
}

/// What was dropped about a thing, to one address, waits again; what is out stays out.
pub(in crate::mail) async fn want_again(
    tx: &mut Tx,
    about: &str,
    recipient: &str,
    now: Instant,
    give_up_at: Instant,
) -> Result<()> {
    const WANT: &str = "UPDATE outbox SET state = 'waiting', tries = 0, due_at = $1, give_up_at = $2, leased_until = 0,
        fate = '', fate_at = NULL WHERE about = $3 AND recipient = $4 AND state = 'dropped' AND sent_at IS NULL";
    sql_change!(tx, WANT, now, give_up_at, about, recipient)?;
    Ok(())
}

/// Whether anything about a thing written since then was sent, or is leased to be.
pub(in crate::mail) async fn is_out(tx: &mut Tx, about: &str, since: Instant, now: Instant) -> Result<bool> {
    const OUT: &str = "SELECT COUNT(*) FROM outbox WHERE about = $1 AND created_at >= $2
        AND (state = 'sent' OR (state = 'waiting' AND leased_until >= $3))";
    let out: i64 = sql!(tx, |c| sqlx::query_scalar(OUT).bind(about).bind(since).bind(now).fetch_one(c))?;
    Ok(out > 0)
}

/// Nothing that waits is sent by itself any more; staff see it with `fault`, and may send it. How many mails.
pub(in crate::mail) async fn give_up_waiting(tx: &mut Tx, fault: &str, now: Instant) -> Result<u64> {
    const GIVE_UP: &str = "UPDATE outbox SET state = 'failed', fault = $1, leased_until = 0, fate = '', fate_at = $2,
        missed_at = $2 WHERE state = 'waiting'";
    Ok(sql_change!(tx, GIVE_UP, fault, now)?)
}

/// A letter that waits to be sent.
#[derive(sqlx::FromRow)]
pub(in crate::mail) struct UnsentRow {
    /// Id.
    pub id: String,
    /// The recipient's address.
    pub recipient: String,
    /// Firm and letter as JSON.
    pub letter: String,
}

/// What waits about a thing, oldest first.
pub(in crate::mail) async fn unsent(tx: &mut Tx, about: &str) -> Result<Vec<UnsentRow>> {
    const UNSENT: &str =
        "SELECT id, recipient, letter FROM outbox WHERE about = $1 AND state = 'waiting' ORDER BY created_at, id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, UnsentRow>(UNSENT).bind(about).fetch_all(c))?)
}

/// Drops one waiting mail, unless somebody is sending it; whether this was the one.
pub(in crate::mail) async fn drop_one(tx: &mut Tx, id: &str, now: Instant) -> Result<bool> {
    const DROP_ONE: &str =
        "UPDATE outbox SET state = 'dropped' WHERE id = $1 AND state = 'waiting' AND leased_until < $2";
    Ok(sql_change!(tx, DROP_ONE, id, now)? == 1)
}

/// News that waits for somebody who can't sign in any more is wanted no more: it would tell them what they may not see,
/// and lead to a closed door. Letters about the account itself are no news.
pub(in crate::mail) async fn drop_news_to(tx: &mut Tx, recipient: &str) -> Result<()> {
    const DROP_NEWS: &str = "UPDATE outbox SET state = 'dropped' WHERE recipient = $1 AND state = 'waiting'
        AND kind IN ('document requested', 'request changed', 'documents reviewed', 'question answered', 'document shared',
            'reminder')";
    sql_change!(tx, DROP_NEWS, recipient)?;
    Ok(())
}
