//! What becomes of sign-ins when the portal is restored from a backup.

use super::store;
use crate::kernel::{Instant, Result};
use crate::mail;
use crate::server::Tx;

/// A backup knows neither who has signed out since nor which link was used: every session ends, and every open reset link,
/// with the mail that would bring it. Invitations stay open: whoever has accepted one since needs it again.
///
/// # Errors
/// The database's.
pub async fn end_all(tx: &mut Tx, now: Instant) -> Result<u64> {
    for open in store::open_resets(tx, now).await? {
        mail::drop_waiting(tx, open.id.as_str()).await?;
        store::spend_open_resets(tx, &open.account_id, now).await?;
    }
    store::end_all_sessions(tx).await
}
