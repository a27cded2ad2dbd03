//! Who carries mail out of the house: Resend's HTTP API, a mail server, or the console (PRODUCT: Mail). A carrier
//! knows nothing of letters; it takes a finished [`Envelope`] and says whether it is gone, may go later, or never will.

mod console;
mod resend;
mod smtp;

pub use resend::{MAIL_TAG, webhook_key};

use super::config::{Config, MailBy};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// A finished mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The outbox row's id. It is the Idempotency-Key, so that a repeat is not a second mail (SAFETY: Outbox).
    pub id: String,
    /// Sender: `Name <address>`.
    pub from: String,
    /// The one recipient's address, without a name.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The plain part, complete by itself.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// Where an answer goes, if not to the sender.
    pub reply_to: Option<String>,
}

/// What the carrier said when it took a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Its words, one line: a mail server's answer (`250 2.0.0 Ok: queued as 4bX1`); empty if it says nothing.
    pub answer: String,
    /// By which the carrier's later news name the mail, if it tells any.
    pub id: Option<String>,
}

/// Why a mail is still in the house. `why` is for staff: plain words, no secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// The carrier is in trouble; the same mail may go through later.
    Later {
        /// What happened.
        why: String,
        /// How long the carrier wants to be left alone, in seconds, if it said so.
        retry_after_seconds: Option<u64>,
    },
    /// This mail will not go through, however often it is tried.
    Never {
        /// What happened.
        why: String,
    },
    /// Nobody has this address, or it takes no mail: no other mail would go through either.
    NoSuchAddress {
        /// What the mail server said.
        why: String,
    },
}

/// What a carrier is doing with one envelope.
pub type Carrying<'a> = Pin<Box<dyn Future<Output = Result<Taken, Undelivered>> + Send + 'a>>;

/// Somebody who carries mail out of the house.
pub trait Carrier: Send + Sync {
    /// Hands over one mail. `Ok` means that the carrier has taken it and answers for it, in these words.
    fn carry<'a>(&'a self, envelope: &'a Envelope) -> Carrying<'a>;

    /// What it is called, for logs, `gk-nexus config` and the settings page.
    fn name(&self) -> &'static str;

    /// Whether mail really reaches people; the console does not.
    fn delivers(&self) -> bool;

    /// The least time between the beginnings of two sendings. None unless a provider asks for it.
    fn pace(&self) -> Duration {
        Duration::ZERO
    }
}

/// Resend allows 2 requests a second to a new team (resend.com/docs/api-reference/rate-limit); mail servers are
/// treated with the same courtesy.
const TWO_A_SECOND: Duration = Duration::from_millis(500);

/// The carrier that the configuration names.
///
/// # Errors
/// One sentence for the operator.
pub fn carrier(config: &Config) -> Result<Arc<dyn Carrier>, String> {
    // reqwest and lettre take the process's provider. An error only says that it is there already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(match &config.mail_by {
        MailBy::Resend { key, url } => Arc::new(resend::Resend::new(url, key.clone())?),
        MailBy::Smtp(url) => Arc::new(smtp::Smtp::new(url)?),
        MailBy::Console => Arc::new(console::Console),
    })
}

/// `text` as one line of at most `longest` characters: line ends, other control signs and signs that turn the
/// direction of writing become spaces, rows of spaces become one. What stands in a mail's head goes through here,
/// so that no name can add a header.
pub fn one_line(text: &str, longest: usize) -> String {
    let spaced: String = text.chars().map(|c| if breaks_a_line(c) { ' ' } else { c }).collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let mut cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut + "…"
}

/// Whether `c` could end a line, hide, or turn the direction of what follows (Unicode's line and paragraph
/// separators, zero-width and bidirectional controls).
pub fn breaks_a_line(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(one_line("Rahman\r\nBcc: x@example.com", 100), "Rahman Bcc: x@example.com");
        assert_eq!(one_line(" a\u{2028}b\u{202e}c\0 ", 100), "a b c");
        assert_eq!(one_line("Persaud & Vale", 9), "Persaud…");
        assert_eq!(one_line("Zoë Müller", 10), "Zoë Müller");
    }
}
