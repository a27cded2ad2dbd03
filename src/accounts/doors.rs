//! The doors that strangers knock at: signing in, a forgotten password, the links in mails. Each network address may knock
//! so often (`Services::doors`); whoever gets in has used nothing up, so that an office behind one address never waits.

use super::passwords;
use crate::kernel::{AppError, Result};
use crate::server::leptos::{header, services, visitor};
use crate::server::{Services, network};
use axum::http::header::RETRY_AFTER;

/// Takes one try of the caller's network address. The first line of every act that strangers may do.
///
/// # Errors
/// `TooMany`, with the header `Retry-After`.
pub fn pass() -> Result<()> {
    let services = services()?;
    let Err(wait) = services.doors.take(network(&visitor().ip), services.now()) else { return Ok(()) };
    let seconds = (wait.0 + 999) / 1000;
    header(RETRY_AFTER, &seconds.max(1).to_string());
    let words = "There were very many tries from your network in the last minutes. Wait a minute, then try again.";
    Err(AppError::TooMany(words.to_owned()))
}

/// For a link that opens nothing: as much work as for one that does, then the same words for every cause.
///
/// # Errors
/// Always: [`ended`].
pub async fn closed<T>(services: &Services, typed: &str) -> Result<T> {
    passwords::as_if(services, typed).await?;
    Err(ended())
}

/// A link that is used, replaced, taken back, over or made up.
pub fn ended() -> AppError {
    AppError::Conflict("This link no longer works. Ask for a new one.".to_owned())
}

/// It was no guess: the try is given back.
pub fn got_in() {
    if let Ok(services) = services() {
        services.doors.give_back(&network(&visitor().ip));
    }
}
