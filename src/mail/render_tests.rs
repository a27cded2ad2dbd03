//! What each mail must contain, and what no name can do to it.

use super::*;
use crate::kernel::Instant;
use crate::mail::letters::{Letter, Person, ReceivedFile, asked_before_sample};
use crate::server::config::{Config, Typed};
use crate::server::{Keys, keys::token_hash};
use clap::Parser;

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    typed: Typed,
}

const NOON: Instant = Instant(1_795_612_320_000); // Wednesday 25 November 2026, 13:12 UTC
const BASE: &str = "https://portal.persaudvale.example";

fn firm() -> Firm {
    Firm {
        name: "Persaud & Vale".into(),
        email: "office@persaudvale.example".into(),
        phone: "+592 555 0142".into(),
        address: "14 Robb Street\nGeorgetown".into(),
        ..Firm::unnamed("America/Guyana")
    }
}

fn renee() -> Person {
    Person { name: "Renée Baptiste".into(), email: "renee@persaudvale.example".into(), phone: "+592 555 0147".into() }
}

fn invitation(has_account: bool) -> Letter {
    Letter::Invitation {
        invitation: "i1".into(),
        nonce: "n1".into(),
        name: "Mariam Rahman".into(),
        client: "Rahman Imports".into(),
        sender: renee(),
        note: "As we said:\nstart with the bank statements.".into(),
        ends_at: NOON,
        has_account,
    }
}

/// One of every kind, with `name` wherever a person, client or file is named.
fn all(name: &str) -> Vec<Letter> {
    let n = || name.to_owned();
    let file = ReceivedFile { name: n(), size: 2_411_724, sha256: "0123456789abcdef".repeat(4), at: NOON };
    let sender = Person { name: n(), ..renee() };
    vec![
        Letter::Invitation {
            invitation: "i1".into(),
            nonce: "n1".into(),
            name: n(),
            client: n(),
            sender: sender.clone(),
            note: n(),
            ends_at: NOON,
            has_account: false,
        },
        Letter::Welcome { name: n(), email: "mariam@example.com".into(), waits: vec![asked_before_sample(name)] },
        Letter::PasswordReset { reset: "r1".into(), nonce: "n2".into(), name: n(), ends_at: NOON },
        Letter::PasswordChanged { name: n(), at: NOON, from: n() },
        Letter::EmailChanged { name: n(), new_email: "new@example.com".into(), at: NOON },
        Letter::NewDevice { name: n(), at: NOON, browser: "Chrome on Windows".into(), address: "203.0.113.5".into() },
        Letter::SignInStopped { name: n(), at: NOON },
        Letter::UploadReceipt {
            receipt: "re1".into(),
            name: n(),
            client: format!("{name} Ltd"),
            at: NOON,
            files: vec![file],
        },
        Letter::DocumentShared { name: n(), client: n(), sender, note: n(), documents: vec![n()] },
        Letter::UploadsWaiting { name: n(), client_id: "c1".into(), client: n(), who: n(), files: vec![n()] },
        Letter::NewLinkAskedFor { name: n(), client_id: "c1".into(), client: n(), who: n(), has_access: false },
        Letter::DocumentsReviewed(crate::mail::DocumentsReviewed {
            name: n(),
            client: format!("{name} Ltd"),
            sent_back: vec![crate::mail::SentBack { item: n(), file: n(), reason: n(), kept: false }],
            accepted: vec![n()],
            complete: vec![n()],
            request: Some("rq1".into()),
        }),
        Letter::Reminder(crate::mail::letters::reminder_sample(name)),
    ]
    .into_iter()
    .chain(crate::mail::letters::request_samples(name))
    .chain(crate::mail::letters::factor_samples(name))
    .chain(crate::mail::letters::team_samples(name))
    .chain([crate::mail::letters::blocked_sample(name)])
    .collect()
}

fn keys() -> Keys {
    Keys::from_bytes(&[7; 32]).unwrap_or_else(|| unreachable!())
}

