//! The firm, its clients, their access and their documents, acted out.

use super::{ANJALI, MARIAM, PDF, Walk};
use crate::support::Browser;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use gk_nexus::server::post::Undelivered;

const LINA: &str = "lina@example.com";
const NEW: &str = "quite another sentence";

impl Walk<'_> {
    /// Sets up the firm, signs out and in: the owner's browser.
    pub(super) async fn firm(&mut self) -> Browser {
        let link = gk_nexus::accounts::setup::link(&self.app.services).await.unwrap().unwrap();
        let (anjali, again) = (self.app.browser(), self.app.browser());
        let typed = [
            ("token", last(&link)),
            ("firm_name", "Persaud & Vale"),
            ("firm_email", ANJALI),
            ("firm_phone", ""),
            ("time_zone", "UTC"),
            ("name", "Anjali Persaud"),
            ("email", ANJALI),
            ("password", PASSWORD),
        ];
        self.act(&anjali, "set_up", &typed).await;
        self.act(&anjali, "sign_out", &[]).await;
        self.act(&again, "sign_in", &[("email", ANJALI), ("password", PASSWORD)]).await;
        let typed = [("firm_name", "Vale"), ("firm_email", ANJALI), ("accent", "#0d5560"), ("time_zone", "UTC")];
        self.act(&again, "save_firm", &typed).await;
        self.act(&again, "save_room", &[("room", "2000")]).await;
        again
    }

    /// A client with two contacts: ids of the client and of both.
    pub(super) async fn clients(&mut self, anjali: &Browser) -> [String; 3] {
        self.act(anjali, "create_client", &[("name", "Mariam Rahman"), ("email", MARIAM), ("phone", "")]).await;
        let client = last(&anjali.open("/clients").await.links("Mariam").remove(0)).to_owned();
        let typed = [("client", client.as_str()), ("name", "Rahman"), ("email", MARIAM), ("phone", "")];
        self.act(anjali, "change_client", &typed).await;
        self.act(anjali, "add_contact", &[("client", &client), ("name", "Lina Rahman"), ("email", LINA)]).await;
        self.act(anjali, "archive_client", &[("client", &client)]).await;
        self.act(anjali, "restore_client", &[("client", &client)]).await;
        let tab = anjali.tab(&format!("/clients/{client}")).await;
        let contact = |email: &str| tab.form_beside("Send Portal Invite", email).values[0].1.clone();
        let (mariam, lina) = (contact(MARIAM), contact(LINA));
        let typed = [("client", client.as_str()), ("contact", &mariam), ("name", "Mariam Rahman"), ("email", MARIAM)];
        self.act(anjali, "change_contact", &typed).await;
        [client, mariam, lina]
    }

    /// The first contact is invited in every way and activates: their browser.
    pub(super) async fn invitations(&mut self, anjali: &Browser, whom: [(&str, &str); 2]) -> Browser {
        let invite = [whom[0], whom[1], ("email", MARIAM)];
        self.act(anjali, "send_invitation", &invite).await;
        self.act(anjali, "resend_invitation", &whom).await;
        self.act(anjali, "revoke_invitation", &whom).await;
        anjali.call("send_invitation", &invite).await;
        self.app.mailbox.refuse(Some(Undelivered::Never { why: "Closed".into() }));
        self.app.deliver().await;
        self.act(anjali, "try_mail_again", &whom).await;
        self.app.mailbox.refuse(None);
        for email in ["mariam.r@example.com", MARIAM] {
            self.act(anjali, "correct_invitation", &[whom[0], whom[1], ("email", email)]).await;
        }
        let link = self.app.invitation_link(MARIAM).await;
        let mariam = self.app.browser();
        self.act(&mariam, "ask_for_new_link", &[("token", last(&link))]).await;
        self.act(&mariam, "activate_account", &[("token", last(&link)), ("password", PASSWORD)]).await;
        mariam
    }

    pub(super) async fn documents(&mut self, anjali: &Browser, mariam: &Browser, [client, _, lina]: [&str; 3]) {
        let begun = self.act(mariam, "begin_upload", &[("client", client), ("name", "a.pdf"), ("size", "19")]).await;
        let (receipt, upload) = (begun["receipt"].as_str().unwrap(), begun["upload"].as_str().unwrap());
        assert_eq!(mariam.put(upload, PDF).await.0, 204);
        self.act(mariam, "finish_upload", &[("receipt", receipt)]).await;
        let documents = anjali.open(&format!("/clients/{client}/documents")).await;
        let document = documents.links("Download").remove(0).split('/').nth(2).unwrap().to_owned();
        self.act(anjali, "share_document", &[("client", client), ("document", &document), ("contacts[]", lina)]).await;
        self.act(anjali, "end_share", &[("client", client), ("document", &document), ("contact", lina)]).await;
    }

    pub(super) async fn access(&mut self, anjali: &Browser, whom: [(&str, &str); 2]) {
        self.act(anjali, "disable_access", &whom).await;
        self.act(anjali, "enable_access", &whom).await;
        for _ in 0..5 {
            self.app.browser().sign_in(MARIAM, "not the password").await;
        }
        self.act(anjali, "unlock", &whom).await;
        self.act(anjali, "send_reset_to_contact", &whom).await;
        self.act(&self.app.browser(), "send_reset_link", &[("email", MARIAM)]).await;
        self.app.deliver().await;
        let link = link(&self.app.mailbox.last_to(MARIAM), &self.app.base, "/reset-password/");
        self.act(&self.app.browser(), "set_new_password", &[("token", last(&link)), ("password", NEW)]).await;
        self.act(anjali, "change_password", &[("current_password", PASSWORD), ("new_password", NEW)]).await;
        self.act(anjali, "confirm_password", &[("password", NEW)]).await;
        let details = [("name", "Anjali Persaud"), ("email", ANJALI), ("phone", "+592 555 0199")];
        self.act(anjali, "change_details", &details).await;
        let phone = self.app.browser();
        phone.sign_in(ANJALI, NEW).await.must_say("Sign out");
        let device = anjali.open("/account").await.form("Sign out this device").values;
        let device = device.iter().find(|(name, _)| name == "device").unwrap().1.clone();
        self.act(anjali, "end_device", &[("device", &device)]).await;
        self.act(anjali, "end_other_devices", &[]).await;
    }
}

/// The last part of an address.
fn last(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}
