//! Invitations of colleagues.

use crate::accounts::{AccountId, Role};
use crate::kernel::{AppError, Email, Instant, Result};
use crate::server::{Tx, db};
use crate::team::TeamInvitationId;
use crate::{sql, sql_change};

/// An invitation as stored, and who sent it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TeamInvitation {
    /// Id.
    pub id: TeamInvitationId,
    /// Who is invited.
    pub name: String,
    /// Where.
    pub email: String,
    /// As what: the role's word.
    pub role: String,
    /// When the link was mailed.
    pub created_at: Instant,
    /// Until when it works.
    pub expires_at: Instant,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When it was taken back or replaced.
    pub revoked_at: Option<Instant>,
    /// Who sent it.
    pub sender_id: AccountId,
    /// Their name.
    pub sender_name: String,
    /// Their address.
    pub sender_email: String,
    /// Their phone.
    pub sender_phone: String,
    /// Their role today.
    pub sender_role: Option<String>,
    /// `active`, or else they are not in the team any more.
    pub sender_state: String,
}

impl TeamInvitation {
    /// Whether the link works at `now`: it is open, and whoever sent it may still invite for this role.
    pub fn is_live(&self, now: Instant) -> bool {
        let open = self.accepted_at.is_none() && self.revoked_at.is_none() && self.expires_at > now;
        open && self.sender_state == "active" && self.sender_may()
    }

    fn sender_may(&self) -> bool {
        let sender = self.sender_role.as_deref().and_then(|role| Role::parse(role).ok());
        let role = Role::parse(&self.role).ok();
        sender.zip(role).is_some_and(|(sender, role)| crate::accounts::policy::may_change(sender, role))
    }
}

/// A new invitation to be written.
pub struct NewTeamInvitation<'a> {
    /// Id.
    pub id: &'a TeamInvitationId,
    /// Who.
    pub name: &'a str,
    /// Where.
    pub email: &'a Email,
    /// As what.
    pub role: Role,
    /// From which the token is derived.
    pub nonce: &'a str,
    /// The token's hash.
    pub token_hash: &'a str,
    /// Who sends it.
    pub sent_by: &'a AccountId,
    /// When.
    pub now: Instant,
    /// Until when it works.
    pub expires_at: Instant,
}

const ADD: &str = "INSERT INTO team_invitations
    (id, name, email, email_key, role, nonce, token_hash, sent_by, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Adds an invitation. Another open one for the address is refused: `Conflict`.
pub async fn add_invitation(tx: &mut Tx, new: NewTeamInvitation<'_>) -> Result<()> {
    sql_change!(
        tx,
        ADD,
        new.id,
        new.name,
        new.email,
        new.email.key(),
        new.role.word(),
        new.nonce,
        new.token_hash,
        new.sent_by,
        new.now,
        new.expires_at
    )
    .map_err(|error| {
        db::or_conflict(error, "team_invitations_open", "team_invitations.email_key", || {
            AppError::Conflict("This person was invited at the same moment by somebody else.".to_owned())
        })
    })?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.name, i.email, i.role, i.created_at, i.expires_at, i.accepted_at, i.revoked_at,
                i.sent_by AS sender_id, s.name AS sender_name, s.email AS sender_email, s.phone AS sender_phone,
                s.role AS sender_role, s.state AS sender_state
            FROM team_invitations i JOIN accounts s ON s.id = i.sent_by ",
            $rest
        )
    };
}

const BY_HASH: &str = select!("WHERE i.token_hash = $1");
const BY_ID: &str = select!("WHERE i.id = $1");
const OPEN: &str = select!("WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL ORDER BY i.created_at, i.id");

/// The invitation with this token's hash.
pub async fn invitation_by_hash(tx: &mut Tx, hash: &str) -> Result<Option<TeamInvitation>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, TeamInvitation>(BY_HASH).bind(hash).fetch_optional(c))?)
}

/// The invitation with this id.
pub async fn invitation(tx: &mut Tx, id: &TeamInvitationId) -> Result<TeamInvitation> {
    let found = sql!(tx, |c| sqlx::query_as::<_, TeamInvitation>(BY_ID).bind(id).fetch_optional(c))?;
    found.ok_or(AppError::NotFound)
}

/// Those that were neither accepted nor taken back, ended ones too.
pub async fn open_invitations(tx: &mut Tx) -> Result<Vec<TeamInvitation>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, TeamInvitation>(OPEN).fetch_all(c))?)
}

/// The open invitation for this address, if there is one, ended or not.
pub async fn open_invitation_to(tx: &mut Tx, email_key: &str) -> Result<Option<TeamInvitationId>> {
    const TO: &str =
        "SELECT id FROM team_invitations WHERE email_key = $1 AND accepted_at IS NULL AND revoked_at IS NULL";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, TeamInvitationId>(TO).bind(email_key).fetch_optional(c))?)
}

/// Takes an open invitation back: whether it was open.
pub async fn revoke_invitation(tx: &mut Tx, id: &TeamInvitationId, now: Instant) -> Result<bool> {
    const REVOKE: &str = "UPDATE team_invitations SET revoked_at = $1
        WHERE id = $2 AND accepted_at IS NULL AND revoked_at IS NULL";
    Ok(sql_change!(tx, REVOKE, now, id)? == 1)
}

/// Spends an open invitation, once: whether this call was the one.
pub async fn accept_invitation(tx: &mut Tx, id: &TeamInvitationId, now: Instant) -> Result<bool> {
    const ACCEPT: &str = "UPDATE team_invitations SET accepted_at = $1
        WHERE id = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $1";
    Ok(sql_change!(tx, ACCEPT, now, id)? == 1)
}

/// Another link for an open invitation: the one before dies.
pub async fn renew_invitation(tx: &mut Tx, id: &TeamInvitationId, nonce: &str, hash: &str) -> Result<()> {
    const RENEW: &str = "UPDATE team_invitations SET nonce = $1, token_hash = $2 WHERE id = $3";
    sql_change!(tx, RENEW, nonce, hash, id)?;
    Ok(())
}

/// Whether somebody signs in with this address already, or is a client's contact by it.
pub async fn address_is_taken(tx: &mut Tx, email_key: &str) -> Result<bool> {
    const TAKEN: &str = "SELECT (SELECT COUNT(*) FROM accounts WHERE email_key = $1)
        + (SELECT COUNT(*) FROM contacts WHERE email_key = $1)";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(TAKEN).bind(email_key).fetch_one(c))? > 0)
}
