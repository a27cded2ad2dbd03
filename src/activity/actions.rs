//! What staff do with the log itself.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use crate::kernel::Result;
use leptos::server;

/// Goes through the whole log and tells whether a line is missing or changed.
#[server(prefix = "/api", endpoint = "verify_log")]
pub async fn verify_log() -> Result<()> {
    use super::verifying;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::SeeActivity)?;
    // What it came to, or how far it is, stands on the page itself.
    verifying::begin(&services()?, staff.actor()).await
}
