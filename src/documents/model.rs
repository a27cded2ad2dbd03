//! Documents as values that both sides know.

use serde::{Deserialize, Serialize};

crate::ids! {
    /// A file's place in the firm's records.
    DocumentId,
    /// One version of a document.
    VersionId,
    /// A file on its way in.
    UploadId,
    /// What was received in one go.
    ReceiptId,
    /// A document made visible to a contact.
    ShareId,
}

/// An upload that may send its bytes to `/uploads/{upload}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// The receipt it will stand on; the next file of the same go names it.
    pub receipt: ReceiptId,
    /// Where the bytes go.
    pub upload: UploadId,
    /// Some may be there already: it was begun before.
    pub resumed: bool,
}

/// What the virus check knows of a stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// Nothing, yet.
    NotScanned,
    /// Nothing was found in it.
    Clean,
    /// Something was found in it: nobody may open it.
    Infected,
}

/// As stored. A word that nobody knows tells nothing.
impl From<String> for Scan {
    fn from(word: String) -> Self {
        match word.as_str() {
            "clean" => Scan::Clean,
            "infected" => Scan::Infected,
            _ => Scan::NotScanned,
        }
    }
}
