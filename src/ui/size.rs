//! A file's size in words.

/// A file's size as people read it, in decimal units: "12 bytes", "418 kB", "7.9 MB".
pub fn file_size(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..999_500 => format!("{} kB", (bytes + 500) / 1_000),
        // The next unit begins where rounding would say 1000 of this one.
        999_500..999_950_000 => tenths(bytes, 100_000, "MB"),
        _ => tenths(bytes, 100_000_000, "GB"),
    }
}

/// `bytes` with at most one decimal, where `tenth` bytes are a tenth of `unit`.
fn tenths(bytes: u64, tenth: u64, unit: &str) -> String {
    let count = bytes / tenth + u64::from(bytes % tenth >= tenth / 2);
    match count % 10 {
        0 => format!("{} {unit}", count / 10),
        rest => format!("{}.{rest} {unit}", count / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::file_size;

    #[test]
    fn sizes_are_decimal_and_round_to_what_one_would_say() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (12, "12 bytes"),
            (999, "999 bytes"),
            (1_000, "1 kB"),
            (1_499, "1 kB"),
            (418_000, "418 kB"),
            (999_499, "999 kB"),
            (999_500, "1 MB"),
            (7_900_000, "7.9 MB"),
            (7_949_999, "7.9 MB"),
            (100_000_000, "100 MB"),
            (999_949_999, "999.9 MB"),
            (999_950_000, "1 GB"),
            (5_368_709_120, "5.4 GB"),
            (u64::MAX, "18446744073.7 GB"),
        ] {
            assert_eq!(file_size(bytes), words, "{bytes}");
        }
    }
}
