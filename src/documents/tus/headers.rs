//! The words of tus 1.0 in headers: read strictly, since whatever is unclear here would end in a wrong file.

use crate::kernel::{Instant, Result};
use crate::server::keys::hex;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::digest;

/// The one version that is spoken.
pub const VERSION: &str = "1.0.0";
/// `Tus-Resumable`.
pub const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
/// `Upload-Offset`, bytes.
pub const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// `Upload-Length`, bytes.
pub const LENGTH: HeaderName = HeaderName::from_static("upload-length");
/// `Upload-Metadata`.
pub const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
/// `Upload-Expires`.
pub const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// `Upload-Checksum`.
pub const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
/// What the whole file comes to (RFC 9530), sent with its last piece.
pub const WHOLE: HeaderName = HeaderName::from_static("repr-digest");
/// What is meant where only GET and POST get through.
pub const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");
/// The kind of a body that is a piece.
const PIECE: &str = "application/offset+octet-stream";
/// Longest metadata that is kept, bytes.
const LONGEST: usize = 4096;

/// A header that can't be read, in words for whoever writes a client.
#[derive(Debug, PartialEq, Eq)]
pub struct Unclear(pub &'static str);

/// The algorithms of `Upload-Checksum`.
pub const ALGORITHMS: [(&str, &digest::Algorithm); 2] =
    [("sha1", &digest::SHA1_FOR_LEGACY_USE_ONLY), ("sha256", &digest::SHA256)];

/// What is asked for: some networks let only GET and POST through, so a header may say what is meant.
pub fn method(actual: &Method, headers: &HeaderMap) -> Method {
    let meant = headers.get(OVERRIDE).map(|meant| Method::from_bytes(meant.as_bytes()).unwrap_or(Method::TRACE));
    meant.unwrap_or_else(|| actual.clone())
}

/// Whether the body is a piece.
pub fn carries_piece(headers: &HeaderMap) -> bool {
    text(headers, &header::CONTENT_TYPE).is_some_and(|kind| kind.eq_ignore_ascii_case(PIECE))
}

/// A number of bytes.
pub fn bytes(headers: &HeaderMap, name: &HeaderName) -> Result<Option<u64>, Unclear> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    let digits = value.to_str().ok().filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()));
    digits.and_then(|digits| digits.parse().ok()).map(Some).ok_or(Unclear("A number of bytes can’t be read"))
}

/// What `Upload-Metadata` says, as it was sent and by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// As it was sent.
    pub raw: Option<String>,
    pairs: Vec<(String, String)>,
}

