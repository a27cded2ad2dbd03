//! Stored files: received into `tmp/`, kept under `blobs/ab/…` by random name. What is acknowledged has been
//! fsynced, file and folder (ARCHITECTURE, Files).

use super::keys::{hex, random_bytes};
use super::private;
use crate::kernel::{AppError, Result};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::fs::{DirEntry, File};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, BufWriter};

/// How many bytes at the beginning are kept in memory, to tell the type by content.
const HEAD: usize = 8192;
/// No upload runs longer.
const LONGEST_UPLOAD: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
/// A kept file has its row within so long.
const YOUNG: std::time::Duration = std::time::Duration::from_secs(60 * 60);
/// Bytes gathered before each write.
const GATHER: usize = 512 * 1024;

/// The folder of stored files.
#[derive(Clone)]
pub struct Files {
    root: Arc<PathBuf>,
    broken: Arc<Mutex<Option<ErrorKind>>>,
}

/// A file that has arrived whole in `tmp/` and is not yet kept. Dropped, it is deleted.
pub struct Received {
    path: PathBuf,
    kept: bool,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// The first bytes, for telling the type.
    pub head: Vec<u8>,
}

impl Files {
    /// Opens (and makes) the folders under `data_dir`.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub async fn open(data_dir: &Path) -> Result<Self, String> {
        for folder in ["tmp", "blobs"] {
            let folder = data_dir.join(folder);
            private::folder(&folder).map_err(|e| format!("{} could not be made: {e}", folder.display()))?;
        }
        Ok(Files { root: Arc::new(data_dir.to_owned()), broken: Arc::default() })
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
            Received { path: path.clone(), kept: false, size: 0, sha256: String::new(), head: Vec::new() };
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

    /// Keeps a received file under a random name and gives that name. It is durable when this returns.
    pub async fn keep(&self, mut received: Received) -> Result<String> {
        self.check_disk()?;
        let name = hex(&random_bytes::<16>());
        let target = self.blob_path(&name)?;
        if let Some(folder) = target.parent() {
            if !tokio::fs::try_exists(folder).await? {
                tokio::fs::create_dir_all(folder).await?;
                sync_folder(&self.root.join("blobs")).await?;
            }
            tokio::fs::rename(&received.path, &target).await?;
            received.kept = true;
            sync_folder(folder).await?;
        }
        Ok(name)
    }

    /// Opens the stored file `name` at byte `from`. Only the documents feature calls this, with its proof of permission.
    pub async fn open_blob(&self, name: &str, from: u64) -> Result<File> {
        let mut file = File::open(self.blob_path(name)?).await?;
        if from > 0 {
            file.seek(std::io::SeekFrom::Start(from)).await?;
        }
        Ok(file)
    }

    /// Size in bytes and SHA-256 of the stored file `name` as it is on the disk; none if it is not there.
    pub async fn measure(&self, name: &str) -> Result<Option<(u64, String)>> {
        let mut file = match File::open(self.blob_path(name)?).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let (mut hash, mut size, mut piece) = (Sha256::new(), 0, vec![0; GATHER]);
        loop {
            let read = file.read(&mut piece).await?;
            if read == 0 {
                return Ok(Some((size, hex(&hash.finalize()))));
            }
            size += read as u64;
            hash.update(&piece[..read]);
        }
    }

    /// Calls `see` with name and size of every stored file that was kept longer than an hour ago: a younger one may still
    /// wait for its row.
    pub async fn each(&self, mut see: impl FnMut(&str, u64)) -> Result<()> {
        let mut folders = tokio::fs::read_dir(self.root.join("blobs")).await?;
        while let Some(folder) = folders.next_entry().await? {
            let mut files = tokio::fs::read_dir(folder.path()).await?;
            while let Some(file) = files.next_entry().await? {
                let about = file.metadata().await?;
                if about.modified()?.elapsed().unwrap_or_default() > YOUNG {
                    see(&file.file_name().to_string_lossy(), about.len());
                }
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

    /// Deletes a kept file whose row was never written.
    pub async fn discard(&self, name: &str) {
        if let Ok(path) = self.blob_path(name) {
            let _ = tokio::fs::remove_file(path).await;
        }
    }

    /// How many files lie in `tmp/` and under `blobs/`.
    pub async fn count(&self) -> Result<(usize, usize)> {
        let mut blobs = 0;
        let mut folders = tokio::fs::read_dir(self.root.join("blobs")).await?;
        while let Some(folder) = folders.next_entry().await? {
            blobs += count_in(&folder.path()).await?;
        }
        Ok((count_in(&self.root.join("tmp")).await?, blobs))
    }

    /// Takes away what lies in `tmp/` for more than a day: it was never acknowledged, and no upload runs so long.
    /// Another process may use the same folder, so what is younger stays, and what goes meanwhile is no fault.
    pub async fn sweep(&self) -> Result<()> {
        let mut left = tokio::fs::read_dir(self.root.join("tmp")).await?;
        while let Some(file) = left.next_entry().await? {
            match sweep_one(&file).await {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    fn blob_path(&self, name: &str) -> Result<PathBuf> {
        let right = name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit());
        if !right {
            return Err(AppError::NotFound);
        }
        Ok(self.root.join("blobs").join(&name[..2]).join(name))
    }

    fn check_disk(&self) -> Result<()> {
        match self.broken.lock().ok().and_then(|broken| *broken) {
            Some(kind) => Err(std::io::Error::from(kind).into()),
            None => Ok(()),
        }
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

async fn sweep_one(file: &DirEntry) -> std::io::Result<()> {
    let age = file.metadata().await?.modified()?.elapsed().unwrap_or_default();
    if age > LONGEST_UPLOAD { tokio::fs::remove_file(file.path()).await } else { Ok(()) }
}

async fn count_in(folder: &Path) -> Result<usize> {
    let mut files = tokio::fs::read_dir(folder).await?;
    let mut count = 0;
    while files.next_entry().await?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// A renamed file is durable only when its folder is, too.
async fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).await?.sync_all().await?;
    Ok(())
}
