//! Rahman Textiles with two contacts, another client, and rows of matters and requests as the firm's pages would leave
//! them.

use crate::support::{Browser, Page, TestApp};
use gk_nexus::kernel::Instant;

pub const MARIAM: &str = "mariam@example.com";
pub const YUSUF: &str = "yusuf@example.com";
pub const OMAR: &str = "omar@example.com";
pub const ANJALI: &str = "anjali@persaudvale.example";
pub const ABSENT: &str = "0190a1b2c3d4e5f60718293a4b5c6d7e";

pub struct Cast {
    pub anjali: Browser,
    pub mariam: Browser,
    pub yusuf: Browser,
    pub omar: Browser,
    /// `/clients/{id}`
    pub profile: String,
    pub client: String,
    /// Contacts.
    pub mariam_id: String,
    pub yusuf_id: String,
    pub omar_id: String,
    /// Anjali's account.
    pub owner: String,
}

pub async fn cast(app: &TestApp) -> Cast {
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    anjali.add_contact(&profile, "Yusuf Rahman", YUSUF).await;
    anjali.invite_contact(&profile, YUSUF).await.must_be(200);
    let yusuf = app.activate(YUSUF).await;
    let (_, omar) = app.active_client(&anjali, "Omar Haddad", OMAR).await;
    app.deliver().await;
    let contact = async |email: &str| text(app, &format!("SELECT id FROM contacts WHERE email_key = '{email}'")).await;
    Cast {
        client: profile.trim_start_matches("/clients/").to_owned(),
        mariam_id: contact(MARIAM).await,
        yusuf_id: contact(YUSUF).await,
        omar_id: contact(OMAR).await,
        owner: text(app, &format!("SELECT id FROM accounts WHERE email_key = '{ANJALI}'")).await,
        anjali,
        mariam,
        yusuf,
        omar,
        profile,
    }
}

/// A text from the database.
pub async fn text(app: &TestApp, query: &str) -> String {
    app.text(query).await
}

pub fn id(number: u32) -> String {
    format!("{number:032x}")
}

pub async fn run(app: &TestApp, statement: String) {
    app.run(&statement).await.unwrap_or_else(|error| panic!("{error} in {statement}"));
}

/// Now, as rows have it.
pub fn now(app: &TestApp) -> i64 {
    let Instant(now) = app.services.now();
    now
}

/// A sent request of Rahman Textiles to these contacts.
pub async fn request(app: &TestApp, cast: &Cast, number: u32, title: &str, due: &str, contacts: &[&str]) -> String {
    let (id, now, client, owner) = (id(0x1000 + number), now(app), &cast.client, &cast.owner);
    run(
        app,
        format!(
            "INSERT INTO requests (id, client_id, title, message, due_on, state, chasing, created_by, created_at, sent_at,
                changed_at)
            VALUES ('{id}', '{client}', '{title}', 'Please send what you have.', '{due}', 'sent', 'firm', '{owner}', {now},
                {now}, {now})"
        ),
    )
    .await;
    for contact in contacts {
        run(
            app,
            format!(
                "INSERT INTO request_contacts (request_id, contact_id, created_at) VALUES ('{id}', '{contact}', {now})"
            ),
        )
        .await;
    }
    id
}

/// An item of a request.
pub async fn item(app: &TestApp, request: &str, number: u32, title: &str, need: &str, kinds: &str) -> String {
    let (id, now) = (id(0x2000 + number), now(app));
    run(
        app,
        format!(
            "INSERT INTO request_items (id, request_id, position, heading, title, instruction, need, condition, how_many,
                kinds, checks, state, state_since, created_at)
            VALUES ('{id}', '{request}', {number}, '', '{title}', '', '{need}', '', 1, '{kinds}', '', 'Open', {now}, {now})"
        ),
    )
    .await;
    id
}

/// The usual request: a bank statement and payslips, both required, PDF alone; receipts, optional.
pub struct Usual {
    pub request: String,
    pub bank: String,
    pub payslips: String,
    pub gifts: String,
    pub path: String,
}

pub async fn usual(app: &TestApp, cast: &Cast) -> Usual {
    let both = [cast.mariam_id.as_str(), cast.yusuf_id.as_str()];
    let request = request(app, cast, 1, "Documents for your 2025 tax return", "2026-11-27", &both).await;
    Usual {
        bank: item(app, &request, 1, "October bank statement", "required", "pdf").await,
        payslips: item(app, &request, 2, "Payslips", "required", "").await,
        gifts: item(app, &request, 3, "Receipts for donations", "optional", "").await,
        path: format!("/portal/requests/{request}"),
        request,
    }
}

/// Mariam alone is asked for the usual things.
pub async fn alone(app: &TestApp, cast: &Cast, usual: &Usual) {
    let (request, yusuf) = (&usual.request, &cast.yusuf_id);
    run(app, format!("DELETE FROM request_contacts WHERE request_id = '{request}' AND contact_id = '{yusuf}'")).await;
}

/// A state of an item, as its row has it.
pub async fn state(app: &TestApp, item: &str) -> String {
    text(app, &format!("SELECT state FROM request_items WHERE id = '{item}'")).await
}

/// Staff decide on everything that waits for an item.
pub async fn decide(app: &TestApp, cast: &Cast, item: &str, verdict: &str, item_state: &str, reason: &str) {
    let (now, owner) = (now(app), &cast.owner);
    run(
        app,
        format!(
            "INSERT INTO decisions (id, submission_id, verdict, reason, item_state_before, decided_by, decided_at)
            SELECT s.id, s.id, '{verdict}', '{reason}', 'Submitted', '{owner}', {now} FROM submissions s
            WHERE s.item_id = '{item}' AND s.state = 'waiting'"
        ),
    )
    .await;
    run(app, format!("UPDATE submissions SET state = '{verdict}' WHERE item_id = '{item}' AND state = 'waiting'"))
        .await;
    run(app, format!("UPDATE request_items SET state = '{item_state}', state_since = {now} WHERE id = '{item}'")).await;
}

/// Answers an item on its page.
pub async fn answer(browser: &Browser, path: &str, item: &str, answer: &str, words: &str, day: &str) -> Page {
    let draft = browser.open(path).await.form_beside("Send answer", item);
    draft.set("answer", answer).set("words", words).set("promised_on", day).send().await
}

/// Uploads files for an item on its page, without JavaScript.
pub async fn send(browser: &Browser, path: &str, item: &str, files: &[(&str, &[u8])]) -> Page {
    let form = browser.open(path).await.form_beside("Upload", item);
    let beside: Vec<(&str, &str)> = form.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.send_files(&form.action, files, &beside).await
}

/// A call as a forger makes it: its status.
pub async fn forged(browser: &Browser, action: &str, pairs: &[(&str, &str)]) -> u16 {
    browser.call(action, pairs).await.0
}
