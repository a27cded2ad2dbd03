//! Removals: what somebody of the firm took out of a draft, a template, a matter or the settings, kept for ten minutes so
//! that they can undo it (docs/decisions/0023).

pub mod actions;
pub mod model;

#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod store;

pub use model::RemovalId;

#[cfg(feature = "ssr")]
pub use model::{Removed, Thing};
#[cfg(feature = "ssr")]
pub use store::Removal;
