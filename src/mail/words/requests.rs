//! Letters about document requests. What is asked for stands in the mail, never in its subject, which shows on locked
//! phones.

use super::{Desk, count, short};
use crate::kernel::Day;
use crate::mail::letters::{DocumentsRequested, RequestChanged};
use crate::mail::parts::{Draft, Paragraph, Part, plain, says, stresses};

/// The firm asks for documents.
pub(super) fn asked(desk: &Desk<'_>, letter: &DocumentsRequested) -> Draft {
    let many = count(letter.items.len(), "document");
    let due = full_day(&letter.due_on);
    let opening =
        says(format!("I need {} from you", if letter.items.len() == 1 { "a document" } else { "some documents" }));
    let opening = whose(opening, &letter.client, &letter.name).then(", by ").strong(&due).then(".");
    let mut parts: Vec<Part> = vec![stresses(&letter.title).into(), opening.into()];
    parts.extend(Part::note(&letter.message));
    parts.push(Part::list(&letter.items));
    parts.push(Part::Button { words: "See what is needed", link: link(desk, &letter.request) });
    parts.push(says("The link asks you to sign in. Send what you have now; you can come back for the rest.").into());
    parts.push(Part::Signed((&letter.sender).into()));
    Draft {
        subject: format!("{} at {} asks you for {many}", short(&letter.sender.name), desk.firm_name()),
        preview: format!("Please send them by {due}."),
        heading: "Documents we need from you".into(),
        name: letter.name.clone(),
        heading_greets: false,
        parts,
        asides: vec![format!("Not expecting this? Please {}.", desk.call_us())],
        reply_to: Some(letter.sender.email.clone()),
    }
}

/// What is asked for has changed.
pub(super) fn changed(desk: &Desk<'_>, letter: &RequestChanged) -> Draft {
    let firm = desk.firm_name();
    let (subject, heading) = if letter.over {
        (format!("{firm} no longer needs documents from you"), "You need not send these any more")
    } else {
        (format!("{firm} has changed what it asks you for"), "What we ask for has changed")
    };
    let mut parts: Vec<Part> = vec![stresses(&letter.title).into()];
    if letter.over {
        let words =
            "We have taken this request back. There is nothing left to send for it; what you sent stays with us.";
        parts.push(says(words).into());
        parts.push(Part::Button { words: "Open the portal", link: desk.links.to("/portal") });
    } else {
        parts.extend(differences(letter));
        parts.push(Part::Button { words: "See what is needed", link: link(desk, &letter.request) });
        parts.push(says("The link asks you to sign in.").into());
    }
    parts.push(Part::Signed((&letter.sender).into()));
    Draft {
        subject,
        preview: if letter.over { "There is nothing left to send for it.".into() } else { "See what is new.".into() },
        heading: heading.into(),
        name: letter.name.clone(),
        heading_greets: false,
        parts,
        asides: vec![format!("Not expecting this? Please {}.", desk.call_us())],
        reply_to: Some(letter.sender.email.clone()),
    }
}

fn differences(letter: &RequestChanged) -> Vec<Part> {
    let mut parts = Vec::new();
    if !letter.added.is_empty() {
        parts.push(says("Please also send us:").into());
        parts.push(Part::list(&letter.added));
    }
    if !letter.withdrawn.is_empty() {
        parts.push(says("We no longer need:").into());
        parts.push(Part::list(&letter.withdrawn));
    }
    for again in &letter.again {
        parts.push(says("We still need: ").strong(&again.title).then(".").into());
        parts.extend(Part::note(&again.reason));
    }
    if let Some(day) = &letter.due_on {
        parts.push(says("Everything is now due by ").strong(full_day(day)).then(".").into());
    }
    parts
}

/// `… for Rahman Imports`, where the client is somebody else than the reader.
fn whose(opening: Paragraph, client: &str, name: &str) -> Paragraph {
    if client.trim().is_empty() || client == name { opening } else { opening.then(" for ").strong(client) }
}

fn link(desk: &Desk<'_>, request: &str) -> String {
    desk.links.to(&format!("/portal/requests/{}", plain(request)))
}

/// `Friday 27 November 2026`: the same at every try, whatever today is.
pub(super) fn full_day(day: &Day) -> String {
    day.date().strftime("%A %-d %B %Y").to_string()
}