fn sent_by(firm: Firm, letter: Letter) -> Envelope {
    let flags = ["portal", "--base-url", BASE, "--email-from", "noreply@persaudvale.example"];
    let typed = Flags::try_parse_from(flags).unwrap_or_else(|error| unreachable!("{error}")).typed;
    let config = Config::parse(&typed).unwrap_or_else(|faults| unreachable!("{faults:?}"));
    let links = Links { config: &config, keys: &keys() };
    envelope(links, "m1", "mariam@example.com", &Sealed { firm, letter })
        .unwrap_or_else(|error| unreachable!("{error}"))
}

fn sent(letter: Letter) -> Envelope {
    sent_by(firm(), letter)
}

fn holds(text: &str, wanted: &[&str]) {
    for words in wanted {
        assert!(text.contains(words), "“{words}” is missing in\n{text}");
    }
}

#[test]
fn an_invitation_contains_all_that_the_seed_promises() {
    let mail = sent(invitation(false));
    assert_eq!(mail.subject, "Renée Baptiste invites you to Persaud & Vale’s client portal");
    assert_eq!(mail.from, "Persaud & Vale <noreply@persaudvale.example>");
    assert_eq!(mail.reply_to.as_deref(), Some("renee@persaudvale.example"));
    let link = format!("{BASE}/activate/{}", keys().token("invitation", "i1", "n1"));
    holds(
        &mail.text,
        &[
            "Hello Mariam Rahman,\n",
            "for Rahman Imports at Persaud & Vale",
            &format!("\n{link}\n"),
            "“As we said:\nstart with the bank statements.”",
            "choose a password of at least 8 characters",
            "valid for 7 days",
            "Wednesday 25 November 2026, 09:12 (Guyana time)",
            "mariam@example.com",
            "Renée Baptiste\n+592 555 0147\nrenee@persaudvale.example\n",
            "Persaud & Vale\n+592 555 0142\noffice@persaudvale.example\n14 Robb Street\nGeorgetown",
        ],
    );
    holds(
        &mail.html,
        &[
            &format!("href=\"{link}\""),
            "As we said:<br>start with",
            "<b>Wednesday 25 November 2026, 09:12 (Guyana time)</b>",
            "tel:+5925550147",
            "mailto:renee@persaudvale.example",
            "#0d5560",
            "14 Robb Street, Georgetown",
        ],
    );
}

#[test]
fn who_has_an_account_is_told_to_keep_the_password() {
    let mail = sent(invitation(true));
    holds(&mail.text, &["you keep your password", "sign in with mariam@example.com", "/activate/"]);
    assert!(!mail.text.contains("at least 8 characters"));
}

#[test]
fn a_reset_names_its_link_and_its_end() {
    let mail =
        sent(Letter::PasswordReset { reset: "r1".into(), nonce: "n2".into(), name: "Mariam".into(), ends_at: NOON });
    let link = format!("{BASE}/reset-password/{}", keys().token("reset", "r1", "n2"));
    holds(
        &mail.text,
        &[&format!("\n{link}\n"), "60 minutes", "09:12 (Guyana time)", "did not ask for this", "+592 555 0142"],
    );
    holds(&mail.html, &[&link, "09:12 (Guyana time)"]);
    assert_eq!(mail.reply_to.as_deref(), Some("office@persaudvale.example"));
}

#[test]
fn a_receipt_lists_name_size_time_and_fingerprint() {
    let files = ["passport.pdf", "bank.csv"].map(|name| ReceivedFile {
        name: name.into(),
        size: 2_411_724,
        sha256: "0123456789abcdef".repeat(4),
        at: NOON,
    });
    let letter = Letter::UploadReceipt {
        receipt: "re1".into(),
        name: "Mariam".into(),
        client: "Rahman Imports".into(),
        at: NOON,
        files: files.into(),
    };
    let mail = sent(letter);
    assert_eq!(mail.subject, "Persaud & Vale has received 2 files from you");
    let both = [
        "passport.pdf",
        "bank.csv",
        "2.4 MB (2,411,724 bytes)",
        "Wednesday 25 November 2026, 09:12 (Guyana time)",
        "re1",
        "/portal/documents",
    ];
    holds(&mail.text, &both);
    holds(&mail.html, &both);
    holds(&mail.text, &[&"0123456789abcdef".repeat(4)]);
    holds(&mail.html, &["0123 4567 89ab cdef 0123 4567 89ab cdef 0123 4567 89ab cdef 0123 4567 89ab cdef"]);
}

