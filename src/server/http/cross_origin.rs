//! Refuses state-changing requests that another site caused, after Go 1.25's CrossOriginProtection and stricter (SAFETY):
//! `Sec-Fetch-Site` first, `Origin` as fallback, `same-site` refused, and with a session one of the two must be there.

use super::plain;
use crate::server::Services;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The check, around every route.
pub async fn layer(State(services): State<Services>, request: Request, next: Next) -> Response {
    if request.method() == Method::TRACE || request.method() == Method::CONNECT {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || ours(request.headers(), &services.config.base_url) {
        return next.run(request).await;
    }
    plain::page(
        StatusCode::FORBIDDEN,
        "This request came from another site",
        "Nothing was changed. Open the portal from its own address and try again.",
    )
}

/// Whether the request comes from our own pages, or from no page at all.
fn ours(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text(header::HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some(site), origin) => {
            (site == "same-origin" && origin.is_none_or(|origin| origin != "null")) || site == "none"
        }
        (None, Some(origin)) => origin == base_url,
        (None, None) => !headers.contains_key(header::COOKIE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    #[test]
    fn only_our_own_pages_may_change_something() {
        let case = |pairs: &[(&'static str, &'static str)]| {
            let headers: HeaderMap =
                pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect();
            ours(&headers, "https://portal.example")
        };
        assert!(case(&[("sec-fetch-site", "same-origin"), ("cookie", "s=1")]));
        assert!(case(&[("sec-fetch-site", "none")]));
        assert!(case(&[("origin", "https://portal.example"), ("cookie", "s=1")]));
        assert!(case(&[]));
        for refused in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://portal.example")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "https://portal.example.evil.example")],
            &[("cookie", "s=1")],
        ] {
            assert!(!case(refused), "{refused:?}");
        }
    }
}
