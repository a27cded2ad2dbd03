//! Accepting an invitation: opening the link spends nothing, a password does, once. Links that have ended tell nothing.

use crate::on_both_databases;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::kernel::Span;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const LINA: &str = "lina@example.com";
const UNKNOWN: &str = "/activate/3vJ8m0dPq6Yw1rT5bN7cX9zK2hL4gF6sD8aS0fG1hJk";

/// On Postgres two transactions can be under way at once. This holds the first a little, so that they meet.
const SLOW: &str =
    "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$;
    CREATE TRIGGER slow AFTER UPDATE OF accepted_at ON invitations FOR EACH ROW EXECUTE FUNCTION slow()";

/// A client whose contact is invited: its profile and the link.
async fn invited(app: &TestApp, staff: &Browser, name: &str, email: &str) -> (String, String) {
    let profile = app.client(staff, name, email).await;
    staff.invite(&profile).await.must_be(200);
    (profile, app.invitation_link(email).await)
}

/// Links that no longer work, each for another reason, and one that never did.
async fn ended_links(app: &TestApp, anjali: &Browser) -> Vec<String> {
    let (_, expired) = invited(app, anjali, "Ended Client", "ended@example.com").await;
    app.wait(Span::days(7));
    anjali.sign_in(ANJALI, PASSWORD).await;
    let (profile, revoked) = invited(app, anjali, "Revoked Client", "revoked@example.com").await;
    anjali.tab(&profile).await.form("Revoke Invitation").send().await.must_be(200);
    let (profile, replaced) = invited(app, anjali, "Resent Client", "resent@example.com").await;
    anjali.tab(&profile).await.form("Resend Invitation").send().await.must_be(200);
    let (_, used) = invited(app, anjali, "Active Client", "active@example.com").await;
    app.activate("active@example.com").await;
    app.deliver().await;
    vec![expired, revoked, replaced, used, UNKNOWN.to_owned(), "/activate/x".to_owned()]
}

/// How many mails told staff that a new link is wanted.
fn told(app: &TestApp) -> usize {
    app.mailbox.to(ANJALI).iter().filter(|mail| mail.subject.contains("asks for a new invitation link")).count()
}

fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

