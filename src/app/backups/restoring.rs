//! A backup is restored, in a place where there is nothing: whatever differs from the manifest ends it, and nothing is left
//! then. The files come first and the database last, so that a restore that is cut off has made no portal.

use super::manifest::{About, Listed, Manifest};
use super::{refused, said};
use crate::accounts::restored;
use crate::activity::{self, Actor, Entry, What};
use crate::app::open::open;
use crate::app::operate::rotate;
use crate::kernel::{Instant, Result};
use crate::mail;
use crate::server::db::anchor::{Anchor, Mark};
use crate::server::db::chain::{ChainKey, Log};
use crate::server::db::copying::POSTGRES_FOLDER;
use crate::server::db::refilling::{Filled, Place, known_steps};
use crate::server::files::{copy_hashed, hash_of, sync_folder};
use crate::server::running::Running;
use crate::server::{Clock, Config, Keys, Tx, private};
use crate::ui::file_size;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Restores the backup in `from` to where `config` points. With `lost`, its key is not there any more: another is made.
/// Gives what is to be said.
///
/// # Errors
/// One sentence for the operator. Nothing is restored then.
pub async fn restore(config: &Config, from: &Path, lost: bool, clock: &Clock) -> Result<String, String> {
    let manifest = Manifest::open(from)?;
    fits(config, &manifest.about)?;
    let keys = keys(config, &manifest.about, lost)?;
    let _alone = Running::alone(&config.data_dir)?;
    let place = Place::at(&config.database_url).await?;
    let mut staged = Staged::begin(&config.data_dir)?;
    staged.copy(from, &manifest).await?;
    let log = keys.map(|keys| Log::new(&keys, &config.data_dir));
    let linked = log.is_some();
    let Filled { mut tx, rest } = place.fill(from, &manifest.about.steps, log).await?;
    let now = clock.now();
    let mails = settle(&mut tx, now, &manifest.about, linked).await.map_err(|error| error.to_string())?;
    staged.put(manifest.about.anchor.as_ref()).await?;
    if tx.is_postgres() {
        staged.keep(); // Whether a commit that fails has failed, nobody knows.
    }
    tx.save().await.map_err(|error| error.to_string())?;
    rest.finish().await?;
    staged.keep();
    if lost {
        another_key(config, &manifest.about, now).await?;
    }
    Ok(told(&manifest, mails))
}

/// Whether this program can read the backup, and the settings name the right kind of database for it.
fn fits(config: &Config, about: &About) -> Result<(), String> {
    let known = known_steps();
    if about.steps.iter().any(|step| !known.contains(step)) {
        return Err(format!("this backup is of a newer release ({}); restore it with that one", about.by));
    }
    let (is, named) = match (about.postgres, config.database_url.starts_with("sqlite:")) {
        (true, true) => ("Postgres", "SQLite"),
        (false, false) => ("SQLite", "Postgres"),
        _ => return Ok(()),
    };
    Err(format!("this backup is of a {is} database, and DATABASE_URL names one of {named}"))
}

/// The key that the backup's log is chained under; none when it is lost. None is made.
fn keys(config: &Config, about: &About, lost: bool) -> Result<Option<Keys>, String> {
    let file = &config.secret_key_file;
    let keys = if file.exists() { Some(Keys::open(file)?) } else { None };
    let right = keys.filter(|keys| about.key.is_empty() || ChainKey::of(keys).check() == about.key);
    match (right, lost) {
        (Some(_), true) => Err(format!("the key in {} is the right one; leave out --lost", file.display())),
        (None, true) => Ok(None),
        (Some(keys), false) => Ok(Some(keys)),
        (None, false) => Err(format!(
            "{} is not the key that this backup was written with; put that one there first, or, if nobody has it any more, \
            say --lost",
            file.display()
        )),
    }
}

/// Sessions, links and mail of then are no longer what they were, and the log says what was done. How many mails waited.
async fn settle(tx: &mut Tx, now: Instant, about: &About, linked: bool) -> Result<u64> {
    let then = said(about.taken_at);
    restored::end_all(tx, now).await?;
    let why = format!(
        "The portal was restored from a backup of {then}, and this mail may have left since then. Send it again if it is \
        still needed"
    );
    let mails = mail::give_up_waiting(tx, &why, now).await?;
    if linked {
        note(tx, now, about).await?;
    }
    Ok(mails)
}

async fn note(tx: &mut Tx, now: Instant, about: &About) -> Result<()> {
    let words =
        format!("Restored the portal from a backup of {}. What was done after that is not in it", said(about.taken_at));
    let entry = Entry { what: What::PortalRestored, client: None, contact: None, thing: "", words };
    activity::record(tx, now, &Actor::portal(), entry).await
}

