//! Staff's pages on clients and contacts. They only read.

mod forms;
mod list;
mod mails;
mod overview;

pub use forms::{edit, edit_contact, new, new_contact, time_zone};
pub use list::list;
pub use overview::{matters, overview};
