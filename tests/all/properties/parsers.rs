//! What is typed is taken in one canonical form or refused; nothing that was taken is read differently later.

use super::settings;
use gk_nexus::activity::export::{BYTE_ORDER_MARK, safe_cell};
use gk_nexus::clients::ClientId;
use gk_nexus::clients::model::{Order, Zone};
use gk_nexus::documents::kinds;
use gk_nexus::documents::names::{disposition, kept};
use gk_nexus::firm::Accent;
use gk_nexus::firm::model::{line, phone, text};
use gk_nexus::kernel::signs::{shows, without_tricks};
use gk_nexus::kernel::{Day, Email};
use gk_nexus::matters::MatterStatus;
use gk_nexus::requests::model::{AnswerKind, ItemState, Need, RequestState, Verdict};
use gk_nexus::reviews::filing;
use gk_nexus::search::words_of;
use gk_nexus::server::http::once::every_name;
use gk_nexus::server::http::visitor::browser;
use gk_nexus::server::leptos::{cookie, encoded, is_own_path};
use proptest::prelude::*;

/// Text as people and attackers type it: letters, signs, what turns and hides, what ends lines.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,80}",
        "[a-zA-Z\u{e9}\u{300}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{ad} \t\r\n.@/\\\\%=+<>\"'&{}\\-]{0,60}",
    ]
}

