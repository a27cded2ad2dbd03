//! What the firm's owners and managers change about it.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use crate::kernel::Result;
use leptos::server;

/// Keeps the firm's name, colour, contact details, time zone, and how long clients read a closed matter.
#[server(prefix = "/api", endpoint = "save_firm")]
pub async fn save_firm(
    firm_name: String,
    firm_email: String,
    #[server(default)] firm_phone: String,
    #[server(default)] address: String,
    #[server(default)] hours: String,
    accent: String,
    time_zone: String,
    #[server(default)] readable_days: String,
) -> Result<()> {
    use super::changes;
    use super::model::TypedFirm;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ChangeFirm)?;
    let typed = TypedFirm { firm_name, firm_email, firm_phone, address, hours, accent, time_zone, readable_days };
    changes::save(&services()?, &staff, typed).await?;
    say("The firm is saved.");
    Ok(())
}

/// Keeps how much room there is for files, in GB: for all, and for each client's.
#[server(prefix = "/api", endpoint = "save_room")]
pub async fn save_room(#[server(default)] room: String, #[server(default)] room_a_client: String) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ChangeFirm)?;
    changes::save_room(&services()?, &staff, &room, &room_a_client).await?;
    say("The room for files is saved.");
    Ok(())
}
