//! What somebody of the firm changes about themselves.

use super::{ANJALI, MAX, RENEE};
use crate::on_both_databases;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;

const NEW: &str = "renee.boyd@persaudvale.example";

on_both_databases! {
    async fn a_colleague_changes_their_own_name_and_phone_and_clients_see_it(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        app.wait(Span::minutes(6));
        let page = anjali.open("/account").await.follow("Change details").await;
        let wrong = page.form("Save details").fill("Name", "").fill("Phone", "12").send().await;
        wrong.must_be(422);
        assert!(wrong.error_beside("Name").is_some() && wrong.error_beside("Phone").is_some());
        let page = page.form("Save details").fill("Name", "Anjali Vale").fill("Phone", "+592 555 0199").send().await;
        assert_eq!(page.path, "/account", "a name asks for no password");
        page.must_be(200).must_say("Anjali Vale").must_say("+592 555 0199");
        anjali.open("/activity").await.must_say("Changed their own details: name Anjali Vale instead of Anjali Persaud, phone +592 555 0199");
        anjali.invite(&profile).await.must_be(200);
        app.deliver().await;
        let mail = app.mailbox.last_to("mariam@example.com");
        assert!(mail.text.contains("Anjali Vale") && mail.text.contains("+592 555 0199"), "{}", mail.text);
        assert!(app.mailbox.to(ANJALI).is_empty(), "only another address is told");
    }

    async fn another_address_asks_who_it_is_ends_what_is_open_and_is_told_to_both(app: TestApp) {
        let anjali = app.owner().await;
        app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        app.staff(Role::Manager, "Max Boyd", MAX).await;
        let renee = app.staff(Role::Staff, "Renée Vale", RENEE).await;
        let phone = app.browser();
        phone.sign_in(RENEE, PASSWORD).await.must_say("Sign out");
        app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", RENEE).send().await.must_be(200);
        app.deliver().await;
        let reset = link(&app.mailbox.last_to(RENEE), &app.base, "/reset-password/");
        app.wait(Span::minutes(6));

        let page = renee.open("/account/details").await.form("Save details").fill("Email", NEW).send().await;
        page.must_be(403).must_say("Confirm that it is you").must_say("What you typed is kept");
        let back = page.form("Confirm").fill("Password", PASSWORD).send().await;
        back.must_be(200).must_say("Nothing is changed yet");
        assert_eq!(back.form("Save details").value("Email"), NEW);
        for taken in [MAX, "MARIAM@example.com"] {
            let refused = back.form("Save details").fill("Email", taken).send().await;
            refused.must_be(422);
            assert!(refused.error_beside("Email").unwrap().contains("in use in the portal already"), "{taken}");
        }
        phone.open("/dashboard").await.must_say("Renée Vale");
        let page = back.form("Save details").fill("Email", NEW).send().await;
        page.must_be(200).must_say("You sign in with renee.boyd@persaudvale.example from now on.");

        assert!(phone.open("/dashboard").await.path.starts_with("/login"), "another session goes on");
        renee.open("/dashboard").await.must_be(200);
        app.browser().open(&reset).await.must_be(410);
        app.deliver().await;
        for address in [RENEE, NEW] {
            assert!(app.mailbox.last_to(address).text.contains(NEW), "{address} is not told");
        }
        app.browser().sign_in(RENEE, PASSWORD).await.must_be(422);
        app.browser().sign_in(NEW, PASSWORD).await.must_say("Sign out");
    }
}
