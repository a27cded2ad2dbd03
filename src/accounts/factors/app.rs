//! Authenticator apps: codes of 6 digits that change every 30 seconds (TOTP, RFC 6238: SHA-1, as every app knows it).

use crate::kernel::Instant;
use crate::server::keys::random_bytes;
use crate::server::leptos::encoded;
use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};
use std::fmt::Write;
use totp_rs::{Builder, Secret, Totp};

/// How long a code is shown, seconds.
const STEP: i64 = 30;
/// White around the code, in modules (ISO/IEC 18004 asks for 4).
const QUIET: usize = 4;

/// A fresh secret: 160 bits, as RFC 4226 recommends.
pub fn fresh_secret() -> [u8; 20] {
    random_bytes()
}

/// The step whose code was typed: the present one, or the one before or after it (RFC 6238, 5.2: one step of drift, for
/// clocks that differ and people who type slowly). None if it is no code of these.
pub fn step_of(secret: &[u8], code: &str, now: Instant) -> Option<i64> {
    let at = u64::try_from(now.0 / 1000).ok()?;
    totp(secret)?.check(code, at).and_then(|step| i64::try_from(step).ok())
}

/// The code that an app with this secret shows at `at`, for tests and the demo's words.
pub fn code_at(secret: &[u8], at: Instant) -> Option<String> {
    let seconds = u64::try_from(at.0 / 1000).ok()?;
    Some(totp(secret)?.generate(seconds).to_string())
}

fn totp(secret: &[u8]) -> Option<Totp> {
    let secret = Secret::new(secret.to_vec().into_boxed_slice());
    Builder::new().with_secret(secret).with_step_duration(STEP.unsigned_abs()).with_skew(1).build().ok()
}

/// The secret as people type it into an app: base32 in groups of four.
pub fn in_words(secret: &[u8]) -> String {
    let text = base32(secret);
    text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// What an app reads from the picture (Google's Key Uri Format): whose account where, and the secret.
pub fn address(secret: &[u8], firm: &str, email: &str) -> String {
    let (issuer, account) = (encoded(firm), encoded(email));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}",
        base32(secret)
    )
}

/// A picture of `text`: its side in modules, and the dark ones as an SVG path of one unit each. None if the text is too
/// long for a picture.
pub fn picture(text: &str) -> Option<(usize, String)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET);
        }
    }
    Some((width + 2 * QUIET, path))
}

/// RFC 4648, 6, without padding.
fn base32(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0xFFFF;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(SIGNS[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(SIGNS[(held << (5 - bits) & 31) as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of its eight digits.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(code_at(SECRET, Instant(seconds * 1000)).as_deref(), Some(code));
            assert_eq!(step_of(SECRET, code, Instant(seconds * 1000)), Some(seconds / 30));
        }
    }

    #[test]
    fn one_step_of_drift_is_forgiven_and_no_more() {
        let at = Instant(1_800_000_000_000);
        let code = code_at(SECRET, at).unwrap_or_default();
        let seen = |seconds: i64| step_of(SECRET, &code, Instant(at.0 + seconds * 1000));
        for inside in [-30, 0, 29, 30, 59] {
            assert_eq!(seen(inside), Some(60_000_000), "{inside} s");
        }
        for outside in [-31, 60, 90, 86_400] {
            assert_eq!(seen(outside), None, "{outside} s");
        }
        for odd in ["", "12345", "1234567", "abcdef", "+12345", "１２３４５６"] {
            assert_eq!(step_of(SECRET, odd, at), None, "{odd}");
        }
    }

    #[test]
    fn an_app_reads_the_secret_from_words_and_picture() {
        // RFC 4648, 10.
        for (plain, text) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(plain.as_bytes()), text);
        }
        assert_eq!(in_words(SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = address(SECRET, "Persaud & Vale", "a:b?@example.com");
        assert_eq!(
            address,
            "otpauth://totp/Persaud%20%26%20Vale:a%3Ab%3F%40example%2Ecom?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Persaud%20%26%20Vale&algorithm=SHA1&digits=6&period=30"
        );
        let (side, path) = picture(&address).unwrap_or_default();
        assert!(side > 40 && path.starts_with("M4 4h1v1h-1zM5 4h1v1h-1z"), "the finder's corner: {side} {path:.60}");
        assert_eq!(picture(&"x".repeat(5000)), None);
    }
}
