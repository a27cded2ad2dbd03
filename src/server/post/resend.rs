//! Resend's HTTP API (resend.com/docs/api-reference/emails/send-email).

use super::{Carrier, Carrying, Envelope, MailBy, TWO_A_SECOND, Taken, Undelivered, one_line};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long one request may take, from the first byte out to the last byte in.
const PATIENCE: Duration = Duration::from_secs(20);

/// The longest provider's sentence that is shown to staff, in characters.
const LONGEST_SENTENCE: usize = 200;

/// The longest id of a mail at Resend, in characters.
const LONGEST_ID: usize = 100;

/// The tag that a mail carries: its events come back with it (`mail::webhook`), even before this answer is read.
pub const MAIL_TAG: &str = "mail";

/// Sends mail through Resend.
pub struct Resend {
    client: reqwest::Client,
    address: String,
    key: SecretString,
}

impl Resend {
    /// Talks to the API at `url`; `/emails` is added.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn new(url: &str, key: SecretString) -> Result<Self, String> {
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            // Resend refuses requests that do not say who they come from.
            .user_agent(concat!("gk-nexus/", env!("CARGO_PKG_VERSION")))
            // The key goes to the configured address and nowhere else.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| format!("mail through Resend could not be prepared: {error}"))?;
        Ok(Resend { client, address: format!("{url}/emails"), key })
    }

    async fn send(&self, envelope: &Envelope) -> Result<Taken, Undelivered> {
        let key = MailBy::key(&self.key);
        let mut bearer = HeaderValue::try_from(format!("Bearer {key}"))
            .map_err(|_| never("RESEND_API_KEY holds signs that a key can’t have. Correct it and try again"))?;
        bearer.set_sensitive(true); // reqwest then keeps it out of its logs
        let request = self
            .client
            .post(&self.address)
            .header(AUTHORIZATION, bearer)
            .header("Idempotency-Key", &envelope.id)
            .json(&Body::of(envelope));
        let answer = request.send().await.map_err(|error| unreachable_now(&error))?;
        let status = answer.status().as_u16();
        let retry_after = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        if (200..300).contains(&status) {
            // Taken. Whatever follows in the body can't untake it.
            let said: Accepted = answer.json().await.unwrap_or_default();
            return Ok(said.taken());
        }
        let body = answer.text().await.unwrap_or_default().replace(key, "…");
        Err(refused(status, retry_after.as_deref(), &body))
    }
}

impl Carrier for Resend {
    fn carry<'a>(&'a self, envelope: &'a Envelope) -> Carrying<'a> {
        Box::pin(self.send(envelope))
    }

    fn name(&self) -> &'static str {
        "Resend"
    }

    fn delivers(&self) -> bool {
        true
    }

    fn pace(&self) -> Duration {
        TWO_A_SECOND
    }
}

#[derive(Serialize)]
struct Body<'a> {
    from: &'a str,
    to: [&'a str; 1],
    subject: &'a str,
    text: &'a str,
    html: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<&'a str>,
    tags: [Tag<'a>; 1],
}

#[derive(Serialize)]
struct Tag<'a> {
    name: &'static str,
    value: &'a str,
}

impl<'a> Body<'a> {
    fn of(envelope: &'a Envelope) -> Self {
        Body {
            from: &envelope.from,
            to: [&envelope.to],
            subject: &envelope.subject,
            text: &envelope.text,
            html: &envelope.html,
            reply_to: envelope.reply_to.as_deref(),
            tags: [Tag { name: MAIL_TAG, value: &envelope.id }],
        }
    }
}

/// What Resend says when it takes a mail.
#[derive(Default, Deserialize)]
struct Accepted {
    #[serde(default)]
    id: String,
}

impl Accepted {
    fn taken(self) -> Taken {
        let id = one_line(&self.id, LONGEST_ID);
        Taken { answer: String::new(), id: (!id.is_empty()).then_some(id) }
    }
}

/// What Resend says when it refuses.
#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    name: String,
    #[serde(default)]
    message: String,
}

