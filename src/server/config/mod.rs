//! What is in force: environment, `.env` and flags, parsed once at the start. All faults are listed at once.

mod typed;

pub use typed::Typed;

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
    /// Scheme, host and port, without a slash at the end.
    pub base_url: String,
    /// Where to listen.
    pub bind: SocketAddr,
    /// Whether this is a firm's real portal.
    pub production: bool,
    /// How mail leaves.
    pub mail_by: MailBy,
    /// Sender of all mail.
    pub email_from: String,
    /// Proxies whose X-Forwarded-For counts.
    pub trusted_proxies: Vec<IpAddr>,
    /// Largest file, bytes.
    pub max_upload_bytes: u64,
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
        let config = Config {
            database_url: faults.note(database_url(&typed.database_url)),
            base_url: faults.note(base_url(&typed.base_url)),
            bind: faults.note(bind(&typed.bind)).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000))),
            production: faults.note(production(&typed.portal_env)),
            mail_by: faults.note(mail_by(typed)),
            email_from: typed.email_from.trim().to_owned(),
            trusted_proxies: faults.note(trusted_proxies(&typed.trusted_proxies)),
            max_upload_bytes: faults.note(max_upload_bytes(&typed.max_upload_bytes)),
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
        vec![
            ("DATABASE_URL", masked_url(&self.database_url)),
            ("DATA_DIR", self.data_dir.display().to_string()),
            ("BASE_URL", self.base_url.clone()),
            ("BIND", self.bind.to_string()),
            ("PORTAL_ENV", if self.production { "production" } else { "development" }.to_owned()),
            ("mail", mail),
            ("EMAIL_FROM", self.email_from.clone()),
            ("TRUSTED_PROXIES", self.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            ("MAX_UPLOAD_BYTES", self.max_upload_bytes.to_string()),
            ("SECRET_KEY_FILE", self.secret_key_file.display().to_string()),
            ("FIRM_TIME_ZONE", self.firm_time_zone.clone()),
        ]
    }
}

#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn note<T: OrNothing>(&mut self, parsed: Result<T, String>) -> T::Kept {
        T::keep(parsed.map_err(|fault| self.0.push(fault)).ok())
    }
}

/// What stands in for a value that was refused; it is never used, because the start ends.
trait OrNothing: Sized {
    type Kept;
    fn keep(parsed: Option<Self>) -> Self::Kept;
}

macro_rules! default_when_refused {
    ($($kind:ty),+) => {$(impl OrNothing for $kind {
        type Kept = $kind;
        fn keep(parsed: Option<Self>) -> Self { parsed.unwrap_or_default() }
    })+};
}
default_when_refused!(String, bool, u64, Vec<IpAddr>);

impl OrNothing for MailBy {
    type Kept = MailBy;
    fn keep(parsed: Option<Self>) -> Self {
        parsed.unwrap_or(MailBy::Console)
    }
}

impl OrNothing for SocketAddr {
    type Kept = Option<SocketAddr>;
    fn keep(parsed: Option<Self>) -> Option<Self> {
        parsed
    }
}

fn database_url(typed: &str) -> Result<String, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| typed.starts_with(scheme));
    if known { Ok(typed.to_owned()) } else { Err("DATABASE_URL must begin with sqlite:// or postgres://".to_owned()) }
}

fn base_url(typed: &str) -> Result<String, String> {
    let fault = |why: &str| format!("BASE_URL is “{typed}”; {why}");
    let url = reqwest::Url::parse(typed).map_err(|_| fault("it must be an address like https://portal.example.com"))?;
    let host = url.host_str().ok_or_else(|| fault("it names no host"))?;
    let local = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        return Err(fault("it must begin with https:// (http only for localhost)"));
    }
    if url.path() != "/" || url.query().is_some() || !url.username().is_empty() {
        return Err(fault("it must end after the host and port"));
    }
    Ok(typed.trim_end_matches('/').to_owned())
}

fn bind(typed: &str) -> Result<SocketAddr, String> {
    typed.parse().map_err(|_| format!("BIND is “{typed}”; it must be an address and a port, like 127.0.0.1:3000"))
}

fn production(typed: &str) -> Result<bool, String> {
    match typed {
        "production" => Ok(true),
        "development" => Ok(false),
        _ => Err(format!("PORTAL_ENV is “{typed}”; it must be development or production")),
    }
}

fn mail_by(typed: &Typed) -> Result<MailBy, String> {
    let from = typed.email_from.trim();
    let needs_from = |chosen: MailBy| {
        if from.is_empty() {
            Err("EMAIL_FROM is missing; mail needs a sender, like noreply@yourdomain.com".to_owned())
        } else {
            Ok(chosen)
        }
    };
    if !from.is_empty() && from.parse::<lettre::message::Mailbox>().is_err() {
        return Err(format!("EMAIL_FROM is “{from}”; it must be an address like noreply@yourdomain.com"));
    }
    if !typed.resend_api_key.is_empty() && !typed.smtp_url.is_empty() {
        return Err("RESEND_API_KEY and SMTP_URL are both set; choose one".to_owned());
    }
    if !typed.resend_api_key.is_empty() {
        let url = typed.resend_api_url.trim_end_matches('/').to_owned();
        reqwest::Url::parse(&url).map_err(|_| format!("RESEND_API_URL is “{url}”; it must be an address"))?;
        return needs_from(MailBy::Resend { key: typed.resend_api_key.clone().into(), url });
    }
    if !typed.smtp_url.is_empty() {
        if !typed.smtp_url.starts_with("smtp://") && !typed.smtp_url.starts_with("smtps://") {
            return Err("SMTP_URL must begin with smtp:// or smtps://".to_owned());
        }
        return needs_from(MailBy::Smtp(typed.smtp_url.clone().into()));
    }
    Ok(MailBy::Console)
}

fn trusted_proxies(typed: &str) -> Result<Vec<IpAddr>, String> {
    typed
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|_| format!("TRUSTED_PROXIES names “{part}”, which is not an IP address")))
        .collect()
}

fn max_upload_bytes(typed: &str) -> Result<u64, String> {
    match typed.parse() {
        Ok(0) | Err(_) => Err(format!("MAX_UPLOAD_BYTES is “{typed}”; it must be a number of bytes above 0")),
        Ok(bytes) => Ok(bytes),
    }
}

fn time_zone(typed: &str) -> Result<String, String> {
    match jiff::tz::TimeZone::get(typed) {
        Ok(_) => Ok(typed.to_owned()),
        Err(_) => Err(format!("FIRM_TIME_ZONE is “{typed}”; it must be a name like America/Guyana")),
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
            ..typed()
        };
        let faults = Config::parse(&wrong).err().unwrap_or_default();
        assert_eq!(faults.len(), 8, "{faults:#?}");
        assert!(!faults.join(" ").contains("re_secret"));
    }

    #[test]
    fn secrets_are_masked_when_shown() {
        let url = Typed { database_url: "postgres://portal:hush@localhost/portal".into(), ..typed() };
        let shown = format!("{:?}", Config::parse(&url).map(|config| config.lines()));
        assert!(shown.contains("****") && !shown.contains("hush"));
    }
}
