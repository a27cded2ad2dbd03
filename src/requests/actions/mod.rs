//! What staff do with document requests and templates. What clients do stands in `client_actions`.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

mod drafts;
mod sent;
mod templates;

pub use drafts::*;
pub use sent::*;
pub use templates::*;
