//! Accounts as values: ids, roles, and what a new password must be.

use crate::kernel::{AppError, Result};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// A login.
    AccountId,
    /// One link that sets a new password.
    ResetId,
    /// A browser that an account has signed in on.
    DeviceId,
}

/// What somebody of the firm is. The policy table says what each may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Owns the installation.
    Owner,
    /// Manages clients, activity and the firm's settings.
    Manager,
    /// Works for clients.
    Staff,
    /// Receives people: clients, contacts, invitations; no documents.
    FrontDesk,
}

impl Role {
    /// All roles, in the order of the docs.
    pub const ALL: [Role; 4] = [Role::Owner, Role::Manager, Role::Staff, Role::FrontDesk];

    /// As stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Manager => "manager",
            Role::Staff => "staff",
            Role::FrontDesk => "front desk",
        }
    }

    /// Parses the stored word, or the command line's `front-desk`.
    pub fn parse(word: &str) -> Result<Self> {
        Role::ALL
            .into_iter()
            .find(|role| role.word() == word.replace('-', " "))
            .ok_or_else(|| AppError::field("role", "Choose a role: owner, manager, staff or front-desk"))
    }
}

/// A new password that the rules accept (seed: at least 8 characters; PRODUCT: after NFC, at most 128).
/// It is never shown, logged or compared outside `passwords`.
#[cfg(feature = "ssr")]
pub struct NewPassword {
    field: String,
    text: String,
}

#[cfg(feature = "ssr")]
impl NewPassword {
    /// Shortest, in characters.
    pub const SHORTEST: usize = 8;
    /// Longest, in characters.
    pub const LONGEST: usize = 128;

    /// Checks length and what is too easy to guess. `known` are the person's e-mail, their name and the firm's name.
    pub fn parse(field: &str, typed: &str, known: &[&str]) -> Result<Self> {
        use unicode_normalization::UnicodeNormalization;
        let password: String = typed.nfc().collect();
        let length = password.chars().count();
        let refuse = |words: String| Err(AppError::field(field, words));
        if length == 0 {
            return refuse("Choose a password with at least 8 characters".into());
        }
        if length < Self::SHORTEST {
            return refuse(format!("Choose a password with at least 8 characters; yours has {length}"));
        }
        if length > Self::LONGEST {
            return refuse(format!("Choose a password with at most 128 characters; yours has {length}"));
        }
        let same = |word: &&str| !word.is_empty() && password.to_lowercase() == word.to_lowercase();
        if known.iter().any(same) {
            return refuse("Choose a password that is not your name, your email or the firm’s name".into());
        }
        // A password that is among the first ten thousand guesses is on every list of common passwords.
        if zxcvbn::zxcvbn(&password, &[]).guesses() < 10_000 {
            return refuse("This password is among the first that are guessed. Choose another one".into());
        }
        Ok(NewPassword { field: field.to_owned(), text: password })
    }

    /// The password, for hashing.
    pub(super) fn reveal(&self) -> &str {
        &self.text
    }

    /// The field that it was typed into.
    pub(super) fn field(&self) -> &str {
        &self.field
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn refusal(typed: &str) -> Option<String> {
        NewPassword::parse("password", typed, &["mariam@example.com", "Mariam Rahman", "Persaud & Vale"])
            .err()
            .map(|error| error.to_string())
    }

    #[test]
    fn a_sentence_of_any_letters_is_a_password() {
        for right in
            ["correct horse battery", "pässwört größer", "        x y  z", "日本語のパスワード", &"long ".repeat(25)]
        {
            assert_eq!(refusal(right), None, "{right}");
        }
    }

    #[test]
    fn short_common_and_own_words_are_refused_in_words() {
        assert!(refusal("short").is_some_and(|words| words.contains("yours has 5")));
        for wrong in [
            "",
            "1234567",
            "password",
            "12345678",
            "Password1",
            "aaaaaaaa",
            "MARIAM@example.com",
            "mariam rahman",
            "persaud & vale",
            &"x".repeat(129),
        ] {
            assert!(refusal(wrong).is_some(), "{wrong} was accepted");
        }
    }

    #[test]
    fn length_counts_characters_after_composition() {
        // "é" as two code points composes to one: seven characters stay seven.
        assert!(refusal("zqv7k1e\u{301}").is_some_and(|words| words.contains("yours has 7")));
    }
}
