//! The chain over the log (docs/decisions/0020): each line is linked to the one before it by an HMAC under a key that is
//! derived from the server's secret. Whoever owns the database can change a line, but can't make its link.
//!
//! A transaction writes its lines as it goes and links them last, in [`super::Tx::save`]: the chain's head is held for
//! three short statements and the commit, whatever else the transaction did.

use super::anchor::{Anchor, Mark};
use super::{Db, Tx};
use crate::kernel::{Instant, Result};
use crate::server::faults::fault;
use crate::server::keys::{Keys, hex};
use crate::{sql, sql_change, sql_insert};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// From so many lines on they are linked by one statement; so many at most.
const MANY: usize = 8;
const AT_ONCE: usize = 2_000;

/// What links the lines of the log.
pub struct Log {
    key: ChainKey,
    /// Where the log stood last, outside the database.
    pub anchor: Anchor,
    /// Whether it is being verified, and how far that has come.
    pub verifying: Verifying,
    /// Whether the log was seen to be chained: from then on it never is not.
    begun: AtomicBool,
}

/// A line that was written and has no link yet.
pub(super) struct Unlinked {
    pub id: String,
    pub content: [u8; 32],
}

/// The last link. `key_check` is empty until the log is chained.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    /// Its number, from 1; 0 without a line.
    pub seq: i64,
    /// Its hash, hexadecimal.
    pub hash: String,
    /// Which key is in force.
    pub key_check: String,
}

impl Head {
    /// As the anchor keeps it.
    pub fn mark(&self) -> Mark {
        Mark { seq: self.seq, hash: self.hash.clone() }
    }
}

/// The key of the chain, derived from the server's secret; the secret can't be found from it.
#[derive(Clone)]
pub struct ChainKey([u8; 32]);

impl ChainKey {
    /// Of the secret in force.
    pub fn of(keys: &Keys) -> Self {
        ChainKey(keys.derived("activity chain"))
    }

    /// As [`Self::as_hex`] wrote it.
    pub fn from_hex(text: &str) -> Option<Self> {
        let pairs = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        let bytes: Vec<u8> = pairs.collect::<Option<_>>()?;
        bytes.try_into().ok().map(ChainKey)
    }

    /// For the table of keys that are in force no more.
    pub fn as_hex(&self) -> String {
        hex(&self.0)
    }

    /// The hash of link `seq`, after the link with the hash `before`, of a line that says `content`.
    pub fn link(&self, seq: i64, before: &str, content: &[u8; 32]) -> String {
        self.mac(&[b"link", &seq.to_be_bytes(), before.as_bytes(), content])
    }

    /// By what a database knows its key.
    pub fn check(&self) -> String {
        self.mac(&[b"check"])
    }

    /// What binds the key before this one to the lines that were linked under it.
    pub fn seal(&self, last: &Mark, key: &str, retired_at: Instant) -> String {
        let numbers = [last.seq.to_be_bytes(), retired_at.0.to_be_bytes()];
        self.mac(&[b"seal", &numbers[0], &numbers[1], last.hash.as_bytes(), key.as_bytes()])
    }

    fn mac(&self, parts: &[&[u8]]) -> String {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        hex(&mac.finalize().into_bytes())
    }
}

impl Log {
    /// Of the secret in force, with its anchor in `folder`.
    pub fn new(keys: &Keys, folder: &Path) -> Self {
        Log {
            key: ChainKey::of(keys),
            anchor: Anchor::new(folder),
            verifying: Verifying::default(),
            begun: AtomicBool::new(false),
        }
    }

    /// The key of the secret in force.
    pub fn key(&self) -> &ChainKey {
        &self.key
    }

    /// The log is chained under this key.
    pub fn begin(&self) {
        self.begun.store(true, Ordering::SeqCst);
    }

    /// Links the lines of a transaction: the head before and after. None while the log is not chained.
    pub(super) async fn link(&self, tx: &mut Tx, lines: Vec<Unlinked>) -> Result<Option<(Mark, Mark)>> {
        let head = hold(tx).await?;
        if head.key_check.is_empty() && !self.begun.load(Ordering::SeqCst) {
            return Ok(None);
        }
        if head.key_check != self.key.check() {
            return Err(fault("the secret key was changed while this process ran: start it again"));
        }
        let after = self.extend(tx, &head, &lines).await?;
        Ok(Some((head.mark(), after)))
    }

    /// Chains lines that were written before there was a chain: id, and the hash of what each says, in their order.
    /// Only while the head is held and not begun.
    ///
    /// # Errors
    /// The database's.
    pub async fn adopt(&self, tx: &mut Tx, head: &Head, lines: Vec<(String, [u8; 32])>) -> Result<Head> {
        let lines: Vec<Unlinked> = lines.into_iter().map(|(id, content)| Unlinked { id, content }).collect();
        let Mark { seq, hash } = self.extend(tx, head, &lines).await?;
        Ok(Head { seq, hash, ..head.clone() })
    }

