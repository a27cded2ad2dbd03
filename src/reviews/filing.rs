//! What a reviewed document is called in the firm's files: the firm's pattern, filled in. The client's own name stays.

use super::store::{self, Folder};
use crate::clients::OnClient;
use crate::kernel::{AppError, Result};
use crate::server::Tx;

/// What may stand in a pattern, with what it becomes.
pub const PLACEHOLDERS: [(&str, &str); 5] = [
    ("{date}", "the day we received it"),
    ("{client}", "the client’s name"),
    ("{item}", "what was asked for"),
    ("{matter}", "the matter’s title"),
    ("{reference}", "the matter’s number"),
];

/// Longest pattern, in characters.
const LONGEST_PATTERN: usize = 120;
/// Longest name before its ending, in characters.
const LONGEST_STEM: usize = 160;
/// Longest ending that is taken to tell the kind of file.
const LONGEST_ENDING: usize = 10;

/// What a pattern is filled in with.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The day it came, `2026-11-24`.
    pub date: &'a str,
    /// The client's name.
    pub client: &'a str,
    /// What was asked for; unasked, what the file is called.
    pub item: &'a str,
    /// The matter's title, or nothing.
    pub matter: &'a str,
    /// The matter's number, or nothing.
    pub reference: &'a str,
    /// The file's name as the client gave it: its ending is kept.
    pub name: &'a str,
}

/// Checks a pattern: not empty, and no placeholder that is not known.
///
/// # Errors
/// `Invalid` beside field `pattern`.
pub fn parse(typed: &str) -> Result<String> {
    let pattern =
        crate::firm::model::line("pattern", typed, 1, LONGEST_PATTERN, "Enter a pattern, like {date} {item}")?;
    let mut rest = pattern.as_str();
    while let Some(at) = rest.find(['{', '}']) {
        let known = PLACEHOLDERS.iter().find(|(placeholder, _)| rest[at..].starts_with(placeholder));
        let Some((placeholder, _)) = known else {
            let end = rest[at..].find('}').map_or(rest.len(), |end| at + end + 1);
            let all = PLACEHOLDERS.map(|(placeholder, _)| placeholder).join(", ");
            let words = format!("{} is not known. You can use {all}", &rest[at..end]);
            return Err(AppError::field("pattern", words));
        };
        rest = &rest[at + placeholder.len()..];
    }
    if !PLACEHOLDERS.iter().any(|(placeholder, _)| pattern.contains(placeholder)) {
        return Err(AppError::field("pattern", "Use at least one placeholder, or all documents have one name"));
    }
    Ok(pattern)
}

/// The name by this pattern: nothing in it leads out of a folder, and it is never empty.
pub fn filled(pattern: &str, facts: &Facts<'_>) -> String {
    let (stem, ending) = split(facts.name);
    let mut name = String::new();
    let mut rest = pattern;
    // In one pass, so that a client called "{item}" stays that.
    while let Some(at) = rest.find('{') {
        name.push_str(&rest[..at]);
        let (value, length) = match PLACEHOLDERS.iter().find(|(placeholder, _)| rest[at..].starts_with(placeholder)) {
            Some((placeholder, _)) => (facts.of(placeholder), placeholder.len()),
            None => ("{", 1),
        };
        name.push_str(value);
        rest = &rest[at + length..];
    }
    name.push_str(rest);
    let clean = safe(&name);
    let stem = if clean.is_empty() { safe(stem) } else { clean };
    let stem = if stem.is_empty() { "document" } else { stem.as_str() };
    format!("{stem}{ending}")
}

/// The name, or the first of `name (2)`, `name (3)`, … that is not taken.
pub fn free(name: String, taken: &[String]) -> String {
    let taken: Vec<String> = taken.iter().map(|name| name.to_lowercase()).collect();
    let is_free = |name: &str| !taken.contains(&name.to_lowercase());
    if is_free(&name) {
        return name;
    }
    let (stem, ending) = split(&name);
    let numbered = |number: usize| format!("{stem} ({number}){ending}");
    // One more than are there is always free.
    (2..=taken.len() + 2).map(numbered).find(|name| is_free(name)).unwrap_or(name)
}

