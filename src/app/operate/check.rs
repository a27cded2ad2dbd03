//! `gk-nexus check`: rows against stored files and their SHA-256, and the log against its chain. It changes nothing.

use crate::activity::chain;
use crate::app::open::open;
use crate::app::serve::say;
use crate::documents::check as files;
use crate::kernel::Result;
use crate::server::{Config, Services};
use crate::ui::file_size;

/// Checks, and tells what was found.
///
/// # Errors
/// That something is wrong; what it is, has been said.
pub async fn check(config: Config) -> Result<(), String> {
    let services = open(config).await?;
    let wrong = all(&services).await.map_err(|error| error.to_string());
    services.db.close().await;
    match wrong? {
        0 => Ok(()),
        1 => Err("one thing is wrong; it stands above".to_owned()),
        wrong => Err(format!("{wrong} things are wrong; they stand above")),
    }
}

/// How many things are wrong.
async fn all(services: &Services) -> Result<u64> {
    let files = files::check(services, |fault| say(&fault)).await?;
    say(&format!("Files: {} as they were received ({})", counted(files.whole), file_size(files.bytes)));
    if files.strays > 0 {
        let (count, size) = (counted(files.strays), file_size(files.stray_bytes));
        say(&format!(
            "{count} ({size}) that no row names: a power cut can leave such; they take space and nothing else"
        ));
    }
    let log = chain::verify(&services.db, |_| {}).await?;
    say(&format!("Log: {}", log.words()));
    Ok(files.broken + u64::from(log.finding.is_some()))
}

fn counted(files: u64) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}
