//! Everybody who could call a route, and what of client A's they could name.

use super::calls::{ABSENT, Ids, PDF};
use super::planted;
use crate::support::browser::plain_http;
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::accounts::Role;
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use std::collections::BTreeMap;

const A: &str = "mariam@example.com";
const OFF: &str = "omar@example.com";
const MOVED: &str = "sara@example.com";
const B: &str = "bruno@example.com";
const WALLED: &str = "wanda@firm.example";
const PENDING: &str = "petra@firm.example";

/// Which side somebody is on.
#[derive(Clone, Copy, Debug)]
pub enum Side {
    Nobody,
    Firm(Role),
    /// Of the firm, and not of the practice group that client A is of.
    Walled(Role),
    Client {
        of_a: bool,
    },
}

/// Somebody with a browser that does not follow redirects.
pub struct Person {
    pub name: &'static str,
    pub side: Side,
    pub base: String,
    pub http: reqwest::Client,
}

impl Person {
    /// One of the firm and one of the clients: the two whom the table allows most.
    pub fn has_the_most(&self) -> bool {
        matches!(self.side, Side::Firm(Role::Owner) | Side::Client { of_a: true })
    }
}

/// A portal with clients A and B, and everybody who could try.
pub struct World {
    pub app: TestApp,
    pub people: Vec<Person>,
    pub real: Ids,
    pub absent: Ids,
}

impl World {
    pub async fn open(app: TestApp) -> World {
        let anjali = app.owner().await;
        for (role, name, email) in [
            (Role::Manager, "Max", "max@firm.example"),
            (Role::Staff, "Renée", "renee@firm.example"),
            (Role::FrontDesk, "Fay", "fay@firm.example"),
            (Role::Manager, "Wanda", WALLED),
            (Role::Staff, "Petra", PENDING),
        ] {
            app.staff(role, name, email).await;
        }
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", A).await;
        for (name, email) in [("Omar Rahman", OFF), ("Sara Rahman", MOVED)] {
            anjali.add_contact(&profile, name, email).await;
            anjali.invite_contact(&profile, email).await.must_be(200);
            app.activate(email).await;
        }
        let (bruno, _) = app.active_client(&anjali, "Bruno Braun", B).await;
        let form = anjali.open("/clients/new").await.form("Save client").fill("Name", "Bakery").fill("Email", MOVED);
        let bakery = form.fill("Contact person", "Sara Rahman").send().await;
        bakery.form("Send Portal Invite").send().await.form("Send Invitation").send().await.must_be(200);
        app.activate(MOVED).await;
        let off = sign_in(&app, OFF).await;
        for email in [OFF, MOVED] {
            anjali.tab(&profile).await.form_beside("Disable Access", email).send().await.must_be(200);
        }
        let mut people = vec![person(&app, "nobody", Side::Nobody, browser())];
        for (name, email, side) in [
            ("owner", "anjali@persaudvale.example", Side::Firm(Role::Owner)),
            ("manager", "max@firm.example", Side::Firm(Role::Manager)),
            ("staff", "renee@firm.example", Side::Firm(Role::Staff)),
            ("front desk", "fay@firm.example", Side::Firm(Role::FrontDesk)),
            ("of another group", WALLED, Side::Walled(Role::Manager)),
            ("pending", PENDING, Side::Nobody),
            ("client A", A, Side::Client { of_a: true }),
            ("client B", B, Side::Client { of_a: false }),
            ("formerly of A", MOVED, Side::Client { of_a: false }),
        ] {
            people.push(person(&app, name, side, sign_in(&app, email).await));
        }
        people.push(person(&app, "A disabled", Side::Nobody, off));
        let real = things(&app, &anjali, &mariam, [&profile, &bruno]).await;
        // Whatever has become of the session: nobody goes in who is not active.
        let pending = format!("UPDATE accounts SET state = 'pending' WHERE email_key = '{PENDING}'");
        app.run(&pending).await.unwrap();
        let mut world = World { app, people, absent: absent(&real), real };
        let mariam = world.people.iter().find(|person| person.name == "client A").unwrap();
        world.real = world.with_own_upload(mariam).await;
        world
    }

