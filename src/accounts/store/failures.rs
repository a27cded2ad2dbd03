//! Failed sign-ins and locks, by a keyed hash of the address or of the device. Whatever changes both takes the count's row
//! first: in two orders, two sign-ins at once would wait for each other on Postgres, and one of them would fail.

use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// How an address or a device stands.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Count {
    /// Until when it is (or was) locked.
    pub until: Instant,
    /// Failures since the last success.
    pub failed_in_a_row: i64,
}

const HOLD: &str = "INSERT INTO sign_in_locks (address_hash, until) VALUES ($1, 0)
    ON CONFLICT (address_hash) DO UPDATE SET until = sign_in_locks.until RETURNING until, failed_in_a_row";

/// Takes the count's row until the transaction ends, so that parallel guesses on Postgres queue here, and reads it.
pub async fn hold_count(tx: &mut Tx, hash: &str) -> Result<Count> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Count>(HOLD).bind(hash).fetch_one(c))?)
}

/// The count, if there is one.
pub async fn count_of(tx: &mut Tx, hash: &str) -> Result<Option<Count>> {
    const COUNT: &str = "SELECT until, failed_in_a_row FROM sign_in_locks WHERE address_hash = $1";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Count>(COUNT).bind(hash).fetch_optional(c))?)
}

/// By what the second step of an account or a device is counted. Neither id is a secret.
pub fn second_step_of(id: &str) -> String {
    format!("second step {id}")
}

const ABOUT: &str = "SELECT l.until, l.failed_in_a_row FROM sign_in_locks l WHERE l.address_hash = $1
    UNION ALL SELECT l.until, l.failed_in_a_row FROM accounts a JOIN sign_in_locks l
        ON l.address_hash = 'second step ' || a.id WHERE a.email_key = $2
    UNION ALL SELECT l.until, l.failed_in_a_row FROM accounts a JOIN devices d ON d.account_id = a.id
        JOIN sign_in_locks l ON l.address_hash IN (d.id, 'second step ' || d.id) WHERE a.email_key = $2";

/// The counts of an address and of the devices of the account that has it, passwords and second steps.
pub async fn counts_about(tx: &mut Tx, hash: &str, email_key: &str) -> Result<Vec<Count>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Count>(ABOUT).bind(hash).bind(email_key).fetch_all(c))?)
}

/// Failures that count towards the next lock, after `since`.
pub async fn failures_since(tx: &mut Tx, hash: &str, since: Instant) -> Result<i64> {
    const SINCE: &str = "SELECT COUNT(*) FROM sign_in_failures WHERE address_hash = $1 AND failed_at > $2";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SINCE).bind(hash).bind(since).fetch_one(c))?)
}

/// Counts one failure.
pub async fn add_failure(tx: &mut Tx, hash: &str, now: Instant) -> Result<()> {
    const IN_A_ROW: &str =
        "UPDATE sign_in_locks SET failed_in_a_row = failed_in_a_row + 1, failed_at = $1 WHERE address_hash = $2";
    let id = uuid::Uuid::now_v7().simple().to_string();
    sql_change!(tx, "INSERT INTO sign_in_failures (id, address_hash, failed_at) VALUES ($1, $2, $3)", &id, hash, now)?;
    sql_change!(tx, IN_A_ROW, now, hash)?;
    Ok(())
}

/// Locks; the failures that led there are spent, so that the count starts again from zero. Those in a row stay.
pub async fn lock(tx: &mut Tx, hash: &str, until: Instant) -> Result<()> {
    sql_change!(tx, "UPDATE sign_in_locks SET until = $1 WHERE address_hash = $2", until, hash)?;
    sql_change!(tx, "DELETE FROM sign_in_failures WHERE address_hash = $1", hash)?;
    Ok(())
}

/// Takes the last failure back. Where it locked, the lock goes, and so many failures count on.
pub async fn take_back_failure(tx: &mut Tx, hash: &str, locked: Option<i64>, now: Instant) -> Result<()> {
    const IN_A_ROW: &str = "UPDATE sign_in_locks SET failed_in_a_row = failed_in_a_row - 1
        WHERE address_hash = $1 AND failed_in_a_row > 0";
    const LAST: &str = "DELETE FROM sign_in_failures WHERE id =
        (SELECT id FROM sign_in_failures WHERE address_hash = $1 ORDER BY failed_at DESC, id DESC LIMIT 1)";
    sql_change!(tx, IN_A_ROW, hash)?;
    match locked {
        None => sql_change!(tx, LAST, hash)?,
        Some(failures) => {
            for _ in 0..failures {
                add_failure(tx, hash, now).await?;
            }
            const UNLOCK: &str = "UPDATE sign_in_locks SET until = 0, failed_in_a_row = failed_in_a_row - $1
                WHERE address_hash = $2";
            sql_change!(tx, UNLOCK, failures, hash)?
        }
    };
    Ok(())
}

/// Forgets failures and lock.
pub async fn clear_failures(tx: &mut Tx, hash: &str) -> Result<()> {
    sql_change!(tx, "DELETE FROM sign_in_locks WHERE address_hash = $1", hash)?;
    sql_change!(tx, "DELETE FROM sign_in_failures WHERE address_hash = $1", hash)?;
    Ok(())
}

/// Forgets counts that nobody added to since `idle_since`, unless they have reached `most` in a row, and failures that
/// count no more.
pub async fn forget_counts(tx: &mut Tx, idle_since: Instant, most: i64, counted_since: Instant) -> Result<()> {
    const COUNTS: &str = "DELETE FROM sign_in_locks WHERE failed_at < $1 AND failed_in_a_row < $2";
    sql_change!(tx, COUNTS, idle_since, most)?;
    sql_change!(tx, "DELETE FROM sign_in_failures WHERE failed_at <= $1", counted_since)?;
    Ok(())
}
