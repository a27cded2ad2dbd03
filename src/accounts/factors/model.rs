//! Second factors as values: what there is, the firm's rule about it, and codes for the day on which it is lost.

crate::ids! {
    /// An authenticator app or a passkey of somebody.
    FactorId,
}

#[cfg(feature = "ssr")]
pub use server::*;

#[cfg(feature = "ssr")]
mod server {
    use crate::accounts::Role;
    use crate::accounts::session::Kind;
    use crate::kernel::{AppError, Instant, Result};

    /// What the firm's rule says for a role, or for clients.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Rule {
        /// Nobody new sets one up. Who has one goes on using it.
        Off,
        /// Everybody may.
        Offered,
        /// From then on nobody gets in without.
        Required(Instant),
    }

    impl Rule {
        /// As stored and sent.
        pub fn word(self) -> &'static str {
            match self {
                Rule::Off => "off",
                Rule::Offered => "offered",
                Rule::Required(_) => "required",
            }
        }

        /// The rule that the portal comes with (PRODUCT): a real portal's staff show a second factor from the first day.
        pub fn by_default(kind: Kind, production: bool) -> Rule {
            match kind {
                Kind::Staff(_) if production => Rule::Required(Instant(0)),
                Kind::Staff(_) | Kind::Client => Rule::Offered,
            }
        }

        /// Of a stored row; a word that is none of ours counts as the strictest.
        pub fn stored(word: &str, from_at: Instant) -> Rule {
            match word {
                "off" => Rule::Off,
                "offered" => Rule::Offered,
                _ => Rule::Required(from_at),
            }
        }

        /// Whether nobody gets in without at `now`.
        pub fn required(self, now: Instant) -> bool {
            matches!(self, Rule::Required(from) if from <= now)
        }
    }

    /// Everybody whom a rule can be about, in the order of the settings page.
    pub const EVERYBODY: [Kind; 5] = [
        Kind::Staff(Role::Owner),
        Kind::Staff(Role::Manager),
        Kind::Staff(Role::Staff),
        Kind::Staff(Role::FrontDesk),
        Kind::Client,
    ];

    /// The word by which a rule is stored and sent: the role's, or `client`.
    pub fn who_word(kind: Kind) -> &'static str {
        match kind {
            Kind::Staff(role) => role.word(),
            Kind::Client => "client",
        }
    }

    /// An authenticator app's code as typed: 6 digits, however they are grouped.
    ///
    /// # Errors
    /// Beside `code`.
    pub fn typed_code(typed: &str) -> Result<String> {
        let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(code);
        }
        Err(AppError::field("code", "Enter the 6 digits that your authenticator app shows"))
    }

    /// A recovery code as typed: case and grouping don't matter, and what looks like a digit is one.
    ///
    /// # Errors
    /// Beside `recovery_code`.
    pub fn typed_recovery_code(typed: &str) -> Result<String> {
        let plain = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–')).take(40);
        let code: String = plain
            .map(|c| match c.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            })
            .collect();
        let right = code.chars().count() == RECOVERY_CODE_LENGTH && code.bytes().all(|b| RECOVERY_SIGNS.contains(&b));
        if right {
            return Ok(code);
        }
        Err(AppError::field("recovery_code", "Enter one of your recovery codes, like k3f7-9xwq-2mta"))
    }

    /// Signs of a recovery code: 32 that nobody mistakes for each other (Crockford), 5 bits each.
    pub const RECOVERY_SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    /// So many signs: 60 bits. argon2 stands before a guesser who has the database.
    pub const RECOVERY_CODE_LENGTH: usize = 12;
    /// So many codes at a time.
    pub const RECOVERY_CODES: usize = 10;
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::accounts::Role;
    use crate::accounts::session::Kind;
    use crate::kernel::Instant;

    #[test]
    fn a_code_is_six_digits_however_they_are_grouped() {
        assert_eq!(typed_code(" 123 456 ").ok().as_deref(), Some("123456"));
        for wrong in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "+12345", "-1 2345", "12.456"] {
            assert!(typed_code(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_recovery_code_is_read_as_people_write_it() {
        for right in ["k3f7-9xwq-2mt0", "K3F79XWQ2MTO", "k3f7 9xwq 2mt0", " K3f7–9xwq–2mtO "] {
            assert_eq!(typed_recovery_code(right).ok().as_deref(), Some("k3f79xwq2mt0"), "{right}");
        }
        for wrong in ["", "k3f7-9xwq", "k3f7-9xwq-2mt0-1", "k3f7-9xwq-2mt!", "u3f7-9xwq-2mt0", "ｋ3f79xwq2mt0"] {
            assert!(typed_recovery_code(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn staff_of_a_real_portal_need_one_unless_the_firm_says_otherwise() {
        for kind in EVERYBODY {
            let strict = Rule::by_default(kind, true).required(Instant(0));
            assert_eq!(strict, kind != Kind::Client, "{kind:?}");
            assert_eq!(Rule::by_default(kind, false), Rule::Offered);
        }
    }

    #[test]
    fn a_rule_is_required_from_its_day_on() {
        let rule = Rule::stored("required", Instant(100));
        assert!(!rule.required(Instant(99)) && rule.required(Instant(100)));
        assert!(!Rule::stored("offered", Instant(0)).required(Instant(5)));
        assert!(Rule::stored("edited by hand", Instant(0)).required(Instant(5)), "unknown words are no way in");
        for kind in EVERYBODY {
            let word = who_word(kind);
            assert_eq!(EVERYBODY.iter().filter(|other| who_word(**other) == word).count(), 1, "{word}");
        }
        assert_eq!(who_word(Kind::Staff(Role::FrontDesk)), "front desk");
    }
}
