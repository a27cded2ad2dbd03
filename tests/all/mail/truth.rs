//! What Resend tells of a mail is known, once and in whatever order; what comes back is shown where somebody can help, and
//! mail to that address stops until they do.

use super::{ANJALI, MARIAM};
use crate::on_both_databases;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use crate::support::resend::{Call, SECRET, event, no_such_user};
use crate::support::{Browser, TestApp};
use gk_nexus::kernel::Span;
use gk_nexus::server::post::Undelivered;
use serde_json::json;

const RIGHT: &str = "mariam.rahman@example.com";

/// Mariam is invited and the mail is out: Anjali, the profile, the mail's id.
async fn invited(app: &TestApp) -> (Browser, String, String) {
    let anjali = app.owner().await;
    let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
    anjali.invite(&profile).await.must_say("Pending");
    app.deliver().await;
    let mail = app.mail_id("invitation", MARIAM).await;
    (anjali, profile, mail)
}

on_both_databases! {
    async fn an_event_counts_only_with_its_signature_fresh_and_once(app: TestApp) {
        let (_, _, mail) = invited(&app).await;
        let seconds = app.services.now().0 / 1000;
        let body = event("email.bounced", &mail, no_such_user());
        let good = Call::signed(SECRET, "msg_1", seconds, &body);
        let before = app.rows(&["outbox", "mail_events", "mail_stops", "activity"]).await;
        let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let late = |by: i64| Call::signed(SECRET, "msg_1", seconds + by, &body);
        for wrong in [
            good.clone().without("svix-signature"),
            good.clone().without("svix-id"),
            good.clone().without("svix-timestamp"),
            good.clone().with("svix-id", "msg_2"),
            good.clone().with("svix-timestamp", &(seconds - 1).to_string()),
            Call { body: body.replace("bounced", "delivered"), ..good.clone() },
            Call::signed(other, "msg_1", seconds, &body),
            late(-301),
            late(301),
        ] {
            assert_eq!(app.hears(&wrong).await, 400, "{:?}", wrong.headers);
        }
        let browser = good.clone().with("sec-fetch-site", "cross-site");
        assert_eq!(app.hears(&browser).await, 403, "a page of another site can’t even replay it");
        let huge = "x".repeat(300 * 1024);
        assert_eq!(app.hears(&Call::signed(SECRET, "msg_1", seconds, &huge)).await, 413);
        assert_eq!(app.hears(&Call::signed(SECRET, "msg_1", seconds, "no JSON")).await, 400);
        for unknown in [
            event("email.opened", &mail, json!({})),
            event("email.delivered", "0190a2b3c4d57e6f8a9b0c1d2e3f4a5b", json!({ "email_id": "another" })),
            json!([]).to_string(),
            json!({ "type": "email.bounced", "data": "?" }).to_string(),
        ] {
            assert_eq!(app.hears(&Call::signed(SECRET, "msg_3", seconds, &unknown)).await, 200, "{unknown}");
        }
        assert_eq!(app.rows(&["outbox", "mail_events", "mail_stops", "activity"]).await, before, "nothing was believed");
        let calls = futures::future::join_all((0..50).map(|_| app.hears(&good))).await;
        assert!(calls.iter().all(|status| *status == 200));
        assert_eq!(app.count("SELECT COUNT(*) FROM mail_events").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'mail returned'").await, 1);
        let after = app.rows(&["outbox", "mail_events", "mail_stops", "activity"]).await;
        assert_eq!(app.hears(&good).await, 200, "told again it says nothing new");
        assert_eq!(app.rows(&["outbox", "mail_events", "mail_stops", "activity"]).await, after);
    }

    async fn whatever_the_order_the_tab_tells_how_far_the_mail_came(app: TestApp) {
        let (anjali, profile, mail) = invited(&app).await;
        anjali.tab(&profile).await.must_say("Mail sent");
        app.told("a", &event("email.delivered", &mail, json!({}))).await;
        app.told("b", &event("email.delivery_delayed", &mail, json!({}))).await;
        app.told("c", &event("email.sent", &mail, json!({}))).await;
        anjali.tab(&profile).await.must_say("delivered").must_not_say("made it wait").must_not_say("came back");
        anjali.open("/settings/mail?view=all").await.must_say("Invitation").must_say("Delivered").must_say(MARIAM);
        // A full mailbox: it came back, but the next mail may arrive.
        let full = json!({ "bounce": { "message": "Mailbox full", "type": "Transient" } });
        app.told("d", &event("email.bounced", &mail, full)).await;
        app.told("e", &event("email.delivered", &mail, json!({}))).await;
        let tab = anjali.tab(&profile).await;
        tab.must_say("The mail came back. Mailbox full.").must_not_say("Nothing more is sent");
        assert_eq!(app.count("SELECT COUNT(*) FROM mail_stops").await, 0);
        tab.form("Resend Invitation").send().await.must_be(200).must_say("Pending");
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), 2);
        anjali.tab(&profile).await.must_say("Mail sent").must_not_say("The mail came back.");
        anjali.open("/settings/mail").await.must_say("Every mail has left");
    }

    async fn a_bounced_invitation_is_flagged_and_a_corrected_address_gets_a_new_one(app: TestApp) {
        let (anjali, profile, mail) = invited(&app).await;
        let old = link(&app.mailbox.last_to(MARIAM), &app.base, "/activate/");
        let before = anjali.tab(&profile).await;
        app.told("a", &event("email.bounced", &mail, no_such_user())).await;
        let dashboard = anjali.open("/dashboard").await;
        dashboard.must_say("Invitations that did not arrive").must_say("No such user here. Correct the address there.");
        let tab = dashboard.follow("Mariam Rahman").await;
        assert_eq!(tab.path, format!("{profile}/portal-access"));
        tab.must_say("Mail to mariam@example.com came back: No such user here.").must_say("Nothing more is sent there");
        assert!(tab.tags().contains(&"Mail comes back".to_owned()), "{:?}", tab.tags());
        anjali.open(&profile).await.must_say("Mail comes back");
        let contact = tab.follow("Mariam Rahman").await;
        contact.must_say("Bounced").must_say("came back today, 10:23").must_say("Nothing more is sent there");
        anjali.open("/settings/mail").await.must_say("Nothing more is sent to these addresses").must_say("Bounced");
        anjali.open("/activity").await.must_say("The mail “invitation” to mariam@example.com came back: No such user here.");
        // To the same address nothing goes, neither again nor anew.
        assert!(!tab.has_button("Resend Invitation"), "what is refused is not offered");
        let refused = before.form("Resend Invitation").send().await;
        refused.must_be(409).must_say("Correct the address first, or say that it works");
        let same = tab.form("Send to the corrected address").send().await;
        same.must_be(422);
        assert!(same.error_beside("Corrected email").is_some_and(|words| words.contains("the address that it went to")));
        let wrong = tab.form("Send to the corrected address").fill("Corrected email", "mariam@").send().await;
        wrong.must_be(422);
        assert_eq!(wrong.form("Send to the corrected address").value("Corrected email"), "mariam@");
        assert_eq!(app.mailbox.to(MARIAM).len(), 1);
        let done = tab.form("Send to the corrected address").fill("Corrected email", RIGHT).send().await;
        done.must_be(200).must_say("A new invitation is on its way to").must_not_say("Nothing more is sent there");
        app.deliver().await;
        app.browser().open(&old).await.must_be(410);
        app.browser().open(&link(&app.mailbox.last_to(RIGHT), &app.base, "/activate/")).await.must_say("Welcome, Mariam");
        anjali.open("/dashboard").await.must_not_say("did not arrive</h2>");
        anjali.open("/settings/mail").await.must_say("Every mail has left").must_not_say("Nothing more is sent to these");
        assert_eq!(app.count("SELECT COUNT(*) FROM invitations WHERE revoked_at IS NULL").await, 1);
    }

    async fn an_invitation_called_spam_is_told_as_that_and_not_as_a_wrong_address(app: TestApp) {
        let (anjali, profile, mail) = invited(&app).await;
        app.told("a", &event("email.complained", &mail, json!({}))).await;
        let dashboard = anjali.open("/dashboard").await;
        dashboard.must_say("to mariam@example.com: they marked it as spam. Call them first.").must_not_say("Correct the");
        let tags = anjali.tab(&profile).await.must_not_say("came back").tags();
        assert!(tags.contains(&"Marked as spam".to_owned()) && !tags.contains(&"Mail comes back".to_owned()), "{tags:?}");
        let stopped = anjali.open("/settings/mail").await;
        let contact = stopped.follow("Correct the address mariam@example.com").await;
        assert!(contact.must_be(200).has_button("Save contact"), "{}", contact.path);
    }

    async fn a_mail_that_never_left_asks_for_no_other_address(app: TestApp) {
        let (anjali, profile, mail) = invited(&app).await;
        let why = json!({ "failed": { "reason": "The sending domain is not verified" } });
        app.told("a", &event("email.failed", &mail, why)).await;
        anjali.open("/dashboard").await.must_say("The sending domain is not verified. See there what helps.");
        let tab = anjali.tab(&profile).await;
        tab.must_say("The mail could not be sent. The sending domain is not verified. Once that is put right, resend");
        tab.must_not_say("Corrected email");
        assert!(tab.follow("Correct the address of Mariam Rahman").await.has_button("Save contact"));
        tab.form("Resend Invitation").send().await.must_be(200).must_say("Pending");
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), 2);
    }

    async fn correcting_a_contact_whose_invitation_came_back_sends_a_new_one_too(app: TestApp) {
        let (anjali, profile, mail) = invited(&app).await;
        app.told("a", &event("email.bounced", &mail, no_such_user())).await;
        let edit = anjali.tab(&profile).await.follow("Mariam Rahman").await;
        let saved = edit.form("Save contact").fill("Email", RIGHT).send().await;
        saved.must_be(200).must_say("A new invitation is on its way to mariam.rahman@example.com").must_say("Pending");
        app.deliver().await;
        app.browser().open(&link(&app.mailbox.last_to(RIGHT), &app.base, "/activate/")).await.must_say("Welcome, Mariam");
        // Fifty at once: one new invitation, and the others are told that it went there already.
        app.told("b", &event("email.bounced", &app.mail_id("invitation", RIGHT).await, no_such_user())).await;
        let tab = anjali.tab(&profile).await;
        let tries = (0..50).map(|_| tab.form("Send to the corrected address").fill("Corrected email", MARIAM2).send());
        let statuses: Vec<u16> = futures::future::join_all(tries).await.iter().map(|page| page.status.as_u16()).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 422].contains(status)), "{statuses:?}");
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM2).len(), 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM invitations WHERE revoked_at IS NULL").await, 1);
    }

    async fn mail_to_an_address_that_came_back_waits_until_staff_say_so(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        app.deliver().await;
        let welcome = app.mail_id("welcome", MARIAM).await;
        app.told("a", &event("email.complained", &welcome, json!({}))).await;
        let mails = app.mailbox.all().len();
        let document = [("statement.pdf", &b"%PDF-1.7\nstatement\n"[..])];
        let contact = contact(&anjali.tab(&profile).await.follow("Mariam Rahman").await.path);
        anjali.send_files(&format!("{profile}/documents"), &document, &[("contacts", &contact)]).await.must_be(200);
        app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await.must_be(200);
        app.deliver().await;
        assert_eq!(app.mailbox.all().len(), mails, "nothing was handed over");
        let list = anjali.open("/settings/mail").await;
        list.must_say("Document shared").must_say("Held back. Whoever reads mariam@example.com marked our mail as spam.");
        anjali.tab(&profile).await.must_say("marked our mail as spam").must_say("Correct the address");
        let resume = list.form("This address works");
        app.wait(Span::minutes(61));
        anjali.sign_in(ANJALI, PASSWORD).await;
        let resumed = resume.send().await;
        resumed.must_be(200).must_say("Mail goes to mariam@example.com again. One mail that waited for it leaves now.");
        app.deliver().await;
        assert!(app.mailbox.last_to(MARIAM).subject.contains("shared"), "{}", app.mailbox.last_to(MARIAM).subject);
        assert_eq!(app.mailbox.all().len(), mails + 1, "the reset's link has ended meanwhile");
        // What is told late of a mail that left before doesn't stop it again; of a later one it does.
        app.told("b", &event("email.bounced", &welcome, no_such_user())).await;
        let shared = app.mail_id("document shared", MARIAM).await;
        assert_eq!(app.count("SELECT COUNT(*) FROM mail_stops WHERE resumed_at IS NULL").await, 0);
        app.told("c", &event("email.bounced", &shared, no_such_user())).await;
        assert_eq!(app.count("SELECT COUNT(*) FROM mail_stops WHERE resumed_at IS NULL").await, 1);
        assert_eq!(anjali.call("resume_mail", &[("address", "nobody@example.com")]).await.0, 404);
    }

    async fn what_the_mail_server_says_at_its_door_counts_like_an_event(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.invite(&profile).await.must_say("Pending");
        let why = "The mail server knows no such address (550: 5.1.1 user unknown)";
        app.mailbox.refuse(Some(Undelivered::NoSuchAddress { why: why.into() }));
        app.deliver().await;
        app.mailbox.refuse(None);
        anjali.tab(&profile).await.must_say(why).must_say("Nothing more is sent there");
        assert_eq!(app.count("SELECT COUNT(*) FROM mail_stops WHERE resumed_at IS NULL").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'mail returned'").await, 1);
        // An event that is quicker than the carrier's answer: the mail is known to be out.
        let lina = app.client(&anjali, "Lina Rahman", "lina@example.com").await;
        anjali.invite(&lina).await.must_say("Pending");
        app.told("a", &event("email.delivered", &app.mail_id("invitation", "lina@example.com").await, json!({}))).await;
        app.deliver().await;
        assert!(app.mailbox.to("lina@example.com").is_empty(), "what Resend has is not sent twice");
        anjali.tab(&lina).await.must_say("delivered");
    }
}

const MARIAM2: &str = "mariam@rahman.example";

/// The contact's id in the address of their page.
fn contact(path: &str) -> String {
    path.split('/').nth(4).unwrap().to_owned()
}
