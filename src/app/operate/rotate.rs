//! `gk-nexus rotate-keys`: another secret key (docs/decisions/0020). All that is derived from it or encrypted under it is
//! made anew in one transaction; the log's chain goes on, and its earlier lines stay verifiable.

use crate::accounts::rekeying::{self, Rekeyed};
use crate::activity::chain::is_in_force;
use crate::activity::{Actor, Entry, What, record};
use crate::app::open::open;
use crate::app::serve::say;
use crate::kernel::Result;
use crate::portal_access::renewing;
use crate::server::db::chain::{self, ChainKey, Log, Retired};
use crate::server::running::Running;
use crate::server::{Config, Keys, Services};
use crate::team;

/// Makes another key and puts it in force. With `lost`, the one before is not there any more.
///
/// # Errors
/// One sentence for the operator. Whatever it is, either the old key or the new one is in force, for all of it.
pub async fn rotate_keys(config: Config, lost: bool) -> Result<(), String> {
    let _alone = Running::alone(&config.data_dir)?;
    let services = if lost { without_key(config).await? } else { open(config).await? };
    let done = rotate(&services, lost).await;
    services.db.close().await;
    say(&done?);
    Ok(())
}

/// As [`rotate_keys`], for services that are open; gives what is to be said. They have the old key and are of no use
/// afterwards.
///
/// # Errors
/// One sentence for the operator.
pub async fn rotate(services: &Services, lost: bool) -> Result<String, String> {
    let file = &services.config.secret_key_file;
    let new = Keys::make_next(file)?;
    let said = change(services, new, lost).await.map_err(|error| error.to_string())?;
    Keys::put_in_force(file)?;
    Ok(said)
}

/// The services under a key that the database doesn't know.
///
/// # Errors
/// One sentence for the operator: it does know it.
pub async fn without_key(config: Config) -> Result<Services, String> {
    let services = Services::open(config).await?;
    let fits = fits(&services).await.map_err(|error| error.to_string())?;
    if fits {
        return Err(format!(
            "the key in {} is the right one; leave out --lost",
            services.config.secret_key_file.display()
        ));
    }
    Ok(services)
}

/// Whether the key is the database's, also where somebody has changed what it says of its key.
async fn fits(services: &Services) -> Result<bool> {
    let mut tx = services.db.read().await?;
    let Some(head) = chain::head(&mut tx).await? else { return Ok(true) };
    let key = ChainKey::of(&services.keys);
    Ok(head.key_check.is_empty() || head.key_check == key.check() || is_in_force(&mut tx, &key).await?)
}

async fn change(services: &Services, new: Keys, lost: bool) -> Result<String> {
    let old = services.keys.clone();
    let log = Log::new(&new, &services.config.data_dir);
    let key = log.key().clone();
    let services = Services { db: services.db.clone().linked_by(log), keys: new, ..services.clone() };
    let mut tx = services.db.write().await?;
    let head = chain::hold(&mut tx).await?;
    let retired_key = if lost { String::new() } else { ChainKey::of(&old).as_hex() };
    let retired_at = services.now();
    let seal = key.seal(&head.mark(), &retired_key, retired_at);
    let retired = Retired { last_seq: head.seq, last_hash: head.hash, key: retired_key, retired_at, seal };
    chain::retire(&mut tx, &retired).await?;
    chain::set_key(&mut tx, &key.check()).await?;
    let words = match lost {
        false => format!("Changed the secret key. The log up to line {} stays verifiable", head.seq),
        true => format!(
            "The secret key was lost and another is in force. The log up to line {} can’t be verified",
            head.seq
        ),
    };
    let entry = Entry { what: What::KeysChanged, client: None, contact: None, thing: "", words: words.clone() };
    record(&mut tx, services.now(), &Actor::portal(), entry).await?;
    let clients = renewing::renew_links(&mut tx, &services).await?;
    let invitations = clients + team::invitations::renew_links(&mut tx, &services).await?;
    let accounts = rekeying::rekey(&mut tx, &services, (!lost).then_some(&old)).await?;
    tx.save().await?;
    Ok(told(&words, invitations, accounts))
}

fn told(words: &str, invitations: usize, accounts: Rekeyed) -> String {
    format!(
        "{words}.\nOpen invitations with a new link, mailed when the portal runs: {invitations}. Reset links: {}. \
        Authenticator apps kept: {}.\nEverybody signs in anew; locks after wrong passwords have ended. \
        Start the portal, and back the new key up.",
        accounts.resets, accounts.factors
    )
}
