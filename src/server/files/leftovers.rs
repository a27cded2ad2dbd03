//! What power cuts and killed servers leave, taken away. Only for whoever is alone with the data folder.

use super::{Files, refused};
use crate::kernel::Result;
use futures::TryStreamExt;
use std::path::Path;
use std::pin::pin;

/// What was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gone {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Files {
    /// Takes away all that came in one go and never ended, and what came in pieces unless `goes_on` says of its upload.
    ///
    /// # Errors
    /// The disk's.
    pub async fn remove_unfinished(&self, goes_on: impl Fn(&str) -> bool) -> Result<Gone> {
        let mut gone = Gone::default();
        remove(&self.root.join("tmp"), |_| true, &mut gone).await?;
        remove(&self.root.join("parts"), |name| !goes_on(name), &mut gone).await?;
        Ok(gone)
    }

    /// Takes away stored files unless `is_named` says of their name. What is not called like a stored file, or lies elsewhere
    /// than one would, is not ours.
    ///
    /// # Errors
    /// The disk's, or the bucket's.
    pub async fn remove_strays(&self, is_named: impl Fn(&str) -> bool) -> Result<Gone> {
        let mut gone = Gone::default();
        let mut listed = pin!(self.store.list());
        while let Some(file) = listed.try_next().await.map_err(refused)? {
            if file.ours && !is_named(&file.name) {
                self.store.remove(&file.name).await.map_err(refused)?;
                gone.files += 1;
                gone.bytes += file.size;
            }
        }
        Ok(gone)
    }
}

async fn remove(folder: &Path, leftover: impl Fn(&str) -> bool, gone: &mut Gone) -> Result<()> {
    let mut files = tokio::fs::read_dir(folder).await?;
    while let Some(file) = files.next_entry().await? {
        let about = file.metadata().await?;
        if about.is_file() && leftover(&file.file_name().to_string_lossy()) {
            tokio::fs::remove_file(file.path()).await?;
            gone.files += 1;
            gone.bytes += about.len();
        }
    }
    Ok(())
}
