//! The virus check. Where the operator has named a scanner, a stored file can be opened by nobody until the scanner has
//! found nothing in it; what it has found something in stays shut for good. [`Bar::of`] decides that, and nothing else does.

mod found;
pub mod news;
pub mod worker;

use super::model::Scan;
use crate::kernel::AppError;
use crate::server::{Config, leptos as request};

/// Why a stored file can't be opened now, by whomever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// The virus check has not told yet.
    Unchecked,
    /// The virus check has found something.
    Infected,
}

impl Bar {
    /// What stands before a file of which this is known. What was found once stays found, also where the scanner is gone.
    pub fn of(config: &Config, scan: Scan) -> Option<Bar> {
        match scan {
            Scan::Clean => None,
            Scan::Infected => Some(Bar::Infected),
            Scan::NotScanned => config.clamd_addr.is_some().then_some(Bar::Unchecked),
        }
    }

    /// The same, asked while a page is made.
    pub fn here(scan: Scan) -> Option<Bar> {
        match request::services() {
            Ok(services) => Bar::of(&services.config, scan),
            Err(_) => (scan != Scan::Clean).then_some(Bar::Unchecked),
        }
    }

    /// It in a list.
    pub fn label(self) -> &'static str {
        match self {
            Bar::Unchecked => "Being checked for viruses",
            Bar::Infected => "Blocked: a virus was found",
        }
    }

    /// It to somebody who wants to open the file.
    pub fn words(self) -> &'static str {
        match self {
            Bar::Unchecked => "This file is being checked for viruses. Try again in a minute.",
            Bar::Infected => "This file is blocked: our virus check found something harmful in it. Nobody can open it.",
        }
    }

    /// Why the file is not in an archive, after its name.
    pub fn why_left_out(self) -> &'static str {
        match self {
            Bar::Unchecked => "is being checked for viruses. Try again in a minute.",
            Bar::Infected => "is blocked: our virus check found something harmful in it. Nobody can open it.",
        }
    }
}

impl From<Bar> for AppError {
    fn from(bar: Bar) -> Self {
        AppError::Conflict(bar.words().to_owned())
    }
}
