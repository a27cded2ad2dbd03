//! All SQL of portal access: this file has where contacts stand and what people reach, the other one invitations.

mod invitations;

pub use invitations::*;

use super::model::{InvitationId, Standing};
use crate::accounts::AccountId;
use crate::clients::{ClientId, ContactId, OnClient};
use crate::kernel::{AppError, Instant, Result, Wall};
use crate::mail::Stop;
use crate::server::Tx;
use crate::{in_group, sql, sql_change};

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
    /// `bounced` or `complained`, when mail to their address is stopped.
    pub stopped: Option<String>,
    /// Why.
    pub stopped_why: Option<String>,
    /// Since when.
    pub stopped_since: Option<Instant>,
    /// Whether they show a second factor when they sign in.
    pub has_factor: bool,
}

impl Stand {
    /// Where they stand now.
    pub fn standing(&self, now: Instant) -> Standing {
        Standing::of(&self.state, self.invitation_id.is_some(), self.expires_at, self.revoked_at, now)
    }

    /// Why nothing is sent to their address, if it is so.
    pub fn stop(&self) -> Option<Stop> {
        Some(Stop {
            address: self.email.clone(),
            complained: self.stopped.as_deref()? == "complained",
            why: self.stopped_why.clone().unwrap_or_default(),
            since: self.stopped_since?,
        })
    }
}

macro_rules! stand {
    ($where:literal) => {
        concat!(
            "SELECT s.contact_id, k.name, k.email, k.phone, k.account_id, s.state, s.changed_at, s.changed_by, s.reason,
                s.invitation_id, s.invited_at, b.name AS invited_by, s.expires_at, s.accepted_at, s.revoked_at,
                s.revoked_why, s.asked_again_at, a.last_login_at, a.last_login_from, m.fate AS stopped,
                m.why AS stopped_why, m.since AS stopped_since,
                EXISTS (SELECT 1 FROM second_factors f WHERE f.account_id = k.account_id AND f.confirmed_at IS NOT NULL)
                    AS has_factor
            FROM standings s JOIN contacts k ON k.id = s.contact_id
            LEFT JOIN mail_stops m ON m.address_key = k.email_key AND m.resumed_at IS NULL
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

/// The names of those who can sign in for this client now.
pub async fn active_at(tx: &mut Tx, on: &OnClient) -> Result<Vec<String>> {
    const ACTIVE: &str = "SELECT k.name FROM portal_access p JOIN contacts k ON k.id = p.contact_id
        WHERE p.client_id = $1 AND p.state = 'active' ORDER BY p.created_at, k.id";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(ACTIVE).bind(on.client()).fetch_all(c))?)
}

/// One contact of this client.
pub async fn stand(tx: &mut Tx, on: &OnClient, contact: &ContactId) -> Result<Stand> {
    const ONE: &str = stand!("AND s.contact_id = $2");
    sql!(tx, |c| sqlx::query_as::<_, Stand>(ONE).bind(on.client()).bind(contact).fetch_optional(c))?
        .ok_or(AppError::NotFound)
}

const SWITCH: &str = "UPDATE portal_access SET state = $1, changed_at = $2, changed_by = $3, reason = $4
    WHERE client_id = $5 AND contact_id = $6 AND state = $7";

/// Moves access from one state to another, once: whether this call was the one.
pub async fn switch(
    tx: &mut Tx,
    client: &ClientId,
    contact: &ContactId,
    from: &str,
    to: &str,
    by: &str,
    reason: &str,
    now: Instant,
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

const REACH: &str =
    "SELECT p.client_id, c.name AS client_name, p.contact_id, l.name AS lead_name, l.phone AS lead_phone,
        l.email AS lead_email
    FROM contacts k JOIN portal_access p ON p.contact_id = k.id JOIN clients c ON c.id = p.client_id
    LEFT JOIN accounts l ON l.id = c.lead_id AND l.state = 'active'
    WHERE k.account_id = $1 AND p.state = 'active' ORDER BY p.created_at, p.client_id";

/// Every client that this account reaches now.
pub async fn reach(tx: &mut Tx, account: &AccountId) -> Result<Vec<Reach>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Reach>(REACH).bind(account).fetch_all(c))?)
}

/// One client at which a contact stands, active or not, and who they are.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Sight {
    /// Where.
    #[sqlx(flatten)]
    pub reach: Reach,
    /// Their login, once activated.
    pub account_id: Option<AccountId>,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// `none`, `active`, `inactive`.
    pub state: String,
}

const SIGHTS: &str = concat!(
    "SELECT p.client_id, c.name AS client_name, p.contact_id, l.name AS lead_name, l.phone AS lead_phone,
        l.email AS lead_email, k.account_id, k.name, k.email, p.state
    FROM contacts k JOIN portal_access p ON p.contact_id = k.id JOIN clients c ON c.id = p.client_id
    LEFT JOIN accounts l ON l.id = c.lead_id AND l.state = 'active'
    WHERE k.id = $1 AND ",
    in_group!("c.group_id", "$2"),
    " ORDER BY p.created_at, p.client_id"
);

/// Every client at which this contact stands and before which no wall stands, for staff who look at the portal as they
/// see it.
pub async fn sights(tx: &mut Tx, wall: &Wall, contact: &ContactId) -> Result<Vec<Sight>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Sight>(SIGHTS).bind(contact).bind(wall).fetch_all(c))?)
}

/// Takes the access's row until the transaction ends, so that two members of staff don't invite at once.
pub async fn hold(tx: &mut Tx, client: &ClientId, contact: &ContactId) -> Result<()> {
    const HOLD: &str = "UPDATE portal_access SET changed_at = changed_at WHERE client_id = $1 AND contact_id = $2";
    if sql_change!(tx, HOLD, client, contact)? == 1 { Ok(()) } else { Err(AppError::NotFound) }
}
