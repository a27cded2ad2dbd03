//! A mail server, by SMTP. It knows no Idempotency-Key, so a repeated mail is made byte by byte the same: the same
//! Message-ID, date and boundary, by which mailboxes tell a repeat.

use super::{Carrier, Carrying, Envelope, TWO_A_SECOND, Taken, Undelivered, one_line};
use lettre::address::AddressError;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use std::error::Error;
use std::time::{Duration, SystemTime};

/// How long the server may take for one command. Generous, because a server that is cut off while it accepts a
/// mail (it may scan it first; RFC 5321, 4.5.3.2.6 allows minutes) leaves us not knowing, and a repeat would follow.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest sentence of a server that is shown to staff, in characters.
const LONGEST_SENTENCE: usize = 200;

/// Sends mail through a mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    /// Talks to the server at `smtp(s)://user:pass@host:port`.
    ///
    /// # Errors
    /// One sentence for the operator, without the password.
    pub fn new(url: &SecretString) -> Result<Self, String> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&with_tls(url.expose_secret()))
            .map_err(|_| {
                "SMTP_URL could not be understood; it must be like smtps://user:pass@mail.example.com:465".to_owned()
            })?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Smtp { transport })
    }

    async fn send(&self, envelope: &Envelope) -> Result<Taken, Undelivered> {
        let message = message(envelope)?;
        match self.transport.send(message).await {
            Ok(said) => {
                let words = said.message().collect::<Vec<_>>().join(" ");
                Ok(Taken { answer: one_line(&format!("{} {words}", said.code()), LONGEST_SENTENCE), id: None })
            }
            Err(error) => Err(refused(&error)),
        }
    }
}

impl Carrier for Smtp {
    fn carry<'a>(&'a self, envelope: &'a Envelope) -> Carrying<'a> {
        Box::pin(self.send(envelope))
    }

    fn name(&self) -> &'static str {
        "SMTP"
    }

    fn delivers(&self) -> bool {
        true
    }

    fn pace(&self) -> Duration {
        TWO_A_SECOND
    }
}

/// A password must not cross a network in clear, so `smtp://` with one asks for STARTTLS, unless the operator says
/// otherwise with `?tls=` or the server is on this machine.
fn with_tls(url: &str) -> String {
    let Ok(mut parsed) = reqwest::Url::parse(url) else { return url.to_owned() };
    let local = matches!(parsed.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let said = parsed.query_pairs().any(|(name, _)| name == "tls");
    if parsed.scheme() == "smtp" && parsed.password().is_some() && !local && !said {
        parsed.query_pairs_mut().append_pair("tls", "required");
        return parsed.to_string();
    }
    url.to_owned()
}

/// The mail as it goes over the wire.
fn message(envelope: &Envelope) -> Result<Message, Undelivered> {
    let from: Mailbox = envelope.from.parse().map_err(|_| wrong_address("EMAIL_FROM", &envelope.from))?;
    let to: Address = envelope.to.parse().map_err(|_: AddressError| wrong_address("The recipient", &envelope.to))?;
    let mut builder = Message::builder()
        .message_id(Some(format!("<{}@{}>", envelope.id, from.email.domain())))
        .from(from)
        .to(to.into())
        .subject(one_line(&envelope.subject, usize::MAX));
    if let Some(reply_to) = &envelope.reply_to {
        builder = builder.reply_to(reply_to.parse().map_err(|_| wrong_address("The address for answers", reply_to))?);
    }
    if let Some(date) = written_at(&envelope.id) {
        builder = builder.date(date);
    }
    // RFC 3834: asks other programs not to answer, so that no absence note comes back to the firm.
    builder = builder
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()));
    let parts = MultiPart::alternative()
        .boundary(format!("gk-nexus-{}", envelope.id))
        .singlepart(SinglePart::plain(envelope.text.clone()))
        .singlepart(SinglePart::html(envelope.html.clone()));
    builder.multipart(parts).map_err(|error| {
        tracing::error!(mail = envelope.id, "a mail could not be composed: {error}");
        Undelivered::Never { why: "The mail could not be composed".to_owned() }
    })
}

/// When the row was made, read off its id (UUID version 7), so that a repeat bears the same date.
fn written_at(id: &str) -> Option<SystemTime> {
    let (seconds, nanos) = uuid::Uuid::try_parse(id).ok()?.get_timestamp()?.to_unix();
    SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, nanos))
}

fn wrong_address(whose: &str, address: &str) -> Undelivered {
    Undelivered::Never { why: format!("{whose} is not an address that mail can be sent to: {}", one_line(address, 80)) }
}

