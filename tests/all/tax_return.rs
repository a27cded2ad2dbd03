//! A tax return from its kind to its acceptance, through everybody's own pages: the owner of a fresh firm, and two
//! contacts of one client. What is internal is planted on the way and looked for in all that the contacts get.

use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::accounts::setup;
use gk_nexus::app::starter::TYPES;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const LINA: &str = "lina@example.com";
/// What only the firm may know.
const INTERNAL: [&str; 4] = ["Canary note", "Canary deadline", "Canary task", "Canary check"];

async fn fresh_firm(app: &TestApp) -> Browser {
    let link = setup::link(&app.services).await.unwrap().unwrap();
    let browser = app.browser();
    let form = browser.open(link.strip_prefix(&app.base).unwrap()).await.form("Set up the portal");
    let form = form.fill("Firm name", "Persaud & Vale").fill("Firm email", "office@persaudvale.example");
    let form = form.fill("Time zone", "America/Guyana").fill("Your name", "Anjali Persaud");
    form.fill("Email", ANJALI).fill("Password", PASSWORD).send().await.must_be(200);
    browser
}

/// The value of the first option or tick with these words.
fn choice(page: &Page, words: &str) -> String {
    let document = scraper::Html::parse_document(&page.html);
    let all = scraper::Selector::parse("option, label.choice").unwrap();
    let input = scraper::Selector::parse("input").unwrap();
    let found = document.select(&all).find(|one| one.text().collect::<String>().contains(words));
    let found =
        found.unwrap_or_else(|| panic!("nothing to choose called “{words}” on {}:\n{}", page.path, page.text()));
    let value = found.attr("value").or_else(|| found.select(&input).next().and_then(|input| input.attr("value")));
    value.unwrap().to_owned()
}

/// A matter of this kind that Mariam sees and Lina doesn't, with internal things in it.
async fn open_matter(anjali: &Browser, profile: &str, kind: &str) -> Page {
    let new = anjali.open(&format!("{profile}/matters")).await.follow("New matter").await;
    let form = new.form("Open matter").fill("Kind of matter", &choice(&new, kind)).fill("Title", "Tax return 2025");
    let page = form.tick("contacts[]", &choice(&new, MARIAM)).send().await;
    page.must_be(200).must_say("M-2026-0001").must_say("Seen in the portal by Mariam Rahman.");
    let page = page.form("Save note").fill("New note", "Canary note: ask about the second account").send().await;
    let form = page.form("Add deadline").fill("What is due", "Canary deadline").fill("Day", "2026-12-01");
    form.send().await.must_be(200).form("Add to the checklist").fill("What is to be done", "Canary task").send().await
}

/// Asks both contacts for two papers; gives the request's page.
async fn ask(anjali: &Browser, matter: &Page) -> Page {
    let new = matter.follow("Request documents").await;
    let mut form = new.form("Save draft").fill("Title", "Papers for 2025").fill("Due by", "2026-12-04");
    form.values.retain(|(name, _)| name != "templates[]");
    let form = form.tick("contacts[]", &choice(&new, MARIAM)).tick("contacts[]", &choice(&new, LINA));
    let path = form.send().await.must_be(200).path.clone();
    for (title, checks) in [("Passport", "Canary check: the chip"), ("Rent received", "")] {
        let form = anjali.open(&format!("{path}/items/new")).await.form("Add thing").fill("What do you need", title);
        form.set("checks", checks).send().await.must_be(200);
    }
    let page = anjali.open(&path).await.form("Send request").send().await;
    page.must_be(200).must_say("is on its way to");
    page
}

/// Sends a file for a thing, without JavaScript.
async fn send(client: &Browser, path: &str, thing: &str, name: &str) -> Page {
    let form = client.open(path).await.form_beside("Upload", thing);
    let beside: Vec<(&str, &str)> = form.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = client.send_files(&form.action, &[(name, &pdf(name))], &beside).await;
    page.must_be(200).must_say(name);
    page
}

