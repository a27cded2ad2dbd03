//! What owners and managers do with the team, and how a colleague joins it.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use super::TeamInvitationId;
use crate::accounts::AccountId;
use crate::kernel::Result;
use leptos::server;

/// Invites a colleague by mail.
#[server(prefix = "/api", endpoint = "invite_colleague")]
pub async fn invite_colleague(
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] role: String,
) -> Result<()> {
    use super::{invitations, model::typed_role};
    use crate::accounts::{Act, staff, step_up};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::ManageTeam)?;
    step_up::fresh().await?;
    say(&invitations::send(&services()?, &staff, &name, &email, typed_role(&role)?).await?);
    go("/settings/team");
    Ok(())
}

/// Sends an invited colleague a new link; the one before dies.
#[server(prefix = "/api", endpoint = "resend_colleague_invitation")]
pub async fn resend_colleague_invitation(invitation: TeamInvitationId) -> Result<()> {
    use super::invitations;
    use crate::accounts::{Act, staff, step_up};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ManageTeam)?;
    step_up::fresh().await?;
    let name = invitations::resend(&services()?, &staff, &invitation).await?;
    say(&format!("A new link is on its way to {name}. The one before no longer works."));
    Ok(())
}

/// Takes a colleague's invitation back.
#[server(prefix = "/api", endpoint = "revoke_colleague_invitation")]
pub async fn revoke_colleague_invitation(invitation: TeamInvitationId) -> Result<()> {
    use super::invitations;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ManageTeam)?;
    let name = invitations::revoke(&services()?, &staff, &invitation).await?;
    say(&format!("The invitation of {name} is taken back. The link no longer works."));
    Ok(())
}

/// Joins the team by an invitation's link, with a password: the link is spent, the person signed in.
#[server(prefix = "/api", endpoint = "join_team")]
pub async fn join_team(token: String, #[server(default)] password: String) -> Result<()> {
    use super::joining;
    use crate::accounts::{doors, session};
    use crate::server::leptos::{go, say, services, visitor};
    doors::pass()?;
    let services = services()?;
    let before = session::signed_in_or_owing();
    let begun = joining::accept(&services, &visitor(), before.as_ref(), &token, &password).await?;
    doors::got_in();
    session::set_cookie(&services.config, &begun);
    say("Welcome. Your account is ready and you are signed in.");
    go("/dashboard");
    Ok(())
}

/// Gives a colleague another role.
#[server(prefix = "/api", endpoint = "change_role")]
pub async fn change_role(account: AccountId, #[server(default)] role: String) -> Result<()> {
    use super::{changes, model::typed_role};
    use crate::accounts::{Act, staff, step_up};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ManageTeam)?;
    step_up::fresh().await?;
    say(&changes::change_role(&services()?, &staff, &account, typed_role(&role)?).await?);
    Ok(())
}

/// Shuts a colleague out and hands their work over.
#[server(prefix = "/api", endpoint = "deactivate_colleague")]
pub async fn deactivate_colleague(account: AccountId, #[server(default)] successor: String) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff, step_up};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ManageTeam)?;
    step_up::fresh().await?;
    say(&changes::deactivate(&services()?, &staff, &account, &successor).await?);
    Ok(())
}

/// Lets a colleague in again.
#[server(prefix = "/api", endpoint = "activate_colleague")]
pub async fn activate_colleague(account: AccountId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff, step_up};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ManageTeam)?;
    step_up::fresh().await?;
    let name = changes::activate(&services()?, &staff, &account).await?;
    say(&format!("{name} can sign in again, with the password they had."));
    Ok(())
}

/// Takes a colleague's second step away who has lost it.
#[server(prefix = "/api", endpoint = "reset_colleague_factor")]
pub async fn reset_colleague_factor(account: AccountId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff, step_up};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ManageTeam)?;
    step_up::fresh().await?;
    let name = changes::reset_factor(&services()?, &staff, &account).await?;
    say(&format!("The second step of {name} is gone. They sign in with their password and can set it up again."));
    Ok(())
}

/// Changes one's own name, address and phone. Another address asks for the password first.
#[server(prefix = "/api", endpoint = "change_details")]
pub async fn change_details(
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] phone: String,
) -> Result<()> {
    use super::own;
    use crate::accounts::{Act, session, signed_in, staff};
    use crate::clients::model::Person;
    use crate::kernel::AppError;
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::BeStaff)?;
    let who = signed_in().ok_or(AppError::NotSignedIn)?;
    let services = services()?;
    let (said, begun) = own::change(&services, &who, &staff, &Person::parse(&name, &email, &phone)?).await?;
    if let Some(begun) = begun {
        session::set_cookie(&services.config, &begun);
    }
    say(&said);
    go("/account");
    Ok(())
}
