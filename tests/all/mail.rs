//! Mail leaves once, whatever the provider does; what can't leave is told where it is looked for.

use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use crate::support::provider::{Answer, Provider};
use crate::support::{Browser, TestApp};
use gk_nexus::kernel::Span;
use gk_nexus::mail::{self, Letter, worker};
use gk_nexus::server::Services;
use std::collections::HashSet;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";

/// The portal with a stand-in for Resend, and an invited client.
async fn with_provider(mut app: TestApp) -> (TestApp, Provider, Browser, String) {
    let provider = Provider::open().await;
    provider.serve(&mut app.services);
    let anjali = app.owner().await;
    let profile = app.client(&anjali, "Mariam Rahman", MARIAM).await;
    anjali.invite(&profile).await.must_say("Pending");
    (app, provider, anjali, format!("{profile}/portal-access"))
}

/// One round of the worker.
async fn round(app: &TestApp) -> usize {
    worker::deliver_due(&app.services).await.unwrap()
}

/// So many letters, as acts would write them.
async fn write(services: &Services, count: usize) -> Vec<String> {
    let mut tx = services.db.write().await.unwrap();
    let mut all = Vec::new();
    for n in 0..count {
        let email = format!("client{n}@example.com");
        let letter = Letter::Welcome { name: format!("Client {n}"), email: email.clone() };
        mail::post(&mut tx, services, &email, &format!("client {n}"), letter).await.unwrap();
        all.push(email);
    }
    tx.save().await.unwrap();
    all
}

