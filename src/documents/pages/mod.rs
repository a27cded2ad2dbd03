//! Pages of documents: what a client person has and sends, their receipt, a client's documents for staff, and what
//! waits to be opened.

mod history;
mod mine;
mod of_client;
mod receipt;
mod review;
mod sharing;

pub use mine::mine;
pub use of_client::of_client;
pub use receipt::receipt;
pub use review::review;
