//! What is in force: environment, `.env` and flags, parsed once at the start. All faults are listed at once.

mod checks;
mod storage;
mod typed;

pub use storage::{Bucket, Storage};
pub use typed::Typed;

use super::clamd::Address;
use checks::{
    Faults, base_url, bind, breached_passwords_url, clamd_addr, database_url, mail_by, max_upload_bytes, production,
    time_zone, trusted_proxies, webhook_secret,
};
use secrecy::{ExposeSecret, SecretString};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Which mail transport is in force.
#[derive(Clone, Debug)]
pub enum MailBy {
    /// Resend's HTTP API.
    Resend {
        /// API key.
        key: SecretString,
        /// Base address, `/emails` is added.
        url: String,
    },
    /// A mail server.
    Smtp(SecretString),
    /// Written to stdout.
    Console,
}

/// The parsed configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// `sqlite://…` or `postgres://…`
    pub database_url: String,
    /// Uploaded files.
    pub data_dir: PathBuf,
    /// Where stored files lie.
    pub storage: Storage,
    /// The bucket that is in the settings, whether stored files lie there or not.
    pub bucket: Option<Bucket>,
    /// Scheme, host and port, without a slash at the end.
    pub base_url: String,
    /// Where to listen.
    pub bind: SocketAddr,
    /// Whether this is a firm's real portal.
    pub production: bool,
    /// How mail leaves.
    pub mail_by: MailBy,
    /// What Resend signs its webhook's calls with, if it tells what becomes of mails.
    pub resend_webhook_secret: Option<SecretString>,
    /// Sender of all mail.
    pub email_from: String,
    /// Proxies whose X-Forwarded-For counts.
    pub trusted_proxies: Vec<IpAddr>,
    /// Largest file, bytes.
    pub max_upload_bytes: u64,
    /// The virus scanner, if there is one. With it only files in which it finds nothing can be opened.
    pub clamd_addr: Option<Address>,
    /// Where new passwords are looked up in lists of stolen ones; empty: nowhere.
    pub breached_passwords_url: String,
    /// The secret key's file.
    pub secret_key_file: PathBuf,
    /// Time zone of a new firm.
    pub firm_time_zone: String,
}

impl Config {
    /// Parses all variables.
    ///
    /// # Errors
    /// Every fault, one sentence each, naming the variable.
    pub fn parse(typed: &Typed) -> Result<Self, Vec<String>> {
        let mut faults = Faults::default();
        let data_dir = PathBuf::from(&typed.data_dir);
        let (storage, bucket) = storage::parse(typed, &mut faults);
        let config = Config {
            database_url: faults.note(database_url(&typed.database_url)),
            storage,
            bucket,
            base_url: faults.note(base_url(&typed.base_url)),
            bind: faults.note(bind(&typed.bind)).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000))),
            production: faults.note(production(&typed.portal_env)),
            mail_by: mail_by(typed, &mut faults),
            resend_webhook_secret: Some(faults.note(webhook_secret(typed.resend_webhook_secret.trim())))
                .filter(|secret| !secret.is_empty())
                .map(SecretString::from),
            email_from: typed.email_from.trim().to_owned(),
            trusted_proxies: faults.note(trusted_proxies(&typed.trusted_proxies)),
            max_upload_bytes: faults.note(max_upload_bytes(&typed.max_upload_bytes)),
            clamd_addr: faults.note(clamd_addr(typed.clamd_addr.trim())),
            breached_passwords_url: faults.note(breached_passwords_url(typed.breached_passwords_url.trim())),
            secret_key_file: if typed.secret_key_file.is_empty() {
                data_dir.join("secret.key")
            } else {
                PathBuf::from(&typed.secret_key_file)
            },
            firm_time_zone: faults.note(time_zone(&typed.firm_time_zone)),
            data_dir,
        };
        if faults.0.is_empty() { Ok(config) } else { Err(faults.0) }
    }

    /// Whether cookies may be marked Secure and named `__Host-` (everywhere but http on localhost).
    pub fn https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Name and value of everything in force, secrets masked, for `gk-nexus config`.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let mail = match &self.mail_by {
            MailBy::Resend { url, .. } => format!("Resend at {url} (key set)"),
            MailBy::Smtp(_) => "SMTP (address and password set)".to_owned(),
            MailBy::Console => "written to the console".to_owned(),
        };
        let mut lines = vec![
            ("DATABASE_URL", masked_url(&self.database_url)),
            ("DATA_DIR", self.data_dir.display().to_string()),
            ("BASE_URL", self.base_url.clone()),
            ("BIND", self.bind.to_string()),
            ("PORTAL_ENV", if self.production { "production" } else { "development" }.to_owned()),
            ("mail", mail),
            ("RESEND_WEBHOOK_SECRET", if self.resend_webhook_secret.is_some() { "set" } else { "" }.to_owned()),
            ("EMAIL_FROM", self.email_from.clone()),
            ("TRUSTED_PROXIES", self.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            ("MAX_UPLOAD_BYTES", self.max_upload_bytes.to_string()),
            ("CLAMD_ADDR", self.clamd_addr.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("BREACHED_PASSWORDS_URL", self.breached_passwords_url.clone()),
            ("SECRET_KEY_FILE", self.secret_key_file.display().to_string()),
            ("FIRM_TIME_ZONE", self.firm_time_zone.clone()),
            ("STORAGE", self.storage.word().to_owned()),
        ];
        lines.extend(self.bucket.iter().flat_map(Bucket::lines));
        lines
    }
}

