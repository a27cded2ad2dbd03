//! All SQL of portal access and invitations.

use super::model::{InvitationId, Standing};
use crate::accounts::AccountId;
use crate::clients::{ClientId, ContactId, OnClient};
use crate::kernel::{AppError, Email, Instant, Result};
use crate::server::Tx;
use crate::{sql, sql_change};

/// Where one contact stands at one client, with what the tab tells about it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Stand {
    /// The contact.
    pub contact_id: ContactId,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// Login, once activated.
    pub account_id: Option<AccountId>,
    /// `none`, `active`, `inactive`.
    pub state: String,
    /// Since when.
    pub changed_at: Instant,
    /// By whom.
    pub changed_by: String,
    /// Why it was disabled.
    pub reason: String,
    /// Latest invitation.
    pub invitation_id: Option<InvitationId>,
    /// When it was sent.
    pub invited_at: Option<Instant>,
    /// By whom.
    pub invited_by: Option<String>,
    /// When it ends.
    pub expires_at: Option<Instant>,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
    /// Why.
    pub revoked_why: Option<String>,
    /// When the client asked for a new link.
    pub asked_again_at: Option<Instant>,
    /// Last sign-in.
    pub last_login_at: Option<Instant>,
    /// From which browser.
    pub last_login_from: Option<String>,
}

impl Stand {
    /// Where they stand now.
    pub fn standing(&self, now: Instant) -> Standing {
        Standing::of(&self.state, self.invitation_id.is_some(), self.expires_at, self.revoked_at, now)
    }
}

macro_rules! stand {
    ($where:literal) => {
        concat!(
            "SELECT s.contact_id, k.name, k.email, k.phone, k.account_id, s.state, s.changed_at, s.changed_by, s.reason,
                s.invitation_id, s.invited_at, b.name AS invited_by, s.expires_at, s.accepted_at, s.revoked_at,
                s.revoked_why, s.asked_again_at, a.last_login_at, a.last_login_from
            FROM standings s JOIN contacts k ON k.id = s.contact_id
            LEFT JOIN accounts a ON a.id = k.account_id LEFT JOIN accounts b ON b.id = s.sent_by
            WHERE s.client_id = $1 ", $where, " ORDER BY s.added_at, s.contact_id"
        )
    };
}

/// Everybody at this client, first contact first.
pub async fn stands(tx: &mut Tx, on: &OnClient) -> Result<Vec<Stand>> {
    const ALL: &str = stand!("");
    Ok(sql!(tx, |c| sqlx::query_as::<_, Stand>(ALL).bind(on.client()).fetch_all(c))?)
}

/// One contact of this client.
pub async fn stand(tx: &mut Tx, on: &OnClient, contact: &ContactId) -> Result<Stand> {
    const ONE: &str = stand!("AND s.contact_id = $2");
    sql!(tx, |c| sqlx::query_as::<_, Stand>(ONE).bind(on.client()).bind(contact).fetch_optional(c))?.ok_or(AppError::NotFound)
}

/// An invitation to be written.
pub struct NewInvitation<'a> {
    /// Id.
    pub id: &'a InvitationId,
    /// Client.
    pub client: &'a ClientId,
    /// Contact.
    pub contact: &'a ContactId,
    /// Where it is mailed.
    pub email: &'a Email,
    /// The sender's note.
    pub note: &'a str,
    /// What the token is derived from.
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

const INVITE: &str = "INSERT INTO invitations
    (id, client_id, contact_id, email, note, nonce, token_hash, sent_by, created_at, expires_at, revoked_why)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')";

/// Writes an invitation.
pub async fn invite(tx: &mut Tx, new: NewInvitation<'_>) -> Result<()> {
    sql_change!(
        tx, INVITE, new.id, new.client, new.contact, new.email, new.note, new.nonce, new.token_hash, new.sent_by, new.now,
        new.expires_at
    )?;
    Ok(())
}

const REVOKE: &str = "UPDATE invitations SET revoked_at = $1, revoked_why = $2
    WHERE client_id = $3 AND contact_id = $4 AND accepted_at IS NULL AND revoked_at IS NULL";

/// Kills the open invitations of a contact at a client; how many there were.
pub async fn revoke_open(tx: &mut Tx, client: &ClientId, contact: &ContactId, why: &str, now: Instant) -> Result<u64> {
    Ok(sql_change!(tx, REVOKE, now, why, client, contact)?)
}

/// Takes the access's row until the transaction ends, so that two members of staff don't invite at once.
pub async fn hold(tx: &mut Tx, client: &ClientId, contact: &ContactId) -> Result<()> {
    const HOLD: &str = "UPDATE portal_access SET changed_at = changed_at WHERE client_id = $1 AND contact_id = $2";
    if sql_change!(tx, HOLD, client, contact)? == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Clients at which this contact has an open invitation at `now`.
pub async fn open_at(tx: &mut Tx, contact: &ContactId, now: Instant) -> Result<Vec<(ClientId, InvitationId)>> {
    const OPEN: &str = "SELECT client_id, id FROM invitations
        WHERE contact_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (ClientId, InvitationId)>(OPEN).bind(contact).bind(now).fetch_all(c))?)
}

