//! Folders and files that only the server's own account can open, whatever the umask: what clients send and the
//! database lie in them. What is there already keeps the rights that the operator gave it.

use std::io::{ErrorKind, Result};
use std::path::Path;

/// Makes a folder, and those above it, with mode 0700.
pub fn folder(path: &Path) -> Result<()> {
    let mut make = std::fs::DirBuilder::new();
    make.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
    make.create(path)
}

/// Makes an empty file with mode 0600, if there is none.
pub fn file(path: &Path) -> Result<()> {
    let mut make = std::fs::OpenOptions::new();
    make.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut make, 0o600);
    match make.open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made.map(|_| ()),
    }
}