fn masked_url(url: &str) -> String {
    match reqwest::Url::parse(url) {
        Ok(mut parsed) if parsed.password().is_some() => {
            let _ = parsed.set_password(Some("****"));
            parsed.to_string()
        }
        _ => url.to_owned(),
    }
}

impl MailBy {
    /// The Resend key, for the carrier only.
    pub(super) fn key(key: &SecretString) -> &str {
        key.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            database_url: "sqlite://data/portal.db".into(),
            data_dir: "data".into(),
            base_url: "https://portal.example.com/".into(),
            bind: "127.0.0.1:3000".into(),
            portal_env: "production".into(),
            max_upload_bytes: "1000".into(),
            firm_time_zone: "America/Guyana".into(),
            resend_api_url: "https://mail.example.com".into(),
            ..Typed::default()
        }
    }

    #[test]
    fn a_right_configuration_is_taken() {
        let config = Config::parse(&typed()).unwrap_or_else(|faults| unreachable!("{faults:?}"));
        assert_eq!(config.base_url, "https://portal.example.com");
        assert!(config.https() && config.production);
        assert_eq!(config.secret_key_file, PathBuf::from("data/secret.key"));
    }

    #[test]
    fn every_fault_is_listed_at_once() {
        let wrong = Typed {
            database_url: "mysql://x".into(),
            base_url: "http://portal.example.com".into(),
            bind: "3000".into(),
            portal_env: "prod".into(),
            max_upload_bytes: "5 GiB".into(),
            trusted_proxies: "10.0.0.1, proxy".into(),
            firm_time_zone: "Georgetown".into(),
            resend_api_key: "re_secret".into(),
            resend_webhook_secret: "whsec_hush".into(),
            ..typed()
        };
        let faults = Config::parse(&wrong).err().unwrap_or_default();
        assert_eq!(faults.len(), 9, "{faults:#?}");
        assert!(!faults.join(" ").contains("re_secret") && !faults.join(" ").contains("hush"));
    }

    #[test]
    fn every_fault_of_the_mail_settings_is_listed_and_no_secret_with_it() {
        let wrong = Typed {
            email_from: "bad".into(),
            resend_api_key: "re_hush".into(),
            smtp_url: "http://user:hush@x".into(),
            resend_api_url: "zz".into(),
            ..typed()
        };
        let faults = Config::parse(&wrong).err().unwrap_or_default();
        assert_eq!(faults.len(), 4, "{faults:#?}");
        for name in ["EMAIL_FROM is “bad”", "both set", "SMTP_URL must begin", "RESEND_API_URL is “zz”"] {
            assert!(faults.iter().any(|fault| fault.contains(name)), "{name}: {faults:#?}");
        }
        assert!(!faults.join(" ").contains("hush"));
    }

    #[test]
    fn an_address_that_leads_nowhere_is_refused_before_anything_is_opened() {
        let of = |change: &dyn Fn(&mut Typed)| {
            let mut typed = Typed { email_from: "a@example.com".into(), ..typed() };
            change(&mut typed);
            Config::parse(&typed).err().unwrap_or_default()
        };
        for wrong in ["postgres://", "postgres:///portal", "postgres://portal:hush@/portal", "sqlite:", "sqlite://"] {
            let faults = of(&|typed| typed.database_url = wrong.into());
            assert!(faults.len() == 1 && faults[0].starts_with("DATABASE_URL names no"), "{wrong}: {faults:?}");
            assert!(!faults[0].contains("hush"));
        }
        for right in ["postgres://localhost/portal", "postgresql:///portal?host=/run/postgresql", "sqlite:portal.db"] {
            assert_eq!(of(&|typed| typed.database_url = right.into()), Vec::<String>::new(), "{right}");
        }
        for wrong in ["smtp://", "smtps://:465", "smtp:mail.example.com"] {
            let faults = of(&|typed| typed.smtp_url = wrong.into());
            assert!(faults.len() == 1 && faults[0].starts_with("SMTP_URL"), "{wrong}: {faults:?}");
        }
        for wrong in ["nonsense", "clamd:", ":3310", "clamd:port", "clamd:0", "run/clamd.sock", "http://clamd:3310"] {
            let faults = of(&|typed| typed.clamd_addr = wrong.into());
            assert!(faults.len() == 1 && faults[0].contains(wrong), "{wrong}: {faults:?}");
        }
        for right in ["", "127.0.0.1:3310", "[::1]:3310", "clamd.example:3310", "/run/clamav/clamd.sock"] {
            assert_eq!(of(&|typed| typed.clamd_addr = right.into()), Vec::<String>::new(), "{right}");
        }
    }

    #[test]
    fn secrets_are_masked_when_shown() {
        let url = Typed { database_url: "postgres://portal:hush@localhost/portal".into(), ..typed() };
        let shown = format!("{:?}", Config::parse(&url).map(|config| config.lines()));
        assert!(shown.contains("****") && !shown.contains("hush"));
    }
}
