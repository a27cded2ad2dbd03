//! Pages of documents: what a client person has and sends, their receipt, and a client's documents for staff.

mod certificate;
mod history;
mod mine;
mod of_client;
mod receipt;
mod sharing;

pub use certificate::certificate;
pub use mine::mine;
pub use of_client::of_client;
pub use receipt::receipt;
