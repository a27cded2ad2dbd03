//! One mail a person over all their requests, once, however many processes look.

use super::cast::*;
use crate::on_both_databases;
use gk_nexus::reminders::{Received, chase};

on_both_databases! {
    async fn one_mail_tells_a_person_of_all_their_requests_at_all_their_clients(app: TestApp) {
        let anjali = app.owner().await;
        let (rahman, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let bakery = app.client(&anjali, "Goat Bakery", "office@goat.example").await;
        anjali.add_contact(&bakery, "Mariam Rahman", MARIAM).await;
        run(&app, "UPDATE portal_access SET state = 'active'").await;
        anjali.add_contact(&rahman, "Yusuf Kestrel", YUSUF).await;
        anjali.invite_contact(&rahman, YUSUF).await.must_be(200);
        app.activate(YUSUF).await;
        rule(&app, 0, Received::Either).await;
        let own = request(&app, &rahman, &[MARIAM, YUSUF], "Tax return", "2026-12-07").await;
        let of_bakery = request(&app, &bakery, &[MARIAM], "Books of November", "2026-12-07").await;
        let later = request(&app, &rahman, &[MARIAM], "Will", "2026-12-21").await;
        request(&app, &rahman, &[YUSUF], "Kestrelpapers", "2026-12-07").await;
        go_to(&app, "2026-12-07T13:00:00Z");
        assert_eq!(look(&app).await, 2, "a mail each");
        let mails = reminders(&app, MARIAM);
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject, "A short reminder from Persaud & Vale: 2 requests wait for you");
        for words in [
            "Tax return, due today, Monday 7 December. Still open:",
            "Books of November for Goat Bakery, due today, Monday 7 December. Still open:",
            &format!("{}/portal/requests/{own}", app.base), &format!("{}/portal/requests/{of_bakery}", app.base),
        ] {
            assert!(mails[0].text.contains(words), "no “{words}” in\n{}", mails[0].text);
        }
        let whole = format!("{:?}", mails[0]).to_lowercase();
        assert!(!whole.contains("kestrel") && !whole.contains(YUSUF) && !whole.contains("will papers"), "{}", mails[0].text);
        assert_eq!(told(&app, &own).await, ["sent", "sent"], "a row for each person");
        assert_eq!((told(&app, &of_bakery).await.len(), told(&app, &later).await.len()), (1, 0));
        assert_eq!(reminders(&app, YUSUF)[0].subject, "A short reminder from Persaud & Vale: 2 requests wait for you");
    }

    async fn two_processes_send_each_reminder_once(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.add_contact(&profile, "Yusuf Rahman", YUSUF).await;
        anjali.invite_contact(&profile, YUSUF).await.must_be(200);
        app.activate(YUSUF).await;
        for days in 0..5 {
            rule(&app, days, Received::Either).await;
        }
        for title in ["Tax return", "Will", "Accounts"] {
            request(&app, &profile, &[MARIAM, YUSUF], title, "2026-12-07").await;
        }
        let other = app.another_process().await;
        for day in 7..12 {
            go_to(&app, &format!("2026-12-{day:02}T13:00:00Z"));
            let looks = [&app.services, &other.services, &app.services, &other.services].map(chase::run);
            let sent = futures::future::join_all(looks).await;
            let sent: usize = sent.into_iter().map(|sent| sent.unwrap()).sum();
            assert_eq!(sent, 2, "one mail to each of the two on 2026-12-{day}");
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM reminders WHERE outcome = 'sent'").await, 5 * 2 * 3);
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'reminder sent'").await, 5 * 2 * 3);
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE kind = 'reminder'").await, 5 * 2);
    }
}
