//! From a sealed letter to a finished mail: text and HTML from one draft, in the firm's name and colours.

use super::letters::Sealed;
use super::links::Links;
use super::parts::{Draft, Part, Way, plain, ways};
use super::words;
use crate::firm::Firm;
use crate::kernel::Email;
use crate::server::post::{Envelope, one_line};
use askama::Template;
use lettre::message::Mailbox;

/// Longest subject, in characters: more is cut off by mail programs anyhow.
const LONGEST_SUBJECT: usize = 200;

/// The mail of the outbox row `id`, to the address `to`. The same row gives the same bytes as long as BASE_URL,
/// EMAIL_FROM and the key stay.
///
/// # Errors
/// A template that can't be rendered: the words are for the log.
pub fn envelope(links: Links<'_>, id: &str, to: &str, sealed: &Sealed) -> Result<Envelope, askama::Error> {
    let draft = words::draft(sealed, links, to);
    let firm = &sealed.firm;
    let page = Page::of(&draft, firm);
    Ok(Envelope {
        id: id.to_owned(),
        from: from(&links.config.email_from, firm),
        to: to.to_owned(),
        subject: page.subject.clone(),
        text: Text { page: &page }.render()?,
        html: Html { page: &page }.render()?,
        reply_to: reply_to(draft.reply_to.as_deref(), firm),
    })
}

#[derive(Template)]
#[template(path = "mail/letter.txt", escape = "none")]
struct Text<'a> {
    page: &'a Page<'a>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    page: &'a Page<'a>,
}

/// What both templates show.
struct Page<'a> {
    subject: String,
    preview: String,
    heading: &'a str,
    greeting: String,
    heading_greets: bool,
    parts: &'a [Part],
    asides: Vec<String>,
    /// Where the button leads, to be copied when it can't be pressed.
    link: Option<&'a str>,
    firm: String,
    address: Vec<String>,
    ways: Vec<Way>,
    /// `#rrggbb`
    colour: &'a str,
    /// Colour of words on it.
    words: &'a str,
}

impl<'a> Page<'a> {
    fn of(draft: &'a Draft, firm: &'a Firm) -> Self {
        Page {
            subject: one_line(&draft.subject, LONGEST_SUBJECT),
            preview: plain(&draft.preview),
            heading: &draft.heading,
            greeting: draft.greeting(),
            heading_greets: draft.heading_greets,
            parts: &draft.parts,
            asides: draft.asides.iter().map(|aside| plain(aside)).collect(),
            link: draft.parts.iter().find_map(|part| match part {
                Part::Button { link, .. } => Some(link.as_str()),
                _ => None,
            }),
            firm: plain(&firm.name),
            address: firm.address.lines().map(|line| plain(line.trim())).filter(|line| !line.is_empty()).collect(),
            ways: ways(&firm.phone, &firm.email),
            colour: &firm.accent.colour,
            words: &firm.accent.words,
        }
    }
}

/// The sender. Where EMAIL_FROM names nobody, mail comes in the firm's name.
fn from(email_from: &str, firm: &Firm) -> String {
    match email_from.parse::<Mailbox>() {
        Ok(Mailbox { name: None, email }) => {
            Mailbox::new(Some(one_line(&firm.name, LONGEST_SUBJECT)), email).to_string()
        }
        Ok(named) => named.to_string(),
        // Without EMAIL_FROM mail goes to the console only (the configuration sees to that).
        Err(_) => email_from.to_owned(),
    }
}

/// Where an answer goes: to who wrote, else to the office.
fn reply_to(sender: Option<&str>, firm: &Firm) -> Option<String> {
    let usable = |address: &str| Email::parse("reply_to", address).ok().map(|email| email.to_string());
    sender.and_then(usable).or_else(|| usable(&firm.email))
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
