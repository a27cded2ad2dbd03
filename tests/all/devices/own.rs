//! One's own devices: the mail about a new one, the list on the account page, and ending them.

use super::{ANJALI, MARIAM, is_in};
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use gk_nexus::kernel::Span;

const NEWS: &str = "New sign-in to Persaud & Vale’s client portal";

on_both_databases! {
    async fn a_sign_in_on_an_unknown_device_is_told_by_mail_and_no_other(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let news = |email: &str| app.mailbox.to(email).into_iter().filter(|mail| mail.subject == NEWS).count();
        mariam.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        mariam.open("/").await.form("Sign out").send().await;
        mariam.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        app.deliver().await;
        assert_eq!((news(MARIAM), news(ANJALI)), (0, 0), "neither the first device nor the same again");
        app.browser().sign_in(MARIAM, "not the password").await.must_be(422);
        let phone = app.browser();
        for _ in 0..3 {
            phone.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        }
        app.deliver().await;
        assert_eq!((news(MARIAM), news(ANJALI)), (1, 0));
        let mail = app.mailbox.last_to(MARIAM);
        for part in [&mail.text, &mail.html] {
            for words in ["Chrome on Linux", "127.0.0.1", "Tuesday 24 November 2026, 10:22 (Guyana time)", "+592 555 0142"] {
                assert!(part.contains(words), "{words}: {part}");
            }
            assert!(part.contains(&format!("{}/forgot-password", app.base)));
        }
        // Somebody else in the same browser is new to it; both are known from then on.
        phone.sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        phone.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        phone.sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        app.deliver().await;
        assert_eq!((news(MARIAM), news(ANJALI)), (1, 1));
    }

    async fn ones_own_page_lists_devices_and_ends_them_at_once(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        for (browser, email, page) in [(&mariam, MARIAM, "/portal/account"), (&anjali, ANJALI, "/account")] {
            app.wait(Span::minutes(2));
            let [phone, tablet, office] = [app.browser(), app.browser(), app.browser()];
            for other in [&phone, &tablet, &office] {
                app.wait(Span::minutes(2));
                other.sign_in(email, PASSWORD).await.must_say("Sign out");
            }
            office.open("/").await.form("Sign out").send().await;
            let before = app.rows(&["devices", "sessions"]).await;
            let list = browser.open(page).await;
            assert_eq!(app.rows(&["devices", "sessions"]).await.len(), before.len(), "looking changed something");
            let lines = list.each("section[aria-labelledby=devices] li");
            assert_eq!(lines.len(), 4, "{lines:?}");
            assert!(lines[0].contains("This device") && lines[0].contains("Chrome on Linux"), "{lines:?}");
            assert_eq!(lines.iter().filter(|line| line.contains("Signed in") && line.contains("From 127.0.0.1")).count(), 2);
            assert_eq!(lines.iter().filter(|line| line.contains("Forget this device")).count(), 1);
            // The last used stand first: the office's is signed out, the tablet's is not.
            let ended = list.form("Sign out this device").send().await;
            ended.must_be(200).must_say("That device is signed out");
            assert!(!is_in(&tablet).await && is_in(&phone).await);
            ended.form("Sign out all other devices").send().await.must_say("All other devices are signed out");
            assert!(!is_in(&phone).await && !is_in(&tablet).await && is_in(browser).await);
            let lines = browser.open(page).await.each("section[aria-labelledby=devices] li");
            assert_eq!(lines.len(), 1, "{lines:?}");
            // Known no more: the next sign-in there is news again.
            phone.sign_in(email, PASSWORD).await.must_say("Sign out");
            app.deliver().await;
            assert_eq!(app.mailbox.last_to(email).subject, NEWS);
        }
        // Nobody ends another's device, and learns nothing by trying.
        let hers = mariam.open("/portal/account").await.form("Sign out this device").values;
        let device = hers.iter().find(|(name, _)| name == "device").unwrap().1.clone();
        let before = app.rows(&["devices", "sessions", "activity"]).await;
        let foreign = anjali.call("end_device", &[("device", &device)]).await;
        let absent = anjali.call("end_device", &[("device", "0190a2b3c4d57e6f8a9b0c1d2e3f4a5b")]).await;
        assert_eq!(foreign, absent);
        assert_eq!(app.rows(&["devices", "sessions", "activity"]).await, before);
    }
}