/// What a failed sending means: 5xx is final (RFC 5321, 4.2.1), everything else may pass.
fn refused(error: &lettre::transport::smtp::Error) -> Undelivered {
    let said = error.source().map(|source| one_line(&source.to_string(), LONGEST_SENTENCE)).unwrap_or_default();
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    tracing::warn!("the mail server did not take a mail: {said} {code}");
    if error.is_permanent() {
        let why = match code.as_str() {
            "530" | "534" | "535" | "538" => {
                format!("The mail server refuses our sign-in; check SMTP_URL ({code}: {said})")
            }
            _ if names_no_mailbox(&code, &said) => {
                return Undelivered::NoSuchAddress {
                    why: format!("The mail server knows no such address ({code}: {said})"),
                };
            }
            _ => format!("The mail server refused the mail ({code}: {said})"),
        };
        return Undelivered::Never { why };
    }
    let why = if error.is_transient() {
        format!("The mail server takes the mail later ({code}: {said})")
    } else if error.is_timeout() {
        "The mail server did not answer in time".to_owned()
    } else if error.is_tls() {
        "No safe connection to the mail server could be made".to_owned()
    } else if error.is_client() && said.contains("SMTPUTF8") {
        return Undelivered::Never {
            why: "The mail server can’t send to an address with letters beyond a to z".to_owned(),
        };
    } else if error.is_client() {
        format!("The mail server can’t be used as SMTP_URL says: {said}")
    } else {
        "The mail server could not be reached".to_owned()
    };
    Undelivered::Later { why, retry_after_seconds: None }
}

/// Whether a final answer is about the address itself, whatever is sent to it: its enhanced status says that there is no
/// such mailbox or domain, that it moved, or that it is switched off (RFC 3463, 3.2 and 3.3; RFC 7505: 5.1.10). Without
/// one, nothing is concluded: many servers answer 550 to what they take for spam.
fn names_no_mailbox(code: &str, said: &str) -> bool {
    const GONE: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];
    code.starts_with('5') && said.split_whitespace().any(|word| GONE.contains(&word.trim_matches([':', '#', '(', ')'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_about_the_mailbox_itself_stops_mail_to_it() {
        assert!(names_no_mailbox("550", "5.1.1 <a@example.com>: Recipient address rejected: User unknown"));
        assert!(names_no_mailbox("550", "#5.1.10 null MX"));
        for other in ["5.7.1 looks like spam", "mailbox unavailable", "5.2.2 mailbox full", "15.1.1", "5.1.11"] {
            assert!(!names_no_mailbox("550", other), "{other}");
        }
        assert!(!names_no_mailbox("450", "5.1.1 later"));
    }

    fn envelope() -> Envelope {
        Envelope {
            id: "0198f2a5c3d47b1e9a6f0c2d4e6f8a1b".into(),
            from: "\"Müller, Söhne & Co.\" <noreply@example.com>".into(),
            to: "mariam@example.com".into(),
            subject: "Welcome\r\nBcc: x@example.com".into(),
            text: "Hello Zoë,\n\nwelcome.\n".into(),
            html: "<p>Hello Zoë".into(),
            reply_to: Some("renee@example.com".into()),
        }
    }

    #[test]
    fn a_repeat_is_the_same_mail_byte_by_byte() {
        let wire =
            |envelope: &Envelope| message(envelope).map(|mail| String::from_utf8_lossy(&mail.formatted()).into_owned());
        let first = wire(&envelope()).unwrap_or_default();
        assert_eq!(wire(&envelope()).as_ref(), Ok(&first));
        assert!(first.contains("Message-ID: <0198f2a5c3d47b1e9a6f0c2d4e6f8a1b@example.com>"), "{first}");
        assert!(first.contains("multipart/alternative") && first.contains("Reply-To: renee@example.com"), "{first}");
        assert!(!first.contains("\r\nBcc:"), "{first}");
    }

    #[test]
    fn what_is_no_address_is_never_tried_again() {
        let nobody = Envelope { to: "a@example.com, b@example.com".into(), ..envelope() };
        assert!(matches!(message(&nobody), Err(Undelivered::Never { .. })));
    }

    #[test]
    fn a_password_is_not_sent_in_clear() {
        assert_eq!(with_tls("smtp://u:p@mail.example.com:587"), "smtp://u:p@mail.example.com:587?tls=required");
        for as_said in [
            "smtps://u:p@mail.example.com:465",
            "smtp://u:p@localhost:2525",
            "smtp://relay.example.com:25",
            "smtp://u:p@mail.example.com:587?tls=opportunistic",
        ] {
            assert_eq!(with_tls(as_said), as_said);
        }
    }
}
