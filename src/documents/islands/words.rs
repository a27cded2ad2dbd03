//! What the uploader says. Whole numbers only: text from fractions weighs much in WebAssembly.

use super::rows::Tally;
use crate::kernel::AppError;
use crate::ui::file_size;

/// A file that was chosen and not sent off yet.
pub(super) fn chosen(size: u64) -> String {
    format!("{} · not sent yet", file_size(size))
}

/// `Uploading, 62% · 4.9 of 7.9 MB · about 20 seconds left`.
pub(super) fn sending(sent: u64, size: u64, left: Option<u64>) -> String {
    let done = format!("Uploading, {}% · {}", percent(sent, size), part(sent, size));
    match left {
        Some(seconds) => format!("{done} · {}", time_left(seconds)),
        None => done,
    }
}

/// `Paused · 62% is there`.
pub(super) fn resting(why: &str, sent: u64, size: u64) -> String {
    match percent(sent, size) {
        0 => why.to_owned(),
        percent => format!("{why} · {percent}% is there"),
    }
}

/// How much of a file is sent, 0 to 100.
pub(super) fn percent(sent: u64, size: u64) -> u64 {
    (sent.saturating_mul(100) / size.max(1)).min(100)
}

/// `4.9 of 7.9 MB`: both in the unit of the whole.
fn part(sent: u64, size: u64) -> String {
    let whole = file_size(size);
    let done = match whole.split_once(' ').map_or("", |(_, unit)| unit) {
        "kB" => (sent / 1_000).to_string(),
        "MB" => tenths(sent / 100_000),
        "GB" => tenths(sent / 100_000_000),
        _ => sent.to_string(),
    };
    format!("{done} of {whole}")
}

fn tenths(count: u64) -> String {
    match count % 10 {
        0 => (count / 10).to_string(),
        rest => format!("{}.{rest}", count / 10),
    }
}

/// How long it will take, as roughly as one can know it.
fn time_left(seconds: u64) -> String {
    match seconds {
        0..5 => "a few seconds left".to_owned(),
        5..56 => format!("about {} seconds left", seconds.div_ceil(5) * 5),
        56..5_400 => about((seconds + 30) / 60, "minute"),
        _ => about((seconds + 1_800) / 3_600, "hour"),
    }
}

fn about(count: u64, unit: &str) -> String {
    format!("about {count} {unit}{} left", if count == 1 { "" } else { "s" })
}

/// Why a file can't be sent at all.
pub(super) fn refused_at_once(size: u64, max_bytes: u64) -> Option<String> {
    match size {
        0 => Some("The selected file is empty".to_owned()),
        size if size > max_bytes => Some(format!("The selected file must be smaller than {}", file_size(max_bytes))),
        _ => None,
    }
}

/// The server's refusal beside file `name`, and whether another try makes sense.
pub(super) fn refused(name: &str, error: &AppError) -> (String, bool) {
    match error {
        AppError::Invalid(fields) => (fields.sentence(), false),
        AppError::TooLarge(words) => (words.clone(), false),
        AppError::NoRoom | AppError::Conflict(_) | AppError::TooMany(_) => (error.to_string(), true),
        AppError::Unavailable { reference } if reference != "connection" => (error.to_string(), true),
        _ => (format!("{name} could not be uploaded – try again"), true),
    }
}

/// What came of the go so far, in a sentence.
pub(super) fn summary(tally: Tally) -> String {
    let all = match tally.moving + tally.received + tally.failed {
        1 => "1 file".to_owned(),
        all => format!("{all} files"),
    };
    match tally {
        Tally { moving: 0, received: 0, failed: 0, .. } => String::new(),
        Tally { moving: 0, received: 0, failed: 1, .. } => "It was not uploaded.".to_owned(),
        Tally { moving: 0, received: 0, .. } => "No file was uploaded.".to_owned(),
        Tally { moving: 0, failed: 1, received, .. } => {
            format!("{received} of {all} received. 1 was not uploaded: see why above, or finish without it.")
        }
        Tally { moving: 0, failed: 2.., received, .. } => {
            let failed = tally.failed;
            format!("{received} of {all} received. {failed} were not uploaded: see why above, or finish without them.")
        }
        Tally { received, .. } => format!("{received} of {all} received."),
    }
}

