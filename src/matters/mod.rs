//! Matters: the pieces of work that the firm does for its clients, with phases, deadlines, a checklist and notes.
//! Types of matters are the firm's own rows.

pub mod actions;
pub mod model;
pub mod typed;

#[cfg(feature = "ssr")]
pub mod asked;
#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod mine;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod permit;
#[cfg(feature = "ssr")]
pub mod store;

pub use model::{MatterId, MatterStatus, MatterTypeId};

#[cfg(feature = "ssr")]
pub use permit::OnMatter;
