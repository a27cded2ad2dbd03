//! What is told of reviews.

use serde::{Deserialize, Serialize};

/// To a client person: what became of what they sent, all of a burst at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentsReviewed {
    /// Their name.
    pub name: String,
    /// The client's name; empty where it is about several.
    pub client: String,
    /// What needs them again.
    pub sent_back: Vec<SentBack>,
    /// What is accepted: what was asked for, or the file's name.
    pub accepted: Vec<String>,
    /// Titles of the requests that are complete now.
    pub complete: Vec<String>,
    /// The request that all is about, if it is one.
    pub request: Option<String>,
}

/// Something that needs the client again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentBack {
    /// What was asked for; empty where nobody asked.
    pub item: String,
    /// The file, as they called it.
    pub file: String,
    /// Why, in the reviewer's words.
    pub reason: String,
    /// Whether the file is good and only something more is needed.
    pub kept: bool,
}
