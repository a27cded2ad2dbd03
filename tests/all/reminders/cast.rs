//! Requests as they stand in the tables, the firm's rules, and walks through weeks with the portal's clock.

use crate::support::{Browser, TestApp};
use gk_nexus::clients::ContactId;
use gk_nexus::kernel::{Instant, Span};
use gk_nexus::reminders::{Received, Rule, RuleId, chase, store};
use gk_nexus::requests::RequestId;
use gk_nexus::server::post::Envelope;
use std::sync::atomic::{AtomicU32, Ordering};

pub const MARIAM: &str = "mariam@example.com";
pub const YUSUF: &str = "yusuf@example.com";
pub const ANJALI: &str = "anjali@persaudvale.example";

/// A fresh id, later than those before it.
pub fn id() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    format!("0190a2b3c4d57e6f8a9b0000{:08x}", NUMBER.fetch_add(1, Ordering::SeqCst))
}

/// Adds one of the firm's rules, as if it had been there for long.
pub async fn rule(app: &TestApp, days: i64, received: Received) -> RuleId {
    let mut tx = app.services.db.write().await.unwrap();
    let id = store::add_rule(&mut tx, None, &Rule { days, received, since: Instant(0) }).await.unwrap();
    tx.save().await.unwrap();
    id
}

/// The starter rules: 3 days before if nothing has come, 1 and 7 days after.
pub async fn starter_rules(app: &TestApp) {
    rule(app, -3, Received::Nothing).await;
    rule(app, 1, Received::Either).await;
    rule(app, 7, Received::Either).await;
}

/// A request to contacts of the client with this profile, with one required item of the same name and `- more`.
pub async fn request(app: &TestApp, profile: &str, contacts: &[&str], title: &str, due: &str) -> String {
    let (request, now) = (id(), app.services.now().0);
    let client = profile.trim_start_matches("/clients/");
    run(app, &format!(
        "INSERT INTO requests (id, client_id, title, message, due_on, state, chasing, created_by, created_at, sent_at, changed_at)
         SELECT '{request}', '{client}', '{title}', '', '{due}', 'sent', 'firm', MIN(id), {now}, {now}, {now}
         FROM accounts WHERE role = 'owner'"
    ))
    .await;
    for email in contacts {
        run(
            app,
            &format!(
                "INSERT INTO request_contacts (request_id, contact_id, created_at)
             SELECT '{request}', id, {now} FROM contacts WHERE email_key = '{email}'"
            ),
        )
        .await;
    }
    item(app, &request, &format!("{title} papers"), "required").await;
    request
}

/// Adds an item to a request; gives its id.
pub async fn item(app: &TestApp, request: &str, title: &str, need: &str) -> String {
    let (item, now) = (id(), app.services.now().0);
    run(app, &format!(
        "INSERT INTO request_items (id, request_id, position, heading, title, instruction, need, condition, how_many, kinds,
             checks, state, state_since, created_at)
         VALUES ('{item}', '{request}', 1, '', '{title}', '', '{need}', '', 1, '', 'kestrelcheck', 'Open', {now}, {now})"
    ))
    .await;
    item
}

/// Puts every item of a request into a state.
pub async fn all_items(app: &TestApp, request: &str, state: &str) {
    let now = app.services.now().0;
    let set = format!("UPDATE request_items SET state = '{state}', state_since = {now} WHERE request_id = '{request}'");
    run(app, &set).await;
}

/// What a contact says about all items of a request.
pub async fn answer(app: &TestApp, request: &str, email: &str, kind: &str, promised: &str) {
    let (answer, now) = (id(), app.services.now().0);
    let promised = if promised.is_empty() { "NULL".to_owned() } else { format!("'{promised}'") };
    run(
        app,
        &format!(
            "INSERT INTO item_answers (id, item_id, contact_id, kind, words, promised_on, created_at)
         SELECT substr(i.id, 25, 8) || substr('{answer}', 9, 24), i.id, k.id, '{kind}', '', {promised}, {now}
         FROM request_items i, contacts k WHERE i.request_id = '{request}' AND k.email_key = '{email}'"
        ),
    )
    .await;
}

/// Runs a statement.
pub async fn run(app: &TestApp, statement: &str) {
    app.run(statement).await.unwrap_or_else(|error| panic!("{error}: {statement}"));
}

/// The reminders that left for this address.
pub fn reminders(app: &TestApp, email: &str) -> Vec<Envelope> {
    app.mailbox.to(email).into_iter().filter(|mail| mail.subject.contains("reminder")).collect()
}

/// Lets the clock go on to this instant (RFC 3339) without anybody looking.
#[track_caller]
pub fn go_to(app: &TestApp, when: &str) {
    let when: jiff::Timestamp = when.parse().unwrap();
    let span = Instant(when.as_millisecond()) - app.services.now();
    assert!(span.0 >= 0, "the clock is past {when}");
    app.wait(span);
}

/// One round of the job, and the mail worker.
pub async fn look(app: &TestApp) -> usize {
    let mails = chase::run(&app.services).await.unwrap();
    app.deliver().await;
    mails
}

/// Walks hour by hour until this instant and looks twice each hour; when mails to this address left, in UTC.
pub async fn walk_to(app: &TestApp, until: &str, email: &str) -> Vec<String> {
    let until: jiff::Timestamp = until.parse().unwrap();
    let mut left = Vec::new();
    let mut before = reminders(app, email).len();
    while app.services.now() < Instant(until.as_millisecond()) {
        let hour = Span::hours(1).0;
        app.wait(Span(hour - app.services.now().0 % hour));
        chase::run(&app.services).await.unwrap();
        if chase::run(&app.services).await.unwrap() > 0 {
            panic!("the second look in one instant sent something");
        }
        while gk_nexus::mail::worker::deliver_due(&app.services).await.unwrap() > 0 {}
        let now = reminders(app, email).len();
        for _ in before..now {
            let at = jiff::Timestamp::from_millisecond(app.services.now().0).unwrap();
            left.push(at.strftime("%a %F %H:%MZ").to_string());
        }
        before = now;
    }
    left
}

/// What was sent and skipped about a request: outcome, why and by whom, in the order of planning.
pub async fn told(app: &TestApp, request: &str) -> Vec<String> {
    let id = RequestId::try_from(request.to_owned()).unwrap();
    let mut tx = app.services.db.read().await.unwrap();
    let mut rows = store::board(&mut tx, &id).await.unwrap().told;
    rows.sort_by_key(|row| row.planned_at);
    let words = |row: store::Told| {
        let parts = [row.outcome, row.why, row.by_name];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    };
    rows.into_iter().map(words).collect()
}

/// Anjali's browser, signed in anew: hours and days pass in these tests.
pub async fn anjali(app: &TestApp) -> Browser {
    let browser = app.browser();
    browser.sign_in(ANJALI, crate::support::people::PASSWORD).await.must_be(200);
    browser
}

/// The id of the contact with this address.
pub async fn contact(app: &TestApp, email: &str) -> ContactId {
    let mut tx = app.services.db.read().await.unwrap();
    gk_nexus::clients::store::contact_by_email(&mut tx, email).await.unwrap().unwrap().id
}
