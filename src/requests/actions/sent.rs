//! Sending a request, and taking it or things of it back.

use crate::kernel::Result;
use crate::matters::MatterId;
use crate::requests::{ItemId, RequestId};
use leptos::server;

/// Sends a draft to its contacts.
#[server(prefix = "/api", endpoint = "send_request")]
pub async fn send_request(request: RequestId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::sent;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    say(&sent::send(&services()?, &staff, &request).await?);
    Ok(())
}

/// Takes a sent request back.
#[server(prefix = "/api", endpoint = "withdraw_request")]
pub async fn withdraw_request(request: RequestId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::sent;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    say(&sent::withdraw(&services()?, &staff, &request).await?);
    Ok(())
}

/// Undoes a withdrawal before the contacts are told.
#[server(prefix = "/api", endpoint = "undo_withdrawal")]
pub async fn undo_withdrawal(request: RequestId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::sent;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    say(&sent::undo_withdrawal(&services()?, &staff, &request).await?);
    Ok(())
}

/// Takes back what is still with the client about a closed matter.
#[server(prefix = "/api", endpoint = "withdraw_requests_of_matter")]
pub async fn withdraw_requests_of_matter(matter: MatterId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::sent;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    say(&sent::withdraw_about(&services()?, &staff, matter).await?);
    Ok(())
}

/// A thing of a sent request is no longer needed.
#[server(prefix = "/api", endpoint = "withdraw_request_item")]
pub async fn withdraw_request_item(request: RequestId, item: ItemId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::sent;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    say(&sent::withdraw_item(&services()?, &staff, &request, &item).await?);
    Ok(())
}

/// Tells the contacts at once what has changed.
#[server(prefix = "/api", endpoint = "tell_of_changes")]
pub async fn tell_of_changes(request: RequestId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::sent;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    say(&sent::tell_now(&services()?, &staff, &request).await?);
    Ok(())
}

/// Throws a draft away.
#[server(prefix = "/api", endpoint = "discard_request")]
pub async fn discard_request(request: RequestId) -> Result<()> {
    use crate::accounts::{Act, staff};
    use crate::requests::changes::removed;
    use crate::server::leptos::{go, services};
    let staff = staff()?;
    staff.may(Act::AskForDocuments)?;
    let (removed, client) = removed::discard(&services()?, &staff, &request).await?;
    removed.say();
    go(&format!("/clients/{client}/requests"));
    Ok(())
}
