//! Who must have a second factor, and what they reach before they do.

use super::{ANJALI, MARIAM, sets_up_an_app};
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use gk_nexus::accounts::Role;
use gk_nexus::app::table::{TABLE, Who};
use gk_nexus::kernel::Span;

const RENEE: &str = "renee@persaudvale.example";

on_both_databases! {
    async fn who_must_have_one_reaches_nothing_before(app: TestApp) {
        let anjali = app.owner().await;
        let renee = app.staff(Role::Staff, "Renée Baptiste", RENEE).await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let rules = anjali.open("/settings/security").await;
        rules.must_say("0 of 1 have one").must_not_say("selected>Required");
        renee.open("/settings/security").await.must_be(403);
        let wrong = rules.form("Save rules").set("rules[staff]", "required").set("days[staff]", "soon").send().await;
        wrong.must_be(422).must_say("Enter a day that exists");
        let saved = rules.form("Save rules").set("rules[staff]", "required").set("rules[client]", "required").set("days[client]", "2026-12-01").send().await;
        saved.must_be(200).must_say("The rules for the second step are saved");
        assert_eq!(saved.form("Save rules").value("Clients: required from"), "2026-12-01");
        anjali.open("/activity").await.must_say("Staff: required from Tue 24 Nov. Clients: required from Tue 1 Dec");

        // The very next request of a session that is open already.
        let page = renee.open("/clients").await;
        assert_eq!(page.path, "/second-factor");
        page.must_say("Set up your second step").must_say("Persaud & Vale asks everybody in your role");
        for (method, path, who) in TABLE {
            let own = path.starts_with("/second-factor") || *path == "/confirm";
            if *who == Who::Everybody || own || path.contains('{') {
                continue;
            }
            match (*method, path.strip_prefix("/api/")) {
                ("GET", _) => {
                    let (status, _, bytes) = renee.download(path, &[]).await;
                    let page = String::from_utf8_lossy(&bytes).into_owned();
                    assert!(status == 401 || page.contains("Set up your second step"), "{path}: {status} {page:.300}");
                }
                (_, Some(act)) if !KEPT.contains(&act) => {
                    let (status, answer) = renee.call(act, &[]).await;
                    assert!([400, 401].contains(&status), "{path}: {status} {answer}");
                }
                _ => {}
            }
        }
        let later = app.browser();
        assert_eq!(later.sign_in(RENEE, PASSWORD).await.path, "/second-factor");
        assert!(later.open("/second-factor").await.form("Sign out").send().await.path.starts_with("/login?out=1"));
        // Five minutes later the password is asked once more, before anything can be set up with a session found open.
        app.wait(Span::minutes(6));
        let asked = renee.open("/second-factor").await.form("Set up an authenticator app").send().await;
        let back = asked.must_say("Confirm that it is you").form("Confirm").fill("Password", PASSWORD).send().await;
        assert_eq!(back.must_be(200).heading(), "Set up your second step");
        let (_, codes) = sets_up_an_app(&app, &renee, "/second-factor").await;
        assert_eq!(codes.follow("I have kept them").await.must_be(200).path, "/dashboard");
        renee.open("/clients").await.must_be(200).must_say("Mariam Rahman");
        // The only one stays where one is required.
        let kept = renee.open("/account").await.form("Remove").send().await;
        kept.must_be(409).must_say("Add another first");

        // Clients: told before the day, asked from the day on.
        mariam.open("/portal/account").await.must_say("required from Tue 1 Dec").must_say("Not set up");
        app.wait(Span::days(7));
        let mariam = app.browser();
        assert_eq!(mariam.sign_in(MARIAM, PASSWORD).await.path, "/second-factor");
        mariam.open("/portal").await.must_say("Set up your second step");
        let (_, codes) = sets_up_an_app(&app, &mariam, "/second-factor").await;
        assert_eq!(codes.follow("I have kept them").await.path, "/portal");
    }

    async fn a_day_that_is_emptied_means_today(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let rules = anjali.open("/settings/security").await.form("Save rules");
        let later = rules.set("rules[client]", "required").set("days[client]", "2026-12-15").send().await;
        mariam.open("/portal").await.must_be(200).must_say("From Tue 15 Dec you need a second step to sign in");
        let saved = later.form("Save rules").set("days[client]", "").send().await;
        saved.must_be(200).must_say("The rules for the second step are saved");
        assert_eq!(saved.form("Save rules").value("Clients: required from"), "2026-11-24");
        assert_eq!(mariam.open("/portal").await.path, "/second-factor");
    }

    async fn staff_read_on_the_dashboard_from_when_they_need_a_second_step(app: TestApp) {
        let anjali = app.owner().await;
        let rules = anjali.open("/settings/security").await.form("Save rules");
        rules.set("rules[owner]", "required").set("days[owner]", "2026-12-15").send().await.must_be(200);
        let home = anjali.open("/dashboard").await;
        home.must_say("From Tue 15 Dec you need a second step to sign in");
        let account = home.follow("Set it up now").await;
        assert_eq!(account.path, "/account");
        sets_up_an_app(&app, &anjali, "/account").await;
        anjali.open("/dashboard").await.must_be(200).must_not_say("you need a second step");
    }

    async fn where_it_is_off_nobody_new_sets_one_up_and_who_has_one_keeps_it(app: TestApp) {
        let anjali = app.owner().await;
        let renee = app.staff(Role::Manager, "Renée Baptiste", RENEE).await;
        sets_up_an_app(&app, &anjali, "/account").await;
        let rules = anjali.open("/settings/security").await.form("Save rules");
        rules.set("rules[owner]", "off").set("rules[manager]", "off").send().await.must_be(200);
        renee.open("/account").await.must_not_say("Second step");
        assert_eq!(renee.call("begin_app", &[]).await.0, 409);
        app.browser().sign_in(ANJALI, PASSWORD).await.must_say("One more step");
        let removed = anjali.open("/account").await.form("Remove").send().await;
        removed.must_be(200).must_not_say("Second step");
        app.browser().sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        assert_eq!(app.count("SELECT COUNT(*) FROM recovery_codes").await, 0, "codes without a factor are no way in");
        anjali.open("/activity").await.must_say("Removed the authenticator app");
    }
}

/// Acts that somebody does who is about to set one up.
const KEPT: [&str; 9] = [
    "begin_app",
    "confirm_app",
    "begin_passkey",
    "add_passkey",
    "remove_factor",
    "new_recovery_codes",
    "confirm_password",
    "stay_signed_in",
    "sign_out",
];

/// A real portal's staff need one from the first day, its clients don't.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_of_a_real_portal_set_one_up_right_after_they_have_signed_in() {
    use crate::support::{TestApp, database};
    let folder = tempfile::tempdir().unwrap();
    let url = database::sqlite(folder.path()).await;
    let app = TestApp::open(folder, url, |typed| typed.portal_env = "production".to_owned()).await;
    app.firm().await;
    let renee = app.staff(Role::Owner, "Renée Baptiste", RENEE).await;
    assert_eq!(renee.open("/clients").await.path, "/second-factor");
    sets_up_an_app(&app, &renee, "/second-factor").await;
    let rules = renee.open("/settings/security").await.must_be(200).form("Save rules");
    let chosen = |name: &str| rules.values.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
    for who in ["owner", "manager", "staff", "front-desk"] {
        assert_eq!(chosen(&format!("rules[{who}]")).as_deref(), Some("required"), "{who}");
    }
    assert_eq!(chosen("rules[client]").as_deref(), Some("offered"));
}
