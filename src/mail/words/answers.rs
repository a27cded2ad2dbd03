//! Letters about what contacts answer and ask. Names of items and what was said stand in the mail, never in its subject.

use super::{Desk, count, short};
use crate::mail::letters::{FinishedForNow, QuestionAnswered, QuestionAsked};
use crate::mail::parts::{Draft, Part, plain, says, stresses};

/// Questions that one mail quotes beside the first; the others stand in the portal.
const MOST_IN_MAIL: usize = 19;

/// To staff: contacts have questions about things of a request.
pub(super) fn asked(desk: &Desk<'_>, letter: &QuestionAsked) -> Draft {
    let opening = stresses(&letter.who).then(" asks about ").strong(&letter.item).then(", in the request ");
    let mut parts = vec![opening.strong(&letter.request).then(" to ").strong(&letter.client).then(":").into()];
    parts.extend(Part::note(&letter.words));
    for more in letter.more.iter().take(MOST_IN_MAIL) {
        parts.push(stresses(&more.who).then(" asks about ").strong(&more.item).then(":").into());
        parts.extend(Part::note(&more.words));
    }
    if let Some(left @ 1..) = letter.more.len().checked_sub(MOST_IN_MAIL) {
        parts.push(says(format!("{} more stand in the portal.", count(left, "question"))).into());
    }
    let link = desk.links.to(&format!("/requests/{}", letter.request_id));
    let (words, many) = match letter.more.len() {
        0 => ("Answer the question", "A question".to_owned()),
        more => ("Answer the questions", count(more + 1, "question")),
    };
    parts.push(Part::Button { words, link });
    let alone = letter.more.iter().all(|more| more.who == letter.who);
    let from = person(if alone { &letter.who } else { &letter.client }, &letter.client);
    Draft {
        subject: format!("{many} from {from} – {} portal", desk.firm_name()),
        preview: format!("Asked by {}.", plain(&letter.who)),
        heading: format!("{many} from {from}"),
        name: letter.name.clone(),
        heading_greets: false,
        parts,
        asides: Vec::new(),
        reply_to: None,
    }
}

/// To a contact: their question is answered.
pub(super) fn answered(desk: &Desk<'_>, letter: &QuestionAnswered) -> Draft {
    let mut parts = vec![says("You asked about ").strong(&letter.item).then(":").into()];
    parts.extend(Part::note(&letter.question));
    parts.push(says("Our answer:").into());
    parts.extend(Part::note(&letter.words));
    let link = desk.links.to(&format!("/portal/requests/{}", letter.request_id));
    parts.push(Part::Button { words: "Go to the request", link });
    parts.push(says("The link asks you to sign in.").into());
    parts.push(Part::Signed((&letter.sender).into()));
    Draft {
        subject: format!("{} has answered your question", desk.firm_name()),
        preview: format!("About {}.", plain(&letter.request)),
        heading: "The answer to your question".to_owned(),
        name: letter.name.clone(),
        heading_greets: false,
        parts,
        asides: vec![format!("You did not ask this? Please {}.", desk.call_us())],
        reply_to: Some(letter.sender.email.clone()),
    }
}

/// To staff: a contact has sent all they have for now.
pub(super) fn finished(desk: &Desk<'_>, letter: &FinishedForNow) -> Draft {
    let opening = stresses(&letter.who).then(" has sent all for now for ").strong(&letter.request).then(" of ");
    let opening = opening.strong(&letter.client);
    let mut parts = if letter.came.is_empty() {
        vec![opening.then(".").into()]
    } else {
        vec![opening.then(". What came:").into(), Part::list(&letter.came)]
    };
    if letter.complete {
        parts.push(says("With this the request is complete.").into());
    } else if letter.left.is_empty() {
        parts.push(says("Nothing is left to come.").into());
    } else {
        parts.push(says("Still to come:").into());
        parts.push(Part::list(&letter.left));
    }
    let link = desk.links.to(&format!("/requests/{}", letter.request_id));
    parts.push(Part::Button { words: "Open the request", link });
    Draft {
        subject: format!("{} has finished for now – {} portal", person(&letter.who, &letter.client), desk.firm_name()),
        preview: format!("{}, sent by {}.", plain(&letter.request), plain(&letter.who)),
        heading: format!("{} has finished for now", person(&letter.who, &letter.client)),
        name: letter.name.clone(),
        heading_greets: false,
        parts,
        asides: Vec::new(),
        reply_to: None,
    }
}

/// `Yusuf Rahman (Mariam Rahman)`: somebody, and of which client where that has another name.
fn person(who: &str, client: &str) -> String {
    if who == client { short(who) } else { format!("{} ({})", short(who), short(client)) }
}
