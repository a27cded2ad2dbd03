//! The pages of second factors: the second step of a sign-in, setting factors up, the section of the account pages, and the
//! firm's rules. Plain HTML; only a passkey needs the small script that its pages load.

mod app;
mod codes;
mod overview;
mod passkey;
mod second_step;
mod section;
mod settings;

pub use app::app;
pub use codes::codes;
pub use overview::overview;
pub use passkey::{passkey, passkey_form};
pub use second_step::second_step;
pub use section::{needed_soon, section};
pub use settings::settings;

use crate::accounts::session::{Kind, SignedIn, signed_in};

/// Where somebody goes on from here: the account page they came from, or, before they are let in, the way to set one up.
fn back(who: &SignedIn) -> (&'static str, &'static str) {
    match (signed_in(), who.kind) {
        (None, _) => ("/second-factor", "Choose another way"),
        (Some(_), Kind::Staff(_)) => ("/account", "Back to your account"),
        (Some(_), Kind::Client) => ("/portal/account", "Back to your account"),
    }
}
