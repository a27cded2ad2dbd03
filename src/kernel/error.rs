//! What can go wrong, by meaning. Every fault a person can meet is one of these; none carries a driver's text.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// The result of everything that can refuse.
pub type Result<T, E = AppError> = std::result::Result<T, E>;

/// A refusal, in the words of the product. `status()` gives the HTTP status that goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in, or the session has ended.
    #[error("Sign in to go on.")]
    NotSignedIn,
    /// The person is known, but their role does not allow this.
    #[error("Your role does not allow this. An owner or manager of the firm can help.")]
    Forbidden,
    /// Known and allowed, but this asks for the password once more (`accounts::step_up`).
    #[error("Confirm that it is you first.")]
    ConfirmFirst,
    /// Absent, or somebody else's: both answer alike (PRODUCT, rule 2).
    #[error("This page does not exist, or it is not yours to see.")]
    NotFound,
    /// Something typed or chosen can't be accepted; each line belongs to a field.
    #[error("{}", .0.sentence())]
    Invalid(FieldErrors),
    /// The thing is no longer in the state that the act needs. The words say what happened.
    #[error("{0}")]
    Conflict(String),
    /// Too many tries. The words say when to try again.
    #[error("{0}")]
    TooMany(String),
    /// More bytes than are allowed.
    #[error("{0}")]
    TooLarge(String),
    /// The server's disk is full.
    #[error("The server has no room left. Nothing was saved. Tell the firm, and try again later.")]
    NoRoom,
    /// Sign-in refused: one sentence for every reason (SAFETY, no enumeration).
    #[error(
        "The email and password don’t open an account, or sign-in is paused after several tries. Check both, wait 15 minutes, or set a new password."
    )]
    SignInRefused,
    /// Something broke on our side. The reference finds it in the operator's log.
    #[error(
        "Something went wrong on our side. Nothing was lost. Try again; if it stays, tell the firm this reference: {reference}"
    )]
    Unavailable {
        /// Short reference, also in the server's log.
        reference: String,
    },
    /// What was sent could not be read as what the form sends.
    #[error("What your browser sent could not be read. Go back, reload the page and try again.")]
    Unreadable,
}

impl AppError {
    /// One refused field.
    pub fn field(field: &str, words: impl Into<String>) -> Self {
        AppError::Invalid(FieldErrors::one(field, words))
    }

    /// The HTTP status that goes with this refusal.
    pub fn status(&self) -> u16 {
        match self {
            AppError::NotSignedIn => 401,
            AppError::Forbidden | AppError::ConfirmFirst => 403,
            AppError::NotFound => 404,
            AppError::Conflict(_) => 409,
            AppError::TooLarge(_) => 413,
            AppError::Invalid(_) | AppError::SignInRefused => 422,
            AppError::Unreadable => 400,
            AppError::TooMany(_) => 429,
            AppError::Unavailable { .. } => 500,
            AppError::NoRoom => 507,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                AppError::Unreadable
            }
            _ => AppError::Unavailable { reference: "connection".to_owned() },
        }
    }
}

/// Refused fields, in the order of the form: field name and the words that stand beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<(String, String)>);

impl FieldErrors {
    /// One refused field.
    pub fn one(field: &str, words: impl Into<String>) -> Self {
        FieldErrors(vec![(field.to_owned(), words.into())])
    }

    /// The words beside `field`, if it was refused.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, words)| words.as_str())
    }

    /// All words as one text, for places without fields.
    pub fn sentence(&self) -> String {
        self.0.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(". ")
    }

    /// Collects the value, or notes why the field is refused.
    pub fn take<T>(&mut self, parsed: Result<T>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(AppError::Invalid(errors)) => {
                self.0.extend(errors.0);
                None
            }
            Err(other) => {
                self.0.push((String::new(), other.to_string()));
                None
            }
        }
    }

    /// `Err` when any field was refused.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid(self)) }
    }
}
