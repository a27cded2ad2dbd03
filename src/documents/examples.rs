//! How an example file comes in: streamed to disk, told by its content, then one transaction that makes its row.

use super::arriving::{Arriving, feed};
use super::model::DocumentId;
use super::receipts::FORGOTTEN_AFTER;
use super::store::{self, NewExample};
use super::{endings, inside, kinds, names, uploads};
use crate::accounts::Staff;
use crate::accounts::store::session_stands;
use crate::activity::{self, Entry, What};
use crate::kernel::{AppError, Result};
use crate::server::Services;
use bytes::Bytes;
use futures::Stream;

/// Example files that one turn takes away.
const AT_ONCE: i64 = 100;

/// Keeps an example file of the firm's. On any refusal neither row nor file is left.
pub async fn keep<S, E>(services: &Services, staff: &Staff, session: &str, name: &str, bytes: S) -> Result<DocumentId>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let (services, staff, session) = (services.clone(), staff.clone(), session.to_owned());
    let name = names::kept(name);
    feed(bytes, |bytes| async move { receive(&services, &staff, &session, &name, bytes).await }).await
}

/// Takes away example files that were uploaded a day ago and are in nothing: the form was never saved, or its thing is
/// gone. Called by the worker; while a backup is taken it waits for another turn. The rows go first: what a power cut leaves
/// then is a file without a row, which harms nothing.
pub async fn tidy(services: &Services) -> Result<()> {
    let Some(_leave) = services.files.may_discard().await? else { return Ok(()) };
    let mut tx = services.db.write().await?;
    let blobs = store::forget_unsaved_examples(&mut tx, services.now() - FORGOTTEN_AFTER, AT_ONCE).await?;
    tx.save().await?;
    for blob in blobs {
        services.files.discard(&blob).await;
    }
    Ok(())
}

async fn receive(services: &Services, staff: &Staff, session: &str, name: &str, bytes: Arriving) -> Result<DocumentId> {
    let place = DocumentId::fresh();
    let received = services.files.receive(place.as_str(), bytes, services.config.max_upload_bytes).await?;
    uploads::check_size(services, received.size)?;
    let media_type = kinds::of(&received.head)?;
    endings::check(name, media_type)?;
    inside::check(received.open()?, received.size, media_type).await?;
    let size = i64::try_from(received.size).map_err(|_| AppError::Unreadable)?;
    let sha256 = received.sha256.clone();
    let blob = services.files.keep(received).await?;
    let new = NewExample { name, blob: &blob, size, sha256: &sha256, media_type, added_by: staff.id() };
    let added = add(services, staff, session, new).await;
    if added.is_err() {
        services.files.discard(&blob).await;
    }
    added
}

async fn add(services: &Services, staff: &Staff, session: &str, new: NewExample<'_>) -> Result<DocumentId> {
    let mut tx = services.db.write().await?;
    if !session_stands(&mut tx, session).await? {
        return Err(AppError::NotSignedIn);
    }
    let words = format!("Added the example file {}", new.name);
    let id = store::add_example(&mut tx, new, services.now()).await?;
    let entry = Entry { what: What::DocumentAdded, client: None, contact: None, thing: id.as_str(), words };
    activity::record(&mut tx, services.now(), &staff.actor(), entry).await?;
    tx.save().await?;
    services.unscanned.ring();
    Ok(id)
}
