//! Letters about getting in.

use super::requests::full_day;
use super::{Desk, short};
use crate::mail::letters::{AskedBefore, Person};
use crate::mail::parts::{Draft, Part, plain, says, stresses};

/// An invitation, ready to be put in words.
pub(super) struct Invited<'a> {
    /// The contact.
    pub name: &'a str,
    /// The client.
    pub client: &'a str,
    /// Who invites.
    pub sender: &'a Person,
    /// Personal words; may be empty.
    pub note: &'a str,
    /// Where the invitation is spent.
    pub link: String,
    /// Until when the link works, in words.
    pub until: String,
    /// Whether the contact keeps a password they have.
    pub has_account: bool,
}

/// What an invitation contains is the seed's list: a personal welcome, the link and its end, how to set a password,
/// and how to reach the one who invites.
pub(super) fn invited(desk: &Desk<'_>, letter: &Invited<'_>) -> Draft {
    let firm = desk.firm_name();
    // A client is often the person themselves.
    let for_whom = if letter.client.trim().is_empty() || letter.client == letter.name { "you" } else { letter.client };
    let opening = format!(
        "I have set up a private place for {for_whom} at {}. There you see how your matters stand, send us documents \
         and download what we have finished.",
        desk.firm.name
    );
    let how = if letter.has_account {
        stresses("How it works.")
            .then(" You have an account with us already, so you keep your password. Open the link and sign in with ")
            .strong(desk.to)
            .then(" and the password you have.")
    } else {
        stresses("How it works.")
            .then(
                " The link opens a page where you choose a password of at least 8 characters. That is all. \
                 After that you sign in with ",
            )
            .strong(desk.to)
            .then(".")
    };
    let until = says("The link works once and is valid for 7 days, until ")
        .strong(&letter.until)
        .then(". After that, ask me for a new one.");
    let mut parts = vec![says(opening).into()];
    parts.extend(Part::note(letter.note));
    parts.push(Part::Button {
        words: if letter.has_account { "Open your portal" } else { "Activate account" },
        link: letter.link.clone(),
    });
    parts.push(how.into());
    parts.push(until.into());
    parts.push(Part::Signed(letter.sender.into()));
    let name = letter.name.trim();
    Draft {
        subject: format!("{} invites you to {firm}’s client portal", short(&letter.sender.name)),
        preview: if letter.has_account {
            format!("Sign in with the password you have. The link works until {}.", letter.until)
        } else {
            format!("Choose a password and your portal is ready. The link works until {}.", letter.until)
        },
        heading: if name.is_empty() {
            "Your client portal is ready".into()
        } else {
            format!("Your client portal is ready, {}", plain(name))
        },
        name: name.to_owned(),
        heading_greets: true,
        parts,
        asides: vec![format!("Not expecting this? Ignore it, nobody gets in without the link, or {}.", desk.call_us())],
        reply_to: Some(letter.sender.email.clone()),
    }
}

/// The account is active; what was asked for before waits in it.
pub(super) fn welcome(desk: &Desk<'_>, name: &str, email: &str, waits: &[AskedBefore]) -> Draft {
    let firm = desk.firm_name();
    let name = name.trim();
    let asked: Vec<String> = waits.iter().map(|one| format!("{}, by {}", one.title, full_day(&one.due_on))).collect();
    let asked =
        (!asked.is_empty()).then(|| [says("We have asked you for documents already:").into(), Part::list(&asked)]);
    let opening = says(format!(
        "Your account with {} is active. In the portal you see how your matters stand, send us documents \
        and download what we have finished.",
        desk.firm.name
    ));
    let mut parts = vec![opening.into()];
    parts.extend(asked.into_iter().flatten());
    parts.push(Part::Button { words: "Open the portal", link: desk.links.to("/portal") });
    parts.push(
        says("You sign in with ")
            .strong(email)
            .then(" and the password you chose. If you ever forget it, the sign-in page helps you to a new one.")
            .into(),
    );
    Draft {
        subject: format!("Welcome to {firm}’s client portal"),
        preview: "Your account is active.".into(),
        heading: if name.is_empty() { "Welcome".into() } else { format!("Welcome, {}", plain(name)) },
        name: name.to_owned(),
        heading_greets: true,
        parts,
        asides: vec![format!("You did not do this? Please {}.", desk.call_us())],
        reply_to: None,
    }
}

/// To staff: an invitation's link no longer works.
pub(super) fn new_link_asked_for(
    desk: &Desk<'_>,
    name: &str,
    client_id: &str,
    client: &str,
    who: &str,
    has_access: bool,
) -> Draft {
    let next = if has_access {
        " whose link is used already, and asks for a new one. They need none: they sign in with their password. If they \
        have forgotten it, choose Send password reset link on the Portal Access tab."
    } else {
        " whose link no longer works, and asks for a new one. On the Portal Access tab, choose Resend Invitation."
    };
    Draft {
        subject: format!("{} asks for a new invitation link – {} portal", short(who), desk.firm_name()),
        preview: format!("The link of {} no longer works.", plain(client)),
        heading: "A new invitation link is asked for".into(),
        name: name.to_owned(),
        heading_greets: false,
        parts: vec![
            stresses(who).then(" opened an invitation for ").strong(client).then(next).into(),
            Part::Button {
                words: "Open Portal Access",
                link: desk.links.to(&format!("/clients/{client_id}/portal-access")),
            },
        ],
        asides: vec!["If you do not expect this person, call them before you send a link.".into()],
        reply_to: None,
    }
}
