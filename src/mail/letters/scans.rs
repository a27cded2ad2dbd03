//! What is told of the virus check.

use serde::{Deserialize, Serialize};

/// To staff: files in which the virus check found something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesBlocked {
    /// The staff member's name.
    pub name: String,
    /// Id of the client.
    pub client_id: String,
    /// The client's name.
    pub client: String,
    /// Which files.
    pub files: Vec<BlockedFile>,
}

/// A file in which something was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockedFile {
    /// Its name, as it was given.
    pub name: String,
    /// Who supplied it.
    pub who: String,
    /// What was found, by the scanner's name for it.
    pub found: String,
}

/// One, with `name` wherever somebody or something is named.
#[cfg(test)]
pub(crate) fn blocked_sample(name: &str) -> super::Letter {
    let n = || name.to_owned();
    let files = vec![BlockedFile { name: n(), who: n(), found: n() }];
    super::Letter::FilesBlocked(FilesBlocked { name: n(), client_id: "c1".into(), client: n(), files })
}
