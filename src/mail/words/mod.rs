//! What each letter says: plain, friendly English, no exclamation marks. One file a subject.

mod access;
mod answers;
mod documents;
mod factors;
mod passwords;
mod reminders;
mod requests;
mod reviews;
mod scans;
mod team;

use super::letters::{Letter, Sealed};
use super::links::Links;
use super::parts::Draft;
use crate::firm::Firm;
use crate::firm::times::Times;
use crate::kernel::Instant;
use crate::server::post::one_line;

/// Longest name that stands in a subject, in characters.
const LONGEST_NAME: usize = 80;

/// The letter in words. `to` is the recipient's address.
pub(super) fn draft(sealed: &Sealed, links: Links<'_>, to: &str) -> Draft {
    let desk = Desk { firm: &sealed.firm, links, to };
    match &sealed.letter {
        Letter::Invitation { invitation, nonce, name, client, sender, note, ends_at, has_account } => {
            let link = links.activation(invitation, nonce);
            let until = desk.when(*ends_at);
            access::invited(
                &desk,
                &access::Invited { name, client, sender, note, link, until, has_account: *has_account },
            )
        }
        Letter::Welcome { name, email, waits } => access::welcome(&desk, name, email, waits),
        Letter::NewLinkAskedFor { name, client_id, client, who, has_access } => {
            access::new_link_asked_for(&desk, name, client_id, client, who, *has_access)
        }
        Letter::PasswordReset { reset, nonce, name, ends_at } => {
            passwords::reset_asked_for(&desk, name, links.reset(reset, nonce), &desk.when(*ends_at))
        }
        Letter::PasswordChanged { name, at, from } => passwords::password_changed(&desk, name, &desk.when(*at), from),
        Letter::EmailChanged { name, new_email, at } => {
            passwords::email_changed(&desk, name, new_email, &desk.when(*at))
        }
        Letter::NewDevice { name, at, browser, address } => {
            passwords::new_device(&desk, name, &desk.when(*at), browser, address)
        }
        Letter::SignInStopped { name, at } => passwords::sign_in_stopped(&desk, name, &desk.when(*at)),
        Letter::SecondFactor(letter) => factors::changed(&desk, letter),
        Letter::UploadReceipt { receipt, name, client, at, files } => {
            documents::received(&desk, receipt, name, client, &desk.when(*at), files)
        }
        Letter::DocumentShared { name, client, sender, note, documents } => {
            documents::shared(&desk, name, client, sender, note, documents)
        }
        Letter::UploadsWaiting { name, client_id, client, who, files } => {
            documents::waiting(&desk, name, client_id, client, who, files)
        }
        Letter::FilesBlocked(letter) => scans::blocked(&desk, letter),
        Letter::QuestionAsked(letter) => answers::asked(&desk, letter),
        Letter::QuestionAnswered(letter) => answers::answered(&desk, letter),
        Letter::FinishedForNow(letter) => answers::finished(&desk, letter),
        Letter::DocumentsRequested(letter) => requests::asked(&desk, letter),
        Letter::RequestChanged(letter) => requests::changed(&desk, letter),
        Letter::DocumentsReviewed(letter) => reviews::reviewed(&desk, letter),
        Letter::Reminder(letter) => reminders::reminder(&desk, letter),
        Letter::TeamInvitation { invitation, nonce, name, sender, ends_at } => {
            team::invited(&desk, name, sender, links.join(invitation, nonce), &desk.when(*ends_at))
        }
        Letter::Team { name, by, at, news } => team::changed(&desk, name, by, &desk.when(*at), news),
    }
}

/// What every letter is written with.
struct Desk<'a> {
    firm: &'a Firm,
    links: Links<'a>,
    to: &'a str,
}

impl Desk<'_> {
    /// The firm's name, short enough for a subject.
    fn firm_name(&self) -> String {
        short(&self.firm.name)
    }

    /// `Tuesday 1 December 2026, 09:12 (Guyana time)`
    fn when(&self, at: Instant) -> String {
        // `long` does not look at now, so the words are the same at every try.
        let times = Times::new(&self.firm.time_zone, at);
        format!("{} ({})", times.long(at).words, zone_words(&self.firm.time_zone))
    }

    /// `call us: +592 555 0142`, or by whatever way the firm can be reached.
    fn call_us(&self) -> String {
        match (self.firm.phone.trim(), self.firm.email.trim()) {
            ("", "") => "tell us".to_owned(),
            ("", email) => format!("write to us: {email}"),
            (phone, _) => format!("call us: {phone}"),
        }
    }
}

/// A name short enough for a subject, on one line.
fn short(name: &str) -> String {
    one_line(name, LONGEST_NAME)
}

/// `1 file`, `3 files`
fn count(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

/// A time zone as people name it: `America/New_York` is `New York time`, `UTC` is `UTC`.
fn zone_words(zone: &str) -> String {
    if jiff::tz::TimeZone::get(zone).is_err() {
        return "UTC".to_owned(); // as `Times` shows a zone that it does not know
    }
    match zone.rsplit_once('/') {
        Some((area, place)) if area != "Etc" => format!("{} time", place.replace('_', " ")),
        Some((_, offset)) => offset.to_owned(),
        None => zone.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_named_as_people_do() {
        assert_eq!(zone_words("America/Guyana"), "Guyana time");
        assert_eq!(zone_words("America/Argentina/Buenos_Aires"), "Buenos Aires time");
        assert_eq!(zone_words("UTC"), "UTC");
        assert_eq!(zone_words("Nowhere/Land"), "UTC");
    }
}
