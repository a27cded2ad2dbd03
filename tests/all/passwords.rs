//! Forgotten and changed passwords: a mailed link that lasts 60 minutes and works once; one's own password on the page.

use crate::on_both_databases;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::kernel::Span;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const NEW: &str = "quite another sentence";
const CHANGED: &str = "Your password for Persaud & Vale’s client portal was changed";

/// Asks for a link on the page.
async fn forget(browser: &Browser, email: &str) -> Page {
    let form = browser.open("/login").await.follow("Forgot your password?").await.form("Send reset link");
    form.fill("Email", email).send().await
}

/// Asks for a link and opens the mailbox: the link's path.
async fn mailed_link(app: &TestApp, email: &str) -> String {
    forget(&app.browser(), email).await.must_be(200);
    app.deliver().await;
    link(&app.mailbox.last_to(email), &app.base, "/reset-password/")
}

async fn set(browser: &Browser, link: &str, password: &str) -> Page {
    browser.open(link).await.form("Set new password").fill("Password", password).send().await
}

on_both_databases! {
    async fn a_forgotten_password_is_set_anew_by_mail(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let link = {
            forget(&app.browser(), "MARIAM@Example.com").await.must_be(200);
            app.deliver().await;
            link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/")
        };
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Set a new password for Persaud & Vale’s client portal");
        assert!(mail.text.contains("valid for 60 minutes, until Tuesday 24 November 2026, 11:22 (Guyana time)"), "{}", mail.text);
        assert!(mail.html.contains(&format!("href=\"{}{link}\"", app.base)));
        let browser = app.browser();
        let page = browser.open(&link).await;
        assert_eq!(page.form("Set new password").value("Email"), MARIAM);
        let page = set(&browser, &link, NEW).await;
        assert_eq!(page.path, "/login");
        page.must_be(200).must_say("Your new password is set. Sign in with it.");
        assert!(mariam.open("/portal").await.path.starts_with("/login"), "a session outlived the password");
        browser.sign_in(MARIAM, PASSWORD).await.must_be(422);
        browser.sign_in(MARIAM, NEW).await.must_be(200).must_say("Sign out");
        app.deliver().await;
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, CHANGED);
        for part in [&mail.text, &mail.html] {
            assert!(part.contains("Chrome on Linux") && part.contains("+592 555 0142"), "{part}");
            assert!(!part.contains(NEW));
        }
    }

    async fn a_reset_link_works_for_sixty_minutes(app: TestApp) {
        app.owner().await;
        let link = mailed_link(&app, ANJALI).await;
        app.wait(Span::minutes(60) + Span(-1));
        let browser = app.browser();
        let page = browser.open(&link).await;
        page.must_be(200);
        app.wait(Span(1));
        browser.open(&link).await.must_be(410).must_say("This link no longer works");
        page.form("Set new password").fill("Password", NEW).send().await.must_be(410);
        browser.sign_in(ANJALI, PASSWORD).await.must_be(200).must_say("Sign out");
    }

    async fn a_reset_link_works_once_and_opening_it_spends_nothing(app: TestApp) {
        app.owner().await;
        let link = mailed_link(&app, ANJALI).await;
        let before = app.rows(&["password_resets", "accounts", "sessions", "activity"]).await;
        let scanner = app.browser();
        for _ in 0..50 {
            scanner.open(&link).await.must_be(200);
        }
        assert_eq!(app.rows(&["password_resets", "accounts", "sessions", "activity"]).await, before);
        let mut forms = Vec::new();
        for number in 0..20 {
            let form = app.browser().open(&link).await.form("Set new password");
            forms.push(form.fill("Password", &format!("{NEW} {number}")).send());
        }
        let pages = futures::future::join_all(forms).await;
        let won: Vec<usize> = (0..20).filter(|number| pages[*number].path == "/login").collect();
        let late = pages.iter().filter(|page| page.status == 410).count();
        assert_eq!((won.len(), late), (1, 19), "{:?}", pages.iter().map(|page| page.status).collect::<Vec<_>>());
        app.browser().sign_in(ANJALI, &format!("{NEW} {}", won[0])).await.must_say("Sign out");
        scanner.open(&link).await.must_be(410);
    }

    async fn asking_again_ends_the_older_link(app: TestApp) {
        app.owner().await;
        let older = mailed_link(&app, ANJALI).await;
        app.wait(Span::minutes(5));
        let newer = mailed_link(&app, ANJALI).await;
        assert_ne!(older, newer);
        app.browser().open(&older).await.must_be(410);
        app.wait(Span::minutes(59));
        set(&app.browser(), &newer, NEW).await.must_be(200);
        app.browser().sign_in(ANJALI, NEW).await.must_say("Sign out");
    }

    async fn nobody_learns_which_addresses_have_an_account(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let lina = app.client(&anjali, "Lina Rahman", "lina@example.com").await;
        anjali.invite(&lina).await;
        anjali.tab(&profile).await.form("Disable Access").send().await;
        app.deliver().await;
        let mails = app.mailbox.all().len();
        let known = forget(&app.browser(), ANJALI).await;
        known.must_be(200).must_say("If this address has an account, a link is on its way");
        for email in ["nobody@example.com", MARIAM, "lina@example.com"] {
            let answer = forget(&app.browser(), email).await;
            assert_eq!((answer.status, &answer.path, answer.text()), (known.status, &known.path, known.text()), "{email}");
        }
        app.deliver().await;
        assert_eq!(app.mailbox.all().len(), mails + 1);
        let wrong = forget(&app.browser(), "not an address").await;
        wrong.must_be(422);
        assert!(wrong.error_beside("Email").is_some());
        assert_eq!(wrong.form("Send reset link").value("Email"), "not an address");
    }

    async fn a_stranger_cannot_flood_a_mailbox_with_links(app: TestApp) {
        app.owner().await;
        for _ in 0..12 {
            forget(&app.browser(), ANJALI).await.must_be(200);
        }
        app.deliver().await;
        assert!(app.mailbox.to(ANJALI).len() <= 5);
        set(&app.browser(), &link(&app.mailbox.last_to(ANJALI), &app.base, "/reset-password/"), NEW).await.must_be(200);
    }

    async fn a_new_password_that_the_rules_refuse_is_told_beside_the_field(app: TestApp) {
        app.owner().await;
        let link = mailed_link(&app, ANJALI).await;
        for typed in ["", "sevenqz", "password", "anjali@persaudvale.example", "Anjali Persaud", "persaud & vale"] {
            let page = set(&app.browser(), &link, typed).await;
            page.must_be(422);
            assert!(page.error_beside("Password").is_some(), "{typed}");
            assert_eq!(page.form("Set new password").value("Email"), ANJALI);
            assert_eq!(page.form("Set new password").value("Password"), "");
        }
        set(&app.browser(), &link, NEW).await.must_say("Your new password is set");
    }

    async fn ones_own_password_is_changed_with_the_present_one_and_other_devices_are_signed_out(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        for (browser, email, page) in [(&mariam, MARIAM, "/portal/account"), (&anjali, ANJALI, "/account")] {
            let phone = app.browser();
            phone.sign_in(email, PASSWORD).await.must_say("Sign out");
            let link = mailed_link(&app, email).await;
            let form = browser.open(page).await.form("Change password").fill("Current password", "not this one");
            let again = form.fill("New password", NEW).send().await;
            again.must_be(422);
            assert_eq!(again.error_beside("Current password").as_deref(), Some("This is not your current password, or sign-in is paused after several tries"));
            let empty = again.form("Change password").fill("Current password", "").fill("New password", "").send().await;
            assert_eq!(empty.must_be(422).error_beside("Current password").as_deref(), Some("Enter your current password"));
            assert!(empty.error_beside("New password").is_some());
            let wrong = "SELECT COUNT(*) FROM activity WHERE words LIKE 'Wrong current password%'";
            let wrong = app.count(wrong).await;
            assert_eq!(wrong, if email == MARIAM { 1 } else { 2 }, "an empty field is no try");
            let form = again.form("Change password").fill("Current password", PASSWORD).fill("New password", "short");
            let again = form.send().await;
            again.must_be(422);
            assert!(again.error_beside("New password").unwrap().contains("yours has 5"));
            assert!(again.error_beside("Current password").is_none());
            let form = again.form("Change password").fill("Current password", PASSWORD).fill("New password", NEW);
            form.send().await.must_be(200).must_say("Your password is changed. Other devices have been signed out.");
            browser.open(page).await.must_be(200).must_say("Your password");
            assert!(phone.open(page).await.path.starts_with("/login"));
            app.browser().open(&link).await.must_be(410);
            phone.sign_in(email, PASSWORD).await.must_be(422);
            phone.sign_in(email, NEW).await.must_say("Sign out");
            app.deliver().await;
            assert!(app.mailbox.to(email).iter().any(|mail| mail.subject == CHANGED));
        }
    }

    async fn guessing_the_present_password_on_the_page_locks_this_device_like_guessing_at_sign_in(app: TestApp) {
        let anjali = app.owner().await;
        for _ in 0..5 {
            let form = anjali.open("/account").await.form("Change password").fill("Current password", "not this one");
            form.fill("New password", NEW).send().await.must_be(422);
        }
        let form = anjali.open("/account").await.form("Change password").fill("Current password", PASSWORD);
        form.fill("New password", NEW).send().await.must_be(422);
        anjali.sign_in(ANJALI, PASSWORD).await.must_be(422);
        app.browser().sign_in(ANJALI, PASSWORD).await.must_be(200).must_say("Sign out");
        app.wait(Span::minutes(15));
        anjali.sign_in(ANJALI, PASSWORD).await.must_be(200).must_say("Sign out");
    }
}
