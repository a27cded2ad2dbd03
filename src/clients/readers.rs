//! Who of the firm hears of what happens at a client. Never somebody who has left, or before whom a wall stands.

use super::model::ClientId;
use super::store;
use crate::accounts::store::{Account, active_staff};
use crate::accounts::{AccountId, Act};
use crate::kernel::Result;
use crate::server::Tx;

/// Whoever it is about (`first`), else who leads the client, else owners and managers: those who may see it.
pub async fn who_hears(tx: &mut Tx, client: &ClientId, first: &AccountId) -> Result<Vec<Account>> {
    let lead = store::lead_of(tx, client).await?;
    let mut seeing = Vec::new();
    for one in active_staff(tx).await? {
        if one.may(Act::SeeClients)? && store::reaches(tx, &one.wall(), client).await? {
            seeing.push(one);
        }
    }
    for id in [Some(first), lead.as_ref()].into_iter().flatten() {
        if let Some(place) = seeing.iter().position(|one| one.id == *id) {
            return Ok(vec![seeing.swap_remove(place)]);
        }
    }
    seeing.retain(Account::looks_after_the_firm);
    Ok(seeing)
}
