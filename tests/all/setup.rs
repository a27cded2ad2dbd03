//! The first start: a link that works once and for 60 minutes makes the owner and the firm.

use crate::on_both_databases;
use crate::support::page::Draft;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::accounts::setup;
use gk_nexus::kernel::Span;

const ANJALI: &str = "anjali@persaudvale.example";

/// The link that `serve` prints, as a path.
async fn printed(app: &TestApp) -> Option<String> {
    let link = setup::link(&app.services).await.unwrap();
    link.map(|link| link.strip_prefix(&app.base).unwrap().to_owned())
}

/// The page behind the link, filled in.
async fn filled(browser: &Browser, link: &str) -> Draft {
    let form = browser.open(link).await.form("Set up the portal").fill("Firm name", "Persaud & Vale");
    let form = form.fill("Firm email", "office@persaudvale.example").fill("Time zone", "America/Guyana");
    form.fill("Your name", "Anjali Persaud").fill("Email", ANJALI).fill("Password", PASSWORD)
}

async fn fill_in(browser: &Browser, link: &str) -> Page {
    filled(browser, link).await.send().await
}

on_both_databases! {
    async fn the_printed_link_makes_the_firm_and_its_owner(app: TestApp) {
        let link = printed(&app).await.unwrap();
        let browser = app.browser();
        browser.open("/login").await.must_say("Nobody has set up this portal yet");
        let page = fill_in(&browser, &link).await;
        assert_eq!(page.path, "/clients");
        page.must_be(200).must_say("The portal is ready. Add your first client.").must_say("Persaud & Vale");
        page.must_say("Anjali Persaud").must_say("Owner");
        let settings = browser.open("/settings").await.form("Save firm");
        assert_eq!(settings.value("Name"), "Persaud & Vale");
        assert_eq!(settings.value("Email"), "office@persaudvale.example");
        assert_eq!(settings.value("Time zone"), "America/Guyana");
        app.browser().sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        browser.open("/activity").await.must_say("Set up the portal of Persaud & Vale");
        app.client(&browser, "Mariam Rahman", "mariam@example.com").await;
    }

    async fn the_link_works_once(app: TestApp) {
        let link = printed(&app).await.unwrap();
        let late = app.browser();
        let open = late.open(&link).await;
        fill_in(&app.browser(), &link).await.must_be(200);
        late.open(&link).await.must_be(410).must_say("The portal is set up already");
        let form = open.form("Set up the portal").fill("Firm name", "Intruder").fill("Firm email", "i@example.com");
        let form = form.fill("Your name", "Ivan").fill("Email", "ivan@example.com").fill("Password", PASSWORD);
        form.send().await.must_be(410);
        late.sign_in("ivan@example.com", PASSWORD).await.must_be(422);
        assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 1);
        assert_eq!(printed(&app).await, None);
        late.open("/login").await.must_say("Persaud & Vale").must_not_say("Intruder");
    }

    async fn of_ten_who_use_the_link_at_once_one_becomes_the_owner(app: TestApp) {
        let link = printed(&app).await.unwrap();
        let mut forms = Vec::new();
        for _ in 0..10 {
            forms.push(filled(&app.browser(), &link).await.send());
        }
        let pages = futures::future::join_all(forms).await;
        let won = pages.iter().filter(|page| page.status == 200 && page.path == "/clients").count();
        let late = pages.iter().filter(|page| page.status == 410).count();
        assert_eq!((won, late), (1, 9), "{:?}", pages.iter().map(|page| page.status).collect::<Vec<_>>());
        assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 1);
    }

    async fn the_link_works_for_sixty_minutes_and_opening_it_spends_nothing(app: TestApp) {
        let link = printed(&app).await.unwrap();
        let browser = app.browser();
        for _ in 0..20 {
            browser.open(&link).await.must_be(200);
        }
        app.wait(Span::minutes(60) + Span(-1));
        let page = browser.open(&link).await;
        page.must_be(200);
        app.wait(Span(1));
        browser.open(&link).await.must_be(410).must_say("Restart the server: it prints a new one");
        let form = page.form("Set up the portal").fill("Firm name", "Persaud & Vale").fill("Firm email", ANJALI);
        form.fill("Your name", "Anjali").fill("Email", ANJALI).fill("Password", PASSWORD).send().await.must_be(410);
        assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 0);
        fill_in(&browser, &printed(&app).await.unwrap()).await.must_be(200);
    }

    async fn a_second_start_ends_the_link_of_the_first(app: TestApp) {
        let (first, second) = (printed(&app).await.unwrap(), printed(&app).await.unwrap());
        app.browser().open(&first).await.must_be(410);
        app.browser().open("/setup/made-up").await.must_be(410);
        fill_in(&app.browser(), &second).await.must_be(200);
    }

    async fn no_link_is_printed_and_none_works_once_there_is_an_account(app: TestApp) {
        let link = printed(&app).await.unwrap();
        app.owner().await;
        app.browser().open(&link).await.must_be(410).must_say("The portal is set up already");
        assert_eq!(printed(&app).await, None);
    }

    async fn bad_input_comes_back_beside_its_fields_with_what_was_typed(app: TestApp) {
        let link = printed(&app).await.unwrap();
        let form = app.browser().open(&link).await.form("Set up the portal").fill("Firm name", "Persaud & Vale");
        let form = form.fill("Firm email", "office").fill("Firm phone", "no").fill("Time zone", "Europe/Berlin");
        let again = form.fill("Your name", "").fill("Email", "anjali@").fill("Password", "short").send().await;
        again.must_be(422);
        for (label, wrong) in [("Firm name", false), ("Firm email", true), ("Firm phone", true), ("Time zone", false),
            ("Your name", true), ("Email", true), ("Password", true)]
        {
            assert_eq!(again.error_beside(label).is_some(), wrong, "{label}");
        }
        let form = again.form("Set up the portal");
        for (label, typed) in [("Firm name", "Persaud & Vale"), ("Firm email", "office"), ("Firm phone", "no"),
            ("Time zone", "Europe/Berlin"), ("Your name", ""), ("Email", "anjali@"), ("Password", "")]
        {
            assert_eq!(form.value(label), typed, "{label}");
        }
        let zone = form.fill("Firm email", ANJALI).fill("Firm phone", "").fill("Your name", "Anjali Persaud").fill("Email", ANJALI);
        let again = zone.set("time_zone", "Mars/Olympus").fill("Password", "Anjali Persaud").send().await;
        again.must_be(422);
        assert!(again.error_beside("Password").unwrap().contains("not your name"));
        let form = again.form("Set up the portal").set("time_zone", "Mars/Olympus").fill("Password", PASSWORD);
        let again = form.send().await;
        again.must_be(422);
        assert!(again.error_beside("Time zone").is_some());
        let form = again.form("Set up the portal").fill("Time zone", "America/Guyana").fill("Password", PASSWORD);
        form.send().await.must_be(200).must_say("The portal is ready");
    }
}
