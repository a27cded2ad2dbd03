//! A file that comes in pieces (tus 1.0): between them it rests, and outlives a lost line, a closed laptop and a killed
//! server. One request writes to it at a time; the one that came last goes on, the one before it stops.

use super::Sender;
use super::open::Open;
use crate::accounts::session::SignedIn;
use crate::documents::arriving::feed;
use crate::documents::model::UploadId;
use crate::documents::store::{self, Upload};
use crate::kernel::{AppError, Instant, Result, Span};
use crate::server::Services;
use crate::server::files::Locked;
use crate::server::http::Visitor;
use crate::server::keys::random_token;
use bytes::Bytes;
use futures::Stream;
use ring::digest;
use std::time::Duration;

/// An upload of which nothing comes for so long is given up.
pub const RESTS_FOR: Span = Span::days(7);
/// For so long a request waits for the one before it.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it looks meanwhile.
const TRY_EVERY: Duration = Duration::from_millis(20);

/// Why a piece is not taken.
#[derive(Debug)]
pub enum Refused {
    /// As any act is refused; the upload is over where the file itself was refused.
    App(AppError),
    /// It begins elsewhere than the upload stands.
    Offset,
    /// What arrived is not what its checksum says; nothing of it was taken.
    Checksum,
    /// The whole file is not what its sender says that it comes to: the upload is over.
    Damaged,
    /// Somebody else sends it.
    Held,
    /// All of it is here, and on its way to where stored files lie: that takes longer than anybody waits.
    Storing,
    /// What it answers needs nothing more: the upload is over.
    Gone(AppError),
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Refused::App(error)
    }
}

/// Where an upload stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Standing {
    /// Bytes of it that need not be sent again.
    pub offset: u64,
    /// Bytes in all.
    pub size: u64,
    /// Until then it waits for more.
    pub until: Instant,
    /// What its sender said of it.
    pub metadata: Option<String>,
}

impl Standing {
    /// With so many bytes here.
    pub(super) fn of(upload: &Upload, offset: u64) -> Self {
        let metadata = upload.metadata.clone();
        Standing { offset, size: upload.announced(), until: upload.seen_at + RESTS_FOR, metadata }
    }
}

/// A piece as it is sent.
pub struct Piece {
    /// Where in the file it begins.
    pub offset: u64,
    /// What it comes to, and by which algorithm.
    pub checksum: Option<(&'static digest::Algorithm, Vec<u8>)>,
    /// What the whole file comes to by SHA-256, hexadecimal, as far as the sender knows.
    pub whole: Option<String>,
}

/// Where this upload of the account stands. Whoever sends to it at the moment stops.
pub async fn standing(
    services: &Services,
    account: &SignedIn,
    visitor: &Visitor,
    id: &UploadId,
) -> Result<Standing, Refused> {
    match hold(services, account, visitor, id).await? {
        Held::Done(upload) => Ok(Standing::of(&upload, upload.announced())),
        Held::Open(open) => {
            let standing = Standing::of(&open.upload, open.file.size());
            open.rest().await?;
            Ok(standing)
        }
    }
}

/// Gives an upload of the account up, with what was received of it.
pub async fn give_up(services: &Services, account: &SignedIn, visitor: &Visitor, id: &UploadId) -> Result<(), Refused> {
    match hold(services, account, visitor, id).await? {
        Held::Done(_) => Err(AppError::NotFound.into()),
        Held::Open(open) => Ok(open.forget().await?),
    }
}

/// Receives a piece; with the last one the document is made.
pub async fn receive<S, E>(
    services: &Services,
    account: &SignedIn,
    visitor: &Visitor,
    id: &UploadId,
    piece: Piece,
    bytes: S,
) -> Result<Standing, Refused>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let open = match hold(services, account, visitor, id).await? {
        Held::Open(open) => open,
        Held::Done(upload) if piece.offset == upload.announced() => {
            return Ok(Standing::of(&upload, piece.offset));
        }
        Held::Done(_) => return Err(Refused::Offset),
    };
    if open.file.size() != piece.offset {
        open.rest().await?;
        return Err(Refused::Offset);
    }
    let taken = feed(bytes, |bytes| async move { Ok(open.take(piece, bytes).await) });
    taken.await?
}

/// What a request gets hold of.
enum Held {
    /// It is there already.
    Done(Box<Upload>),
    /// It waits for more.
    Open(Box<Open>),
}

async fn hold(services: &Services, account: &SignedIn, visitor: &Visitor, id: &UploadId) -> Result<Held, Refused> {
    let holder = random_token();
    let mut tx = services.db.write().await?;
    let upload = store::hold(&mut tx, id, &account.id, &holder, services.now()).await?;
    if upload.document_id.is_some() {
        return Ok(Held::Done(Box::new(upload)));
    }
    let sender = Sender::for_upload(&mut tx, account, visitor, &upload).await;
    if let Err(error @ AppError::Conflict(_)) = sender {
        store::forget(&mut tx, id).await?; // Nothing more is needed: it will not come.
        tx.save().await?;
        services.files.drop_part(id.as_str()).await;
        return Err(Refused::Gone(error));
    }
    let sender = sender?;
    tx.save().await?;
    let locked = lock(services, &upload).await?;
    // The one before may have gone on until now, to the end even.
    let mut tx = services.db.read().await?;
    let held = store::is_held(&mut tx, id, &holder).await?;
    let upload = store::upload(&mut tx, id, &account.id).await;
    drop(tx);
    match upload {
        Ok(upload) if upload.document_id.is_some() => {
            services.files.drop_part(id.as_str()).await; // Made anew by who came late.
            Ok(Held::Done(Box::new(upload)))
        }
        Ok(_) if !held => Err(Refused::Held),
        Ok(upload) => {
            // The last byte comes with the request that makes the document.
            let most = upload.announced().saturating_sub(1);
            let file = locked.at(&upload.mark(), most, &services.files).await?;
            Ok(Held::Open(Box::new(Open { services: services.clone(), sender, upload, holder, file })))
        }
        Err(error) => {
            services.files.drop_part(id.as_str()).await;
            Err(error.into())
        }
    }
}

/// The unfinished file, once the request before has let go of it.
#[allow(clippy::disallowed_methods, reason = "the lock may be another program's, and no system tells when that ends")]
async fn lock(services: &Services, upload: &Upload) -> Result<Locked, Refused> {
    let (id, begun) = (upload.id.as_str(), tokio::time::Instant::now());
    loop {
        match services.files.lock(id).await? {
            Some(locked) => return Ok(locked),
            None if begun.elapsed() > PATIENCE && services.files.part_size(id).await? == upload.announced() => {
                return Err(Refused::Storing);
            }
            None if begun.elapsed() > PATIENCE => return Err(Refused::Held),
            None => tokio::time::sleep(TRY_EVERY).await,
        }
    }
}
