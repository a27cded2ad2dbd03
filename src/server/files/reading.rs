//! The bytes of a stored file on their way out, a few pieces at a time, however slowly they are taken.

use super::PIECE;
use super::bucket::Bucket;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, GetResult, GetResultPayload, ObjectStore};
use std::io::{Error, ErrorKind, Result, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;
use tokio_util::io::ReaderStream;

/// The bytes of a stored file, or of a part of it.
pub type Reading = BoxStream<'static, Result<Bytes>>;

/// So often in a row a bucket may break off without giving a byte.
const TRIES: u32 = 3;
/// Pieces that wait for whoever takes them.
const WAITING: usize = 4;

/// As the store gives them: of a file on the disk in pieces of our size.
pub(super) fn whole(got: GetResult) -> Reading {
    let Range { start, end } = got.range.clone();
    match got.payload {
        GetResultPayload::File(mut file, _) => {
            if let Err(error) = file.seek(SeekFrom::Start(start)) {
                return stream::once(async { Err(error) }).boxed();
            }
            let file = tokio::fs::File::from_std(file).take(end - start);
            ReaderStream::with_capacity(file, PIECE).boxed()
        }
        GetResultPayload::Stream(bytes) => bytes.map_err(Error::other).boxed(),
    }
}

/// As a bucket gives them. A task of its own takes what comes, so that silence of the bucket is told from a reader who
/// takes his time; what breaks off goes on where it was.
pub(super) fn fed(objects: Arc<dyn ObjectStore>, bucket: Bucket, key: Key, got: GetResult) -> Reading {
    let (send, take) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let (mut left, mut failed) = (got.range.clone(), 0);
        let mut bytes = whole(got);
        while left.start < left.end {
            let next = bucket.patiently(async { Ok(bytes.next().await) }).await;
            if let Ok(Some(Ok(piece))) = next {
                (left.start, failed) = (left.start + piece.len() as u64, 0);
                if send.send(Ok(piece)).await.is_err() {
                    return; // Nobody takes it any more.
                }
                continue;
            }
            failed += 1;
            match again(&objects, &bucket, &key, left.clone()).await {
                Ok(more) if failed < TRIES => bytes = more,
                Ok(_) => return drop(send.send(Err(ErrorKind::UnexpectedEof.into())).await),
                Err(error) => {
                    tracing::error!("a stored file broke off: {error}");
                    return drop(send.send(Err(Error::other(error))).await);
                }
            }
        }
    });
    stream::unfold(take, |mut take| async { take.recv().await.map(|piece| (piece, take)) }).boxed()
}

async fn again(
    objects: &Arc<dyn ObjectStore>,
    bucket: &Bucket,
    key: &Key,
    left: Range<u64>,
) -> object_store::Result<Reading> {
    let options = GetOptions { range: Some(GetRange::Bounded(left)), ..GetOptions::default() };
    bucket.patiently(objects.get_opts(key, options)).await.map(whole)
}
