//! A stand-in for Resend: takes `POST /emails`, answers as it is told, and remembers what it was asked.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use gk_nexus::server::Services;
use gk_nexus::server::config::MailBy;
use gk_nexus::server::post::{self as carriers, Carrier, Carrying, Envelope};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What the provider answers.
#[derive(Clone)]
pub enum Answer {
    /// 200.
    Takes,
    /// Another status, with a body.
    Says(u16, &'static str),
    /// 429, and how many seconds it wants to be left alone.
    LeaveMeAlone(u64),
    /// Takes the mail, and breaks before it says so.
    TakesAndBreaks,
}

/// A request as it came.
#[derive(Clone)]
pub struct Asked {
    pub headers: HeaderMap,
    pub body: serde_json::Value,
}

impl Asked {
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    pub fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_default().to_owned()
    }
}

#[derive(Default)]
struct Memory {
    next: VecDeque<Answer>,
    otherwise: Option<Answer>,
    asked: Vec<Asked>,
    /// By Idempotency-Key, as Resend does: the second with the same key is not a second mail.
    taken: Vec<(String, Asked)>,
}

#[derive(Clone, Default)]
pub struct Provider {
    memory: Arc<Mutex<Memory>>,
    url: String,
}

impl Provider {
    /// Opens on a free port.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Provider { url: format!("http://{}", listener.local_addr().unwrap()), ..Provider::default() };
        let router = Router::new().route("/emails", post(take)).with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on `services` sends its mail here, without the pauses that a real provider asks for.
    pub fn serve(&self, services: &mut Services) {
        let mut config = (*services.config).clone();
        config.mail_by = MailBy::Resend { key: "re_hush_hush".to_owned().into(), url: self.url.clone() };
        services.carrier = Arc::new(Hurried(carriers::carrier(&config).unwrap()));
    }

    /// Answers the next requests like this, in order.
    pub fn next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.memory.lock().unwrap().next.extend(answers);
    }

    /// Answers like this when nothing else was said.
    pub fn otherwise(&self, answer: Answer) {
        self.memory.lock().unwrap().otherwise = Some(answer);
    }

    /// Its trouble is over.
    pub fn recovers(&self) {
        self.memory.lock().unwrap().next.clear();
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.memory.lock().unwrap().asked.clone()
    }

    /// The mails that people have, by their key.
    pub fn taken(&self) -> Vec<(String, Asked)> {
        self.memory.lock().unwrap().taken.clone()
    }
}

async fn take(State(provider): State<Provider>, headers: HeaderMap, body: Bytes) -> Response {
    let mut memory = provider.memory.lock().unwrap();
    let asked = Asked { headers, body: serde_json::from_slice(&body).unwrap() };
    memory.asked.push(asked.clone());
    let answer = memory.next.pop_front().or(memory.otherwise.clone()).unwrap_or(Answer::Takes);
    let key = asked.header("idempotency-key");
    if matches!(answer, Answer::Takes | Answer::TakesAndBreaks) && memory.taken.iter().all(|(known, _)| *known != key) {
        memory.taken.push((key, asked));
    }
    match answer {
        Answer::Takes => (StatusCode::OK, r#"{"id":"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"}"#).into_response(),
        Answer::Says(status, words) => (StatusCode::from_u16(status).unwrap(), words).into_response(),
        Answer::LeaveMeAlone(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds.to_string())], "{}").into_response()
        }
        Answer::TakesAndBreaks => (StatusCode::BAD_GATEWAY, "").into_response(),
    }
}

/// A carrier that keeps no pace.
struct Hurried(Arc<dyn Carrier>);

impl Carrier for Hurried {
    fn carry<'a>(&'a self, envelope: &'a Envelope) -> Carrying<'a> {
        self.0.carry(envelope)
    }

    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn delivers(&self) -> bool {
        self.0.delivers()
    }
}
