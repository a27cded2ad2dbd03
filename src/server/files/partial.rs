//! Files that come in pieces: they grow under `parts/` over many requests, and over many lives of the server. A row keeps
//! how far a file is durable and where its hash stood there ([`Mark`]); whoever goes on with it begins at that mark.

use super::{Comes, Files, GATHER, HEAD, Received, take_head};
use crate::kernel::{AppError, Result};
use crate::server::keys::hex;
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest, Sha256};
use std::fs::TryLockError;
use std::io::SeekFrom;
use std::path::PathBuf;
use std::sync::LazyLock;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, BufWriter};

/// Bytes gathered before each write: so much a killed program takes with it.
const GATHERED: usize = 128 * 1024;

/// How far an unfinished file is durable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Bytes.
    pub size: u64,
    /// Where SHA-256 stood after them; empty at the beginning.
    pub hash: String,
    /// During which start of the machine that was; empty where that can't be told.
    pub boot: String,
}

/// An unfinished file that nobody else writes to as long as this lives; other programs neither.
pub struct Locked {
    file: File,
    path: PathBuf,
}

/// An unfinished file, open at its end.
pub struct Partial {
    file: BufWriter<File>,
    path: PathBuf,
    hash: Sha256,
    size: u64,
    durable: u64,
    disk: Files,
}

impl Files {
    /// Takes the unfinished file of this upload, or none while somebody else has it.
    pub async fn lock(&self, upload: &str) -> Result<Option<Locked>> {
        let path = self.part_path(upload)?;
        let open = path.clone();
        let locked = tokio::task::spawn_blocking(move || {
            let file = std::fs::File::options().create(true).truncate(false).read(true).write(true).open(open)?;
            match file.try_lock() {
                Ok(()) => Ok(Some(file)),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(error),
            }
        });
        let file = locked.await.map_err(crate::server::faults::fault)??;
        Ok(file.map(|file| Locked { file: File::from_std(file), path }))
    }

    /// Bytes that lie in the unfinished file of this upload, whoever writes to it.
    pub async fn part_size(&self, upload: &str) -> Result<u64> {
        Ok(tokio::fs::metadata(self.part_path(upload)?).await?.len())
    }

    /// Deletes the unfinished file of an upload that will not go on.
    pub async fn drop_part(&self, upload: &str) {
        if let Ok(path) = self.part_path(upload) {
            let _ = tokio::fs::remove_file(path).await;
        }
    }

    fn part_path(&self, upload: &str) -> Result<PathBuf> {
        super::right_name(upload).then(|| self.root.join("parts").join(upload)).ok_or(AppError::NotFound)
    }
}

impl Locked {
    /// Opens the file at `mark`. What lies behind it counts only where the machine has run on since: a program that is
    /// killed loses nothing that it has written, a power cut may. Of that at most `most` bytes in all are taken.
    /// Where less lies there than the mark says, the file begins anew.
    pub async fn at(mut self, mark: &Mark, most: u64, disk: &Files) -> Result<Partial> {
        let there = self.file.metadata().await?.len();
        let hash = restored(&mark.hash).filter(|_| mark.size <= there);
        let (mut hash, mut size) = hash.map_or((Sha256::new(), 0), |hash| (hash, mark.size));
        self.file.seek(SeekFrom::Start(size)).await?;
        if !mark.boot.is_empty() && mark.boot == *BOOT {
            let mut rest = (&mut self.file).take(there.min(most).saturating_sub(size));
            let mut piece = vec![0; GATHER];
            loop {
                let read = rest.read(&mut piece).await?;
                if read == 0 {
                    break;
                }
                hash.update(&piece[..read]);
                size += read as u64;
            }
        }
        if there != size {
            self.file.set_len(size).await?;
        }
        self.file.seek(SeekFrom::Start(size)).await?;
        let file = BufWriter::with_capacity(GATHERED, self.file);
        Ok(Partial { file, path: self.path, hash, size, durable: mark.size.min(size), disk: disk.clone() })
    }
}

impl Partial {
    /// Bytes that are in it.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Bytes since the last mark.
    pub fn unmarked(&self) -> u64 {
        self.size - self.durable
    }

    /// Adds bytes at its end.
    pub async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.disk.check_disk()?;
        self.hash.update(piece);
        self.file.write_all(piece).await?;
        self.size += piece.len() as u64;
        Ok(())
    }

    /// Makes durable what is in it, and says how far that is. What a disk refused to make durable may be gone, whatever is
    /// read of it (after a failed fsync Linux calls it clean): it is taken back.
    pub async fn mark(&mut self) -> Result<Mark> {
        if let Err(error) = self.sync().await {
            let _ = self.file.get_ref().set_len(self.durable).await;
            return Err(error);
        }
        self.durable = self.size;
        Ok(Mark { size: self.size, hash: STANDARD_NO_PAD.encode(self.hash.serialize()), boot: BOOT.clone() })
    }

    async fn sync(&mut self) -> Result<()> {
        self.disk.check_disk()?;
        self.file.flush().await?;
        Ok(self.file.get_ref().sync_data().await?)
    }

    /// Takes back what lies behind so many bytes.
    pub async fn cut(&mut self, to: u64) -> Result<()> {
        self.file.flush().await?;
        Ok(self.file.get_ref().set_len(to).await?)
    }

    /// It is whole: durable, with what is known of it. The file stays where it is, and locked, until the caller says what
    /// has become of it.
    pub async fn whole(mut self) -> Result<(Received, Locked)> {
        self.mark().await?;
        let mut file = self.file.into_inner();
        let mut head = Vec::with_capacity(HEAD);
        file.seek(SeekFrom::Start(0)).await?;
        take_head(&mut file, &mut head).await?;
        let (path, sha256) = (self.path.clone(), hex(&self.hash.finalize()));
        let received = Received { path, comes: Comes::InPieces, size: self.size, sha256, head };
        Ok((received, Locked { file, path: self.path }))
    }
}

fn restored(hash: &str) -> Option<Sha256> {
    if hash.is_empty() {
        return Some(Sha256::new());
    }
    let bytes = STANDARD_NO_PAD.decode(hash).ok()?;
    Sha256::deserialize(&SerializedState::<Sha256>::try_from(bytes.as_slice()).ok()?).ok()
}

/// Names this start of the machine; empty where that can't be told. What a program wrote before it was killed is there as
/// long as the machine runs on.
pub fn boot() -> &'static str {
    &BOOT
}

static BOOT: LazyLock<String> = LazyLock::new(|| {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id");
    id.map(|id| id.trim().to_owned()).unwrap_or_default()
});
