//! Facts that stand in several letters.

use crate::kernel::Instant;
use serde::{Deserialize, Serialize};

/// Somebody of the firm, as clients may know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Address for mail; answers go there.
    pub email: String,
    /// Phone as dialled; may be empty.
    pub phone: String,
}

/// A file that the firm has received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedFile {
    /// Name as the client gave it.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the contents, 64 hexadecimal digits.
    pub sha256: String,
    /// When it was safely stored.
    pub at: Instant,
}
