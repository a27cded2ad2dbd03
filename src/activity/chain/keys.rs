//! The keys that the log was linked under: the one in force, and those before it.

use super::{AT_A_TIME, Finding};
use crate::activity::store::chain as lines;
use crate::kernel::Result;
use crate::server::Tx;
use crate::server::db::anchor::Mark;
use crate::server::db::chain::{self, ChainKey};

/// Whether `key` is the one in force, whatever the database says of it: it has sealed the key before it, or made a link
/// since. Whoever owns the database can change what it says, and must not get the operator to throw the right key away.
///
/// # Errors
/// The database's.
pub async fn is_in_force(tx: &mut Tx, key: &ChainKey) -> Result<bool> {
    let mut last = Mark { seq: 0, hash: String::new() };
    if let Some(old) = chain::retired(tx).await?.into_iter().next() {
        last = Mark { seq: old.last_seq, hash: old.last_hash };
        if key.seal(&last, &old.key, old.retired_at) == old.seal {
            return Ok(true);
        }
    }
    loop {
        let links = lines::links(tx, last.seq, i64::MAX, AT_A_TIME).await?;
        if links.is_empty() {
            return Ok(false);
        }
        for link in links {
            let made = link.line.is_some_and(|line| key.link(link.seq, &last.hash, &line.content()) == link.hash);
            if made {
                return Ok(true);
            }
            last = Mark { seq: link.seq, hash: link.hash };
        }
    }
}

/// The keys that the log was linked under.
pub(super) struct Keys {
    current: ChainKey,
    /// Up to which line, and the key unless it was lost; the latest first.
    retired: Vec<(i64, Option<ChainKey>)>,
}

impl Keys {
    /// Reads them; each is believed because the one after it has sealed it, up to the one in force.
    pub(super) async fn open(tx: &mut Tx, current: ChainKey) -> Result<std::result::Result<Keys, Finding>> {
        let (mut by, mut keys) = (Some(current.clone()), Vec::new());
        for old in chain::retired(tx).await? {
            let last = Mark { seq: old.last_seq, hash: old.last_hash.clone() };
            let sealed = by.as_ref().is_none_or(|key| key.seal(&last, &old.key, old.retired_at) == old.seal);
            let stands = chain::hash_at(tx, old.last_seq).await?.is_none_or(|hash| hash == old.last_hash);
            let key = ChainKey::from_hex(&old.key);
            if !sealed || !stands || (key.is_none() && !old.key.is_empty()) {
                return Ok(Err(Finding::Keys { seq: old.last_seq }));
            }
            by = key.clone();
            keys.push((old.last_seq, key));
        }
        Ok(Ok(Keys { current, retired: keys }))
    }

    /// Up to which line no key is known.
    pub(super) fn lost(&self) -> i64 {
        self.retired.iter().find(|(_, key)| key.is_none()).map_or(0, |(last, _)| *last)
    }

    /// The key of line `seq`; none if it was lost.
    pub(super) fn at(&self, seq: i64) -> Option<&ChainKey> {
        let earlier = self.retired.iter().rev().find(|(last, _)| seq <= *last);
        earlier.map_or(Some(&self.current), |(_, key)| key.as_ref())
    }
}
