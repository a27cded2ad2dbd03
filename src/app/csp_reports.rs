//! `POST /csp-reports`: where browsers tell that the content security policy refused something on one of our pages. That
//! is a fault of ours, or an attack that failed; the operator's log gets a line. Nothing is stored and nothing is changed.

use super::table::without_tokens;
use crate::kernel::Span;
use crate::server::http::{Visitor, plain};
use crate::server::{Buckets, Services, network};
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::net::IpAddr;

/// Largest report, bytes. Browsers cut samples at 40 characters; the policy itself is in it.
const LARGEST: usize = 16 * 1024;
/// Longest part of a report in the log, characters.
const LONGEST_PART: usize = 200;
/// So many reports of one network address at once: a page with something wrong sends a handful.
const AT_ONCE: i64 = 20;
const ONE_MORE_EVERY: Span = Span::seconds(30);

/// What the route needs: the services, and how much each caller has reported.
#[derive(Clone)]
pub struct Desk {
    services: Services,
    reported: Buckets<IpAddr>,
}

impl Desk {
    /// A desk that has heard nothing yet.
    pub fn new(services: &Services) -> Self {
        Desk { services: services.clone(), reported: Buckets::new(AT_ONCE, ONE_MORE_EVERY) }
    }
}

/// The route. 204 whether or not anything could be made of the report; 413, 415, 429 for what isn't looked at.
pub async fn report(State(desk): State<Desk>, request: Request) -> Response {
    let ip = request.extensions().get::<Visitor>().map(|visitor| visitor.ip.clone()).unwrap_or_default();
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !["application/csp-report", "application/json"].contains(&kind.split(';').next().unwrap_or_default().trim()) {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This address takes reports of browsers, as JSON.");
    }
    if desk.reported.take(network(&ip), desk.services.now()).is_err() {
        return refused(StatusCode::TOO_MANY_REQUESTS, "These are more reports than we read. Nothing is lost by that.");
    }
    let Ok(body) = to_bytes(request.into_body(), LARGEST).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "A report is shorter than this.");
    };
    if let Some(breach) = read(&body, &desk.services.config.base_url) {
        let Breach { page, rule, refused } = breach;
        // `?` writes quotes and escapes: a report can't begin a line of its own in the log.
        tracing::warn!(
            ?page,
            ?rule,
            ?refused,
            "a browser kept to the content security policy against one of our pages"
        );
    }
    StatusCode::NO_CONTENT.into_response()
}

fn refused(status: StatusCode, words: &str) -> Response {
    plain::page(status, "This can’t be reported", words)
}

/// What a report says, fit for a log.
#[derive(Debug, PartialEq, Eq)]
pub struct Breach {
    /// The page, without query and tokens.
    pub page: String,
    /// Which part of the policy.
    pub rule: String,
    /// What was refused: a word like `inline`, or where it would have come from, without query.
    pub refused: String,
}

/// Reads a report about a page of ours. None for what is no report, or about somebody else's page: anybody can send one.
pub fn read(body: &[u8], base_url: &str) -> Option<Breach> {
    let report: Value = serde_json::from_slice(body).ok()?;
    let report = report.get("csp-report")?;
    let part = |name: &str| report.get(name).and_then(Value::as_str).unwrap_or_default();
    let page = own_path(part("document-uri"), base_url)?;
    let rule = [part("effective-directive"), part("violated-directive")].into_iter().find(|rule| !rule.is_empty());
    let refused = part("blocked-uri");
    let refused = own_path(refused, base_url).unwrap_or_else(|| origin(refused));
    Some(Breach { page: short(&page), rule: short(rule.unwrap_or_default()), refused: short(&refused) })
}

/// The path of an address of ours, as the log may have it.
fn own_path(address: &str, base_url: &str) -> Option<String> {
    let (address, base) = (reqwest::Url::parse(address).ok()?, reqwest::Url::parse(base_url).ok()?);
    (address.origin() == base.origin()).then(|| without_tokens(address.path()))
}

/// Of somebody else's address only whose it is: the rest may be a secret of theirs. A word stays as it is.
fn origin(refused: &str) -> String {
    match reqwest::Url::parse(refused) {
        Ok(address) if address.has_host() => address.origin().ascii_serialization(),
        Ok(address) => address.scheme().to_owned(),
        Err(_) => refused.to_owned(),
    }
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_PART).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(document: &str, blocked: &str) -> Option<(String, String)> {
        let body = serde_json::json!({ "csp-report": {
            "document-uri": document, "blocked-uri": blocked, "effective-directive": "script-src-elem",
        }});
        read(body.to_string().as_bytes(), "https://portal.example").map(|breach| (breach.page, breach.refused))
    }

    #[test]
    fn a_report_becomes_a_line_without_queries_and_tokens() {
        let line = |page: &str, refused: &str| Some((page.to_owned(), refused.to_owned()));
        assert_eq!(said("https://portal.example/clients?q=Mariam", "inline"), line("/clients", "inline"));
        assert_eq!(
            said("https://portal.example/activate/hush-hush", "https://portal.example/reset-password/hush?x=1"),
            line("/activate/…", "/reset-password/…")
        );
        assert_eq!(
            said("https://portal.example/", "https://evil.example/take?what=secret"),
            line("/", "https://evil.example")
        );
        assert_eq!(said("https://portal.example/", "data:text/html,hush"), line("/", "data"));
    }

    #[test]
    fn what_is_not_about_a_page_of_ours_makes_no_line() {
        assert_eq!(said("https://evil.example/", "inline"), None);
        assert_eq!(said("https://portal.example.evil.example/", "inline"), None);
        for nonsense in ["", "{", "[]", "7", "{\"csp-report\":7}", "{\"csp-report\":{\"document-uri\":7}}"] {
            assert_eq!(read(nonsense.as_bytes(), "https://portal.example"), None, "{nonsense}");
        }
    }
}
