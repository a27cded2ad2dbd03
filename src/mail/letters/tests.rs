//! What letters promise, whichever they are.

use super::*;

#[test]
fn a_link_s_letter_makes_sense_as_long_as_its_link_works() {
    let reset = Letter::PasswordReset { reset: "r".into(), nonce: "n".into(), name: "M".into(), ends_at: Instant(60) };
    let welcome = Letter::Welcome { name: "M".into(), email: "m@example.com".into(), waits: Vec::new() };
    assert_eq!(reset.makes_sense_until(Instant(5)), Instant(60));
    assert_eq!(welcome.makes_sense_until(Instant(5)), Instant(5) + Span::days(3));
}

#[test]
fn what_was_sealed_can_be_opened() {
    let sealed = Sealed {
        firm: Firm::unnamed("America/Guyana"),
        letter: Letter::Welcome { name: "Mariam".into(), email: "m@example.com".into(), waits: Vec::new() },
    };
    let json = serde_json::to_string(&sealed).unwrap_or_default();
    assert!(json.contains(r#""letter":{"Welcome":{"#), "{json}");
    assert_eq!(serde_json::from_str::<Sealed>(&json).ok(), Some(sealed));
}
