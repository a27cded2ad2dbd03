//! Looking at the portal as a contact sees it, acted out.

use super::Walk;
use crate::support::Browser;

impl Walk<'_> {
    pub(super) async fn looking(&mut self, anjali: &Browser, whom: [(&str, &str); 2]) {
        self.act(anjali, "look_as_contact", &whom).await;
        self.act(anjali, "stop_looking", &[]).await;
        // Who does not look has nothing to stop.
        let lines = self.lines().await;
        assert_eq!(anjali.call("stop_looking", &[]).await.0, 200);
        assert_eq!(self.lines().await, lines);
        self.act(anjali, "verify_log", &[]).await;
    }
}