on_both_databases! {
    async fn resend_is_asked_as_its_manual_says(app: TestApp) {
        let (app, provider, ..) = with_provider(app).await;
        assert_eq!(round(&app).await, 1);
        let [asked] = provider.asked().try_into().unwrap_or_else(|_| panic!("one request"));
        assert_eq!(asked.header("authorization"), "Bearer re_hush_hush");
        assert_eq!(asked.header("content-type"), "application/json");
        assert!(asked.header("user-agent").starts_with("gk-nexus/"));
        assert_eq!(asked.header("idempotency-key").len(), 32);
        assert_eq!(asked.text("from"), "Persaud & Vale <noreply@persaudvale.example>");
        assert_eq!(asked.body["to"], serde_json::json!([MARIAM]));
        assert_eq!(asked.text("reply_to"), ANJALI);
        assert_eq!(asked.text("subject"), "Anjali Persaud invites you to Persaud & Vale’s client portal");
        let start = format!("{}/activate/", app.base);
        assert!(asked.text("text").contains(&start) && asked.text("html").contains(&start));
        assert_eq!(round(&app).await, 0);
        assert_eq!(provider.asked().len(), 1);
    }

    async fn a_provider_that_wants_to_be_left_alone_is_left_alone(app: TestApp) {
        let (app, provider, ..) = with_provider(app).await;
        write(&app.services, 5).await;
        provider.next([Answer::LeaveMeAlone(90)]);
        assert_eq!(round(&app).await, 0);
        app.wait(Span::seconds(90) + Span(-1));
        assert_eq!((round(&app).await, provider.asked().len()), (0, 1), "not one request more");
        app.wait(Span(1));
        assert_eq!((round(&app).await, provider.asked().len()), (6, 7));
    }

    async fn after_trouble_the_same_mail_goes_out_under_the_same_key_and_once(app: TestApp) {
        let (app, provider, anjali, tab) = with_provider(app).await;
        provider.next([Answer::Says(500, "oops"), Answer::Says(503, ""), Answer::TakesAndBreaks]);
        for _ in 0..3 {
            assert_eq!(round(&app).await, 0);
            let page = anjali.open(&tab).await;
            page.must_say("The mail could not be sent yet.").must_say("Resend has trouble of its own");
            app.wait(Span::minutes(2));
        }
        assert_eq!(round(&app).await, 1);
        let asked = provider.asked();
        let keys: HashSet<String> = asked.iter().map(|one| one.header("idempotency-key")).collect();
        assert_eq!((asked.len(), keys.len(), provider.taken().len()), (4, 1, 1));
        assert!(asked.iter().all(|one| one.body == asked[0].body), "byte for byte the same");
        anjali.open(&tab).await.must_say("Mail sent").must_not_say("could not be sent");
        app.wait(Span::hours(25));
        assert_eq!(round(&app).await, 0);
    }

    async fn a_mail_that_is_refused_for_good_is_told_on_the_tab_and_can_be_tried_again(app: TestApp) {
        let (app, provider, anjali, tab) = with_provider(app).await;
        provider.next([Answer::Says(422, r#"{"statusCode":422,"name":"validation_error","message":"Invalid `to` field."}"#)]);
        assert_eq!(round(&app).await, 0);
        app.wait(Span::minutes(25));
        assert_eq!((round(&app).await, provider.asked().len()), (0, 1), "not tried again by itself");
        let page = anjali.open(&tab).await;
        page.must_say("The mail could not be sent.").must_say("Resend refused the mail: Invalid `to` field");
        assert!(page.tags().contains(&"Mail failed".to_owned()) && page.tags().contains(&"Pending".to_owned()), "{:?}", page.tags());
        page.form("Try again").send().await.must_say("We are trying to send the mail again.");
        assert_eq!(round(&app).await, 1);
        let page = anjali.open(&tab).await;
        page.must_say("Mail sent").must_say("Tried the invitation mail to mariam@example.com again");
        assert!(!page.has_button("Try again"));
        let mail = &provider.taken()[0].1;
        let link = mail.text("text").split_whitespace().find(|word| word.contains("/activate/")).unwrap().to_owned();
        app.browser().open(&link).await.must_be(200).must_say("Welcome, Mariam");
    }

    async fn a_provider_that_is_down_for_an_hour_loses_nothing_and_doubles_nothing(app: TestApp) {
        let (app, provider, ..) = with_provider(app).await;
        let mut wanted = write(&app.services, 49).await;
        wanted.push(MARIAM.to_owned());
        let faults = [Answer::Says(503, ""), Answer::LeaveMeAlone(60), Answer::TakesAndBreaks, Answer::Says(500, "<html>"), Answer::Says(409, "{}")];
        provider.next((0..2_000).map(|n| faults[n % faults.len()].clone()));
        for _ in 0..60 {
            round(&app).await;
            app.wait(Span::minutes(1));
        }
        let during = provider.asked().len();
        assert!(during > 20, "it was tried all the time: {during}");
        provider.recovers();
        for _ in 0..5 {
            while round(&app).await > 0 {}
            app.wait(Span::minutes(1));
        }
        let taken = provider.taken();
        let mut who: Vec<String> = taken.iter().map(|(_, mail)| mail.body["to"][0].as_str().unwrap().to_owned()).collect();
        who.sort();
        wanted.sort();
        assert_eq!(who, wanted);
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE state = 'sent'").await, 50);
    }

    async fn the_mail_of_a_revoked_invitation_does_not_leave(app: TestApp) {
        let (app, provider, anjali, tab) = with_provider(app).await;
        anjali.open(&tab).await.form("Revoke Invitation").send().await.must_say("Revoked");
        app.wait(Span::minutes(20));
        assert_eq!((round(&app).await, provider.asked().len()), (0, 0));
        provider.next([Answer::Says(500, "")]);
        anjali.invite(tab.trim_end_matches("/portal-access")).await.must_say("Pending");
        round(&app).await;
        anjali.open(&tab).await.form("Revoke Invitation").send().await;
        app.wait(Span::days(8));
        assert_eq!((round(&app).await, provider.asked().len()), (0, 1), "not after a failed try either");
    }

    async fn an_invitation_is_tried_for_as_long_as_its_link_works(app: TestApp) {
        let (app, provider, anjali, tab) = with_provider(app).await;
        provider.otherwise(Answer::Says(503, ""));
        for _ in 0..(7 * 24) {
            round(&app).await;
            app.wait(Span::hours(1));
        }
        round(&app).await;
        let tries = provider.asked().len();
        assert!(tries > 150, "{tries}");
        anjali.sign_in(ANJALI, PASSWORD).await.must_be(200);
        anjali.open(&tab).await.must_say("Expired").must_say("The mail could not be sent. ").must_say("The link has ended meanwhile.");
        provider.otherwise(Answer::Takes);
        app.wait(Span::minutes(20));
        assert_eq!((round(&app).await, provider.taken().len()), (0, 0), "a dead link is not mailed");
        anjali.open(&tab).await.form("Resend Invitation").send().await.must_say("Pending");
        assert_eq!(round(&app).await, 1);
    }

    async fn two_processes_send_each_mail_once(app: TestApp) {
        let provider = Provider::open().await;
        let mut app = app;
        app.firm().await;
        let mut other = app.another_process().await;
        provider.serve(&mut app.services);
        provider.serve(&mut other.services);
        let wanted = write(&app.services, 120).await;
        let work = async |services: &Services| {
            let mut idle = 0;
            while idle < 3 {
                idle = if worker::deliver_due(services).await.unwrap() == 0 { idle + 1 } else { 0 };
            }
        };
        tokio::join!(work(&app.services), work(&other.services));
        while round(&app).await > 0 {}
        let asked = provider.asked();
        assert_eq!((asked.len(), provider.taken().len()), (wanted.len(), wanted.len()));
    }

    async fn every_kind_of_mail_has_a_text_and_a_page_in_the_firm_s_name(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        mariam.upload("/portal/documents", &[("passport.pdf", &pdf("passport"))], &[]).await.must_be(200);
        let page = anjali.open(&format!("{profile}/documents")).await;
        anjali.upload(&page.path, &[("letter.pdf", &pdf("letter"))], &[("contacts", &contact(&page.html))]).await.must_be(200);
        app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await.must_be(200);
        let change = mariam.open("/portal/account").await.form("Change password");
        change.fill("Current password", PASSWORD).fill("New password", "another long sentence").send().await.must_say("Your password is changed.");
        let yusuf = app.client(&anjali, "Yusuf Rahman", "yusuf@example.com").await;
        anjali.invite(&yusuf).await.must_say("Pending");
        let old = app.invitation_link("yusuf@example.com").await;
        app.wait(Span::days(8));
        app.browser().open(&old).await.form("Ask for a new link").send().await.must_be(200);
        anjali.sign_in(ANJALI, PASSWORD).await.must_be(200);
        let edit = anjali.open(&format!("{profile}/edit")).await.form("Save client");
        edit.fill("Email", "m.rahman@example.com").send().await.must_be(200);
        app.deliver().await;
        let all = app.mailbox.all();
        for (to, subject) in [
            (MARIAM, "invites you to"), (MARIAM, "Welcome to"), (MARIAM, "has received 1 file"), (ANJALI, "1 new file from"),
            (MARIAM, "has shared 1 document"), (MARIAM, "Set a new password"), (MARIAM, "password for"), (ANJALI, "asks for a new invitation link"),
            ("m.rahman@example.com", "sign-in address"),
        ] {
            assert!(all.iter().any(|mail| mail.to == to && mail.subject.contains(subject)), "no mail “{subject}” to {to}");
        }
        assert_eq!(app.count("SELECT COUNT(DISTINCT kind) FROM outbox").await, 9);
        for mail in all {
            assert!(mail.text.contains("Persaud & Vale") && mail.subject.contains("Persaud & Vale"), "{}: {}", mail.subject, mail.text);
            assert!(mail.html.contains("Persaud &#38; Vale") || mail.html.contains("Persaud &amp; Vale"), "{}", mail.html);
            assert!(mail.html.contains("#0d5560") && mail.html.starts_with("<!doctype html>"), "{}", mail.subject);
            for piece in mail.text.split("http").skip(1) {
                assert!(format!("http{piece}").starts_with(&app.base), "a link that is not ours: {piece}");
            }
            assert!(!mail.text.contains("<p") && !mail.text.contains("&#38;") && mail.text.lines().count() > 5, "{}", mail.text);
        }
    }

    async fn a_link_in_a_mail_leads_to_the_portal_whatever_host_was_asked(app: TestApp) {
        app.owner().await;
        for host in ["evil.example", "evil.example:80", "127.0.0.1"] {
            let body = format!("email={}", ANJALI.replace('@', "%40"));
            let request = format!("POST /api/send_reset_link HTTP/1.1\r\nhost: {host}\r\nx-forwarded-host: evil.example\r\nforwarded: host=evil.example\r\nsec-fetch-site: same-origin\r\naccept: text/html\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            let answer = app.raw(request.as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
            assert!(!answer.contains("evil.example"), "{answer}");
            app.deliver().await;
            let mail = app.mailbox.last_to(ANJALI);
            assert!(!format!("{mail:?}").contains("evil.example"));
            app.browser().open(&link(&mail, &app.base, "/reset-password/")).await.must_be(200);
        }
    }
}

/// The only tick's value on the page's upload form.
fn contact(html: &str) -> String {
    let document = scraper::Html::parse_document(html);
    let tick = scraper::Selector::parse("input[name=contacts]").unwrap();
    document.select(&tick).next().unwrap().attr("value").unwrap().to_owned()
}
