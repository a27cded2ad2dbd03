//! How somebody leaves: out at once, and their work in the hands of a colleague.

use super::{ABSENT, RENEE, THOMAS, account, text};
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::accounts::Role;

const FAY: &str = "fay@persaudvale.example";

/// What Thomas has in hand: a client, a matter that he leads and one in which he helps, a request, an invitation, a review
/// that he holds; and a closed matter, which stays his.
const WORK: &str = "
    UPDATE clients SET lead_id = '{thomas}' WHERE id = '{client}';
    INSERT INTO matter_types (id, name, name_key, created_at) VALUES ('t', 'Tax', 'tax', 1);
    INSERT INTO phases (id, type_id, position, name, client_name, sentence) VALUES ('p', 't', 1, 'Gather', 'Gathering', '');
    INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phase_id, phases_done, sentence,
            lead_id, start_on, open, created_at, changed_at)
        VALUES ('0190a1b2c3d4e5f60718293a4b5c6d01', 'M-1', '{client}', 't', 'Led', 'In progress', 1, 'p', FALSE, '', '{thomas}', '2026-11-01', TRUE, 1, 1),
        ('0190a1b2c3d4e5f60718293a4b5c6d02', 'M-2', '{client}', 't', 'Helped', 'In progress', 1, 'p', FALSE, '', NULL, '2026-11-01', TRUE, 1, 1),
        ('0190a1b2c3d4e5f60718293a4b5c6d03', 'M-3', '{client}', 't', 'Closed', 'Completed', 1, 'p', TRUE, '', '{thomas}', '2026-11-01', FALSE, 1, 1);
    INSERT INTO matter_helpers (matter_id, account_id) VALUES ('0190a1b2c3d4e5f60718293a4b5c6d02', '{thomas}'),
        ('0190a1b2c3d4e5f60718293a4b5c6d01', '{renee}');
    INSERT INTO requests (id, client_id, title, message, due_on, state, chasing, created_by, created_at, sent_at, changed_at)
        VALUES ('0190a1b2c3d4e5f60718293a4b5c6d04', '{client}', 'Open', '', '2026-12-01', 'sent', 'firm', '{thomas}', 1, 1, 1),
        ('0190a1b2c3d4e5f60718293a4b5c6d05', '{client}', 'Done', '', '2026-12-01', 'complete', 'firm', '{thomas}', 1, 1, 1);
    UPDATE submissions SET held_by = '{thomas}', held_until = 9999999999999;
";

struct Office {
    anjali: Browser,
    thomas: Browser,
    renee: Browser,
    profile: String,
    thomas_id: String,
    renee_id: String,
}

async fn office(app: &TestApp) -> Office {
    let anjali = app.owner().await;
    let thomas = app.staff(Role::Staff, "Thomas Vale", THOMAS).await;
    let renee = app.staff(Role::Staff, "Renée Vale", RENEE).await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
    mariam.send_files("/portal/documents", &[("a.pdf", b"%PDF-1.7\nx\n")], &[]).await.must_be(200);
    thomas.add_contact(&profile, "Omar Rahman", "omar@example.com").await;
    thomas.invite_contact(&profile, "omar@example.com").await.must_be(200);
    let (thomas_id, renee_id) = (account(app, THOMAS).await, account(app, RENEE).await);
    let client = profile.rsplit('/').next().unwrap();
    let rows = WORK.replace("{thomas}", &thomas_id).replace("{renee}", &renee_id).replace("{client}", client);
    app.run(&rows).await.unwrap();
    Office { anjali, thomas, renee, profile, thomas_id, renee_id }
}

impl Office {
    async fn deactivate(&self, successor: &str) -> Page {
        let page = self.anjali.open(&format!("/settings/team/{}", self.thomas_id)).await;
        page.form("Deactivate account").set("successor", successor).send().await
    }
}

