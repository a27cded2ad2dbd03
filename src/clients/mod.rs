//! Clients: the people and organisations that the firm serves, and the contacts at each.

pub mod actions;
pub mod model;

#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod permit;
#[cfg(feature = "ssr")]
pub mod readers;
#[cfg(feature = "ssr")]
pub mod store;

pub use model::{ClientId, ContactId};

#[cfg(feature = "ssr")]
pub use permit::OnClient;
