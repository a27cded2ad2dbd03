//! Who is calling: network address and browser, as activity rows and sessions keep them.

use crate::server::Services;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};

/// Address and browser of one request.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// Network address as text.
    pub ip: String,
    /// `Chrome on Windows`.
    pub browser: String,
}

/// Lays the [`Visitor`] into the request.
pub async fn layer(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let ip = peer.map(|peer| caller(peer, request.headers(), &services.config.trusted_proxies));
    let agent = request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let visitor = Visitor { ip: ip.map(|ip| ip.to_string()).unwrap_or_default(), browser: browser(agent) };
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// The caller's address: X-Forwarded-For counts only as far as trusted proxies wrote it, read from the right.
fn caller(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut caller = peer;
    let forwarded: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).collect();
    for hop in forwarded.iter().rev() {
        if !trusted.contains(&caller) {
            break;
        }
        match hop.trim().parse() {
            Ok(ip) => caller = ip,
            Err(_) => break,
        }
    }
    caller
}

/// Browser and system in words, by the well-known marks; never the raw header, which can be anything.
pub fn browser(agent: &str) -> String {
    let first =
        |marks: &[(&str, &'static str)]| marks.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_forwarding_header_does_not_change_who_called() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap_or_else(|_| unreachable!());
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", header::HeaderValue::from_static("9.9.9.9, 203.0.113.5"));
        assert_eq!(caller(ip("198.51.100.7"), &headers, &[]), ip("198.51.100.7"));
        assert_eq!(caller(ip("127.0.0.1"), &headers, &[ip("127.0.0.1")]), ip("203.0.113.5"));
    }

    #[test]
    fn browsers_are_named_as_people_name_them() {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36";
        assert_eq!(browser(agent), "Chrome on Windows");
        assert_eq!(browser("<script>"), "Unknown browser");
    }
}
