//! Undoing a removal.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use super::RemovalId;
use crate::kernel::Result;
use leptos::server;

/// Puts back what this person has removed in the last ten minutes.
#[server(prefix = "/api", endpoint = "undo_removal")]
pub async fn undo_removal(removal: RemovalId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::BeStaff)?;
    let (words, place) = changes::undo(&services()?, &staff, &removal).await?;
    say(&words);
    if let Some(place) = place {
        go(&place);
    }
    Ok(())
}
