//! Letters about the virus check. Names of files stand in the mail, never in its subject, which shows on locked phones.

use super::{Desk, count, short};
use crate::mail::letters::{BlockedFile, FilesBlocked};
use crate::mail::parts::{Draft, Part, plain, says};

/// To staff: files in which something was found.
pub(super) fn blocked(desk: &Desk<'_>, letter: &FilesBlocked) -> Draft {
    let many = count(letter.files.len(), "file");
    let (is, it) = if letter.files.len() == 1 { ("is", "it") } else { ("are", "them") };
    let lines: Vec<String> = letter.files.iter().map(line).collect();
    Draft {
        subject: format!("{many} blocked: a virus was found – {}, {} portal", short(&letter.client), desk.firm_name()),
        preview: format!("Nobody can open {it}."),
        heading: format!("{many} of {} {is} blocked", plain(&letter.client)),
        name: letter.name.clone(),
        heading_greets: false,
        parts: vec![
            says("The virus check found something harmful at ").strong(&letter.client).then(":").into(),
            Part::list(&lines),
            says(format!(
                "Nobody can open {it}, neither you nor the client. What the client sent is sent back to them with a mail that \
                 asks for a clean copy. There is nothing you have to do; if you know them well, a call helps: their \
                 computer or telephone may have a virus."
            ))
            .into(),
            Part::Button {
                words: "Open the documents",
                link: desk.links.to(&format!("/clients/{}/documents", letter.client_id)),
            },
        ],
        asides: Vec::new(),
        reply_to: None,
    }
}

/// `invoice.pdf, from Mariam Rahman: Win.Test.EICAR_HDB-1`.
fn line(file: &BlockedFile) -> String {
    format!("{}, from {}: {}", file.name, file.who, file.found)
}