/// How many files have just been chosen, and which of them can't be sent.
pub(super) fn added(count: usize, refused: &[String]) -> String {
    let mut words = match count {
        0 => String::new(),
        1 => "1 file chosen. Press Upload to send it. ".to_owned(),
        _ => format!("{count} files chosen. Press Upload to send them. "),
    };
    words.push_str(&refused.join(" "));
    words
}

/// It was chosen before.
pub(super) fn twice(name: &str) -> String {
    format!("{name} is on the list already.")
}

/// All files are there, but the go could not be ended.
pub(super) fn unfinished(error: &AppError) -> String {
    let why = match error {
        AppError::Unavailable { reference } if reference == "connection" => "Try again.".to_owned(),
        other => other.to_string(),
    };
    format!("Your files are received, but the last step did not work. {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_in_the_unit_of_the_whole() {
        assert_eq!(sending(4_912_345, 7_900_000, Some(17)), "Uploading, 62% · 4.9 of 7.9 MB · about 20 seconds left");
        assert_eq!(sending(0, 7_900_000, None), "Uploading, 0% · 0 of 7.9 MB");
        assert_eq!(sending(261_000, 418_000, None), "Uploading, 62% · 261 of 418 kB");
        assert_eq!(sending(400_000_000, 2_100_000_000, None), "Uploading, 19% · 0.4 of 2.1 GB");
        assert_eq!(sending(5, 12, None), "Uploading, 41% · 5 of 12 bytes");
        assert_eq!(percent(u64::MAX, 3), 100);
        assert_eq!(percent(0, 0), 0);
    }

    #[test]
    fn time_left_is_as_rough_as_what_is_known() {
        for (seconds, words) in [
            (0, "a few seconds left"),
            (5, "about 5 seconds left"),
            (16, "about 20 seconds left"),
            (55, "about 55 seconds left"),
            (56, "about 1 minute left"),
            (200, "about 3 minutes left"),
            (5_399, "about 90 minutes left"),
            (7_200, "about 2 hours left"),
        ] {
            assert_eq!(time_left(seconds), words, "{seconds}");
        }
    }

    #[test]
    fn a_file_that_can_not_be_taken_says_so_before_it_is_sent() {
        assert_eq!(refused_at_once(0, 10).as_deref(), Some("The selected file is empty"));
        let large = refused_at_once(5_368_709_121, 5_368_709_120);
        assert_eq!(large.as_deref(), Some("The selected file must be smaller than 5.4 GB"));
        assert_eq!(refused_at_once(5_368_709_120, 5_368_709_120), None);
    }

    #[test]
    fn a_refusal_says_whether_another_try_makes_sense() {
        let empty = AppError::field("files", "The selected file is empty");
        assert_eq!(refused("a.pdf", &empty), ("The selected file is empty".to_owned(), false));
        let lost = AppError::Unavailable { reference: "connection".to_owned() };
        assert_eq!(refused("a.pdf", &lost), ("a.pdf could not be uploaded – try again".to_owned(), true));
        assert!(refused("a.pdf", &AppError::NoRoom).1);
        assert!(refused("a.pdf", &AppError::Unavailable { reference: "k3v9".to_owned() }).0.contains("k3v9"));
    }

    #[test]
    fn the_summary_says_what_can_be_done() {
        let tally = |moving, received, failed| summary(Tally { chosen: 0, moving, received, failed });
        assert_eq!(tally(0, 0, 0), "");
        assert_eq!(tally(2, 1, 0), "1 of 3 files received.");
        assert_eq!(tally(0, 0, 2), "No file was uploaded.");
        assert_eq!(tally(0, 2, 1), "2 of 3 files received. 1 was not uploaded: see why above, or finish without it.");
        assert!(tally(0, 1, 2).ends_with("2 were not uploaded: see why above, or finish without them."));
    }
}
