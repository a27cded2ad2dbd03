//! Invitations of colleagues: sent, sent again, taken back. One open link an address at most; its token is derived, and the
//! mail is the only place where it stands.

use super::TeamInvitationId;
use super::changes::{role_of, still_may};
use super::model::INVITATION_LASTS;
use super::store::{self, NewTeamInvitation, TeamInvitation};
use crate::accounts::{AccountId, Role, Staff, policy};
use crate::activity::{self, Actor, Entry, What};
use crate::firm::model::line;
use crate::kernel::{AppError, Email, FieldErrors, Instant, Result};
use crate::mail::{self, Letter, Person};
use crate::server::keys::{random_token, token_hash};
use crate::server::{Services, Tx};

/// Invites somebody; gives the words that tell it.
///
/// # Errors
/// `Invalid` beside `name`, `email`; `Forbidden` to invite an owner without being one.
pub async fn send(services: &Services, staff: &Staff, name: &str, email: &str, role: Role) -> Result<String> {
    let mut errors = FieldErrors::default();
    let name = errors.take(line("name", name, 1, 120, "Enter a name"));
    let email = errors.take(Email::parse("email", email));
    errors.check()?;
    let (Some(name), Some(email)) = (name, email) else { return Err(AppError::Unreadable) };
    let mut tx = services.db.write().await?;
    store::hold_team(&mut tx).await?;
    let actor = still_may(&mut tx, staff).await?;
    if !policy::may_change(role_of(&actor)?, role) {
        return Err(AppError::Forbidden);
    }
    if store::address_is_taken(&mut tx, &email.key()).await? {
        return Err(AppError::field("email", "This address is in use in the portal already. Give another one"));
    }
    if let Some(before) = store::open_invitation_to(&mut tx, &email.key()).await? {
        end(&mut tx, services, &before).await?;
    }
    let new = New { name: &name, email: &email, role };
    let words = format!("Invited {name} at {email} into the team ({})", role.word());
    write(&mut tx, services, staff, &new, What::ColleagueInvited, words).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(format!("The invitation to {name} is on its way to {email}. The link works for 7 days."))
}

/// Sends a new link for 7 more days; the one before dies. Gives the name.
///
/// # Errors
/// `NotFound`; `Forbidden` for an owner's without being one; `Conflict` when it is no longer open.
pub async fn resend(services: &Services, staff: &Staff, id: &TeamInvitationId) -> Result<String> {
    let (mut tx, before, role) = open(services, staff, id).await?;
    if !end(&mut tx, services, id).await? {
        return Err(not_open(&before));
    }
    let email = Email::parse("email", &before.email)?;
    let words = format!("Invited {} at {email} into the team again ({})", before.name, role.word());
    let new = New { name: &before.name, email: &email, role };
    write(&mut tx, services, staff, &new, What::ColleagueInvited, words).await?;
    tx.save().await?;
    services.bell.ring();
    Ok(before.name)
}

/// Takes an invitation back: its link dies. Gives the name.
///
/// # Errors
/// As [`resend`]'s.
pub async fn revoke(services: &Services, staff: &Staff, id: &TeamInvitationId) -> Result<String> {
    let (mut tx, before, _) = open(services, staff, id).await?;
    if !end(&mut tx, services, id).await? {
        return Err(not_open(&before));
    }
    let words = format!("Took the invitation of {} into the team back", before.name);
    log(&mut tx, services, &staff.actor(), What::ColleagueInvitationRevoked, id, words).await?;
    tx.save().await?;
    Ok(before.name)
}

