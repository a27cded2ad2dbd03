//! Sharing: a contact sees exactly what was shared with them and what they sent, and nothing else of the firm's.

use crate::on_both_databases;
use crate::support::files::{long_pdf, pdf};
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::accounts::Role;

const MARIAM: &str = "mariam@example.com";
const YUSUF: &str = "yusuf@example.com";
const OMAR: &str = "omar@example.com";
const DOCUMENTS: &str = "/portal/documents";

/// Rahman Textiles with two contacts who have activated, and another client.
struct Cast {
    anjali: Browser,
    mariam: Browser,
    yusuf: Browser,
    omar: Browser,
    profile: String,
    documents: String,
}

async fn cast(app: &TestApp) -> Cast {
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    add_contact(&anjali, &profile, "Yusuf Rahman", YUSUF).await;
    let yusuf = activate(app, &anjali, &profile, YUSUF, "").await;
    let (_, omar) = app.active_client(&anjali, "Omar Haddad", OMAR).await;
    app.deliver().await;
    Cast { documents: format!("{profile}/documents"), anjali, mariam, yusuf, omar, profile }
}

async fn add_contact(staff: &Browser, profile: &str, name: &str, email: &str) {
    let form = staff.open(&format!("{profile}/contacts/new")).await.form("Save contact");
    form.fill("Name", name)
        .fill("Email", email)
        .fill("Phone", "+592 555 0199")
        .send()
        .await
        .must_be(200)
        .must_say(name);
}

async fn activate(app: &TestApp, staff: &Browser, profile: &str, email: &str, note: &str) -> Browser {
    let tab = staff.open(&format!("{profile}/portal-access")).await;
    let dialog = tab.form_beside("Send Portal Invite", email).send().await;
    dialog.form("Send Invitation").fill("Personal note", note).send().await.must_be(200);
    let (link, browser) = (app.invitation_link(email).await, app.browser());
    browser.open(&link).await.form("Activate account").fill("Password", PASSWORD).send().await.must_be(200);
    browser
}

/// The id of a contact, as the page's ticks have it.
fn contact(page: &Page, email: &str) -> String {
    let document = scraper::Html::parse_document(&page.html);
    let labels = scraper::Selector::parse("label").unwrap();
    let label = document
        .select(&labels)
        .find(|label| label.text().any(|text| text.contains(email)))
        .expect("a tick for the contact");
    let tick = scraper::Selector::parse("input").unwrap();
    let inside = label.select(&tick).next().and_then(|tick| tick.attr("value"));
    let inputs = document.select(&tick).collect::<Vec<_>>();
    let named = || {
        inputs
            .iter()
            .find(|tick| tick.attr("id").is_some() && tick.attr("id") == label.attr("for"))
            .and_then(|tick| tick.attr("value"))
    };
    inside.or_else(named).unwrap().to_owned()
}