/// Decides on the oldest document that waits.
async fn decide(anjali: &Browser, about: &str, verdict: &str, reason: &str) -> Page {
    let page = anjali.open("/review").await;
    page.must_be(200).must_say(about);
    page.form("Accept").set("verdict", verdict).set("reason", reason).send().await
}

/// Every page that a contact has about this work, and their mail.
async fn everything(app: &TestApp, client: &Browser, email: &str, paths: &[&str]) -> String {
    let mut all = String::new();
    for path in paths {
        all.push_str(&client.open(path).await.html);
    }
    app.deliver().await;
    app.mailbox.to(email).iter().fold(all, |all, mail| all + &mail.subject + &mail.text + &mail.html)
}

on_both_databases! {
    async fn a_tax_return_goes_from_its_kind_to_acceptance(app: TestApp) {
        let anjali = fresh_firm(&app).await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        anjali.add_contact(&profile, "Lina Rahman", LINA).await;
        anjali.invite_contact(&profile, LINA).await;
        let lina = app.activate(LINA).await;
        let matter = open_matter(&anjali, &profile, TYPES[0].name).await;
        let request = ask(&anjali, &matter).await;
        app.deliver().await;
        assert!(app.mailbox.last_to(LINA).text.contains("Passport"));

        let home = mariam.open("/portal").await;
        home.must_say("Papers for 2025").must_say("Tax return 2025").must_say(TYPES[0].phases[0].client_name);
        lina.open("/portal").await.must_say("Papers for 2025").must_not_say("Tax return 2025");
        let asked = home.follow("Papers for 2025").await.path;
        send(&mariam, &asked, "Passport", "mariam-passport.pdf").await;
        let hers = lina.open(&asked).await;
        hers.must_say("1 of 2 done").must_not_say("mariam-passport.pdf");
        decide(&anjali, "Passport", "rejected", "Only for Mariam: the photo is blurred").await.must_be(200);
        mariam.open(&asked).await.must_say("the photo is blurred");
        lina.open(&asked).await.must_say("0 of 2 done").must_not_say("the photo is blurred");

        send(&mariam, &asked, "Passport", "mariam-passport-2.pdf").await;
        send(&lina, &asked, "Rent received", "lina-rent.pdf").await;
        decide(&anjali, "Passport", "accepted", "").await.must_be(200);
        decide(&anjali, "Rent received", "accepted", "").await.must_be(200).must_say("Nothing waits");
        anjali.open(&request.path).await.must_say("Complete");
        anjali.open(&matter.path).await.must_say("2026-11-24 Mariam Rahman Passport");
        let mut page = anjali.open(&matter.path).await;
        for phase in TYPES[0].phases {
            page = page.form(&format!("Finish “{}”", phase.name)).send().await;
            page.must_be(200);
        }
        page.form("Change status").fill("Status", "Completed").send().await.must_be(200);
        mariam.open("/portal").await.must_say("Nothing is waiting for you");
        app.wait(gk_nexus::kernel::Span::minutes(25));
        gk_nexus::reviews::news::tell(&app.services).await.unwrap();

        let of_matter = format!("/portal{}", matter.path.split('?').next().unwrap());
        mariam.open(&of_matter).await.must_be(200).must_say("All steps are done.");
        lina.open(&of_matter).await.must_be(404);
        let paths = ["/portal", asked.as_str(), of_matter.as_str(), "/portal/documents", "/portal/account"];
        let (seen, hers) = (everything(&app, &mariam, MARIAM, &paths).await, everything(&app, &lina, LINA, &paths).await);
        for words in INTERNAL.into_iter().chain(["2026-11-24 Mariam Rahman", "lina-rent"]) {
            assert!(!seen.contains(words), "Mariam gets “{words}”");
        }
        for words in INTERNAL.into_iter().chain(["2026-11-24 Mariam Rahman", "mariam-passport", "photo is blurred", "Tax return 2025"]) {
            assert!(!hers.contains(words), "Lina gets “{words}”");
        }
    }
}