on_both_databases! {
    async fn who_leaves_is_out_at_once_and_a_named_colleague_has_the_work(app: TestApp) {
        let at = office(&app).await;
        app.staff(Role::FrontDesk, "Fay Boyd", FAY).await;
        let fay = account(&app, FAY).await;
        let page = at.anjali.open(&format!("/settings/team/{}", at.thomas_id)).await;
        page.must_say("1 client, 1 open matter, 1 matter to help with, 1 request and 1 open invitation");

        // Somebody who can go on with it has to be named.
        let before = app.rows(&["accounts", "sessions", "clients", "matters", "activity", "outbox"]).await;
        for (successor, why) in [
            (String::new(), "Choose who takes over"),
            (at.thomas_id.clone(), "Choose who takes over"),
            (fay, "role does not work on matters"),
            (ABSENT.to_owned(), "Choose who takes over"),
            (account(&app, "mariam@example.com").await, "Choose who takes over"),
        ] {
            let refused = at.deactivate(&successor).await;
            let words = refused.must_be(422).error_beside("Who takes over").unwrap_or_default();
            assert!(words.contains(why), "{successor}: {words}");
        }
        app.run("INSERT INTO practice_groups (id, name, name_key, created_at) VALUES ('g', 'Tax', 'tax', 1)").await.unwrap();
        app.run("UPDATE matters SET group_id = 'g' WHERE title = 'Helped'").await.unwrap();
        let refused = at.deactivate(&at.renee_id).await;
        assert!(refused.must_be(422).error_beside("Who takes over").unwrap().contains("another practice group"));
        app.run("UPDATE matters SET group_id = NULL").await.unwrap();
        assert_eq!(app.rows(&["accounts", "sessions", "clients", "matters", "activity", "outbox"]).await, before);

        at.thomas.open("/dashboard").await.must_be(200).must_say("Sign out");
        let done = at.deactivate(&at.renee_id).await;
        done.must_be(200).must_say("signed out everywhere").must_say("Renée Vale takes over 1 client, 1 open matter");
        assert!(done.must_say("Deactivated").has_button("Activate account"));

        // Out with the very next request, and no way in.
        assert_eq!(at.thomas.call("stay_signed_in", &[]).await.0, 401);
        assert!(at.thomas.open("/dashboard").await.path.starts_with("/login"));
        let refused = app.browser().sign_in(THOMAS, PASSWORD).await;
        let unknown = app.browser().sign_in("nobody@persaudvale.example", PASSWORD).await;
        assert_eq!((refused.status, refused.main().replace(THOMAS, "")), (unknown.status, unknown.main().replace("nobody@persaudvale.example", "")));
        assert_eq!(app.count("SELECT COUNT(*) FROM devices d JOIN accounts a ON a.id = d.account_id WHERE a.state = 'disabled'").await, 0);

        // What was open is Renée's; what was closed, and who wrote it, stays.
        let (from, to) = (&at.thomas_id, &at.renee_id);
        for (whose, query, count) in [
            (to, "clients WHERE lead_id", 1),
            (to, "matters WHERE open = TRUE AND lead_id", 1),
            (from, "matters WHERE lead_id", 1),
            (to, "matter_helpers WHERE account_id", 1),
            (from, "matter_helpers WHERE account_id", 0),
            (to, "requests WHERE title = 'Open' AND handed_to", 1),
            (to, "requests WHERE handed_to", 1),
            (from, "requests WHERE created_by", 2),
            (to, "invitations WHERE handed_to", 1),
            (from, "submissions WHERE held_by", 0),
        ] {
            let found = text(&app, &format!("SELECT CAST(COUNT(*) AS TEXT) FROM {query} = '{whose}'")).await;
            assert_eq!(found, count.to_string(), "{query}");
        }
        at.renee.open(&at.profile).await.must_say("Renée Vale");
        let log = at.anjali.open(&format!("{}/activity", at.profile)).await;
        assert_eq!(log.text().matches("Handed over from Thomas Vale to Renée Vale").count(), 3, "a client and two matters");
        at.anjali.open("/activity").await.must_say("Deactivated Thomas Vale. Renée Vale takes over the work");
        app.deliver().await;
        assert!(app.mailbox.last_to(THOMAS).text.contains("Anjali Persaud has closed your account"));
        assert!(app.mailbox.last_to(RENEE).text.contains("what Thomas Vale had in hand: 1 client, 1 open matter"));
        let of_thomas = app.mailbox.to(THOMAS).len();

        // Who was invited by Thomas asks Renée.
        let link = app.invitation_link("omar@example.com").await;
        app.browser().open(&link).await.must_be(200).must_say("Renée Vale");
        app.run("UPDATE invitations SET expires_at = 1 WHERE email = 'omar@example.com'").await.unwrap();
        app.browser().open(&link).await.form("Ask for a new link").send().await.must_be(200);
        app.deliver().await;
        assert!(app.mailbox.last_to(RENEE).subject.contains("asks for a new invitation link"));
        assert_eq!(app.mailbox.to(THOMAS).len(), of_thomas, "who has left hears nothing");

        // Work that came to him meanwhile can be handed over too; then he comes back as he was, and not into his session.
        app.run("UPDATE matters SET lead_id = NULL WHERE open = TRUE").await.unwrap();
        app.run(&format!("UPDATE matters SET lead_id = '{from}' WHERE open = TRUE")).await.unwrap();
        let page = at.anjali.open(&format!("/settings/team/{from}")).await;
        page.form("Hand over work").set("successor", to).send().await.must_be(200).must_not_say("Hand over work");
        assert_eq!(at.anjali.call("deactivate_colleague", &[("account", from)]).await.0, 409);
        at.anjali.open(&page.path).await.form("Activate account").send().await.must_be(200).must_say("can sign in again");
        assert_eq!(at.thomas.call("stay_signed_in", &[]).await.0, 401);
        app.browser().sign_in(THOMAS, PASSWORD).await.must_say("Sign out");
    }

    async fn who_has_left_hears_nothing_from_a_link_that_was_revoked_before(app: TestApp) {
        let at = office(&app).await;
        app.deliver().await;
        let link = app.invitation_link("omar@example.com").await;
        let contact = text(&app, "SELECT id FROM contacts WHERE email_key = 'omar@example.com'").await;
        let client = at.profile.rsplit('/').next().unwrap();
        let whom = [("client", client), ("contact", contact.as_str())];
        assert_eq!(at.thomas.call("revoke_invitation", &whom).await.0, 200);
        at.deactivate(&at.renee_id).await.must_be(200);
        app.deliver().await;
        let of_thomas = app.mailbox.to(THOMAS).len();
        app.browser().open(&link).await.form("Ask for a new link").send().await.must_be(200);
        app.deliver().await;
        assert_eq!(app.mailbox.to(THOMAS).len(), of_thomas);
        let told = app.mailbox.last_to(RENEE);
        assert!(told.subject.contains("asks for a new invitation link") && told.text.contains("Omar"), "{}", told.text);
    }

    async fn what_waits_to_be_told_to_somebody_who_leaves_is_told_to_who_takes_over(app: TestApp) {
        let at = office(&app).await;
        app.deliver().await;
        let mariam = app.browser();
        mariam.sign_in("mariam@example.com", PASSWORD).await.must_say("Sign out");
        mariam.send_files("/portal/documents", &[("passport.pdf", b"%PDF-1.7\nx\n")], &[]).await.must_be(200);
        at.deactivate(&at.renee_id).await.must_be(200);
        app.deliver().await;
        let told = |who: &str| app.mailbox.to(who).into_iter().find(|mail| mail.text.contains("passport.pdf"));
        assert!(told(THOMAS).is_none(), "who has left hears of no client");
        assert!(told(RENEE).unwrap().text.contains("Renée Vale"), "{}", told(RENEE).unwrap().text);
    }
}
