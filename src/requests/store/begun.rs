//! What a request can begin with: what was asked before, and what it can be about.

use crate::clients::{ContactId, OnClient};
use crate::kernel::{Instant, Result};
use crate::matters::MatterId;
use crate::requests::model::{RequestId, TemplateId};
use crate::server::Tx;
use crate::{matter_in_groups, reaches_matter, sql};

const EARLIER: &str = concat!(
    "SELECT r.id, r.title, r.created_at FROM requests r WHERE r.client_id = $1 AND r.state <> 'draft' AND ",
    reaches_matter!("r.matter_id", "$3"),
    " ORDER BY r.created_at DESC, r.id DESC LIMIT $2"
);

/// What was asked of a client before, newest first: what a new request can be copied from.
pub async fn earlier(tx: &mut Tx, on: &OnClient, most: i64) -> Result<Vec<(RequestId, String, Instant)>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, (RequestId, String, Instant)>(EARLIER)
        .bind(on.client())
        .bind(most)
        .bind(on.wall())
        .fetch_all(c))?)
}

const MATTERS: &str = concat!(
    "SELECT m.id, m.reference, m.title FROM matters m WHERE m.client_id = $1 AND m.open = $2 AND ",
    matter_in_groups!("m", "$4"),
    " ORDER BY m.created_at DESC, m.id DESC LIMIT $3"
);

/// The open matters of a client, newest first: what a request can be about.
pub async fn matters_to_ask_about(tx: &mut Tx, on: &OnClient, most: i64) -> Result<Vec<(MatterId, String, String)>> {
    Ok(sql!(tx, |c| sqlx::query_as::<_, (MatterId, String, String)>(MATTERS)
        .bind(on.client())
        .bind(true)
        .bind(most)
        .bind(on.wall())
        .fetch_all(c))?)
}

/// Which contacts see this matter of the client.
pub async fn who_sees(tx: &mut Tx, on: &OnClient, matter: &MatterId) -> Result<Vec<ContactId>> {
    const SEE: &str = concat!(
        "SELECT v.contact_id FROM matter_contacts v JOIN matters m ON m.id = v.matter_id
        WHERE v.matter_id = $1 AND m.client_id = $2 AND ",
        matter_in_groups!("m", "$3")
    );
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, ContactId>(SEE)
        .bind(matter)
        .bind(on.client())
        .bind(on.wall())
        .fetch_all(c))?)
}

/// The template that usually begins a request about this matter, by the matter's type.
pub async fn usual_template(tx: &mut Tx, on: &OnClient, matter: &MatterId) -> Result<Option<TemplateId>> {
    const USUAL: &str = concat!(
        "SELECT t.template_id FROM matters m JOIN matter_types t ON t.id = m.type_id
        WHERE m.id = $1 AND m.client_id = $2 AND ",
        matter_in_groups!("m", "$3")
    );
    let found = sql!(tx, |c| sqlx::query_scalar::<_, Option<TemplateId>>(USUAL)
        .bind(matter)
        .bind(on.client())
        .bind(on.wall())
        .fetch_optional(c));
    Ok(found?.flatten())
}
