//! An archive on its way: one document after the other, each asked for once more when its turn comes, a piece at a
//! time. Nothing is held in between but the list of what is still to come: no transaction, no second file.

use super::plan::Place;
use super::zipped::Zipped;
use crate::accounts::session::SignedIn;
use crate::accounts::store as accounts;
use crate::documents::DocumentId;
use crate::documents::contents::{self, Readable, Sound};
use crate::documents::download::{self, Asking};
use crate::firm::Times;
use crate::kernel::{AppError, Instant, Result};
use crate::server::Services;
use crate::server::http::Visitor;
use axum::body::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, stream};
use std::io;

/// The text that says which documents are missing, and why.
pub(super) const LEFT_OUT: &str = "Not included.txt";
const NOT_OPEN: &str = "is no longer open to you: the share ended, or it was moved, while this was being put together.";
const NOT_THERE: &str =
    "could not be read on the server. Try it by itself; if that fails too, tell whoever runs the portal.";

/// An archive that is being carried.
pub(super) struct Running {
    services: Services,
    /// Who carries it away, in which session.
    account: SignedIn,
    visitor: Visitor,
    times: Times,
    /// What is still to come.
    waiting: std::vec::IntoIter<Place>,
    zipped: Zipped,
    open: Option<Open>,
    /// What did not come, and why.
    left_out: Vec<String>,
}

/// The document whose turn it is.
struct Open {
    bytes: BoxStream<'static, io::Result<Bytes>>,
    /// Bytes still to come.
    left: u64,
}

impl Running {
    /// Before the first document.
    pub(super) fn new(
        services: Services,
        account: SignedIn,
        visitor: Visitor,
        times: Times,
        places: Vec<Place>,
    ) -> Self {
        let (waiting, zipped) = (places.into_iter(), Zipped::new());
        Running { services, account, visitor, times, waiting, zipped, open: None, left_out: Vec::new() }
    }

    /// The archive's bytes. An error cuts the transfer: without its end nobody takes it for whole.
    pub(super) fn bytes(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        stream::try_unfold(self, Running::next)
    }

    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        loop {
            if let Some(piece) = self.zipped.take() {
                return Ok(Some((piece, self)));
            }
            if self.zipped.is_whole() {
                return Ok(None);
            }
            self.go_on().await?;
        }
    }

    async fn go_on(&mut self) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            if let Some(piece) = open.bytes.next().await {
                let piece = piece?;
                open.left = open.left.saturating_sub(piece.len() as u64);
                return self.zipped.write(&piece);
            }
            if open.left > 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.open = None;
        }
        match self.waiting.next() {
            Some(place) => self.begin(place).await,
            None => self.end(),
        }
    }

    async fn begin(&mut self, place: Place) -> io::Result<()> {
        let readable = match self.readable(&place.id).await {
            Err(AppError::NotFound | AppError::Forbidden) => {
                self.left_out.push(format!("{} {NOT_OPEN}", place.path));
                return Ok(());
            }
            readable => readable.map_err(cut)?,
        };
        let sound = match Sound::of(&self.services, &readable) {
            Ok(sound) => sound,
            Err(bar) => {
                self.left_out.push(format!("{} {}", place.path, bar.why_left_out()));
                return Ok(());
            }
        };
        let left = u64::try_from(readable.stored().size).unwrap_or_default();
        let Ok(bytes) = contents::open(&self.services, &sound, 0, left).await else {
            self.left_out.push(format!("{} {NOT_THERE}", place.path));
            return Ok(());
        };
        download::note(&self.services, &self.account, &self.visitor, &readable).await.map_err(cut)?;
        self.zipped.begin(&place.path, self.times.on_the_wall(readable.stored().created_at), left)?;
        let asking = Asking::new(&self.services, &self.account, &self.visitor, &readable);
        let bytes = download::while_allowed(asking, bytes).boxed();
        self.open = Some(Open { bytes, left });
        Ok(())
    }

    /// The proof for the next document, for who this person is now: the session may have ended, the role be another.
    async fn readable(&mut self, id: &DocumentId) -> Result<Readable> {
        let mut tx = self.services.db.read().await?;
        let live = accounts::live_session_by_id(&mut tx, &self.account.session, Instant(0), Instant(0)).await?;
        drop(tx);
        let (account, _) = live.ok_or(AppError::NotSignedIn)?;
        self.account = account;
        download::readable(&self.services, &self.account, &self.visitor, id).await
    }

    fn end(&mut self) -> io::Result<()> {
        if !self.left_out.is_empty() {
            let words = format!("These documents are not in this archive.\r\n\r\n{}\r\n", self.left_out.join("\r\n"));
            let now = self.times.on_the_wall(self.services.now());
            self.zipped.begin(LEFT_OUT, now, words.len() as u64)?;
            self.zipped.write(words.as_bytes())?;
        }
        self.zipped.end()
    }
}

/// Ends the transfer. What went wrong stands in the server's log already.
fn cut(error: AppError) -> io::Error {
    let kind = if error == AppError::NotSignedIn { io::ErrorKind::PermissionDenied } else { io::ErrorKind::Other };
    kind.into()
}
