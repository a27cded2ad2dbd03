//! Security headers on every response (SAFETY): pages, files, errors, redirects, 304s.

use crate::server::Services;
use crate::server::keys::random_token;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// The nonce of this page's scripts.
#[derive(Clone)]
pub struct PageNonce(pub String);

/// Where browsers tell what the policy refused (`app::csp_reports`). By `report-uri`, not `report-to`: every browser of today
/// sends these at once, with the headers that the cross-origin check wants; the newer ones come minutes later, without.
pub const REPORTS: &str = "/csp-reports";

/// A page that shows files of ours in a frame says so with this header. It never leaves the house.
pub const FRAMES: HeaderName = HeaderName::from_static("x-frames-own-files");

/// Adds the headers; what a handler has set itself (a stricter policy for a download) stays.
pub async fn layer(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let nonce = random_token();
    request.extensions_mut().insert(PageNonce(nonce.clone()));
    let mut response = next.run(request).await;
    let https = services.config.https();
    let frames = response.headers_mut().remove(FRAMES).is_some();
    add(response.headers_mut(), &policy(&nonce, frames, !services.config.production), https);
    response
}

fn add(headers: &mut HeaderMap, policy: &str, https: bool) {
    let mut set = |name: HeaderName, value: &str| {
        if !headers.contains_key(&name)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    );
    set(header::CACHE_CONTROL, "no-store");
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
}

/// The content security policy: nothing but our own, scripts by nonce, WebAssembly allowed.
#[allow(
    clippy::disallowed_methods,
    reason = "cargo-leptos tells by it that it reloads pages; it is no setting of ours"
)]
fn policy(nonce: &str, frames: bool, development: bool) -> String {
    let reload = if development && std::env::var_os("LEPTOS_WATCH").is_some() { " ws:" } else { "" };
    let frames = if frames { "frame-src 'self'; " } else { "" };
    format!(
        "default-src 'none'; {frames}script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self'; font-src 'self'; connect-src 'self'{reload}; form-action 'self'; frame-ancestors 'none'; \
         base-uri 'none'; object-src 'none'; report-uri {REPORTS}"
    )
}
