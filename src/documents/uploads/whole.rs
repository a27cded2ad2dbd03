//! A file of a plain form: its bytes come in one go, or not at all.

use super::{NOTED_EVERY, Sender, check_size, kind_of, note_activity, record};
use crate::documents::arriving::{Arriving, feed};
use crate::documents::model::{DocumentId, ReceiptId};
use crate::documents::names;
use crate::documents::store::{self, Announced, Upload};
use crate::kernel::Result;
use crate::requests::ItemId;
use crate::server::Services;
use bytes::Bytes;
use futures::{Stream, StreamExt};

/// A receipt and an announced file for one part of a plain form.
pub async fn begin_plain(
    services: &Services,
    sender: &Sender,
    receipt: &mut Option<ReceiptId>,
    name: &str,
) -> Result<Upload> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    let open = match receipt.take() {
        Some(open) => open,
        None => sender.receipt(&mut tx, now).await?,
    };
    let name = names::kept(name);
    let item = sender.item().map(ItemId::as_str);
    let file = Announced { name: &name, size: None, modified: None, metadata: None };
    let id = store::announce(&mut tx, &sender.on, &open, item, file, now).await?;
    let upload = store::take(&mut tx, &id, sender.on.account(), now).await?;
    tx.save().await?;
    *receipt = Some(open);
    Ok(upload)
}

/// Receives the bytes and makes the document. On any refusal neither row nor file is left, also when the request ends
/// before we do.
pub async fn receive<S, E>(services: &Services, sender: &Sender, upload: Upload, bytes: S) -> Result<DocumentId>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let (services, sender) = (services.clone(), sender.clone());
    feed(bytes, |bytes| async move {
        let done = try_receive(&services, &sender, &upload, bytes).await;
        if done.is_err() {
            let mut tx = services.db.write().await?;
            store::forget(&mut tx, &upload.id).await?;
            tx.save().await?;
        }
        done
    })
    .await
}

async fn try_receive(services: &Services, sender: &Sender, upload: &Upload, bytes: Arriving) -> Result<DocumentId> {
    let bytes = while_allowed(services, sender, upload, bytes);
    let received = services.files.receive(upload.id.as_str(), bytes, services.config.max_upload_bytes).await?;
    check_size(services, received.size)?;
    let media_type = kind_of(sender, &received, &upload.name).await?;
    let (size, sha256) = (received.size, received.sha256.clone());
    let blob = services.files.keep(received).await?;
    let document = record(services, sender, upload, &blob, (size, &sha256, media_type)).await;
    if document.is_err() {
        services.files.discard(&blob).await;
    }
    document
}

/// The bytes, cut when the session has ended. An upload in progress counts as activity (PRODUCT: Accounts and security),
/// and its row says that it is still running.
fn while_allowed(
    services: &Services,
    sender: &Sender,
    upload: &Upload,
    bytes: Arriving,
) -> impl Stream<Item = Result<Bytes>> + Unpin {
    let mut noted_at = services.now();
    Box::pin(bytes.then(move |piece| {
        let now = services.now();
        let due = now - noted_at >= NOTED_EVERY;
        noted_at = if due { now } else { noted_at };
        async move {
            if due {
                let mut tx = services.db.write().await?;
                note_activity(&mut tx, sender, now).await?;
                store::upload_seen(&mut tx, &upload.id, now).await?;
                tx.save().await?;
            }
            piece
        }
    }))
}
