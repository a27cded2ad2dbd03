//! Backups (docs/decisions/0026): a folder with a copy of the database as it was at one moment, every stored file that this
//! copy names, and a manifest with the SHA-256 of each. It is taken beside a portal that runs, and restored where nothing is.
//!
//! The secret key is never in it.

pub mod manifest;
pub mod restoring;
mod staging;
pub mod taking;

pub use restoring::restore;
pub use taking::{Source, Taken, take};

use crate::firm::Times;
use crate::kernel::Instant;
use std::path::Path;

/// The folder of stored files in a backup.
const FILES: &str = "files";

/// `Tuesday 24 November 2026, 14:22 UTC`.
fn said(at: Instant) -> String {
    format!("{} UTC", Times::new("UTC", at).long(at).words)
}

/// What a disk refused, for the operator.
fn refused(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
