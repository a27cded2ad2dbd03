//! Letters about the second step of signing in.

use super::{Desk, count};
use crate::mail::letters::{FactorNews, SecondFactor};
use crate::mail::parts::{Draft, Part, says};

/// Something about somebody's second step is not what it was.
pub(super) fn changed(desk: &Desk<'_>, letter: &SecondFactor) -> Draft {
    let (firm, at) = (desk.firm_name(), desk.when(letter.at));
    let (heading, what) = told(&letter.news);
    let happened = says(format!("{what} on ")).strong(at.clone());
    let happened = match (&letter.news, letter.from.trim()) {
        (FactorNews::Reset { .. }, _) | (_, "") => happened.then("."),
        (_, from) => happened.then(", from ").strong(from).then("."),
    };
    Draft {
        subject: format!("{heading}: {firm}’s client portal"),
        preview: format!("{what} on {at}."),
        heading,
        name: letter.name.clone(),
        heading_greets: false,
        parts: vec![
            happened.into(),
            says(next(&letter.news)).into(),
            says(format!("If you do not know of this, set a new password at once, and {}.", desk.call_us())).into(),
            Part::Button { words: "Sign in", link: desk.links.to("/login") },
        ],
        asides: Vec::new(),
        reply_to: None,
    }
}

/// The heading, and the sentence that goes on with the date.
fn told(news: &FactorNews) -> (String, String) {
    let (heading, what) = match news {
        FactorNews::AppAdded => {
            ("An authenticator app was added", "An authenticator app was added to your account".into())
        }
        FactorNews::PasskeyAdded(name) => {
            ("A passkey was added", format!("The passkey “{name}” was added to your account"))
        }
        FactorNews::AppRemoved => {
            ("Your authenticator app was removed", "The authenticator app was removed from your account".into())
        }
        FactorNews::PasskeyRemoved(name) => {
            ("A passkey was removed", format!("The passkey “{name}” was removed from your account"))
        }
        FactorNews::NewCodes => ("New recovery codes", "New recovery codes were made for your account".into()),
        FactorNews::CodeUsed { .. } => {
            ("A recovery code was used", "Somebody signed in with one of your recovery codes".into())
        }
        FactorNews::Stopped => (
            "Your second step is off on new devices",
            "Somebody who has your password, or reads your mail, entered a wrong code for the 100th time in a row"
                .into(),
        ),
        FactorNews::Reset { by } if by.is_empty() => {
            ("Your second step was reset", "The second step of your account was taken away".to_owned())
        }
        FactorNews::Reset { by } => {
            ("Your second step was reset", format!("{by} took the second step of your account away"))
        }
    };
    (heading.to_owned(), what)
}

/// What is so from now on.
fn next(news: &FactorNews) -> String {
    match news {
        FactorNews::AppAdded | FactorNews::PasskeyAdded(_) => {
            "From now on we ask for it after your password. Keep your recovery codes where you find them without it.".into()
        }
        FactorNews::AppRemoved | FactorNews::PasskeyRemoved(_) => "It can no longer be used to sign in.".into(),
        FactorNews::NewCodes => "Those from before no longer work.".into(),
        FactorNews::CodeUsed { left } => {
            format!("It can’t be used again. You have {} left; you make new ones on your account page.", count_left(*left))
        }
        FactorNews::Stopped => {
            "Nobody got in. On a device that is new to us no code is taken any more until we unlock it for you; where you \
             have signed in before, everything works as usual."
                .into()
        }
        FactorNews::Reset { .. } => {
            "All its devices and codes are gone and you are signed out everywhere. Your password stays as it is: sign in \
             with it, and set the second step up again."
                .into()
        }
    }
}

fn count_left(left: i64) -> String {
    usize::try_from(left).map_or_else(|_| "none".to_owned(), |left| count(left, "code"))
}
