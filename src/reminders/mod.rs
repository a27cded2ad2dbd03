//! Reminders: when the firm chases what it asked for, by rules that staff can see before anything is sent.
//!
//! [`plan`] says when, [`decide`] whether, [`chase`] does it; all of it is kept, what was skipped too.

pub mod actions;
pub mod model;

#[cfg(feature = "ssr")]
pub mod by_hand;
#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub mod chase;
#[cfg(feature = "ssr")]
pub mod decide;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod plan;
#[cfg(feature = "ssr")]
pub mod store;

pub use model::{Chasing, Received, Rule, RuleId};
