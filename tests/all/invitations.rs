//! Inviting a client, in the seed's steps and words: sent, sent again, taken back, ended, corrected.

use crate::on_both_databases;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page};
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;
use gk_nexus::server::post::Undelivered;
use reqwest::header::HOST;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const LINA: &str = "lina@example.com";

/// The words that tell where this contact stands.
fn state(tab: &Page, beside: &str) -> Vec<String> {
    tab.sheet(beside).tags()
}

/// Posts a form with a `Host` of one's own choosing, as a forger does.
async fn post_to_host(browser: &Browser, path: &str, pairs: &[(String, String)], host: &str) -> u16 {
    let body = reqwest::Url::parse_with_params("http://x/", pairs).unwrap().query().unwrap_or_default().to_owned();
    let request = browser.http().post(browser.url(path)).header(HOST, host).header("x-forwarded-host", host);
    let request = request.header("x-forwarded-proto", "https").header("forwarded", format!("host={host};proto=https"));
    let request =
        request.header("accept", "application/json").header("content-type", "application/x-www-form-urlencoded");
    request.body(body).send().await.unwrap().status().as_u16()
}

on_both_databases! {
    async fn the_seeds_steps_send_one_mail_and_read_pending_then_accepted(app: TestApp) {
        let anjali = app.owner().await;
        app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let clients = anjali.open("/dashboard").await.follow("Clients").await;
        let profile = clients.follow("Mariam Rahman").await;
        let tab = profile.follow("Portal Access").await;
        assert_eq!(state(&tab, MARIAM), ["Not Invited"]);
        let dialog = tab.form("Send Portal Invite").send().await;
        let form = dialog.form("Send Invitation");
        assert_eq!(form.value("Email"), MARIAM);
        let tab = form.send().await;
        tab.must_be(200).must_say("The invitation to mariam@example.com is on its way");
        assert_eq!(state(&tab, MARIAM), ["Pending"]);
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), 1);
        app.activate(MARIAM).await;
        let tab = anjali.open(&tab.path).await;
        assert_eq!(state(&tab, MARIAM), ["Active", "Accepted"]);
    }

    async fn an_invitation_is_pending_until_seven_days_are_over_and_then_reads_expired(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.invite(&profile).await;
        let link = app.invitation_link(MARIAM).await;
        app.wait(Span::days(7) + Span(-1));
        anjali.sign_in(ANJALI, PASSWORD).await;
        assert_eq!(state(&anjali.tab(&profile).await, MARIAM), ["Pending"]);
        app.browser().open(&link).await.must_be(200);
        app.wait(Span(2));
        assert_eq!(state(&anjali.tab(&profile).await, MARIAM), ["Expired"]);
        app.browser().open(&link).await.must_be(410);
        let tab = anjali.tab(&profile).await;
        assert!(!tab.has_button("Revoke Invitation") && !tab.has_button("Send Portal Invite"));
        let tab = tab.form("Resend Invitation").send().await;
        assert_eq!(state(&tab, MARIAM), ["Pending"]);
        app.activate(MARIAM).await;
    }

    async fn a_new_link_ends_the_older_one_at_once_and_works_for_seven_new_days(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.invite(&profile).await;
        let older = app.invitation_link(MARIAM).await;
        app.wait(Span::days(5));
        anjali.sign_in(ANJALI, PASSWORD).await;
        let tab = anjali.tab(&profile).await.form("Resend Invitation").send().await;
        tab.must_be(200).must_say("A new link for Mariam Rahman is on its way");
        app.browser().open(&older).await.must_be(410);
        let newer = app.invitation_link(MARIAM).await;
        assert_ne!(older, newer);
        assert_eq!(app.mailbox.to(MARIAM).len(), 2);
        app.wait(Span::days(7) + Span(-1));
        anjali.sign_in(ANJALI, PASSWORD).await;
        assert_eq!(state(&anjali.tab(&profile).await, MARIAM), ["Pending"]);
        app.browser().open(&newer).await.must_be(200);
        app.wait(Span(2));
        app.browser().open(&newer).await.must_be(410);
    }

    async fn a_revoked_invitation_opens_nothing_and_a_new_one_does(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.invite(&profile).await;
        let first = app.invitation_link(MARIAM).await;
        let tab = anjali.tab(&profile).await.form("Revoke Invitation").send().await;
        tab.must_be(200).must_say("Its link no longer works");
        assert_eq!(state(&tab, MARIAM), ["Revoked"]);
        app.browser().open(&first).await.must_be(410);
        anjali.invite(&profile).await.must_be(200);
        app.browser().open(&first).await.must_be(410);
        app.activate(MARIAM).await;
        assert_eq!(state(&anjali.tab(&profile).await, MARIAM), ["Active", "Accepted"]);
    }

    async fn an_invitation_that_is_revoked_before_its_mail_is_out_sends_none(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.invite(&profile).await;
        anjali.tab(&profile).await.form("Revoke Invitation").send().await.must_be(200);
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), 0);
    }

    async fn of_two_tabs_that_send_an_invitation_one_wins(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let (one, other) = (anjali.tab(&profile).await, anjali.tab(&profile).await);
        let one = one.form("Send Portal Invite").send().await.form("Send Invitation");
        let other = other.form("Send Portal Invite").send().await.form("Send Invitation");
        let third = anjali.tab(&profile).await.form("Send Portal Invite").send().await.form("Send Invitation");
        let pages = futures::future::join_all([one.send(), other.send()]).await;
        let sent = pages.iter().filter(|page| page.says("is on its way. The link works")).count();
        let late = pages.iter().filter(|page| page.status == 409 && page.says("is invited already")).count();
        assert_eq!((sent, late), (1, 1), "{:?}", pages.iter().map(Page::main).collect::<Vec<_>>());
        third.send().await.must_be(409).must_say("Mariam Rahman is invited already");
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), 1);
    }

    async fn changing_the_contacts_address_ends_the_open_link_and_says_so(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.invite(&profile).await;
        let link = app.invitation_link(MARIAM).await;
        let edit = anjali.tab(&profile).await.follow("Mariam Rahman").await;
        edit.must_say("its link no longer works");
        let tab = edit.form("Save contact").fill("Email", "mariam.rahman@example.org").send().await;
        tab.must_be(200).must_say("The link sent to mariam@example.com no longer works");
        tab.must_say("The address changed");
        assert_eq!(state(&tab, "mariam.rahman@example.org"), ["Revoked"]);
        app.browser().open(&link).await.must_be(410);
        anjali.invite(&profile).await.must_be(200);
        app.activate("mariam.rahman@example.org").await;
        app.browser().sign_in("mariam.rahman@example.org", PASSWORD).await.must_say("Sign out");
    }

    async fn the_address_of_a_client_with_one_contact_is_that_contacts_address(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.invite(&profile).await;
        let link = app.invitation_link(MARIAM).await;
        let edit = anjali.open(&profile).await.follow("Edit client").await;
        let page = edit.form("Save client").fill("Email", "mariam.rahman@example.org").send().await;
        page.must_be(200).must_say("The link sent to mariam@example.com no longer works");
        app.browser().open(&link).await.must_be(410);
        anjali.invite(&profile).await;
        app.activate("mariam.rahman@example.org").await;
    }

    async fn an_address_corrected_in_the_dialog_gets_the_mail_and_becomes_the_contacts(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", "mariam@exmaple.com").await;
        let dialog = anjali.tab(&profile).await.form("Send Portal Invite").send().await;
        let again = dialog.form("Send Invitation").fill("Email", "mariam at example").fill("Personal note", "Hello").send().await;
        again.must_be(422);
        assert!(again.error_beside("Email").is_some());
        assert_eq!(again.form("Send Invitation").value("Personal note"), "Hello");
        let tab = again.form("Send Invitation").fill("Email", MARIAM).send().await;
        assert_eq!(state(&tab, MARIAM), ["Pending"]);
        app.activate(MARIAM).await;
        assert_eq!(app.mailbox.to("mariam@exmaple.com").len(), 0);
        anjali.tab(&profile).await.must_not_say("exmaple");
    }

    async fn the_mail_carries_what_the_seed_says_in_text_and_html(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let dialog = anjali.tab(&profile).await.form("Send Portal Invite").send().await;
        let note = "It was good to meet you.\nBring <both> passports & the lease.";
        dialog.form("Send Invitation").fill("Personal note", note).send().await.must_be(200);
        let link = app.invitation_link(MARIAM).await;
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Anjali Persaud invites you to Persaud & Vale’s client portal");
        assert!(mail.from.contains("Persaud & Vale") && mail.from.contains("noreply@persaudvale.example"), "{}", mail.from);
        assert_eq!(mail.reply_to.as_deref(), Some(ANJALI));
        let html = scraper::Html::parse_document(&mail.html).root_element().text().collect::<String>();
        for part in [mail.text.as_str(), html.as_str()] {
            let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
            for words in ["Mariam Rahman", "It was good to meet you.", "Bring <both> passports & the lease.", "Anjali Persaud",
                "+592 555 0147", ANJALI, "valid for 7 days, until Tuesday 1 December 2026, 10:22 (Guyana time)",
                "choose a password of at least 8 characters", "Activate account", "Persaud & Vale", MARIAM, &link]
            {
                assert!(part.contains(words), "no “{words}” in:\n{part}");
            }
        }
        assert!(mail.html.contains(&format!("href=\"{}{link}\"", app.base)), "{}", mail.html);
        assert!(!mail.html.contains("<both>"));
        anjali.tab(&profile).await.form("Resend Invitation").send().await.must_be(200);
        app.deliver().await;
        assert!(app.mailbox.last_to(MARIAM).text.contains("It was good to meet you."), "the note is lost with a new link");
    }

    async fn a_forged_host_does_not_change_the_links_in_mail(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let form = anjali.tab(&profile).await.form("Send Portal Invite").send().await.form("Send Invitation");
        for host in ["evil.example", "127.0.0.1.evil.example:80", "evil.example@127.0.0.1"] {
            post_to_host(&anjali, "/api/send_invitation", &form.values, host).await;
            app.deliver().await;
            post_to_host(&anjali, "/api/resend_invitation", &form.values, host).await;
            let asked = [("email".to_owned(), ANJALI.to_owned())];
            post_to_host(&app.browser(), "/api/send_reset_link", &asked, host).await;
            app.deliver().await;
        }
        assert_eq!((app.mailbox.to(MARIAM).len(), app.mailbox.to(ANJALI).len()), (4, 3));
        for mail in app.mailbox.all() {
            assert!(!mail.html.contains("evil") && !mail.text.contains("evil"), "{}", mail.text);
            let start = if mail.to == MARIAM { "/activate/" } else { "/reset-password/" };
            link(&mail, &app.base, start);
        }
        app.activate(MARIAM).await;
    }

    async fn somebody_of_the_firm_cannot_be_invited_as_a_client(app: TestApp) {
        let anjali = app.owner().await;
        app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let dialog = anjali.tab(&profile).await.form("Send Portal Invite").send().await;
        let again = dialog.form("Send Invitation").fill("Email", "RENEE@persaudvale.example").send().await;
        again.must_be(422);
        assert!(again.error_beside("Email").unwrap().contains("Somebody of the firm"));
        let tab = anjali.tab(&profile).await;
        assert_eq!(state(&tab, MARIAM), ["Not Invited"]);
        let staffs = app.client(&anjali, "Renée at home", "renee@persaudvale.example").await;
        let again = anjali.tab(&staffs).await.form("Send Portal Invite").send().await.form("Send Invitation").send().await;
        again.must_be(422);
        app.deliver().await;
        assert_eq!(app.mailbox.all().len(), 0);
    }

    async fn a_mail_that_could_not_be_sent_leaves_the_invitation_and_can_be_tried_again(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        app.mailbox.refuse(Some(Undelivered::Never { why: "Resend does not know this sender".into() }));
        anjali.invite(&profile).await.must_be(200);
        app.deliver().await;
        let tab = anjali.tab(&profile).await;
        assert_eq!(state(&tab, MARIAM), ["Pending", "Mail failed"]);
        tab.must_say("The mail could not be sent. Resend does not know this sender.");
        app.mailbox.refuse(None);
        tab.form("Try again").send().await.must_be(200).must_say("We are trying to send the mail again");
        app.activate(MARIAM).await;
        anjali.tab(&profile).await.must_not_say("could not be sent");
    }

    async fn each_of_several_contacts_has_an_invitation_of_their_own(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Rahman Trading", MARIAM).await;
        anjali.add_contact(&profile, "Lina Rahman", LINA).await;
        anjali.invite_contact(&profile, LINA).await.must_be(200);
        app.activate(LINA).await;
        anjali.invite_contact(&profile, MARIAM).await.must_be(200);
        let tab = anjali.tab(&profile).await.form_beside("Revoke Invitation", MARIAM).send().await;
        assert_eq!(state(&tab, MARIAM), ["Revoked"]);
        assert_eq!(state(&tab, LINA), ["Active", "Accepted"]);
    }
}
