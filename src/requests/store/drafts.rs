//! Requests while they are written and after: what is put into them and taken out.

use super::items::{items, place};
use crate::accounts::AccountId;
use crate::clients::{ContactId, OnClient};
use crate::documents::DocumentId;
use crate::kernel::{AppError, Day, Instant, Result};
use crate::matters::MatterId;
use crate::requests::asking::Asking;
use crate::requests::model::{ItemId, RequestId, by_heading};
use crate::requests::permit::OnRequest;
use crate::server::Tx;
use crate::{sql, sql_change};

/// What stands above the items of a request.
pub struct Heading<'a> {
    /// Title, as the contacts read it.
    pub title: &'a str,
    /// Message, may be empty.
    pub message: &'a str,
    /// The last day.
    pub due_on: &'a Day,
}

const ADD: &str = "INSERT INTO requests
    (id, client_id, matter_id, title, message, due_on, state, chasing, created_by, created_at, changed_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'draft', 'firm', $7, $8, $8)";

/// Adds a draft, empty.
pub async fn add(
    tx: &mut Tx,
    on: &OnClient,
    matter: Option<&MatterId>,
    new: &Heading<'_>,
    now: Instant,
) -> Result<RequestId> {
    let id = RequestId::fresh();
    let by: &AccountId = on.account();
    sql_change!(tx, ADD, &id, on.client(), matter, new.title, new.message, new.due_on, by, now)?;
    Ok(id)
}

/// Lets the request go to these contacts and to nobody else. Whether they stand at the client was asked before.
pub async fn set_contacts(tx: &mut Tx, request: &RequestId, contacts: &[ContactId], now: Instant) -> Result<()> {
    sql_change!(tx, "DELETE FROM request_contacts WHERE request_id = $1", request)?;
    add_contacts(tx, request, contacts, now).await
}

/// Lets the request go to these contacts too.
pub async fn add_contacts(tx: &mut Tx, request: &RequestId, contacts: &[ContactId], now: Instant) -> Result<()> {
    const ADD: &str = "INSERT INTO request_contacts (request_id, contact_id, created_at) VALUES ($1, $2, $3)";
    for contact in contacts {
        sql_change!(tx, ADD, request, contact, now)?;
    }
    Ok(())
}

/// Takes a request's row until the transaction ends, so that its state stays as read. Whoever also takes items takes
/// them first, except in a draft, which nobody else touches: nobody waits in a circle.
pub async fn hold(tx: &mut Tx, request: &RequestId) -> Result<()> {
    let held = sql_change!(tx, "UPDATE requests SET state = state WHERE id = $1", request)?;
    if held == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

// Two changes within one millisecond are two all the same.
const CHANGE: &str = "UPDATE requests SET title = $1, message = $2, due_on = $3,
        changed_at = CASE WHEN changed_at >= $4 THEN changed_at + 1 ELSE $4 END
    WHERE id = $5 AND changed_at = $6";

/// Changes what stands above the items, unless somebody else did since `seen`.
pub async fn change(tx: &mut Tx, request: &RequestId, new: &Heading<'_>, seen: Instant, now: Instant) -> Result<bool> {
    Ok(sql_change!(tx, CHANGE, new.title, new.message, new.due_on, now, request, seen)? == 1)
}

/// A draft becomes a sent request, once: whether this call was the one.
pub async fn set_sent(tx: &mut Tx, request: &RequestId, now: Instant) -> Result<bool> {
    const SEND: &str = "UPDATE requests SET state = 'sent', sent_at = $1 WHERE id = $2 AND state = 'draft'";
    Ok(sql_change!(tx, SEND, now, request)? == 1)
}

/// A sent request is taken back, once: whether this call was the one.
pub async fn set_withdrawn(tx: &mut Tx, request: &RequestId, now: Instant) -> Result<bool> {
    const WITHDRAW: &str = "UPDATE requests SET state = 'withdrawn', ended_at = $1 WHERE id = $2 AND state = 'sent'";
    Ok(sql_change!(tx, WITHDRAW, now, request)? == 1)
}

/// A request taken back after `since` is with the client again, once: whether this call was the one.
pub async fn set_sent_again(tx: &mut Tx, request: &RequestId, since: Instant) -> Result<bool> {
    const AGAIN: &str =
        "UPDATE requests SET state = 'sent', ended_at = NULL WHERE id = $1 AND state = 'withdrawn' AND ended_at > $2";
    Ok(sql_change!(tx, AGAIN, request, since)? == 1)
}

const ADD_ITEM: &str = "INSERT INTO request_items
    (id, request_id, position, heading, title, instruction, need, condition, how_many, kinds, checks, example_id,
        example_file_id, state, state_since, created_at)
    VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM request_items WHERE request_id = $2),
        $3, $4, $5, $6, $7, $8, $9, $10, (SELECT id FROM documents WHERE id = $11),
        (SELECT id FROM example_files WHERE id = $11), 'Open', $12, $12)";

