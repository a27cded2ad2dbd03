//! How a call is made: which things of a client it names, what is typed, and what the answer comes to.

use super::people::{Person, Side};
use super::typed::Pairs;
use crate::support::files::PIECE;
use base64::{Engine, engine::general_purpose::STANDARD};
use gk_nexus::app::table::Who;
use reqwest::header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, DATE, HeaderMap, LOCATION};
use std::collections::BTreeMap;

/// A small file.
pub const PDF: &[u8] = b"%PDF-1.7\nstatement\n";

/// The id of nothing.
pub const ABSENT: &str = "0190a2b3c4d57e6f8a9b0c1d2e3f4a5b";

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
    /// On whose page the forms say that they stand.
    pub page_of: String,
    /// By what they are.
    pub things: BTreeMap<&'static str, String>,
}

/// An answer as it came.
pub struct Got {
    pub status: u16,
    pub body: String,
    headers: HeaderMap,
}

/// Whether a call names a go of files.
pub fn is_upload(path: &str) -> bool {
    path.starts_with("/uploads/{id}") || path == "/api/finish_upload"
}

/// Whether a call names a thing that may be absent.
pub fn names_a_thing(method: &str, path: &str) -> bool {
    const NOTHING: [&str; 41] = [
        "invite_colleague",
        "join_team",
        "second_step",
        "use_recovery_code",
        "ask_passkey",
        "use_passkey",
        "confirm_passkey",
        "begin_app",
        "confirm_app",
        "begin_passkey",
        "add_passkey",
        "remove_factor", // Names one's own; one that is not there is removed already.
        "new_recovery_codes",
        "save_factor_rules",
        "sign_in",
        "sign_out",
        "send_reset_link",
        "set_new_password",
        "set_up",
        "activate_account",
        "ask_for_new_link",
        "stay_signed_in",
        "change_password",
        "confirm_password",
        "end_device", // Names one's own; one that is not there is signed in no more, and that is what is answered.
        "end_other_devices",
        "choose_time_zone",
        "change_details",
        "create_client",
        "save_firm",
        "save_room",
        "stop_looking",
        "verify_log",
        "add_reason",
        "create_group",
        "save_filing",
        "save_reminder_hours",
        "add_firm_rule",
        "change_firm_rule", // Names one, but says in words that it is gone already.
        "remove_firm_rule", // Names one, but says in words that it is gone already.
        "undo_removal",     // Names one's own, of the last minutes; any other can't be undone any more, in words.
    ];
    match path.strip_prefix("/api/") {
        Some(action) => !NOTHING.contains(&action),
        None => {
            (path.contains('{') && !path.contains("{token}"))
                || ("POST", "/uploads") == (method, path)
                || ("POST", "/portal/documents") == (method, path)
        }
    }
}

/// Whether an act is only for client people.
pub fn is_of_clients(path: &str) -> bool {
    ["/api/answer_item", "/api/take_back_answer", "/api/finish_for_now"].contains(&path)
}

impl Person {
    /// One call: as an island does, or as a plain form does.
    pub async fn call(&self, method: &str, path: &str, ids: &Ids, form: bool) -> Got {
        if let ("POST", Some(action)) = (method, path.strip_prefix("/api/")) {
            let mut pairs = ids.typed(action);
            // Who does not see the client stands on no page of it.
            let walled = matches!(self.side, Side::Walled(_));
            pairs.push(("_page", if walled { "/settings".to_owned() } else { ids.page(action) }));
            return self.post(path, &pairs, form).await;
        }
        // What has become a document can't be given up: another one is.
        let given_up = path.replace("/uploads/{id}", &format!("/uploads/{}", ids.of("spare")));
        let url = format!("{}{}", self.base, ids.address(if method == "DELETE" { &given_up } else { path }));
        let request = self.http.request(method.parse().unwrap(), url).header("sec-fetch-site", "same-origin");
        let request = match method {
            _ if path.starts_with("/uploads") => {
                let client = format!("client {}", STANDARD.encode(ids.of("client")));
                let request = request.header("tus-resumable", "1.0.0").header("upload-length", PDF.len());
                let request = request.header("upload-metadata", client);
                request.header("upload-offset", 0).header(CONTENT_TYPE, PIECE).body(PDF)
            }
            "POST" => {
                let file = reqwest::multipart::Part::bytes(PDF.to_vec()).file_name("sent.pdf");
                let form =
                    reqwest::multipart::Form::new().text("client", ids.of("client")).text("item", ids.of("item"));
                let form = form.part("files", file);
                request.header(ACCEPT, "text/html").multipart(form)
            }
            _ => request.header(ACCEPT, "text/html"),
        };
        got(request).await
    }

