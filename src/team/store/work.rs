//! The work of somebody of the firm, and how it goes to a colleague: what they lead, where they help, what they asked for,
//! whom they invited. What has ended stays with the one who did it.

use crate::accounts::AccountId;
use crate::clients::ClientId;
use crate::kernel::{Instant, Result, Wall};
use crate::matters::MatterId;
use crate::server::Tx;
use crate::{in_group, matter_in_groups, sql, sql_change};

/// How much somebody has in hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Work {
    /// Clients that they lead.
    pub clients: i64,
    /// Open matters that they lead.
    pub matters: i64,
    /// Open matters in which they help.
    pub helping: i64,
    /// Requests that they wrote, or took over, drafts and those that run.
    pub requests: i64,
    /// Invitations of clients that they sent, or took over, and that are open.
    pub invitations: i64,
}

impl Work {
    /// Whether there is nothing.
    pub fn is_none(self) -> bool {
        self == Work::default()
    }

    /// Whether some of it is work on matters and documents, which not every role does.
    pub fn needs_papers(self) -> bool {
        self.matters + self.helping + self.requests > 0
    }
}

const OF: &str = "SELECT
    (SELECT COUNT(*) FROM clients WHERE lead_id = $1) AS clients,
    (SELECT COUNT(*) FROM matters WHERE lead_id = $1 AND open = $2) AS matters,
    (SELECT COUNT(*) FROM matter_helpers h JOIN matters m ON m.id = h.matter_id WHERE h.account_id = $1 AND m.open = $2)
        AS helping,
    (SELECT COUNT(*) FROM requests WHERE created_by = $1 AND handed_to IS NULL AND state IN ('draft', 'sent'))
        + (SELECT COUNT(*) FROM requests WHERE handed_to = $1 AND state IN ('draft', 'sent')) AS requests,
    (SELECT COUNT(*) FROM invitations WHERE sent_by = $1 AND handed_to IS NULL AND accepted_at IS NULL
            AND revoked_at IS NULL)
        + (SELECT COUNT(*) FROM invitations WHERE handed_to = $1 AND accepted_at IS NULL AND revoked_at IS NULL)
        AS invitations";

/// What somebody has in hand.
pub async fn work_of(tx: &mut Tx, account: &AccountId) -> Result<Work> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, Work>(OF).bind(account).bind(true).fetch_one(c))?)
}

const HIDDEN_CLIENTS: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT l.id FROM clients l WHERE l.lead_id = $1
        UNION SELECT r.client_id FROM requests r WHERE r.created_by = $1 AND r.handed_to IS NULL
            AND r.state IN ('draft', 'sent')
        UNION SELECT r.client_id FROM requests r WHERE r.handed_to = $1 AND r.state IN ('draft', 'sent')
        UNION SELECT i.client_id FROM invitations i WHERE i.sent_by = $1 AND i.handed_to IS NULL AND i.revoked_at IS NULL
        UNION SELECT i.client_id FROM invitations i WHERE i.handed_to = $1 AND i.revoked_at IS NULL) own
    JOIN clients c ON c.id = own.id WHERE NOT ",
    in_group!("c.group_id", "$2")
);
const HIDDEN_MATTERS: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT l.id FROM matters l WHERE l.lead_id = $1 AND l.open = $3
        UNION SELECT h.matter_id FROM matter_helpers h JOIN matters o ON o.id = h.matter_id
            WHERE h.account_id = $1 AND o.open = $3
        UNION SELECT r.matter_id FROM requests r WHERE r.created_by = $1 AND r.handed_to IS NULL
            AND r.state IN ('draft', 'sent')
        UNION SELECT r.matter_id FROM requests r WHERE r.handed_to = $1 AND r.state IN ('draft', 'sent')) own
    JOIN matters m ON m.id = own.id WHERE NOT ",
    matter_in_groups!("m", "$2")
);

