//! What Resend's events say (resend.com/docs/webhooks/event-types), read without trust in their shape: what is not
//! there, is of another kind or is new means nothing to us, and never stands in the way of the rest.

use super::events::Event;
use super::fate::Fate;
use crate::kernel::Instant;
use crate::server::post::{MAIL_TAG, one_line};
use serde_json::Value;

/// The longest reason that is kept, in characters.
const LONGEST_WHY: usize = 300;
/// The longest id that is looked for.
const LONGEST_ID: usize = 100;

/// What the event tells about a mail; none when it tells nothing of what became of one. Without a time of its own it
/// happened at `now`. Its id stands in a header, and is added by the caller.
pub(super) fn read(told: &Value, now: Instant) -> Option<Event> {
    let data = &told["data"];
    let (fate, of_address, why) = match told["type"].as_str()? {
        "email.delivered" => (Fate::Delivered, false, String::new()),
        "email.delivery_delayed" => (Fate::Delayed, false, String::new()),
        "email.bounced" => (Fate::Bounced, is_for_good(&data["bounce"]), bounced(&data["bounce"])),
        // Resend did not even send it: mail to the address came back before, or was called spam.
        "email.suppressed" => (Fate::Bounced, true, said(&data["suppressed"]["message"], "Resend sends nothing to it")),
        "email.complained" => (Fate::Complained, true, String::new()),
        "email.failed" => (Fate::Failed, false, said(&data["failed"]["reason"], "Resend could not send it")),
        _ => return None,
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Some(Event {
        id: String::new(),
        fate,
        of_address,
        at: instant(&told["created_at"]).unwrap_or(now),
        why,
        mail: tag(&data["tags"]).filter(|id| id.len() <= LONGEST_ID),
        provider_id: Some(text(&data["email_id"])).filter(|id| id.len() <= LONGEST_ID).unwrap_or_default(),
    })
}

/// A full mailbox can empty; an address that is not there stays away. Without a kind it is for good, as Resend's manual
/// says of the event.
fn is_for_good(bounce: &Value) -> bool {
    !matches!(bounce["type"].as_str(), Some("Transient" | "Undetermined" | "Temporary"))
}

fn bounced(bounce: &Value) -> String {
    let code = match &bounce["diagnosticCode"] {
        Value::Array(codes) => codes.first().map(|code| said(code, "")).unwrap_or_default(),
        code => said(code, ""),
    };
    let message = said(&bounce["message"], "");
    match (message.as_str(), code.as_str()) {
        ("", "") => "the receiving mail server sent it back".to_owned(),
        ("", only) | (only, "") => only.to_owned(),
        (message, code) => one_line(&format!("{} ({code})", message.trim_end_matches('.')), LONGEST_WHY),
    }
}

fn said(value: &Value, otherwise: &str) -> String {
    let line = one_line(value.as_str().unwrap_or_default(), LONGEST_WHY);
    if line.is_empty() { otherwise.to_owned() } else { line }
}

fn instant(value: &Value) -> Option<Instant> {
    let at: jiff::Timestamp = value.as_str()?.parse().ok()?;
    Some(Instant(at.as_millisecond()))
}

/// The tag that the mail was sent with: an object in the events' examples, a list of pairs in their description.
fn tag(tags: &Value) -> Option<String> {
    let of_list = || tags.as_array()?.iter().find(|one| one["name"] == MAIL_TAG)?["value"].as_str();
    tags[MAIL_TAG].as_str().or_else(of_list).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Instant = Instant(7);

    fn bounce(bounce: &Value) -> Event {
        let told = json!({"type": "email.bounced", "created_at": "2026-11-24T14:22:00.126Z", "data": {
            "email_id": "56761188-7520-42d8-8898-ff6fc54ce618", "tags": {"mail": "0198"}, "bounce": bounce}});
        read(&told, NOW).unwrap_or_else(|| unreachable!("a bounce is read"))
    }

    #[test]
    fn a_bounce_is_for_good_unless_it_says_otherwise() {
        let permanent = bounce(&json!({"message": "No such user.", "type": "Permanent", "subType": "General"}));
        assert!(permanent.of_address && permanent.fate == Fate::Bounced);
        assert_eq!((permanent.why.as_str(), permanent.at), ("No such user.", Instant(1_795_530_120_126)));
        assert_eq!(permanent.mail.as_deref(), Some("0198"));
        assert!(bounce(&Value::Null).of_address);
        for passing in ["Transient", "Undetermined"] {
            assert!(!bounce(&json!({"message": "Mailbox full", "type": passing})).of_address, "{passing}");
        }
    }

    #[test]
    fn the_reason_is_one_line_of_bearable_length() {
        let why = |value| bounce(&value).why;
        let long = "x".repeat(4000);
        assert_eq!(why(json!({})), "the receiving mail server sent it back");
        assert_eq!(
            why(json!({"message": "Gone.", "diagnosticCode": ["smtp; 550 5.1.1 no"]})),
            "Gone (smtp; 550 5.1.1 no)"
        );
        assert_eq!(why(json!({"message": "a\r\nBcc: b\u{202e}", "diagnosticCode": 5})), "a Bcc: b");
        assert_eq!(why(json!({"message": long, "diagnosticCode": [long]})).chars().count(), 300);
    }

    #[test]
    fn what_is_unknown_or_misshapen_means_nothing() {
        for nothing in [
            json!(null),
            json!([]),
            json!("email.bounced"),
            json!({}),
            json!({"type": 5}),
            json!({"type": "email.opened", "data": {}}),
            json!({"type": "contact.created", "data": {"email_id": "x"}}),
        ] {
            assert_eq!(read(&nothing, NOW), None, "{nothing}");
        }
        let bare = read(&json!({"type": "email.delivered", "created_at": "yesterday", "data": 5}), NOW);
        let bare = bare.unwrap_or_else(|| unreachable!("it is read"));
        assert_eq!((bare.at, bare.mail, bare.provider_id.as_str()), (NOW, None, ""));
    }

    #[test]
    fn a_tag_is_found_in_both_shapes() {
        assert_eq!(tag(&json!({"mail": "a"})).as_deref(), Some("a"));
        assert_eq!(tag(&json!([{"name": "x", "value": "y"}, {"name": "mail", "value": "a"}])).as_deref(), Some("a"));
        for none in [json!(null), json!({}), json!([]), json!([5]), json!({"mail": 5}), json!("mail")] {
            assert_eq!(tag(&none), None, "{none}");
        }
    }

    #[test]
    fn whom_resend_suppresses_is_stopped_here_too() {
        let told =
            json!({"type": "email.suppressed", "data": {"email_id": "x", "suppressed": {"message": "On the list"}}});
        let event = read(&told, NOW).unwrap_or_else(|| unreachable!("it is read"));
        assert!(event.of_address && event.fate == Fate::Bounced && event.why == "On the list");
        let told = json!({"type": "email.failed", "data": {"failed": {"reason": "reached_daily_quota"}}});
        let event = read(&told, NOW).unwrap_or_else(|| unreachable!("it is read"));
        assert!(!event.of_address && event.fate == Fate::Failed && event.why == "reached_daily_quota");
    }
}
