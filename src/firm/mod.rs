//! The firm: the installation's owner. Name, how to reach it, its colour, its time zone.

pub mod actions;
pub mod model;

#[cfg(feature = "ssr")]
pub mod brand;
#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod times;

pub use model::{Accent, Firm};
#[cfg(feature = "ssr")]
pub use times::Times;
