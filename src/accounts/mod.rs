//! Accounts: who signs in, with which password, in which session, and what each role may do.
//!
//! Staff and client people both have accounts. A page or action begins with [`staff`] (or
//! `portal_access::person` for clients); nothing else lets anybody in.

pub mod actions;
pub mod factors;
pub mod model;

#[cfg(feature = "ssr")]
pub mod desk;
#[cfg(feature = "ssr")]
pub mod devices;
#[cfg(feature = "ssr")]
pub mod doors;
#[cfg(feature = "ssr")]
pub mod lockout;
#[cfg(feature = "ssr")]
pub mod logout;
#[cfg(feature = "ssr")]
pub mod pace;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub mod policy;
#[cfg(feature = "ssr")]
pub mod rekeying;
#[cfg(feature = "ssr")]
pub mod resets;
#[cfg(feature = "ssr")]
pub mod restored;
#[cfg(feature = "ssr")]
pub mod session;
#[cfg(feature = "ssr")]
pub mod setup;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod step_up;
#[cfg(feature = "ssr")]
pub mod store;

pub use model::{AccountId, Role};

#[cfg(feature = "ssr")]
pub use desk::{Content, Desk, Door};
#[cfg(feature = "ssr")]
pub use policy::{Act, Staff, staff};
#[cfg(feature = "ssr")]
pub use session::{SignedIn, signed_in};
