//! An upload while one request writes to it: bytes are written, marked as durable now and then, and with the last one the
//! document is made.

use super::pieces::{Piece, Refused, Standing};
use super::{NOTED_EVERY, Sender, kind_of, note_activity, record};
use crate::documents::arriving::Arriving;
use crate::documents::store::{self, Upload};
use crate::kernel::{AppError, Instant, Result};
use crate::server::Services;
use crate::server::files::Partial;
use futures::StreamExt;
use ring::digest;
use std::time::Duration;
use tokio::time::Instant as Moment;

/// Bytes that may come before they are made durable and noted: so much is sent again after a power cut.
const MARK_EVERY: u64 = 16 * 1024 * 1024;
/// After so long a silence a request asks whether another one waits to take its place.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Then, after so long a silence it makes room, …
const LAST_BYTES: Duration = Duration::from_millis(100);
/// … and after so long in any case.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// An upload that this request alone writes to.
pub(super) struct Open {
    /// What it works with.
    pub services: Services,
    /// Who sends, for which client.
    pub sender: Sender,
    /// As its row says.
    pub upload: Upload,
    /// Who holds it: this request.
    pub holder: String,
    /// Its bytes.
    pub file: Partial,
}

impl Open {
    /// Takes a piece, as far as it comes; the last one ends the upload.
    pub async fn take(mut self: Box<Self>, piece: Piece, bytes: Arriving) -> Result<Standing, Refused> {
        let begins = self.file.size();
        if piece.checksum.is_some() {
            self.note(false).await?;
        }
        let mut sum = piece.checksum.as_ref().map(|(algorithm, _)| digest::Context::new(algorithm));
        let came = self.pour(bytes, &mut sum).await;
        let right = match (sum, &piece.checksum) {
            (Some(sum), Some((_, expected))) => sum.finish().as_ref() == expected.as_slice(),
            _ => true,
        };
        if !right {
            self.file.cut(begins).await?;
            self.rest().await?;
            came?;
            return Err(Refused::Checksum);
        }
        match came {
            Ok(()) if self.file.size() == self.upload.announced() => self.finish(piece.whole).await,
            came => {
                self.note(true).await?;
                let standing = Standing::of(&self.upload, self.file.size());
                self.rest().await?;
                came.map(|()| standing)
            }
        }
    }

    /// Writes what comes, until its end. When another request waits to go on, what is on its way is taken still, and
    /// silence is the end.
    async fn pour(&mut self, mut bytes: Arriving, sum: &mut Option<digest::Context>) -> Result<(), Refused> {
        let (mut noted_at, mut others) = (self.upload.seen_at, None);
        loop {
            let patience = if others.is_some() { LAST_BYTES } else { LOOK_EVERY };
            let bytes = match tokio::time::timeout(patience, bytes.next()).await {
                Ok(_) if others.is_some_and(|since: Moment| since.elapsed() > LAST_WORDS) => return Err(Refused::Held),
                Ok(bytes) => bytes,
                Err(_) if others.is_some() => return Err(Refused::Held),
                Err(_) => {
                    others = (!self.is_held().await?).then(Moment::now);
                    continue;
                }
            };
            let Some(bytes) = bytes.transpose()? else { return Ok(()) };
            let now = self.services.now();
            if now - noted_at >= NOTED_EVERY {
                noted_at = now;
                self.note_activity(now).await?;
            }
            if self.file.size() + bytes.len() as u64 > self.upload.announced() {
                return Err(AppError::TooLarge("More came than was announced".to_owned()).into());
            }
            if let Some(sum) = sum {
                sum.update(&bytes);
            }
            self.file.write(&bytes).await?;
            // What has a checksum is taken when that is known to be right.
            if sum.is_none() && self.file.unmarked() >= MARK_EVERY && self.file.size() < self.upload.announced() {
                self.note(true).await?;
            }
        }
    }

    async fn is_held(&self) -> Result<bool> {
        store::is_held(&mut self.services.db.read().await?, &self.upload.id, &self.holder).await
    }

    /// An upload in progress counts as activity (PRODUCT: Accounts and security), as long as its session stands.
    async fn note_activity(&self, now: Instant) -> Result<()> {
        let mut tx = self.services.db.write().await?;
        note_activity(&mut tx, &self.sender, now).await?;
        store::upload_seen(&mut tx, &self.upload.id, now).await?;
        tx.save().await
    }

    /// Makes durable what is here, and notes how far it goes. What lies behind that counts where the server is killed,
    /// unless it has to wait for its checksum.
    async fn note(&mut self, rest_counts: bool) -> Result<(), Refused> {
        let mut mark = self.file.mark().await?;
        if !rest_counts {
            mark.boot.clear();
        }
        let now = self.services.now();
        let mut tx = self.services.db.write().await?;
        store::mark(&mut tx, &self.upload.id, &mark, now).await?;
        tx.save().await?;
        self.upload.seen_at = now;
        Ok(())
    }

    /// Lets go of it: it waits for more.
    pub async fn rest(self) -> Result<()> {
        let mut tx = self.services.db.write().await?;
        store::rest(&mut tx, &self.upload.id, &self.holder).await?;
        tx.save().await
    }

    /// Gives it up.
    pub async fn forget(self) -> Result<()> {
        let mut tx = self.services.db.write().await?;
        store::forget(&mut tx, &self.upload.id).await?;
        tx.save().await?;
        self.services.files.drop_part(self.upload.id.as_str()).await;
        Ok(())
    }

    /// All bytes are here: the file is kept and the document made. A file that is refused is gone; where the fault is ours,
    /// the upload goes on from its last mark.
    async fn finish(self, whole: Option<String>) -> Result<Standing, Refused> {
        let Open { services, sender, upload, holder, file } = self;
        // Until the document stands, nobody else gets hold of the file.
        let (received, _locked) = file.whole().await?;
        let (size, sha256) = (received.size, received.sha256.clone());
        let done = match kind_of(&sender, &received, &upload.name).await {
            _ if whole.is_some_and(|whole| whole != sha256) => Err(Refused::Damaged),
            Err(refused) => Err(refused.into()),
            Ok(media_type) => {
                let blob = services.files.keep(received).await?;
                let done = record(&services, &sender, &upload, &blob, (size, &sha256, media_type)).await;
                if done.is_err() {
                    services.files.discard(&blob).await;
                }
                done.map_err(Refused::from)
            }
        };
        let Err(refused) = done else {
            services.files.drop_part(upload.id.as_str()).await;
            return Ok(Standing::of(&upload, size));
        };
        let mut tx = services.db.write().await?;
        if matches!(&refused, Refused::App(AppError::Unavailable { .. } | AppError::NoRoom | AppError::NotSignedIn)) {
            store::rest(&mut tx, &upload.id, &holder).await?;
            tx.save().await?;
            return Err(refused);
        }
        store::forget(&mut tx, &upload.id).await?;
        tx.save().await?;
        services.files.drop_part(upload.id.as_str()).await;
        Err(match refused {
            Refused::App(error @ AppError::Conflict(_)) => Refused::Gone(error),
            refused => refused,
        })
    }
}
