//! Signs that nobody sees: they make two names look alike, or one read as another.

/// The text without signs that turn the direction of reading or take no room. The two joiners stay inside words of
/// scripts that are written with them, and inside pictures.
pub fn without_tricks(text: &str) -> String {
    let signs: Vec<char> = text.chars().filter(|c| !is_trick(*c)).collect();
    let joins = |at: usize| {
        let beside = [at.checked_sub(1), Some(at + 1)].map(|at| at.and_then(|at| signs.get(at)));
        beside.iter().all(|c| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace() && !is_joiner(*c)))
    };
    signs.iter().enumerate().filter(|(at, c)| !is_joiner(**c) || joins(*at)).map(|(_, c)| *c).collect()
}

/// Whether anything of the text can be seen.
pub fn shows(text: &str) -> bool {
    let hidden = |c: char| c.is_whitespace() || c.is_control() || is_trick(c) || is_joiner(c) || is_filler(c);
    !text.chars().all(hidden)
}

/// Marks, embeddings, overrides and isolates of direction (Unicode's bidirectional controls), spaces without width, the
/// soft hyphen, and what else is never drawn.
fn is_trick(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Letters and marks without a shape of their own.
fn is_filler(c: char) -> bool {
    matches!(
        c,
        '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{ffa0}'
            | '\u{fe00}'..='\u{fe0f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_or_hides_goes_and_what_a_script_needs_stays() {
        for (typed, kept) in [
            ("invoice \u{202e}gnp.exe", "invoice gnp.exe"),
            ("\u{202a}+592 555 0142\u{202c}", "+592 555 0142"),
            ("Ma\u{200b}riam\u{feff} Rah\u{ad}man", "Mariam Rahman"),
            ("Ma\u{200d}riam\u{200c}", "Mariam"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("ශ්\u{200d}රී ලංකා", "ශ්\u{200d}රී ලංකා"),
            ("👩\u{200d}👧", "👩\u{200d}👧"),
            ("é\u{200d}\u{200d}ö", "éö"),
            ("Žižek–Łukasz", "Žižek–Łukasz"),
        ] {
            assert_eq!(without_tricks(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn a_text_shows_when_one_sign_of_it_does() {
        for nothing in ["", " \u{a0}\u{3000}", "\u{202e}\u{200b}", "\u{200d}", "\u{3164}", "\u{2800}\u{fe0f}"] {
            assert!(!shows(nothing), "{nothing:?}");
        }
        for something in ["a", "\u{200b}ж", "–", "شركة"] {
            assert!(shows(something), "{something:?}");
        }
    }
}