on_both_databases! {
    async fn staff_share_what_they_add_with_chosen_contacts(app: TestApp) {
        let cast = cast(&app).await;
        let whom = contact(&cast.anjali.open(&cast.documents).await, MARIAM);
        let beside = [("contacts", whom.as_str()), ("note", "The draft we spoke of.")];
        let files: [(&str, &[u8]); 2] = [("draft.pdf", &pdf("draft")), ("annex.pdf", &pdf("annex"))];
        let page = cast.anjali.upload(&cast.documents, &files, &beside).await;
        page.must_be(200).must_say("2 documents are added").must_say("Shared with Mariam Rahman");
        app.deliver().await;
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Anjali Persaud at Persaud & Vale has shared 2 documents with you");
        for words in ["draft.pdf", "annex.pdf", "The draft we spoke of.", &format!("{}/portal/documents", app.base)] {
            assert!(mail.text.contains(words), "no {words} in:\n{}", mail.text);
        }
        assert!(app.mailbox.to(YUSUF).iter().all(|mail| !mail.subject.contains("shared")));
        let theirs = cast.mariam.open(DOCUMENTS).await;
        theirs.must_say("2 new").must_say("from Anjali Persaud").must_say("Anjali Persaud shared draft.pdf with you");
        let way = theirs.download_of("draft.pdf");
        assert_eq!(cast.mariam.download(&way, &[]).await.2, pdf("draft"));
        cast.mariam.open("/portal").await.must_say("draft.pdf").must_say("you opened it");
        cast.anjali.open(&cast.documents).await.must_say(", opened today");
        for other in [&cast.yusuf, &cast.omar] {
            other.open(DOCUMENTS).await.must_not_say("draft.pdf");
            assert_eq!(other.download(&way, &[]).await.0, 404);
        }
    }

    async fn a_document_is_shared_later_and_no_longer(app: TestApp) {
        let cast = cast(&app).await;
        cast.anjali
            .upload(&cast.documents, &[("letter.pdf", &pdf("letter"))], &[])
            .await
            .must_say("letter.pdf is added");
        cast.mariam.open(DOCUMENTS).await.must_not_say("letter.pdf");
        let page = cast.anjali.open(&cast.documents).await;
        let (way, whom) = (page.download_of("letter.pdf"), contact(&page, MARIAM));
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 404);
        let share = async || {
            cast.anjali
                .open(&cast.documents)
                .await
                .form_beside("Share", "letter.pdf")
                .tick("contacts[]", &whom)
                .send()
                .await
        };
        share().await.must_be(200).must_say("letter.pdf is shared with Mariam Rahman.");
        app.deliver().await;
        assert_eq!(
            app.mailbox.last_to(MARIAM).subject,
            "Anjali Persaud at Persaud & Vale has shared 1 document with you"
        );
        cast.mariam.open(DOCUMENTS).await.must_say("letter.pdf");
        assert_eq!(cast.mariam.download(&way, &[]).await.2, pdf("letter"));
        let stop = cast.anjali.open(&cast.documents).await.form_beside("Stop sharing", "letter.pdf").send().await;
        stop.must_say("Mariam Rahman no longer sees letter.pdf.");
        cast.mariam.open(DOCUMENTS).await.must_not_say("letter.pdf");
        cast.mariam.open("/portal").await.must_not_say("letter.pdf");
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 404);
        share().await.must_say("letter.pdf is shared with Mariam Rahman.");
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 200);
        assert_eq!(app.count("SELECT COUNT(*) FROM shares").await, 2, "the ended share stays as a record");
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        assert_eq!(log.text().matches("Shared letter.pdf with Mariam Rahman").count(), 2);
        log.must_say("Stopped sharing letter.pdf with Mariam Rahman");
    }

    async fn who_can_not_sign_in_yet_finds_it_later_and_gets_no_mail_about_a_closed_door(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let documents = format!("{profile}/documents");
        let whom = contact(&anjali.open(&documents).await, MARIAM);
        anjali.upload(&documents, &[("welcome.pdf", &pdf("welcome"))], &[("contacts", &whom)]).await.must_be(200);
        app.deliver().await;
        assert!(app.mailbox.to(MARIAM).is_empty());
        let mariam = activate(&app, &anjali, &profile, MARIAM, "").await;
        mariam.open(DOCUMENTS).await.must_say("welcome.pdf");
    }

    async fn a_share_with_nobody_or_a_stranger_is_refused(app: TestApp) {
        let cast = cast(&app).await;
        cast.anjali.upload(&cast.documents, &[("letter.pdf", &pdf("letter"))], &[]).await.must_be(200);
        let page = cast.anjali.open(&cast.documents).await;
        let refused = page.form_beside("Share", "letter.pdf").send().await;
        assert_eq!(refused.must_be(422).error_beside("Share with").as_deref(), Some("Choose who may see it"));
        let omar = cast.anjali.open("/clients").await.follow("Omar Haddad").await;
        let stranger = contact(&cast.anjali.open(&format!("{}/documents", omar.path)).await, OMAR);
        let known = contact(&page, MARIAM);
        for whom in [stranger.as_str(), "0190a1b2c3d4e5f60718293a4b5c6d7e"] {
            let draft = page.form_beside("Share", "letter.pdf").tick("contacts[]", &known).tick("contacts[]", whom);
            draft.send().await.must_be(404);
            let added = cast.anjali.upload(&cast.documents, &[("x.pdf", &pdf("x"))], &[("contacts", whom)]).await;
            added.must_be(404);
        }
        let elsewhere =
            page.form_beside("Share", "letter.pdf").set("client", omar.path.trim_start_matches("/clients/"));
        elsewhere.tick("contacts[]", &stranger).send().await.must_be(404);
        assert_eq!(app.count("SELECT COUNT(*) FROM shares").await, 0);
    }

    async fn contacts_of_one_client_do_not_see_what_the_other_sent(app: TestApp) {
        let cast = cast(&app).await;
        cast.mariam.upload(DOCUMENTS, &[("payslip.pdf", &pdf("payslip"))], &[]).await.must_be(200);
        let way = cast.mariam.open(DOCUMENTS).await.download_of("payslip.pdf");
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 200);
        cast.yusuf.open(DOCUMENTS).await.must_not_say("payslip.pdf");
        let (foreign, absent) = (
            cast.yusuf.download(&way, &[]).await,
            cast.yusuf.download("/documents/0190a1b2c3d4e5f60718293a4b5c6d7e/download", &[]).await,
        );
        assert_eq!((foreign.0, foreign.2), (404, absent.2));
        let page = cast.anjali.open(&cast.documents).await;
        let whom = contact(&page, YUSUF);
        page.form_beside("Share", "payslip.pdf").tick("contacts[]", &whom).send().await.must_be(200);
        let theirs = cast.yusuf.open(DOCUMENTS).await;
        theirs.must_say("payslip.pdf").must_say("The firm shared payslip.pdf with you").must_not_say("Mariam");
        assert_eq!(cast.yusuf.download(&way, &[]).await.2, pdf("payslip"));
    }

    async fn nothing_internal_stands_on_any_page_or_mail_of_a_client(app: TestApp) {
        let cast = cast(&app).await;
        let documents = &cast.documents;
        let yusuf = contact(&cast.anjali.open(documents).await, YUSUF);
        add_contact(&cast.anjali, &cast.profile, "Kestrelname Rahman", "kestrelmail@example.com").await;
        activate(&app, &cast.anjali, &cast.profile, "kestrelmail@example.com", "kestrelnote for you alone").await;
        let tab = cast.anjali.open(&format!("{}/portal-access", cast.profile)).await;
        tab.form_beside("Disable Access", "kestrelmail")
            .fill("Reason", "kestrelreason unpaid fees")
            .send()
            .await
            .must_be(200);
        cast.anjali.upload(documents, &[("kestrelinternal.pdf", &pdf("internal"))], &[]).await.must_be(200);
        cast.anjali
            .upload(documents, &[("kestrelyusuf.pdf", &pdf("yusuf"))], &[("contacts", &yusuf), ("note", "kestrelword")])
            .await
            .must_be(200);
        cast.yusuf.upload(DOCUMENTS, &[("kestrelsent.pdf", &pdf("sent"))], &[]).await.must_be(200);
        app.client(&cast.anjali, "Kestrelclient Ltd", "office@kestrelclient.example").await;
        cast.omar.upload(DOCUMENTS, &[("kestrelomar.pdf", &pdf("omar"))], &[]).await.must_be(200);
        let receipt = cast.mariam.upload(DOCUMENTS, &[("mine.pdf", &pdf("mine"))], &[]).await;
        app.deliver().await;
        cast.anjali.open(&cast.profile).await.must_say("Kestrelname").must_say("kestrelinternal.pdf");
        for path in [
            "/portal",
            DOCUMENTS,
            "/portal/appointments",
            "/portal/account",
            &receipt.path,
            "/portal?x=1",
            &format!("{DOCUMENTS}?for=x"),
        ] {
            let page = cast.mariam.open(path).await;
            page.must_be(200);
            let html = page.html.to_lowercase();
            assert!(!html.contains("kestrel"), "{path} gives away: {}", around(&html));
            assert!(!html.contains(YUSUF) && !html.contains("yusuf") && !html.contains("omar"), "{path}");
        }
        for path in [
            "/dashboard",
            "/clients",
            &cast.profile,
            documents,
            "/review",
            "/activity",
            "/settings",
            "/clients/export.csv",
            "/activity/export.csv",
            "/activity/export.jsonl",
        ] {
            assert!(!cast.mariam.open(path).await.must_be(404).html.to_lowercase().contains("kestrel"), "{path}");
        }
        for mail in app.mailbox.to(MARIAM) {
            assert!(!format!("{mail:?}").to_lowercase().contains("kestrel"), "{}", mail.text);
        }
    }

    async fn who_has_another_role_before_a_go_ends_shares_nothing_with_it(app: TestApp) {
        let cast = cast(&app).await;
        let hal = app.staff(Role::Staff, "Hal Boyd", "hal@persaudvale.example").await;
        let client = cast.profile.trim_start_matches("/clients/");
        let (_, begun) = hal.begin(client, "", "assessment.pdf", 30).await;
        assert_eq!(hal.put(begun["upload"].as_str().unwrap(), long_pdf(30)).await.0, 204);
        let account = app.text("SELECT id FROM accounts WHERE email_key = 'hal@persaudvale.example'").await;
        let contact = app.text("SELECT id FROM contacts WHERE email_key = 'mariam@example.com'").await;
        let lowered = cast.anjali.call("change_role", &[("account", &account), ("role", "front desk")]).await;
        assert!(lowered.0 < 300, "{lowered:?}");
        let go = [("receipt", begun["receipt"].as_str().unwrap()), ("contacts[]", &contact)];
        assert_eq!(hal.call("finish_upload", &go).await.0, 403);
        assert_eq!(app.count("SELECT COUNT(*) FROM shares").await, 0);
        cast.mariam.open(DOCUMENTS).await.must_not_say("assessment.pdf");
    }
}

fn around(html: &str) -> &str {
    let at = html.find("kestrel").unwrap_or_default();
    let from = (0..=at.saturating_sub(80)).rev().find(|from| html.is_char_boundary(*from)).unwrap_or_default();
    html[from..].get(..160).unwrap_or(&html[from..])
}
