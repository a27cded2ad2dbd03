//! `gk-nexus check`: rows against stored files and their SHA-256, and the log against its chain. It changes nothing, but with
//! `--repair` it takes leftovers away.

use crate::activity::chain;
use crate::app::open::open;
use crate::app::serve::say;
use crate::documents::{check as files, leftovers};
use crate::kernel::Result;
use crate::server::running::Running;
use crate::server::{Config, Services};
use crate::ui::file_size;

/// Checks, and tells what was found. With `repair` no server runs meanwhile, and what no row names is taken away.
///
/// # Errors
/// That something is wrong; what it is, has been said.
pub async fn check(config: Config, repair: bool) -> Result<(), String> {
    let _alone = if repair { Some(Running::alone(&config.data_dir)?) } else { None };
    let services = open(config).await?;
    let wrong = all(&services, repair).await.map_err(|error| error.to_string());
    services.db.close().await;
    match wrong? {
        0 => Ok(()),
        1 => Err("one thing is wrong; it stands above".to_owned()),
        wrong => Err(format!("{wrong} things are wrong; they stand above")),
    }
}

/// How many things are wrong.
async fn all(services: &Services, repair: bool) -> Result<u64> {
    let files = files::check(services, |fault| say(&fault)).await?;
    say(&format!("Files: {} as they were received ({})", counted(files.whole), file_size(files.bytes)));
    if files.strays > 0 && !repair {
        let (count, size) = (counted(files.strays), file_size(files.stray_bytes));
        say(&format!(
            "{count} ({size}) that no row names: a power cut can leave such; they take space and nothing else"
        ));
    }
    let log = chain::verify(&services.db, |_| {}).await?;
    say(&format!("Log: {}", log.words()));
    let wrong = files.broken + u64::from(log.finding.is_some());
    if repair {
        say(&repaired(services, wrong, files.whole).await?);
    }
    Ok(wrong)
}

/// Takes leftovers away, in words. Where rows may be missing, a file without one is no leftover.
async fn repaired(services: &Services, wrong: u64, whole: u64) -> Result<String> {
    if wrong > 0 {
        return Ok("Nothing was removed: first put right what is wrong".to_owned());
    }
    if whole == 0 && services.files.count().await?.1 > 0 {
        return Ok("Nothing was removed: the database names none of the files. Is DATABASE_URL right?".to_owned());
    }
    let gone = leftovers::sweep(services).await?;
    let uploads = if gone.uploads == 1 { "1 upload".to_owned() } else { format!("{} uploads", gone.uploads) };
    Ok(format!(
        "Removed: {} that no row names and {} unfinished ({} in all); {uploads} that will not go on",
        counted(gone.strays),
        counted(gone.unfinished),
        file_size(gone.bytes)
    ))
}

fn counted(files: u64) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}
