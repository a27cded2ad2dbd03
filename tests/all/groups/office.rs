//! A firm with a practice group: its owner, a manager outside the group, and somebody of staff who belongs to it.

use crate::support::{Browser, TestApp};
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Instant;

pub const ABSENT: &str = "0190a1b2c3d4e5f60718293a4b5c6d7e";
pub const RENEE: &str = "renee@persaudvale.example";
pub const AKUA: &str = "akua@persaudvale.example";

pub struct Office {
    /// Owner.
    pub anjali: Browser,
    /// Manager; belongs to no group.
    pub renee: Browser,
    /// Of staff; belongs to Litigation.
    pub akua: Browser,
    /// The group Litigation.
    pub group: String,
    /// Akua's account.
    pub akua_id: String,
    /// Renée's.
    pub renee_id: String,
}

pub async fn office(app: &TestApp) -> Office {
    let anjali = app.owner().await;
    let renee = app.staff(Role::Manager, "Renée Vale", RENEE).await;
    let akua = app.staff(Role::Staff, "Akua Mensah", AKUA).await;
    let page = anjali.open("/settings/groups").await.form("Make group").fill("Name", "Litigation").send().await;
    page.must_be(200).must_say("Litigation is made").must_say("Nobody belongs to it yet");
    let account = async |email: &str| text(app, &format!("SELECT id FROM accounts WHERE email_key = '{email}'")).await;
    let (akua_id, renee_id) = (account(AKUA).await, account(RENEE).await);
    page.form("Add to group").fill("Add", &akua_id).send().await.must_say("Akua Mensah belongs to Litigation now.");
    let group = text(app, "SELECT id FROM practice_groups WHERE name_key = 'litigation'").await;
    Office { anjali, renee, akua, group, akua_id, renee_id }
}

impl Office {
    /// Puts a client into the group, as staff do.
    pub async fn wall(&self, profile: &str) {
        let form = self.anjali.open(&format!("{profile}/edit")).await.form("Save client");
        form.fill("Practice group", &self.group).send().await.must_be(200).must_say("practice group Litigation");
    }

    /// Takes Akua out of the group.
    pub async fn take_akua_out(&self) -> crate::support::Page {
        self.anjali.open("/settings/groups").await.form_beside("Remove", "Akua Mensah").send().await
    }
}

/// A text from the database.
pub async fn text(app: &TestApp, query: &str) -> String {
    app.text(query).await
}

/// Runs statements in which `{now}` is the present instant.
pub async fn run(app: &TestApp, statements: &str) {
    let Instant(now) = app.services.now();
    app.run(&statements.replace("{now}", &now.to_string())).await.unwrap_or_else(|error| panic!("{error}"));
}

/// The last part of an address.
pub fn last(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

/// A row's id.
pub fn id(number: u32) -> String {
    format!("0190{number:028x}")
}
