//! Everybody who could call a route, what of client A's they could name, and how a call is made.

use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::accounts::Role;
use gk_nexus::app::table::Who;
use reqwest::header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, DATE, HeaderMap, LOCATION};
use reqwest::redirect::Policy;

const A: &str = "mariam@example.com";
const OFF: &str = "omar@example.com";
const MOVED: &str = "sara@example.com";
const B: &str = "bruno@example.com";
const PDF: &[u8] = b"%PDF-1.7\nstatement\n";

/// Which side somebody is on.
#[derive(Clone, Copy, Debug)]
pub enum Side {
    Nobody,
    Firm(Role),
    Client { of_a: bool },
}

/// What a call comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Allowed,
    SignIn,
    Forbidden,
    Absent,
}

/// Ids that a call may name.
#[derive(Clone)]
pub struct Ids {
    /// Whether they are client A's, or nobody's.
    pub there: bool,
    /// Who announced the upload.
    pub sender: &'static str,
    client: String,
    /// On whose page the forms say that they stand.
    page_of: String,
    contact: String,
    /// Somebody at the client whose access is disabled already.
    idle: String,
    document: String,
    receipt: String,
    upload: String,
    /// On which receipt the upload stands.
    sent_on: String,
}

/// Somebody with a browser that does not follow redirects.
pub struct Person {
    pub name: &'static str,
    pub side: Side,
    http: reqwest::Client,
}

/// A portal with clients A and B, and everybody who could try.
pub struct World {
    pub app: TestApp,
    pub people: Vec<Person>,
    pub real: Ids,
    pub absent: Ids,
}

/// An answer as it came.
pub struct Got {
    pub status: u16,
    pub body: String,
    headers: HeaderMap,
}

/// Whether a call names a go of files.
pub fn is_upload(path: &str) -> bool {
    path.starts_with("/uploads/") || path == "/api/finish_upload"
}

/// Whether a call names a thing of a client.
pub fn names_a_thing(method: &str, path: &str) -> bool {
    const NOTHING: [&str; 11] = ["sign_in", "sign_out", "send_reset_link", "set_new_password", "set_up", "activate_account",
        "ask_for_new_link", "stay_signed_in", "change_password", "create_client", "save_firm"];
    match path.strip_prefix("/api/") {
        Some(action) => !NOTHING.contains(&action),
        None => path.contains("{id}") || (method, path) == ("POST", "/portal/documents"),
    }
}

impl World {
    pub async fn open(app: TestApp) -> World {
        let anjali = app.owner().await;
        for (role, name, email) in [(Role::Manager, "Max", "max@firm.example"), (Role::Staff, "Renée", "renee@firm.example"),
            (Role::FrontDesk, "Fay", "fay@firm.example")]
        {
            app.staff(role, name, email).await;
        }
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", A).await;
        for (name, email) in [("Omar Rahman", OFF), ("Sara Rahman", MOVED)] {
            anjali.add_contact(&profile, name, email).await;
            anjali.invite_contact(&profile, email).await.must_be(200);
            app.activate(email).await;
        }
        app.active_client(&anjali, "Bruno Braun", B).await;
        let form = anjali.open("/clients/new").await.form("Save client").fill("Name", "Bakery").fill("Email", MOVED);
        let bakery = form.fill("Contact person", "Sara Rahman").send().await;
        bakery.form("Send Portal Invite").send().await.form("Send Invitation").send().await.must_be(200);
        app.activate(MOVED).await;
        let off = sign_in(&app, OFF).await;
        for email in [OFF, MOVED] {
            anjali.tab(&profile).await.form_beside("Disable Access", email).send().await.must_be(200);
        }
        let mut people = vec![person("nobody", Side::Nobody, browser())];
        for (name, email, side) in [
            ("owner", "anjali@persaudvale.example", Side::Firm(Role::Owner)), ("manager", "max@firm.example", Side::Firm(Role::Manager)),
            ("staff", "renee@firm.example", Side::Firm(Role::Staff)), ("front desk", "fay@firm.example", Side::Firm(Role::FrontDesk)),
            ("client A", A, Side::Client { of_a: true }), ("client B", B, Side::Client { of_a: false }),
            ("formerly of A", MOVED, Side::Client { of_a: false }),
        ] {
            people.push(person(name, side, sign_in(&app, email).await));
        }
        people.push(person("A disabled", Side::Nobody, off));
        let real = things(&anjali, &mariam, &profile).await;
        let mut world = World { app, people, absent: absent(&real), real };
        let mariam = world.people.iter().find(|person| person.name == "client A").unwrap();
        world.real = world.with_own_upload(mariam).await;
        world
    }

