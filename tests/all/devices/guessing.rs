//! Guessing: who is locked by it, who is not, and where it ends.

use super::{ANJALI, MARIAM, device_cookie, looks, sign_in_raw};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use futures::future::join_all;
use gk_nexus::kernel::Span;
use gk_nexus::server::config::Typed;
use gk_nexus::server::network;

on_both_databases! {
    async fn whoever_guesses_locks_strangers_and_never_a_known_device(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let (known, other) = (device_cookie(&app, MARIAM).await, device_cookie(&app, ANJALI).await);
        // A hundred at once: five are looked at, for a known address and an unknown one alike.
        for email in [MARIAM, "nobody@example.com"] {
            let guesses = (0..100).map(|_| sign_in_raw(&app, email, "a wrong guess", ""));
            let (count, opened) = looks(&app, join_all(guesses)).await;
            assert!(count == 5 && opened.iter().all(|(opened, _)| !opened), "{email}: {count}");
        }
        // What a forger makes of a device's cookie is a stranger's.
        let (start, mark) = known.rsplit_once('.').unwrap();
        let [account, device] = start.trim_start_matches("device=").split('.').collect::<Vec<_>>()[..] else { panic!("{start}") };
        let forged = [
            String::new(),
            other.clone(),
            format!("{start}.{}", "A".repeat(43)),
            format!("{start}."),
            format!("{start}.{mark}.{mark}"),
            format!("device={account}.{account}.{mark}"),
            format!("device={device}.{account}.{mark}"),
            format!("{start}.{}", mark.to_lowercase()),
            other.replace("device=", "device=x~"),
            format!("device={}", "~".repeat(3000)),
        ];
        let (count, _) = looks(&app, async {
            for forged in &forged {
                assert!(!sign_in_raw(&app, MARIAM, PASSWORD, forged).await.0, "{forged}");
            }
        }).await;
        assert_eq!(count, 0, "the address is locked for all of them");
        // The known device goes in and out meanwhile, among others' entries and cookies too.
        for round in 0..20 {
            let several = format!("a=b; {known}~{}; c=d", other.trim_start_matches("device="));
            assert!(sign_in_raw(&app, MARIAM, PASSWORD, if round % 2 == 0 { &known } else { &several }).await.0, "{round}");
        }
        assert!(!sign_in_raw(&app, MARIAM, PASSWORD, "").await.0, "its success unlocks no stranger");
        // It has its own five, and locks no stranger with them.
        app.wait(Span::minutes(15));
        let guesses = (0..50).map(|_| sign_in_raw(&app, MARIAM, "a wrong guess", &known));
        assert_eq!(looks(&app, join_all(guesses)).await.0, 5);
        assert!(!sign_in_raw(&app, MARIAM, PASSWORD, &known).await.0);
        anjali.tab(&profile).await.must_say("Locked until");
        assert!(sign_in_raw(&app, MARIAM, PASSWORD, "").await.0);
        // Staff see that and help.
        anjali.tab(&profile).await.form("Unlock").send().await.must_be(200).must_not_say("Locked until");
        assert!(sign_in_raw(&app, MARIAM, PASSWORD, &known).await.0);
        // A device that was forgotten is a stranger's again.
        app.run("DELETE FROM devices").await.unwrap();
        for _ in 0..5 {
            sign_in_raw(&app, MARIAM, "a wrong guess", "").await;
        }
        assert!(!sign_in_raw(&app, MARIAM, PASSWORD, &known).await.0);
    }

    async fn after_a_hundred_failures_in_a_row_only_known_devices_get_in_until_a_reset(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let known = device_cookie(&app, MARIAM).await;
        app.deliver().await;
        // What 19 locks and 4 failures leave; the same count for an address that nobody has.
        let guess = |email: &'static str, cookie: &'static str| sign_in_raw(&app, email, "a wrong guess", cookie);
        for email in [MARIAM, "nobody@example.com"] {
            guess(email, "").await;
        }
        app.run("UPDATE sign_in_locks SET failed_in_a_row = 99").await.unwrap();
        for email in [MARIAM, "nobody@example.com"] {
            let (count, _) = looks(&app, join_all((0..10).map(|_| guess(email, "")))).await;
            assert_eq!(count, 1, "{email}: the hundredth is looked at, and no other");
        }
        app.deliver().await;
        for days in [0, 1, 400] {
            app.wait(Span::days(days));
            gk_nexus::accounts::lockout::tidy(&app.services).await.unwrap();
            for email in [MARIAM, "nobody@example.com"] {
                assert_eq!(looks(&app, sign_in_raw(&app, email, PASSWORD, "")).await.0, 0, "{email}");
            }
        }
        assert!(sign_in_raw(&app, MARIAM, PASSWORD, &known).await.0);
        assert!(!sign_in_raw(&app, MARIAM, PASSWORD, "").await.0, "a known device's success changes nothing for strangers");
        // The person was told, staff see it and can unlock.
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Sign-in to Persaud & Vale’s client portal is off on new devices");
        assert!(mail.text.contains(&format!("{}/forgot-password", app.base)));
        assert!(app.mailbox.to("nobody@example.com").is_empty());
        anjali.sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        let tab = anjali.tab(&profile).await;
        assert!(tab.tags().contains(&"Locked after 100 failures".to_owned()), "{:?}", tab.tags());
        tab.form("Unlock").send().await.must_be(200);
        assert!(sign_in_raw(&app, MARIAM, PASSWORD, "").await.0);
        // A reset opens it too, while the unknown address stays closed.
        guess(MARIAM, "").await;
        app.run("UPDATE sign_in_locks SET failed_in_a_row = 100").await.unwrap();
        assert!(!sign_in_raw(&app, MARIAM, PASSWORD, "").await.0);
        app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await.must_be(200);
        app.deliver().await;
        let reset = link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
        let form = app.browser().open(&reset).await.form("Set new password");
        form.fill("Password", "quite another sentence").send().await.must_be(200);
        assert!(sign_in_raw(&app, MARIAM, "quite another sentence", "").await.0);
        assert!(app.count("SELECT COUNT(*) FROM sign_in_locks WHERE failed_in_a_row >= 100").await == 1);
    }

    async fn right_and_wrong_passwords_at_once_are_all_answered(app: TestApp) {
        app.owner().await;
        for _ in 0..6 {
            let guesses = (0..20).map(async |number| {
                let password = if number % 4 == 0 { PASSWORD } else { "not the password" };
                app.browser().call("sign_in", &[("email", ANJALI), ("password", password)]).await.0
            });
            let answers = join_all(guesses).await;
            assert!(answers.iter().all(|status| *status < 500), "{answers:?}");
            app.wait(Span::minutes(16));
        }
    }

    async fn a_new_password_and_a_sign_in_with_the_old_one_at_once_leave_no_session_behind(app: TestApp) {
        app.owner().await;
        app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", ANJALI).send().await.must_be(200);
        app.deliver().await;
        let reset = link(&app.mailbox.last_to(ANJALI), &app.base, "/reset-password/");
        let form = app.browser().open(&reset).await.form("Set new password").fill("Password", "quite another sentence");
        let old = join_all((0..5).map(|_| sign_in_raw(&app, ANJALI, PASSWORD, "")));
        let (set, _) = futures::join!(form.send(), old);
        set.must_say("Your new password is set");
        assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 0, "a session of the old password outlived it");
        assert_eq!(app.count("SELECT COUNT(*) FROM devices").await, 0);
    }
}

