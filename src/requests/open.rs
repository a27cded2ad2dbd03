//! Which items a contact can still answer, ask about or send files for. What is found open stays as read until the transaction ends.

use super::model::{ItemId, ItemState, Need, RequestState};
use super::permit::OnRequest;
use super::store::{self, Item};
use crate::kernel::{AppError, Result};
use crate::server::Tx;

/// Takes an item of this request for an act of its contact, and the request with it.
///
/// # Errors
/// `NotFound` for another request's item; `Conflict` when the item or the request is no longer open.
pub async fn open_item(tx: &mut Tx, on: &OnRequest, id: &ItemId) -> Result<Item> {
    let item = held_item(tx, on, id).await?;
    if store::hold_sent(tx, on.request()).await? {
        return Ok(item);
    }
    Err(ended(tx, on).await?)
}

/// As [`open_item`], for a file: what is optional can be sent once the request is complete, too.
///
/// # Errors
/// As [`open_item`].
pub async fn open_for_files(tx: &mut Tx, on: &OnRequest, id: &ItemId) -> Result<Item> {
    let item = held_item(tx, on, id).await?;
    if item.standing() == ItemState::Accepted {
        let words = format!("“{}” is accepted already. Nothing more is needed.", item.title);
        return Err(AppError::Conflict(words));
    }
    if store::hold_sent(tx, on.request()).await? {
        return Ok(item);
    }
    store::hold(tx, on.request()).await?;
    let still = item.asking().need == Need::Optional && item.standing().waits_for_client();
    match store::find(tx, on).await?.state.as_str() {
        state if still && state == RequestState::Complete.word() => Ok(item),
        _ => Err(ended(tx, on).await?),
    }
}

/// As [`open_item`], for a question: it waits for nothing of the contact's, so it can be asked once the request is complete,
/// too, until the matter that it is about is closed. Nothing is opened again by it.
///
/// # Errors
/// As [`open_item`].
pub async fn open_for_questions(tx: &mut Tx, on: &OnRequest, id: &ItemId) -> Result<Item> {
    let item = held_item(tx, on, id).await?;
    if store::hold_sent(tx, on.request()).await? {
        return Ok(item);
    }
    store::hold(tx, on.request()).await?;
    if store::find(tx, on).await?.state != RequestState::Complete.word() {
        return Err(ended(tx, on).await?);
    }
    if store::is_of_closed_matter(tx, on).await? {
        let words = "This request is closed. If you have a question about it, write to us or call.";
        return Err(AppError::Conflict(words.to_owned()));
    }
    Ok(item)
}

async fn held_item(tx: &mut Tx, on: &OnRequest, id: &ItemId) -> Result<Item> {
    store::item(tx, on, id).await?;
    store::hold_item(tx, id).await?;
    let item = store::item(tx, on, id).await?;
    if item.withdrawn_at.is_some() {
        return Err(AppError::Conflict("This is no longer asked for. Nothing more is needed.".to_owned()));
    }
    Ok(item)
}

async fn ended(tx: &mut Tx, on: &OnRequest) -> Result<AppError> {
    Ok(AppError::Conflict(match store::find(tx, on).await?.state.as_str() {
        state if state == RequestState::Complete.word() => {
            "Everything that we asked for is here. If something has changed, write to us or send it under Documents."
                .to_owned()
        }
        _ => "This request was taken back. Nothing more is needed.".to_owned(),
    }))
}