    /// Posts these fields to an act.
    pub async fn post(&self, path: &str, fields: &Pairs, form: bool) -> Got {
        let body = reqwest::Url::parse_with_params("http://x/", fields).unwrap().query().unwrap_or_default().to_owned();
        self.post_encoded(path, body, form).await
    }

    /// Posts a form as it travels, which need not be well made.
    pub async fn post_encoded(&self, path: &str, body: String, form: bool) -> Got {
        let accept = if form { "text/html" } else { "application/json" };
        let request = self.http.post(format!("{}{path}", self.base)).header("sec-fetch-site", "same-origin");
        got(request.header(ACCEPT, accept).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)).await
    }
}

async fn got(request: reqwest::RequestBuilder) -> Got {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Got { status, headers, body: response.text().await.unwrap() }
}

impl Ids {
    /// The id of what is called so.
    #[track_caller]
    pub fn of(&self, name: &str) -> String {
        self.things[name].clone()
    }

    fn address(&self, path: &str) -> String {
        let mut parts = path.split('/').skip(1);
        let thing = match (parts.next(), parts.next()) {
            (Some("clients"), _) => "client",
            (Some("documents"), _) => "document",
            (Some("uploads"), _) => "upload",
            (Some("templates"), _) => "template",
            (Some("settings"), Some("matter-types")) => "matter_type",
            (Some("settings"), Some("team")) => "account",
            (Some("portal"), Some("receipts")) => "receipt",
            (Some("matters"), _) | (Some("portal"), Some("matters")) => "matter",
            (Some("requests"), _) if path.contains("/edit") || path.contains("/items/") => "draft",
            (Some("requests"), _) | (Some("portal"), Some("requests")) => "request",
            _ => "",
        };
        let item = if thing == "template" { "template_item" } else { "draft_item" };
        let mut address = path.replace("{token}", "made-up");
        for (part, name) in [
            ("{id}", thing),
            ("{contact}", "contact"),
            ("{submission}", "submission"),
            ("{item}", item),
            ("{phase}", "phase"),
            ("{task}", "type_task"),
            ("{deadline}", "type_deadline"),
        ] {
            if address.contains(part) {
                assert!(!name.is_empty(), "what does {path} name?");
                address = address.replace(part, &self.of(name));
            }
        }
        address
    }

    /// The page on which the form of this act says that it stands; a client's own page where it names a client.
    pub fn page(&self, action: &str) -> String {
        match action {
            "create_client" => "/clients/new".to_owned(),
            "save_firm"
            | "save_room"
            | "invite_colleague"
            | "verify_log"
            | "add_reason"
            | "create_group"
            | "rename_group"
            | "archive_group"
            | "restore_group"
            | "add_to_group"
            | "remove_from_group"
            | "save_filing"
            | "save_reminder_hours"
            | "add_firm_rule"
            | "change_firm_rule"
            | "remove_firm_rule"
            | "undo_removal" => "/settings".to_owned(),
            "choose_time_zone" => "/portal/account".to_owned(),
            "remove_factor" | "stay_signed_in" | "confirm_password" | "end_device" | "end_other_devices" => {
                "/".to_owned()
            }
            _ if is_of_clients(&format!("/api/{action}")) => "/portal".to_owned(),
            _ if names_a_thing("POST", &format!("/api/{action}")) => format!("/clients/{}/portal-access", self.page_of),
            _ => "/login".to_owned(),
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

    /// What scripts of this answer run by; empty for bytes.
    pub fn nonce(&self) -> String {
        let policy = self.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default().to_owned()
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
