//! Second factors, acted out: by an app, by codes, by passkeys, and what the firm does about them.

use super::{ANJALI, MARIAM, Walk};
use crate::support::authenticator::{CodeApp, PhonePasskey};
use crate::support::{Browser, TestApp};
use gk_nexus::kernel::Span;

const NEW: &str = "quite another sentence";
const ORIGIN: &str = "http://localhost:3000";

impl Walk<'_> {
    /// After the passwords: everybody's is `NEW` by then.
    pub(super) async fn factors(&mut self, anjali: &Browser, whom: [(&str, &str); 2]) {
        self.act(anjali, "begin_app", &[]).await;
        let phone = CodeApp::reading(&anjali.open("/second-factor/app").await.each("code.key").remove(0));
        self.act(anjali, "confirm_app", &[("code", &phone.shows(self.app.services.now()))]).await;
        self.app.wait(Span::seconds(30));
        anjali.open("/account").await.must_say("Authenticator app"); // When somebody was last seen is noted by that.
        let second = self.half_in(self.app.browser(), ANJALI).await;
        self.act(&second, "second_step", &[("code", &phone.shows(self.app.services.now()))]).await;
        self.act(anjali, "new_recovery_codes", &[]).await;
        // Its answer was the page that shows them once; these are the next ones.
        let codes = anjali.open("/account").await.form("Make new codes").send().await.each("ol.codes li");
        let named = self.app.named(ORIGIN).await;
        named.wait(Span::seconds(30));
        let third = self.half_in(named.browser(), ANJALI).await;
        self.act(&third, "use_recovery_code", &[("recovery_code", &codes[0])]).await;
        self.act(anjali, "save_factor_rules", &[("rules[client]", "off")]).await;
        self.act(anjali, "save_factor_rules", &[("rules[client]", "offered")]).await;
        let mariam = named.browser();
        mariam.sign_in(MARIAM, NEW).await.must_say("Sign out");
        self.passkeys(&mariam, &named).await;
        assert!(mariam.call("begin_app", &[]).await.0 < 300);
        let hers = CodeApp::reading(&mariam.open("/second-factor/app").await.each("code.key").remove(0));
        assert!(mariam.call("confirm_app", &[("code", &hers.shows(named.services.now()))]).await.0 < 300);
        self.act(anjali, "reset_second_factor", &whom).await;
    }

    async fn passkeys(&mut self, mariam: &Browser, named: &TestApp) {
        let mut key = PhonePasskey::of(ORIGIN, "key");
        let made = key.register(&mariam.call("begin_passkey", &[]).await.1);
        self.act(mariam, "add_passkey", &[("name", "Key"), ("answer", &made)]).await;
        let signed = key.sign(&mariam.call("ask_passkey", &[]).await.1);
        self.act(mariam, "confirm_passkey", &[("answer", &signed)]).await;
        let fourth = self.half_in(named.browser(), MARIAM).await;
        let signed = key.sign(&fourth.call("ask_passkey", &[]).await.1);
        self.act(&fourth, "use_passkey", &[("answer", &signed)]).await;
        let factor = mariam.open("/portal/account").await.form_beside("Remove", "Key").values;
        let factor = factor.iter().find(|(name, _)| name == "factor").unwrap().1.clone();
        self.act(mariam, "remove_factor", &[("factor", &factor)]).await;
    }

    async fn half_in(&self, browser: Browser, email: &str) -> Browser {
        browser.sign_in(email, NEW).await.must_say("One more step");
        browser
    }
}
