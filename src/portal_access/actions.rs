//! What staff do with a contact's access, and what the invited person does with the link.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use crate::clients::{ClientId, ContactId};
use crate::kernel::Result;
use leptos::server;

/// Sends the first invitation, to a confirmed address, with an optional personal note.
#[server(prefix = "/api", endpoint = "send_invitation")]
pub async fn send_invitation(
    client: ClientId,
    contact: ContactId,
    email: String,
    #[server(default)] changes_sign_in: bool,
    #[server(default)] note: String,
) -> Result<()> {
    use super::invitations::{self, Confirmed};
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::firm::model::text;
    use crate::kernel::Email;
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::Invite, client).await?;
    let email = Email::parse("email", &email)?;
    let note = text("note", &note, 0, 2000, "")?;
    let sent = format!("The invitation to {email} is on its way. The link works for 7 days.");
    let confirmed = Confirmed { email, changes_sign_in, note };
    let changed = invitations::send(&services()?, &staff, &on, &contact, &confirmed).await?;
    say(&changed.map_or_else(|| sent.clone(), |changed| format!("{changed} {sent}")));
    go(&format!("/clients/{}/portal-access", on.client()));
    Ok(())
}

/// Sends a new link for seven more days.
#[server(prefix = "/api", endpoint = "resend_invitation")]
pub async fn resend_invitation(client: ClientId, contact: ContactId) -> Result<()> {
    use super::invitations;
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::Invite, client).await?;
    let name = invitations::resend(&services()?, &staff, &on, &contact).await?;
    say(&format!("A new link for {name} is on its way. It works for 7 days; the one before no longer does."));
    Ok(())
}

/// Corrects the address of somebody who is invited, and sends a new invitation there: the link before dies.
#[server(prefix = "/api", endpoint = "correct_invitation")]
pub async fn correct_invitation(
    client: ClientId,
    contact: ContactId,
    email: String,
    #[server(default)] changes_sign_in: bool,
) -> Result<()> {
    use super::corrections;
    use super::invitations::Confirmed;
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::kernel::Email;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::Invite, client).await?;
    let confirmed = Confirmed { email: Email::parse("email", &email)?, changes_sign_in, note: String::new() };
    say(&corrections::correct(&services()?, &staff, &on, &contact, confirmed).await?);
    Ok(())
}

/// Takes an open invitation back.
#[server(prefix = "/api", endpoint = "revoke_invitation")]
pub async fn revoke_invitation(client: ClientId, contact: ContactId) -> Result<()> {
    use super::invitations;
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::Invite, client).await?;
    let name = invitations::revoke(&services()?, &staff, &on, &contact).await?;
    say(&format!("The invitation of {name} is revoked. Its link no longer works."));
    Ok(())
}

/// Tries a mail again that could not be sent.
#[server(prefix = "/api", endpoint = "try_mail_again")]
pub async fn try_mail_again(client: ClientId, contact: ContactId) -> Result<()> {
    use super::invitations;
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::Invite, client).await?;
    invitations::try_mail_again(&services()?, &staff, &on, &contact).await?;
    say("We are trying to send the mail again.");
    Ok(())
}

/// Disables a contact's access for one client.
#[server(prefix = "/api", endpoint = "disable_access")]
pub async fn disable_access(client: ClientId, contact: ContactId, #[server(default)] reason: String) -> Result<()> {
    use super::access;
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::firm::model::line;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::SwitchAccess, client).await?;
    let reason = line("reason", &reason, 0, 300, "")?;
    let name = access::disable(&services()?, &staff, &on, &contact, &reason).await?;
    say(&format!("{name} can no longer sign in. Nothing was deleted; you can enable the access at any time."));
    Ok(())
}

/// Enables it again.
#[server(prefix = "/api", endpoint = "enable_access")]
pub async fn enable_access(client: ClientId, contact: ContactId) -> Result<()> {
    use super::access;
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::SwitchAccess, client).await?;
    let name = access::enable(&services()?, &staff, &on, &contact).await?;
    say(&format!("{name} can sign in again, with the same password."));
    Ok(())
}

/// Ends a lock after failed sign-ins.
#[server(prefix = "/api", endpoint = "unlock")]
pub async fn unlock(client: ClientId, contact: ContactId) -> Result<()> {
    use super::access;
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::Unlock, client).await?;
    let name = access::unlock(&services()?, &staff, &on, &contact).await?;
    say(&format!("{name} can try to sign in again."));
    Ok(())
}

