//! Addresses to which nothing is sent any more.

use crate::kernel::{Instant, Result, Wall};
use crate::mail::fate::Fate;
use crate::mail::stops::Stop;
use crate::server::Tx;
use crate::{in_group, reaches_recipient, sql, sql_change};

#[derive(sqlx::FromRow)]
struct StopRow {
    address: String,
    fate: String,
    why: String,
    since: Instant,
}

impl StopRow {
    fn stop(self) -> Stop {
        let complained = Fate::parse(&self.fate) == Some(Fate::Complained);
        Stop { address: self.address, complained, why: self.why, since: self.since }
    }
}

// What staff said later than the mail left outweighs it; a second return doesn't change since when.
const STOP: &str = "INSERT INTO mail_stops (address_key, address, fate, why, since) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (address_key) DO UPDATE SET address = excluded.address, fate = excluded.fate, why = excluded.why,
        since = excluded.since, resumed_at = NULL
    WHERE mail_stops.resumed_at IS NOT NULL AND mail_stops.resumed_at <= $6";

/// Stops mail to an address; `sent_at` is when the mail left of which this became known. Whether it is stopped only now.
pub(in crate::mail) async fn stop(
    tx: &mut Tx,
    address: &str,
    fate: Fate,
    why: &str,
    sent_at: Instant,
    now: Instant,
) -> Result<bool> {
    Ok(sql_change!(tx, STOP, address.to_lowercase(), address, fate.word(), why, now, sent_at)? == 1)
}

const ONE: &str = "SELECT address, fate, why, since FROM mail_stops WHERE address_key = $1 AND resumed_at IS NULL";

/// Why mail to this address is stopped, if it is.
pub(in crate::mail) async fn stop_of(tx: &mut Tx, address: &str) -> Result<Option<Stop>> {
    let row = sql!(tx, |c| sqlx::query_as::<_, StopRow>(ONE).bind(address.to_lowercase()).fetch_optional(c))?;
    Ok(row.map(StopRow::stop))
}

/// Why mail to this address is stopped, if it is, and this wall lets through to whose address it is.
pub(in crate::mail) async fn stop_within(tx: &mut Tx, wall: &Wall, address: &str) -> Result<Option<Stop>> {
    const WITHIN: &str = concat!(
        "SELECT address, fate, why, since FROM mail_stops WHERE address_key = $1 AND resumed_at IS NULL AND ",
        reaches_recipient!("address_key", "$2")
    );
    let key = address.to_lowercase();
    let row = sql!(tx, |c| sqlx::query_as::<_, StopRow>(WITHIN).bind(key).bind(wall).fetch_optional(c))?;
    Ok(row.map(StopRow::stop))
}

// An address that nobody has any more has been corrected.
const STOPS: &str = concat!(
    "SELECT s.address, s.fate, s.why, s.since,
        (SELECT '/clients/' || c.id || '/contacts/' || k.id FROM contacts k JOIN portal_access p ON p.contact_id = k.id
            JOIN clients c ON c.id = p.client_id WHERE k.email_key = s.address_key AND ",
    in_group!("c.group_id", "$2"),
    " ORDER BY c.id LIMIT 1) AS contact
    FROM mail_stops s WHERE s.resumed_at IS NULL
    AND (EXISTS (SELECT 1 FROM contacts k WHERE k.email_key = s.address_key)
        OR EXISTS (SELECT 1 FROM accounts a WHERE a.email_key = s.address_key)) AND ",
    reaches_recipient!("s.address_key", "$2"),
    " ORDER BY s.since DESC, s.address_key LIMIT $1"
);

#[derive(sqlx::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    stop: StopRow,
    contact: Option<String>,
}

/// Addresses in use to which mail is stopped, the latest first, each with the path of the contact whose it is.
pub(in crate::mail) async fn stops(tx: &mut Tx, wall: &Wall, most: i64) -> Result<Vec<(Stop, Option<String>)>> {
    let rows = sql!(tx, |c| sqlx::query_as::<_, ListedRow>(STOPS).bind(most).bind(wall).fetch_all(c))?;
    Ok(rows.into_iter().map(|row| (row.stop.stop(), row.contact)).collect())
}

/// Staff say that the address works: whether it was stopped.
pub(in crate::mail) async fn resume(tx: &mut Tx, address: &str, now: Instant) -> Result<bool> {
    const RESUME: &str = "UPDATE mail_stops SET resumed_at = $1 WHERE address_key = $2 AND resumed_at IS NULL";
    Ok(sql_change!(tx, RESUME, now, address.to_lowercase())? == 1)
}

const RELEASE: &str =
    "UPDATE outbox SET state = 'waiting', tries = 0, fault = '', fate = '', fate_at = NULL, missed_at = NULL,
    due_at = $1 WHERE recipient_key = $2 AND state = 'failed' AND fate = 'held' AND give_up_at > $1";

/// What was held back from this address and still makes sense waits to be sent; how many mails.
pub(in crate::mail) async fn release(tx: &mut Tx, address: &str, now: Instant) -> Result<u64> {
    Ok(sql_change!(tx, RELEASE, now, address.to_lowercase())?)
}
