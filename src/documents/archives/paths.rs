//! Where a document stands in an archive: folders and names that Windows, macOS and Linux can unpack, none twice.

use crate::kernel::signs::{shows, without_tricks};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use unicode_normalization::UnicodeNormalization;

/// Longest folder, in characters: with two of them before the name, Windows still opens what it unpacked.
const LONGEST_FOLDER: usize = 60;
/// Longest name of a file, in characters.
pub(super) const LONGEST_NAME: usize = 110;
/// Longest part, in bytes: file systems know 255, and a number may come behind it.
const MOST_BYTES: usize = 240;
/// Longest ending that is one, in characters.
const LONGEST_ENDING: usize = 10;
/// Names that mean a device to Windows, whatever ending they have.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// The folders and files of one archive so far.
#[derive(Default)]
pub(super) struct Paths {
    /// Each path, as file systems tell them apart that know no capitals, and the last number behind it.
    taken: HashMap<String, u32>,
    /// The folder of a thing, by the folder around it and the thing's id.
    folders: HashMap<(String, String), String>,
}

impl Paths {
    /// The folder of the thing with this id inside `around` (empty: at the top): the same every time, and no other's.
    pub(super) fn folder(&mut self, around: &str, id: &str, title: &str) -> String {
        let key = (around.to_owned(), id.to_owned());
        if let Some(folder) = self.folders.get(&key) {
            return folder.clone();
        }
        let folder = self.free(around, &safe(title, LONGEST_FOLDER), "");
        self.folders.insert(key, folder.clone());
        folder
    }

    /// A place for a file inside `folder` (empty: at the top).
    pub(super) fn file(&mut self, folder: &str, name: &str) -> String {
        let name = safe(name, LONGEST_NAME);
        let (stem, ending) = parts(&name);
        self.free(folder, stem, ending)
    }

    /// `statement.pdf`; when that is taken `statement (2).pdf`, and so on.
    fn free(&mut self, around: &str, stem: &str, ending: &str) -> String {
        let around = if around.is_empty() { String::new() } else { format!("{around}/") };
        let first = format!("{around}{stem}{ending}");
        let Some(mut number) = self.taken.get(&folded(&first)).copied() else {
            self.taken.insert(folded(&first), 1);
            return first;
        };
        loop {
            number += 1;
            let path = format!("{around}{stem} ({number}){ending}");
            if let Entry::Vacant(free) = self.taken.entry(folded(&path)) {
                free.insert(1);
                self.taken.insert(folded(&first), number);
                return path;
            }
        }
    }
}

/// Windows and macOS take `Scan.pdf` for `scan.PDF`, and an accent is one sign or two.
fn folded(path: &str) -> String {
    path.nfc().collect::<String>().to_lowercase()
}

/// One part of a path, of at most so many characters: nothing that leads elsewhere, that is not shown, or that Windows
/// refuses. Never empty.
pub(super) fn safe(name: &str, longest: usize) -> String {
    let clean: String = without_tricks(name).chars().filter_map(kept).collect();
    let clean = trimmed(&clean);
    if !shows(clean) {
        return "document".to_owned();
    }
    let short = shorten(clean, longest);
    if is_device(&short) { format!("_{short}") } else { short }
}

fn kept(c: char) -> Option<char> {
    match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => Some('-'),
        c if c.is_whitespace() => Some(' '),
        c => (!c.is_control()).then_some(c),
    }
}

/// Windows drops dots and spaces at the end; a dot at the beginning hides a file elsewhere.
fn trimmed(name: &str) -> &str {
    name.trim_matches(|c: char| c == '.' || c == ' ')
}

/// Stem and ending, the dot with the ending.
fn parts(name: &str) -> (&str, &str) {
    match name.rfind('.').map(|at| name.split_at(at)) {
        Some((stem, ending)) if !stem.is_empty() && ending.chars().count() <= LONGEST_ENDING => (stem, ending),
        _ => (name, ""),
    }
}

fn shorten(name: &str, longest: usize) -> String {
    let (stem, ending) = parts(name);
    let (mut signs, mut bytes) = (ending.chars().count(), ending.len());
    let fits = |c: &char| {
        (signs, bytes) = (signs + 1, bytes + c.len_utf8());
        signs <= longest && bytes <= MOST_BYTES
    };
    let stem: String = stem.chars().take_while(fits).collect();
    // The cut may leave at the end what would not have been kept there.
    format!("{}{ending}", trimmed(&without_tricks(&stem)))
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = |device: &str| {
        let number: Option<Vec<char>> = stem.strip_prefix(device).map(|number| number.chars().collect());
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    DEVICES.contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_path_leads_nowhere_else_and_every_system_takes_it() {
        for (name, expected) in [
            ("Tax return 2025", "Tax return 2025"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("..", "document"),
            ("", "document"),
            ("C:\\Users\\me?.pdf", "C--Users-me-.pdf"),
            ("first\r\nsecond\tthird", "first  second third"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("\u{0}\u{7}bell.pdf", "bell.pdf"),
            (".htaccess. .", "htaccess"),
            ("nul.pdf", "_nul.pdf"),
            ("Com1", "_Com1"),
            ("LPT¹ .txt", "_LPT¹.txt"),
            ("Company.pdf", "Company.pdf"),
            ("Łukasz Žižek – Übersicht.pdf", "Łukasz Žižek – Übersicht.pdf"),
        ] {
            assert_eq!(safe(name, LONGEST_NAME), expected, "{name:?}");
        }
        let long = safe(&format!("{} .pdf", "x".repeat(400)), LONGEST_NAME);
        assert!(long.chars().count() == LONGEST_NAME && long.ends_with("x.pdf"), "{long}");
        let wide = safe(&format!("{}.pdf", "🧾".repeat(400)), LONGEST_NAME);
        assert!(wide.len() <= MOST_BYTES && wide.ends_with("🧾.pdf"), "{wide}");
    }

    #[test]
    fn nothing_stands_twice_in_the_same_place() {
        let mut paths = Paths::default();
        let tax = paths.folder("", "1", "Tax");
        assert_eq!(paths.folder("", "1", "Tax"), tax);
        assert_eq!(paths.folder("", "2", "tax"), "tax (2)", "another thing of the same name");
        let names = ["Scan.pdf", "scan.PDF", "scan.pdf", "Scan (2).pdf", "e\u{301}.pdf", "é.pdf"];
        let files = names.map(|name| paths.file(&tax, name));
        let expected = ["Scan.pdf", "scan (2).PDF", "scan (3).pdf", "Scan (2) (2).pdf", "e\u{301}.pdf", "é (2).pdf"];
        assert_eq!(files, expected.map(|name| format!("Tax/{name}")));
        assert_eq!(paths.file("", "Tax"), "Tax (3)", "no file where a folder is");
    }
}