    async fn extend(&self, tx: &mut Tx, head: &Head, lines: &[Unlinked]) -> Result<Mark> {
        let mut last = head.mark();
        let mut links = Vec::with_capacity(lines.len());
        for line in lines {
            let seq = last.seq + 1;
            last = Mark { seq, hash: self.key.link(seq, &last.hash, &line.content) };
            links.push((seq, line.id.as_str(), last.hash.clone()));
        }
        if links.len() < MANY {
            for (seq, id, hash) in &links {
                sql_change!(
                    tx,
                    "INSERT INTO activity_chain (seq, activity_id, hash) VALUES ($1, $2, $3)",
                    seq,
                    id,
                    hash
                )?;
            }
        } else {
            for links in links.chunks(AT_ONCE) {
                sql_insert!(
                    tx,
                    "INSERT INTO activity_chain (seq, activity_id, hash) ",
                    links.iter(),
                    |link, cells| {
                        cells.push_bind(link.0).push_bind(link.1).push_bind(&link.2);
                    }
                )?;
            }
        }
        sql_change!(tx, "UPDATE activity_head SET seq = $1, hash = $2 WHERE id = 1", last.seq, &last.hash)?;
        Ok(last)
    }
}

/// The head, held until the transaction ends.
///
/// # Errors
/// The database's; a fault if somebody has taken the head's row away.
pub async fn hold(tx: &mut Tx) -> Result<Head> {
    const HEAD: &str = "SELECT seq, hash, key_check FROM activity_head WHERE id = 1";
    const HELD: &str = "SELECT seq, hash, key_check FROM activity_head WHERE id = 1 FOR UPDATE";
    // SQLite has one writer, who holds everything already.
    let text = if tx.is_postgres() { HELD } else { HEAD };
    let head = sql!(tx, |c| sqlx::query_as::<_, Head>(text).fetch_optional(c))?;
    head.ok_or_else(|| fault("the head of the log is gone from the database: run `gk-nexus check`"))
}

/// The head as it is now, if its row is there.
///
/// # Errors
/// The database's.
pub async fn head(tx: &mut Tx) -> Result<Option<Head>> {
    const HEAD: &str = "SELECT seq, hash, key_check FROM activity_head WHERE id = 1";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Head>(HEAD).fetch_optional(c))?)
}

/// The hash of link `seq`.
///
/// # Errors
/// The database's.
pub async fn hash_at(tx: &mut Tx, seq: i64) -> Result<Option<String>> {
    const HASH: &str = "SELECT hash FROM activity_chain WHERE seq = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(HASH).bind(seq).fetch_optional(c))?)
}

/// From now on the log is chained, under the key that `check` tells.
///
/// # Errors
/// The database's.
pub async fn set_key(tx: &mut Tx, check: &str) -> Result<()> {
    sql_change!(tx, "UPDATE activity_head SET key_check = $1 WHERE id = 1", check)?;
    Ok(())
}

/// A key that was in force up to a line.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Retired {
    /// The last line under it.
    pub last_seq: i64,
    /// That line's hash.
    pub last_hash: String,
    /// The key, hexadecimal; empty when it was lost.
    pub key: String,
    /// When.
    pub retired_at: Instant,
    /// Made with the key that followed.
    pub seal: String,
}

/// Keeps a key that is in force no more. It verifies the lines that are there, and can't make one: the key that followed
/// has sealed them.
///
/// # Errors
/// The database's.
pub async fn retire(tx: &mut Tx, old: &Retired) -> Result<()> {
    const ADD: &str =
        "INSERT INTO activity_keys (last_seq, last_hash, key, retired_at, seal) VALUES ($1, $2, $3, $4, $5)";
    sql_change!(tx, ADD, old.last_seq, &old.last_hash, &old.key, old.retired_at, &old.seal)?;
    Ok(())
}

/// Keys that were in force before, the latest first.
///
/// # Errors
/// The database's.
pub async fn retired(tx: &mut Tx) -> Result<Vec<Retired>> {
    const KEYS: &str = "SELECT last_seq, last_hash, key, retired_at, seal FROM activity_keys ORDER BY last_seq DESC";
    Ok(sql!(tx, |c| sqlx::query_as::<_, Retired>(KEYS).fetch_all(c))?)
}

/// As [`hash_at`], in a transaction of its own.
pub(super) async fn stored_hash(db: &Db, seq: i64) -> Result<Option<String>> {
    hash_at(&mut db.read().await?, seq).await
}

/// Whether somebody verifies the log at this moment in this process, and how many lines are done.
#[derive(Default)]
pub struct Verifying {
    runs: AtomicBool,
    done: AtomicI64,
}

impl Verifying {
    /// Whether the caller is the one who verifies now.
    pub fn begin(&self) -> bool {
        let first = !self.runs.swap(true, Ordering::SeqCst);
        if first {
            self.done.store(0, Ordering::SeqCst);
        }
        first
    }

    /// So many lines are done.
    pub fn set(&self, done: i64) {
        self.done.store(done, Ordering::SeqCst);
    }

    /// It is over.
    pub fn end(&self) {
        self.runs.store(false, Ordering::SeqCst);
    }

    /// How many lines are done, if it runs.
    pub fn now(&self) -> Option<i64> {
        self.runs.load(Ordering::SeqCst).then(|| self.done.load(Ordering::SeqCst))
    }
}
