//! Live: pages of staff that bring themselves up to date. The server only says that something changed
//! ([`events`]); the page then fetches itself, so that everybody sees what they may see and nothing more.
//!
//! A page says `{live::queue(&desk)}` once, is a `Content::with_island`, and marks what is brought up to date with
//! `data-live="a name"`. Where `data-live-says="23 documents to review"` stands too, it is announced when it changes.

pub mod islands;

#[cfg(feature = "ssr")]
pub mod events;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod store;

#[cfg(feature = "ssr")]
pub use parts::queue;
