//! Who may change whom, from when it holds, and what nobody can do.

use super::{ABSENT, ANJALI, MAX, RENEE, account, invite, text};
use crate::on_both_databases;
use crate::support::Browser;
use crate::support::people::PASSWORD;
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;

const ACTS: [&str; 4] = ["change_role", "deactivate_colleague", "activate_colleague", "reset_colleague_factor"];

async fn status(who: &Browser, act: &str, id: &str, role: &str) -> u16 {
    who.call(act, &[("account", id), ("role", role)]).await.0
}

on_both_databases! {
    async fn a_role_holds_from_the_next_request_on_and_managers_do_not_reach_owners(app: TestApp) {
        let anjali = app.owner().await;
        let max = app.staff(Role::Manager, "Max Boyd", MAX).await;
        let renee = app.staff(Role::Manager, "Renée Vale", RENEE).await;
        let (owner, own, other) = (account(&app, ANJALI).await, account(&app, MAX).await, account(&app, RENEE).await);
        app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        let client = account(&app, "mariam@example.com").await;
        let before = app.rows(&["accounts", "team_invitations", "activity", "outbox"]).await;

        for act in ACTS {
            assert_eq!(status(&max, act, &owner, "staff").await, 403, "{act}");
            // Client people are none of the team: as if they were not there, word for word.
            let absent = max.call(act, &[("account", ABSENT), ("role", "staff")]).await;
            assert_eq!(absent.0, 404, "{act}");
            assert_eq!(max.call(act, &[("account", &client), ("role", "staff")]).await, absent, "{act}");
            assert_eq!(status(&anjali, act, &owner, "staff").await, 409, "oneself: {act}");
        }
        max.open(&format!("/settings/team/{client}")).await.must_be(404);
        max.open(&format!("/settings/team/{owner}")).await.must_be(200).must_say("Only an owner changes an owner");
        assert_eq!(status(&max, "change_role", &other, "owner").await, 403, "nobody is made an owner by a manager");
        assert_eq!(status(&max, "change_role", &own, "staff").await, 409, "one’s own");
        assert_eq!(max.call("invite_colleague", &[("name", "A"), ("email", "a@b.example"), ("role", "owner")]).await.0, 403);
        assert!(!max.open("/settings/team").await.html.contains("value=\"owner\""));
        assert_eq!(app.rows(&["accounts", "team_invitations", "activity", "outbox"]).await, before);

        // Another role holds for the session that is there.
        renee.open("/activity").await.must_be(200);
        let page = max.open(&format!("/settings/team/{other}")).await.form("Change role").fill("Role", "front desk").send().await;
        page.must_be(200).must_say("Renée Vale is at the front desk now");
        renee.open("/activity").await.must_be(403);
        renee.open("/settings/team").await.must_be(403);
        assert_eq!(status(&renee, "change_role", &own, "staff").await, 403);
        app.deliver().await;
        assert!(app.mailbox.last_to(RENEE).text.contains("Max Boyd has given you another role: front desk"));
        anjali.open("/activity").await.must_say("Changed the role of Renée Vale from manager to front desk");
        assert_eq!(status(&max, "change_role", &other, "front desk").await, 409, "as it is");

        // What an owner began, only owners go on with.
        invite(&anjali, "Olga Vale", "olga@persaudvale.example", "owner").await.must_be(200);
        let page = max.open("/settings/team").await;
        assert!(page.says("Olga Vale") && !page.has_button("Take back invitation to Olga Vale"));
        let invitation = text(&app, "SELECT id FROM team_invitations").await;
        for act in ["resend_colleague_invitation", "revoke_colleague_invitation"] {
            assert_eq!(max.call(act, &[("invitation", &invitation)]).await.0, 403);
            assert_eq!(max.call(act, &[("invitation", ABSENT)]).await.0, 404);
        }

        // After five minutes the password is asked for once more; nothing is done meanwhile.
        app.wait(Span::minutes(5));
        let before = app.rows(&["accounts"]).await;
        for act in ACTS {
            assert_eq!(status(&anjali, act, &other, "staff").await, 403, "{act}");
        }
        assert_eq!(app.rows(&["accounts"]).await, before);
        let confirm = anjali.open(&format!("/settings/team/{other}")).await;
        let page = confirm.form("Confirm").fill("Password", PASSWORD).send().await;
        assert_eq!(page.must_be(200).path, format!("/settings/team/{other}"));
        page.form("Change role").fill("Role", "staff").send().await.must_be(200).must_say("one of the staff now");
    }

    async fn there_is_always_an_owner_also_when_two_act_at_once(app: TestApp) {
        let anjali = app.owner().await;
        let renee = app.staff(Role::Owner, "Renée Vale", RENEE).await;
        let (one, two) = (account(&app, ANJALI).await, account(&app, RENEE).await);
        let owners = "SELECT COUNT(*) FROM accounts WHERE role = 'owner' AND state = 'active'";
        let (first, second) =
            tokio::join!(status(&anjali, "deactivate_colleague", &two, ""), status(&renee, "change_role", &one, "staff"));
        assert!((first < 300) != (second < 300), "{first} {second}");
        assert_eq!(app.count(owners).await, 1);
        let max = app.staff(Role::Manager, "Max Boyd", MAX).await;
        let (left, last) = if first < 300 { (&anjali, &one) } else { (&renee, &two) };
        for act in ["deactivate_colleague", "change_role"] {
            assert_eq!(status(left, act, last, "staff").await, 409, "{act}");
            assert_eq!(status(&max, act, last, "staff").await, 403, "{act}");
        }
        assert_eq!(app.count(owners).await, 1);
    }
}
