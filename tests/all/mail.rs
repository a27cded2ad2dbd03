//! Mail leaves once, whatever the provider does; what can't leave is told where it is looked for.

mod failed;
mod hearing;
mod kinds;
mod truth;

use crate::on_both_databases;
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
        let letter = Letter::Welcome { name: format!("Client {n}"), email: email.clone(), waits: Vec::new() };
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
        provider.next([Answer::Says(
            422,
            r#"{"statusCode":422,"name":"validation_error","message":"Invalid `to` field."}"#,
        )]);
        assert_eq!(round(&app).await, 0);
        app.wait(Span::minutes(25));
        assert_eq!((round(&app).await, provider.asked().len()), (0, 1), "not tried again by itself");
        let page = anjali.open(&tab).await;
        page.must_say("The mail could not be sent.").must_say("Resend refused the mail: Invalid `to` field");
        assert!(
            page.tags().contains(&"Mail failed".to_owned()) && page.tags().contains(&"Pending".to_owned()),
            "{:?}",
            page.tags()
        );
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
        let faults = [
            Answer::Says(503, ""),
            Answer::LeaveMeAlone(60),
            Answer::TakesAndBreaks,
            Answer::Says(500, "<html>"),
            Answer::Says(409, "{}"),
        ];
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
        let mut who: Vec<String> =
            taken.iter().map(|(_, mail)| mail.body["to"][0].as_str().unwrap().to_owned()).collect();
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
        anjali
            .open(&tab)
            .await
            .must_say("Expired")
            .must_say("The mail could not be sent. ")
            .must_say("The link has ended meanwhile.");
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
}
