//! Practice groups: the firm's own parts, like tax and litigation, with walls between them. Who belongs to a group sees its
//! clients and matters; what has no group is everybody's; owners see everything. The walls themselves stand in every query
//! (`kernel::wall`), as a value that the store functions demand.

pub mod actions;
pub mod model;

#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod store;

pub use model::GroupId;
