//! Telling staff what the virus check has found: one mail for a burst of finds at one client, to its lead of what they see;
//! owners and managers hear of the rest. Clients hear of what was sent back to them as of any decision (`reviews::news`).

use crate::accounts;
use crate::accounts::store::Account;
use crate::clients::{self, ClientId};
use crate::documents::store;
use crate::kernel::{Instant, Result, Span};
use crate::mail::{self, BlockedFile, FilesBlocked, Letter};
use crate::server::{Services, Tx};

/// A burst is over when nothing more was found for so long …
const QUIET: Span = Span::minutes(2);
/// … or when it has lasted so long.
const LONGEST: Span = Span::minutes(20);

/// Writes the mails that are due. Called by the worker; of two servers only one tells.
pub async fn tell(services: &Services) -> Result<()> {
    let now = services.now();
    let mut tx = services.db.read().await?;
    let due = store::finds_due(&mut tx, now - QUIET, now - LONGEST).await?;
    drop(tx);
    for client in &due {
        // What can't be told of one must not keep the others waiting.
        if let Err(error) = tell_of(services, client, now).await {
            tracing::warn!("what the virus check found could not be told: {error}");
        }
    }
    if !due.is_empty() {
        services.bell.ring();
    }
    Ok(())
}

async fn tell_of(services: &Services, client: &ClientId, now: Instant) -> Result<()> {
    let mut tx = services.db.write().await?;
    let finds = store::take_finds(&mut tx, client, now).await?;
    if finds == 0 {
        return Ok(()); // Another server was first.
    }
    let lead = clients::store::lead_of(&mut tx, client).await?;
    let staff = accounts::store::active_staff(&mut tx).await?;
    let (leads, others): (Vec<Account>, Vec<Account>) = staff
        .into_iter()
        .filter(|one| Some(&one.id) == lead.as_ref() || one.looks_after_the_firm())
        .partition(|one| Some(&one.id) == lead.as_ref());
    let mut told = 0;
    for reader in leads {
        told += write(&mut tx, services, client, reader, now).await?;
    }
    if told < finds {
        for reader in others {
            write(&mut tx, services, client, reader, now).await?;
        }
    }
    tx.save().await
}

/// Writes to one colleague of what they see; of how many files.
async fn write(tx: &mut Tx, services: &Services, client: &ClientId, reader: Account, now: Instant) -> Result<u64> {
    let finds = store::finds(tx, &reader.wall(), client, now).await?;
    let Some(first) = finds.first() else { return Ok(0) };
    let (told, client_name) = (finds.len() as u64, first.client_name.clone());
    let file = |one: store::Untold| BlockedFile { name: one.name, who: one.supplied_by_name, found: one.scan_found };
    let letter = FilesBlocked {
        name: reader.name,
        client_id: client.to_string(),
        client: client_name,
        files: finds.into_iter().map(file).collect(),
    };
    mail::post(tx, services, &reader.email, &format!("blocked: {client}"), Letter::FilesBlocked(letter)).await?;
    Ok(told)
}
