//! Stored files find their place: a received one, one that comes out of a backup, one that moves from the disk to a bucket
//! or back. None is there before it is whole and durable.

use super::store::Place;
use super::{Files, copy_hashed, refused, sending};
use crate::kernel::Result;
use crate::server::faults::fault;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

impl Files {
    /// Where stored files lie, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.store.place {
            Place::Disk(folder) => format!("the folder {}", folder.display()),
            Place::Bucket(bucket) => bucket.words(),
        }
    }

    /// Whether the store takes, gives back, lists and deletes files. Of the disk that is not asked: its folders are there.
    ///
    /// # Errors
    /// What can't be done, and why, in one sentence for the operator.
    pub async fn try_out(&self) -> Result<(), String> {
        match self.store.bucket() {
            Some((objects, bucket)) => bucket.try_out(objects, &format!("try-out-{}", std::process::id())).await,
            None => Ok(()),
        }
    }

    /// From now on a bucket may be silent for so long.
    pub fn be_patient(&self, patience: Duration) {
        if let Place::Bucket(bucket) = &self.store.place {
            bucket.be_patient(patience);
        }
    }

    /// Bytes of the stored file `name`; none if there is no such file.
    ///
    /// # Errors
    /// The disk's, or the bucket's.
    pub async fn size(&self, name: &str) -> Result<Option<u64>> {
        self.store.size(name).await.map_err(refused)
    }

    /// Whether no file is stored.
    ///
    /// # Errors
    /// The disk's, or the bucket's.
    pub async fn is_empty(&self) -> Result<bool> {
        Ok(self.count().await?.1 == 0)
    }

    /// Keeps a copy of the file at `from` under this name, if it comes to this size and SHA-256. It is durable then.
    ///
    /// # Errors
    /// The disk's, the bucket's, or that it is another file. Nothing new is stored then.
    pub async fn put(&self, from: &Path, name: &str, known: (u64, &str)) -> Result<()> {
        if let Some((objects, bucket)) = self.store.bucket() {
            let key = self.store.key(name).map_err(refused)?;
            return sending::send(objects, bucket, from, &key, known).await.map_err(refused);
        }
        let (from, to) = (from.to_owned(), self.fresh(name).await);
        let copied = to.clone();
        let copy = tokio::task::spawn_blocking(move || copy_hashed(&from, &copied));
        self.settle(copy.await.map_err(fault)?.map(Some), &to, name, known).await
    }

    /// Keeps a copy of the stored file `name` of `source`, which lies at the other kind of place, if it comes to this size
    /// and SHA-256. It is durable then.
    ///
    /// # Errors
    /// As [`Files::put`].
    pub async fn take_from(&self, source: &Files, name: &str, known: (u64, &str)) -> Result<()> {
        if matches!(source.store.place, Place::Disk(_)) {
            return self.put(&source.blob_path(name)?, name, known).await;
        }
        let to = self.fresh(name).await;
        let copied = source.copy_out(name, &to).await;
        self.settle(copied, &to, name, known).await
    }

    /// Where a copy is made; what one that was cut off left there goes.
    async fn fresh(&self, name: &str) -> PathBuf {
        let path = self.root.join("tmp").join(name);
        let _ = tokio::fs::remove_file(&path).await;
        path
    }

    /// Gives a copy its place, if it is what it should be.
    async fn settle(
        &self,
        copied: std::io::Result<Option<(u64, String)>>,
        copy: &Path,
        name: &str,
        (size, sha256): (u64, &str),
    ) -> Result<()> {
        let right = match copied {
            Ok(Some((came, sum))) if came == size && sum == sha256 => self.put_in_place(copy, name, false).await,
            Ok(_) => Err(fault(format!("{name} is missing, or another file than was received"))),
            Err(error) => Err(error.into()),
        };
        if right.is_err() {
            let _ = tokio::fs::remove_file(copy).await;
        }
        right
    }

    /// Gives a durable file its place on the disk; with `both` it keeps its own name, too.
    pub(super) async fn put_in_place(&self, file: &Path, name: &str, both: bool) -> Result<()> {
        let target = self.blob_path(name)?;
        let Some(folder) = target.parent() else { return Err(std::io::Error::from(ErrorKind::NotFound).into()) };
        if !tokio::fs::try_exists(folder).await? {
            tokio::fs::create_dir_all(folder).await?;
            self.make_durable(&self.root.join("blobs")).await?;
        }
        match both {
            true => tokio::fs::hard_link(file, &target).await?,
            false => tokio::fs::rename(file, &target).await?,
        }
        self.make_durable(folder).await
    }
}