on_both_databases! {
    async fn opening_the_link_fifty_times_spends_nothing_and_one_password_does(app: TestApp) {
        let anjali = app.owner().await;
        let (_, link) = invited(&app, &anjali, "Mariam Rahman", MARIAM).await;
        let tables = ["invitations", "accounts", "sessions", "contacts", "portal_access", "activity", "outbox"];
        let before = app.rows(&tables).await;
        let scanner = app.browser();
        for _ in 0..50 {
            scanner.open(&link).await.must_be(200).must_say("Welcome, Mariam");
        }
        scanner.http().head(scanner.url(&link)).send().await.unwrap();
        assert_eq!(app.rows(&tables).await, before);
        let mariam = app.activate(MARIAM).await;
        mariam.open("/portal").await.must_be(200).must_say("Mariam");
        app.browser().open(&link).await.must_be(410);
    }

    async fn of_twenty_who_send_a_password_at_once_one_wins(app: TestApp) {
        let anjali = app.owner().await;
        let (_, link) = invited(&app, &anjali, "Mariam Rahman", MARIAM).await;
        let mut forms = Vec::new();
        for _ in 0..20 {
            let form = app.browser().open(&link).await.form("Activate account");
            forms.push(form.fill("Password", PASSWORD).send());
        }
        let pages = futures::future::join_all(forms).await;
        let won = pages.iter().filter(|page| page.status == 200 && page.path == "/portal").count();
        let late = pages.iter().filter(|page| page.status == 410 && page.says("This link no longer works")).count();
        assert_eq!((won, late), (1, 19), "{:?}", pages.iter().map(|page| (page.status, &page.path)).collect::<Vec<_>>());
        assert_eq!(app.count("SELECT COUNT(*) FROM accounts WHERE kind = 'client'").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 2);
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).iter().filter(|mail| mail.subject.starts_with("Welcome")).count(), 1);
    }

    async fn of_an_activation_and_a_revocation_or_a_new_address_at_once_one_wins(app: TestApp) {
        let anjali = app.owner().await;
        app.run(app.either("SELECT 1", SLOW)).await.unwrap();
        for round in 0..6 {
            let email = format!("person{round}@example.com");
            let (profile, link) = invited(&app, &anjali, &format!("Person {round}"), &email).await;
            let form = app.browser().open(&link).await.form("Activate account").fill("Password", PASSWORD);
            let tab = anjali.tab(&profile).await;
            let ends = if round % 2 == 0 {
                tab.form("Revoke Invitation")
            } else {
                tab.follow(&format!("Person {round}")).await.form("Save contact").fill("Email", &format!("other{round}@example.com"))
            };
            // Staff look around while the password is hashed, and act while the activation is being written.
            let later = async {
                for _ in 0..50 {
                    anjali.open("/healthz").await;
                }
                ends.send().await
            };
            let (activated, ended) = futures::join!(form.send(), later);
            assert!(activated.status.as_u16() < 500, "round {round}: {}", activated.text());
            assert!(ended.status.as_u16() < 500, "round {round}: {}", ended.text());
            let state = anjali.tab(&profile).await.sheet(&format!("Person {round}")).tags().remove(0);
            // Whoever activated first is signed out again by a new address: they are told at both.
            let word = if activated.status == 410 { "Revoked" } else { "Active" };
            assert_eq!(state, word);
            let shown = anjali.tab(&profile).await.each("article header p").remove(0);
            assert_eq!(app.browser().sign_in(&shown, PASSWORD).await.says("Sign out"), word == "Active", "{shown}");
        }
    }

    async fn links_that_ended_and_links_that_never_were_read_the_same(app: TestApp) {
        let anjali = app.owner().await;
        let mut pages = Vec::new();
        let mut answers = Vec::new();
        for link in ended_links(&app, &anjali).await {
            let stranger = app.browser();
            let page = stranger.open(&link).await;
            page.must_be(410).must_say("This link no longer works").must_not_say("Client");
            assert!(!page.has_button("Activate account"));
            pages.push(page.text());
            answers.push(stranger.call("activate_account", &[("token", token(&link)), ("password", PASSWORD)]).await);
        }
        pages.dedup();
        answers.dedup();
        assert_eq!(pages.len(), 1, "{pages:#?}");
        assert_eq!(answers.len(), 1, "{answers:#?}");
        assert_eq!(answers[0].0, 409);
    }

    async fn asking_for_a_new_link_says_the_same_to_all_and_tells_staff_once_a_day_of_real_ones(app: TestApp) {
        let anjali = app.owner().await;
        let links = ended_links(&app, &anjali).await;
        let mut answers = Vec::new();
        for link in &links {
            let page = app.browser().open(link).await.form("Ask for a new link").send().await;
            page.must_be(200).must_say("We have passed it on");
            answers.push((page.path.clone(), page.text()));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:#?}");
        app.deliver().await;
        assert_eq!(told(&app), 4);
        for link in &links {
            app.browser().open(link).await.form("Ask for a new link").send().await;
        }
        app.deliver().await;
        assert_eq!(told(&app), 4);
        let mail = app.mailbox.to(ANJALI).remove(0);
        assert!(mail.text.contains("Ended Client"), "{}", mail.text);
        let tab = link(&mail, &app.base, "/clients/");
        let tab = anjali.open(&tab).await;
        tab.must_say("Ended asked for a new link").must_say("Resend the invitation to give them one");
        tab.form("Resend Invitation").send().await.must_be(200);
        app.activate("ended@example.com").await;
        app.wait(Span::hours(24) + Span(1));
        for link in &links {
            app.browser().open(link).await.form("Ask for a new link").send().await;
        }
        app.deliver().await;
        assert_eq!(told(&app), 8);
    }

    async fn a_password_that_the_rules_refuse_is_told_beside_the_field_and_costs_nothing(app: TestApp) {
        let anjali = app.owner().await;
        let (_, link) = invited(&app, &anjali, "Mariam Rahman", MARIAM).await;
        let mut page = app.browser().open(&link).await;
        let long = "ä".repeat(129);
        for (typed, words) in [
            ("", "at least 8 characters"), ("sevenqz", "yours has 7"), ("password", "first that are guessed"),
            ("12345678", "first that are guessed"), ("MARIAM@example.com", "not your name"), ("mariam rahman", "not your name"),
            ("Persaud & Vale", "the firm’s name"), (long.as_str(), "at most 128 characters"),
        ] {
            page = page.form("Activate account").fill("Password", typed).send().await;
            page.must_be(422);
            let beside = page.error_beside("Password").unwrap();
            assert!(beside.contains(words), "{typed}: {beside}");
            assert_eq!(page.form("Activate account").value("Email"), MARIAM);
            assert!(page.title().starts_with("Error:"), "{}", page.title());
            assert_eq!(page.form("Activate account").value("Password"), "");
        }
        let home = page.form("Activate account").fill("Password", "eight-qz").send().await;
        assert_eq!((home.status.as_u16(), home.path.as_str()), (200, "/portal"));
    }

    async fn whoever_activates_is_signed_in_at_home_and_welcomed_by_mail(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, link) = invited(&app, &anjali, "Mariam Rahman", MARIAM).await;
        let browser = app.browser();
        let page = browser.open(&link).await;
        page.must_say("Anjali Persaud at Persaud & Vale has invited you");
        let home = page.form("Activate account").fill("Password", PASSWORD).send().await;
        assert_eq!(home.path, "/portal");
        home.must_be(200).must_say("Your account is active. You are signed in.").must_say("Mariam").must_say("Sign out");
        app.deliver().await;
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Welcome to Persaud & Vale’s client portal");
        assert!(mail.text.contains(&format!("{}/portal", app.base)) && mail.html.contains(&format!("{}/portal", app.base)));
        app.browser().sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        anjali.tab(&profile).await.must_say("Accepted the invitation of Anjali Persaud");
    }

    async fn an_account_belongs_to_the_contact_who_was_invited_and_to_nobody_else(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.add_contact(&profile, "Lina Rahman", LINA).await;
        anjali.invite_contact(&profile, MARIAM).await;
        anjali.invite_contact(&profile, LINA).await;
        let lina = app.activate(LINA).await;
        lina.open("/portal/account").await.must_say("Lina Rahman").must_say(LINA).must_not_say(MARIAM);
        let tab = anjali.tab(&profile).await;
        assert_eq!(tab.sheet(LINA).tags(), ["Active", "Accepted"]);
        assert_eq!(tab.sheet(MARIAM).tags(), ["Pending"]);
        app.browser().sign_in(MARIAM, PASSWORD).await.must_be(422);
    }

    async fn a_person_at_two_clients_accepts_the_second_invitation_with_the_password_they_have(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let form = anjali.open("/clients/new").await.form("Save client").fill("Name", "Rahman Trading");
        let tab = form.fill("Email", "Mariam@Example.com").fill("Contact person", "mariam rahman").send().await;
        tab.must_be(200).must_say("has an account, but can’t see this client yet");
        mariam.open("/portal/account").await.must_not_say("Rahman Trading");
        let dialog = tab.form("Send Portal Invite").send().await;
        dialog.form("Send Invitation").send().await.must_be(200);
        let link = app.invitation_link(MARIAM).await;
        assert!(app.mailbox.last_to(MARIAM).text.contains("the password you have"));
        let page = app.browser().open(&link).await;
        page.must_say("the portal of Rahman Trading").must_say("the password you already sign in with");
        let again = page.form("Activate account").fill("Password", "another good one").send().await;
        again.must_be(422);
        assert!(again.error_beside("Password").unwrap().starts_with("This is not the password you sign in with"));
        let home = again.form("Activate account").fill("Password", PASSWORD).send().await;
        assert_eq!((home.status.as_u16(), home.path.as_str()), (200, "/portal"));
        mariam.open("/portal/account").await.must_say("Mariam Rahman, Rahman Trading");
        assert_eq!(app.count("SELECT COUNT(*) FROM accounts WHERE kind = 'client'").await, 1);
    }

    async fn wrong_passwords_at_a_second_invitation_count_for_the_lock(app: TestApp) {
        let anjali = app.owner().await;
        app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let form = anjali.open("/clients/new").await.form("Save client").fill("Name", "Rahman Trading");
        let tab = form.fill("Email", MARIAM).fill("Contact person", "Mariam Rahman").send().await;
        tab.form("Send Portal Invite").send().await.form("Send Invitation").send().await.must_be(200);
        let link = app.invitation_link(MARIAM).await;
        let page = app.browser().open(&link).await;
        for _ in 0..5 {
            page.form("Activate account").fill("Password", "another good one").send().await.must_be(422);
        }
        page.form("Activate account").fill("Password", PASSWORD).send().await.must_be(422);
        app.browser().sign_in(MARIAM, PASSWORD).await.must_be(422);
        app.wait(Span::minutes(15));
        let home = page.form("Activate account").fill("Password", PASSWORD).send().await;
        assert_eq!((home.status.as_u16(), home.path.as_str()), (200, "/portal"));
    }
}
