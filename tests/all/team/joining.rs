//! How a colleague comes in.

use super::{ANJALI, MAX, THOMAS, account, invite, join_link, text};
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use futures::future::join_all;
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;

on_both_databases! {
    async fn a_colleague_joins_by_a_link_that_opening_does_not_spend_and_that_works_once(app: TestApp) {
        let anjali = app.owner().await;
        let page = invite(&anjali, "Thomas Vale", THOMAS, "manager").await;
        page.must_be(200).must_say("on its way to thomas@persaudvale.example").must_say("Pending");
        let link = join_link(&app, THOMAS).await;
        let token = link.rsplit('/').next().unwrap().to_owned();
        for _ in 0..3 {
            app.browser().open(&link).await.must_be(200).must_say("Welcome, Thomas");
        }
        let stored = app.rows(&["team_invitations", "outbox", "activity"]).await;
        assert!(stored.iter().all(|row| !row.contains(&token)), "the token is stored");
        let common = app.browser().open(&link).await.form("Join the team").fill("Password", "password").send().await;
        assert!(common.must_be(422).error_beside("Password").unwrap().contains("first that are guessed"));

        // Several at once: one of them is in.
        let browsers: Vec<_> = (0..6).map(|_| app.browser()).collect();
        let typed = [("token", token.as_str()), ("password", PASSWORD)];
        let answers = join_all(browsers.iter().map(|one| one.call("join_team", &typed))).await;
        let mut codes: Vec<u16> = answers.iter().map(|(status, _)| *status).collect();
        codes.sort_unstable();
        assert!(codes[0] < 400 && codes[1..].iter().all(|status| *status == 409), "{codes:?}");
        assert_eq!(app.count("SELECT COUNT(*) FROM accounts WHERE kind = 'staff'").await, 2);
        let thomas = &browsers[answers.iter().position(|(status, _)| *status < 400).unwrap()];
        thomas.open("/activity").await.must_be(200);
        thomas.open("/settings/security").await.must_be(403);
        assert_eq!(text(&app, "SELECT role FROM accounts WHERE name = 'Thomas Vale'").await, "manager");
        let log = anjali.open("/activity").await;
        log.must_say("Invited Thomas Vale at thomas@persaudvale.example into the team (manager)");
        log.must_say("Joined the team as manager, invited by Anjali Persaud");
        app.deliver().await;
        assert!(app.mailbox.last_to(ANJALI).text.contains("Thomas Vale has accepted your invitation"));

        // Used, made up, taken back, replaced, over: one and the same page.
        let ended = app.browser().open(&link).await;
        ended.must_be(410).must_say("This link no longer works").must_not_say("Thomas");
        let mut dead = vec!["/join/made-up".to_owned()];
        for _ in 0..2 {
            // The second one replaces the first.
            invite(&anjali, "Akua Mensah", "akua@persaudvale.example", "staff").await.must_be(200);
            dead.push(join_link(&app, "akua@persaudvale.example").await);
        }
        app.browser().open(&dead[2]).await.must_be(200);
        anjali.open("/settings/team").await.form("Send new link").send().await.must_say("The one before no longer works");
        dead.push(join_link(&app, "akua@persaudvale.example").await);
        anjali.open("/settings/team").await.form("Take back invitation").send().await.must_say("is taken back");
        invite(&anjali, "Lena Boyd", "lena@persaudvale.example", "staff").await.must_be(200);
        dead.push(join_link(&app, "lena@persaudvale.example").await);
        app.wait(Span::days(7));
        for link in &dead {
            let page = app.browser().open(link).await;
            assert_eq!((page.must_be(410).main(), page.title()), (ended.main(), ended.title()), "{link}");
            let typed = [("token", link.rsplit('/').next().unwrap()), ("password", PASSWORD)];
            let (status, answer) = app.browser().call("join_team", &typed).await;
            assert_eq!((status, &answer), (409, &answers.iter().find(|(status, _)| *status == 409).unwrap().1), "{link}");
        }
        anjali.sign_in(ANJALI, PASSWORD).await;
        anjali.open("/settings/team").await.must_say("Link ended");
    }

    async fn an_invitation_lives_no_longer_than_the_permission_of_who_sent_it(app: TestApp) {
        let anjali = app.owner().await;
        let max = app.staff(Role::Manager, "Max Boyd", MAX).await;
        invite(&max, "Thomas Vale", THOMAS, "staff").await.must_be(200);
        let link = join_link(&app, THOMAS).await;
        let token = link.rsplit('/').next().unwrap().to_owned();
        let id = account(&app, MAX).await;
        let own = ("account", id.as_str());
        let role = async |role: &str| assert!(anjali.call("change_role", &[own, ("role", role)]).await.0 < 300);
        let works = async |works: bool| {
            app.browser().open(&link).await.must_be(if works { 200 } else { 410 });
        };
        works(true).await;
        role("staff").await;
        works(false).await;
        role("manager").await;
        works(true).await;
        assert!(anjali.call("deactivate_colleague", &[own]).await.0 < 300);
        works(false).await;
        let typed = [("token", token.as_str()), ("password", PASSWORD)];
        assert_eq!(app.browser().call("join_team", &typed).await.0, 409);

        // An address has one account, and is a contact's or a colleague's.
        app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        for taken in ["MARIAM@example.com", MAX, ANJALI] {
            let page = invite(&anjali, "Somebody Else", taken, "staff").await;
            assert!(page.must_be(422).error_beside("Email").unwrap().contains("in use in the portal already"), "{taken}");
        }
        invite(&anjali, "", "nobody", "staff").await.must_be(422).must_say("Enter a name");
        assert_eq!(anjali.call("invite_colleague", &[("name", "A"), ("email", "a@b.example"), ("role", "god")]).await.0, 422);
    }
}
