//! Stored files go into a backup and come back out of one. As long as one is taken, nothing that a row named is deleted.

use super::{Files, GATHER, Place};
use crate::kernel::Result;
use crate::server::faults::fault;
use crate::server::keys::hex;
use crate::server::private;
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use tokio::io::{AsyncWriteExt, BufWriter};

/// The lock's file in the data folder. A lock on a file is lifted when its program ends, however it does.
const LOCK: &str = "files.lock";

/// As long as this lives, no process deletes a file that a row named.
pub struct HeldAll(#[allow(dead_code, reason = "it holds the lock")] File);

/// As long as this lives, no backup begins.
pub struct Discarding(#[allow(dead_code, reason = "it holds the lock")] File);

impl Files {
    /// Waits until nobody deletes files; from then on nobody does.
    ///
    /// # Errors
    /// The disk's.
    pub async fn hold_all(&self) -> Result<HeldAll> {
        let path = self.root.join(LOCK);
        let held = tokio::task::spawn_blocking(move || {
            let file = open(&path)?;
            file.lock_shared().map(|()| file)
        });
        Ok(HeldAll(held.await.map_err(fault)??))
    }

    /// Leave to delete files together with the rows that name them; none while a backup is taken, which has those rows.
    ///
    /// # Errors
    /// The disk's.
    pub async fn may_discard(&self) -> Result<Option<Discarding>> {
        let path = self.root.join(LOCK);
        let leave = tokio::task::spawn_blocking(move || {
            let file = open(&path)?;
            match file.try_lock() {
                Ok(()) => Ok(Some(Discarding(file))),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(error),
            }
        });
        Ok(leave.await.map_err(fault)??)
    }

    /// Copies the stored file `name` to `to`, which must not be there. What it came to, bytes and SHA-256; none if there is
    /// no such file. The copy is durable, but for its folder.
    ///
    /// # Errors
    /// The disk's, or the bucket's.
    pub async fn copy_out(&self, name: &str, to: &Path) -> std::io::Result<Option<(u64, String)>> {
        if let Some(kind) = self.broken.lock().ok().and_then(|broken| *broken) {
            return Err(kind.into());
        }
        if matches!(self.store.place, Place::Bucket(_)) {
            return self.fetch(name, to).await;
        }
        let Ok(from) = self.blob_path(name) else { return Ok(None) };
        let to = to.to_owned();
        let copied = tokio::task::spawn_blocking(move || match File::open(from) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            opened => copy(opened?, Some(&to)).map(Some),
        });
        copied.await.map_err(std::io::Error::other)?
    }

    async fn fetch(&self, name: &str, to: &Path) -> std::io::Result<Option<(u64, String)>> {
        let mut bytes = match self.store.read(name, 0, None).await {
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            read => read.map_err(std::io::Error::other)?,
        };
        let mut to = BufWriter::with_capacity(GATHER, tokio::fs::File::from_std(make(to)?));
        let (mut hash, mut size) = (Sha256::new(), 0);
        while let Some(piece) = bytes.try_next().await? {
            hash.update(&piece);
            size += piece.len() as u64;
            to.write_all(&piece).await?;
        }
        to.flush().await?;
        to.into_inner().sync_all().await?;
        Ok(Some((size, hex(&hash.finalize()))))
    }

    pub(super) async fn make_durable(&self, folder: &Path) -> Result<()> {
        let folder = folder.to_owned();
        Ok(tokio::task::spawn_blocking(move || sync_folder(&folder)).await.map_err(fault)??)
    }
}

/// Copies a file to a place where there is none, for the server's own account alone. Gives bytes and SHA-256 of what was
/// read and written. The copy is durable, but for its folder.
///
/// # Errors
/// The disk's.
pub fn copy_hashed(from: &Path, to: &Path) -> std::io::Result<(u64, String)> {
    copy(File::open(from)?, Some(to))
}

/// Bytes and SHA-256 of a file.
///
/// # Errors
/// The disk's.
pub fn hash_of(file: &Path) -> std::io::Result<(u64, String)> {
    copy(File::open(file)?, None)
}

/// A file that was made or renamed is durable only when its folder is, too.
///
/// # Errors
/// The disk's.
pub fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

fn copy(mut from: File, to: Option<&Path>) -> std::io::Result<(u64, String)> {
    let mut to = to.map(make).transpose()?;
    let (mut hash, mut size, mut piece) = (Sha256::new(), 0, vec![0; GATHER]);
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            break;
        }
        size += read as u64;
        hash.update(&piece[..read]);
        if let Some(to) = &mut to {
            to.write_all(&piece[..read])?;
        }
    }
    if let Some(to) = to {
        to.sync_all()?;
    }
    Ok((size, hex(&hash.finalize())))
}

fn make(path: &Path) -> std::io::Result<File> {
    let mut make = OpenOptions::new();
    make.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut make, 0o600);
    make.open(path)
}

fn open(path: &Path) -> std::io::Result<File> {
    private::file(path)?;
    OpenOptions::new().read(true).write(true).open(path)
}
