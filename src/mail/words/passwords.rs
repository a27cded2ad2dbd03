//! Letters about the account itself.

use super::Desk;
use crate::mail::parts::{Draft, Part, says};

/// A link that sets a new password.
pub(super) fn reset_asked_for(desk: &Desk<'_>, name: &str, link: String, until: &str) -> Draft {
    let firm = desk.firm_name();
    Draft {
        subject: format!("Set a new password for {firm}’s client portal"),
        preview: format!("The link works once, until {until}."),
        heading: "Set a new password".into(),
        name: name.to_owned(),
        heading_greets: false,
        parts: vec![
            says(format!("Somebody, we hope you, asked for a new password for your account with {}.", desk.firm.name))
                .into(),
            Part::Button { words: "Set a new password", link },
            says(
                "The link opens a page where you choose a password of at least 8 characters. \
                Until you do, your present one stays as it is.",
            )
            .into(),
            says("It works once and is valid for 60 minutes, until ").strong(until).then(".").into(),
        ],
        asides: vec![format!(
            "You did not ask for this? Ignore this mail, your password stays as it is. \
            If it comes again, {}.",
            desk.call_us()
        )],
        reply_to: None,
    }
}

/// The password is another one now.
pub(super) fn password_changed(desk: &Desk<'_>, name: &str, at: &str, from: &str) -> Draft {
    let firm = desk.firm_name();
    let changed = says("The password of your account was changed on ").strong(at);
    let from = from.trim();
    let changed = if from.is_empty() { changed.then(".") } else { changed.then(", from ").strong(from).then(".") };
    Draft {
        subject: format!("Your password for {firm}’s client portal was changed"),
        preview: format!("Changed on {at}."),
        heading: "Your password was changed".into(),
        name: name.to_owned(),
        heading_greets: false,
        parts: vec![
            changed.into(),
            says("If that was you, there is nothing to do.").into(),
            says(format!("If it was not you, set a new password at once, and {}.", desk.call_us())).into(),
            Part::Button { words: "Set a new password", link: desk.links.to("/forgot-password") },
        ],
        asides: Vec::new(),
        reply_to: None,
    }
}

/// To the address that was left: another one stands in its place.
pub(super) fn email_changed(desk: &Desk<'_>, name: &str, new_email: &str, at: &str) -> Draft {
    let firm = desk.firm_name();
    Draft {
        subject: format!("Your sign-in address for {firm}’s client portal was changed"),
        preview: format!("Changed on {at}."),
        heading: "Your sign-in address was changed".into(),
        name: name.to_owned(),
        heading_greets: false,
        parts: vec![
            says("The address you sign in with was changed on ")
                .strong(at)
                .then(". From now on it is ")
                .strong(new_email)
                .then(".")
                .into(),
            says("If you know of this, there is nothing to do. Your password stays as it is.").into(),
            says(format!("If you do not, please {}.", desk.call_us())).into(),
            Part::Button { words: "Sign in", link: desk.links.to("/login") },
        ],
        asides: Vec::new(),
        reply_to: None,
    }
}

/// Somebody signed in where they never had before.
pub(super) fn new_device(desk: &Desk<'_>, name: &str, at: &str, browser: &str, address: &str) -> Draft {
    let firm = desk.firm_name();
    let from = if address.is_empty() { browser.to_owned() } else { format!("{browser}, network address {address}") };
    Draft {
        subject: format!("New sign-in to {firm}’s client portal"),
        preview: format!("On a device that we did not know, on {at}."),
        heading: "New sign-in".into(),
        name: name.to_owned(),
        heading_greets: false,
        parts: vec![
            says("Somebody signed in to your account on a device that we did not know, on ")
                .strong(at)
                .then(":")
                .into(),
            says("").strong(from).into(),
            says("If that was you, there is nothing to do.").into(),
            says(format!(
                "If it was not you, set a new password at once: that signs everybody out. Then {}.",
                desk.call_us()
            ))
            .into(),
            Part::Button { words: "Set a new password", link: desk.links.to("/forgot-password") },
        ],
        asides: Vec::new(),
        reply_to: None,
    }
}

/// Guessing is over: only a new password opens new devices again.
pub(super) fn sign_in_stopped(desk: &Desk<'_>, name: &str, at: &str) -> Draft {
    let firm = desk.firm_name();
    Draft {
        subject: format!("Sign-in to {firm}’s client portal is off on new devices"),
        preview: format!("After 100 wrong passwords, on {at}."),
        heading: "Sign-in is off on new devices".into(),
        name: name.to_owned(),
        heading_greets: false,
        parts: vec![
            says("Somebody has tried 100 wrong passwords for your account. Since ")
                .strong(at)
                .then(" nobody can sign in to it on a device that is new to us, not even with the right password.")
                .into(),
            says("Nobody got in. Where you have signed in before, everything works as usual.").into(),
            says("To sign in on a new device, set a new password first.").into(),
            Part::Button { words: "Set a new password", link: desk.links.to("/forgot-password") },
        ],
        asides: vec![format!("We can also switch it on again for you: {}.", desk.call_us())],
        reply_to: None,
    }
}
