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
