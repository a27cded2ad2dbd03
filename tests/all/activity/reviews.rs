//! Reviews and their rules, acted out.

use super::Walk;
use crate::support::Browser;

impl Walk<'_> {
    /// What was sent is reviewed, and that is undone.
    pub(super) async fn reviews(&mut self, anjali: &Browser) {
        let submission = self.text("SELECT id FROM submissions").await;
        let of = ("submission", submission.as_str());
        self.act(anjali, "review_document", &[of, ("verdict", "rejected"), ("reason", "Too dark")]).await;
        let decision = self.text("SELECT id FROM decisions").await;
        self.act(anjali, "undo_review", &[("decision", &decision)]).await;
        for words in ["Too dark to read", "A page is missing"] {
            self.act(anjali, "add_reason", &[("words", words)]).await;
        }
        let reason = self.text("SELECT id FROM canned_reasons WHERE words = 'A page is missing'").await;
        self.act(anjali, "change_reason", &[("reason", &reason), ("words", "Pages are missing")]).await;
        self.act(anjali, "move_reason", &[("reason", &reason), ("up", "true")]).await;
        self.act(anjali, "remove_reason", &[("reason", &reason)]).await;
        let removal = self.text("SELECT id FROM removals WHERE thing = 'reason'").await;
        self.act(anjali, "undo_removal", &[("removal", &removal)]).await;
        self.act(anjali, "save_filing", &[("pattern", "{client} {item}")]).await;
        // Looking at a document is a mark that ends by itself; what is decided stands in the log.
        let lines = self.lines().await;
        for action in ["hold_submission", "let_go_submission"] {
            assert_eq!(anjali.call(action, &[of]).await.0, 200, "{action}");
        }
        assert_eq!(self.lines().await, lines);
    }
}