/// Whether some of somebody's work lies behind a colleague's wall.
pub async fn is_hidden(tx: &mut Tx, account: &AccountId, wall: &Wall) -> Result<bool> {
    if !wall.hides() {
        return Ok(false);
    }
    let clients = sql!(tx, |c| sqlx::query_scalar::<_, i64>(HIDDEN_CLIENTS).bind(account).bind(wall).fetch_one(c))?;
    let matters =
        sql!(tx, |c| sqlx::query_scalar::<_, i64>(HIDDEN_MATTERS).bind(account).bind(wall).bind(true).fetch_one(c))?;
    Ok(clients + matters > 0)
}

/// The clients that somebody leads go to a colleague; which they are.
pub async fn hand_clients_over(tx: &mut Tx, from: &AccountId, to: &AccountId) -> Result<Vec<ClientId>> {
    const LED: &str = "UPDATE clients SET lead_id = $2 WHERE lead_id = $1 RETURNING id";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, ClientId>(LED).bind(from).bind(to).fetch_all(c))?)
}

/// The open matters that somebody leads, or helps in, go to a colleague; which they are, and of which client.
pub async fn hand_matters_over(
    tx: &mut Tx,
    from: &AccountId,
    to: &AccountId,
    now: Instant,
) -> Result<Vec<(MatterId, ClientId)>> {
    const HELPED: &str = "SELECT m.id, m.client_id FROM matters m JOIN matter_helpers h ON h.matter_id = m.id
        WHERE h.account_id = $1 AND m.open = $2";
    const LED: &str = "UPDATE matters SET lead_id = $2, changed_at = $4 WHERE lead_id = $1 AND open = $3
        RETURNING id, client_id";
    const HELP: &str = "INSERT INTO matter_helpers (matter_id, account_id)
        SELECT m.id, $2 FROM matters m JOIN matter_helpers h ON h.matter_id = m.id
            WHERE h.account_id = $1 AND m.open = $3 AND (m.lead_id IS NULL OR m.lead_id <> $2)
        ON CONFLICT DO NOTHING";
    const LEAVE: &str = "DELETE FROM matter_helpers WHERE account_id = $1
        AND matter_id IN (SELECT id FROM matters WHERE open = $2)";
    // Who leads is no helper.
    const LEADS: &str = "DELETE FROM matter_helpers WHERE account_id = $1
        AND matter_id IN (SELECT id FROM matters WHERE open = $2 AND lead_id = $1)";
    let helped = sql!(tx, |c| sqlx::query_as::<_, (MatterId, ClientId)>(HELPED).bind(from).bind(true).fetch_all(c))?;
    let mut matters = sql!(tx, |c| sqlx::query_as::<_, (MatterId, ClientId)>(LED)
        .bind(from)
        .bind(to)
        .bind(true)
        .bind(now)
        .fetch_all(c))?;
    sql_change!(tx, HELP, from, to, true)?;
    sql_change!(tx, LEAVE, from, true)?;
    sql_change!(tx, LEADS, to, true)?;
    matters.extend(helped);
    matters.sort();
    matters.dedup();
    Ok(matters)
}

/// Requests and invitations go to a colleague, who hears of what comes; reviews that somebody held are free again.
pub async fn hand_the_rest_over(tx: &mut Tx, from: &AccountId, to: &AccountId) -> Result<()> {
    const REQUESTS: &str = "UPDATE requests SET handed_to = $2
        WHERE state IN ('draft', 'sent') AND (handed_to = $1 OR (created_by = $1 AND handed_to IS NULL))";
    const INVITATIONS: &str = "UPDATE invitations SET handed_to = $2
        WHERE revoked_at IS NULL AND (handed_to = $1 OR (sent_by = $1 AND handed_to IS NULL))";
    sql_change!(tx, REQUESTS, from, to)?;
    sql_change!(tx, INVITATIONS, from, to)?;
    Ok(())
}

/// Reviews that somebody held at this moment are free for everybody.
pub async fn let_reviews_go(tx: &mut Tx, account: &AccountId) -> Result<()> {
    const FREE: &str = "UPDATE submissions SET held_by = NULL, held_until = 0 WHERE state = 'waiting' AND held_by = $1";
    sql_change!(tx, FREE, account)?;
    Ok(())
}
