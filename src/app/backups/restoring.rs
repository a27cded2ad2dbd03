//! A backup is restored, in a place where there is nothing: whatever differs from the manifest ends it, and nothing is left
//! then. The files come first and the database last, so that a restore that is cut off has made no portal.

use super::manifest::{About, Manifest};
use super::said;
use super::staging::Staged;
use crate::accounts::restored;
use crate::activity::{self, Actor, Entry, What};
use crate::app::open::open;
use crate::app::operate::rotate;
use crate::kernel::{Instant, Result};
use crate::mail;
use crate::server::db::chain::{ChainKey, Log};
use crate::server::db::refilling::{Filled, Place, known_steps};
use crate::server::running::Running;
use crate::server::{Clock, Config, Keys, Tx};
use crate::ui::file_size;
use std::path::Path;

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
    let mut staged = Staged::begin(config).await?;
    let now = clock.now();
    let log = keys.map(|keys| Log::new(&keys, &config.data_dir));
    let put = put(place, &mut staged, log, (from, &manifest), now).await;
    if put.is_err() {
        staged.take_back().await;
    }
    let mails = put?;
    if lost {
        another_key(config, &manifest.about, now).await?;
    }
    Ok(told(&manifest, mails))
}

/// Files, then the database: all of it, or an error. How many mails waited.
async fn put(
    place: Place,
    staged: &mut Staged,
    log: Option<Log>,
    (from, manifest): (&Path, &Manifest),
    now: Instant,
) -> Result<u64, String> {
    staged.copy(from, manifest).await?;
    let linked = log.is_some();
    let Filled { mut tx, rest } = place.fill(from, &manifest.about.steps, log).await?;
    let mails = settle(&mut tx, now, &manifest.about, linked).await.map_err(|error| error.to_string())?;
    staged.put(manifest.about.anchor.as_ref()).await?;
    if tx.is_postgres() {
        staged.keep(); // Whether a commit that fails has failed, nobody knows.
    }
    tx.save().await.map_err(|error| error.to_string())?;
    rest.finish().await?;
    staged.keep();
    Ok(mails)
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