    /// Client A's things with an upload that this person has announced, if they may.
    pub async fn with_own_upload(&self, person: &Person) -> Ids {
        let begun = self.call(person, "POST", "/api/begin_upload", &self.real, false).await;
        if begun.status != 200 {
            return self.real.clone();
        }
        let begun: serde_json::Value = serde_json::from_str(&begun.body).unwrap();
        let id = |name: &str| begun[name].as_str().unwrap().to_owned();
        Ids { sender: person.name, upload: id("upload"), sent_on: id("receipt"), ..self.real.clone() }
    }

    /// One call: as an island does, or as a plain form does.
    pub async fn call(&self, person: &Person, method: &str, path: &str, ids: &Ids, form: bool) -> Got {
        let url = format!("{}{}", self.app.base, ids.address(path));
        let request = person.http.request(method.parse().unwrap(), url).header("sec-fetch-site", "same-origin");
        let request = match (method, path.strip_prefix("/api/")) {
            ("POST", Some(action)) => {
                let mut pairs = ids.typed(action);
                pairs.push(("_page", ids.page(action)));
                let body = reqwest::Url::parse_with_params("http://x/", &pairs).unwrap().query().unwrap_or_default().to_owned();
                let accept = if form { "text/html" } else { "application/json" };
                request.header(ACCEPT, accept).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
            }
            ("POST", None) => {
                let file = reqwest::multipart::Part::bytes(PDF.to_vec()).file_name("sent.pdf");
                let form = reqwest::multipart::Form::new().text("client", ids.client.clone()).part("files", file);
                request.header(ACCEPT, "text/html").multipart(form)
            }
            ("PUT", None) => request.body(PDF),
            _ => request.header(ACCEPT, "text/html"),
        };
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Got { status, headers, body: response.text().await.unwrap() }
    }
}

impl Ids {
    fn address(&self, path: &str) -> String {
        let id = match path.split('/').nth(1) {
            Some("uploads") => &self.upload,
            Some("documents") => &self.document,
            Some("portal") => &self.receipt,
            _ => &self.client,
        };
        path.replace("{id}", id).replace("{contact}", &self.contact).replace("{token}", "made-up")
    }

    /// The page on which the form of this act says that it stands; a client's own page where it names a client.
    fn page(&self, action: &str) -> String {
        match action {
            "create_client" => "/clients/new".to_owned(),
            "save_firm" => "/settings".to_owned(),
            "stay_signed_in" => "/".to_owned(),
            _ if names_a_thing("POST", &format!("/api/{action}")) => format!("/clients/{}/portal-access", self.page_of),
            _ => "/login".to_owned(),
        }
    }