/// Adds a thing at the end of a request.
pub async fn add_item(
    tx: &mut Tx,
    request: &RequestId,
    new: &Asking,
    example: Option<&DocumentId>,
    now: Instant,
) -> Result<ItemId> {
    let id = ItemId::fresh();
    sql_change!(
        tx,
        ADD_ITEM,
        &id,
        request,
        &new.heading,
        &new.title,
        &new.instruction,
        new.need.word(),
        &new.condition,
        new.how_many,
        &new.kinds,
        &new.checks,
        example,
        now
    )?;
    Ok(id)
}

const CHANGE_ITEM: &str =
    "UPDATE request_items SET heading = $1, title = $2, instruction = $3, need = $4, condition = $5,
        how_many = $6, kinds = $7, checks = $8, example_id = (SELECT id FROM documents WHERE id = $9),
        example_file_id = (SELECT id FROM example_files WHERE id = $9) WHERE id = $10 AND request_id = $11";

/// Changes a thing in this request; another request's is absent.
pub async fn change_item(
    tx: &mut Tx,
    request: &RequestId,
    id: &ItemId,
    new: &Asking,
    example: Option<&DocumentId>,
) -> Result<()> {
    let changed = sql_change!(
        tx,
        CHANGE_ITEM,
        &new.heading,
        &new.title,
        &new.instruction,
        new.need.word(),
        &new.condition,
        new.how_many,
        &new.kinds,
        &new.checks,
        example,
        id,
        request
    )?;
    if changed == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Takes all items of a request until the transaction ends; before the request itself, as `hold` says.
pub async fn hold_items(tx: &mut Tx, request: &RequestId) -> Result<()> {
    sql_change!(tx, "UPDATE request_items SET position = position WHERE request_id = $1", request)?;
    Ok(())
}

/// Puts things of one group next to each other, so that everybody reads them in one order. Whoever calls this holds the
/// items.
pub async fn regroup(tx: &mut Tx, on: &OnRequest) -> Result<()> {
    const PUT: &str = "UPDATE request_items SET position = $1 WHERE id = $2";
    let all = items(tx, on).await?;
    let groups = by_heading(all, |item| item.heading.as_str());
    for (place, item) in (1_i64..).zip(groups.into_iter().flat_map(|(_, items)| items)) {
        if item.position != place {
            sql_change!(tx, PUT, place, &item.id)?;
        }
    }
    Ok(())
}

/// Moves a thing of this request one place up or down in its group; whether it could go further.
pub async fn move_item(tx: &mut Tx, on: &OnRequest, id: &ItemId, up: bool) -> Result<bool> {
    const PUT: &str = "UPDATE request_items SET position = $1 WHERE id = $2";
    let all = items(tx, on).await?;
    let places: Vec<_> = all.iter().map(|item| (&item.id, item.position, item.heading.as_str())).collect();
    let Some(((one, to), (other, back))) = place(&places, id, up)? else { return Ok(false) };
    sql_change!(tx, PUT, to, one)?;
    sql_change!(tx, PUT, back, other)?;
    Ok(true)
}

/// A thing is no longer needed, once: whether this call was the one. Its record stays.
pub async fn set_item_withdrawn(tx: &mut Tx, request: &RequestId, id: &ItemId, now: Instant) -> Result<bool> {
    const WITHDRAW: &str = "UPDATE request_items SET withdrawn_at = $1
        WHERE id = $2 AND request_id = $3 AND withdrawn_at IS NULL";
    Ok(sql_change!(tx, WITHDRAW, now, id, request)? == 1)
}

/// Something more is asked for: whoever had finished for now can finish once more.
pub async fn unfinish_all(tx: &mut Tx, request: &RequestId) -> Result<()> {
    const UNFINISH: &str =
        "UPDATE request_contacts SET finished_at = NULL WHERE request_id = $1 AND finished_at IS NOT NULL";
    sql_change!(tx, UNFINISH, request)?;
    Ok(())
}

/// How many things of a request are asked for, those taken back left out.
pub async fn wanted(tx: &mut Tx, request: &RequestId) -> Result<i64> {
    const WANTED: &str = "SELECT COUNT(*) FROM request_items WHERE request_id = $1 AND withdrawn_at IS NULL";
    Ok(sql!(tx, |c| sqlx::query_scalar::<_, i64>(WANTED).bind(request).fetch_one(c))?)
}