    /// Client A's things with an upload that this person has announced, if they may.
    pub async fn with_own_upload(&self, person: &Person) -> Ids {
        let begun = person.call("POST", "/api/begin_upload", &self.real, false).await;
        if begun.status != 200 {
            return self.real.clone();
        }
        let begun: serde_json::Value = serde_json::from_str(&begun.body).unwrap();
        let id = |name: &str| begun[name].as_str().unwrap().to_owned();
        let mut own = Ids { sender: person.name, ..self.real.clone() };
        own.things.extend([("upload", id("upload")), ("sent_on", id("receipt"))]);
        let spare = person.call("POST", "/api/begin_upload", &self.real, false).await;
        let spare: serde_json::Value = serde_json::from_str(&spare.body).unwrap();
        own.things.insert("spare", spare["upload"].as_str().unwrap().to_owned());
        own
    }

    /// A text from the database.
    pub async fn text(&self, query: &str) -> String {
        let mut tx = self.app.services.db.read().await.unwrap();
        let query = sqlx::AssertSqlSafe(query.to_owned());
        gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar::<_, String>(query).fetch_one(c)).unwrap()
    }

    /// Brings back what the call before took away.
    pub async fn plant_again(&self) {
        planted::plant(&self.app, &self.real.things).await;
    }
}

fn person(app: &TestApp, name: &'static str, side: Side, http: reqwest::Client) -> Person {
    Person { name, side, base: app.base.clone(), http }
}

fn browser() -> reqwest::Client {
    plain_http().cookie_store(true).redirect(Policy::none()).build().unwrap()
}

async fn sign_in(app: &TestApp, email: &str) -> reqwest::Client {
    let http = browser();
    let body = reqwest::Url::parse_with_params("http://x/", [("email", email), ("password", PASSWORD)]).unwrap();
    let request = http
        .post(format!("{}/api/sign_in", app.base))
        .header(ACCEPT, "text/html")
        .header("sec-fetch-site", "same-origin");
    let request =
        request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.query().unwrap().to_owned());
    let answer = request.send().await.unwrap();
    let home = answer.headers()[LOCATION].to_str().unwrap();
    assert!(home == "/dashboard" || home == "/portal", "{email}: {home}");
    http
}

/// What client A has: profile, contacts, a document and its receipt; and what is planted.
async fn things(app: &TestApp, anjali: &Browser, mariam: &Browser, [profile, bruno]: [&str; 2]) -> Ids {
    let sent = mariam.send_files("/portal/documents", &[("secret.pdf", PDF)], &[]).await;
    let (tab, of_bruno) = (anjali.tab(profile).await, anjali.tab(bruno).await);
    let contact = |button: &str, email: &str| {
        let form = if email == B { &of_bruno } else { &tab }.form_beside(button, email);
        form.values.iter().find(|(name, _)| name == "contact").unwrap().1.clone()
    };
    let download = anjali.open(&format!("{profile}/documents")).await.links("Download").remove(0);
    let last = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let mut things: BTreeMap<&'static str, String> = planted::ids().collect();
    things.insert("other item", things["draft_item"].clone());
    things.insert("other draft_item", things["item"].clone());
    things.extend([
        ("client", last(profile)),
        ("contact", contact("Disable Access", A)),
        ("idle", contact("Enable Access", OFF)),
        ("other contact", contact("Disable Access", B)),
        ("document", download.split('/').nth(2).unwrap().to_owned()),
        ("receipt", last(&sent.path)),
        ("upload", String::new()),
        ("sent_on", String::new()),
        ("spare", String::new()),
    ]);
    planted::plant(app, &things).await;
    Ids { there: true, sender: "client A", page_of: last(profile), things }
}

fn absent(real: &Ids) -> Ids {
    let things = real.things.keys().map(|name| (*name, ABSENT.to_owned())).collect();
    Ids { there: false, sender: "", page_of: real.page_of.clone(), things }
}
