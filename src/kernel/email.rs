//! E-mail addresses as typed and as compared.

use super::signs::without_tricks;
use super::{AppError, Result};
use serde::{Deserialize, Serialize};

/// An address that mail can be sent to. Kept as typed; `key()` is what is compared (PRODUCT: without case).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Longest address accepted, in bytes (RFC 5321, 4.5.3.1.3: 256 with the angle brackets).
    pub const LONGEST: usize = 254;

    /// Parses what was typed into `field`. Refuses what no mail server would take.
    pub fn parse(field: &str, typed: &str) -> Result<Self> {
        let typed = without_tricks(typed);
        let text = typed.trim();
        if text.is_empty() {
            return Err(AppError::field(field, "Enter an email address"));
        }
        let wrong = || AppError::field(field, "Enter an email address, like name@example.com");
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
        let labels_fit = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && local.chars().all(plain)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        if text.len() > Self::LONGEST || !local_fits || !labels_fit {
            return Err(wrong());
        }
        Ok(Email(text.to_owned()))
    }

    /// The address as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two addresses are compared.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_are_accepted_and_keep_their_case() {
        for typed in ["mariam@example.com", "M.O'Neil+tax@sub.example.co", " zoë@exämple.org ", "\u{200b}a@b.example"]
        {
            assert!(Email::parse("email", typed).is_ok(), "{typed}");
        }
        let email = Email::parse("email", "Mariam@Example.COM").map(|e| (e.to_string(), e.key()));
        assert_eq!(email, Ok(("Mariam@Example.COM".into(), "mariam@example.com".into())));
    }

    #[test]
    fn what_no_mail_server_takes_is_refused_beside_the_field() {
        let long = format!("{}@example.com", "a".repeat(65));
        for typed in [
            "",
            "mariam",
            "mariam@",
            "@example.com",
            "a b@example.com",
            "a@b@example.com",
            "a@example",
            "a@-x.com",
            "a@x..com",
            ".a@example.com",
            "a\r\nBcc:x@example.com",
            "a@example.com,b@example.com",
            &long,
        ] {
            let Err(AppError::Invalid(errors)) = Email::parse("email", typed) else {
                unreachable!("{typed} was accepted")
            };
            assert!(errors.get("email").is_some());
        }
    }
}
