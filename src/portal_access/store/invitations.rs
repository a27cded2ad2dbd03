//! Invitations: written, found by their token's hash, spent once.

use crate::accounts::AccountId;
use crate::clients::{ClientId, ContactId};
use crate::kernel::{Email, Instant, Result, Wall};
use crate::portal_access::model::InvitationId;
use crate::server::{Services, Tx};
use crate::{in_group, sql, sql_change};

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
        tx,
        INVITE,
        new.id,
        new.client,
        new.contact,
        new.email,
        new.note,
        new.nonce,
        new.token_hash,
        new.sent_by,
        new.now,
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
    /// Its state.
    pub account_state: Option<String>,
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
    token_hash: String,
}

impl Invitation {
    /// Whether the link works at `now`.
    pub fn is_live(&self, now: Instant) -> bool {
        self.accepted_at.is_none() && self.revoked_at.is_none() && self.expires_at > now
    }

    /// Whether the person signs in already (for another client) and proves it with their password. An account that
    /// sleeps, because every access of it is disabled, gets a new password instead: nobody could reset the old one.
    pub fn has_live_account(&self) -> bool {
        self.account_state.as_deref() == Some("active")
    }
}

const BY_HASH: &str = "SELECT i.id, i.client_id, c.name AS client_name, i.contact_id, k.name AS contact_name, i.email,
        k.phone AS contact_phone, k.account_id, a.state AS account_state, s.id AS sender_id, s.name AS sender_name, s.phone AS sender_phone,
        s.email AS sender_email, i.expires_at, i.accepted_at, i.revoked_at, i.asked_again_at, i.token_hash
    FROM invitations i JOIN clients c ON c.id = i.client_id JOIN contacts k ON k.id = i.contact_id
    JOIN accounts s ON s.id = COALESCE(i.handed_to, i.sent_by) LEFT JOIN accounts a ON a.id = k.account_id
    WHERE i.id = COALESCE((SELECT id FROM invitations WHERE token_hash = $1), (SELECT MIN(id) FROM invitations))";

/// The invitation with this token's hash. For a made-up token another one is read, and not given: it takes as long
/// (SAFETY: no enumeration).
pub async fn by_hash(tx: &mut Tx, hash: &str) -> Result<Option<Invitation>> {
    let read = sql!(tx, |c| sqlx::query_as::<_, Invitation>(BY_HASH).bind(hash).fetch_optional(c))?;
    Ok(read.filter(|read| read.token_hash == hash))
}

const ACCEPT: &str = "UPDATE invitations SET accepted_at = $1
    WHERE id = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $1";

/// Spends a live invitation, once: whether this call was the one.
pub async fn accept(tx: &mut Tx, id: &InvitationId, now: Instant) -> Result<bool> {
    Ok(sql_change!(tx, ACCEPT, now, id)? == 1)
}

// On the latest invitation: it is what the tab tells of, whichever of several mails was opened.
const ASKED: &str = "UPDATE invitations SET asked_again_at = $1
    WHERE id = (SELECT l.id FROM invitations l WHERE l.client_id = $2 AND l.contact_id = $3
            ORDER BY l.created_at DESC, l.id DESC LIMIT 1)
        AND (asked_again_at IS NULL OR asked_again_at < $4)";

/// Notes that a contact of a client asked for a new link; whether it is the first time since `since`.
pub async fn asked_again(
    tx: &mut Tx,
    client: &ClientId,
    contact: &ContactId,
    now: Instant,
    since: Instant,
) -> Result<bool> {
    Ok(sql_change!(tx, ASKED, now, client, contact, since)? == 1)
}