proptest! {
    #![proptest_config(settings(400))]

    #[test]
    fn a_text_that_was_taken_is_taken_again_unchanged(typed in typed()) {
        for taken in [text("f", &typed, 1, 200, "missing"), line("f", &typed, 1, 200, "missing")].into_iter().flatten() {
            prop_assert_eq!(text("f", &taken, 1, 200, "missing"), Ok(taken.clone()));
            prop_assert!(shows(&taken) && taken.chars().count() <= 200);
            prop_assert!(taken.chars().all(|c| c == '\n' || !c.is_control()));
        }
        if let Ok(taken) = line("f", &typed, 0, 200, "") {
            prop_assert!(!taken.contains(['\n', '\r']));
        }
        let plain = without_tricks(&typed);
        prop_assert_eq!(without_tricks(&plain), plain.clone());
        if let Ok(number) = phone("f", &typed) {
            prop_assert_eq!(phone("f", &number), Ok(number));
        }
    }

    #[test]
    fn an_address_that_was_taken_has_one_recipient_and_one_key(typed in prop_oneof![typed(), "[a-zA-Z.+ ]{1,9}@[a-zA-Z.\\-]{1,9}\\.[a-z]{2,5}"]) {
        let Ok(email) = Email::parse("email", &typed) else { return Ok(()) };
        prop_assert_eq!(Email::parse("email", email.as_str()), Ok(email.clone()));
        prop_assert_eq!(email.as_str().matches('@').count(), 1);
        prop_assert!(email.as_str().chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>,;:\"\\()[]".contains(c)));
        prop_assert!(email.as_str().len() <= Email::LONGEST);
        prop_assert_eq!(email.key().to_lowercase(), email.key());
    }

    #[test]
    fn a_file_s_name_stays_in_its_folder_and_in_its_header(sent in typed()) {
        let name = kept(&sent);
        prop_assert_eq!(kept(&name), name.clone());
        prop_assert!(shows(&name) && !name.starts_with('.') && name.chars().count() <= 200);
        prop_assert!(!name.contains(['/', '\\', '\0', '\n', '\r']));
        let header = disposition(&name);
        prop_assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
        let (plain, full) = header.split_once("; filename*=UTF-8''").unwrap();
        prop_assert_eq!(plain.matches('"').count(), 2);
        prop_assert_eq!(percent_encoding::percent_decode_str(full).decode_utf8().unwrap(), name);
        let facts = filing::Facts { date: "2026-11-24", client: &sent, item: &sent, matter: &sent, reference: "", name: &sent };
        for pattern in ["{date} {item}", "{client}{matter}", "{reference}"] {
            let filed = filing::filled(pattern, &facts);
            prop_assert!(!filed.is_empty() && !filed.starts_with('.') && !filed.contains(['/', '\\', '\0', '\n']), "{}", filed);
        }
    }

    #[test]
    fn a_cell_is_never_a_formula_and_comes_back_from_its_file(words in prop_oneof![typed(), "[=+@\\-\t\r\n\u{ff1d}\u{ff0b}][ -~]{0,20}", "[a-b;\t =+@-]{0,12}"]) {
        let cell = safe_cell(&words);
        prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']));
        // Where semicolons or tabs part the cells, none begins inside of it either.
        let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
        prop_assert!(cell.split([';', '\t']).skip(1).all(|part| !part.trim_start_matches(' ').starts_with(signs)), "{}", cell);
        prop_assert_eq!(cell.replace('\'', ""), words.replace('\'', ""));
        let mut table = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
        table.write_record([&cell, "beside"]).unwrap();
        let bytes = table.into_inner().unwrap();
        let read: Vec<csv::StringRecord> =
            csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]).records().map(Result::unwrap).collect();
        prop_assert_eq!(read, [csv::StringRecord::from(vec![cell.as_str(), "beside"])]);
    }

    #[test]
    fn only_paths_of_the_portal_are_followed_however_a_browser_reads_them(
        path in prop_oneof![typed(), "[/\\\\%a-z:@.?#\t ]{0,24}", "/[/\\\\]?[a-z.:@]{0,16}"],
    ) {
        if is_own_path(&path) {
            let base = reqwest::Url::parse("https://portal.example/clients").unwrap();
            let led = base.join(&path).unwrap();
            prop_assert_eq!(led.origin(), base.origin());
            prop_assert!(axum::http::HeaderValue::from_str(&path).is_ok());
        }
        let sent = encoded(&path);
        prop_assert_eq!(percent_encoding::percent_decode_str(&sent).decode_utf8().unwrap(), path);
    }

    #[test]
    fn nothing_but_an_id_is_an_id(typed in prop_oneof![typed(), "[0-9a-fA-F]{30,34}"]) {
        let right = typed.len() == 32 && typed.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        prop_assert_eq!(ClientId::try_from(typed.clone()).is_ok(), right);
    }

    #[test]
    fn only_the_form_s_own_words_are_states(typed in typed()) {
        prop_assert_eq!(MatterStatus::parse(&typed).is_ok(), MatterStatus::ALL.iter().any(|one| one.word() == typed));
        prop_assert_eq!(ItemState::parse(&typed).is_ok(), ItemState::ALL.iter().any(|one| one.word() == typed));
        prop_assert_eq!(RequestState::parse(&typed).is_ok(), RequestState::ALL.iter().any(|one| one.word() == typed));
        prop_assert_eq!(Need::parse(&typed).is_ok(), Need::ALL.iter().any(|one| one.word() == typed));
        prop_assert_eq!(Verdict::parse(&typed).is_ok(), Verdict::ALL.iter().any(|one| one.word() == typed));
        prop_assert_eq!(AnswerKind::parse(&typed).is_ok(), AnswerKind::ALL.iter().any(|one| one.word() == typed));
        let order = Order::parse(&typed);
        prop_assert_eq!(Order::parse(order.word()), order);
    }

    #[test]
    fn a_day_a_colour_and_a_zone_are_read_in_one_form_only(typed in prop_oneof![typed(), "[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}", "#[0-9a-fA-F]{5,7}"]) {
        if let Ok(day) = Day::parse("d", &typed, "missing") {
            prop_assert_eq!(day.as_str(), typed.trim());
            prop_assert_eq!(day.plus(40).plus(-40), day);
        }
        if let Ok(accent) = Accent::parse("accent", &typed) {
            prop_assert!(accent.colour.len() == 7 && accent.colour[1..].bytes().all(|b| b.is_ascii_hexdigit()));
        }
        if let Ok(zone) = Zone::parse(&typed) {
            prop_assert!(!zone.as_str().contains(['<', '\n', '\0']));
        }
    }

    #[test]
    fn no_bytes_are_taken_for_what_a_browser_would_run(head in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..600),
        "[ \t\n]{0,9}<(script|SCRIPT|html|svg|iframe|!doctype html|body)[ -~]{0,99}".prop_map(String::into_bytes),
        "(MZ|#!/bin/sh|\u{7f}ELF)[ -~]{0,99}".prop_map(String::into_bytes),
    ]) {
        if let Ok(kind) = kinds::of(&head) {
            prop_assert!(!["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"].contains(&kind));
            let text = String::from_utf8_lossy(&head).to_lowercase();
            prop_assert!(kind != "text/plain" || !["<script", "<html", "<svg", "<iframe"].iter().any(|mark| text.contains(mark)));
            prop_assert!(!head.starts_with(b"MZ") && !head.starts_with(b"#!") && !head.starts_with(b"\x7fELF"));
        }
    }

    #[test]
    fn a_form_has_one_value_for_a_name(names in proptest::collection::vec("[a-c](\\[\\]|\\[[0-1]\\])?", 0..6)) {
        let body: Vec<String> = names.iter().enumerate().map(|(at, name)| format!("{name}={at}")).collect();
        let once = every_name(body.join("&").as_bytes());
        let twice = names.iter().enumerate().any(|(at, name)| !name.ends_with("[]") && names[..at].contains(name));
        prop_assert!(!(once && twice), "{:?}", names);
        let lists = names.iter().all(|name| name.ends_with("[]"));
        prop_assert!(!lists || once, "{:?}", names);
    }

    #[test]
    fn cookies_browsers_and_searches_take_whatever_is_sent(sent in typed(), name in "[a-z]{1,8}") {
        if let Some(value) = cookie(&sent, &name) {
            prop_assert!(!value.contains(';'));
        }
        prop_assert!(browser(&sent).len() < 40);
        for word in words_of(&[&sent]) {
            prop_assert!(word.chars().all(char::is_alphanumeric) && word.chars().count() <= 60);
        }
    }
}
