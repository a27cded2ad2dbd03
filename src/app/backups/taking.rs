//! A backup is taken: the database first, in one moment; then the files that its rows name. A file never changes, and none
//! that a row named is deleted meanwhile, so every row of the copy has its file in the backup.

use super::manifest::{About, Writing, stored_path};
use super::{FILES, refused};
use crate::documents::check;
use crate::documents::store::{self, Kept};
use crate::kernel::Instant;
use crate::server::db::anchor::Anchor;
use crate::server::db::chain;
use crate::server::db::copying::{self, Copied};
use crate::server::files::{hash_of, sync_folder};
use crate::server::{Db, Files, Tx, private};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Rows read at a time.
const AT_A_TIME: i64 = 500;

/// What a backup is taken of.
pub struct Source<'a> {
    /// The database.
    pub db: &'a Db,
    /// The stored files.
    pub files: &'a Files,
    /// Their folder.
    pub data_dir: &'a Path,
    /// Now.
    pub now: Instant,
}

/// A backup that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Stored files in it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What was not as it was received before: a sentence for each file.
    pub broken: Vec<String>,
}

/// Takes a backup into the folder `into`, which is empty or not there. It is durable when this returns.
///
/// # Errors
/// One sentence for the operator. What is in the folder then says that it is not finished.
pub async fn take(source: &Source<'_>, into: &Path) -> Result<Taken, String> {
    let into = made(into, source.data_dir)?;
    let cut_off = |error: std::io::Error| format!("{}; the backup is not finished, remove it", refused(&into, &error));
    let mut writing = Writing::begin(&into).map_err(cut_off)?;
    let _held = source.files.hold_all().await.map_err(|error| error.to_string())?;
    // Before the database: the anchor never is ahead of it.
    let anchor = Anchor::new(source.data_dir).read().await.map_err(|error| error.to_string())?;
    let Copied { files, mut tx } = source.db.copy_to(&into).await?;
    let (steps, key) = facts(&mut tx).await.map_err(|error| error.to_string())?;
    let (by, postgres) = (env!("CARGO_PKG_VERSION").to_owned(), tx.is_postgres());
    let about = About { taken_at: source.now, by, postgres, steps, key, anchor };
    writing.about(&about).map_err(cut_off)?;
    for file in files {
        let path = into.join(&file);
        let (_, sha256) = blocking(move || hash_of(&path)).await.map_err(cut_off)?;
        writing.database(&file, &sha256).map_err(cut_off)?;
    }
    let broken = stored(source, &mut tx, &into, &mut writing).await?;
    let taken = Taken { files: writing.files, bytes: writing.bytes, broken };
    writing.finish().map_err(cut_off)?;
    into.parent().map_or(Ok(()), sync_folder).map_err(cut_off)?;
    Ok(taken)
}

/// The folder, empty and for the server's own account alone.
fn made(into: &Path, data_dir: &Path) -> Result<PathBuf, String> {
    let said = |error: std::io::Error| refused(into, &error);
    if into.exists() && std::fs::read_dir(into).map_err(said)?.next().is_some() {
        return Err(format!("{} is not empty; a backup goes into a folder of its own", into.display()));
    }
    let there = std::path::absolute(into).map_err(said)?;
    let above = there.ancestors().find_map(|above| above.canonicalize().ok()).unwrap_or_default();
    if data_dir.canonicalize().is_ok_and(|data| above.starts_with(data)) {
        return Err(format!("{} lies in DATA_DIR, which is what is backed up; choose another folder", into.display()));
    }
    private::folder(&there).map_err(said)?;
    Ok(there)
}

async fn facts(tx: &mut Tx) -> crate::kernel::Result<(Vec<i64>, String)> {
    let key = chain::head(tx).await?.map(|head| head.key_check).unwrap_or_default();
    Ok((copying::steps(tx).await?, key))
}

/// Copies the files that the copied rows name; gives what was not as it was received.
async fn stored(source: &Source<'_>, tx: &mut Tx, into: &Path, writing: &mut Writing) -> Result<Vec<String>, String> {
    let (mut broken, mut after, mut shelves) = (Vec::new(), String::new(), BTreeSet::new());
    loop {
        let rows = store::kept(tx, &after, AT_A_TIME).await.map_err(|error| error.to_string())?;
        let Some(last) = rows.last() else { break };
        after = last.blob.clone();
        for row in &rows {
            let to = into.join(stored_path(&row.blob));
            if let Some(shelf) = to.parent().filter(|shelf| !shelves.contains(*shelf)) {
                private::folder(shelf).map_err(|error| refused(shelf, &error))?;
                shelves.insert(shelf.to_owned());
            }
            if let Some(words) = one(source.files, row, &to, writing).await? {
                writing.broken(&words).map_err(|error| refused(into, &error))?;
                broken.push(words);
            }
        }
    }
    shelves.insert(into.join(FILES));
    for shelf in shelves.iter().filter(|shelf| shelf.exists()) {
        sync_folder(shelf).map_err(|error| refused(shelf, &error))?;
    }
    Ok(broken)
}

/// Copies one file; what is wrong with it, if anything is. It comes into the backup as it is: who restores it would have it.
async fn one(files: &Files, row: &Kept, to: &Path, writing: &mut Writing) -> Result<Option<String>, String> {
    let found = match files.copy_out(&row.blob, to).await {
        Ok(found) => found,
        // Which of both disks refused? What can't be read is told, and the rest goes on.
        Err(error) => match files.measure(&row.blob).await {
            Ok(_) => return Err(format!("{}; the backup is not finished, remove it", refused(to, &error))),
            Err(_) => {
                let _ = std::fs::remove_file(to);
                return Ok(Some(check::told(row, "can’t be read")));
            }
        },
    };
    if let Some((size, sha256)) = &found {
        writing.stored(&row.blob, *size, sha256).map_err(|error| refused(to, &error))?;
    }
    Ok(check::fault(row, found).map(|fault| check::told(row, &fault)))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)?
}