/// Every open invitation gets a new link, derived from the key of `services`, and is mailed anew; the old link dies. It ends
/// when it would have ended. How many there were.
///
/// # Errors
/// The database's.
pub async fn renew_links(tx: &mut Tx, services: &Services) -> Result<usize> {
    let now = services.now();
    let open: Vec<TeamInvitation> =
        store::open_invitations(tx).await?.into_iter().filter(|invitation| invitation.is_live(now)).collect();
    for invitation in &open {
        let nonce = random_token();
        let hash = token_hash(&services.keys.token(TOKEN, invitation.id.as_str(), &nonce));
        store::renew_invitation(tx, &invitation.id, &nonce, &hash).await?;
        mail::drop_waiting(tx, invitation.id.as_str()).await?;
        let sender = Person {
            name: invitation.sender_name.clone(),
            email: invitation.sender_email.clone(),
            phone: invitation.sender_phone.clone(),
        };
        let letter = letter(&invitation.id, nonce, &invitation.name, sender, invitation.expires_at);
        mail::post(tx, services, &invitation.email, invitation.id.as_str(), letter).await?;
        let words = format!("Sent {} a new link into the team: the portal’s key was changed", invitation.name);
        log(tx, services, &Actor::portal(), What::ColleagueInvited, &invitation.id, words).await?;
    }
    Ok(open.len())
}

/// What the token is derived from besides id and nonce.
pub const TOKEN: &str = "team invitation";

struct New<'a> {
    name: &'a str,
    email: &'a Email,
    role: Role,
}

async fn open(services: &Services, staff: &Staff, id: &TeamInvitationId) -> Result<(Tx, TeamInvitation, Role)> {
    let mut tx = services.db.write().await?;
    store::hold_team(&mut tx).await?;
    let actor = still_may(&mut tx, staff).await?;
    let invitation = store::invitation(&mut tx, id).await?;
    let role = Role::parse(&invitation.role)?;
    if !policy::may_change(role_of(&actor)?, role) {
        return Err(AppError::Forbidden);
    }
    Ok((tx, invitation, role))
}

/// Ends an open invitation and its mail, if that waits: whether it was open.
async fn end(tx: &mut Tx, services: &Services, id: &TeamInvitationId) -> Result<bool> {
    let was_open = store::revoke_invitation(tx, id, services.now()).await?;
    mail::drop_waiting(tx, id.as_str()).await?;
    Ok(was_open)
}

async fn write(
    tx: &mut Tx,
    services: &Services,
    staff: &Staff,
    new: &New<'_>,
    what: What,
    words: String,
) -> Result<()> {
    if let Some(stop) = mail::stop_of(tx, new.email.as_str()).await? {
        return Err(AppError::field("email", stop.refusal()));
    }
    let (id, nonce, now) = (TeamInvitationId::fresh(), random_token(), services.now());
    let hash = token_hash(&services.keys.token(TOKEN, id.as_str(), &nonce));
    let (email, expires_at, sent_by): (_, _, &AccountId) = (new.email, now + INVITATION_LASTS, staff.id());
    let (name, role) = (new.name, new.role);
    let row =
        NewTeamInvitation { id: &id, name, email, role, nonce: &nonce, token_hash: &hash, sent_by, now, expires_at };
    store::add_invitation(tx, row).await?;
    let sender =
        Person { name: staff.name().to_owned(), email: staff.email().to_owned(), phone: staff.phone().to_owned() };
    let letter = letter(&id, nonce, new.name, sender, expires_at);
    mail::post(tx, services, new.email.as_str(), id.as_str(), letter).await?;
    log(tx, services, &staff.actor(), what, &id, words).await
}

fn letter(id: &TeamInvitationId, nonce: String, name: &str, sender: Person, ends_at: Instant) -> Letter {
    Letter::TeamInvitation { invitation: id.to_string(), nonce, name: name.to_owned(), sender, ends_at }
}

fn not_open(invitation: &TeamInvitation) -> AppError {
    let words = match invitation.accepted_at {
        Some(_) => format!("{} has accepted the invitation already.", invitation.name),
        None => format!("The invitation of {} was taken back or replaced already.", invitation.name),
    };
    AppError::Conflict(words)
}

async fn log(
    tx: &mut Tx,
    services: &Services,
    actor: &Actor,
    what: What,
    id: &TeamInvitationId,
    words: String,
) -> Result<()> {
    let entry = Entry { what, client: None, contact: None, thing: id.as_str(), words };
    activity::record(tx, services.now(), actor, entry).await
}
