//! Reminders, acted out.

use super::Walk;
use crate::support::Browser;

impl Walk<'_> {
    /// The firm's hours and rules, those of this request, and a reminder by hand.
    pub(super) async fn reminders(&mut self, anjali: &Browser, request: &str, contact: &str) {
        let hours = [("working_days[]", "1"), ("working_days[]", "2"), ("mail_from", "08:00"), ("mail_until", "16:00")];
        self.act(anjali, "save_reminder_hours", &hours).await;
        let rule = [("days", "31"), ("side", "before"), ("received", "nothing")];
        self.act(anjali, "add_firm_rule", &rule).await;
        let own = self.text("SELECT id FROM chase_rules WHERE days = -31").await;
        let other = [("rule", own.as_str()), ("days", "31"), ("side", "before"), ("received", "some")];
        self.act(anjali, "change_firm_rule", &other).await;
        self.act(anjali, "remove_firm_rule", &[("rule", &own)]).await;
        let of = ("request", request);
        self.act(anjali, "choose_chasing", &[of, ("chasing", "own")]).await;
        self.act(anjali, "add_request_rule", &[&[of][..], &rule].concat()).await;
        let own = self.text("SELECT id FROM chase_rules WHERE days = -31").await;
        let other = [("rule", own.as_str()), ("days", "31"), ("side", "before"), ("received", "some")];
        self.act(anjali, "change_request_rule", &[&[of][..], &other].concat()).await;
        self.act(anjali, "remove_request_rule", &[of, ("rule", &own)]).await;
        self.act(anjali, "remind_now", &[of, ("contacts[]", contact)]).await;
    }
}
