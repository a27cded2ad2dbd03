//! Files of a backup on their way to where stored files lie: verified against the manifest, in place together or not at all.

use super::manifest::{Listed, Manifest};
use super::refused;
use crate::server::config::Storage;
use crate::server::db::anchor::{Anchor, Mark};
use crate::server::db::copying::POSTGRES_FOLDER;
use crate::server::files::{copy_hashed, hash_of, sync_folder};
use crate::server::{Config, Files, private};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Files on their way. Dropped before [`Staged::keep`], they leave nothing on the disk; in a bucket only after
/// [`Staged::take_back`].
pub(super) struct Staged {
    data_dir: PathBuf,
    staging: PathBuf,
    /// Where stored files lie, if that is not the disk.
    bucket: Option<Files>,
    /// Names of those that are there.
    sent: Vec<String>,
    placed: bool,
    kept: bool,
}

/// A stored file of the backup.
struct Found {
    at: PathBuf,
    name: String,
    size: u64,
    sha256: String,
}

impl Staged {
    /// There are no files yet, neither in the data folder nor in the bucket.
    pub async fn begin(config: &Config) -> Result<Staged, String> {
        let data_dir = &config.data_dir;
        let (blobs, anchor) = (data_dir.join("blobs"), data_dir.join(Anchor::NAME));
        let files = std::fs::read_dir(&blobs).is_ok_and(|mut files| files.next().is_some());
        if let Some(there) = [(files, &blobs), (anchor.exists(), &anchor)].iter().find(|(there, _)| *there) {
            return Err(format!("{} is there already; move it away, nothing is overwritten", there.1.display()));
        }
        let bucket = empty_bucket(config).await?;
        let staging = data_dir.join("restoring");
        let (sent, data_dir) = (Vec::new(), data_dir.clone());
        let staged = Staged { data_dir, staging, bucket, sent, placed: false, kept: false };
        if staged.staging.exists() {
            // Of a restore that was cut off: nobody else is here.
            std::fs::remove_dir_all(&staged.staging).map_err(|error| refused(&staged.staging, &error))?;
        }
        private::folder(&staged.blobs()).map_err(|error| refused(&staged.staging, &error))?;
        Ok(staged)
    }

    fn blobs(&self) -> PathBuf {
        self.staging.join("blobs")
    }

    /// Copies every file of the backup; each, and the database's, is what the manifest says.
    pub async fn copy(&mut self, from: &Path, manifest: &Manifest) -> Result<(), String> {
        let blobs = self.bucket.is_none().then(|| self.blobs());
        let (from, manifest) = (from.to_owned(), manifest.clone());
        let copied = tokio::task::spawn_blocking(move || copy(&from, &manifest, blobs.as_deref()));
        let found = copied.await.map_err(|error| error.to_string())??;
        let Some(bucket) = &self.bucket else { return Ok(()) };
        for file in found {
            // Also one that did not get there whole is taken back.
            self.sent.push(file.name.clone());
            let put = bucket.put(&file.at, &file.name, (file.size, &file.sha256)).await;
            let cannot =
                |_| format!("{} did not come into {}; nothing was restored", file.at.display(), bucket.words());
            put.map_err(cannot)?;
        }
        Ok(())
    }

    /// Puts them in place, and the log's anchor with them.
    pub async fn put(&mut self, anchor: Option<&Mark>) -> Result<(), String> {
        let blobs = self.data_dir.join("blobs");
        self.placed = true;
        std::fs::rename(self.blobs(), &blobs).map_err(|error| refused(&blobs, &error))?;
        if let Some(mark) = anchor {
            Anchor::new(&self.data_dir).set(mark).await.map_err(|error| error.to_string())?;
        }
        sync_folder(&self.data_dir).map_err(|error| refused(&self.data_dir, &error))
    }

    /// They stay.
    pub fn keep(&mut self) {
        self.kept = true;
    }

    /// Empties the bucket again, unless they stay.
    pub async fn take_back(&mut self) {
        if let Some(bucket) = self.bucket.as_ref().filter(|_| !self.kept) {
            for name in self.sent.drain(..) {
                bucket.discard(&name).await;
            }
        }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.staging);
        if self.placed && !self.kept {
            let _ = std::fs::remove_dir_all(self.data_dir.join("blobs"));
            let _ = std::fs::remove_file(self.data_dir.join(Anchor::NAME));
        }
    }
}

/// The bucket, if stored files lie in one: it can be used, and none lies there.
async fn empty_bucket(config: &Config) -> Result<Option<Files>, String> {
    if config.storage == Storage::Disk {
        return Ok(None);
    }
    let bucket = Files::open(config).await?;
    bucket.try_out().await?;
    if !bucket.is_empty().await.map_err(|error| error.to_string())? {
        return Err(format!(
            "there are stored files in {} already; empty it, or name another S3_PREFIX: nothing is overwritten",
            bucket.words()
        ));
    }
    Ok(Some(bucket))
}

/// Verifies everything, and copies stored files to `blobs`; without that they stay where they are, to be sent from there.
fn copy(from: &Path, manifest: &Manifest, blobs: Option<&Path>) -> Result<Vec<Found>, String> {
    let (mut shelves, mut tables, mut found) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    manifest.each(|sha256, path, listed| {
        let at = from.join(path);
        let copied = match (listed, blobs) {
            (Listed::Database, _) => {
                tables.insert(at.clone());
                hash_of(&at)
            }
            (Listed::Stored(name), Some(blobs)) => {
                let shelf = blobs.join(&name[..2]);
                private::folder(&shelf).map_err(|error| refused(&shelf, &error))?;
                let copied = copy_hashed(&at, &shelf.join(&name));
                shelves.insert(shelf);
                copied
            }
            (Listed::Stored(name), None) => hash_of(&at).inspect(|(size, sum)| {
                found.push(Found { at: at.clone(), name, size: *size, sha256: sum.clone() });
            }),
        };
        let (_, sum) = copied.map_err(|error| format!("{}; nothing was restored", refused(&at, &error)))?;
        let changed = || format!("{} is not what the manifest says; nothing was restored", at.display());
        if sum == sha256 { Ok(()) } else { Err(changed()) }
    })?;
    // What is not listed is not looked at, so it must not be read either.
    for table in std::fs::read_dir(from.join(POSTGRES_FOLDER)).into_iter().flatten().flatten() {
        if !tables.contains(&table.path()) {
            return Err(format!("{} is not in the manifest; nothing was restored", table.path().display()));
        }
    }
    shelves.extend(blobs.map(Path::to_owned));
    shelves.iter().try_for_each(|shelf| sync_folder(shelf).map_err(|error| refused(shelf, &error)))?;
    Ok(found)
}
