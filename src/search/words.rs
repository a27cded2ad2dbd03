//! Names as words: what is kept of them, and what somebody looks for.

use crate::server::db::name_key;

/// How many of the typed words are looked for; the longest ones.
const MOST: usize = 3;
/// Longest word that is kept, characters.
const LONGEST: usize = 60;
/// Sorts after every letter, so that all words with one beginning lie between it and itself with this at the end.
const LAST: char = '\u{10FFFF}';

/// What kind of thing is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A client, by its own name and address and its contacts'.
    Client,
    /// A matter, by its reference and title.
    Matter,
}

impl Thing {
    /// As stored.
    pub fn word(self) -> &'static str {
        match self {
            Thing::Client => "client",
            Thing::Matter => "matter",
        }
    }
}

/// The words of these texts, each once: letters and digits, lower case, without accents.
pub fn words_of(texts: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = texts
        .iter()
        .flat_map(|text| name_key(text).split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(LONGEST).collect())
        .collect();
    words.sort();
    words.dedup();
    words
}

/// What somebody typed into a search field: beginnings of words, all of which a thing must have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    beginnings: Vec<String>,
}

impl Wanted {
    /// Of what was typed, the longest word first: it is likely to be the rarest; a year, which half the matters bear, last.
    /// Nothing typed finds everything; signs alone find nothing.
    pub fn of(typed: &str) -> Self {
        let mut beginnings = words_of(&[typed]);
        beginnings.sort_by_key(|word| (is_year(word), std::cmp::Reverse(word.chars().count())));
        beginnings.truncate(MOST);
        if beginnings.is_empty() && !typed.trim().is_empty() {
            beginnings.push("-".to_owned()); // No word begins like this.
        }
        Wanted { beginnings }
    }

    /// For the places of `found_by_words!`: first and last of the range of each wanted word. Empty texts: not wanted.
    pub fn ranges(&self) -> [String; 6] {
        let range = |at: usize| match self.beginnings.get(at) {
            Some(word) => (word.clone(), format!("{word}{LAST}")),
            None => (String::new(), String::new()),
        };
        let ((a, b), (c, d), (e, f)) = (range(0), range(1), range(2));
        [a, b, c, d, e, f]
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A condition of SQL: a thing has all the wanted words, whose ranges stand at the six named places:
/// `found_by_words!("c.id", "client", "$2", "$3", "$4", "$5", "$6", "$7")`. At least one word is wanted: whoever wants
/// none leaves the condition out, or the database would have to be ready to read everything.
#[macro_export]
macro_rules! found_by_words {
    ($owner:literal, $thing:literal, $a:literal, $b:literal, $c:literal, $d:literal, $e:literal, $f:literal) => {
        concat!(
            $crate::one_word!($owner, $thing, $a, $b),
            " AND (",
            $c,
            " = '' OR ",
            $crate::another_word!($owner, $thing, $c, $d),
            ") AND ",
            "(",
            $e,
            " = '' OR ",
            $crate::another_word!($owner, $thing, $e, $f),
            ")"
        )
    };
}

/// A condition that a word of this thing lies in the range: for the first word, which is the rarest, all things that have
/// it are found at once.
#[macro_export]
macro_rules! one_word {
    ($owner:literal, $thing:literal, $first:literal, $last:literal) => {
        concat!(
            $owner,
            " IN (SELECT w.owner_id FROM search_words w WHERE w.thing = '",
            $thing,
            "' AND w.word >= ",
            $first,
            " AND w.word < ",
            $last,
            ")"
        )
    };
}

/// The same, asked of each thing that had the first word: this one may be as common as "2026".
#[macro_export]
macro_rules! another_word {
    ($owner:literal, $thing:literal, $first:literal, $last:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM search_words w WHERE w.owner_id = ",
            $owner,
            " AND w.thing = '",
            $thing,
            "' AND w.word >= ",
            $first,
            " AND w.word < ",
            $last,
            ")"
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_as_its_words() {
        let words = words_of(&["Łukasz O’Brien-Žižek & Co.", "lukasz@zizek.example"]);
        assert_eq!(words, ["brien", "co", "example", "lukasz", "o", "zizek"]);
        assert!(words_of(&["", "– & %"]).is_empty());
    }

    #[test]
    fn all_words_with_the_typed_beginning_lie_in_its_range() {
        let [first, last, none, ..] = Wanted::of(" Räh ").ranges();
        assert_eq!(first, "rah");
        for word in ["rah", "rahman", "rahzzz", "rah€"] {
            assert!(word >= first.as_str() && word < last.as_str(), "{word}");
        }
        assert!("ra" < first.as_str() && "rai" > last.as_str() && none.is_empty());
    }

    #[test]
    fn signs_alone_find_nothing_and_nothing_finds_all() {
        assert_eq!(Wanted::of("%").ranges()[0], "-");
        assert_eq!(Wanted::of("  ").ranges(), Wanted::default().ranges());
        assert_eq!(Wanted::of("a bb ccc dddd").ranges()[0], "dddd");
        assert_eq!(Wanted::of("2026 tax").ranges()[0], "tax");
        assert_eq!(Wanted::of("M-2026-00123").ranges()[0], "00123");
    }
}