/// Files the document of `one` under a matter, with the name that the firm's pattern gives it. Gives that name.
pub async fn file(
    tx: &mut Tx,
    on: &OnClient,
    one: &store::Submission,
    folder: Option<&Folder>,
    date: &str,
) -> Result<String> {
    let pattern = store::pattern(tx).await?;
    let matter = folder.map(|folder| &folder.id);
    let (title, reference) = folder.map_or(("", ""), |folder| (folder.title.as_str(), folder.reference.as_str()));
    let item = one.item_title.as_deref().unwrap_or(split(&one.name).0);
    let facts = Facts { date, client: &one.client_name, item, matter: title, reference, name: &one.name };
    store::hold_folder(tx, on).await?;
    let taken = store::names_in(tx, on, matter).await?;
    let name = free(filled(&pattern, &facts), &taken);
    store::file(tx, on, &one.document_id, matter, &name).await?;
    Ok(name)
}

impl Facts<'_> {
    fn of(&self, placeholder: &str) -> &str {
        match placeholder {
            "{date}" => self.date,
            "{client}" => self.client,
            "{item}" => self.item,
            "{matter}" => self.matter,
            _ => self.reference,
        }
    }
}

/// A name and its ending with the dot, if it has one.
fn split(name: &str) -> (&str, &str) {
    let at = name.rfind('.').filter(|at| {
        let ending = &name[at + 1..];
        *at > 0 && (1..=LONGEST_ENDING).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric())
    });
    name.split_at(at.unwrap_or(name.len()))
}

/// Without what a path or a file system could take for something else; spaces folded; no dot at either end.
fn safe(name: &str) -> String {
    let apart = |c: char| c.is_control() || c.is_whitespace() || "/\\:*?\"<>|".contains(c) || is_trick(c);
    let spaced: String = name.chars().map(|c| if apart(c) { ' ' } else { c }).collect();
    let folded = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = folded.chars().take(LONGEST_STEM).collect();
    short.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned()
}

/// Marks that turn reading direction or are not seen.
fn is_trick(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: Facts<'static> = Facts {
        date: "2026-11-24",
        client: "Mariam Rahman",
        item: "Passport, photo page",
        matter: "Personal tax return 2025",
        reference: "M-2026-0148",
        name: "IMG_0042.JPG",
    };

    #[test]
    fn a_name_is_the_pattern_filled_in_with_the_ending_kept() {
        assert_eq!(filled("{date} {client} {item}", &FACTS), "2026-11-24 Mariam Rahman Passport, photo page.JPG");
        assert_eq!(filled("{reference} – {matter}", &FACTS), "M-2026-0148 – Personal tax return 2025.JPG");
        assert_eq!(filled("{item}", &Facts { name: "scan", ..FACTS }), "Passport, photo page");
        assert_eq!(filled("{matter}", &Facts { matter: "", ..FACTS }), "IMG_0042.JPG", "what is empty names nothing");
        assert_eq!(filled("{item}", &Facts { item: "{client} {date}", ..FACTS }), "{client} {date}.JPG");
    }

    #[test]
    fn nothing_in_a_name_leads_out_of_its_folder() {
        let facts = Facts { client: "../../etc", item: "a/b\\c:d*e?\"f\"<g>|h\n\u{202e}i", name: ".htaccess", ..FACTS };
        assert_eq!(filled("{client} {item}", &facts), "etc a b c d e f g h i");
        let odd = Facts { client: "..", name: "..", ..FACTS };
        assert_eq!(filled("{client}", &odd), "document");
        let long = Facts { item: &"x".repeat(400), ..FACTS };
        assert_eq!(filled("{item}", &long).chars().count(), LONGEST_STEM + ".JPG".len());
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let taken = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(free("a.pdf".into(), &taken(&["b.pdf"])), "a.pdf");
        assert_eq!(free("a.pdf".into(), &taken(&["A.PDF"])), "a (2).pdf");
        assert_eq!(free("a.pdf".into(), &taken(&["a.pdf", "a (2).pdf", "a (4).pdf"])), "a (3).pdf");
        assert_eq!(free("a".into(), &taken(&["a"])), "a (2)");
    }

    #[test]
    fn unknown_placeholders_are_refused_by_name() {
        assert_eq!(parse(" {date} {item} "), Ok("{date} {item}".to_owned()));
        for wrong in ["{date} {year}", "{date", "date}", "{}", "{DATE}", "{ date }"] {
            let refused = parse(wrong).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(refused.contains("is not known"), "{wrong}: {refused}");
        }
        assert!(parse("{date} {year}").is_err_and(|error| error.to_string().starts_with("{year} is not known")));
        assert!(parse("").is_err() && parse("documents").is_err() && parse(&"{date}".repeat(30)).is_err());
    }
}
