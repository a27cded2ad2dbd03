//! How a call is made: which things of a client it names, what is typed, and what the answer comes to.

use super::people::Person;
use crate::support::people::PASSWORD;
use gk_nexus::app::table::Who;
use reqwest::header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, DATE, HeaderMap, LOCATION};

/// A small file.
pub const PDF: &[u8] = b"%PDF-1.7\nstatement\n";

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
    pub client: String,
    /// On whose page the forms say that they stand.
    pub page_of: String,
    pub contact: String,
    /// Somebody at the client whose access is disabled already.
    pub idle: String,
    pub document: String,
    pub receipt: String,
    pub upload: String,
    /// On which receipt the upload stands.
    pub sent_on: String,
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
    const NOTHING: [&str; 11] = [
        "sign_in",
        "sign_out",
        "send_reset_link",
        "set_new_password",
        "set_up",
        "activate_account",
        "ask_for_new_link",
        "stay_signed_in",
        "change_password",
        "create_client",
        "save_firm",
    ];
    match path.strip_prefix("/api/") {
        Some(action) => !NOTHING.contains(&action),
        None => path.contains("{id}") || (method, path) == ("POST", "/portal/documents"),
    }
}

impl Person {
    /// One call: as an island does, or as a plain form does.
    pub async fn call(&self, method: &str, path: &str, ids: &Ids, form: bool) -> Got {
        let url = format!("{}{}", self.base, ids.address(path));
        let request = self.http.request(method.parse().unwrap(), url).header("sec-fetch-site", "same-origin");
        let request = match (method, path.strip_prefix("/api/")) {
            ("POST", Some(action)) => {
                let mut pairs = ids.typed(action);
                pairs.push(("_page", ids.page(action)));
                let body = reqwest::Url::parse_with_params("http://x/", &pairs)
                    .unwrap()
                    .query()
                    .unwrap_or_default()
                    .to_owned();
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
        let fixed =
            |pairs: &[(&'static str, &str)]| pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let email = ("email", "else@example.com".to_owned());
        match action {
            "sign_in" => fixed(&[("email", "nobody@example.com"), ("password", "not the password")]),
            "send_reset_link" => fixed(&[("email", "nobody@example.com")]),
            "set_new_password" | "activate_account" => fixed(&[("token", "made-up"), ("password", PASSWORD)]),
            "ask_for_new_link" => fixed(&[("token", "made-up")]),
            "set_up" => fixed(&[
                ("token", "made-up"),
                ("firm_name", "F"),
                ("firm_email", "f@example.com"),
                ("firm_phone", ""),
                ("time_zone", "UTC"),
                ("name", "N"),
                ("email", "n@example.com"),
                ("password", PASSWORD),
            ]),
            "sign_out" | "stay_signed_in" => Vec::new(),
            "change_password" => {
                fixed(&[("current_password", "not the password"), ("new_password", "quite another one")])
            }
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
        let mut headers: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| *name != DATE)
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap().replace(nonce, "")))
            .collect();
        headers.sort();
        (headers, self.body.replace(nonce, ""))
    }
}
