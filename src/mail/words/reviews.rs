//! Letters about reviews. Files and reasons stand in the mail, never in its subject, which shows on locked phones.

use super::{Desk, count};
use crate::mail::letters::{DocumentsReviewed, SentBack};
use crate::mail::parts::{Draft, Part, plain, says, stresses};

/// What became of what a client sent.
pub(super) fn reviewed(desk: &Desk<'_>, letter: &DocumentsReviewed) -> Draft {
    let firm = desk.firm_name();
    let many = count(letter.sent_back.len(), "document");
    let (subject, heading, preview) = if !letter.sent_back.is_empty() {
        (
            format!("{firm} needs {many} from you again"),
            "Something is needed from you again",
            "See why, and send it again.",
        )
    } else if !letter.complete.is_empty() {
        (
            format!("{firm} has everything it asked you for"),
            "We have everything we asked for",
            "There is nothing left to send.",
        )
    } else {
        (format!("{firm} has accepted what you sent"), "What you sent is accepted", "There is nothing to do about it.")
    };
    let whose = letter.client.trim();
    let opening = says("We have looked at what you sent us");
    let opening = if whose.is_empty() || whose == letter.name { opening } else { opening.then(" for ").strong(whose) };
    let mut parts: Vec<Part> = vec![opening.then(".").into()];
    parts.extend(letter.sent_back.iter().flat_map(sent_back));
    if !letter.accepted.is_empty() {
        parts.push(says("Accepted: ").then(letter.accepted.join(", ")).then(".").into());
    }
    for title in &letter.complete {
        parts.push(says("We have everything we asked for: ").strong(title).then(". Thank you.").into());
    }
    parts.push(Part::Button { words: button(letter), link: desk.links.to(&path(letter)) });
    parts.push(says("The link asks you to sign in.").into());
    Draft {
        subject,
        preview: preview.into(),
        heading: heading.into(),
        name: letter.name.clone(),
        heading_greets: false,
        parts,
        asides: vec![format!("Is something unclear? Please {}.", desk.call_us())],
        reply_to: None,
    }
}

/// What it is, what is so with the file, and why.
fn sent_back(one: &SentBack) -> Vec<Part> {
    let (what, file) = if one.item.is_empty() { (&one.file, "") } else { (&one.item, one.file.as_str()) };
    let what = stresses(what).then(": ");
    let named = if file.is_empty() { what.then("this file ") } else { what.then("your file ").strong(file).then(" ") };
    let says = if one.kept { "is accepted, and we need more." } else { "can’t be used." };
    let mut parts = vec![named.then(says).into()];
    parts.extend(Part::note(&one.reason));
    parts
}

fn button(letter: &DocumentsReviewed) -> &'static str {
    if letter.sent_back.is_empty() { "Open the portal" } else { "See what is needed" }
}

fn path(letter: &DocumentsReviewed) -> String {
    match &letter.request {
        Some(request) => format!("/portal/requests/{}", plain(request)),
        None if letter.sent_back.iter().any(|one| one.item.is_empty()) => "/portal/documents".to_owned(),
        None => "/portal".to_owned(),
    }
}
