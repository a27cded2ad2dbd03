//! Activity: one line for every act, in the act's own transaction, never changed or taken away (PRODUCT, rule 3).

pub mod actions;
pub mod chain;
pub mod export;
pub mod model;
pub mod pages;
pub mod store;
pub mod verifying;
pub mod wanted;

pub use model::{Actor, ActorKind, Entry, What};
pub use store::record;