/// What an answer other than 2xx means for the mail (resend.com/docs/api-reference/errors).
fn refused(status: u16, retry_after: Option<&str>, body: &str) -> Undelivered {
    let said: Refusal = serde_json::from_str(body).unwrap_or_default();
    let message = one_line(&said.message, LONGEST_SENTENCE);
    match status {
        429 => Undelivered::Later {
            why: sentence("Resend takes no more mail at the moment", &message),
            retry_after_seconds: retry_after.and_then(|seconds| seconds.trim().parse().ok()),
        },
        // The same key with another text: the first one was taken within the last 24 hours, a repeat changes nothing.
        409 if said.name == "invalid_idempotent_request" => {
            never("Resend has already taken this mail in another wording, so it was most likely delivered")
        }
        408 | 409 => later("Resend is still busy with this mail"),
        500..=599 => later(&format!("Resend has trouble of its own (error {status})")),
        // The operator can put this right, and then nothing was lost.
        401 | 403 => later(&sentence("Resend refuses to send for us; check RESEND_API_KEY and EMAIL_FROM", &message)),
        400..=499 => never(&sentence("Resend refused the mail", &message)),
        // A redirect or something that is not Resend: a wrong RESEND_API_URL, which the operator can put right.
        _ => later(&format!("What answers at RESEND_API_URL is not Resend (answer {status})")),
    }
}

fn unreachable_now(error: &reqwest::Error) -> Undelivered {
    tracing::warn!("Resend could not be reached: {error}");
    if error.is_timeout() {
        later(&format!("Resend did not answer within {} seconds", PATIENCE.as_secs()))
    } else if error.is_connect() {
        later("Resend could not be reached")
    } else {
        later("The connection to Resend broke off")
    }
}

/// The key with which Resend signs its webhook's calls, from a secret like `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`,
/// if it is one.
pub fn webhook_key(secret: &str) -> Option<Vec<u8>> {
    STANDARD.decode(secret.strip_prefix("whsec_")?).ok().filter(|key| key.len() >= 16)
}

fn sentence(ours: &str, theirs: &str) -> String {
    if theirs.is_empty() { ours.to_owned() } else { format!("{ours}: {theirs}") }
}

fn later(why: &str) -> Undelivered {
    Undelivered::Later { why: why.to_owned(), retry_after_seconds: None }
}

fn never(why: &str) -> Undelivered {
    Undelivered::Never { why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_that_passes_is_tried_again_later() {
        for status in [401, 403, 408, 409, 429, 500, 502, 503, 504, 302] {
            assert!(
                matches!(refused(status, None, ""), Undelivered::Later { retry_after_seconds: None, .. }),
                "{status}"
            );
        }
    }

    #[test]
    fn the_wish_to_be_left_alone_is_passed_on() {
        let wait = |value| match refused(429, Some(value), "") {
            Undelivered::Later { retry_after_seconds, .. } => retry_after_seconds,
            Undelivered::Never { .. } | Undelivered::NoSuchAddress { .. } => None,
        };
        assert_eq!(wait("2"), Some(2));
        assert_eq!(wait(" 60 "), Some(60));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("-1"), None);
    }

    #[test]
    fn a_refusal_carries_the_providers_own_words_cleaned() {
        let body = r#"{"statusCode":422,"name":"validation_error","message":"Invalid `to` field.\r\n\u0007Check it"}"#;
        let expected = never("Resend refused the mail: Invalid `to` field. Check it");
        assert_eq!(refused(422, None, body), expected);
        let long = format!(r#"{{"message":"{}"}}"#, "x".repeat(5000));
        let Undelivered::Never { why } = refused(400, None, &long) else { unreachable!("400 is final") };
        assert!(why.chars().count() < 240, "{why}");
        for status in [400, 404, 405, 413, 422, 451] {
            assert!(matches!(refused(status, None, "<html>"), Undelivered::Never { .. }), "{status}");
        }
    }

    #[test]
    fn a_key_used_for_another_wording_is_not_tried_again() {
        let used = r#"{"name":"invalid_idempotent_request","message":"…"}"#;
        let busy = r#"{"name":"concurrent_idempotent_requests","message":"…"}"#;
        assert!(matches!(refused(409, None, used), Undelivered::Never { .. }));
        assert!(matches!(refused(409, None, busy), Undelivered::Later { .. }));
    }

    #[test]
    fn a_secret_is_a_key_of_at_least_16_bytes() {
        assert_eq!(webhook_key("whsec_plJ3nmyCDGBKInavdOK15jsl").map(|key| key.len()), Some(18));
        for wrong in ["", "whsec_", "plJ3nmyCDGBKInavdOK15jsl", "whsec_AAAA", "whsec_not base64 at all!"] {
            assert!(webhook_key(wrong).is_none(), "{wrong}");
        }
    }
}
