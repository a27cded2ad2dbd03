//! What clamd's answer means. It is one line with the sign NUL behind it; what is not exactly what we know means nothing.

use super::{Unknown, Verdict};
use crate::server::post::one_line;

/// Bytes of an answer that are heard at most.
pub(super) const LONGEST: usize = 4096;
/// Longest name of something found, and longest answer that is told to staff, in characters.
const LONGEST_NAME: usize = 200;
/// What clamd "finds" where it has not looked at all (its setting AlertExceedsMax): no virus, and nothing is known.
const NOT_LOOKED_AT: &str = "Heuristics.Limits.Exceeded";

/// The answer in our terms; `whole` is whether all of the file had been sent when it came.
pub(super) fn understood(heard: &[u8], whole: bool) -> Result<Verdict, Unknown> {
    let Some(line) = heard.strip_suffix(b"\0").filter(|line| !line.contains(&0)) else {
        let why = if heard.is_empty() { "without an answer" } else { "in the middle of its answer" };
        return Err(Unknown::Unclear(format!("The virus scanner ended {why}")));
    };
    let line = String::from_utf8_lossy(line);
    if line.starts_with("INSTREAM size limit exceeded") {
        return Err(Unknown::TooLarge);
    }
    if let Some(found) = line.strip_prefix("stream: ").and_then(|rest| rest.strip_suffix(" FOUND")) {
        return match one_line(found, LONGEST_NAME) {
            found if found.starts_with(NOT_LOOKED_AT) => Err(Unknown::TooLarge),
            found if found.is_empty() => Err(unclear(&line)),
            found => Ok(Verdict::Infected(found)),
        };
    }
    match (line.as_ref(), whole) {
        ("stream: OK", true) => Ok(Verdict::Clean),
        ("stream: OK", false) => {
            Err(Unknown::Unclear("The virus scanner answered before it had the whole file".into()))
        }
        _ => Err(unclear(&line)),
    }
}

fn unclear(line: &str) -> Unknown {
    Unknown::Unclear(format!("The virus scanner said: {}", one_line(line, LONGEST_NAME)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(heard: &[u8]) -> Result<Verdict, Unknown> {
        understood(heard, true)
    }

    #[test]
    fn only_the_exact_answer_to_a_whole_file_is_clean() {
        assert_eq!(of(b"stream: OK\0"), Ok(Verdict::Clean));
        assert!(understood(b"stream: OK\0", false).is_err());
        for other in [
            &b""[..],
            b"\0",
            b"stream: OK",
            b"stream: O",
            b"stream: OK\n",
            b"stream: OK\n\0",
            b" stream: OK\0",
            b"stream: OK \0",
            b"stream: ok\0",
            b"OK\0",
            b"PONG\0",
            b"stream: not OK\0",
            b"stream: OK\0stream: Eicar FOUND\0",
            b"stream: OK FOUNDATION\0",
            b"stream: lstat() failed: OK\0",
            b"UNKNOWN COMMAND\0",
            b"stream: Can't allocate memory ERROR\0",
            b"INSTREAM: OK\0",
        ] {
            assert!(of(other).is_err(), "{}", String::from_utf8_lossy(other));
        }
    }

    #[test]
    fn what_is_found_is_found_by_its_name_also_before_the_file_is_whole() {
        let infected = |name: &str| Ok(Verdict::Infected(name.to_owned()));
        assert_eq!(of(b"stream: Win.Test.EICAR_HDB-1 FOUND\0"), infected("Win.Test.EICAR_HDB-1"));
        assert_eq!(understood(b"stream: X FOUND\0", false), infected("X"));
        assert_eq!(of(b"stream: OK FOUND\0"), infected("OK"));
        assert_eq!(of(b"stream: a\r\nb\xff FOUND\0"), infected("a b\u{fffd}"));
        assert!(of(b"stream: FOUND\0").is_err() && of(b"stream:  FOUND\0").is_err() && of(b"X FOUND\0").is_err());
        assert!(of(b"stream: X FOUND").is_err(), "half an answer");
    }

    #[test]
    fn what_clamd_has_not_looked_at_is_neither() {
        for heard in [
            &b"INSTREAM size limit exceeded. ERROR\0"[..],
            b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
            b"stream: Heuristics.Limits.Exceeded FOUND\0",
        ] {
            assert_eq!(of(heard), Err(Unknown::TooLarge));
            assert_eq!(understood(heard, false), Err(Unknown::TooLarge));
        }
    }

    #[test]
    fn a_long_answer_is_cut_for_who_reads_it() {
        let long = [b"stream: ".to_vec(), vec![b'x'; 3000], b" FOUND\0".to_vec()].concat();
        assert!(matches!(of(&long), Ok(Verdict::Infected(name)) if name.chars().count() == LONGEST_NAME));
    }
}
