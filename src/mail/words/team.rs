//! Letters to people of the firm about the team.

use super::{Desk, short};
use crate::mail::letters::{Person, TeamNews};
use crate::mail::parts::{Draft, Part, plain, says};

/// The link with which a colleague joins.
pub(super) fn invited(desk: &Desk<'_>, name: &str, sender: &Person, link: String, until: &str) -> Draft {
    let firm = desk.firm_name();
    let name = name.trim();
    Draft {
        subject: format!("{} invites you into the team of {firm}", short(&sender.name)),
        preview: format!("Choose a password and you are in. The link works until {until}."),
        heading: if name.is_empty() { "Join the team".into() } else { format!("Join the team, {}", plain(name)) },
        name: name.to_owned(),
        heading_greets: true,
        parts: vec![
            says(format!("I have invited you into the portal in which {} works with its clients.", desk.firm.name))
                .into(),
            Part::Button { words: "Join the team", link },
            says(
                "The link opens a page where you choose a password of at least 8 characters. That is all. \
                 After that you sign in with ",
            )
            .strong(desk.to)
            .then(".")
            .into(),
            says("The link works once and is valid for 7 days, until ")
                .strong(until)
                .then(". After that, ask me for a new one.")
                .into(),
            Part::Signed(sender.into()),
        ],
        asides: vec![format!("Not expecting this? Ignore it, nobody gets in without the link, or {}.", desk.call_us())],
        reply_to: Some(sender.email.clone()),
    }
}

/// What happened to somebody of the firm.
pub(super) fn changed(desk: &Desk<'_>, name: &str, by: &str, at: &str, news: &TeamNews) -> Draft {
    let firm = desk.firm_name();
    let (heading, what, button) = told(news, by);
    let (words, path) = button;
    Draft {
        subject: format!("{heading}: {firm}’s client portal"),
        preview: format!("{} – {at}.", plain(&what)),
        heading,
        name: name.to_owned(),
        heading_greets: false,
        parts: vec![
            says(what).then(" It was done on ").strong(at).then(".").into(),
            Part::Button { words, link: desk.links.to(path) },
        ],
        asides: vec![format!("You do not know of this? {}", sentence(&desk.call_us()))],
        reply_to: None,
    }
}

/// The heading, what is so now, and where it leads.
fn told(news: &TeamNews, by: &str) -> (String, String, (&'static str, &'static str)) {
    let sign_in = ("Sign in", "/login");
    let (heading, what, to) = match news {
        TeamNews::Role(role) => ("Your role has changed", format!("{by} has given you another role: {role}."), sign_in),
        TeamNews::Out => (
            "Your account is closed",
            format!("{by} has closed your account. You are signed out everywhere and can’t sign in any more."),
            sign_in,
        ),
        TeamNews::InAgain => (
            "Your account is open again",
            format!("{by} has opened your account again. You sign in with the password that you had."),
            sign_in,
        ),
        TeamNews::TakesOver { from, what } => (
            "You take work over",
            format!("{by} has handed over to you what {from} had in hand: {what}. You hear of what comes from now on."),
            ("See your matters", "/matters"),
        ),
        TeamNews::Joined { who, role } => (
            "Your colleague has joined",
            format!("{who} has accepted your invitation and works in the portal now ({role})."),
            ("Open the team", "/settings/team"),
        ),
    };
    (heading.to_owned(), what, to)
}

fn sentence(words: &str) -> String {
    let mut rest = words.chars();
    let first: String = rest.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", rest.as_str())
}
