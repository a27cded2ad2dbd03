//! Faults of our own house: logged once in full under a short reference, shown to people as that reference only.

use crate::kernel::AppError;
use std::fmt::Display;

/// Logs `fault` under a fresh reference and gives the refusal that carries it.
pub fn fault(fault: impl Display) -> AppError {
    let reference = reference();
    tracing::error!(reference, "{fault}");
    AppError::Unavailable { reference }
}

/// Eight letters and digits that a person can read out on the phone.
pub fn reference() -> String {
    const SIGNS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    let mut bytes = [0u8; 8];
    if getrandom::fill(&mut bytes).is_err() {
        return "NORANDOM".to_owned();
    }
    bytes.iter().map(|b| SIGNS[usize::from(*b) % SIGNS.len()] as char).collect()
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        if super::db::is_full(&error) {
            tracing::error!("the database has no room: {error}");
            return AppError::NoRoom;
        }
        if super::db::is_unwritable(&error) {
            return AppError::field("", "A sign in what was sent can’t be kept. Type it again without it");
        }
        fault(error)
    }
}

impl From<std::io::Error> for AppError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            tracing::error!("the disk is full: {error}");
            return AppError::NoRoom;
        }
        fault(error)
    }
}
