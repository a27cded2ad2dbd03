//! Matter types and matters, acted out.

use super::Walk;
use crate::support::Browser;

impl Walk<'_> {
    /// A matter type with two phases: its id.
    pub(super) async fn matter_types(&mut self, anjali: &Browser) -> String {
        self.act(anjali, "save_matter_type", &[("name", "Probate abroad")]).await;
        let kind = self.text("SELECT id FROM matter_types WHERE name = 'Probate abroad'").await;
        let of = ("matter_type", kind.as_str());
        for name in ["Hear the heirs", "Write abroad"] {
            let typed = [of, ("name", name), ("client_name", name), ("sentence", "We are at work.")];
            self.act(anjali, "save_phase", &typed).await;
        }
        let second = self.text("SELECT id FROM phases WHERE name = 'Write abroad'").await;
        self.act(anjali, "move_phase", &[of, ("phase", &second), ("way", "up")]).await;
        self.act(anjali, "archive_phase", &[of, ("phase", &second)]).await;
        self.act(anjali, "restore_phase", &[of, ("phase", &second)]).await;
        for task in ["Find the will", "Call the consul"] {
            self.act(anjali, "save_type_task", &[of, ("task", task)]).await;
        }
        let task = self.text("SELECT id FROM type_tasks WHERE title = 'Call the consul'").await;
        self.act(anjali, "move_type_task", &[of, ("id", &task), ("way", "up")]).await;
        self.act(anjali, "remove_type_task", &[of, ("id", &task)]).await;
        self.act(anjali, "save_type_deadline", &[of, ("title", "Answer the consul"), ("days", "30")]).await;
        let deadline = self.text("SELECT id FROM type_deadlines WHERE title = 'Answer the consul'").await;
        self.act(anjali, "remove_type_deadline", &[of, ("id", &deadline)]).await;
        self.act(anjali, "archive_matter_type", &[of]).await;
        self.act(anjali, "restore_matter_type", &[of]).await;
        kind
    }

    /// Two matters of this type; everything that is done in one: its id.
    pub(super) async fn matters(&mut self, anjali: &Browser, kind: &str, [client, contact]: [&str; 2]) -> String {
        let open = |title| [("client", client), ("type_id", kind), ("title", title), ("start_on", "2026-11-24")];
        self.act(anjali, "open_matter", &open("Return for 2024")).await;
        self.act(anjali, "open_matter", &open("Return for 2025")).await;
        let matter = self.text("SELECT id FROM matters WHERE title = 'Return for 2025'").await;
        let other = self.text("SELECT id FROM matters WHERE title = 'Return for 2024'").await;
        let reference = self.text("SELECT reference FROM matters WHERE title = 'Return for 2024'").await;
        let of = ("matter", matter.as_str());
        let seen = self.changed_at(&matter).await;
        let typed = [of, ("changed_at", &seen), ("title", "Tax return 2025"), ("start_on", "2026-11-24")];
        self.act(anjali, "change_matter", &typed).await;
        self.act(anjali, "show_matter", &[of, ("contacts[]", contact)]).await;
        let seen = self.changed_at(&matter).await;
        self.act(anjali, "change_status", &[of, ("changed_at", &seen), ("status", "In progress")]).await;
        let phase = self.text("SELECT id FROM phases WHERE name = 'Hear the heirs'").await;
        let seen = self.changed_at(&matter).await;
        self.act(anjali, "enter_phase", &[of, ("changed_at", &seen), ("phase", &phase)]).await;
        self.act(anjali, "change_sentence", &[of, ("sentence", "We wait for the bank.")]).await;
        self.act(anjali, "link_matters", &[of, ("reference", &reference)]).await;
        self.act(anjali, "unlink_matters", &[of, ("other", &other)]).await;
        self.act(anjali, "add_matter_note", &[of, ("words", "Called the bank."), ("for_client", "yes")]).await;
        let note = self.text("SELECT id FROM matter_notes").await;
        self.act(anjali, "hide_matter_note", &[of, ("note", &note)]).await;
        self.act(anjali, "remove_matter_note", &[of, ("note", &note)]).await;
        self.matters_lists(anjali, of).await;
        matter
    }

    async fn matters_lists(&mut self, anjali: &Browser, of: (&str, &str)) {
        self.act(anjali, "add_deadline", &[of, ("title", "File"), ("due_on", "2026-12-01")]).await;
        let deadline = self.text("SELECT id FROM deadlines").await;
        let one = ("deadline", deadline.as_str());
        self.act(anjali, "change_deadline", &[of, one, ("title", "File it"), ("due_on", "2026-12-02")]).await;
        self.act(anjali, "finish_deadline", &[of, one, ("done", "yes")]).await;
        self.act(anjali, "remove_deadline", &[of, one]).await;
        self.act(anjali, "add_task", &[of, ("task", "Check the bank")]).await;
        let task = self.text("SELECT id FROM tasks WHERE title = 'Check the bank'").await;
        self.act(anjali, "save_checklist", &[of, ("done[]", &task)]).await;
        self.act(anjali, "remove_task", &[of, ("task", &task)]).await;
    }

    /// As of when a page shows this matter.
    async fn changed_at(&self, matter: &str) -> String {
        self.text(&format!("SELECT CAST(changed_at AS TEXT) FROM matters WHERE id = '{matter}'")).await
    }
}
