//! Nobody gets another's account: not by changing where its links go, not by guessing, and what changes it is said.

use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const MALLORY: &str = "mallory@example.com";
const WRONG: &str = "not the password";
/// What an attempt on somebody's address must leave as it was.
const IDENTITY: [&str; 5] = ["accounts", "contacts", "clients", "sessions", "invitations"];

/// Somebody at the front desk.
async fn front_desk(app: &TestApp) -> Browser {
    app.staff(Role::FrontDesk, "Kofi Mensah", "kofi@persaudvale.example").await
}

/// Client and first contact, as a form of the tab names them.
async fn whom(staff: &Browser, profile: &str) -> (String, String) {
    let tab = staff.tab(profile).await;
    let edit = tab.links("").into_iter().find(|link| link.contains("/contacts/") && link.ends_with("/edit")).unwrap();
    let parts: Vec<&str> = edit.split('/').collect();
    (parts[2].to_owned(), parts[4].to_owned())
}

/// A second client at which Mariam, who has an account, is the contact. Gives its tab.
async fn trading(staff: &Browser) -> Page {
    let form = staff.open("/clients/new").await.form("Save client").fill("Name", "Rahman Trading");
    form.fill("Email", MARIAM).fill("Contact person", "Mariam Rahman").send().await
}

fn is_fixed(page: &Page) -> bool {
    let document = scraper::Html::parse_document(&page.html);
    document.select(&scraper::Selector::parse("input[name=email][readonly]").unwrap()).next().is_some()
}

