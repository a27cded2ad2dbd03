//! Words shared by every feature: ids, instants, days, addresses, errors, forms. No product rule and no I/O lives here.

pub mod day;
pub mod email;
pub mod error;
pub mod form;
pub mod id;
pub mod instant;
pub mod page;
pub mod signs;
pub mod wall;

pub use day::Day;
pub use email::Email;
pub use error::{AppError, FieldErrors, Result};
pub use form::Form;
pub use instant::{Instant, Span};
pub use wall::Wall;
