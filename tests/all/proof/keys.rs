//! `gk-nexus rotate-keys`: another secret key. What hung on the old one is made anew; the log goes on and stays verifiable.

use super::{write, wrong};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::authenticator::CodeApp;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use gk_nexus::app::open::open;
use gk_nexus::app::operate::rotate;
use gk_nexus::kernel::Span;
use gk_nexus::server::running::Running;
use std::path::Path;

const MARIAM: &str = "mariam@example.com";
const AKUA: &str = "akua@persaudvale.example";
const LINA: &str = "lina@example.com";
const ANJALI: &str = "anjali@persaudvale.example";

/// The command, at this portal's time.
async fn rotate(app: &TestApp, lost: bool) -> Result<String, String> {
    let config = (*app.services.config).clone();
    let _alone = Running::alone(&config.data_dir)?;
    let mut services = if lost { rotate::without_key(config).await? } else { open(config).await? };
    services.clock = app.services.clock.clone();
    let said = rotate::rotate(&services, lost).await;
    services.db.close().await;
    said
}

fn key(app: &TestApp) -> Vec<u8> {
    std::fs::read(app.folder.path().join("secret.key")).unwrap()
}

fn put(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

on_both_databases! {
    async fn another_key_makes_links_anew_and_keeps_the_log_verifiable(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let shown = mariam.open("/portal/account").await.form("Set up an authenticator app").send().await;
        let phone = CodeApp::reading(&shown.each("code.key").remove(0));
        shown.form("Finish").fill("Code", &phone.shows(app.services.now())).send().await.must_say("Your recovery codes");
        let lina = app.client(&anjali, "Lina Haddad", LINA).await;
        anjali.invite(&lina).await;
        let old_link = app.invitation_link(LINA).await;
        app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await;
        gk_nexus::accounts::resets::answer(&app.services).await.unwrap();
        app.deliver().await;
        let old_reset = link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
        // A mail that still waits when the key is changed must not go out with a link that opens nothing.
        let team = anjali.open("/settings/team").await.form("Send invitation").fill("Name", "Akua Mensah");
        team.fill("Email", AKUA).send().await.must_be(200);
        let omar = app.client(&anjali, "Omar Said", "omar@example.com").await;
        anjali.invite(&omar).await;
        for _ in 0..5 {
            app.browser().sign_in(ANJALI, "not the password").await;
        }
        let (before, lines) = (key(&app), app.count("SELECT COUNT(*) FROM activity").await);
        // Not while a portal runs.
        let running = Running::beside_others(app.folder.path()).unwrap();
        let command = rotate::rotate_keys((*app.services.config).clone(), false).await;
        assert_eq!(command.unwrap_err(), "the portal is running; stop it first");
        assert_eq!(key(&app), before);
        drop(running);
        assert!(rotate(&app, true).await.unwrap_err().contains("is the right one; leave out --lost"));
        let said = rotate(&app, false).await.unwrap();
        assert!(said.contains("with a new link, mailed when the portal runs: 3. Reset links: 1. Authenticator apps kept: 1."), "{said}");
        assert_ne!(key(&app), before);
        assert!(!app.folder.path().join("secret.key.next").exists());
        // A process with the old key, on another machine, writes nothing more.
        assert!(write(&app.services, "Under the old key").await.is_err());
        let app2 = app.another_process().await;
        assert_eq!(wrong(&app2).await, "");
        write(&app2.services, "Under the new key").await.unwrap();
        // Everybody signs in anew, and no lock is left over.
        mariam.open("/portal").await.must_not_say("Sign out");
        let step = app2.browser().sign_in(MARIAM, PASSWORD).await;
        // The code after the one that set the app up: each works once.
        let code = phone.shows(app2.services.now() + Span::seconds(30));
        step.must_say("One more step").form("Sign in").fill("Code", &code).send().await.must_say("Sign out");
        let anjali = app2.browser();
        anjali.sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        let told = anjali.open("/activity").await;
        told.must_say(&format!("Changed the secret key. The log up to line {lines} stays verifiable"));
        told.must_say("Sent Lina Haddad a new link: the portal’s key was changed");
        // Old links open nothing; the new ones work, once each.
        let browser = app2.browser();
        browser.open(&old_link).await.must_be(410);
        browser.open(&old_reset).await.must_be(410);
        app2.deliver().await;
        for (email, start, button) in [
            (LINA, "/activate/", "Activate account"),
            ("omar@example.com", "/activate/", "Activate account"),
            (AKUA, "/join/", "Join the team"),
            (MARIAM, "/reset-password/", "Set new password"),
        ] {
            assert_eq!(app2.mailbox.to(email).len(), 1, "{email}");
            let new = link(&app2.mailbox.last_to(email), &app2.base, start);
            let form = app2.browser().open(&new).await.form(button);
            form.fill("Password", "another ledger, another letter").send().await.must_be(200);
        }
        // The lines from before are still held by the key that is in force no more, and that key by the new one.
        assert_eq!(wrong(&app2).await, "");
        app2.run(app.either("DROP TRIGGER activity_never_changes", "ALTER TABLE activity DISABLE TRIGGER ALL")).await.unwrap();
        app2.run("UPDATE activity SET ip = '192.0.2.9' WHERE id = (SELECT activity_id FROM activity_chain WHERE seq = 2)").await.unwrap();
        assert!(wrong(&app2).await.starts_with("Line 2 of the log"));
        app2.run("UPDATE activity SET ip = '127.0.0.1' WHERE id = (SELECT activity_id FROM activity_chain WHERE seq = 2)").await.unwrap();
        assert_eq!(wrong(&app2).await, "");
        app2.run(&format!("UPDATE activity_keys SET key = '{}'", "7".repeat(64))).await.unwrap();
        assert!(wrong(&app2).await.starts_with("What is kept of the key of the lines up to"));
    }

    async fn a_key_that_does_not_belong_to_the_database_opens_nothing(app: TestApp) {
        for number in 0..3 {
            write(&app.services, &format!("Line {number}")).await.unwrap();
        }
        let (file, next) = (app.folder.path().join("secret.key"), app.folder.path().join("secret.key.next"));
        let config = (*app.services.config).clone();
        let old = key(&app);
        rotate(&app, false).await.unwrap();
        let new = key(&app);
        // The power went after the database was saved and before the new key took its place: the next start finishes it.
        put(&file, &old);
        put(&next, &new);
        open(config.clone()).await.unwrap().db.close().await;
        assert_eq!((key(&app), next.exists()), (new.clone(), false));
        // It went before the database was saved: the old key stays, and the one that was made is not used.
        put(&next, &[5; 32]);
        open(config.clone()).await.unwrap().db.close().await;
        assert_eq!(key(&app), new);
        // Another key, as from the backup of another portal.
        put(&file, &[9; 32]);
        let refused = open(config.clone()).await.err().unwrap();
        assert!(refused.contains("is not the key that this database was written with; restore it from your backup"), "{refused}");
        assert!(rotate(&app, false).await.is_err());
        // Where there is no backup of it, it goes on all the same, and says what can't be known any more.
        rotate(&app, true).await.unwrap();
        let services = open(config).await.unwrap();
        write(&services, "Under a third key").await.unwrap();
        let verified = gk_nexus::activity::chain::verify(&services.db, |_| {}).await.unwrap();
        assert_eq!((verified.unknown, verified.finding.clone()), (4, None));
        assert!(verified.words().contains("whether the first 4 were changed can’t be told, because their key was lost"));
        // But not that they are there.
        app.run(app.either("DROP TRIGGER activity_never_shrinks", "ALTER TABLE activity DISABLE TRIGGER ALL")).await.unwrap();
        app.run("DELETE FROM activity WHERE words = 'Line 1'").await.unwrap();
        let verified = gk_nexus::activity::chain::verify(&services.db, |_| {}).await.unwrap();
        assert_eq!(verified.finding.unwrap().words(), "Line 2 of the log was taken away");
        services.db.close().await;
    }

    async fn who_spoils_what_the_database_says_of_its_key_hides_nothing_by_it(app: TestApp) {
        for number in 0..4 {
            write(&app.services, &format!("Line {number}")).await.unwrap();
        }
        let config = (*app.services.config).clone();
        app.run(app.either("DROP TRIGGER activity_never_changes", "ALTER TABLE activity DISABLE TRIGGER ALL")).await.unwrap();
        app.run("UPDATE activity SET words = 'Nothing' WHERE id = (SELECT activity_id FROM activity_chain WHERE seq = 3)").await.unwrap();
        let spoiled = "UPDATE activity_head SET key_check = 'x'";
        app.run(spoiled).await.unwrap();
        // Nobody throws the right key away, and with it what tells of the change.
        assert!(rotate(&app, true).await.unwrap_err().contains("is the right one; leave out --lost"));
        let found = async || {
            let services = open(config.clone()).await.unwrap();
            let verified = gk_nexus::activity::chain::verify(&services.db, |_| {}).await.unwrap();
            services.db.close().await;
            verified.finding.map(|finding| finding.words()).unwrap_or_default()
        };
        assert!(found().await.starts_with("Line 3 of the log"));
        let told = "SELECT COUNT(*) FROM activity WHERE words LIKE 'What the database says of its key was changed%'";
        assert_eq!(app.count(told).await, 1);
        // Nor after the key was changed, when nothing but the seal of the one before shows whose it is.
        rotate(&app, false).await.unwrap();
        app.run("UPDATE activity SET ip = 'x'").await.unwrap();
        app.run(spoiled).await.unwrap();
        assert!(found().await.starts_with("Line 1 of the log"));
        assert_eq!(app.count(told).await, 2);
    }
}
