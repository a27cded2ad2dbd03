//! The log's anchor: number and hash of the last line, in a small file outside the database. Whoever owns the database can
//! cut off the log's end, or empty it, and what is left is still a chain; the anchor tells.
//!
//! It is written after each commit, so it never is ahead of the database; after a power cut it may be a minute behind. It
//! only ever moves on along the chain that it has seen: a log that was cut off and grew again is another one.

use super::{Db, chain};
use crate::kernel::Result;
use crate::server::faults::fault;
use crate::server::keys::hex;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Mutex;

/// Bytes of one record: number, hash, a sum to know a torn one by, line break.
const RECORD: usize = 20 + 1 + 64 + 1 + 8 + 1;

/// A point of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Number of the line.
    pub seq: i64,
    /// Its link's hash; empty before the first line.
    pub hash: String,
}

/// The file. Several processes may write it; each takes its turn by a lock on it.
pub struct Anchor {
    file: PathBuf,
    turn: Mutex<()>,
    stuck: AtomicBool,
}

impl Anchor {
    /// The file's name in the data folder.
    pub const NAME: &str = "activity.anchor";

    /// In the data folder `folder`.
    pub fn new(folder: &Path) -> Self {
        Anchor { file: folder.join(Self::NAME), turn: Mutex::default(), stuck: AtomicBool::new(false) }
    }

    /// Where the log stood last; none if there is no file, or nothing readable in it.
    ///
    /// # Errors
    /// The disk's.
    pub async fn read(&self) -> Result<Option<Mark>> {
        let path = self.file.clone();
        blocking(move || match File::open(&path) {
            Ok(mut file) => Ok(newest(&mut file)?.map(|(mark, _)| mark)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    /// Sets it, whatever it said: for the first start, and after a change of keys.
    ///
    /// # Errors
    /// The disk's.
    pub async fn set(&self, mark: &Mark) -> Result<()> {
        let (path, mark) = (self.file.clone(), mark.clone());
        blocking(move || {
            let mut file = open(&path)?;
            file.set_len(0)?;
            put(&mut file, &mark, 0)?;
            file.sync_all()
        })
        .await
    }

    /// A transaction has taken the log from `before` to `after` and is committed. What goes wrong here is logged and no
    /// more: the line is written, and an anchor that is behind still tells the truth.
    pub async fn advance(&self, db: &Db, before: &Mark, after: &Mark) {
        match self.try_advance(db, before, after).await {
            Ok(true) => {}
            Ok(false) if self.stuck.swap(true, Ordering::SeqCst) => {}
            Ok(false) => {
                tracing::error!("lines of the activity log were taken away or replaced: run `gk-nexus check`");
            }
            Err(error) => tracing::error!("the anchor of the activity log could not be written: {error}"),
        }
    }

    /// Makes it durable.
    pub async fn sync(&self) {
        let path = self.file.clone();
        let synced = blocking(move || match File::open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            opened => opened?.sync_all(),
        });
        if let Err(error) = synced.await {
            tracing::error!("the anchor of the activity log could not be synced: {error}");
        }
    }

    /// False when the log in the database is not the one that the anchor has seen: then it stays where it is.
    async fn try_advance(&self, db: &Db, before: &Mark, after: &Mark) -> Result<bool> {
        let _turn = self.turn.lock().await;
        let path = self.file.clone();
        let (mut file, standing) = blocking(move || {
            let mut file = open(&path)?;
            let standing = newest(&mut file)?;
            Ok((file, standing))
        })
        .await?;
        let slot = match standing {
            None => 0,
            // Somebody else was quicker, and has looked.
            Some((mark, _)) if mark.seq >= after.seq => return Ok(true),
            Some((mark, slot)) => {
                let known = if mark.seq == before.seq {
                    Some(before.hash.clone())
                } else {
                    chain::stored_hash(db, mark.seq).await?
                };
                if known.as_deref() != Some(mark.hash.as_str()) {
                    return Ok(false);
                }
                1 - slot
            }
        };
        let mark = after.clone();
        blocking(move || put(&mut file, &mark, slot)).await?;
        Ok(true)
    }
}

/// Opens the file, making it if need be, and holds it for this process until it is closed.
fn open(path: &Path) -> std::io::Result<File> {
    crate::server::private::file(path)?;
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    file.lock()?;
    Ok(file)
}

/// The newer of the two records, and which it is. They are written in turn, so that a torn one leaves the other.
fn newest(file: &mut File) -> std::io::Result<Option<(Mark, u64)>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(2 * RECORD as u64).read_to_end(&mut bytes)?;
    let records = bytes.chunks(RECORD).zip(0_u64..).filter_map(|(record, slot)| Some((parse(record)?, slot)));
    Ok(records.max_by_key(|(mark, _)| mark.seq))
}

fn put(file: &mut File, mark: &Mark, slot: u64) -> std::io::Result<()> {
    file.seek(SeekFrom::Start(slot * RECORD as u64))?;
    file.write_all(record(mark).as_bytes())
}

fn record(mark: &Mark) -> String {
    let text = format!("{:020} {:64}", mark.seq, mark.hash);
    format!("{text} {}\n", sum(&text))
}

fn parse(record: &[u8]) -> Option<Mark> {
    let (text, rest) = std::str::from_utf8(record).ok()?.split_at_checked(85)?;
    let (seq, hash) = text.split_once(' ')?;
    (rest == format!(" {}\n", sum(text))).then_some(())?;
    Some(Mark { seq: seq.parse().ok()?, hash: hash.trim_end().to_owned() })
}

fn sum(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..4])
}

/// What waits for the disk runs beside the requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(fault)??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_record_leaves_the_one_before() {
        let marks = [1, 2].map(|seq| Mark { seq, hash: "ab".repeat(32) });
        let bytes = marks.each_ref().map(record).concat();
        assert_eq!(bytes.len(), 2 * RECORD);
        let read = |bytes: &[u8]| bytes.chunks(RECORD).filter_map(parse).max_by_key(|mark| mark.seq);
        assert_eq!(read(bytes.as_bytes()), Some(marks[1].clone()));
        for cut in RECORD..2 * RECORD {
            assert_eq!(read(&bytes.as_bytes()[..cut]), Some(marks[0].clone()), "{cut}");
        }
        let torn = bytes.replacen('2', "3", 1);
        assert_eq!(read(torn.as_bytes()), Some(marks[0].clone()));
        let empty = Mark { seq: 0, hash: String::new() };
        assert_eq!(parse(record(&empty).as_bytes()), Some(empty));
    }
}
