//! Mails that were given up are listed with the reason, can be tried again, and are set aside when somebody has dealt
//! with them; and the small stories around links that ended.

use crate::on_both_databases;
use crate::support::mailbox::Mailbox;
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;
use gk_nexus::server::post::{Carrier, Carrying, Envelope, Undelivered};
use std::sync::Arc;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const MAILS: &str = "/settings/mail";

/// Mariam asks for a reset, and the mail with it can't be sent.
async fn with_a_failed_reset(app: &TestApp) -> Browser {
    let anjali = app.owner().await;
    app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    app.deliver().await;
    app.mailbox.refuse(Some(Undelivered::Never { why: "Resend does not know this address".into() }));
    let form = app.browser().open("/forgot-password").await.form("Send reset link");
    form.fill("Email", MARIAM).send().await.must_be(200);
    app.deliver().await;
    app.mailbox.refuse(None);
    anjali
}

/// A carrier that a fault of ours trips over mail to Mariam.
struct Trips(Mailbox);

impl Carrier for Trips {
    fn carry<'a>(&'a self, envelope: &'a Envelope) -> Carrying<'a> {
        assert!(envelope.to != MARIAM, "a fault of our own");
        self.0.carry(envelope)
    }

    fn name(&self) -> &'static str {
        "a carrier that trips"
    }

    fn delivers(&self) -> bool {
        true
    }
}

on_both_databases! {
    async fn a_mail_that_trips_the_server_stands_in_nobodys_way(app: TestApp) {
        let mut app = app;
        let anjali = app.owner().await;
        for (name, email) in [("Mariam Rahman", MARIAM), ("Lina Rahman", "lina@example.com")] {
            let profile = app.client(&anjali, name, email).await;
            anjali.invite(&profile).await.must_be(200);
        }
        app.services.carrier = Arc::new(Trips(app.mailbox.clone()));
        app.deliver().await;
        assert_eq!(app.mailbox.to("lina@example.com").len(), 1, "the mail after it waits");
        anjali.open(MAILS).await.must_say(MARIAM).must_say("A fault of our own; the server’s log says more");
    }

    async fn staff_see_why_a_mail_could_not_be_sent_and_try_again(app: TestApp) {
        let anjali = with_a_failed_reset(&app).await;
        let frida = app.staff(Role::FrontDesk, "Frida Ramos", "frida@persaudvale.example").await;
        let page = anjali.open(MAILS).await;
        page.must_say("Password reset").must_say(MARIAM).must_say("Resend does not know this address.");
        frida.open(MAILS).await.form("Try again").send().await.must_be(200).must_say("Every mail has left");
        app.deliver().await;
        assert_eq!(app.mailbox.last_to(MARIAM).subject, "Set a new password for Persaud & Vale’s client portal");
        page.form("Try again").send().await.must_be(404);
    }

    async fn a_mail_whose_link_has_ended_is_not_tried_again(app: TestApp) {
        let anjali = with_a_failed_reset(&app).await;
        app.wait(Span::minutes(61));
        anjali.sign_in(ANJALI, PASSWORD).await;
        let page = anjali.open(MAILS).await.form("Try again").send().await;
        page.must_be(409).must_say("The link in this mail has ended. Send a new one instead.");
        page.form("Set aside").send().await.must_be(200).must_say("is set aside").must_say("Every mail has left");
        let mails = app.mailbox.all().len();
        app.deliver().await;
        assert_eq!(app.mailbox.all().len(), mails);
        anjali.open("/activity").await.must_say("Set aside the mail “password reset” to mariam@example.com");
    }

    async fn asking_from_the_older_of_two_mails_is_told_on_the_tab(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.invite(&profile).await;
        let older = app.invitation_link(MARIAM).await;
        anjali.tab(&profile).await.form("Resend Invitation").send().await.must_be(200);
        app.browser().open(&older).await.form("Ask for a new link").send().await.must_be(200);
        anjali.tab(&profile).await.must_say("asked for a new link");
    }

    async fn who_asks_for_a_link_they_do_not_need_is_told_how_to_sign_in(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.invite(&profile).await;
        let link = app.invitation_link(MARIAM).await;
        app.activate(MARIAM).await;
        app.browser().open(&link).await.form("Ask for a new link").send().await.must_be(200);
        app.deliver().await;
        let mail = app.mailbox.last_to(ANJALI);
        assert!(mail.text.contains("They need none") && !mail.text.contains("Resend Invitation"), "{}", mail.text);
    }
}
