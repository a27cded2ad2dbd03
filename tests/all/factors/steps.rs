//! Codes and recovery codes at the second step.

use super::{ANJALI, MARIAM, gives_the_password, sets_up_an_app};
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use futures::future::join_all;
use gk_nexus::kernel::Span;
use gk_nexus::server::keys::hex;

const SESSIONS: &str = "SELECT COUNT(*) FROM sessions";
const WRONG: &str = "000000";

on_both_databases! {
    async fn after_the_password_the_app_is_asked_and_each_code_works_once(app: TestApp) {
        let anjali = app.owner().await;
        let elsewhere = app.browser();
        elsewhere.sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        let page = anjali.open("/account").await.form("Set up an authenticator app").send().await;
        let wrong = page.form("Finish").fill("Code", WRONG).send().await;
        assert!(wrong.must_be(422).error_beside("Code").unwrap().contains("not the code"));
        let (phone, codes) = sets_up_an_app(&app, &anjali, "/account").await;
        assert_eq!(codes.each("ol.codes li").len(), 10);
        anjali.open("/second-factor/codes").await.must_say("shown once").must_not_say(&codes.each("ol.codes li")[0]);
        anjali.open("/account").await.must_say("Authenticator app").must_say("10 of 10 left");
        assert!(elsewhere.open("/dashboard").await.path.starts_with("/login"), "a session without a second step went on");
        app.deliver().await;
        assert!(app.mailbox.last_to(ANJALI).subject.contains("An authenticator app was added"));

        let again = app.browser();
        let step = gives_the_password(&again, ANJALI).await;
        for _ in 0..3 {
            again.open("/login/second-step").await.must_be(200);
            assert!(again.open("/dashboard").await.path.starts_with("/login"), "half a sign-in opens nothing");
        }
        assert_eq!(again.call("stay_signed_in", &[]).await.0, 401);
        // The code that was shown at setting up, replayed; and one of long ago.
        let now = app.services.now();
        for old in [phone.shows(now), phone.shows(now - Span::seconds(90)), WRONG.to_owned()] {
            let refused = step.form("Sign in").fill("Code", &old).send().await;
            assert!(refused.must_be(422).error_beside("Code").unwrap().contains("wrong, or was used"), "{old}");
        }
        app.wait(Span::seconds(30));
        let code = phone.shows(app.services.now());
        let inside = step.form("Sign in").fill("Code", &format!("{} {}", &code[..3], &code[3..])).send().await;
        assert_eq!(inside.must_be(200).path, "/dashboard");
        anjali.open("/activity").await.must_say("Signed in, with a code of the authenticator app");
        // The same code in another browser, and in the same second step.
        step.form("Sign in").fill("Code", &code).send().await.must_be(410).must_say("This sign-in has ended");
        let thief = gives_the_password(&app.browser(), ANJALI).await;
        thief.form("Sign in").fill("Code", &code).send().await.must_be(422);
        // One step ahead is forgiven; the password comes back to where one wanted to go.
        let next = app.browser();
        let wanted = next.open("/clients?q=rahman").await.form("Sign in").fill("Email", ANJALI).fill("Password", PASSWORD).send().await;
        let ahead = phone.shows(app.services.now() + Span::seconds(30));
        assert_eq!(wanted.form("Sign in").fill("Code", &ahead).send().await.path, "/clients?q=rahman");
        // Nothing of it can be read in the database.
        let all = app.rows(&["second_factors", "recovery_codes", "second_steps", "activity", "outbox", "sessions"]).await.join("\n");
        for secret in codes.each("ol.codes li").iter().map(|code| code.replace('-', "")) {
            assert!(!all.contains(&secret), "a recovery code in plain");
        }
        assert!(!all.to_lowercase().contains(&hex(phone.key())), "the app's key in plain");
        assert!(!all.contains(&String::from_utf8_lossy(phone.key()).into_owned()), "the app's key in plain");
    }

    async fn wrong_codes_are_counted_with_wrong_passwords_and_the_password_takes_none_back(app: TestApp) {
        let anjali = app.owner().await;
        let (phone, _) = sets_up_an_app(&app, &anjali, "/account").await;
        app.wait(Span::seconds(60));
        let stranger = app.browser();
        let step = gives_the_password(&stranger, ANJALI).await;
        for _ in 0..2 {
            step.form("Sign in").fill("Code", WRONG).send().await.must_be(422);
        }
        stranger.sign_in(ANJALI, "not the password").await.must_be(422);
        let step = gives_the_password(&stranger, ANJALI).await;
        step.form("Sign in").fill("Code", WRONG).send().await.must_be(422);
        // The fifth attempt is the right password: it is let through, and four failures count on.
        let step = gives_the_password(&stranger, ANJALI).await;
        let paused = step.form("Sign in").fill("Code", WRONG).send().await;
        assert!(paused.must_be(422).error_beside("Code").unwrap().contains("paused"));
        let right = || phone.shows(app.services.now());
        step.form("Sign in").fill("Code", &right()).send().await.must_be(422).must_say("paused");
        stranger.sign_in(ANJALI, PASSWORD).await.must_be(422);
        anjali.open("/activity").await.must_say("Sign-in locked for Anjali Persaud");
        app.wait(Span::minutes(15));
        let step = gives_the_password(&stranger, ANJALI).await;
        step.form("Sign in").fill("Code", &right()).send().await.must_be(200).must_say("Sign out");
        // A typing error is no attempt.
        app.wait(Span::minutes(1));
        let step = gives_the_password(&app.browser(), ANJALI).await;
        for _ in 0..6 {
            step.form("Sign in").fill("Code", "12 34").send().await.must_be(422).must_say("Enter the 6 digits");
        }
        step.form("Sign in").fill("Code", &right()).send().await.must_be(200);
    }

    async fn a_new_password_gives_no_new_guesses_at_the_second_step(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let (phone, _) = sets_up_an_app(&app, &mariam, "/portal/account").await;
        app.wait(Span::seconds(60));
        // Somebody reads her mail, and sets passwords as they like.
        let thief = app.browser();
        let resets = async |password: &str| {
            app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await;
            gk_nexus::accounts::resets::answer(&app.services).await.unwrap();
            app.deliver().await;
            let link = crate::support::mailbox::link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
            thief.open(&link).await.form("Set new password").fill("Password", password).send().await;
            let step = thief.sign_in(MARIAM, password).await;
            step.must_say("One more step");
            step
        };
        let step = resets("the first of their sentences").await;
        for _ in 0..4 {
            assert!(!step.form("Sign in").fill("Code", WRONG).send().await.error_beside("Code").unwrap().contains("paused"));
        }
        let step = resets("the second of their sentences").await;
        let fifth = step.form("Sign in").fill("Code", WRONG).send().await;
        assert!(fifth.must_be(422).error_beside("Code").unwrap().contains("paused"));
        let step = resets("the third of their sentences").await;
        let right = phone.shows(app.services.now());
        step.form("Sign in").fill("Code", &right).send().await.must_be(422).must_say("paused");
        // Staff see it, and can end it.
        let tab = anjali.tab(&profile).await;
        tab.must_say("Locked until").form("Unlock").send().await.must_be(200);
        step.form("Sign in").fill("Code", &right).send().await.must_be(200).must_say("Sign out");
    }

    async fn of_fifty_at_once_one_gets_in(app: TestApp) {
        let anjali = app.owner().await;
        let (phone, codes) = sets_up_an_app(&app, &anjali, "/account").await;
        app.wait(Span::seconds(30));
        let browser = app.browser();
        gives_the_password(&browser, ANJALI).await;
        let before = app.count(SESSIONS).await;
        let code = phone.shows(app.services.now());
        let typed = [("code", code.as_str())];
        let all = join_all((0..50).map(|_| browser.call("second_step", &typed))).await;
        assert_eq!(all.iter().filter(|(status, _)| *status < 400).count(), 1, "{:?}", all.iter().map(|(status, _)| status).collect::<Vec<_>>());
        assert_eq!(app.count(SESSIONS).await, before + 1);
        // Two browsers that both know the password, one recovery code.
        app.wait(Span::minutes(16));
        let code = codes.each("ol.codes li").remove(4);
        let typed = [("recovery_code", code.as_str())];
        let (first, second) = (app.browser(), app.browser());
        gives_the_password(&first, ANJALI).await;
        gives_the_password(&second, ANJALI).await;
        let before = app.count(SESSIONS).await;
        let (one, other) = tokio::join!(first.call("use_recovery_code", &typed), second.call("use_recovery_code", &typed));
        assert_eq!([one.0, other.0].iter().filter(|status| **status < 400).count(), 1, "{one:?} {other:?}");
        assert_eq!(app.count(SESSIONS).await, before + 1);
        app.deliver().await;
        assert!(app.mailbox.to(ANJALI).iter().any(|mail| mail.text.contains("You have 9 codes left")));
        let mut kept = app.rows(&["recovery_codes"]).await;
        kept.dedup();
        assert_eq!(kept.len(), 10);
        assert_eq!(app.count("SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NOT NULL").await, 1);
    }

    async fn what_changes_between_password_and_code_counts(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let (phone, codes) = sets_up_an_app(&app, &mariam, "/portal/account").await;
        app.wait(Span::seconds(30));
        let code = || phone.shows(app.services.now());
        let waits = app.browser();
        // Too late.
        gives_the_password(&waits, MARIAM).await;
        app.wait(Span::minutes(10));
        waits.open("/login/second-step").await.must_be(410).must_say("Sign in again");
        assert_eq!(waits.call("second_step", &[("code", &code())]).await.0, 409);
        // Access is taken, and given back: the password of before counts no more.
        gives_the_password(&waits, MARIAM).await;
        anjali.tab(&profile).await.form("Disable Access").send().await;
        assert_eq!(waits.call("second_step", &[("code", &code())]).await.0, 409);
        anjali.tab(&profile).await.form("Enable Access").send().await;
        assert_eq!(waits.call("second_step", &[("code", &code())]).await.0, 409);
        // A forgotten password is no way around the second step.
        app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await;
        gk_nexus::accounts::resets::answer(&app.services).await.unwrap();
        app.deliver().await;
        let link = crate::support::mailbox::link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
        gives_the_password(&waits, MARIAM).await;
        waits.open(&link).await.form("Set new password").fill("Password", "quite another sentence").send().await;
        assert_eq!(waits.call("second_step", &[("code", &code())]).await.0, 409, "the password is another one now");
        waits.sign_in(MARIAM, "quite another sentence").await.must_say("One more step");
        // Another cookie, or none, is nobody's; a forged one too.
        assert_eq!(app.browser().call("second_step", &[("code", &code())]).await.0, 409);
        let step = waits.open("/login/second-step").await;
        let spelt = codes.each("ol.codes li").remove(0).to_uppercase().replace('-', " ");
        let inside = step.form("Sign in with a recovery code").fill("Recovery code", &spelt).send().await;
        assert_eq!(inside.must_be(200).path, "/portal");
        // New codes end the old ones.
        let mariam = waits;
        mariam.open("/portal/account").await.form("Make new codes").send().await.must_say("Print codes");
        let step = mariam.sign_in(MARIAM, "quite another sentence").await;
        let old = codes.each("ol.codes li").remove(1);
        step.form("Sign in with a recovery code").fill("Recovery code", &old).send().await.must_be(422);
    }

    async fn setting_up_a_second_step_confirms_nobody(app: TestApp) {
        let anjali = app.owner().await;
        app.wait(Span::minutes(5) + Span::seconds(-20));
        sets_up_an_app(&app, &anjali, "/account").await;
        assert_eq!(anjali.download("/activity/export.csv", &[]).await.0, 200, "the session goes on");
        app.wait(Span::seconds(30));
        let page = anjali.open("/activity/export.csv").await;
        assert!(page.path.starts_with("/confirm"), "the password was given more than five minutes ago: {}", page.path);
    }
}