/// An open invitation `i` of a contact without access; open ones are the latest of their contact, because sending again
/// revokes the one before. `$3` is the wall.
macro_rules! open_invitations {
    ($place:literal, $mail:literal, $from:literal, $where:literal) => {
        concat!(
            "SELECT ", $place, " AS place, i.client_id, c.name AS client_name, i.contact_id, k.name AS contact_name,
                i.email, i.created_at AS invited_at, i.expires_at, ", $mail, " FROM ", $from, "
                CROSS JOIN portal_access p JOIN clients c ON c.id = i.client_id JOIN contacts k ON k.id = i.contact_id
            WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND p.client_id = i.client_id
                AND p.contact_id = i.contact_id AND p.state = 'none' AND c.archived_at IS NULL AND ",
            in_group!("c.group_id", "$3"), " AND ", $where
        )
    };
}

// Both in one question: the page that shows them asks the database for much else.
const UNACCEPTED: &str = concat!(
    "SELECT * FROM (",
    open_invitations!(
        "0",
        "o.missed_at, CASE WHEN o.fate_why = '' THEN o.fault ELSE o.fate_why END AS missed_why,
            o.state AS mail_state, o.fate AS mail_fate",
        "outbox o CROSS JOIN invitations i",
        "o.missed_at > 0 AND o.kind = 'invitation' AND i.id = o.about ORDER BY o.missed_at, o.id LIMIT $2"
    ),
    ") missed UNION ALL SELECT * FROM (",
    open_invitations!(
        "1",
        "CAST(NULL AS BIGINT) AS missed_at, '' AS missed_why, '' AS mail_state, '' AS mail_fate",
        "invitations i",
        "i.created_at < $1 AND NOT EXISTS (SELECT 1 FROM outbox n WHERE n.about = i.id AND n.missed_at > 0
            AND n.kind = 'invitation') ORDER BY i.created_at, i.contact_id LIMIT $2"
    ),
    ") old ORDER BY place, invited_at, contact_id LIMIT $2"
);

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
    /// Where it went.
    pub email: String,
    /// Sent.
    pub invited_at: Instant,
    /// End.
    pub expires_at: Instant,
    /// Since when it is known that its mail reached nobody, if that is so and nobody has dealt with it.
    pub missed_at: Option<Instant>,
    /// Why.
    pub missed_why: String,
    /// The mail's state, as stored.
    pub mail_state: String,
    /// What the carrier told of it, as stored.
    pub mail_fate: String,
}

/// Invitations whose mail reached nobody, and those sent before `before` and not accepted, oldest first, at most `most`; of
/// clients before which no wall stands.
pub async fn unaccepted(tx: &mut Tx, wall: &Wall, before: Instant, most: i64) -> Result<Vec<Unaccepted>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Unaccepted>(UNACCEPTED).bind(before).bind(most).bind(wall).fetch_all(c))?)
}

/// The sender's note on an invitation.
pub async fn note_of(tx: &mut Tx, id: &InvitationId) -> Result<String> {
    const NOTE: &str = "SELECT note FROM invitations WHERE id = $1";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(NOTE).bind(id).fetch_one(c))?)
}

/// The token hashes of all invitations that are open at `now`.
pub async fn open_links(tx: &mut Tx, now: Instant) -> Result<Vec<String>> {
    const OPEN: &str = "SELECT token_hash FROM invitations
        WHERE accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $1 ORDER BY id";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, String>(OPEN).bind(now).fetch_all(c))?)
}

/// Gives an invitation another link.
pub async fn renew(tx: &mut Tx, id: &InvitationId, nonce: &str, hash: &str) -> Result<()> {
    sql_change!(tx, "UPDATE invitations SET nonce = $1, token_hash = $2 WHERE id = $3", nonce, hash, id)?;
    Ok(())
}

/// The link's token of an invitation, derived anew; for the demo, which activates accounts itself.
pub async fn token_of(tx: &mut Tx, services: &Services, id: &InvitationId) -> Result<String> {
    const NONCE: &str = "SELECT nonce FROM invitations WHERE id = $1";
    let nonce = sql!(tx, |c| sqlx::query_scalar::<_, String>(NONCE).bind(id).fetch_one(c))?;
    Ok(services.keys.token("invitation", id.as_str(), &nonce))
}
