//! Stored files: received into `tmp/`, or piece by piece into `parts/`, kept by random name, in `blobs/ab/…` or in a bucket.
//! What is acknowledged is durable there: file and folder are fsynced, or the bucket has said so (ARCHITECTURE, Files).

mod bucket;
mod copying;
mod leftovers;
mod moving;
mod partial;
mod reading;
mod sending;
mod store;

pub use copying::{Discarding, HeldAll, copy_hashed, hash_of, sync_folder};
pub use partial::{Locked, Mark, Partial, boot};
pub use reading::Reading;

use super::config::{Config, Storage};
use super::keys::{hex, random_bytes};
use super::private;
use crate::kernel::{AppError, Result};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Place, Store, refused};
use tokio::fs::{DirEntry, File};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};

/// How many bytes at the beginning are kept in memory, to tell the type by content.
const HEAD: usize = 8192;
/// No plain form runs longer.
const LONGEST_FORM: Duration = Duration::from_secs(24 * 60 * 60);
/// No upload rests longer: its row goes before.
const LONGEST_REST: Duration = Duration::from_secs(8 * 24 * 60 * 60);
/// A kept file has its row within so long.
const YOUNG: Duration = Duration::from_secs(60 * 60);
/// Bytes gathered before each write.
const GATHER: usize = 512 * 1024;
/// Bytes read at a time for whoever takes a stored file away.
const PIECE: usize = 1024 * 1024;

/// The stored files, and the folder in which files arrive.
#[derive(Clone)]
pub struct Files {
    root: Arc<PathBuf>,
    store: Store,
    broken: Arc<Mutex<Option<ErrorKind>>>,
}

/// A file that has arrived whole and is not yet kept. Dropped, it is deleted, if it came in one go.
pub struct Received {
    path: PathBuf,
    comes: Comes,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// The first bytes, for telling the type.
    pub head: Vec<u8>,
}

/// How a received file has come, and who takes it away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comes {
    /// It goes with its request, unless it has a place among the stored ones.
    InOneGo,
    /// It goes when its upload does.
    InPieces,
}

