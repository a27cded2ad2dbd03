//! What owners do with practice groups.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use super::GroupId;
use crate::accounts::AccountId;
use crate::kernel::Result;
use leptos::server;

/// Makes a practice group, without anybody in it.
#[server(prefix = "/api", endpoint = "create_group")]
pub async fn create_group(#[server(default)] name: String) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditGroups)?;
    let name = changes::create(&services()?, &staff, &name).await?;
    say(&format!("{name} is made. Choose who belongs to it; then move its clients there."));
    Ok(())
}

/// Gives a practice group another name.
#[server(prefix = "/api", endpoint = "rename_group")]
pub async fn rename_group(group: GroupId, #[server(default)] name: String) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditGroups)?;
    changes::rename(&services()?, &staff, &group, &name).await?;
    say("The name is saved.");
    Ok(())
}

/// Puts a practice group away: nothing new goes there, and its walls stand.
#[server(prefix = "/api", endpoint = "archive_group")]
pub async fn archive_group(group: GroupId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditGroups)?;
    let name = changes::archive(&services()?, &staff, &group, true).await?;
    say(&format!("{name} is archived. Only its members and owners still see what is in it. Nothing new can be added."));
    Ok(())
}

/// Brings a practice group back.
#[server(prefix = "/api", endpoint = "restore_group")]
pub async fn restore_group(group: GroupId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditGroups)?;
    let name = changes::archive(&services()?, &staff, &group, false).await?;
    say(&format!("{name} can be chosen again."));
    Ok(())
}

/// Lets somebody of the firm belong to a practice group.
#[server(prefix = "/api", endpoint = "add_to_group")]
pub async fn add_to_group(group: GroupId, #[server(default)] account: String) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditGroups)?;
    say(&changes::add_member(&services()?, &staff, &group, &account).await?);
    Ok(())
}

/// Ends that somebody belongs to a practice group; from their next request on they see nothing of it.
#[server(prefix = "/api", endpoint = "remove_from_group")]
pub async fn remove_from_group(group: GroupId, account: AccountId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::EditGroups)?;
    say(&changes::remove_member(&services()?, &staff, &group, &account).await?);
    Ok(())
}
