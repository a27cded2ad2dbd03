//! Everything that was said on a request, in one look: answers and threads together, for staff's page.

use super::answers::{Answer, Message};
use crate::clients::ContactId;
use crate::kernel::{Day, Instant, Result};
use crate::requests::model::{AnswerId, ItemId, MessageId, RequestId};
use crate::server::Tx;
use crate::sql;

#[derive(sqlx::FromRow)]
struct Said {
    what: String,
    id: String,
    item_id: ItemId,
    contact_id: ContactId,
    contact_name: String,
    author_name: String,
    kind: String,
    from_client: bool,
    words: String,
    promised_on: Option<Day>,
    created_at: Instant,
    over_at: Option<Instant>,
}

const SAID: &str =
    "SELECT 'answer' AS what, a.id AS id, a.item_id, a.contact_id, k.name AS contact_name, k.name AS author_name, a.kind,
        TRUE AS from_client, a.words, a.promised_on, a.created_at AS created_at, a.ended_at AS over_at
    FROM request_items i JOIN item_answers a ON a.item_id = i.id JOIN contacts k ON k.id = a.contact_id
    WHERE i.request_id = $1
    UNION ALL
    SELECT 'message' AS what, m.id AS id, m.item_id, m.contact_id, k.name AS contact_name, b.name AS author_name, '' AS kind,
        m.from_client, m.words, NULL AS promised_on, m.created_at AS created_at, m.answered_at AS over_at
    FROM request_items i JOIN item_messages m ON m.item_id = i.id JOIN contacts k ON k.id = m.contact_id
    JOIN accounts b ON b.id = m.author_id WHERE i.request_id = $1
    ORDER BY created_at, id";

/// Every answer and every message on a request, oldest first.
pub async fn said(tx: &mut Tx, request: &RequestId) -> Result<(Vec<Answer>, Vec<Message>)> {
    let (mut answers, mut messages) = (Vec::new(), Vec::new());
    for said in sql!(tx, |c| sqlx::query_as::<_, Said>(SAID).bind(request).fetch_all(c))? {
        let Said { item_id, contact_id, contact_name, words, created_at, .. } = said;
        if said.what == "answer" {
            let (id, kind, promised_on) = (AnswerId::try_from(said.id)?, said.kind, said.promised_on);
            let ended_at = said.over_at;
            answers.push(Answer {
                id,
                item_id,
                contact_id,
                contact_name,
                kind,
                words,
                promised_on,
                created_at,
                ended_at,
            });
        } else {
            let (id, author_name, from_client) = (MessageId::try_from(said.id)?, said.author_name, said.from_client);
            let answered_at = said.over_at;
            let message = Message {
                id,
                item_id,
                contact_id,
                contact_name,
                author_name,
                from_client,
                words,
                created_at,
                answered_at,
            };
            messages.push(message);
        }
    }
    Ok((answers, messages))
}
