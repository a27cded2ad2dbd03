//! Staff's pages on matters. They only read.

mod around;
mod aside;
mod board;
mod deadlines;
mod detail;
mod forms;
mod list;
mod moves;
mod notes;
mod of_client;
mod one_type;
mod type_forms;
mod types;
mod views;
mod work;

pub use deadlines::deadlines;
pub use detail::detail;
pub use forms::{edit, new};
pub use list::list;
pub use of_client::of_client;
pub use one_type::one_type;
pub use type_forms::{edit_phase, edit_type_deadline, edit_type_task, new_phase};
pub use types::{edit_type, new_type, types};
