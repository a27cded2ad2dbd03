//! The team, acted out.

use super::Walk;
use crate::support::Browser;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;

const THOMAS: &str = "thomas@persaudvale.example";

impl Walk<'_> {
    /// Somebody is invited in every way and joins; gets another role, loses a second step, leaves and comes back.
    pub(super) async fn team(&mut self, anjali: &Browser) {
        let thomas = [("name", "Thomas Vale"), ("email", THOMAS), ("role", "manager")];
        self.act(anjali, "invite_colleague", &thomas).await;
        let id = field(anjali, "/settings/team", "Take back invitation", "invitation").await;
        self.act(anjali, "revoke_colleague_invitation", &[("invitation", &id)]).await;
        assert!(anjali.call("invite_colleague", &thomas).await.0 < 300);
        let id = field(anjali, "/settings/team", "Send new link", "invitation").await;
        self.act(anjali, "resend_colleague_invitation", &[("invitation", &id)]).await;
        self.app.deliver().await;
        let path = link(&self.app.mailbox.last_to(THOMAS), &self.app.base, "/join/");
        let token = path.rsplit('/').next().unwrap();
        self.act(&self.app.browser(), "join_team", &[("token", token), ("password", PASSWORD)]).await;
        let page = anjali.open("/settings/team").await.links("Thomas Vale").remove(0);
        let id = field(anjali, &page, "Change role", "account").await;
        let own = ("account", id.as_str());
        self.act(anjali, "change_role", &[own, ("role", "staff")]).await;
        let factor = format!(
            "INSERT INTO second_factors (id, account_id, kind, name, secret, counter, created_at, confirmed_at)
            VALUES ('{id}', '{id}', 'passkey', 'Key', 'x', 0, 1, 1)"
        );
        self.app.run(&factor).await.unwrap();
        self.act(anjali, "reset_colleague_factor", &[own]).await;
        self.act(anjali, "deactivate_colleague", &[own]).await;
        self.act(anjali, "activate_colleague", &[own]).await;
    }
}

async fn field(anjali: &Browser, page: &str, button: &str, name: &str) -> String {
    let form = anjali.open(page).await.form(button);
    form.values.iter().find(|(field, _)| field == name).unwrap().1.clone()
}
