//! File names: what is kept of what a browser sends, and how a name travels back in a header.

use crate::kernel::signs::{shows, without_tricks};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Longest name kept, in characters.
const LONGEST: usize = 200;

/// The name to keep: no folders, nothing invisible, no direction tricks, never empty.
pub fn kept(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = without_tricks(last).chars().filter(|c| !breaks(*c)).collect();
    let clean = clean.trim_end().trim_start_matches(|c: char| c == '.' || c.is_whitespace());
    if !shows(clean) {
        return "document".to_owned();
    }
    shorten(clean)
}

/// Control signs, and what ends a line. Marks that turn reading direction (a name shown as `exe.pdf` that ends in `.exe`)
/// are gone already.
fn breaks(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Keeps the ending, so that the type still shows.
fn shorten(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let ending: String = match name.rsplit_once('.') {
        Some((_, ending)) if ending.chars().count() <= 10 => format!(".{ending}"),
        _ => String::new(),
    };
    let stem: String = name.chars().take(LONGEST - ending.chars().count()).collect();
    // The cut may leave at the end what would not have been kept there.
    format!("{}{ending}", without_tricks(&stem).trim_end())
}

/// RFC 8187's attr-char: what may stand unencoded in `filename*`.
const ATTR: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `attachment` with the name for old and new browsers (RFC 6266, RFC 8187).
pub fn disposition(name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !"\"\\%;/".contains(c) || c == ' ' { c } else { '_' })
        .collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(name, ATTR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_its_place() {
        for (sent, expected) in [
            ("passport.pdf", "passport.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\tax return.pdf", "tax return.pdf"),
            ("..", "document"),
            ("", "document"),
            ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("pass\u{200b}port.pdf", "passport.pdf"),
            ("\u{200b}\u{3164}", "document"),
            (".htaccess", "htaccess"),
            (". .htaccess", "htaccess"),
            ("Łukasz Žižek – Übersicht.pdf", "Łukasz Žižek – Übersicht.pdf"),
        ] {
            assert_eq!(kept(sent), expected, "{sent:?}");
        }
        let long = kept(&format!("{}.pdf", "x".repeat(400)));
        assert!(long.chars().count() == 200 && long.ends_with(".pdf"));
    }

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let header = disposition("a\"; filename=evil.html\r\nX: y; ž.pdf");
        assert!(!header.contains('\r') && !header.contains('\n'));
        assert_eq!(header.matches('"').count(), 2);
        assert!(header.ends_with("%C5%BE.pdf"));
    }
}