#[test]
fn the_other_letters_say_what_they_are_about() {
    let wanted: &[(usize, &[&str])] = &[
        (1, &["Your account with Persaud & Vale is active", "mariam@example.com", "/portal\n"]),
        (3, &["was changed on Wednesday 25 November 2026, 09:12", "from Mariam", "/forgot-password", "+592 555 0142"]),
        (4, &["new@example.com", "/login", "+592 555 0142"]),
        (8, &["- Mariam", "“Mariam”", "1 document", "/portal/documents", "+592 555 0147"]),
        (9, &["- Mariam", "1 file", "/clients/c1/documents"]),
        (10, &["Mariam", "Resend Invitation", "/clients/c1/portal-access"]),
    ];
    let letters = all("Mariam");
    for (place, words) in wanted {
        holds(&sent(letters[*place].clone()).text, words);
    }
}

#[test]
fn no_name_can_become_html() {
    for letter in all("<script>alert(1)</script>\" onload=\"x") {
        let kind = letter.kind();
        let mail = sent_by(Firm { name: "<script>Vale</script>".into(), ..firm() }, letter);
        assert!(!mail.html.contains("<script") && !mail.html.contains("\" onload"), "{kind}:\n{}", mail.html);
        assert!(mail.html.contains("&#60;script&#62;"), "{kind}");
    }
}

#[test]
fn no_name_can_add_a_header_or_a_line() {
    for letter in all("Rahman\r\nBcc: thief@example.com\u{2028}") {
        let kind = letter.kind();
        let mail = sent_by(Firm { name: "Vale\nBcc: thief@example.com".into(), ..firm() }, letter);
        for head in [&mail.subject, &mail.from, &mail.to] {
            assert!(!head.contains(['\r', '\n', '\u{2028}']), "{kind}: {head:?}");
        }
        assert!(mail.subject.chars().count() <= LONGEST_SUBJECT);
        // A note may have lines of its own; nothing else may.
        let added = mail.text.lines().filter(|line| line.starts_with("Bcc:")).count();
        let with_note =
            ["invitation", "document shared", "document requested", "request changed", "documents reviewed"];
        let has_note = with_note.contains(&kind);
        assert!(added <= usize::from(has_note), "{kind}:\n{}", mail.text);
    }
}

#[test]
fn every_letter_is_whole_friendly_and_leads_home() {
    for letter in all("Mariam") {
        let kind = letter.kind();
        let mail = sent(letter.clone());
        assert!(mail.subject.contains("Persaud & Vale"), "{kind}: {}", mail.subject);
        assert!(!mail.text.contains('!') && !mail.subject.contains('!'), "{kind}:\n{}", mail.text);
        holds(
            &mail.text,
            &[
                "Hello Mariam,\n",
                "Persaud & Vale\n",
                "+592 555 0142",
                "office@persaudvale.example",
                "14 Robb Street\nGeorgetown",
            ],
        );
        assert!(
            !mail.text.contains("\n\n\n") && !mail.text.contains("&amp;") && !mail.text.starts_with('\n'),
            "{kind}:\n{}",
            mail.text
        );
        for part in [&mail.text, &mail.html] {
            assert!(part.contains(BASE), "{kind}");
            assert_eq!(part.matches("http").count(), part.matches(BASE).count(), "{kind}:\n{part}");
        }
        assert_eq!(sent(letter), mail, "{kind}: a repeat must be the same");
    }
}

#[test]
fn no_token_and_no_hash_of_one_is_kept_in_the_outbox() {
    let token = keys().token("invitation", "i1", "n1");
    let kept = serde_json::to_string(&Sealed { firm: firm(), letter: invitation(false) }).unwrap_or_default();
    assert!(!kept.contains(&token) && !kept.contains(&token_hash(&token)));
}

#[test]
fn a_sender_with_a_name_of_its_own_keeps_it() {
    assert_eq!(from("Portal <noreply@example.com>", &firm()), "Portal <noreply@example.com>");
    let odd = Firm { name: "Müller, Söhne \"& Co\"".into(), ..firm() };
    let named: Option<Mailbox> = from("noreply@example.com", &odd).parse().ok();
    assert_eq!(named.and_then(|mailbox| mailbox.name).as_deref(), Some("Müller, Söhne \"& Co\""));
}