/// Mails a password reset link to a contact.
#[server(prefix = "/api", endpoint = "send_reset_to_contact")]
pub async fn send_reset_to_contact(client: ClientId, contact: ContactId) -> Result<()> {
    use super::access;
    use crate::accounts::{Act, staff};
    use crate::clients::OnClient;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::Unlock, client).await?;
    let name = access::send_reset(&services()?, &staff, &on, &contact).await?;
    say(&format!("A link that sets a new password is on its way to {name}. It works for 60 minutes."));
    Ok(())
}

/// Takes the second step of a contact away who has lost it.
#[server(prefix = "/api", endpoint = "reset_second_factor")]
pub async fn reset_second_factor(client: ClientId, contact: ContactId) -> Result<()> {
    use super::access;
    use crate::accounts::{Act, staff, step_up};
    use crate::clients::OnClient;
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    let services = services()?;
    let on = OnClient::of_staff(&mut services.db.read().await?, &staff, Act::ResetFactor, client).await?;
    step_up::fresh().await?;
    let name = access::reset_second_factor(&services, &staff, &on, &contact).await?;
    say(&format!("The second step of {name} is gone. They sign in with their password and can set it up again."));
    Ok(())
}

/// Looks at the portal as a contact sees it: read-only, logged, on staff's own session.
#[server(prefix = "/api", endpoint = "look_as_contact")]
pub async fn look_as_contact(client: ClientId, contact: ContactId) -> Result<()> {
    use super::looking;
    use crate::accounts::{Act, signed_in, staff};
    use crate::clients::OnClient;
    use crate::kernel::AppError;
    use crate::server::leptos::{go, services};
    let staff = staff()?;
    let on = OnClient::of_staff(&mut services()?.db.read().await?, &staff, Act::LookAsContact, client).await?;
    let session = signed_in().ok_or(AppError::NotSignedIn)?.session;
    looking::begin(&services()?, &staff, &session, &on, &contact).await?;
    go("/portal");
    Ok(())
}

/// Stops looking.
#[server(prefix = "/api", endpoint = "stop_looking")]
pub async fn stop_looking() -> Result<()> {
    use super::looking;
    use crate::accounts::{Act, signed_in, staff};
    use crate::kernel::AppError;
    use crate::server::leptos::{go, services};
    let staff = staff()?;
    staff.may(Act::LookAsContact)?;
    let account = signed_in().ok_or(AppError::NotSignedIn)?;
    match looking::stop(&services()?, &staff, &account).await? {
        Some(client) => go(&format!("/clients/{client}/portal-access")),
        None => go("/dashboard"),
    }
    Ok(())
}

/// Keeps a contact's own time zone, by which they are reminded.
#[server(prefix = "/api", endpoint = "choose_time_zone")]
pub async fn choose_time_zone(#[server(default)] time_zone: String) -> Result<()> {
    use super::own_zone;
    use crate::clients::model::Zone;
    use crate::server::leptos::{say, services};
    let services = services()?;
    let mut tx = services.db.read().await?;
    let person = super::person(&mut tx).await?;
    drop(tx);
    own_zone::choose(&services, &person, &Zone::parse(&time_zone)?).await?;
    say("Your time zone is saved.");
    Ok(())
}

/// Accepts an invitation with a password: the link is spent, the person signed in.
#[server(prefix = "/api", endpoint = "activate_account")]
pub async fn activate_account(token: String, password: String) -> Result<()> {
    use super::activation;
    use crate::accounts::factors::second_step;
    use crate::accounts::{doors, signed_in};
    use crate::server::leptos::{go, say, services, visitor};
    doors::pass()?;
    let services = services()?;
    let entry = activation::accept(&services, &visitor(), signed_in().as_ref(), &token, &password).await?;
    doors::got_in();
    if entry.set_cookie(&services.config) {
        say("Your account is active. You are signed in.");
        go("/portal");
    } else {
        say("Your access is active.");
        go(second_step::PAGE);
    }
    Ok(())
}

/// Tells staff that a link has ended and a new one is wanted.
#[server(prefix = "/api", endpoint = "ask_for_new_link")]
pub async fn ask_for_new_link(token: String) -> Result<()> {
    use super::activation;
    use crate::accounts::doors;
    use crate::server::leptos::{go, services, visitor};
    doors::pass()?;
    activation::ask_for_new_link(&services()?, &visitor(), &token).await?;
    go("/activate/asked");
    Ok(())
}
