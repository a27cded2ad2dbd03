//! Portal access after activation: disabled, enabled, unlocked, a new password by the firm, and what the tab tells.

use crate::on_both_databases;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use gk_nexus::kernel::Span;

const MARIAM: &str = "mariam@example.com";
const LINA: &str = "lina@example.com";
const PDF: &[u8] = b"%PDF-1.7\nbank statement\n";
const NEW: &str = "quite another sentence";

on_both_databases! {
    async fn disabling_ends_the_session_at_the_next_request_and_sign_in_reads_like_any_refusal(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let phone = app.browser();
        phone.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        let form = anjali.tab(&profile).await.form("Disable Access").fill("Reason", "Fees are open");
        let tab = form.send().await;
        tab.must_be(200).must_say("Mariam Rahman can no longer sign in").must_say("Fees are open");
        assert_eq!(tab.sheet(MARIAM).tags(), ["Inactive", "Accepted"]);
        for browser in [&mariam, &phone] {
            let page = browser.open("/portal/documents").await;
            assert!(page.path.starts_with("/login?ended=1&next="), "{}", page.path);
            assert_eq!(browser.call("stay_signed_in", &[]).await.0, 401);
        }
        let disabled = app.browser().sign_in(MARIAM, PASSWORD).await;
        let wrong = app.browser().sign_in(MARIAM, "not the password").await;
        let unknown = app.browser().sign_in("nobody@example.com", PASSWORD).await;
        for page in [&disabled, &wrong, &unknown] {
            page.must_be(422);
            assert_eq!(page.text(), wrong.text());
        }
        disabled.must_not_say("Fees are open").must_not_say("isabled");
    }

    async fn a_disabled_person_gets_no_reset_link_and_an_older_one_is_dead(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let ask = async || app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await;
        ask().await;
        app.deliver().await;
        let older = link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
        anjali.tab(&profile).await.form("Disable Access").send().await.must_be(200);
        let count = app.mailbox.to(MARIAM).len();
        app.browser().open(&older).await.must_be(410);
        ask().await.must_be(200).must_say("If this address has an account");
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), count);
    }

    async fn enabling_restores_the_same_account_with_its_password_and_without_an_invitation(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        mariam.send_files("/portal/documents", &[("statement.pdf", PDF)], &[]).await.must_be(200);
        app.deliver().await;
        let mails = app.mailbox.to(MARIAM).len();
        let before = app.rows(&["accounts", "contacts", "invitations"]).await;
        anjali.tab(&profile).await.form("Disable Access").send().await.must_be(200);
        let tab = anjali.tab(&profile).await;
        assert!(!tab.has_button("Send Portal Invite") && !tab.has_button("Resend Invitation"));
        let tab = tab.form("Enable Access").send().await;
        tab.must_be(200).must_say("Mariam Rahman can sign in again, with the same password");
        assert_eq!(tab.sheet(MARIAM).tags(), ["Active", "Accepted"]);
        assert_eq!(app.rows(&["accounts", "contacts", "invitations"]).await, before);
        mariam.sign_in(MARIAM, PASSWORD).await.must_say("Sign out").must_say("Good");
        mariam.open("/portal/documents").await.must_be(200).must_say("statement.pdf");
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), mails);
    }

    async fn a_second_press_on_disable_or_enable_says_how_it_stands(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let (one, other) = (anjali.tab(&profile).await, anjali.tab(&profile).await);
        one.form("Disable Access").send().await.must_be(200);
        other.form("Disable Access").send().await.must_be(409).must_say("The access of Mariam Rahman is not active");
        let (one, other) = (anjali.tab(&profile).await, anjali.tab(&profile).await);
        one.form("Enable Access").send().await.must_be(200);
        other.form("Enable Access").send().await.must_be(409).must_say("The access of Mariam Rahman is not disabled");
    }

    async fn access_to_one_client_ends_without_the_other(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let form = anjali.open("/clients/new").await.form("Save client").fill("Name", "Rahman Trading");
        let tab = form.fill("Email", MARIAM).fill("Contact person", "Mariam Rahman").send().await;
        tab.form("Send Portal Invite").send().await.form("Send Invitation").send().await.must_be(200);
        let mariam = app.activate(MARIAM).await;
        anjali.tab(&profile).await.form("Disable Access").send().await.must_be(200);
        assert!(mariam.open("/portal").await.path.starts_with("/login"));
        mariam.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        let account = mariam.open("/portal/account").await;
        assert_eq!(account.fact("Here for"), "Rahman Trading");
        assert_eq!(anjali.open(&tab.path).await.sheet(MARIAM).tags(), ["Active", "Accepted"]);
    }

    async fn staff_see_a_lock_and_end_it(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        assert!(!anjali.tab(&profile).await.has_button("Unlock"));
        let browser = app.browser();
        for _ in 0..5 {
            browser.sign_in(MARIAM, "not the password").await.must_be(422);
        }
        browser.sign_in(MARIAM, PASSWORD).await.must_be(422);
        let tab = anjali.tab(&profile).await;
        assert_eq!(tab.sheet(MARIAM).tags()[1], "Locked until 10:37");
        tab.must_say("after 5 failed attempts");
        let tab = tab.form("Unlock").send().await;
        tab.must_be(200).must_say("Mariam Rahman can try to sign in again").must_not_say("Locked until");
        browser.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
    }

    async fn a_lock_is_no_longer_told_when_it_is_over(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        for _ in 0..5 {
            app.browser().sign_in(MARIAM, "not the password").await;
        }
        app.wait(Span::minutes(15) + Span(-1));
        anjali.tab(&profile).await.must_say("Locked until");
        app.wait(Span(1));
        let tab = anjali.tab(&profile).await;
        tab.must_not_say("Locked until");
        assert!(!tab.has_button("Unlock"));
    }

    async fn a_new_password_can_be_set_while_sign_in_is_locked_and_ends_the_lock(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let browser = app.browser();
        for _ in 0..6 {
            browser.sign_in(MARIAM, "not the password").await;
        }
        browser.open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await.must_be(200);
        app.deliver().await;
        let reset = link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
        browser.open(&reset).await.form("Set new password").fill("Password", NEW).send().await.must_say("Sign in with it");
        anjali.tab(&profile).await.must_not_say("Locked until");
        browser.sign_in(MARIAM, NEW).await.must_say("Sign out");
    }

    async fn staff_send_a_link_that_sets_a_new_password(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let tab = anjali.tab(&profile).await.form("Send password reset link").send().await;
        tab.must_be(200).must_say("on its way to Mariam Rahman. It works for 60 minutes");
        app.deliver().await;
        let reset = link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
        let page = app.browser().open(&reset).await.form("Set new password").fill("Password", NEW).send().await;
        page.must_be(200);
        assert!(mariam.open("/portal").await.path.starts_with("/login"));
        app.browser().sign_in(MARIAM, NEW).await.must_say("Sign out");
        anjali.tab(&profile).await.must_say("Sent Mariam Rahman a password reset link");
    }

    async fn several_contacts_have_each_their_own_state_and_acts(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        for (name, email) in [("Lina Rahman", LINA), ("Omar Rahman", "omar@example.com"), ("Sara Rahman", "sara@example.com")] {
            anjali.add_contact(&profile, name, email).await;
        }
        anjali.invite_contact(&profile, LINA).await;
        let lina = app.activate(LINA).await;
        anjali.invite_contact(&profile, "omar@example.com").await;
        anjali.tab(&profile).await.form_beside("Disable Access", LINA).send().await.must_be(200);
        let tab = anjali.tab(&profile).await;
        for (email, word, button) in [
            (MARIAM, "Active", "Disable Access"), (LINA, "Inactive", "Enable Access"),
            ("omar@example.com", "Pending", "Revoke Invitation"), ("sara@example.com", "Not Invited", "Send Portal Invite"),
        ] {
            let sheet = tab.sheet(email);
            assert_eq!(sheet.tags()[0], word, "{email}");
            for other in ["Disable Access", "Enable Access", "Revoke Invitation", "Send Portal Invite"] {
                assert_eq!(sheet.has_button(other), other == button, "{email}: {other}");
            }
        }
        mariam.open("/portal").await.must_be(200).must_say("Mariam");
        assert!(lina.open("/portal").await.path.starts_with("/login"));
    }

    async fn the_tab_tells_last_login_documents_uploaded_and_activity(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let sheet = anjali.tab(&profile).await.sheet(MARIAM);
        assert_eq!((sheet.fact("Last login"), sheet.fact("Documents uploaded")), ("never".into(), "0".into()));
        anjali.invite(&profile).await;
        let mariam = app.activate(MARIAM).await;
        let files: [(&str, &[u8]); 2] = [("one.pdf", PDF), ("two.pdf", b"%PDF-1.7\nanother\n")];
        mariam.send_files("/portal/documents", &files, &[]).await.must_be(200);
        app.wait(Span::days(1));
        mariam.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        app.wait(Span::hours(1));
        anjali.sign_in("anjali@persaudvale.example", PASSWORD).await;
        let tab = anjali.tab(&profile).await;
        let sheet = tab.sheet(MARIAM);
        assert_eq!(sheet.fact("Last login"), "Today, 10:22 Chrome on Linux");
        assert_eq!(sheet.fact("Documents uploaded"), "2");
        for words in ["Added contact Mariam Rahman", "Invited Mariam Rahman at mariam@example.com",
            "Accepted the invitation of Anjali Persaud", "Uploaded one.pdf", "Uploaded two.pdf", "Signed in"]
        {
            tab.must_say(words);
        }
        let lines: i64 = sheet.fact("Activity").split(' ').next().unwrap().parse().unwrap();
        assert_eq!(lines, app.count("SELECT COUNT(*) FROM activity WHERE contact_id IS NOT NULL").await);
        assert!(tab.follow("All activity").await.must_be(200).says("Uploaded one.pdf"));
    }

    async fn somebody_whose_address_changes_signs_in_with_the_new_one_and_both_are_told(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let edit = anjali.tab(&profile).await.follow("Mariam Rahman").await;
        edit.must_say("every session ends");
        let tab = edit.form("Save contact").fill("Email", "mariam.rahman@example.org").send().await;
        tab.must_be(200).must_say("Mariam Rahman now signs in with mariam.rahman@example.org; we told both addresses");
        assert_eq!(tab.sheet("mariam.rahman@example.org").tags(), ["Active", "Accepted"]);
        assert!(mariam.open("/portal").await.path.starts_with("/login"));
        app.browser().sign_in(MARIAM, PASSWORD).await.must_be(422);
        app.browser().sign_in("mariam.rahman@example.org", PASSWORD).await.must_say("Sign out");
        app.deliver().await;
        for email in [MARIAM, "mariam.rahman@example.org"] {
            let mails = app.mailbox.to(email);
            let told = "Your sign-in address for Persaud & Vale’s client portal was changed";
            assert!(mails.iter().any(|mail| mail.subject == told), "{email}");
        }
    }

    async fn many_at_once_see_their_documents(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        for _ in 0..10 {
            let pages = futures::future::join_all((0..40).map(|_| mariam.open("/portal/documents"))).await;
            let broken = pages.iter().find(|page| page.status != 200 || !page.html.contains("</html>"));
            assert!(broken.is_none(), "{}", broken.map(|page| format!("{}: {}", page.status, page.html)).unwrap_or_default());
        }
    }

    async fn documents_and_lines_of_one_contact_are_not_counted_for_another(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.add_contact(&profile, "Lina Rahman", LINA).await;
        anjali.invite_contact(&profile, LINA).await;
        app.activate(LINA).await;
        mariam.send_files("/portal/documents", &[("statement.pdf", PDF)], &[]).await.must_be(200);
        let tab = anjali.tab(&profile).await;
        assert_eq!(tab.sheet(MARIAM).fact("Documents uploaded"), "1");
        assert_eq!(tab.sheet(LINA).fact("Documents uploaded"), "0");
    }
}
