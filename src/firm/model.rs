//! What the firm is, parsed at the edge.

use crate::kernel::signs::{shows, without_tricks};
use crate::kernel::{AppError, Email, FieldErrors, Result};
use serde::{Deserialize, Serialize};

/// The firm as every page and mail shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firm {
    /// Its name, on every page and mail.
    pub name: String,
    /// The office's address for mail.
    pub email: String,
    /// The office's phone, as dialled.
    pub phone: String,
    /// Postal address, lines separated by newlines.
    pub address: String,
    /// Office hours, like `Mon–Fri 8:30–17:00`; may be empty.
    pub hours: String,
    /// Its colour.
    pub accent: Accent,
    /// IANA time zone in which dates are shown.
    pub time_zone: String,
}

impl Firm {
    /// What stands on the pages before anybody has set up the firm.
    pub fn unnamed(time_zone: &str) -> Self {
        Firm {
            name: "Client portal".into(),
            email: String::new(),
            phone: String::new(),
            address: String::new(),
            hours: String::new(),
            accent: Accent::default(),
            time_zone: time_zone.into(),
        }
    }

    /// Parses the fields of the set-up and settings forms.
    pub fn parse(typed: TypedFirm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let name = errors.take(text("firm_name", &typed.firm_name, 1, 120, "Enter the firm’s name"));
        let email = errors.take(Email::parse("firm_email", &typed.firm_email));
        let phone = errors.take(phone("firm_phone", &typed.firm_phone));
        let address = errors.take(text("address", &typed.address, 0, 300, ""));
        let hours = errors.take(text("hours", &typed.hours, 0, 80, ""));
        let accent = errors.take(Accent::parse("accent", &typed.accent));
        let time_zone = errors.take(text("time_zone", &typed.time_zone, 1, 60, "Choose a time zone"));
        errors.check()?;
        match (name, email, phone, address, hours, accent, time_zone) {
            (Some(name), Some(email), Some(phone), Some(address), Some(hours), Some(accent), Some(time_zone)) => {
                Ok(Firm { name, email: email.to_string(), phone, address, hours, accent, time_zone })
            }
            _ => Err(AppError::Unreadable),
        }
    }
}

/// The fields of the set-up and settings forms, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TypedFirm {
    /// Name.
    pub firm_name: String,
    /// Office mail.
    pub firm_email: String,
    /// Office phone.
    pub firm_phone: String,
    /// Postal address.
    #[serde(default)]
    pub address: String,
    /// Office hours.
    #[serde(default)]
    pub hours: String,
    /// Colour as `#rrggbb`.
    pub accent: String,
    /// Time zone.
    pub time_zone: String,
    /// Days that clients read a closed matter; empty: as before.
    #[serde(default)]
    pub readable_days: String,
}

/// The most days that the firm suggests for reading a closed matter.
const MOST_READABLE_DAYS: i64 = 3650;

/// For how many days clients read a closed matter, as typed; none where nothing is.
///
/// # Errors
/// `Invalid` beside field `readable_days`.
pub fn readable_days(typed: &str) -> Result<Option<i64>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let days = typed.parse::<i64>().ok().filter(|days| (0..=MOST_READABLE_DAYS).contains(days));
    let words = format!("Enter a number of days from 0 to {MOST_READABLE_DAYS}");
    days.map(Some).ok_or_else(|| AppError::field("readable_days", words))
}

/// A short text: trimmed, without control characters and other signs that nobody sees, between `least` and `most`
/// characters.
pub fn text(field: &str, typed: &str, least: usize, most: usize, missing: &str) -> Result<String> {
    let text = without_tricks(typed).trim().replace("\r\n", "\n");
    let length = text.chars().count();
    if length < least || (least > 0 && !shows(&text)) {
        return Err(AppError::field(field, missing));
    }
    if length > most {
        return Err(AppError::field(field, format!("Use at most {most} characters; this has {length}")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(AppError::field(field, "Remove the invisible characters from this text"));
    }
    Ok(text)
}

/// One line of text: as [`text`], and without line ends.
pub fn line(field: &str, typed: &str, least: usize, most: usize, missing: &str) -> Result<String> {
    text(field, &typed.replace(['\r', '\n'], " "), least, most, missing)
}

/// A phone number, or nothing: digits with the signs people write between them.
pub fn phone(field: &str, typed: &str) -> Result<String> {
    let text = line(field, typed, 0, 40, "")?;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let right = text.is_empty()
        || (digits >= 5 && text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c) || c.is_alphabetic()));
    if right {
        Ok(text)
    } else {
        Err(AppError::field(field, "Enter a phone number with country code, like +592 555 0142"))
    }
}

/// A limit in GB as people type it, in bytes; none where nothing is typed.
///
/// # Errors
/// Beside the field.
pub fn gigabytes(field: &str, typed: &str) -> Result<Option<i64>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    match typed.parse::<i64>() {
        Ok(number @ 1..=1_000_000) => Ok(Some(number * GIGABYTE)),
        _ => Err(AppError::field(field, "Enter a whole number of GB, like 20, or nothing for no limit")),
    }
}

/// Bytes of a GB, as disks are sold.
pub const GIGABYTE: i64 = 1_000_000_000;

/// The firm's colour and the colour of words on it, checked to a contrast of 4.5 to 1 (WCAG 1.4.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accent {
    /// `#rrggbb`, lower case.
    pub colour: String,
    /// `#ffffff` or `#000000`.
    pub words: String,
}

impl Default for Accent {
    fn default() -> Self {
        Accent { colour: "#0d5560".into(), words: "#ffffff".into() }
    }
}

impl Accent {
    /// Takes a colour that white or black words are legible on, and that stands out from paper.
    pub fn parse(field: &str, typed: &str) -> Result<Self> {
        let colour = typed.trim().to_lowercase();
        let channels = channels(&colour)
            .ok_or_else(|| AppError::field(field, "Enter a colour as # and six digits, like #0d5560"))?;
        let white = contrast(luminance([255, 255, 255]), luminance(channels));
        if white >= 4.5 {
            return Ok(Accent { colour, words: "#ffffff".into() });
        }
        Err(AppError::field(
            field,
            format!(
                "Choose a darker colour: white words on {colour} have a contrast of {white:.1} to 1, they need 4.5 to 1"
            ),
        ))
    }
}

fn channels(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
    let at = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).ok();
    Some([at(0)?, at(2)?, at(4)?])
}

/// Relative luminance as WCAG 2.2 defines it.
fn luminance(channels: [u8; 3]) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(channels[0]) + 0.7152 * linear(channels[1]) + 0.0722 * linear(channels[2])
}

fn contrast(light: f64, dark: f64) -> f64 {
    (light.max(dark) + 0.05) / (light.min(dark) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_on_which_words_cannot_be_read_is_refused_with_its_contrast() {
        let refused = Accent::parse("accent", "#f2c94c").err().map(|e| e.to_string()).unwrap_or_default();
        assert!(refused.contains("1.6 to 1"), "{refused}");
        assert_eq!(Accent::parse("accent", "#0D5560"), Ok(Accent::default()));
        for wrong in ["", "0d5560", "#0d55", "#0d556g", "red;}body{", "#0d5560;"] {
            assert!(Accent::parse("accent", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn phone_numbers_are_taken_as_people_write_them() {
        for right in ["", "+592 555 0142", "(592) 555-0142", "555.0142 ext 4"] {
            assert!(phone("phone", right).is_ok(), "{right}");
        }
        for wrong in ["12", "call me", "+592 <b>555 0142"] {
            assert!(phone("phone", wrong).is_err(), "{wrong}");
        }
    }
}
