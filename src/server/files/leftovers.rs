//! What power cuts and killed servers leave on the disk, taken away. Only for whoever is alone with the data folder.

use super::{Files, right_name};
use crate::kernel::Result;
use std::path::Path;

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
    /// The disk's.
    pub async fn remove_strays(&self, is_named: impl Fn(&str) -> bool) -> Result<Gone> {
        let mut gone = Gone::default();
        let mut shelves = tokio::fs::read_dir(self.root.join("blobs")).await?;
        while let Some(shelf) = shelves.next_entry().await? {
            let begins = shelf.file_name().to_string_lossy().into_owned();
            if begins.len() == 2 && shelf.file_type().await?.is_dir() {
                let stray = |name: &str| right_name(name) && name.starts_with(&begins) && !is_named(name);
                remove(&shelf.path(), stray, &mut gone).await?;
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
