//! Resend's side of the webhook: events, signed as Svix signs them.

use super::TestApp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// What the test's portal knows as RESEND_WEBHOOK_SECRET.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

/// One call of the webhook. Its parts can be changed before it is sent.
#[derive(Clone)]
pub struct Call {
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Call {
    /// Signed with `secret` at `seconds`.
    pub fn signed(secret: &str, id: &str, seconds: i64, body: &str) -> Self {
        let key = STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap();
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).unwrap();
        mac.update(format!("{id}.{seconds}.{body}").as_bytes());
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        let headers =
            vec![("svix-id", id.to_owned()), ("svix-timestamp", seconds.to_string()), ("svix-signature", signature)];
        Call { headers, body: body.to_owned() }
    }

    /// The same with this header in place of its own.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(own, _)| *own != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The same without this header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(own, _)| *own != name);
        self
    }
}

/// An event about a mail, as Resend's manual shows it.
pub fn event(kind: &str, mail: &str, more: Value) -> String {
    let mut data = json!({
        "created_at": "2026-11-24T14:22:00.000Z",
        "email_id": "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794",
        "from": "Persaud & Vale <noreply@persaudvale.example>",
        "to": ["mariam@example.com"],
        "subject": "…",
        "tags": { "mail": mail },
    });
    for (name, value) in more.as_object().cloned().unwrap_or_default() {
        data[name] = value;
    }
    json!({ "type": kind, "created_at": "2026-11-24T14:23:00.000Z", "data": data }).to_string()
}

/// What is said of an address that nobody has.
pub fn no_such_user() -> Value {
    json!({ "bounce": { "message": "No such user here.", "type": "Permanent", "subType": "General" } })
}

impl TestApp {
    /// Sends a call; gives the status.
    pub async fn hears(&self, call: &Call) -> u16 {
        let http = super::browser::plain_http().build().unwrap();
        let mut request = http.post(format!("{}/webhooks/resend", self.base)).body(call.body.clone());
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        request.header("content-type", "application/json").send().await.unwrap().status().as_u16()
    }

    /// Resend tells this now, under a message id of its own.
    pub async fn told(&self, id: &str, body: &str) {
        assert_eq!(self.hears(&Call::signed(SECRET, id, self.services.now().0 / 1000, body)).await, 200);
    }

    /// The id of the only mail of this kind to this address.
    pub async fn mail_id(&self, kind: &str, to: &str) -> String {
        let mut tx = self.services.db.read().await.unwrap();
        let query =
            "SELECT id FROM outbox WHERE kind = $1 AND recipient = $2 ORDER BY created_at DESC, id DESC LIMIT 1";
        gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar::<_, String>(query).bind(kind).bind(to).fetch_one(c)).unwrap()
    }
}
