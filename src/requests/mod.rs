//! Document requests: what the firm asks contacts for, item by item, by hand or from templates; and what they answer.

pub mod actions;
pub mod answer_actions;
pub mod asking;
pub mod client_actions;
pub mod model;

#[cfg(feature = "ssr")]
pub mod answering;
#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub mod copying;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod finishing;
#[cfg(feature = "ssr")]
pub mod mine;
#[cfg(feature = "ssr")]
pub mod open;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod permit;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod threads;
#[cfg(feature = "ssr")]
pub mod wanted;

pub use model::{ItemId, ItemState, RequestId, TemplateId};

#[cfg(feature = "ssr")]
pub use permit::OnRequest;
