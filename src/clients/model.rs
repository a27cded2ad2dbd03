//! Clients and contacts as values, parsed at the edge.

use crate::firm::model::{line, phone};
use crate::kernel::{AppError, Email, FieldErrors, Result, Span};

crate::ids! {
    /// A person or organisation that the firm serves.
    ClientId,
    /// A person at a client.
    ContactId,
}

/// After so long without acceptance of an invitation staff are told to follow up (seed).
pub const FOLLOW_UP_AFTER: Span = Span::days(3);

/// What a contact is called and where mail reaches them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Address.
    pub email: Email,
    /// Phone, may be empty.
    pub phone: String,
}

impl Person {
    /// Parses the fields Name, Email and Phone.
    pub fn parse(name: &str, email: &str, number: &str) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let name = errors.take(line("name", name, 1, 160, "Enter a name"));
        let email = errors.take(Email::parse("email", email));
        let phone = errors.take(phone("phone", number));
        errors.check()?;
        match (name, email, phone) {
            (Some(name), Some(email), Some(phone)) => Ok(Person { name, email, phone }),
            _ => Err(AppError::Unreadable),
        }
    }

    /// The first word of the name, for greetings.
    pub fn first_name(name: &str) -> &str {
        name.split_whitespace().next().unwrap_or(name)
    }
}

/// A person's own time zone by its IANA name; empty: the firm's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Zone(String);

impl Zone {
    /// Parses the field `time_zone`; nothing chosen is the firm's.
    ///
    /// # Errors
    /// `Invalid` beside the field.
    #[cfg(feature = "ssr")]
    pub fn parse(typed: &str) -> Result<Self> {
        let typed = typed.trim();
        if typed.is_empty() || jiff::tz::TimeZone::get(typed).is_ok() {
            return Ok(Zone(typed.to_owned()));
        }
        Err(AppError::field("time_zone", "Choose a time zone from the list"))
    }

    /// Its name; empty: the firm's.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// That these people of an archived client still come in: archiving tidies the list, it ends nobody's access.
pub fn can_sign_in(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("{only} can still sign in."),
        [first, second] => format!("{first} and {second} can still sign in."),
        [first, rest @ ..] => format!("{first} and {} others can still sign in.", rest.len()),
    }
}

/// How the client list is sorted; the address names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// A to Z.
    #[default]
    Name,
    /// Z to A.
    NameDown,
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
}

impl Order {
    /// Parses `?sort=`; anything unknown is A to Z.
    pub fn parse(word: &str) -> Self {
        match word {
            "-name" => Order::NameDown,
            "-created" => Order::Newest,
            "created" => Order::Oldest,
            _ => Order::Name,
        }
    }

    /// As it stands in the address.
    pub fn word(self) -> &'static str {
        match self {
            Order::Name => "name",
            Order::NameDown => "-name",
            Order::Newest => "-created",
            Order::Oldest => "created",
        }
    }
}
