//! Letters about documents. Their names stand in the mail, never in its subject, which shows on locked phones.

use super::{Desk, count, short};
use crate::mail::letters::{Person, ReceivedFile};
use crate::mail::parts::{Draft, FileLine, Part, plain, says, stresses};

/// What the firm has received, as proof.
pub(super) fn received(
    desk: &Desk<'_>,
    receipt: &str,
    name: &str,
    client: &str,
    at: &str,
    files: &[ReceivedFile],
) -> Draft {
    let firm = desk.firm_name();
    let many = count(files.len(), "file");
    let lines = files.iter().map(|file| FileLine {
        name: plain(&file.name),
        size: size_words(file.size),
        received: desk.when(file.at),
        sha256: plain(&file.sha256),
    });
    let thanks = says("Thank you. ").strong(&desk.firm.name).then(" has received ").strong(&many);
    let thanks = if client.trim().is_empty() || client == name { thanks } else { thanks.then(" for ").strong(client) };
    Draft {
        subject: format!("{firm} has received {many} from you"),
        preview: format!("Your receipt of {at}."),
        heading: format!("We have received {many}"),
        name: name.to_owned(),
        heading_greets: false,
        parts: vec![
            thanks.then(", safely stored on ").strong(at).then(".").into(),
            Part::Files(lines.collect()),
            Part::Button { words: "See your documents", link: desk.links.to("/portal/documents") },
            says("Keep this mail as your receipt. The SHA-256 is a fingerprint of a file’s contents: the same file always \
                gives the same one, so it proves what you sent.").into(),
            says("Receipt number: ").then(receipt).into(),
        ],
        asides: vec![format!("You did not send these? Please {}.", desk.call_us())],
        reply_to: None,
    }
}

/// Documents are there for the client.
pub(super) fn shared(
    desk: &Desk<'_>,
    name: &str,
    client: &str,
    sender: &Person,
    note: &str,
    documents: &[String],
) -> Draft {
    let many = count(documents.len(), "document");
    let opening = says(format!("I have put {many} for "));
    let opening = if client.trim().is_empty() || client == name { opening.then("you") } else { opening.strong(client) };
    let mut parts = vec![opening.then(" into your portal:").into(), Part::list(documents)];
    parts.extend(Part::note(note));
    parts.push(Part::Button { words: "See your documents", link: desk.links.to("/portal/documents") });
    parts.push(says("The link asks you to sign in.").into());
    parts.push(Part::Signed(sender.into()));
    Draft {
        subject: format!("{} at {} has shared {many} with you", short(&sender.name), desk.firm_name()),
        preview: "Sign in to see what is there.".into(),
        heading: format!("{} for you", if documents.len() == 1 { "A document".to_owned() } else { many.clone() }),
        name: name.to_owned(),
        heading_greets: false,
        parts,
        asides: vec![format!("Not expecting this? Please {}.", desk.call_us())],
        reply_to: Some(sender.email.clone()),
    }
}

/// To staff: a client has sent files.
pub(super) fn waiting(
    desk: &Desk<'_>,
    name: &str,
    client_id: &str,
    client: &str,
    who: &str,
    files: &[String],
) -> Draft {
    let many = count(files.len(), "new file");
    Draft {
        subject: format!("{many} from {} – {} portal", short(client), desk.firm_name()),
        preview: format!("Sent by {}.", plain(who)),
        heading: format!("{many} from {}", plain(client)),
        name: name.to_owned(),
        heading_greets: false,
        parts: vec![
            stresses(who)
                .then(format!(" has sent {} for ", count(files.len(), "file")))
                .strong(client)
                .then(":")
                .into(),
            Part::list(files),
            Part::Button {
                words: "Open the documents",
                link: desk.links.to(&format!("/clients/{client_id}/documents")),
            },
        ],
        asides: Vec::new(),
        reply_to: None,
    }
}

/// `2.4 MB (2,411,724 bytes)`; below 1000 bytes only the bytes.
fn size_words(bytes: u64) -> String {
    let round = crate::ui::file_size(bytes);
    if bytes < 1_000 { round } else { format!("{round} ({} bytes)", thousands(bytes)) }
}

fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut words = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_given_roundly_and_exactly() {
        assert_eq!(size_words(12), "12 bytes");
        assert_eq!(size_words(2_411_724), "2.4 MB (2,411,724 bytes)");
        assert_eq!(size_words(418_000), "418 kB (418,000 bytes)");
    }
}