on_both_databases! {
    async fn the_front_desk_cannot_move_a_sign_in_to_an_address_of_its_own(app: TestApp) {
        let anjali = app.owner().await;
        let kofi = front_desk(&app).await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let (client, contact) = whom(&anjali, &profile).await;
        let second = trading(&anjali).await;
        let second = second.path.trim_end_matches("/portal-access").to_owned();
        let before = app.rows(&IDENTITY).await;
        for page in [format!("{profile}/edit"), format!("{profile}/contacts/{contact}/edit")] {
            let page = kofi.open(&page).await;
            assert!(is_fixed(&page), "{}", page.path);
            page.must_say("only an owner, a manager or somebody of staff may change it");
            let again = page.form("Save c").fill("Email", MALLORY).send().await;
            again.must_be(403).must_say("Your role does not allow this");
        }
        let dialog = kofi.open(&format!("{second}/portal-access?invite={contact}")).await;
        assert!(is_fixed(&dialog));
        let form = dialog.form("Send Invitation").fill("Email", MALLORY).set("changes_sign_in", "true");
        form.send().await.must_be(403);
        let typed = [("client", client.as_str()), ("contact", &contact), ("name", "Mariam Rahman"), ("email", MALLORY)];
        assert_eq!(kofi.call("change_contact", &typed).await.0, 403);
        assert_eq!(app.rows(&IDENTITY).await, before);
        app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MALLORY).send().await;
        app.deliver().await;
        assert_eq!(app.mailbox.to(MALLORY).len(), 0);
        // What is the front desk's work stays its work.
        let edit = kofi.open(&format!("{profile}/contacts/{contact}/edit")).await;
        edit.form("Save contact").fill("Phone", "+592 555 0199").send().await.must_be(200).must_say("The contact is saved.");
        kofi.open(&format!("{second}/portal-access?invite={contact}")).await.form("Send Invitation").send().await.must_be(200);
    }

    async fn nor_where_documents_are_shared_already_with_somebody_who_has_not_activated_yet(app: TestApp) {
        let anjali = app.owner().await;
        let kofi = front_desk(&app).await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let (_, contact) = whom(&anjali, &profile).await;
        let edit = format!("{profile}/contacts/{contact}/edit");
        let corrected = kofi.open(&edit).await.form("Save contact").fill("Email", "mariam.rahman@example.org").send().await;
        corrected.must_be(200);
        let files = [("draft.pdf", pdf("draft"))];
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        anjali.upload(&format!("{profile}/documents"), &files, &[("contacts", &contact)]).await.must_be(200);
        let page = kofi.open(&edit).await;
        assert!(is_fixed(&page));
        page.form("Save contact").fill("Email", MALLORY).send().await.must_be(403);
        anjali.open(&edit).await.form("Save contact").fill("Email", MARIAM).send().await.must_be(200);
    }

    async fn an_address_corrected_in_the_dialog_is_the_clients_as_well(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", "mariam@exmaple.com").await;
        let dialog = anjali.tab(&profile).await.form("Send Portal Invite").send().await;
        dialog.form("Send Invitation").fill("Email", MARIAM).send().await.must_be(200);
        let door = app.invitation_link(MARIAM).await;
        for page in ["/clients", profile.as_str(), &format!("{profile}/edit")] {
            anjali.open(page).await.must_not_say("exmaple");
        }
        let csv = String::from_utf8(anjali.download("/clients/export.csv", &[]).await.2).unwrap();
        assert!(csv.contains(MARIAM) && !csv.contains("exmaple"), "{csv}");
        assert_eq!(anjali.open("/clients?q=mariam@example.com").await.each("tbody th a"), ["Mariam Rahman"]);
        let edit = anjali.open(&format!("{profile}/edit")).await.form("Save client");
        edit.fill("Email", "mariam.rahman@example.org").send().await.must_say("The link sent to mariam@example.com no longer works");
        app.browser().open(&door).await.must_be(410);
    }

    async fn whoever_signs_in_already_is_moved_only_where_staff_say_so(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let dialog = trading(&anjali).await.form("Send Portal Invite").send().await;
        let again = dialog.form("Send Invitation").fill("Email", "mariam.rahman@example.org").send().await;
        let error = again.must_be(422).error_beside("Email").unwrap();
        assert!(error.contains("Mariam Rahman signs in with mariam@example.com already"), "{error}");
        mariam.open("/portal").await.must_say("Sign out");
        let tab = again.form("Send Invitation").set("changes_sign_in", "true").send().await;
        tab.must_be(200).must_say("now signs in with mariam.rahman@example.org; we told both addresses, and every session ended");
        tab.must_say("The invitation to mariam.rahman@example.org is on its way");
        assert!(mariam.open("/portal").await.path.starts_with("/login"));
        app.deliver().await;
        for email in [MARIAM, "mariam.rahman@example.org"] {
            let told = app.mailbox.to(email).iter().any(|mail| mail.subject.starts_with("Your sign-in address"));
            assert!(told, "{email}");
        }
    }

    async fn strangers_who_ask_do_not_use_up_what_staff_may_send(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        for _ in 0..6 {
            app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await;
        }
        app.deliver().await;
        let resets = || app.mailbox.to(MARIAM).iter().filter(|mail| mail.subject.starts_with("Set a new")).count();
        assert_eq!(resets(), 5);
        for sent in 1..=5 {
            anjali.tab(&profile).await.form("Send password reset link").send().await.must_be(200).must_say("is on its way");
            app.deliver().await;
            assert_eq!(resets(), 5 + sent, "it says so, and no mail leaves");
        }
        let again = anjali.tab(&profile).await.form("Send password reset link").send().await;
        again.must_be(409).must_say("was sent several links within the hour, so this one was not");
        app.deliver().await;
        assert_eq!(resets(), 10);
        let last = link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
        app.browser().open(&last).await.must_be(200);
    }

    async fn guesses_at_the_present_password_are_seen_and_lock(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let change = async |current: &str| {
            let form = mariam.open("/portal/account").await.form("Change password").fill("Current password", current);
            form.fill("New password", "quite another sentence").send().await
        };
        for _ in 0..5 {
            let error = change(WRONG).await.must_be(422).error_beside("Current password").unwrap();
            assert_eq!(error, "This is not your current password, or sign-in is paused after several tries");
        }
        change(PASSWORD).await.must_be(422);
        let lines = anjali.open("/activity").await.each("table.table tbody th");
        assert_eq!(lines.iter().filter(|line| *line == "Wrong current password for Mariam Rahman").count(), 5, "{lines:#?}");
        assert_eq!(lines.iter().filter(|line| line.starts_with("Sign-in locked for Mariam Rahman")).count(), 1);
        app.wait(Span::minutes(15));
        change(PASSWORD).await.must_be(200).must_say("Your password is changed");
    }

    async fn guesses_at_a_second_invitation_are_seen_as_well(app: TestApp) {
        let anjali = app.owner().await;
        app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        trading(&anjali).await.form("Send Portal Invite").send().await.form("Send Invitation").send().await.must_be(200);
        let page = app.browser().open(&app.invitation_link(MARIAM).await).await;
        for _ in 0..5 {
            page.form("Activate account").fill("Password", WRONG).send().await.must_be(422);
        }
        let lines = anjali.open("/activity").await.each("table.table tbody th");
        assert_eq!(lines.iter().filter(|line| *line == "Sign-in failed for Mariam Rahman").count(), 5, "{lines:#?}");
        assert_eq!(lines.iter().filter(|line| line.starts_with("Sign-in locked for Mariam Rahman")).count(), 1);
    }

    async fn an_unlock_where_nothing_is_locked_says_so_and_leaves_no_line(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let (client, contact) = whom(&anjali, &profile).await;
        let before = app.rows(&["activity"]).await;
        let (status, error) = anjali.call("unlock", &[("client", &client), ("contact", &contact)]).await;
        assert!(status == 409 && error.to_string().contains("Sign-in of Mariam Rahman is not locked"), "{status} {error}");
        assert_eq!(app.rows(&["activity"]).await, before);
    }

    async fn whoever_activates_in_another_s_browser_ends_that_session(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.invite(&profile).await;
        let door = app.invitation_link(MARIAM).await;
        let cookie = app.cookie(ANJALI, PASSWORD).await;
        let sessions = async || app.count("SELECT COUNT(*) FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE a.kind = 'staff'").await;
        assert_eq!(sessions().await, 2);
        let shared = app.browser();
        shared.sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        assert_eq!(sessions().await, 3);
        let page = shared.open(&door).await.form("Activate account").fill("Password", PASSWORD).send().await;
        assert_eq!(page.must_be(200).path, "/portal");
        assert_eq!(sessions().await, 2, "the owner's session outlives her browser ({cookie})");
    }

    async fn logout_ends_the_session_like_the_button_does(app: TestApp) {
        let anjali = app.owner().await;
        let page = anjali.post("/logout", &[]).await;
        assert_eq!(page.must_be(200).path, "/login?out=1");
        page.must_say("You are signed out.");
        assert!(anjali.open("/dashboard").await.path.starts_with("/login"));
        assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 0);
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE words = 'Signed out'").await, 1);
        anjali.post("/logout", &[]).await.must_be(200).must_say("You are signed out.");
        anjali.open("/logout").await.must_be(405).must_say("This can’t be opened like this");
    }

    async fn of_a_second_invitation_and_a_new_password_at_once_the_old_password_gets_nobody_in(app: TestApp) {
        let anjali = app.owner().await;
        app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let mut known = PASSWORD.to_owned();
        for round in 0..4 {
            let form = anjali.open("/clients/new").await.form("Save client").fill("Name", &format!("Trading {round}"));
            let tab = form.fill("Email", MARIAM).fill("Contact person", "Mariam Rahman").send().await;
            tab.form("Send Portal Invite").send().await.form("Send Invitation").send().await.must_be(200);
            let invitation = app.invitation_link(MARIAM).await;
            app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await;
            app.deliver().await;
            let reset = link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
            // Who knows the old password accepts, while she sets another.
            let thief = app.browser();
            let accepts = thief.open(&invitation).await.form("Activate account").fill("Password", &known);
            known = format!("her sentence number {round}");
            let sets = app.browser().open(&reset).await.form("Set new password").fill("Password", &known);
            let (accepted, set) = futures::join!(accepts.send(), sets.send());
            set.must_be(200).must_say("Your new password is set");
            assert!(accepted.status.as_u16() < 500, "{}", accepted.text());
            assert!(thief.open("/portal").await.path.starts_with("/login"), "round {round}: the old password holds a session");
            assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 1, "only the owner's");
        }
    }
}
