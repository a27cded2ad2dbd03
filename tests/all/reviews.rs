//! Reviews: what clients hand in is accepted, sent back or taken back, by one reviewer at a time; filed by the firm's
//! pattern; seen in a sandbox; and told to the client in one mail.

mod burst;
mod deciding;
mod filing;
mod holding;
mod parallel;
mod preview;
pub mod settings;
mod undoing;

use crate::support::files::pdf;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::accounts::Role;
use gk_nexus::requests::{ItemId, RequestId};

pub const MARIAM: &str = "mariam@example.com";
/// What a reviewer looks at: it must never leave the house.
pub const CHECK: &str = "Canary of the checklist: the chip is visible";
/// What is internal to reviews and never shown to a client.
pub const INTERNAL: [&str; 3] = ["Canary", "filed_as", "item_state"];

/// A firm with two reviewers, and Mariam Rahman who is asked for two things about one matter.
pub struct Cast {
    pub anjali: Browser,
    pub renee: Browser,
    pub thomas: Browser,
    pub mariam: Browser,
    /// `/clients/{id}`.
    pub profile: String,
    pub matter: String,
    pub request: String,
    /// “Passport, photo page”, required.
    pub passport: String,
    /// “Lease”, required.
    pub lease: String,
}

pub async fn cast(app: &TestApp) -> Cast {
    let anjali = app.owner().await;
    let renee = app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
    let thomas = app.staff(Role::Manager, "Thomas Vale", "thomas@persaudvale.example").await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    let client = profile.trim_start_matches("/clients/").to_owned();
    let matter = matter(app, &client, "Personal tax return 2025", 1).await;
    let request = RequestId::fresh().to_string();
    let [passport, lease] = [ItemId::fresh(), ItemId::fresh()].map(|id| id.to_string());
    let now = app.services.now().0;
    let staff = text(app, "SELECT id FROM accounts WHERE name = 'Anjali Persaud'").await;
    let contact = text(app, "SELECT id FROM contacts WHERE name = 'Mariam Rahman'").await;
    app.run(&format!(
        "INSERT INTO requests (id, client_id, matter_id, title, message, due_on, state, chasing, created_by, created_at, sent_at, changed_at)
            VALUES ('{request}', '{client}', '{matter}', 'Papers for 2025', '', '2026-12-10', 'sent', 'off', '{staff}', {now}, {now}, {now})"
    ))
    .await
    .unwrap();
    app.run(&format!(
        "INSERT INTO request_contacts (request_id, contact_id, created_at) VALUES ('{request}', '{contact}', {now})"
    ))
    .await
    .unwrap();
    for (position, (item, title)) in [(&passport, "Passport, photo page"), (&lease, "Lease")].into_iter().enumerate() {
        add_item(app, &request, item, position, title).await;
    }
    app.deliver().await;
    Cast { anjali, renee, thomas, mariam, profile, matter, request, passport, lease }
}

async fn add_item(app: &TestApp, request: &str, item: &str, position: usize, title: &str) {
    let now = app.services.now().0;
    app.run(&format!(
        "INSERT INTO request_items (id, request_id, position, heading, title, instruction, need, condition, how_many, kinds,
            checks, state, state_since, created_at)
            VALUES ('{item}', '{request}', {position}, '', '{title}', 'All four corners visible.', 'required', '', 1, '',
            '{CHECK}', 'Open', {now}, {now})"
    ))
    .await
    .unwrap();
}

/// An open matter of this client.
pub async fn matter(app: &TestApp, client: &str, title: &str, number: i64) -> String {
    let matter = gk_nexus::matters::MatterId::fresh().to_string();
    let now = app.services.now().0;
    let kind = format!("{:032x}", 0xabc + number);
    app.run(&format!(
        "INSERT INTO matter_types (id, name, name_key, created_at) VALUES ('{kind}', 'Kind {number}', 'kind {number}', {now})"
    ))
    .await
    .unwrap();
    let (yes, no) = (app.either("1", "TRUE"), app.either("0", "FALSE"));
    app.run(&format!(
        "INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phases_done, sentence, start_on,
            open, created_at, changed_at)
            VALUES ('{matter}', 'M-2026-{number:04}', '{client}', '{kind}', '{title}', 'In progress', {now}, {no}, '', '2026-11-01',
            {yes}, {now}, {now})"
    ))
    .await
    .unwrap();
    matter
}

/// One text from the database.
pub async fn text(app: &TestApp, query: &str) -> String {
    app.text(query).await
}

impl Cast {
    /// Mariam sends a file for an item. Gives its submission.
    pub async fn hand_in(&self, app: &TestApp, item: &str, name: &str) -> String {
        let way = format!("/portal/requests/{}", self.request);
        let page = self.mariam.send_files(&way, &[(name, &pdf(name))], &[("item", item)]).await;
        page.must_be(200);
        submission(app, name).await
    }

    /// Mariam sends a file that nobody asked for. Gives its submission.
    pub async fn send(&self, app: &TestApp, name: &str) -> String {
        self.mariam.upload("/portal/documents", &[(name, &pdf(name))], &[]).await.must_be(200);
        submission(app, name).await
    }

    /// How an item stands.
    pub async fn stands(&self, app: &TestApp, item: &str) -> String {
        text(app, &format!("SELECT state FROM request_items WHERE id = '{item}'")).await
    }

    /// How the request stands.
    pub async fn request_stands(&self, app: &TestApp) -> String {
        text(app, &format!("SELECT state FROM requests WHERE id = '{}'", self.request)).await
    }
}

/// The last submission of a file of this name.
pub async fn submission(app: &TestApp, name: &str) -> String {
    text(
        app,
        &format!(
            "SELECT s.id FROM submissions s JOIN documents d ON d.id = s.document_id WHERE d.name = '{name}' ORDER BY s.id DESC LIMIT 1"
        ),
    )
    .await
}

/// The document of a submission.
pub async fn document_of(app: &TestApp, submission: &str) -> String {
    text(app, &format!("SELECT document_id FROM submissions WHERE id = '{submission}'")).await
}

/// A reviewer opens a document, says why if need be, and presses the button.
pub async fn decide(reviewer: &Browser, submission: &str, verdict: &str, reason: &str) -> Page {
    let page = reviewer.open(&format!("/review/{submission}")).await;
    page.must_be(200);
    page.form("Accept").set("verdict", verdict).set("reason", reason).send().await
}
