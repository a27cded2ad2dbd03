//! What accounts keep under the server's key, when that is changed.

use super::{factors, resets, store};
use crate::activity::{self, Actor, Entry, What};
use crate::kernel::Result;
use crate::mail;
use crate::server::keys::Keys;
use crate::server::{Services, Tx};
use std::collections::HashMap;

/// What became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rekeyed {
    /// Reset links that were mailed anew.
    pub resets: usize,
    /// Authenticator apps that stay as they are for their people.
    pub factors: u64,
}

/// From now on `services` has the new key. Open reset links are mailed anew; authenticator apps are encrypted anew, or
/// forgotten when the old key is lost. Everybody signs in again: sessions and known devices are forgotten, as are failures
/// and locks, which are kept under a hash that only the old key could make.
///
/// # Errors
/// The database's.
pub async fn rekey(tx: &mut Tx, services: &Services, old: Option<&Keys>) -> Result<Rekeyed> {
    store::forget_keyed(tx).await?;
    let mut by_account = HashMap::new();
    for open in store::open_resets(tx, services.now()).await? {
        mail::drop_waiting(tx, open.id.as_str()).await?;
        by_account.insert(open.account_id, open.sent_by);
    }
    let mut resets = 0;
    for (account, sent_by) in &by_account {
        let account = store::by_id(tx, account).await?;
        store::spend_open_resets(tx, &account.id, services.now()).await?;
        if resets::mail_link(tx, services, &account, sent_by.as_ref()).await? {
            let words = format!("Sent {} a new reset link: the portal’s key was changed", account.name);
            let (client, contact) = activity::store::place_of_account(tx, account.id.as_str()).await?;
            let (client, contact) = (client.as_deref(), contact.as_deref());
            let entry = Entry { what: What::ResetAsked, client, contact, thing: account.id.as_str(), words };
            activity::record(tx, services.now(), &Actor::portal(), entry).await?;
            resets += 1;
        }
    }
    let factors = match old {
        Some(old) => factors::store::seal_anew(tx, old, &services.keys).await?,
        None => {
            factors::store::forget_apps(tx).await?;
            0
        }
    };
    Ok(Rekeyed { resets, factors })
}
