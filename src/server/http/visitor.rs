//! Who is calling: network address and browser, as activity rows and sessions keep them.

use crate::server::Services;
use crate::server::leptos::cookie;
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
    /// What the browser says which device it is; nothing is believed of it before `accounts::devices` has looked.
    pub device: DeviceCookie,
}

/// The device cookie as a browser sent it. It gives a device its own count of failed sign-ins, so it isn't logged.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DeviceCookie(pub String);

impl std::fmt::Debug for DeviceCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceCookie(…)")
    }
}

/// The device cookie's name.
pub const fn device_cookie_name(https: bool) -> &'static str {
    if https { "__Host-device" } else { "device" }
}

/// Longest device cookie that is looked at, bytes: five devices.
const LONGEST_COOKIE: usize = 600;

/// Lays the [`Visitor`] into the request.
pub async fn layer(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let ip = peer.map(|peer| caller(peer, request.headers(), &services.config.trusted_proxies));
    let agent = request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let device = device(request.headers(), services.config.https());
    let visitor = Visitor { ip: ip.map(|ip| ip.to_string()).unwrap_or_default(), browser: browser(agent), device };
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

fn device(headers: &HeaderMap, https: bool) -> DeviceCookie {
    let name = device_cookie_name(https);
    let mut cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let sent = cookies.find_map(|cookies| cookie(cookies, name)).filter(|value| value.len() <= LONGEST_COOKIE);
    DeviceCookie(sent.unwrap_or_default().to_owned())
}

/// The caller's address: X-Forwarded-For counts only as far as trusted proxies wrote it, read from the right.
pub fn caller(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut caller = peer.to_canonical();
    let forwarded: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).collect();
    for hop in forwarded.iter().rev() {
        if !trusted.contains(&caller) {
            break;
        }
        match hop.trim().parse() {
            Ok(ip) => caller = IpAddr::to_canonical(&ip),
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