/// What was written under a key that is lost goes on under another.
async fn another_key(config: &Config, about: &About, now: Instant) -> Result<(), String> {
    let services = rotate::without_key(config.clone()).await?;
    let rotated = rotate::rotate(&services, true).await;
    services.db.close().await;
    rotated?;
    let services = open(config.clone()).await?;
    let noted = async {
        let mut tx = services.db.write().await?;
        note(&mut tx, now, about).await?;
        tx.save().await
    };
    let noted = noted.await.map_err(|error| error.to_string());
    services.db.close().await;
    noted
}

fn told(manifest: &Manifest, mails: u64) -> String {
    let files = if manifest.files == 1 { "1 file".to_owned() } else { format!("{} files", manifest.files) };
    let mails = match mails {
        0 => String::new(),
        1 => " 1 mail waited then; it was not sent, and stands in the settings under Mail.".to_owned(),
        many => format!(" {many} mails waited then; they were not sent, and stand in the settings under Mail."),
    };
    format!(
        "Restored the backup of {}: the database and {files} ({}). Everybody signs in anew.{mails}\n\
        Who lost access, was invited or revoked after that is as before: look through it.",
        said(manifest.about.taken_at),
        file_size(manifest.bytes)
    )
}

/// Files on their way into the data folder. Dropped before [`Staged::keep`], they leave nothing.
struct Staged {
    data_dir: PathBuf,
    staging: PathBuf,
    placed: bool,
    kept: bool,
}

impl Staged {
    /// The data folder holds no files yet.
    fn begin(data_dir: &Path) -> Result<Staged, String> {
        let (blobs, anchor) = (data_dir.join("blobs"), data_dir.join(Anchor::NAME));
        let files = std::fs::read_dir(&blobs).is_ok_and(|mut files| files.next().is_some());
        if let Some(there) = [(files, &blobs), (anchor.exists(), &anchor)].iter().find(|(there, _)| *there) {
            return Err(format!("{} is there already; move it away, nothing is overwritten", there.1.display()));
        }
        let staging = data_dir.join("restoring");
        let staged = Staged { data_dir: data_dir.to_owned(), staging, placed: false, kept: false };
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
    async fn copy(&mut self, from: &Path, manifest: &Manifest) -> Result<(), String> {
        let (from, manifest, blobs) = (from.to_owned(), manifest.clone(), self.blobs());
        let copied = tokio::task::spawn_blocking(move || copy(&from, &manifest, &blobs));
        copied.await.map_err(|error| error.to_string())?
    }

    /// Puts them in place, and the log's anchor with them.
    async fn put(&mut self, anchor: Option<&Mark>) -> Result<(), String> {
        let blobs = self.data_dir.join("blobs");
        self.placed = true;
        std::fs::rename(self.blobs(), &blobs).map_err(|error| refused(&blobs, &error))?;
        if let Some(mark) = anchor {
            Anchor::new(&self.data_dir).set(mark).await.map_err(|error| error.to_string())?;
        }
        sync_folder(&self.data_dir).map_err(|error| refused(&self.data_dir, &error))
    }

    fn keep(&mut self) {
        self.kept = true;
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

fn copy(from: &Path, manifest: &Manifest, blobs: &Path) -> Result<(), String> {
    let (mut shelves, mut tables) = (BTreeSet::new(), BTreeSet::new());
    manifest.each(|sha256, path, listed| {
        let source = from.join(path);
        let copied = match listed {
            Listed::Database => {
                tables.insert(source.clone());
                hash_of(&source)
            }
            Listed::Stored(name) => {
                let shelf = blobs.join(&name[..2]);
                private::folder(&shelf).map_err(|error| refused(&shelf, &error))?;
                let copied = copy_hashed(&source, &shelf.join(&name));
                shelves.insert(shelf);
                copied
            }
        };
        let (_, found) = copied.map_err(|error| format!("{}; nothing was restored", refused(&source, &error)))?;
        let changed = || format!("{} is not what the manifest says; nothing was restored", source.display());
        if found == sha256 { Ok(()) } else { Err(changed()) }
    })?;
    // What is not listed is not looked at, so it must not be read either.
    for table in std::fs::read_dir(from.join(POSTGRES_FOLDER)).into_iter().flatten().flatten() {
        if !tables.contains(&table.path()) {
            return Err(format!("{} is not in the manifest; nothing was restored", table.path().display()));
        }
    }
    shelves.insert(blobs.to_owned());
    shelves.iter().try_for_each(|shelf| sync_folder(shelf).map_err(|error| refused(shelf, &error)))
}
