//! The bytes of a file between the request and whoever receives them. A request may end at any moment: the line breaks,
//! the browser goes away, and what was waiting for it is dropped. So the work is done in a task of its own that the
//! request only feeds: it always comes to its end, and takes away what a cut-off file left.

use crate::kernel::{AppError, Result};
use crate::server::faults::fault;
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc;

/// The bytes as the task gets them; a request that went away before the last of them ends in an error.
pub(super) type Arriving = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>;

/// How many files are coming in now, in this process.
static COMING: AtomicUsize = AtomicUsize::new(0);

/// How many files are coming in now: whoever stops the server waits for them a little longer.
pub fn coming() -> usize {
    COMING.load(Ordering::Relaxed)
}

/// One file that is coming in; dropped, it no longer is.
struct Coming;

impl Coming {
    fn begin() -> Self {
        COMING.fetch_add(1, Ordering::Relaxed);
        Coming
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        COMING.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Does `work` with the bytes, in a task of its own.
pub(super) async fn feed<S, E, F, W, T>(mut bytes: S, work: F) -> Result<T>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    F: FnOnce(Arriving) -> W,
    W: Future<Output = Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let (send, take) = mpsc::channel(1);
    let (work, coming) = (work(arriving(take)), Coming::begin());
    let working = tokio::spawn(async move {
        let done = work.await;
        drop(coming);
        done
    });
    let mut whole = true;
    while let Some(piece) = bytes.next().await {
        whole = piece.is_ok();
        let taken = send.send(Some(piece.map_err(|_| AppError::Unreadable))).await;
        if !whole || taken.is_err() {
            break;
        }
    }
    if whole {
        // Without this word the end of the bytes reads as a request that went away.
        let _ = send.send(None).await;
    }
    drop(send);
    working.await.map_err(fault)?
}

fn arriving(take: mpsc::Receiver<Option<Result<Bytes>>>) -> Arriving {
    Box::pin(stream::unfold(Some(take), |take| async move {
        let mut take: mpsc::Receiver<_> = take?;
        match take.recv().await {
            Some(Some(piece)) => Some((piece, Some(take))),
            Some(None) => None,
            None => Some((Err(AppError::Unreadable), None)),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tokio::sync::Notify;

    async fn gather(mut bytes: Arriving) -> Result<usize> {
        let mut count = 0;
        while let Some(piece) = bytes.next().await {
            count += piece?.len();
        }
        Ok(count)
    }

    fn pieces(broken: bool) -> impl Stream<Item = Result<Bytes, ()>> + Unpin {
        let piece = || Ok(Bytes::from_static(b"abc"));
        stream::iter(vec![piece(), piece(), if broken { Err(()) } else { piece() }])
    }

    #[tokio::test]
    async fn what_comes_whole_is_told_from_what_breaks_off() {
        assert_eq!(feed(pieces(false), gather).await, Ok(9));
        assert_eq!(feed(pieces(true), gather).await, Err(AppError::Unreadable));
        let nothing = stream::iter(Vec::<Result<Bytes, ()>>::new());
        assert_eq!(feed(nothing, gather).await, Ok(0));
    }

    #[tokio::test]
    async fn whoever_refuses_early_is_heard_and_the_rest_is_not_waited_for() {
        let endless = stream::repeat_with(|| Ok::<_, ()>(Bytes::from_static(b"abc")));
        let refused = feed(endless, |_| async { Err::<(), _>(AppError::NoRoom) }).await;
        assert_eq!(refused, Err(AppError::NoRoom));
    }

    #[tokio::test]
    async fn the_work_ends_by_itself_when_nobody_waits_any_more() {
        let ended = Arc::new(Notify::new());
        let told = ended.clone();
        let never = stream::pending::<Result<Bytes, ()>>();
        let feeding = feed(never, |bytes| async move {
            let cut = gather(bytes).await;
            told.notify_one();
            cut
        });
        let mut feeding = Box::pin(feeding);
        assert!(futures::poll!(feeding.as_mut()).is_pending());
        drop(feeding);
        ended.notified().await;
    }
}
