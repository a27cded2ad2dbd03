//! Reviews: every document that a client hands in is a submission, which staff accept or send back with a reason.
//! Accepted ones are filed under a name by the firm's pattern; clients hear of a burst of decisions in one mail.

pub mod actions;

#[cfg(feature = "ssr")]
pub mod blocking;
#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub mod decide;
#[cfg(feature = "ssr")]
pub mod filing;
#[cfg(feature = "ssr")]
pub mod holding;
#[cfg(feature = "ssr")]
pub mod news;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod permit;
#[cfg(feature = "ssr")]
pub mod standing;
#[cfg(feature = "ssr")]
pub mod store;

#[cfg(feature = "ssr")]
pub use permit::OnSubmission;
