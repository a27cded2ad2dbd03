//! Where stored files lie: on this machine's disk, or in a bucket of an S3-compatible store. Both are read, listed and
//! emptied through one trait, `ObjectStore`; how a file gets there differs (docs/decisions/0029).

use super::bucket::Bucket;
use super::reading::{self, Reading};
use super::right_name;
use crate::kernel::{AppError, Result};
use crate::server::config;
use crate::server::faults::fault;
use crate::server::keys::hex;
use futures::future::ready;
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{Error, GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Where stored files lie.
#[derive(Clone)]
pub(super) struct Store {
    objects: Arc<dyn ObjectStore>,
    pub place: Place,
}

#[derive(Clone)]
pub(super) enum Place {
    /// In this folder.
    Disk(Arc<PathBuf>),
    /// In a bucket.
    Bucket(Bucket),
}

/// A stored file as the store lists it.
pub(super) struct Listed {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// For how long it is there.
    pub age: Duration,
    /// Whether it is called like a stored file and lies where one would: nothing else is ours to take away.
    pub ours: bool,
}

impl Store {
    /// In a folder that is there.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn on_disk(blobs: &Path) -> Result<Self, String> {
        let disk = LocalFileSystem::new_with_prefix(blobs);
        let disk = disk.map_err(|error| format!("{} can’t be used: {error}", blobs.display()))?;
        Ok(Store { objects: Arc::new(disk), place: Place::Disk(Arc::new(blobs.to_owned())) })
    }

    /// In a bucket. It is not asked yet.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn in_bucket(settings: &config::Bucket) -> Result<Self, String> {
        let (objects, bucket) = Bucket::of(settings)?;
        Ok(Store { objects, place: Place::Bucket(bucket) })
    }

    /// The bytes of a stored file from `from` to before `to`, or to its end. It is there, and may be read.
    ///
    /// # Errors
    /// `NotFound` by that name, the disk's or the bucket's.
    pub async fn read(&self, name: &str, from: u64, to: Option<u64>) -> Result<Reading, Error> {
        let key = self.key(name)?;
        let options = GetOptions { range: range(from, to), ..GetOptions::default() };
        match &self.place {
            Place::Disk(_) => Ok(reading::whole(self.objects.get_opts(&key, options).await?)),
            Place::Bucket(bucket) => {
                let got = bucket.patiently(self.objects.get_opts(&key, options)).await?;
                Ok(reading::fed(self.objects.clone(), bucket.clone(), key, got))
            }
        }
    }

    /// Bytes of a stored file; none if there is no such file.
    ///
    /// # Errors
    /// The disk's or the bucket's.
    pub async fn size(&self, name: &str) -> Result<Option<u64>, Error> {
        let key = self.key(name)?;
        let asked = self.objects.head(&key);
        let found = match &self.place {
            Place::Disk(_) => asked.await,
            Place::Bucket(bucket) => bucket.patiently(asked).await,
        };
        match found {
            Ok(about) => Ok(Some(about.size)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Size and SHA-256 of a stored file as it is there now; none if it is not.
    ///
    /// # Errors
    /// The disk's or the bucket's.
    pub async fn measure(&self, name: &str) -> Result<Option<(u64, String)>, Error> {
        let mut bytes = match self.read(name, 0, None).await {
            Err(Error::NotFound { .. }) => return Ok(None),
            read => read?,
        };
        let (mut hash, mut size) = (Sha256::new(), 0);
        while let Some(piece) = bytes.try_next().await.map_err(broken_off)? {
            hash.update(&piece);
            size += piece.len() as u64;
        }
        Ok(Some((size, hex(&hash.finalize()))))
    }

    /// Deletes a stored file. One that is not there is no fault.
    ///
    /// # Errors
    /// The disk's or the bucket's.
    pub async fn remove(&self, name: &str) -> Result<(), Error> {
        let key = self.key(name)?;
        let asked = self.objects.delete(&key);
        let removed = match &self.place {
            Place::Disk(_) => asked.await,
            Place::Bucket(bucket) => bucket.patiently(asked).await,
        };
        match removed {
            Err(Error::NotFound { .. }) => Ok(()),
            removed => removed,
        }
    }

    /// Every stored file. In the folder of stored files that is all there is; of a bucket, which may hold other things, only
    /// what is ours.
    pub fn list(&self) -> impl Stream<Item = Result<Listed, Error>> + '_ {
        let listed = match &self.place {
            Place::Disk(_) => self.objects.list(None),
            Place::Bucket(bucket) => bucket.patiently_each(self.objects.list(bucket.prefix())),
        };
        listed.filter_map(move |about| {
            ready(match about {
                Ok(about) => self.listed(&about).map(Ok),
                Err(Error::InvalidPath { .. }) => None,
                Err(error) => Some(Err(error)),
            })
        })
    }

    /// How to speak to the bucket; none where files lie on the disk.
    pub fn bucket(&self) -> Option<(&dyn ObjectStore, &Bucket)> {
        match &self.place {
            Place::Disk(_) => None,
            Place::Bucket(bucket) => Some((self.objects.as_ref(), bucket)),
        }
    }

    /// Where a stored file of this name lies.
    pub fn key(&self, name: &str) -> Result<Key, Error> {
        if !right_name(name) {
            return Err(Error::NotFound { path: name.to_owned(), source: "no stored file is called so".into() });
        }
        let key = Key::from_iter([&name[..2], name]);
        Ok(match &self.place {
            Place::Disk(_) => key,
            Place::Bucket(bucket) => bucket.key(&key),
        })
    }

    fn listed(&self, about: &ObjectMeta) -> Option<Listed> {
        let name = about.location.filename()?.to_owned();
        let ours = self.key(&name).is_ok_and(|key| key == about.location);
        let age = SystemTime::from(about.last_modified).elapsed().unwrap_or_default();
        let counts = ours || matches!(self.place, Place::Disk(_));
        counts.then_some(Listed { name, size: about.size, age, ours })
    }
}

fn range(from: u64, to: Option<u64>) -> Option<GetRange> {
    match (from, to) {
        (0, None) => None,
        (from, None) => Some(GetRange::Offset(from)),
        (from, Some(to)) => Some(GetRange::Bounded(from..to)),
    }
}

fn broken_off(error: std::io::Error) -> Error {
    Error::Generic { store: "stored files", source: error.into() }
}

/// What a store refused: logged for the operator, and told as a reference. Nothing was lost by it.
pub(super) fn refused(error: Error) -> AppError {
    fault(format!("a stored file: {error}"))
}
