//! Pages of reviews: the queue with the document beside it, and the firm's review rules.

mod review;
mod settings;

pub use review::{one, review};
pub use settings::settings;
