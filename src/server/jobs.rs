//! Work beside the requests: a bell that wakes workers when an act left something to do.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

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
