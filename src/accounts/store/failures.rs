//! Failed sign-ins and locks, by a keyed hash of the address.

use crate::kernel::{Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

const HOLD: &str = "INSERT INTO sign_in_locks (address_hash, until) VALUES ($1, 0)
    ON CONFLICT (address_hash) DO UPDATE SET until = sign_in_locks.until";

/// Takes the address's row until the transaction ends, so that parallel guesses on Postgres queue here.
pub async fn hold_address(tx: &mut Tx, hash: &str, _now: Instant) -> Result<()> {
    sql_change!(tx, HOLD, hash)?;
    Ok(())
}

/// Until when the address is (or was) locked.
pub async fn locked_until(tx: &mut Tx, hash: &str) -> Result<Option<Instant>> {
    const UNTIL: &str = "SELECT until FROM sign_in_locks WHERE address_hash = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, Instant>(UNTIL).bind(hash).fetch_optional(c))?)
}

/// Failures of this address after `since`.
pub async fn failures_since(tx: &mut Tx, hash: &str, since: Instant) -> Result<i64> {
    const SINCE: &str = "SELECT COUNT(*) FROM sign_in_failures WHERE address_hash = $1 AND failed_at > $2";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SINCE).bind(hash).bind(since).fetch_one(c))?)
}

/// Counts one failure.
pub async fn add_failure(tx: &mut Tx, hash: &str, now: Instant) -> Result<()> {
    let id = uuid::Uuid::now_v7().simple().to_string();
    sql_change!(tx, "INSERT INTO sign_in_failures (id, address_hash, failed_at) VALUES ($1, $2, $3)", &id, hash, now)?;
    Ok(())
}

/// Locks the address; the failures that led there are spent, so that the count starts again from zero.
pub async fn lock(tx: &mut Tx, hash: &str, until: Instant) -> Result<()> {
    sql_change!(tx, "UPDATE sign_in_locks SET until = $1 WHERE address_hash = $2", until, hash)?;
    sql_change!(tx, "DELETE FROM sign_in_failures WHERE address_hash = $1", hash)?;
    Ok(())
}

/// Forgets failures and lock.
pub async fn clear_failures(tx: &mut Tx, hash: &str) -> Result<()> {
    sql_change!(tx, "DELETE FROM sign_in_failures WHERE address_hash = $1", hash)?;
    sql_change!(tx, "DELETE FROM sign_in_locks WHERE address_hash = $1", hash)?;
    Ok(())
}