impl Files {
    /// Opens the folders, and the store that the settings name. A bucket is not asked yet.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn open(config: &Config) -> Result<Self, String> {
        Self::at(config, config.storage).await
    }

    /// As [`Files::open`], with stored files at this place, whichever is in force.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn at(config: &Config, storage: Storage) -> Result<Self, String> {
        for folder in ["tmp", "parts", "blobs"] {
            let folder = config.data_dir.join(folder);
            private::folder(&folder).map_err(|e| format!("{} could not be made: {e}", folder.display()))?;
        }
        let store = match (storage, &config.bucket) {
            (Storage::Disk, _) => Store::on_disk(&config.data_dir.join("blobs"))?,
            (Storage::S3, Some(bucket)) => Store::in_bucket(bucket)?,
            (Storage::S3, None) => return Err("S3_BUCKET is missing: the settings name no bucket".to_owned()),
        };
        Ok(Files { root: Arc::new(config.data_dir.clone()), store, broken: Arc::default() })
    }

    /// Makes every following write fail with `kind` (tests break the disk with it); `None` mends it.
    pub fn break_with(&self, kind: Option<ErrorKind>) {
        if let Ok(mut broken) = self.broken.lock() {
            *broken = kind;
        }
    }

    /// Streams a file to `tmp/<upload>`, hashing on the way; at most `limit` bytes.
    ///
    /// # Errors
    /// `TooLarge` above the limit, the stream's own, `NoRoom` on a full disk. Nothing is left behind.
    pub async fn receive<S>(&self, upload: &str, mut stream: S, limit: u64) -> Result<Received>
    where
        S: Stream<Item = Result<Bytes>> + Unpin,
    {
        let path = self.root.join("tmp").join(upload);
        let mut received =
            Received { path: path.clone(), comes: Comes::InOneGo, size: 0, sha256: String::new(), head: Vec::new() };
        let mut file = BufWriter::with_capacity(GATHER, File::create(&path).await?);
        let mut hash = Sha256::new();
        while let Some(piece) = stream.next().await {
            let piece = piece?;
            received.size += piece.len() as u64;
            if received.size > limit {
                return Err(AppError::TooLarge(format!(
                    "The selected file must be smaller than {}",
                    crate::ui::file_size(limit)
                )));
            }
            if received.head.len() < HEAD {
                received.head.extend_from_slice(&piece[..piece.len().min(HEAD - received.head.len())]);
            }
            hash.update(&piece);
            self.check_disk()?;
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        file.into_inner().sync_all().await?;
        received.sha256 = hex(&hash.finalize());
        Ok(received)
    }

    /// Keeps a received file under a random name and gives that name. It is durable when this returns. What came in pieces
    /// stays where it came, too: who waits to go on with it still meets its lock, until the document stands, and where a
    /// bucket doesn't answer nothing is lost.
    pub async fn keep(&self, received: Received) -> Result<String> {
        self.check_disk()?;
        let name = hex(&random_bytes::<16>());
        match self.store.bucket() {
            Some((objects, bucket)) => {
                let key = self.store.key(&name).map_err(refused)?;
                let known = (received.size, received.sha256.as_str());
                sending::send(objects, bucket, &received.path, &key, known).await.map_err(refused)?;
            }
            None => self.put_in_place(&received.path, &name, received.comes == Comes::InPieces).await?,
        }
        Ok(name)
    }

    /// The bytes of the stored file `name` from `from` to before `to`. Only the documents feature calls this, with its
    /// proof of permission.
    pub async fn read(&self, name: &str, from: u64, to: u64) -> Result<Reading> {
        self.store.read(name, from, Some(to)).await.map_err(refused)
    }

    /// Size in bytes and SHA-256 of the stored file `name` as it is there now; none if it is not.
    pub async fn measure(&self, name: &str) -> Result<Option<(u64, String)>> {
        self.store.measure(name).await.map_err(refused)
    }

    /// Calls `see` with name and size of every stored file that was kept longer than an hour ago: a younger one may still
    /// wait for its row.
    pub async fn each(&self, mut see: impl FnMut(&str, u64)) -> Result<()> {
        let mut listed = pin!(self.store.list());
        while let Some(file) = listed.try_next().await.map_err(refused)? {
            if file.age > YOUNG {
                see(&file.name, file.size);
            }
        }
        Ok(())
    }

    /// Places a small file without making it durable: for measuring at scale only.
    pub async fn place(&self, name: &str, content: &[u8]) -> Result<()> {
        let path = self.blob_path(name)?;
        if let Some(folder) = path.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        Ok(tokio::fs::write(path, content).await?)
    }

    /// Deletes a kept file whose row was never written, or is gone. What can't be deleted now is found by `gk-nexus check`.
    pub async fn discard(&self, name: &str) {
        if let Err(error) = self.store.remove(name).await {
            tracing::warn!("a stored file that nobody names could not be deleted ({name}): {error}");
        }
    }

    /// How many files lie unfinished in `tmp/` and `parts/`, and how many are stored.
    pub async fn count(&self) -> Result<(usize, usize)> {
        let mut stored = 0;
        let mut listed = pin!(self.store.list());
        while listed.try_next().await.map_err(refused)?.is_some() {
            stored += 1;
        }
        let unfinished = count_in(&self.root.join("tmp")).await? + count_in(&self.root.join("parts")).await?;
        Ok((unfinished, stored))
    }

    /// Takes away what lies in `tmp/` for more than a day, and in `parts/` for more than eight: it was never acknowledged,
    /// and nothing takes so long. Another process may use the same folder, so what is younger stays, and what goes
    /// meanwhile is no fault.
    pub async fn sweep(&self) -> Result<()> {
        for (folder, longest) in [("tmp", LONGEST_FORM), ("parts", LONGEST_REST)] {
            let mut left = tokio::fs::read_dir(self.root.join(folder)).await?;
            while let Some(file) = left.next_entry().await? {
                match sweep_one(&file, longest).await {
                    Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Where a stored file lies on the disk, if stored files lie there.
    fn blob_path(&self, name: &str) -> Result<PathBuf> {
        right_name(name).then(|| self.root.join("blobs").join(&name[..2]).join(name)).ok_or(AppError::NotFound)
    }

    fn check_disk(&self) -> Result<()> {
        match self.broken.lock().ok().and_then(|broken| *broken) {
            Some(kind) => Err(std::io::Error::from(kind).into()),
            None => Ok(()),
        }
    }
}

impl Received {
    /// Opens it at its beginning, to look into it.
    ///
    /// # Errors
    /// The disk's.
    pub fn open(&self) -> Result<std::fs::File> {
        Ok(std::fs::File::open(&self.path)?)
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        if self.comes == Comes::InOneGo {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Names of stored files are random: 32 hexadecimal digits.
fn right_name(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Reads the first bytes, as many as there are.
async fn take_head(file: &mut File, head: &mut Vec<u8>) -> Result<()> {
    file.take(HEAD as u64).read_to_end(head).await?;
    Ok(())
}

async fn sweep_one(file: &DirEntry, longest: Duration) -> std::io::Result<()> {
    let age = file.metadata().await?.modified()?.elapsed().unwrap_or_default();
    if age > longest { tokio::fs::remove_file(file.path()).await } else { Ok(()) }
}

async fn count_in(folder: &Path) -> Result<usize> {
    let mut files = tokio::fs::read_dir(folder).await?;
    let mut count = 0;
    while files.next_entry().await?.is_some() {
        count += 1;
    }
    Ok(count)
}
