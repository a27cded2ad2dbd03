//! Who uses the data folder: any number of servers, or one command that must be alone with it. A lock on a file, which the
//! system lifts when the program ends, however it does.

use super::private;
use std::fs::{File, OpenOptions};
use std::path::Path;

/// The file's name in the data folder.
const NAME: &str = "running.lock";

/// The folder is in use as long as this lives.
pub struct Running(#[allow(dead_code, reason = "it holds the lock")] File);

impl Running {
    /// As a server, beside others.
    ///
    /// # Errors
    /// One sentence for the operator: a command is alone with it.
    pub fn beside_others(folder: &Path) -> Result<Running, String> {
        let file = open(folder)?;
        file.try_lock_shared()
            .map_err(|_| "the secret key is being changed; start again when that is done".to_owned())?;
        Ok(Running(file))
    }

    /// As the only one.
    ///
    /// # Errors
    /// One sentence for the operator: a server runs.
    pub fn alone(folder: &Path) -> Result<Running, String> {
        let file = open(folder)?;
        file.try_lock().map_err(|_| "the portal is running; stop it first".to_owned())?;
        Ok(Running(file))
    }
}

fn open(folder: &Path) -> Result<File, String> {
    let path = folder.join(NAME);
    let opened = private::folder(folder)
        .and_then(|()| private::file(&path))
        .and_then(|()| OpenOptions::new().read(true).write(true).open(&path));
    opened.map_err(|e| format!("{} could not be opened: {e}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_run_beside_each_other_and_a_command_alone() {
        let folder = tempfile::tempdir().unwrap_or_else(|_| unreachable!());
        let (one, two) = (Running::beside_others(folder.path()), Running::beside_others(folder.path()));
        assert!(one.is_ok() && two.is_ok());
        assert!(Running::alone(folder.path()).is_err());
        drop((one, two));
        let alone = Running::alone(folder.path());
        assert!(
            alone.is_ok() && Running::beside_others(folder.path()).is_err() && Running::alone(folder.path()).is_err()
        );
    }
}
