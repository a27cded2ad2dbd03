//! `POST /webhooks/resend`: Resend tells what became of a mail (resend.com/docs/dashboard/webhooks). No session and no
//! form: the permission is the signature, made with RESEND_WEBHOOK_SECRET over id, time and every byte of the body
//! (docs.svix.com/receiving/verifying-payloads/how-manual). A browser's request never gets here: the cross-origin check
//! stands before it as before everything else.

use super::events::{self, Event};
use super::told;
use crate::kernel::{Instant, Result, Span};
use crate::server::Services;
use crate::server::post::webhook_key;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;

/// Largest body, bytes: an event is a few kilobytes.
const LARGEST: usize = 256 * 1024;
/// How far its time may be from ours: an older one is replayed, whoever sends it.
const TOLERANCE: Span = Span::minutes(5);
/// The longest id of a message.
const LONGEST_ID: usize = 200;

/// The route. 200 whenever the signature is right and the body is JSON, also for events that mean nothing to us: else
/// Resend would tell them again for hours.
pub async fn resend(State(services): State<Services>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(secret) = &services.config.resend_webhook_secret else {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "RESEND_WEBHOOK_SECRET is not set, so nothing can be checked.");
    };
    let Ok(body) = to_bytes(body, LARGEST).await else {
        return answer(StatusCode::PAYLOAD_TOO_LARGE, "An event is smaller than this.");
    };
    let Some(id) = signed(secret.expose_secret(), &parts.headers, &body, services.now()) else {
        return answer(StatusCode::BAD_REQUEST, "The signature is missing, wrong or too old.");
    };
    match keep(&services, id, &body).await {
        Ok(true) => answer(StatusCode::OK, "Noted."),
        Ok(false) => answer(StatusCode::BAD_REQUEST, "The body is not JSON."),
        // Logged under its reference where it happened; Resend tells the event again.
        Err(_) => answer(StatusCode::INTERNAL_SERVER_ERROR, "It could not be kept. Send it again later."),
    }
}

fn answer(status: StatusCode, words: &'static str) -> Response {
    (status, words).into_response()
}

/// Keeps what the body tells, if it concerns mail of ours; false when it can't be read at all.
async fn keep(services: &Services, id: String, body: &[u8]) -> Result<bool> {
    let Ok(told) = serde_json::from_slice(body) else { return Ok(false) };
    if let Some(said) = told::read(&told, services.now()) {
        events::tell(services, &Event { id, ..said }).await?;
    }
    Ok(true)
}

/// The message's id, if headers and body were signed with `secret`, once each and within [`TOLERANCE`] of `now`.
fn signed(secret: &str, headers: &HeaderMap, body: &[u8], now: Instant) -> Option<String> {
    let one = |name: &str| {
        let mut values = headers.get_all(name).iter();
        let only = values.next()?.to_str().ok()?;
        values.next().is_none().then_some(only)
    };
    let (id, timestamp, signatures) = (one("svix-id")?, one("svix-timestamp")?, one("svix-signature")?);
    let fitting = !id.is_empty() && id.len() <= LONGEST_ID && id.bytes().all(|byte| byte.is_ascii_graphic());
    let seconds: i64 = timestamp.parse().ok()?;
    let apart = now.0.checked_sub(seconds.checked_mul(1000)?)?.checked_abs()?;
    if !fitting || apart > TOLERANCE.0 {
        return None;
    }
    let key = webhook_key(secret)?;
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).ok()?;
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    // Several while a secret is being replaced. `verify_slice` takes the same time wherever they differ.
    let right = |signature: &str| {
        let made = signature.strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
        made.is_some_and(|made| mac.clone().verify_slice(&made).is_ok())
    };
    signatures.split(' ').any(right).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    // From Svix's own documentation on verifying by hand.
    const SECRET: &str = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    const BODY: &[u8] = br#"{"event_type":"ping","data":{"success":true}}"#;
    const ID: &str = "msg_loFOjxBNrRLzqYUf";
    const TIME: &str = "1731705121";
    const SIGNATURE: &str = "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=";
    const NOW: Instant = Instant(1_731_705_121_000);

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_str(value).unwrap_or_else(|_| unreachable!()));
        }
        headers
    }

    fn case(id: &str, time: &str, signature: &str) -> HeaderMap {
        headers(&[("svix-id", id), ("svix-timestamp", time), ("svix-signature", signature)])
    }

    #[test]
    fn what_svix_signed_is_taken() {
        assert_eq!(signed(SECRET, &case(ID, TIME, SIGNATURE), BODY, NOW).as_deref(), Some(ID));
        let two = format!("v1,AAAA {SIGNATURE} v2,x");
        assert!(signed(SECRET, &case(ID, TIME, &two), BODY, NOW).is_some(), "one of several is enough");
    }

    #[test]
    fn anything_else_is_refused() {
        let refused = |headers: HeaderMap, body: &[u8], now| signed(SECRET, &headers, body, now).is_none();
        assert!(refused(case("msg_other", TIME, SIGNATURE), BODY, NOW));
        assert!(refused(case(ID, "1731705122", SIGNATURE), BODY, NOW));
        assert!(refused(case(ID, TIME, SIGNATURE), b"{}", NOW));
        for wrong in ["", "v1,", "v1,AAAA", "v1a,rAvf", &SIGNATURE[3..], &SIGNATURE.replace("rA", "ra")] {
            assert!(refused(case(ID, TIME, wrong), BODY, NOW), "{wrong}");
        }
        for wrong in ["", "now", "-1", "99999999999999999999", "9223372036854775807"] {
            assert!(refused(case(ID, wrong, SIGNATURE), BODY, NOW), "{wrong}");
        }
        assert!(refused(headers(&[("svix-id", ID), ("svix-timestamp", TIME)]), BODY, NOW));
        let twice = [("svix-id", ID), ("svix-id", ID), ("svix-timestamp", TIME), ("svix-signature", SIGNATURE)];
        assert!(refused(headers(&twice), BODY, NOW), "which of the two would count?");
        let other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert!(signed(other, &case(ID, TIME, SIGNATURE), BODY, NOW).is_none());
    }

    #[test]
    fn five_minutes_either_way_are_near_enough() {
        let at = |span: Span| signed(SECRET, &case(ID, TIME, SIGNATURE), BODY, NOW + span).is_some();
        assert!(at(TOLERANCE) && at(Span(-TOLERANCE.0)));
        assert!(!at(TOLERANCE + Span(1)) && !at(Span(-TOLERANCE.0 - 1)));
    }
}
