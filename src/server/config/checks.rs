//! One check for each setting: the value, or one sentence that names the variable and what it must be.

use super::{MailBy, Typed};
use crate::server::clamd::Address;
use crate::server::post::webhook_key;
use std::net::{IpAddr, SocketAddr};

/// Everything that is wrong, one sentence each.
#[derive(Default)]
pub(super) struct Faults(pub Vec<String>);

impl Faults {
    /// The value, or nothing that is used: the fault is noted.
    pub fn note<T: OrNothing>(&mut self, parsed: Result<T, String>) -> T::Kept {
        T::keep(parsed.map_err(|fault| self.0.push(fault)).ok())
    }
}

/// What stands in for a value that was refused; it is never used, because the start ends.
pub(super) trait OrNothing: Sized {
    /// What is kept of it.
    type Kept;
    /// The value, or what stands in for it.
    fn keep(parsed: Option<Self>) -> Self::Kept;
}

macro_rules! default_when_refused {
    ($($kind:ty),+) => {$(impl OrNothing for $kind {
        type Kept = $kind;
        fn keep(parsed: Option<Self>) -> Self { parsed.unwrap_or_default() }
    })+};
}
default_when_refused!(String, bool, u64, Vec<IpAddr>, Option<Address>);

/// A check that gives no value.
impl OrNothing for () {
    type Kept = ();
    fn keep(_: Option<Self>) {}
}

impl OrNothing for SocketAddr {
    type Kept = Option<SocketAddr>;
    fn keep(parsed: Option<Self>) -> Option<Self> {
        parsed
    }
}

/// What is wrong is told without the address: a password may stand in it.
pub(super) fn database_url(typed: &str) -> Result<String, String> {
    if let Some(rest) = typed.strip_prefix("sqlite:") {
        let file = rest.trim_start_matches("//").split('?').next().unwrap_or_default();
        return if file.is_empty() {
            Err("DATABASE_URL names no file; it must be like sqlite://data/portal.db".to_owned())
        } else {
            Ok(typed.to_owned())
        };
    }
    if !typed.starts_with("postgres://") && !typed.starts_with("postgresql://") {
        return Err("DATABASE_URL must begin with sqlite:// or postgres://".to_owned());
    }
    // A socket's folder stands behind `?host=`.
    let url = reqwest::Url::parse(typed).ok().filter(|url| {
        url.host_str().is_some_and(|host| !host.is_empty()) || url.query_pairs().any(|(name, _)| name == "host")
    });
    match url {
        Some(_) => Ok(typed.to_owned()),
        None => Err("DATABASE_URL names no host; it must be like postgres://user:password@host/database".to_owned()),
    }
}

/// The portal's own address, without a slash at the end.
pub(super) fn base_url(typed: &str) -> Result<String, String> {
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

/// Where to listen.
pub(super) fn bind(typed: &str) -> Result<SocketAddr, String> {
    typed.parse().map_err(|_| format!("BIND is “{typed}”; it must be an address and a port, like 127.0.0.1:3000"))
}

/// Whether this is a firm's real portal.
pub(super) fn production(typed: &str) -> Result<bool, String> {
    match typed {
        "production" => Ok(true),
        "development" => Ok(false),
        _ => Err(format!("PORTAL_ENV is “{typed}”; it must be development or production")),
    }
}

/// Everything that is wrong with the settings for mail, not only the first of it.
pub(super) fn mail_by(typed: &Typed, faults: &mut Faults) -> MailBy {
    let (resend, smtp) = (!typed.resend_api_key.is_empty(), !typed.smtp_url.is_empty());
    faults.note(email_from(typed.email_from.trim(), resend || smtp));
    if resend && smtp {
        faults.note::<()>(Err("RESEND_API_KEY and SMTP_URL are both set; choose one".to_owned()));
    }
    let url = faults.note(http_url("RESEND_API_URL", &typed.resend_api_url, "https://api.resend.com"));
    if smtp {
        faults.note(smtp_url(&typed.smtp_url));
    }
    match (resend, smtp) {
        (true, _) => MailBy::Resend { key: typed.resend_api_key.clone().into(), url },
        (false, true) => MailBy::Smtp(typed.smtp_url.clone().into()),
        (false, false) => MailBy::Console,
    }
}

fn email_from(typed: &str, needed: bool) -> Result<(), String> {
    if typed.is_empty() && needed {
        return Err("EMAIL_FROM is missing; mail needs a sender, like noreply@yourdomain.com".to_owned());
    }
    if typed.is_empty() || typed.parse::<lettre::message::Mailbox>().is_ok() {
        return Ok(());
    }
    Err(format!("EMAIL_FROM is “{typed}”; it must be an address like noreply@yourdomain.com"))
}

/// Where lists of breached passwords are asked; none if it is empty.
pub(super) fn breached_passwords_url(typed: &str) -> Result<String, String> {
    if typed.is_empty() {
        return Ok(String::new());
    }
    http_url("BREACHED_PASSWORDS_URL", typed, crate::server::breaches::PWNED_PASSWORDS)
}

fn http_url(name: &str, typed: &str, like: &str) -> Result<String, String> {
    let url = reqwest::Url::parse(typed).ok();
    match url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) {
        Some(_) => Ok(typed.trim_end_matches('/').to_owned()),
        None => Err(format!("{name} is “{typed}”; it must be an address like {like}")),
    }
}

/// What is wrong is told without the secret.
pub(super) fn webhook_secret(typed: &str) -> Result<String, String> {
    if typed.is_empty() || webhook_key(typed).is_some() {
        return Ok(typed.to_owned());
    }
    Err("RESEND_WEBHOOK_SECRET can’t be read; copy it whole from the webhook’s page at Resend: it begins with whsec_"
        .to_owned())
}

/// What is wrong is told without the address: a password may stand in it.
fn smtp_url(typed: &str) -> Result<(), String> {
    if !typed.starts_with("smtp://") && !typed.starts_with("smtps://") {
        return Err("SMTP_URL must begin with smtp:// or smtps://".to_owned());
    }
    let url = reqwest::Url::parse(typed).ok();
    match url.filter(|url| url.host_str().is_some_and(|host| !host.is_empty())) {
        Some(_) => Ok(()),
        None => Err("SMTP_URL names no server; it must be like smtps://user:password@mail.example.com".to_owned()),
    }
}

/// The virus scanner: a port of a host, or a socket.
pub(super) fn clamd_addr(typed: &str) -> Result<Option<Address>, String> {
    if typed.is_empty() {
        return Ok(None);
    }
    let words = || format!("CLAMD_ADDR is “{typed}”; it must be host:port, or the path of a socket that begins with /");
    Address::parse(typed).map(Some).ok_or_else(words)
}

/// Addresses separated by commas.
pub(super) fn trusted_proxies(typed: &str) -> Result<Vec<IpAddr>, String> {
    typed
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|_| format!("TRUSTED_PROXIES names “{part}”, which is not an IP address")))
        .collect()
}

/// The largest file.
pub(super) fn max_upload_bytes(typed: &str) -> Result<u64, String> {
    match typed.parse() {
        Ok(0) | Err(_) => Err(format!("MAX_UPLOAD_BYTES is “{typed}”; it must be a number of bytes above 0")),
        Ok(bytes) => Ok(bytes),
    }
}

/// The time zone of a new firm.
pub(super) fn time_zone(typed: &str) -> Result<String, String> {
    match jiff::tz::TimeZone::get(typed) {
        Ok(_) => Ok(typed.to_owned()),
        Err(_) => Err(format!("FIRM_TIME_ZONE is “{typed}”; it must be a name like America/Guyana")),
    }
}
