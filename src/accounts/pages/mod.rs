//! The pages in front of the portal: sign in, a new password, the first set-up. Plain HTML, no WebAssembly.

mod account;
mod confirm;
mod devices;
mod login;
mod parts;
mod passwords;
mod set_up;

pub use account::{account, you};
pub use confirm::{confirm, kept_fields};
pub use devices::your_devices;
pub use login::{login, wanted};
pub use parts::{NEW_PASSWORD, hide_address, or_reach, own_email, phone_link, reach, titled};
pub use passwords::{forgot_password, reset_password, your_password};
pub use set_up::set_up;
