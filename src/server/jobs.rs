//! Work beside the requests: a bell that wakes workers when an act left something to do, and a pulse that tells open
//! pages that something was saved.

use crate::kernel::Result;
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// One turn of a worker. What goes wrong in it is logged, a panic as well, and ends no more than the turn.
pub async fn turn<T>(what: &str, work: impl Future<Output = Result<T>>) -> Option<T> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(Ok(done)) => Some(done),
        Ok(Err(error)) => {
            tracing::error!("{what}: {error}");
            None
        }
        Err(_) => {
            tracing::error!("{what}: a fault of our own; it is tried again");
            None
        }
    }
}

/// Wakes the workers. Rung after a transaction that left mail or other work.
#[derive(Clone, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// There may be something to do.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits until somebody rings, at most `longest`.
    pub async fn wait(&self, longest: Duration) {
        let _ = tokio::time::timeout(longest, self.0.notified()).await;
    }
}

/// Tells whoever listens that something was saved: a number that grows, and nothing else.
#[derive(Clone)]
pub struct Pulse(Arc<Beats>);

struct Beats {
    rung: Notify,
    count: watch::Sender<u64>,
    watched: AtomicBool,
}

/// The count that ends every listener.
const STOPPED: u64 = u64::MAX;

impl Default for Pulse {
    fn default() -> Self {
        Pulse(Arc::new(Beats { rung: Notify::new(), count: watch::Sender::new(0), watched: AtomicBool::new(false) }))
    }
}

impl Pulse {
    /// This process may have saved something.
    pub fn ring(&self) {
        self.0.rung.notify_one();
    }

    /// Waits until somebody rings, at most `longest`: another process rings no bell here.
    pub async fn wait(&self, longest: Duration) {
        let _ = tokio::time::timeout(longest, self.0.rung.notified()).await;
    }

    /// Something was saved: everybody who listens hears it.
    pub fn beat(&self) {
        self.0.count.send_modify(|count| *count = if *count == STOPPED { STOPPED } else { *count + 1 });
    }

    /// Hears every beat from now on.
    pub fn listen(&self) -> Listening {
        Listening(self.0.count.subscribe())
    }

    /// Whether the caller is the one who watches for beats from now on; there is one at a time.
    pub fn begin_watch(&self) -> bool {
        !self.0.watched.swap(true, Ordering::SeqCst)
    }

    /// Whether the one who watches may stop, because nobody listens.
    pub fn end_watch(&self) -> bool {
        if self.0.count.receiver_count() > 0 {
            return false;
        }
        self.0.watched.store(false, Ordering::SeqCst);
        // Somebody may have come between the two lines above and have seen that there is a watch.
        self.0.count.receiver_count() == 0 || !self.begin_watch()
    }

    /// The server stops: nobody hears anything any more.
    pub fn stop(&self) {
        self.0.count.send_replace(STOPPED);
    }
}

/// Somebody who listens.
pub struct Listening(watch::Receiver<u64>);

impl Listening {
    /// The count of the next beat, or none after `longest` without one. The error says that the server stops.
    ///
    /// # Errors
    /// When the server stops.
    pub async fn next(&mut self, longest: Duration) -> Result<Option<u64>, Stopped> {
        let heard = tokio::time::timeout(longest, self.0.changed()).await;
        let count = *self.0.borrow_and_update();
        match heard {
            _ if count == STOPPED => Err(Stopped),
            Ok(Ok(())) => Ok(Some(count)),
            Ok(Err(_)) => Err(Stopped),
            Err(_) => Ok(None),
        }
    }
}

/// The server stops.
#[derive(Debug)]
pub struct Stopped;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_listens_hears_every_beat_and_the_end() {
        let pulse = Pulse::default();
        let mut one = pulse.listen();
        assert!(matches!(one.next(Duration::ZERO).await, Ok(None)));
        pulse.beat();
        assert!(matches!(one.next(Duration::from_secs(5)).await, Ok(Some(1))));
        pulse.stop();
        pulse.beat();
        assert!(one.next(Duration::from_secs(5)).await.is_err());
        assert!(pulse.listen().next(Duration::ZERO).await.is_err(), "who comes late hears it too");
    }

    #[test]
    fn one_watches_as_long_as_somebody_listens() {
        let pulse = Pulse::default();
        let one = pulse.listen();
        assert!(pulse.begin_watch() && !pulse.begin_watch());
        assert!(!pulse.end_watch(), "somebody listens");
        drop(one);
        assert!(pulse.end_watch() && pulse.begin_watch());
    }
}
