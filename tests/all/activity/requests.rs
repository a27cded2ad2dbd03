//! Request templates, requests, and what contacts answer, acted out.

use super::Walk;
use crate::support::Browser;

impl Walk<'_> {
    /// A template with one thing: its id.
    pub(super) async fn templates(&mut self, anjali: &Browser) -> String {
        self.act(anjali, "save_template", &[("name", "Papers of heirs"), ("due_days", "7")]).await;
        let template = self.text("SELECT id FROM request_templates WHERE name = 'Papers of heirs'").await;
        let of = ("template", template.as_str());
        for title in ["Birth certificate", "Letter of the consul"] {
            self.act(anjali, "save_template_item", &[of, ("title", title), ("need", "required")]).await;
        }
        let second = self.text("SELECT id FROM template_items WHERE title = 'Letter of the consul'").await;
        self.act(anjali, "move_template_item", &[of, ("item", &second), ("way", "up")]).await;
        self.act(anjali, "remove_template_item", &[of, ("item", &second)]).await;
        self.act(anjali, "archive_template", &[of]).await;
        self.act(anjali, "restore_template", &[of]).await;
        template
    }

    /// A draft of this contact's, with everything that is done to it before and after it is sent: the sent request's id.
    pub(super) async fn requests(&mut self, anjali: &Browser, template: &str, whom: [&str; 2]) -> String {
        let request = self.draft(anjali, whom, "Papers for 2025").await;
        let of = ("request", request.as_str());
        for title in ["Lease", "Passport", "Visa"] {
            self.act(anjali, "save_request_item", &[of, ("title", title), ("need", "required")]).await;
        }
        let [lease, passport, visa] = [self.item("Lease").await, self.item("Passport").await, self.item("Visa").await];
        self.act(anjali, "move_request_item", &[of, ("item", &passport), ("way", "up")]).await;
        self.act(anjali, "remove_request_item", &[of, ("item", &visa)]).await;
        let shown = [("shown[]", lease.as_str()), ("shown[]", passport.as_str()), ("keep[]", passport.as_str())];
        self.act(anjali, "keep_request_items", &[&[of][..], &shown].concat()).await;
        assert_eq!(self.app.count("SELECT COUNT(*) FROM request_items").await, 1, "{lease} is taken out");
        self.act(anjali, "add_templates_to_request", &[of, ("templates[]", template)]).await;
        let seen = self.text("SELECT CAST(changed_at AS TEXT) FROM requests").await;
        let [_, contact] = whom;
        let typed = [("title", "Papers"), ("due_on", "2026-12-02"), ("contacts[]", contact), ("seen", seen.as_str())];
        self.act(anjali, "change_request", &[&[of][..], &typed].concat()).await;
        self.act(anjali, "send_request", &[of]).await;
        self.act(anjali, "save_request_item", &[of, ("title", "Tenancy"), ("need", "required")]).await;
        let tenancy = self.item("Tenancy").await;
        self.act(anjali, "withdraw_request_item", &[of, ("item", &tenancy)]).await;
        let _ = anjali.call("save_request_item", &[of, ("title", "Loans"), ("need", "optional")]).await;
        self.act(anjali, "tell_of_changes", &[of]).await;
        let unwanted = self.draft(anjali, whom, "Nothing").await;
        self.act(anjali, "discard_request", &[("request", &unwanted)]).await;
        let back = self.draft(anjali, whom, "Too early").await;
        let _ = anjali.call("save_request_item", &[("request", &back), ("title", "Will"), ("need", "required")]).await;
        self.act(anjali, "send_request", &[("request", &back)]).await;
        self.act(anjali, "withdraw_request", &[("request", &back)]).await;
        self.act(anjali, "undo_withdrawal", &[("request", &back)]).await;
        let matter = self.text("SELECT id FROM matters WHERE title = 'Return for 2024'").await;
        let about = ("matter", matter.as_str());
        let closed = "UPDATE matters SET open = FALSE, status = 'Completed' WHERE title = 'Return for 2024'";
        self.app.run(closed).await.unwrap();
        self.app.run(&format!("UPDATE requests SET matter_id = '{matter}' WHERE id = '{back}'")).await.unwrap();
        self.act(anjali, "withdraw_requests_of_matter", &[about]).await;
        request
    }

    async fn draft(&mut self, anjali: &Browser, [client, contact]: [&str; 2], title: &str) -> String {
        let typed = [("client", client), ("contacts[]", contact), ("title", title), ("due_on", "2026-12-01")];
        self.act(anjali, "draft_request", &typed).await;
        self.text(&format!("SELECT id FROM requests WHERE title = '{title}'")).await
    }

    async fn item(&self, title: &str) -> String {
        self.text(&format!("SELECT id FROM request_items WHERE title = '{title}'")).await
    }

    /// The contact answers, asks, and ends; staff answer and open again.
    pub(super) async fn answers(&mut self, anjali: &Browser, mariam: &Browser, request: &str, contact: &str) {
        let passport = self.item("Passport").await;
        let of = [("request", request), ("item", passport.as_str())];
        let whose = [of[0], of[1], ("contact", contact)];
        self.act(mariam, "answer_item", &[of[0], of[1], ("answer", "have not")]).await;
        self.act(mariam, "take_back_answer", &of).await;
        for words in ["Which page?", "In colour?"] {
            self.act(mariam, "answer_item", &[of[0], of[1], ("answer", "question"), ("words", words)]).await;
            match words {
                "Which page?" => {
                    self.act(anjali, "answer_question", &[&whose[..], &[("words", "The photo")]].concat()).await
                }
                _ => self.act(anjali, "close_question", &whose).await,
            };
        }
        let away = [of[0], of[1], ("answer", "does not apply"), ("words", "I have none")];
        self.act(mariam, "answer_item", &away).await;
        self.act(anjali, "reopen_item", &of).await;
        self.act(mariam, "answer_item", &[of[0], of[1], ("answer", "have not")]).await;
        self.act(anjali, "accept_answer", &of).await;
        self.act(anjali, "reopen_item", &of).await;
        self.act(mariam, "answer_item", &[of[0], of[1], ("answer", "later"), ("promised_on", "2026-11-30")]).await;
        self.act(mariam, "finish_for_now", &of[..1]).await;
        self.act(mariam, "choose_time_zone", &[("time_zone", "Asia/Tokyo")]).await;
    }
}
