//! Where stored files lie, and how a bucket of an S3-compatible store is reached.

use super::Typed;
use super::checks::Faults;
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;

/// Where stored files lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// In `DATA_DIR`.
    #[default]
    Disk,
    /// In a bucket.
    S3,
}

impl Storage {
    /// As it stands in the settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Storage::Disk => "disk",
            Storage::S3 => "s3",
        }
    }

    /// # Errors
    /// One sentence for the operator.
    pub fn parse(typed: &str) -> Result<Self, String> {
        match typed {
            "" | "disk" => Ok(Storage::Disk),
            "s3" => Ok(Storage::S3),
            _ => Err(format!("STORAGE is “{typed}”; it must be disk or s3")),
        }
    }
}

/// A bucket, and how it is reached.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// Scheme, host and port; none for AWS's own.
    pub endpoint: Option<String>,
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// Id of the key.
    pub key_id: String,
    secret: SecretString,
    /// What the names of all objects begin with; may be empty.
    pub prefix: String,
}

impl Bucket {
    /// The key, for whoever signs requests with it.
    pub(in crate::server) fn secret(&self) -> &str {
        self.secret.expose_secret()
    }

    /// Name and value of each setting, secrets masked.
    pub fn lines(&self) -> [(&'static str, String); 6] {
        [
            ("S3_ENDPOINT", self.endpoint.clone().unwrap_or_default()),
            ("S3_BUCKET", self.name.clone()),
            ("S3_REGION", self.region.clone()),
            ("S3_ACCESS_KEY_ID", "set".to_owned()),
            ("S3_SECRET_ACCESS_KEY", "set".to_owned()),
            ("S3_PREFIX", self.prefix.clone()),
        ]
    }
}

/// Where files lie, and the bucket that the settings name, if they name one; every fault is noted.
pub(super) fn parse(typed: &Typed, faults: &mut Faults) -> (Storage, Option<Bucket>) {
    let storage = Storage::parse(typed.storage.trim()).unwrap_or_else(|fault| {
        faults.0.push(fault);
        Storage::Disk
    });
    let set = [
        &typed.s3_endpoint,
        &typed.s3_bucket,
        &typed.s3_region,
        &typed.s3_access_key_id,
        &typed.s3_secret_access_key,
        &typed.s3_prefix,
    ];
    if storage == Storage::Disk && set.iter().all(|typed| typed.trim().is_empty()) {
        return (storage, None);
    }
    let mut note = |parsed: Result<String, String>| {
        parsed.unwrap_or_else(|fault| {
            faults.0.push(fault);
            String::new()
        })
    };
    let endpoint = note(endpoint(typed.s3_endpoint.trim(), typed.s3_allow_http.trim()));
    let bucket = Bucket {
        name: note(bucket(typed.s3_bucket.trim())),
        region: note(region(typed.s3_region.trim(), typed.s3_endpoint.trim().is_empty())),
        key_id: note(needed("S3_ACCESS_KEY_ID", typed.s3_access_key_id.trim())),
        secret: note(needed("S3_SECRET_ACCESS_KEY", typed.s3_secret_access_key.trim())).into(),
        prefix: note(prefix(typed.s3_prefix.trim())),
        endpoint: Some(endpoint).filter(|endpoint| !endpoint.is_empty()),
    };
    (storage, Some(bucket))
}

fn needed(name: &str, typed: &str) -> Result<String, String> {
    if typed.is_empty() {
        return Err(format!("{name} is missing; the bucket is not reached without it"));
    }
    Ok(typed.to_owned())
}

/// Keys and files would go over the network for everybody to read, so plain http has to be wanted.
fn endpoint(typed: &str, allow_http: &str) -> Result<String, String> {
    let allowed = match allow_http {
        "true" => true,
        "" | "false" => false,
        _ => return Err(format!("S3_ALLOW_HTTP is “{allow_http}”; it must be true or false")),
    };
    if typed.is_empty() {
        return Ok(String::new());
    }
    let fault = |why: &str| Err(format!("S3_ENDPOINT {why}"));
    let Ok(url) = reqwest::Url::parse(typed) else {
        return fault("can’t be read; it must be an address like https://s3.example.com");
    };
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else { return fault("names no host") };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let here = host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => {}
        "http" if here || allowed => {}
        "http" => {
            return fault("must begin with https://; where the store is on a network of your own, S3_ALLOW_HTTP=true");
        }
        _ => return fault("must begin with https://"),
    }
    if url.path() != "/" || url.query().is_some() || !url.username().is_empty() || url.password().is_some() {
        return fault("must end after the host and port: bucket and key have settings of their own");
    }
    Ok(typed.trim_end_matches('/').to_owned())
}