#[tokio::test]
async fn one_network_may_knock_so_often_and_an_office_that_gets_in_never_waits() {
    let folder = tempfile::tempdir().unwrap();
    let url = crate::support::database::sqlite(folder.path()).await;
    let app = TestApp::open(folder, url, |typed: &mut Typed| typed.trusted_proxies = "127.0.0.1".into()).await;
    app.owner().await;
    let office = app.browser();
    let use_up = |from: &str| {
        let left = std::iter::from_fn(|| app.services.doors.take(network(from), app.services.now()).ok());
        left.count()
    };
    let ask = async |from: &str| {
        let request = office.http().post(office.url("/api/set_new_password")).header("x-forwarded-for", from);
        let request =
            request.header("content-type", "application/x-www-form-urlencoded").body("token=made-up&password=x");
        let answer = request.header("accept", "application/json").send().await.unwrap();
        let wait = answer.headers().get("retry-after").map(|wait| wait.to_str().unwrap().to_owned());
        (answer.status().as_u16(), wait)
    };
    for _ in 0..10 {
        app.browser().sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
    }
    assert_eq!(use_up("127.0.0.1"), 300, "signing in used tries up");
    assert_ne!(ask("2001:db8:7:7::1").await.0, 429);
    assert_eq!(use_up("2001:db8:7:7::1"), 299);
    // All of one connection share its tries; a forged hop in front changes nothing; others have their own.
    assert_eq!(ask("9.9.9.9, 2001:db8:7:7:ffff::2").await, (429, Some("2".to_owned())));
    assert_ne!(ask("2001:db8:7:8::1").await.0, 429);
    let form = office.open("/login").await.form("Sign in").fill("Email", ANJALI).fill("Password", PASSWORD);
    let refused = form.send().await;
    refused.must_be(429).must_say("very many tries from your network");
    assert_eq!(refused.headers["retry-after"], "2");
    assert_eq!(refused.form("Sign in").value("Email"), ANJALI);
    app.wait(Span::seconds(2));
    refused.form("Sign in").fill("Password", PASSWORD).send().await.must_be(200).must_say("Sign out");
}
