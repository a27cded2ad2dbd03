//! Document requests as staff make them: drafts from nothing, from templates, from last year's; sent once, changed with
//! the contacts told, taken back.

mod answered;
mod drafts;
mod examples;
mod list;
mod matters;
mod sending;
mod standing;
mod templates;

use crate::support::{Browser, Page, TestApp};

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const YUSUF: &str = "yusuf@example.com";
const OMAR: &str = "omar@example.com";

/// Rahman Textiles with a contact who has activated and one who was never invited, and another client.
struct Cast {
    anjali: Browser,
    mariam: Browser,
    omar: Browser,
    /// Of Rahman Textiles.
    profile: String,
    /// Of the other client.
    other: String,
}

async fn cast(app: &TestApp) -> Cast {
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    anjali.add_contact(&profile, "Yusuf Rahman", YUSUF).await;
    let (other, omar) = app.active_client(&anjali, "Omar Haddad", OMAR).await;
    app.deliver().await;
    Cast { anjali, mariam, omar, profile, other }
}

/// The value of the tick whose words contain `words`.
#[track_caller]
pub fn tick(page: &Page, words: &str) -> String {
    let document = scraper::Html::parse_document(&page.html);
    let (labels, inputs) =
        (scraper::Selector::parse("label.choice").unwrap(), scraper::Selector::parse("input").unwrap());
    let label = document.select(&labels).find(|label| label.text().any(|text| text.contains(words)));
    let label = label.unwrap_or_else(|| panic!("no tick “{words}” on {}:\n{}", page.path, page.text()));
    label.select(&inputs).next().and_then(|input| input.attr("value")).unwrap().to_owned()
}

/// A draft for Mariam with this title, due on Friday; gives its page.
pub async fn draft(staff: &Browser, profile: &str, title: &str) -> Page {
    let page = staff.open(&format!("{profile}/requests/new")).await;
    let mariam = tick(&page, MARIAM);
    let form = page.form("Save draft").fill("Title", title).fill("Due by", "2026-11-27").tick("contacts[]", &mariam);
    let page = form.send().await;
    page.must_be(200).must_say("The draft is saved.").must_say(title);
    page
}

/// Adds a required thing to the request at `path`; gives its page.
pub async fn add(staff: &Browser, path: &str, heading: &str, title: &str) -> Page {
    let form = staff.open(&format!("{path}/items/new")).await.form("Add thing");
    let page = form.fill("What do you need", title).fill("Heading", heading).send().await;
    page.must_be(200).must_say(&format!("{title} is added."));
    page
}

/// A request with two things, sent to Mariam; gives its page.
async fn sent(app: &TestApp, cast: &Cast, title: &str) -> Page {
    let path = draft(&cast.anjali, &cast.profile, title).await.path;
    add(&cast.anjali, &path, "Income", "Payslips").await;
    let page = add(&cast.anjali, &path, "Income", "Form 7B").await.form("Send request").send().await;
    page.must_be(200).must_say("is on its way to Mariam Rahman.");
    app.deliver().await;
    page
}

/// A template with these things under the heading Income; gives its page.
pub async fn template(staff: &Browser, name: &str, titles: &[&str]) -> Page {
    let form = staff.open("/templates/new").await.form("Save template");
    let mut page = form.fill("Name", name).fill("Message", "Thank you for sending these.").send().await;
    page.must_be(200).must_say(name);
    let path = page.path.clone();
    for title in titles {
        let form = staff.open(&format!("{path}/items/new")).await.form("Add thing");
        page = form.fill("What do you need", title).fill("Heading", "Income").send().await;
        page.must_be(200).must_say(&format!("{title} is added."));
    }
    page
}
