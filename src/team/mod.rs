//! The firm's team: who belongs to it, in which role; how colleagues come in, by an invitation of their own, and leave, their
//! work handed over to somebody named. It stands behind all features, because their work is what is handed over.

pub mod actions;
pub mod model;

#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub mod invitations;
#[cfg(feature = "ssr")]
pub mod joining;
#[cfg(feature = "ssr")]
pub mod own;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod store;

pub use model::TeamInvitationId;