    /// What is typed. Where the thing is there, something that comes after the permission refuses it in words, so that
    /// the world stays as it is; where it is not there, nothing else is wrong.
    fn typed(&self, action: &str) -> Vec<(&'static str, String)> {
        let (client, contact) = (("client", self.client.clone()), ("contact", self.contact.clone()));
        let document = ("document", self.document.clone());
        let name = || ("name", if self.there { String::new() } else { "Somebody Else".to_owned() });
        let fixed = |pairs: &[(&'static str, &str)]| pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let email = ("email", "else@example.com".to_owned());
        match action {
            "sign_in" => fixed(&[("email", "nobody@example.com"), ("password", "not the password")]),
            "send_reset_link" => fixed(&[("email", "nobody@example.com")]),
            "set_new_password" | "activate_account" => fixed(&[("token", "made-up"), ("password", PASSWORD)]),
            "ask_for_new_link" => fixed(&[("token", "made-up")]),
            "set_up" => fixed(&[("token", "made-up"), ("firm_name", "F"), ("firm_email", "f@example.com"), ("firm_phone", ""),
                ("time_zone", "UTC"), ("name", "N"), ("email", "n@example.com"), ("password", PASSWORD)]),
            "sign_out" | "stay_signed_in" => Vec::new(),
            "change_password" => fixed(&[("current_password", "not the password"), ("new_password", "quite another one")]),
            "create_client" => fixed(&[("name", ""), ("email", ""), ("phone", "")]),
            "save_firm" => fixed(&[("firm_name", ""), ("firm_email", ""), ("accent", ""), ("time_zone", "")]),
            "change_client" => vec![client, name(), email, ("phone", String::new())],
            "archive_client" | "restore_client" => vec![client],
            "add_contact" => vec![client, name(), email],
            "change_contact" => vec![client, contact, name(), email],
            "send_invitation" => vec![client, contact, email],
            "disable_access" => vec![client, ("contact", self.idle.clone())],
            "share_document" if self.there => vec![client, document],
            "share_document" => vec![client, document, ("contacts[]", self.contact.clone())],
            "end_share" => vec![client, document, contact],
            "begin_upload" => vec![client, ("name", "sent.pdf".to_owned()), ("size", PDF.len().to_string())],
            "finish_upload" => vec![("receipt", self.sent_on.clone())],
            _ => vec![client, contact],
        }
    }
}

impl Got {
    /// What the answer comes to. Pages for everybody may lead to the sign-in page; from others that is a refusal.
    pub fn verdict(&self, who: Who) -> Answer {
        let to = self.headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
        match self.status {
            401 => Answer::SignIn,
            403 => Answer::Forbidden,
            404 => Answer::Absent,
            303 if to.starts_with("/login") && who != Who::Everybody => Answer::SignIn,
            _ => Answer::Allowed,
        }
    }

    /// Headers and body without what is new for every answer: the date and the nonce.
    pub fn without_nonce(&self) -> (Vec<String>, String) {
        let policy = self.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
        let mut headers: Vec<String> = self.headers.iter().filter(|(name, _)| *name != DATE)
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap().replace(nonce, ""))).collect();
        headers.sort();
        (headers, self.body.replace(nonce, ""))
    }
}

fn person(name: &'static str, side: Side, http: reqwest::Client) -> Person {
    Person { name, side, http }
}

fn browser() -> reqwest::Client {
    reqwest::Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap()
}

async fn sign_in(app: &TestApp, email: &str) -> reqwest::Client {
    let http = browser();
    let body = reqwest::Url::parse_with_params("http://x/", [("email", email), ("password", PASSWORD)]).unwrap();
    let request = http.post(format!("{}/api/sign_in", app.base)).header(ACCEPT, "text/html").header("sec-fetch-site", "same-origin");
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.query().unwrap().to_owned());
    let answer = request.send().await.unwrap();
    let home = answer.headers()[LOCATION].to_str().unwrap();
    assert!(home == "/dashboard" || home == "/portal", "{email}: {home}");
    http
}

/// What client A has: profile, contacts, a document and its receipt.
async fn things(anjali: &Browser, mariam: &Browser, profile: &str) -> Ids {
    let sent = mariam.send_files("/portal/documents", &[("secret.pdf", PDF)], &[]).await;
    let tab = anjali.tab(profile).await;
    let contact = |button: &str, email: &str| {
        let form = tab.form_beside(button, email);
        form.values.iter().find(|(name, _)| name == "contact").unwrap().1.clone()
    };
    let download = anjali.open(&format!("{profile}/documents")).await.links("Download").remove(0);
    let last = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    Ids {
        there: true, sender: "client A", client: last(profile), page_of: last(profile), contact: contact("Disable Access", A),
        idle: contact("Enable Access", OFF), document: download.split('/').nth(2).unwrap().to_owned(), receipt: last(&sent.path),
        upload: String::new(), sent_on: String::new(),
    }
}

fn absent(real: &Ids) -> Ids {
    let none = || "0190a2b3c4d57e6f8a9b0c1d2e3f4a5b".to_owned();
    Ids {
        there: false, sender: "", client: none(), page_of: real.page_of.clone(), contact: none(), idle: none(), document: none(),
        receipt: none(), upload: none(), sent_on: none(),
    }
}