fn bucket(typed: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    match typed {
        "" => needed("S3_BUCKET", typed),
        _ if typed.chars().all(plain) && (3..=63).contains(&typed.len()) => Ok(typed.to_owned()),
        _ => Err(format!("S3_BUCKET is “{typed}”; it must be a bucket’s name: small letters, digits, - and .")),
    }
}

fn region(typed: &str, at_aws: bool) -> Result<String, String> {
    match typed {
        "" if at_aws => Err("S3_REGION is missing; it must be the bucket’s region, like eu-central-1".to_owned()),
        "" => Ok("us-east-1".to_owned()),
        _ if typed.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') => Ok(typed.to_owned()),
        _ => Err(format!("S3_REGION is “{typed}”; it must be a name like eu-central-1")),
    }
}

fn prefix(typed: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let trimmed = typed.trim_matches('/');
    let right = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(plain);
    if trimmed.is_empty() || trimmed.split('/').all(right) {
        return Ok(trimmed.to_owned());
    }
    Err(format!("S3_PREFIX is “{typed}”; it must be letters and digits, like portal or firm/portal"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(change: impl FnOnce(&mut Typed)) -> (Result<Option<Bucket>, Vec<String>>, Storage) {
        let mut typed = Typed {
            storage: "s3".into(),
            s3_endpoint: "https://s3.example.com/".into(),
            s3_bucket: "portal-files".into(),
            s3_access_key_id: "id".into(),
            s3_secret_access_key: "hush".into(),
            s3_prefix: "/firm/portal/".into(),
            ..Typed::default()
        };
        change(&mut typed);
        let mut faults = Faults::default();
        let (storage, bucket) = parse(&typed, &mut faults);
        assert!(!faults.0.join(" ").contains("hush"));
        (if faults.0.is_empty() { Ok(bucket) } else { Err(faults.0) }, storage)
    }

    #[test]
    fn without_settings_files_lie_on_the_disk_and_a_bucket_can_be_named_beside_it() {
        let mut faults = Faults::default();
        assert!(matches!(parse(&Typed::default(), &mut faults), (Storage::Disk, None)) && faults.0.is_empty());
        assert!(matches!(typed(|typed| typed.storage = "disk".into()), (Ok(Some(_)), Storage::Disk)));
    }

    #[test]
    fn a_bucket_is_read_and_its_secret_is_never_shown() {
        let (Ok(Some(bucket)), Storage::S3) = typed(|_| {}) else { unreachable!() };
        assert_eq!(
            (bucket.endpoint.as_deref(), bucket.prefix.as_str()),
            (Some("https://s3.example.com"), "firm/portal")
        );
        assert_eq!((bucket.region.as_str(), bucket.secret()), ("us-east-1", "hush"));
        assert!(!format!("{bucket:?} {:?}", bucket.lines()).contains("hush"));
    }

    #[test]
    fn every_fault_of_the_bucket_is_listed() {
        let nothing = |typed: &mut Typed| *typed = Typed { storage: "s3".into(), ..Typed::default() };
        let faults = typed(nothing).0.err().unwrap_or_default();
        for name in ["S3_BUCKET is missing", "S3_REGION is missing", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] {
            assert!(faults.iter().any(|fault| fault.contains(name)), "{name}: {faults:#?}");
        }
        let one = |change: &dyn Fn(&mut Typed)| typed(change).0.err().unwrap_or_default();
        assert_eq!(one(&|typed| typed.storage = "tape".into()).len(), 1);
        assert_eq!(one(&|typed| typed.s3_bucket = "Files/".into()).len(), 1);
        assert_eq!(one(&|typed| typed.s3_prefix = "../x".into()).len(), 1);
        for wrong in ["s3.example.com", "ftp://s3.example.com", "https://s3.example.com/bucket", "https://a:hush@b"] {
            assert_eq!(one(&|typed| typed.s3_endpoint = wrong.into()).len(), 1, "{wrong}");
        }
    }

    #[test]
    fn plain_http_goes_to_this_machine_only_unless_it_is_wanted() {
        for here in ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"] {
            assert!(typed(|typed| typed.s3_endpoint = here.into()).0.is_ok(), "{here}");
        }
        let away = |allow: &str| {
            let change = |typed: &mut Typed| {
                typed.s3_endpoint = "http://minio:9000".into();
                typed.s3_allow_http = allow.into();
            };
            typed(change).0
        };
        assert!(away("false").is_err() && away("yes").is_err() && away("true").is_ok());
    }
}
