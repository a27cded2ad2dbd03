//! Refusals of files that came in a plain form: each names its file, and several stand together beside the file field.

use super::names;
use crate::kernel::AppError;

/// Several refusals as one, beside the file field.
pub(super) fn together(mut refused: Vec<AppError>) -> Option<AppError> {
    if refused.len() < 2 {
        return refused.pop();
    }
    let words: Vec<String> = refused.iter().map(ToString::to_string).collect();
    Some(AppError::field("files", words.join(". ")))
}

/// The form ended in the middle.
pub(super) fn broken() -> AppError {
    AppError::field("files", "The files could not be uploaded – try again")
}

/// The refusal with the file's name, in FACE's pattern.
pub(super) fn about(name: &str, error: AppError) -> AppError {
    let name = names::kept(name);
    match error {
        AppError::Invalid(fields) => AppError::field("files", format!("{name}: {}", fields.sentence())),
        AppError::TooLarge(words) => AppError::TooLarge(format!("{name}: {words}")),
        AppError::Unreadable => AppError::field("files", format!("{name} could not be uploaded – try again")),
        other => other,
    }
}
