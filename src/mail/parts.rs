//! What a mail is made of, before it becomes text and HTML: both are rendered from the same parts, so that they can't
//! tell different things.

use super::letters::Person;
use crate::server::post::breaks_a_line;

/// A mail in words.
pub(super) struct Draft {
    /// One line; the firm's name stands in it.
    pub subject: String,
    /// What mail programs show beside the subject.
    pub preview: String,
    /// Headline of the HTML part.
    pub heading: String,
    /// Whom it greets; may be empty.
    pub name: String,
    /// Whether the headline greets already.
    pub heading_greets: bool,
    /// What it says, in order.
    pub parts: Vec<Part>,
    /// Small print: what to do if this was not expected.
    pub asides: Vec<String>,
    /// Where an answer goes; the firm's address if none.
    pub reply_to: Option<String>,
}

impl Draft {
    /// `Hello Mariam Rahman,`
    pub fn greeting(&self) -> String {
        if self.name.trim().is_empty() { "Hello,".to_owned() } else { format!("Hello {},", plain(self.name.trim())) }
    }
}

/// A piece of a mail.
pub(super) enum Part {
    /// A paragraph.
    Says(Vec<Run>),
    /// A person's own words, line by line.
    Quote(Vec<String>),
    /// The one thing to do.
    Button {
        /// On the button.
        words: &'static str,
        /// Where it leads.
        link: String,
    },
    /// Names, one a line.
    List(Vec<String>),
    /// Files of a receipt.
    Files(Vec<FileLine>),
    /// Who writes, and how to reach them.
    Signed(Signature),
}

impl Part {
    /// A personal note, if there is one.
    pub fn note(note: &str) -> Option<Part> {
        let lines: Vec<String> = note.trim().lines().map(|line| plain(line.trim_end())).collect();
        (!lines.is_empty()).then_some(Part::Quote(lines))
    }

    /// Names, one a line.
    pub fn list(names: &[String]) -> Part {
        Part::List(names.iter().map(|name| plain(name)).collect())
    }
}

/// A stretch of words in one weight.
pub(super) struct Run {
    /// The words.
    pub words: String,
    /// Whether they stand out.
    pub strong: bool,
}

/// A paragraph of these words.
pub(super) fn says(words: impl AsRef<str>) -> Paragraph {
    Paragraph(Vec::new()).then(words)
}

/// A paragraph that begins with words that stand out.
pub(super) fn stresses(words: impl AsRef<str>) -> Paragraph {
    Paragraph(Vec::new()).strong(words)
}

/// A paragraph in the making.
pub(super) struct Paragraph(Vec<Run>);

impl Paragraph {
    /// Goes on.
    pub fn then(mut self, words: impl AsRef<str>) -> Self {
        self.0.push(Run { words: plain(words.as_ref()), strong: false });
        self
    }

    /// Goes on with words that stand out.
    pub fn strong(mut self, words: impl AsRef<str>) -> Self {
        self.0.push(Run { words: plain(words.as_ref()), strong: true });
        self
    }
}

impl From<Paragraph> for Part {
    fn from(paragraph: Paragraph) -> Part {
        Part::Says(paragraph.0)
    }
}

/// One file of a receipt.
pub(super) struct FileLine {
    /// Its name.
    pub name: String,
    /// `2.4 MB (2,411,724 bytes)`
    pub size: String,
    /// When it was stored, with the time zone.
    pub received: String,
    /// SHA-256, 64 hexadecimal digits.
    pub sha256: String,
}

impl FileLine {
    /// The SHA-256 in groups of 4, as people compare it.
    pub fn grouped(&self) -> String {
        let digits: Vec<char> = self.sha256.chars().collect();
        digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }
}

/// Who writes, and how to reach them; what is not known is left out.
pub(super) struct Signature {
    /// Name.
    pub name: String,
    /// How to reach them, one a line.
    pub ways: Vec<Way>,
}

impl From<&Person> for Signature {
    fn from(person: &Person) -> Self {
        Signature { name: plain(&person.name), ways: ways(&person.phone, &person.email) }
    }
}

/// A way to reach somebody.
pub(super) struct Way {
    /// As people read it.
    pub words: String,
    /// `tel:` or `mailto:`, where the words can be turned into one.
    pub link: Option<String>,
}

/// Phone and address, in this order; empty ones are left out.
pub(super) fn ways(phone: &str, email: &str) -> Vec<Way> {
    let phone = (!phone.trim().is_empty()).then(|| Way { words: plain(phone.trim()), link: tel(phone) });
    let email =
        (!email.trim().is_empty()).then(|| Way { words: plain(email.trim()), link: Some(mailto(email.trim())) });
    phone.into_iter().chain(email).collect()
}

/// A number that a phone can dial. Words in it (`ext 4`) have no place there: then there is no link.
fn tel(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (!phone.chars().any(char::is_alphabetic)).then(|| format!("tel:{digits}"))
}

fn mailto(email: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const IN_AN_ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'@').remove(b'.').remove(b'-').remove(b'_').remove(b'+');
    format!("mailto:{}", utf8_percent_encode(email, IN_AN_ADDRESS))
}

/// `words` without anything that could end the line or turn the direction of writing: a name can't add a line.
pub(super) fn plain(words: &str) -> String {
    words.chars().map(|c| if breaks_a_line(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_that_are_not_known_are_left_out() {
        assert!(ways(" ", "").is_empty());
        let both = ways("+592 555-0147", "renee+tax@example.com");
        let links: Vec<_> = both.iter().filter_map(|way| way.link.as_deref()).collect();
        assert_eq!(links, ["tel:+5925550147", "mailto:renee+tax@example.com"]);
        assert!(ways("555 0142 ext 4", "").iter().all(|way| way.link.is_none()));
        assert_eq!(mailto("a?bcc=b@example.com"), "mailto:a%3Fbcc%3Db@example.com");
    }

    #[test]
    fn a_fingerprint_is_grouped_by_fours() {
        let file =
            FileLine { name: String::new(), size: String::new(), received: String::new(), sha256: "0123456789".into() };
        assert_eq!(file.grouped(), "0123 4567 89");
    }
}
