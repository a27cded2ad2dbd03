//! Room for files: what the firm gives to all of them and to each client's (Settings). What is announced takes its room
//! from then on, so that many who send at once never come to more than there is.

use super::store;
use crate::clients::OnClient;
use crate::firm;
use crate::firm::store::{Room, store_bytes};
use crate::kernel::{AppError, Result};
use crate::server::Tx;
use crate::ui::file_size;

/// Most files that one person has on their way at a time: a program that announces without end is told to stop.
const MOST_ON_THEIR_WAY: i64 = 1_000;

/// Before a file of `size` bytes is announced: there is room for it, beside all that is on its way.
///
/// # Errors
/// `TooLarge` in words, `TooMany` for one who has announced very many that never came.
pub async fn announce(tx: &mut Tx, on: &OnClient, size: i64) -> Result<()> {
    if store::on_their_way_from(tx, on.account()).await? >= MOST_ON_THEIR_WAY {
        let words = "Very many of your files are still on their way. Wait until some have arrived, then send more.";
        return Err(AppError::TooMany(words.to_owned()));
    }
    let room = firm::store::room(tx).await?;
    if room == Room::default() {
        return Ok(());
    }
    let stored = store_bytes(tx, on.client().as_str(), 0).await?;
    check(tx, on, room, stored, size).await
}

/// With the row of a file of `size` bytes that is here: counts it. One that was announced has its room already; for one of
/// a plain form it is looked for now.
///
/// # Errors
/// As [`announce`].
pub async fn arrive(tx: &mut Tx, on: &OnClient, size: i64, announced: bool) -> Result<()> {
    let (of_client, all) = store_bytes(tx, on.client().as_str(), size).await?;
    let room = firm::store::room(tx).await?;
    if announced || room == Room::default() {
        return Ok(());
    }
    check(tx, on, room, (of_client - size, all - size), size).await
}

async fn check(tx: &mut Tx, on: &OnClient, room: Room, stored: (i64, i64), size: i64) -> Result<()> {
    let coming = store::on_their_way(tx, on.client()).await?;
    let beyond = |most: Option<i64>, stored: i64, coming: i64| most.filter(|most| stored + coming + size > *most);
    if let Some(most) = beyond(room.room_a_client, stored.0, coming.0) {
        return Err(none_left(on, most, "this client’s files", "your files"));
    }
    match beyond(room.room, stored.1, coming.1) {
        Some(most) => Err(none_left(on, most, "all files", "files")),
        None => Ok(()),
    }
}

/// Staff can do something about it; a client asks them.
fn none_left(on: &OnClient, most: i64, to_staff: &str, to_client: &str) -> AppError {
    let most = file_size(u64::try_from(most).unwrap_or_default());
    AppError::TooLarge(match on.contact() {
        None => format!("There is no room for this file: {to_staff} may take {most} (Settings, Room for files)"),
        Some(_) => format!("There is no room for this file: the firm keeps {most} for {to_client}. Ask them for more"),
    })
}
