//! Which kinds of file are taken, told by content and never by name (SAFETY).

use crate::kernel::{AppError, Result};

/// What the upload pages say about it.
pub const TAKEN: &str = "PDF, pictures (JPG, PNG, HEIC), Office files, text, CSV or ZIP";

const ALLOWED: &[&str] = &[
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/heif",
    "image/heic",
    "image/tiff",
    "image/webp",
    "image/gif",
    "image/bmp",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/x-ole-storage",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/rtf",
    "application/zip",
];

/// A group of kinds that one thing asked for may be limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// As stored.
    pub word: &'static str,
    /// As people read it, with its article: "a PDF".
    pub one: &'static str,
    /// Beside the tick.
    pub label: &'static str,
    /// For the `accept` of a file field.
    pub endings: &'static str,
    types: &'static [&'static str],
}

/// The groups, in the order of the form. No group chosen means all that the firm takes.
pub const GROUPS: [Group; 4] = [
    Group { word: "pdf", one: "a PDF", label: "PDF", endings: ".pdf", types: &["application/pdf"] },
    Group {
        word: "images",
        one: "a picture (JPG, PNG or HEIC)",
        label: "Pictures (JPG, PNG, HEIC)",
        endings: ".jpg,.jpeg,.png,.heic,.heif,.tif,.tiff,.webp,.gif,.bmp",
        types: &[
            "image/jpeg",
            "image/png",
            "image/heif",
            "image/heic",
            "image/tiff",
            "image/webp",
            "image/gif",
            "image/bmp",
        ],
    },
    Group {
        word: "word",
        one: "a Word file",
        label: "Word",
        endings: ".doc,.docx,.odt,.rtf",
        types: &[
            "application/msword",
            "application/x-ole-storage",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.oasis.opendocument.text",
            "application/rtf",
        ],
    },
    Group {
        word: "excel",
        one: "an Excel or CSV file",
        label: "Excel or CSV",
        endings: ".xls,.xlsx,.ods,.csv",
        types: &[
            "application/vnd.ms-excel",
            "application/x-ole-storage",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.oasis.opendocument.spreadsheet",
            "text/plain",
        ],
    },
];

/// The groups that `kinds` (words separated by spaces) names.
pub fn groups(kinds: &str) -> Vec<Group> {
    GROUPS.into_iter().filter(|group| kinds.split_whitespace().any(|word| word == group.word)).collect()
}

/// `a PDF or a picture (JPG, PNG or HEIC)`; empty where everything is taken.
pub fn in_words(kinds: &str) -> String {
    groups(kinds).iter().map(|group| group.one).collect::<Vec<_>>().join(" or ")
}

/// The `accept` of a file field for these kinds; empty where everything is taken.
pub fn accept(kinds: &str) -> String {
    groups(kinds).iter().map(|group| group.endings).collect::<Vec<_>>().join(",")
}

/// Takes a file whose content is of `media_type` for a thing that is limited to `kinds`.
///
/// # Errors
/// `Invalid` beside field `files`.
pub fn check(kinds: &str, media_type: &str) -> Result<()> {
    let groups = groups(kinds);
    if groups.is_empty() || groups.iter().any(|group| group.types.contains(&media_type)) {
        return Ok(());
    }
    Err(AppError::field("files", format!("The selected file must be {}", in_words(kinds))))
}

/// The media type of a file that begins with `head`.
///
/// # Errors
/// `Invalid` beside field `files`, in words, for a kind that is not taken.
pub fn of(head: &[u8]) -> Result<&'static str> {
    if begins_a_page(head) {
        return Err(refused()); // Also behind the first signs of a PDF or a picture: one file that is two.
    }
    if let Some(kind) = infer::get(head) {
        let known = ALLOWED.iter().find(|allowed| **allowed == kind.mime_type());
        return known.copied().ok_or_else(refused);
    }
    if is_text(head) { Ok("text/plain") } else { Err(refused()) }
}

/// How browsers show a kind of file by themselves, without anything in it being run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// In the browser's own viewer.
    Pdf,
    /// As a picture.
    Picture,
    /// As plain text.
    Text,
}

/// How a browser shows a file of this kind; none for what it would have to be read by a program first.
pub fn shown(media_type: &str) -> Option<Shown> {
    match media_type {
        "application/pdf" => Some(Shown::Pdf),
        "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "image/bmp" => Some(Shown::Picture),
        "text/plain" => Some(Shown::Text),
        _ => None,
    }
}

fn refused() -> AppError {
    AppError::field("files", format!("The selected file must be one of: {TAKEN}"))
}

/// Text: no signs that text doesn't have, and nothing that a browser would run as a page.
fn is_text(head: &[u8]) -> bool {
    let printable =
        head.iter().all(|byte| (*byte >= 0x20 && *byte != 0x7f) || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c));
    printable && !start(head).contains("<?xml") && !head.starts_with(b"#!")
}

/// Whether a browser that guesses would take it for a page (WHATWG MIME Sniffing, 7).
fn begins_a_page(head: &[u8]) -> bool {
    let start = start(head);
    ["<!doctype html", "<html", "<script", "<svg", "<iframe", "<body", "<head"].iter().any(|mark| start.contains(mark))
}

fn start(head: &[u8]) -> String {
    String::from_utf8_lossy(&head[..head.len().min(1024)]).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_send_is_taken_whatever_it_is_called() {
        assert_eq!(of(b"%PDF-1.7\n"), Ok("application/pdf"));
        assert_eq!(of(b"\xff\xd8\xff\xe0\0\x10JFIF"), Ok("image/jpeg"));
        assert_eq!(of(b"\x89PNG\r\n\x1a\n"), Ok("image/png"));
        assert_eq!(of(b"date;amount\n2026-01-02;5,00\n"), Ok("text/plain"));
        assert_eq!(of("Übersicht\n".as_bytes()), Ok("text/plain"));
    }

    #[test]
    fn a_thing_asked_for_can_be_limited_to_some_kinds() {
        assert_eq!(check("", "application/zip"), Ok(()));
        assert_eq!(check("pdf images", "image/png"), Ok(()));
        let refused = check("pdf images", "application/msword").err().map(|error| error.to_string());
        let words = "The selected file must be a PDF or a picture (JPG, PNG or HEIC)";
        assert_eq!(refused.as_deref(), Some(words));
        assert_eq!((in_words(""), accept("pdf excel")), (String::new(), ".pdf,.xls,.xlsx,.ods,.csv".to_owned()));
        assert!(
            GROUPS.iter().all(|group| group.types.iter().all(|kind| *kind == "text/plain" || ALLOWED.contains(kind)))
        );
    }

    #[test]
    fn what_runs_is_refused_whatever_it_is_called() {
        for head in [
            &b"MZ\x90\0\x03\0\0\0"[..],
            b"\x7fELF\x02\x01\x01\0",
            b"#!/bin/sh\nrm -rf /",
            b"<!DOCTYPE html><script>",
            b"  <html>",
            b"<?xml version=\"1.0\"?><svg onload=alert(1)>",
            b"GIF89a\0<script>"[..0].as_ref(),
            b"\0\x01\x02\x03",
        ] {
            if head.is_empty() {
                continue;
            }
            assert!(of(head).is_err(), "{head:?}");
        }
    }
}
