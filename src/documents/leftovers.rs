//! `gk-nexus check --repair`: takes away what power cuts and killed servers have left. Never a file that a row names, and
//! never a row of a document. No server runs meanwhile.

use super::check::number;
use super::store;
use super::uploads::pieces::RESTS_FOR;
use crate::kernel::{Instant, Result};
use crate::server::Services;
use std::collections::HashSet;

/// Rows read at a time.
const AT_A_TIME: i64 = 500;

/// What was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Stored files that no row names.
    pub strays: u64,
    /// Files that never were whole.
    pub unfinished: u64,
    /// Bytes of both.
    pub bytes: u64,
    /// Uploads that will not go on: announced, and not there.
    pub uploads: u64,
}

/// Takes them away.
///
/// # Errors
/// The database's and the disk's. What was not reached is found the next time.
pub async fn sweep(services: &Services) -> Result<Swept> {
    let uploads = forget(services, services.now()).await?;
    let goes_on: HashSet<String> = store::resting_ids(&mut services.db.read().await?).await?.into_iter().collect();
    let unfinished = services.files.remove_unfinished(|name| goes_on.contains(name)).await?;
    let named = named(services).await?;
    let strays = services.files.remove_strays(|name| named.contains(&number(name))).await?;
    let bytes = unfinished.bytes + strays.bytes;
    Ok(Swept { strays: strays.files, unfinished: unfinished.files, bytes, uploads })
}

/// Forgets uploads that rested too long, and those by a plain form: whoever received them runs no more.
async fn forget(services: &Services, now: Instant) -> Result<u64> {
    let mut tx = services.db.write().await?;
    let mut forgotten = store::forget_before(&mut tx, now, now).await?;
    loop {
        let resting = store::forget_resting(&mut tx, now - RESTS_FOR).await?.len();
        forgotten += resting as u64;
        if resting == 0 {
            break;
        }
    }
    tx.save().await?;
    Ok(forgotten)
}

async fn named(services: &Services) -> Result<HashSet<Option<u128>>> {
    let (mut named, mut after) = (HashSet::new(), String::new());
    loop {
        let rows = store::kept(&mut services.db.read().await?, &after, AT_A_TIME).await?;
        let Some(last) = rows.last() else { return Ok(named) };
        after = last.blob.clone();
        named.extend(rows.iter().map(|row| number(&row.blob)));
    }
}
