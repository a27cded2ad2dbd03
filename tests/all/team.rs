//! The team: who comes in, as what, and who leaves.

mod joining;
mod leaving;
mod own;
mod roles;

use crate::support::{Browser, Page, TestApp};

const ABSENT: &str = "0190a1b2c3d4e5f60718293a4b5c6d7e";
const ANJALI: &str = "anjali@persaudvale.example";
const MAX: &str = "max@persaudvale.example";
const RENEE: &str = "renee@persaudvale.example";
const THOMAS: &str = "thomas@persaudvale.example";

/// A text from the database.
async fn text(app: &TestApp, query: &str) -> String {
    app.text(query).await
}

/// Whose account has this address.
async fn account(app: &TestApp, email: &str) -> String {
    text(app, &format!("SELECT id FROM accounts WHERE email_key = '{email}'")).await
}

/// Invites somebody on the team page.
async fn invite(by: &Browser, name: &str, email: &str, role: &str) -> Page {
    let form = by.open("/settings/team").await.form("Send invitation");
    form.fill("Name", name).fill("Email", email).fill("Role", role).send().await
}

/// The link in the last invitation to this address.
async fn join_link(app: &TestApp, email: &str) -> String {
    app.deliver().await;
    crate::support::mailbox::link(&app.mailbox.last_to(email), &app.base, "/join/")
}
