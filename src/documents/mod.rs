//! Documents: what clients send and what the firm shares. Bytes travel over plain routes (`files`), never through a
//! server function; one function opens a stored file, and it takes the proof of permission and that of the virus check.

pub mod actions;
pub mod islands;
pub mod model;

#[cfg(feature = "ssr")]
pub mod archives;
#[cfg(feature = "ssr")]
pub mod arriving;
#[cfg(feature = "ssr")]
pub mod check;
#[cfg(feature = "ssr")]
pub mod contents;
#[cfg(feature = "ssr")]
pub mod download;
#[cfg(feature = "ssr")]
pub mod endings;
#[cfg(feature = "ssr")]
pub mod example_form;
#[cfg(feature = "ssr")]
pub mod examples;
#[cfg(feature = "ssr")]
pub mod handing_in;
#[cfg(feature = "ssr")]
pub mod inside;
#[cfg(feature = "ssr")]
pub mod kinds;
#[cfg(feature = "ssr")]
pub mod leftovers;
#[cfg(feature = "ssr")]
pub mod names;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod plain_form;
#[cfg(feature = "ssr")]
pub mod preview;
#[cfg(feature = "ssr")]
pub mod receipts;
#[cfg(feature = "ssr")]
mod refusing;
#[cfg(feature = "ssr")]
mod room;
#[cfg(feature = "ssr")]
pub mod scans;
#[cfg(feature = "ssr")]
pub mod shares;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod tus;
#[cfg(feature = "ssr")]
pub mod uploads;

pub use model::{DocumentId, ReceiptId, Scan, UploadId};
