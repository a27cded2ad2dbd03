//! `gk-nexus backup DIR` and `gk-nexus restore DIR` (docs/decisions/0026).

use super::check;
use crate::app::backups::{self, Source};
use crate::app::serve::say;
use crate::server::config::Storage;
use crate::server::{Clock, Config, Db, Files};
use crate::ui::file_size;
use std::path::Path;

/// Takes a backup into the folder `into`, beside a portal that runs, and says what is in it.
///
/// # Errors
/// One sentence for the operator: there is no backup, or there is one with a file that was not as it was received.
pub async fn backup(config: Config, into: &Path) -> Result<(), String> {
    let data_dir = &config.data_dir;
    if config.storage == Storage::Disk && !data_dir.join("blobs").is_dir() {
        return Err(format!("there are no files in {}; is DATA_DIR right?", data_dir.display()));
    }
    let db = Db::open_as_is(&config.database_url).await?;
    let files = Files::open(&config).await?;
    let source = Source { db: &db, files: &files, data_dir, now: Clock::system().now() };
    let taken = backups::take(&source, into).await;
    db.close().await;
    let taken = taken?;
    taken.broken.iter().for_each(|words| say(words));
    let count = if taken.files == 1 { "1 file".to_owned() } else { format!("{} files", taken.files) };
    say(&format!(
        "Backup of the database and {count} ({}) in {}. The secret key is not in it: keep a copy of {} elsewhere.",
        file_size(taken.bytes),
        into.display(),
        config.secret_key_file.display()
    ));
    match taken.broken.len() {
        0 => Ok(()),
        1 => Err("one stored file was not as it was received; it stands above, and in the manifest".to_owned()),
        many => {
            Err(format!("{many} stored files were not as they were received; they stand above, and in the manifest"))
        }
    }
}

/// Restores the backup in the folder `from` to where there is nothing, and checks what stands there then.
///
/// # Errors
/// One sentence for the operator: nothing was restored, or something in it is wrong; what, has been said.
pub async fn restore(config: Config, from: &Path, lost: bool) -> Result<(), String> {
    say(&backups::restore(&config, from, lost, &Clock::system()).await?);
    check::check(config, false).await
}
