//! What decides whether somebody may hear of a client, as it is now.

use crate::kernel::Result;
use crate::server::Tx;
use crate::{sql, sql_change};

/// Of staff: in, and before no wall (owners before none at all).
macro_rules! in_front_of {
    ($group:literal) => {
        concat!(
            "(a.role = 'owner' OR ",
            $group,
            " IS NULL OR ",
            $group,
            " IN (SELECT g.group_id FROM staff_groups g WHERE g.account_id = a.id))"
        )
    };
}

/// Whether this address is a colleague's who may see the client.
pub(in crate::mail) async fn staff_see_client(tx: &mut Tx, to: &str, client: &str) -> Result<bool> {
    const SEE: &str = concat!(
        "SELECT COUNT(*) FROM accounts a, clients c
        WHERE a.email_key = $1 AND a.kind = 'staff' AND a.state = 'active' AND c.id = $2 AND ",
        in_front_of!("c.group_id")
    );
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SEE).bind(to).bind(client).fetch_one(c))? > 0)
}

/// Whether this address is a colleague's who may see the request: its client, and the matter that it is about.
pub(in crate::mail) async fn staff_see_request(tx: &mut Tx, to: &str, request: &str) -> Result<bool> {
    const SEE: &str = concat!(
        "SELECT COUNT(*) FROM accounts a, requests r JOIN clients c ON c.id = r.client_id
            LEFT JOIN matters m ON m.id = r.matter_id
        WHERE a.email_key = $1 AND a.kind = 'staff' AND a.state = 'active' AND r.id = $2 AND ",
        in_front_of!("c.group_id"),
        " AND ",
        in_front_of!("m.group_id")
    );
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(SEE).bind(to).bind(request).fetch_one(c))? > 0)
}

/// Whether this address is a contact's whose access at the request's client has not been taken away.
pub(in crate::mail) async fn contact_reaches(tx: &mut Tx, to: &str, request: &str) -> Result<bool> {
    const REACHES: &str = "SELECT COUNT(*) FROM requests r JOIN portal_access p ON p.client_id = r.client_id
            JOIN contacts k ON k.id = p.contact_id
        WHERE r.id = $2 AND k.email_key = $1 AND p.state <> 'inactive'";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(REACHES).bind(to).bind(request).fetch_one(c))? > 0)
}

/// Whether any share that this mail tells of still stands, for the contact who has this address.
pub(in crate::mail) async fn share_stands(tx: &mut Tx, to: &str, mail: &str) -> Result<bool> {
    const STANDS: &str = "SELECT COUNT(*) FROM shares s JOIN documents d ON d.id = s.document_id
            JOIN portal_access p ON p.client_id = d.client_id AND p.contact_id = s.contact_id
            JOIN contacts k ON k.id = s.contact_id
        WHERE s.mail_id = $2 AND s.ended_at IS NULL AND k.email_key = $1 AND p.state <> 'inactive'";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(STANDS).bind(to).bind(mail).fetch_one(c))? > 0)
}

/// A leased mail is wanted no more: whoever it was for may not hear it.
pub(in crate::mail) async fn drop_leased(tx: &mut Tx, id: &str, until: crate::kernel::Instant) -> Result<()> {
    const DROP: &str = "UPDATE outbox SET state = 'dropped', leased_until = 0
        WHERE id = $1 AND state = 'waiting' AND leased_until = $2";
    sql_change!(tx, DROP, id, until)?;
    Ok(())
}

/// News that waits for a contact goes to the address that they have now.
pub(in crate::mail) async fn readdress(tx: &mut Tx, from: &str, to: &str) -> Result<()> {
    const MOVE: &str = "UPDATE outbox SET recipient = $2, recipient_key = $3 WHERE recipient_key = $1
        AND state = 'waiting' AND kind IN ('document requested', 'request changed', 'documents reviewed',
            'question answered', 'document shared', 'reminder', 'upload receipt')";
    sql_change!(tx, MOVE, from.to_lowercase(), to, to.to_lowercase())?;
    Ok(())
}

/// What waits to tell a colleague of clients' doings.
pub(in crate::mail) async fn waiting_for_staff(tx: &mut Tx, to: &str) -> Result<Vec<(String, String)>> {
    const WAITING: &str = "SELECT id, letter FROM outbox WHERE recipient_key = $1 AND state = 'waiting'
        AND kind IN ('uploads waiting', 'files blocked', 'new link asked for', 'question asked', 'finished for now')
        ORDER BY id";
    Ok(sql!(tx, |c| sqlx::query_as::<_, (String, String)>(WAITING).bind(to.to_lowercase()).fetch_all(c))?)
}

/// Such a mail goes to somebody else, in other words.
pub(in crate::mail) async fn give_to(tx: &mut Tx, id: &str, to: &str, letter: &str) -> Result<()> {
    const GIVE: &str = "UPDATE outbox SET recipient = $2, recipient_key = $3, letter = $4
        WHERE id = $1 AND state = 'waiting'";
    sql_change!(tx, GIVE, id, to, to.to_lowercase(), letter)?;
    Ok(())
}
