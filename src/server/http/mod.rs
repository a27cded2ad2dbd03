//! What stands around every request: who is calling, security headers, cross-origin checks, forms, panics.

pub mod cross_origin;
pub mod forms;
pub mod headers;
pub mod once;
pub mod plain;
pub mod visitor;

pub use forms::FormState;
pub use headers::PageNonce;
pub use visitor::{DeviceCookie, Visitor};
