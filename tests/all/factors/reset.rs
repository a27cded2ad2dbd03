//! Somebody has lost telephone, passkey and codes: staff take the second step of a client away, the operator anybody's.

use super::{ANJALI, MARIAM, gives_the_password, sets_up_an_app};
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use gk_nexus::accounts::Role;
use gk_nexus::app::operate::without_factor;
use gk_nexus::kernel::Span;

on_both_databases! {
    async fn staff_take_the_second_step_of_a_client_away_and_she_hears_who_did(app: TestApp) {
        let anjali = app.owner().await;
        let desk = app.staff(Role::FrontDesk, "Omar Haddad", "omar@persaudvale.example").await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        assert_eq!(anjali.tab(&profile).await.fact("Second step"), "Not set up");
        assert!(!anjali.tab(&profile).await.has_button("Reset second step"));
        sets_up_an_app(&app, &mariam, "/portal/account").await;
        let waits = app.browser();
        gives_the_password(&waits, MARIAM).await;
        assert_eq!(desk.tab(&profile).await.fact("Second step"), "Set up");
        assert!(!desk.tab(&profile).await.has_button("Reset second step"));
        let button = anjali.tab(&profile).await.form("Reset second step");
        let typed: Vec<(&str, &str)> = button.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(desk.call("reset_second_factor", &typed).await.0, 403);
        app.wait(Span::minutes(6));
        // So late, staff confirm their password first, and press again.
        let confirm = anjali.tab(&profile).await.form("Reset second step").send().await;
        let tab = confirm.must_say("Confirm that it is you").form("Confirm").fill("Password", PASSWORD).send().await;
        assert_eq!(app.count("SELECT COUNT(*) FROM second_factors").await, 1);
        tab.form("Reset second step").send().await.must_be(200).must_say("The second step of Mariam Rahman is gone");
        assert!(mariam.open("/portal").await.path.starts_with("/login"), "her sessions end");
        waits.open("/login/second-step").await.must_be(410);
        for table in ["second_factors", "recovery_codes", "second_steps"] {
            assert_eq!(app.rows(&[table]).await, Vec::<String>::new(), "{table}");
        }
        app.deliver().await;
        let mail = app.mailbox.last_to(MARIAM);
        assert!(mail.subject.contains("second step was reset") && mail.text.contains("Anjali Persaud took the second step"), "{}", mail.text);
        assert!(mail.text.contains("+592 555 0142"), "who to call if it was nobody she knows");
        anjali.open(&format!("{profile}/activity")).await.must_say("Took the second step of Mariam Rahman away");
        app.browser().sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        assert_eq!(anjali.call("reset_second_factor", &typed).await.0, 409, "there is nothing left to take away");
    }

    async fn the_operator_takes_the_owner_s_away(app: TestApp) {
        let anjali = app.owner().await;
        sets_up_an_app(&app, &anjali, "/account").await;
        gives_the_password(&app.browser(), ANJALI).await;
        for nobody in ["nobody@example.com", "not an address"] {
            assert!(without_factor(&app.services, nobody).await.is_err(), "{nobody}");
        }
        assert!(without_factor(&app.services, ANJALI).await.unwrap().contains("password alone"));
        assert!(without_factor(&app.services, ANJALI).await.is_err(), "there is nothing left");
        let anjali = app.browser();
        anjali.sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        anjali.open("/activity").await.must_say("The operator took the second step of Anjali Persaud away");
        app.deliver().await;
        assert!(app.mailbox.to(ANJALI).iter().any(|mail| mail.text.contains("second step of your account was taken away")));
    }

    async fn an_invitation_s_link_and_the_password_are_no_way_around_it(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let (phone, _) = sets_up_an_app(&app, &mariam, "/portal/account").await;
        app.wait(Span::seconds(30));
        let profile = app.client(&anjali, "Rahman Imports", "lina@example.com").await;
        anjali.add_contact(&profile, "Mariam Rahman", MARIAM).await;
        anjali.invite_contact(&profile, MARIAM).await;
        let link = app.invitation_link(MARIAM).await;
        let browser = app.browser();
        let typed = browser.open(&link).await.form("Activate").fill("Password", PASSWORD);
        let step = typed.send().await;
        step.must_say("One more step");
        assert!(browser.open("/portal").await.path.starts_with("/login"));
        let code = phone.shows(app.services.now());
        let home = browser.open("/login/second-step").await.form("Sign in").fill("Code", &code).send().await;
        home.must_be(200);
        assert_eq!(home.path, "/portal");
        browser.open("/portal/account").await.must_say("Rahman Imports");
    }
}
