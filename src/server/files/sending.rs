//! A file goes from the disk to a bucket: a small one at once, a large one in parts, of which few are in memory at a time.
//! Each part's SHA-256 is in the signature that it is sent with, so a store takes none that was changed on the way; the
//! whole is summed as it is read, and not put together unless it comes to what was received.

use super::bucket::Bucket;
use crate::server::keys::hex;
use bytes::Bytes;
use object_store::path::Path as Key;
use object_store::{Error, MultipartUpload, ObjectStore, ObjectStoreExt, Result};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use tokio::task::JoinSet;

/// Bytes of a part, as a rule. Stores want 5 MiB at least.
const PART: u64 = 8 * 1024 * 1024;
/// A store takes 10,000 parts of one file: the parts of a very large one are larger.
const MOST_PARTS: u64 = 9_000;
/// Parts of one file on their way at once.
const AT_ONCE: usize = 3;

/// Sends the file at `from`, which came to `size` bytes and `sha256`. It is in the bucket, whole, when this returns.
///
/// # Errors
/// The disk's, the bucket's, or that the file is no longer what it was. Nothing is in the bucket under this name then, as
/// far as it answers.
pub(super) async fn send(
    objects: &dyn ObjectStore,
    bucket: &Bucket,
    from: &Path,
    to: &Key,
    (size, sha256): (u64, &str),
) -> Result<()> {
    let source = Source::open(from, size).await?;
    if size <= PART {
        let _room = room(bucket).await?;
        let (piece, source) = source.next(PART).await?;
        source.must_be(sha256)?;
        bucket.patiently(objects.put(to, piece.into())).await?;
    } else {
        let mut upload = bucket.patiently(objects.put_multipart(to)).await?;
        let sent = in_parts(upload.as_mut(), bucket, source, size, sha256).await;
        if let Err(error) = sent {
            // A store that doesn't answer now keeps the parts: its own rule takes them away (SELF-HOSTING).
            let _ = bucket.patiently(upload.abort()).await;
            return Err(error);
        }
    }
    let there = bucket.patiently(objects.head(to)).await?.size;
    if there != size {
        let _ = bucket.patiently(objects.delete(to)).await;
        return Err(wrong(format!("the bucket keeps {there} bytes of {size}")));
    }
    Ok(())
}

async fn in_parts(
    upload: &mut dyn MultipartUpload,
    bucket: &Bucket,
    mut source: Source,
    size: u64,
    sha256: &str,
) -> Result<()> {
    let part = PART.max(size.div_ceil(MOST_PARTS));
    let mut sending: JoinSet<Result<()>> = JoinSet::new();
    while source.left > 0 {
        if sending.len() == AT_ONCE {
            ended(&mut sending).await?;
        }
        let room = room(bucket).await?;
        let (piece, rest) = source.next(part).await?;
        source = rest;
        let (sent, bucket) = (upload.put_part(piece.into()), bucket.clone());
        sending.spawn(async move {
            let sent = bucket.patiently(sent).await;
            drop(room);
            sent
        });
    }
    while !sending.is_empty() {
        ended(&mut sending).await?;
    }
    source.must_be(sha256)?;
    bucket.patiently(upload.complete()).await.map(|_| ())
}

async fn ended(sending: &mut JoinSet<Result<()>>) -> Result<()> {
    match sending.join_next().await {
        Some(sent) => sent?,
        None => Ok(()),
    }
}

async fn room(bucket: &Bucket) -> Result<tokio::sync::OwnedSemaphorePermit> {
    bucket.room.clone().acquire_owned().await.map_err(|error| Error::Generic { store: "S3", source: error.into() })
}

/// A file that is read part by part and summed on the way.
struct Source {
    file: File,
    hash: Sha256,
    left: u64,
}

impl Source {
    async fn open(path: &Path, size: u64) -> Result<Self> {
        let path = path.to_owned();
        let file = tokio::task::spawn_blocking(move || File::open(path)).await?.map_err(disk)?;
        Ok(Source { file, hash: Sha256::new(), left: size })
    }

    async fn next(mut self, most: u64) -> Result<(Bytes, Self)> {
        let read = tokio::task::spawn_blocking(move || {
            let size = self.left.min(most);
            let mut piece = vec![0; usize::try_from(size).map_err(std::io::Error::other)?];
            self.file.read_exact(&mut piece)?;
            self.hash.update(&piece);
            self.left -= size;
            Ok((Bytes::from(piece), self))
        });
        read.await?.map_err(disk)
    }

    fn must_be(self, sha256: &str) -> Result<()> {
        if hex(&self.hash.finalize()) == sha256 {
            return Ok(());
        }
        Err(wrong("it is another one than was received: its SHA-256 differs".to_owned()))
    }
}

fn disk(error: std::io::Error) -> Error {
    Error::Generic { store: "disk", source: error.into() }
}

fn wrong(words: String) -> Error {
    Error::Generic { store: "S3", source: words.into() }
}
