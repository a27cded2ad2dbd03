//! The pages in front of the portal: sign in, a new password, the first set-up. Plain HTML, no WebAssembly.

mod login;
mod parts;
mod passwords;
mod set_up;

pub use login::login;
pub use parts::{NEW_PASSWORD, hide_address, phone_link, reach, titled};
pub use passwords::{forgot_password, reset_password, your_password};
pub use set_up::set_up;