/// An invitation behind a token.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invitation {
    /// Id.
    pub id: InvitationId,
    /// Client.
    pub client_id: ClientId,
    /// Its name.
    pub client_name: String,
    /// Contact.
    pub contact_id: ContactId,
    /// Their name.
    pub contact_name: String,
    /// Where it was mailed.
    pub email: String,
    /// Their phone.
    pub contact_phone: String,
    /// Their login, if they have one already.
    pub account_id: Option<AccountId>,
    /// Who invited.
    pub sender_id: AccountId,
    /// Their name.
    pub sender_name: String,
    /// Their phone.
    pub sender_phone: String,
    /// Their address.
    pub sender_email: String,
    /// End.
    pub expires_at: Instant,
    /// Accepted.
    pub accepted_at: Option<Instant>,
    /// Taken back.
    pub revoked_at: Option<Instant>,
    /// A new link was asked for.
    pub asked_again_at: Option<Instant>,
}

impl Invitation {
    /// Whether the link works at `now`.
    pub fn is_live(&self, now: Instant) -> bool {
        self.accepted_at.is_none() && self.revoked_at.is_none() && self.expires_at > now
    }
}

const BY_HASH: &str = "SELECT i.id, i.client_id, c.name AS client_name, i.contact_id, k.name AS contact_name, i.email,
        k.phone AS contact_phone, k.account_id, i.sent_by AS sender_id, s.name AS sender_name, s.phone AS sender_phone,
        s.email AS sender_email, i.expires_at, i.accepted_at, i.revoked_at, i.asked_again_at
    FROM invitations i JOIN clients c ON c.id = i.client_id JOIN contacts k ON k.id = i.contact_id
    JOIN accounts s ON s.id = i.sent_by WHERE i.token_hash = $1";

/// The invitation with this token's hash.
pub async fn by_hash(tx: &mut Tx, hash: &str) -> Result<Option<Invitation>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Invitation>(BY_HASH).bind(hash).fetch_optional(c))?)
}

const ACCEPT: &str = "UPDATE invitations SET accepted_at = $1
    WHERE id = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $1";

/// Spends a live invitation, once: whether this call was the one.
pub async fn accept(tx: &mut Tx, id: &InvitationId, now: Instant) -> Result<bool> {
    Ok(sql_change!(tx, ACCEPT, now, id)? == 1)
}

const ASKED: &str = "UPDATE invitations SET asked_again_at = $1 WHERE id = $2 AND (asked_again_at IS NULL OR asked_again_at < $3)";

/// Notes that a new link was asked for; whether it is the first time since `since`.
pub async fn asked_again(tx: &mut Tx, id: &InvitationId, now: Instant, since: Instant) -> Result<bool> {
    Ok(sql_change!(tx, ASKED, now, id, since)? == 1)
}

const SWITCH: &str = "UPDATE portal_access SET state = $1, changed_at = $2, changed_by = $3, reason = $4
    WHERE client_id = $5 AND contact_id = $6 AND state = $7";

/// Moves access from one state to another, once: whether this call was the one.
pub async fn switch(
    tx: &mut Tx, client: &ClientId, contact: &ContactId, from: &str, to: &str, by: &str, reason: &str, now: Instant,
) -> Result<bool> {
    Ok(sql_change!(tx, SWITCH, to, now, by, reason, client, contact, from)? == 1)
}

/// A client whose portal a person may use.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Reach {
    /// The client.
    pub client_id: ClientId,
    /// Its name.
    pub client_name: String,
    /// The contact this account stands for.
    pub contact_id: ContactId,
    /// Who leads the work for the client.
    pub lead_name: Option<String>,
    /// Their phone.
    pub lead_phone: Option<String>,
    /// Their address.
    pub lead_email: Option<String>,
}

const REACH: &str = "SELECT p.client_id, c.name AS client_name, p.contact_id, l.name AS lead_name, l.phone AS lead_phone,
        l.email AS lead_email
    FROM contacts k JOIN portal_access p ON p.contact_id = k.id JOIN clients c ON c.id = p.client_id
    LEFT JOIN accounts l ON l.id = c.lead_id AND l.state = 'active'
    WHERE k.account_id = $1 AND p.state = 'active' ORDER BY p.created_at, p.client_id";

/// Every client that this account reaches now.
pub async fn reach(tx: &mut Tx, account: &AccountId) -> Result<Vec<Reach>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Reach>(REACH).bind(account).fetch_all(c))?)
}

const UNACCEPTED: &str = "SELECT s.client_id, c.name AS client_name, s.contact_id, k.name AS contact_name, s.invited_at, s.expires_at
    FROM standings s JOIN clients c ON c.id = s.client_id JOIN contacts k ON k.id = s.contact_id
    WHERE s.state = 'none' AND s.invited_at < $1 AND s.revoked_at IS NULL AND c.archived_at IS NULL
    ORDER BY s.invited_at, s.contact_id LIMIT $2";

/// An invitation that nobody accepted yet.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Unaccepted {
    /// Client.
    pub client_id: ClientId,
    /// Its name.
    pub client_name: String,
    /// Contact.
    pub contact_id: ContactId,
    /// Their name.
    pub contact_name: String,
    /// Sent.
    pub invited_at: Instant,
    /// End.
    pub expires_at: Instant,
}

/// Invitations sent before `before` and not accepted, oldest first, at most `most`.
pub async fn unaccepted(tx: &mut Tx, before: Instant, most: i64) -> Result<Vec<Unaccepted>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Unaccepted>(UNACCEPTED).bind(before).bind(most).fetch_all(c))?)
}

/// The link's token of an invitation, derived anew; for the demo, which activates accounts itself.
pub async fn token_of(tx: &mut Tx, services: &crate::server::Services, id: &InvitationId) -> Result<String> {
    const NONCE: &str = "SELECT nonce FROM invitations WHERE id = $1";
    let nonce = sql!(tx, |c| sqlx::query_scalar::<_, String>(NONCE).bind(id).fetch_one(c))?;
    Ok(services.keys.token("invitation", id.as_str(), &nonce))
}
