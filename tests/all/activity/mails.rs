//! Mails that were given up, acted out.

use super::Walk;
use crate::support::Browser;
use gk_nexus::server::post::Undelivered;

impl Walk<'_> {
    /// What is on its way fails; one is sent again, and fails once more and is set aside.
    pub(super) async fn mails(&mut self, anjali: &Browser) {
        self.app.mailbox.refuse(Some(Undelivered::Never { why: "Closed".into() }));
        self.app.deliver().await;
        let mail = self.text("SELECT MIN(id) FROM outbox WHERE state = 'failed'").await;
        self.act(anjali, "send_mail_again", &[("mail", &mail)]).await;
        self.app.deliver().await;
        self.act(anjali, "set_mail_aside", &[("mail", &mail)]).await;
        self.app.mailbox.refuse(Some(Undelivered::NoSuchAddress { why: "5.1.1 Gone".into() }));
        let mail = self.text("SELECT MIN(id) FROM outbox WHERE state = 'failed'").await;
        self.act(anjali, "send_mail_again", &[("mail", &mail)]).await;
        self.app.deliver().await;
        self.app.mailbox.refuse(None);
        let stopped = self.text("SELECT MIN(address) FROM mail_stops WHERE resumed_at IS NULL").await;
        self.act(anjali, "resume_mail", &[("address", &stopped)]).await;
    }
}