impl Metadata {
    /// `name base64,name base64`: each name once, values optional.
    pub fn read(headers: &HeaderMap) -> Result<Self, Unclear> {
        const UNCLEAR: Unclear = Unclear("Upload-Metadata can’t be read");
        let Some(value) = headers.get(METADATA) else { return Ok(Metadata::default()) };
        let raw = value.to_str().ok().filter(|raw| raw.len() <= LONGEST).ok_or(UNCLEAR)?;
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in raw.split(',').map(str::trim).filter(|_| !raw.trim().is_empty()) {
            let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = STANDARD.decode(value.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            if name.is_empty() || pairs.iter().any(|(known, _)| known == name) {
                return Err(UNCLEAR);
            }
            pairs.push((name.to_owned(), value.ok_or(UNCLEAR)?));
        }
        Ok(Metadata { raw: Some(raw.to_owned()), pairs })
    }

    /// The value of the first of these names that is there and says something.
    pub fn get(&self, names: &[&str]) -> Option<&str> {
        let mut said = self.pairs.iter().filter(|(name, value)| names.contains(&name.as_str()) && !value.is_empty());
        said.next().map(|(_, value)| value.as_str())
    }
}

/// What a piece comes to, by which algorithm.
pub fn checksum(headers: &HeaderMap) -> Result<Option<(&'static digest::Algorithm, Vec<u8>)>, Unclear> {
    let Some(value) = headers.get(CHECKSUM) else { return Ok(None) };
    let said = value.to_str().ok().and_then(|text| text.split_once(' '));
    let (name, sum) = said.ok_or(Unclear("Upload-Checksum can’t be read"))?;
    let known = ALGORITHMS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let (_, algorithm) = known.ok_or(Unclear("Upload-Checksum names an algorithm that is not known here"))?;
    let sum = STANDARD.decode(sum.trim()).map_err(|_| Unclear("Upload-Checksum can’t be read"))?;
    Ok(Some((algorithm, sum)))
}

/// What the whole file comes to by SHA-256, hexadecimal, where the sender says so: `sha-256=:…:`.
pub fn whole(headers: &HeaderMap) -> Option<String> {
    let mut said = text(headers, &WHOLE)?.split(',').map(str::trim);
    let encoded = said.find_map(|one| one.strip_prefix("sha-256=:")?.strip_suffix(':'))?;
    Some(hex(&STANDARD.decode(encoded).ok()?))
}

/// A date as HTTP writes it (RFC 9110, 5.6.7).
pub fn date(at: Instant) -> Option<HeaderValue> {
    let at = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    HeaderValue::from_str(&at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}

/// The algorithms' names.
pub fn algorithms() -> String {
    ALGORITHMS.map(|(name, _)| name).join(",")
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| unreachable!()));
        headers
    }

    #[test]
    fn metadata_has_each_name_once_and_values_that_can_be_read() {
        let read = |value: &str| Metadata::read(&with("upload-metadata", value));
        let two = read("filename dmlzYS5wZGY=,empty, client MDE5MA==");
        assert_eq!(two.as_ref().map(|two| two.get(&["name", "filename"])), Ok(Some("visa.pdf")));
        assert_eq!(two.as_ref().map(|two| (two.get(&["client"]), two.get(&["empty"]))), Ok((Some("0190"), None)));
        assert_eq!(read("").map(|none| none.get(&["filename"]).is_none()), Ok(true));
        for unclear in ["filename visa.pdf!", "filename YQ==,filename Yg==", ",", "filename /w==", &"a".repeat(4097)] {
            assert!(read(unclear).is_err(), "{unclear}");
        }
    }

    #[test]
    fn numbers_are_digits_and_fit() {
        let read = |value: &str| bytes(&with("upload-length", value), &LENGTH);
        assert_eq!(read("0"), Ok(Some(0)));
        assert_eq!(read("18446744073709551615"), Ok(Some(u64::MAX)));
        assert_eq!(bytes(&HeaderMap::new(), &LENGTH), Ok(None));
        for wrong in ["", "-1", "+1", "1.0", "0x1", "1 ", "18446744073709551616", "¼"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sums_are_read_by_algorithm() {
        let read = |value: &str| checksum(&with("upload-checksum", value)).map(|sum| sum.map(|(_, sum)| sum));
        assert_eq!(read("sha1 YWJj"), Ok(Some(b"abc".to_vec())));
        assert_eq!(read("sha256 YWJj"), Ok(Some(b"abc".to_vec())));
        assert!(read("md5 YWJj").is_err() && read("sha1").is_err() && read("sha1 ,").is_err());
        assert_eq!(whole(&with("repr-digest", "sha-512=:eA==:, sha-256=:YWJj:")).as_deref(), Some("616263"));
        assert_eq!(whole(&with("repr-digest", "sha-256=YWJj")), None);
    }

    #[test]
    fn a_date_is_written_as_http_writes_it() {
        let at = date(Instant(784_111_777_000));
        assert_eq!(at.as_ref().and_then(|at| at.to_str().ok()), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
    }

    #[test]
    fn a_header_may_say_what_method_is_meant() {
        assert_eq!(method(&Method::POST, &with("x-http-method-override", "PATCH")), Method::PATCH);
        assert_eq!(method(&Method::POST, &HeaderMap::new()), Method::POST);
        assert_eq!(method(&Method::POST, &with("x-http-method-override", "a b")), Method::TRACE);
    }
}
