//! `GET /events`: tells a page of staff that something changed, as server-sent events: a bare `changed` with a counter.
//! Listening is no activity: it neither prolongs a session nor outlives it.

use super::store::{self, Mark};
use crate::accounts::policy::staff_of;
use crate::accounts::session::{IDLE, LONGEST, SignedIn};
use crate::accounts::{self, Act};
use crate::app::plain_error;
use crate::kernel::{AppError, Instant, Result};
use crate::server::Services;
use crate::server::http::Visitor;
use crate::server::jobs::Listening;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::time::Duration;

/// How often a quiet stream says that it is there, and asks whether its session is.
const BEAT: Duration = Duration::from_secs(15);
/// How often another process's acts are looked for, while somebody listens.
const LOOK: Duration = Duration::from_secs(1);

/// The route.
pub async fn stream(State(services): State<Services>, parts: Parts) -> Response {
    match listener(&services, &parts).await {
        Ok(listener) => {
            let events = futures::stream::unfold(listener, |mut listener| async move {
                let event = listener.next().await?;
                Some((Ok::<_, Infallible>(event), listener))
            });
            // Proxies in front must pass on each event as it comes.
            let headers = [(header::CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
            (headers, Sse::new(events)).into_response()
        }
        Err(error) => plain_error(error, &parts.uri),
    }
}

/// Rings after every request that may have saved something.
pub async fn layer(State(services): State<Services>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let response = next.run(request).await;
    if !reads && response.status() != StatusCode::METHOD_NOT_ALLOWED {
        services.pulse.ring();
    }
    response
}

/// Somebody of the firm who listens.
struct Listener {
    services: Services,
    session: String,
    listening: Listening,
    /// What it says first: whether something changed since its page was made.
    first: Option<Event>,
}

async fn listener(services: &Services, request: &Parts) -> Result<Listener> {
    let account = request.extensions.get::<SignedIn>().cloned().ok_or(AppError::NotSignedIn)?;
    let visitor = request.extensions.get::<Visitor>().cloned().unwrap_or_default();
    staff_of(&account, &visitor)?.may(Act::BeStaff)?;
    let accepts = request.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !accepts.contains("text/event-stream") {
        return Err(AppError::Unreadable);
    }
    let listening = services.pulse.listen();
    let mark = now(services).await?;
    let changed = since(request).is_some_and(|since| mark.is_after(since));
    if services.pulse.begin_watch() {
        tokio::spawn(watch(services.clone(), mark));
    }
    let first = if changed { "changed" } else { "ready" };
    let first = Some(Event::default().event(first).data("0"));
    Ok(Listener { services: services.clone(), session: account.session, listening, first })
}

/// When the page was made that listens, as it says.
fn since(request: &Parts) -> Option<Instant> {
    let query = request.uri.query()?;
    let typed = query.split('&').find_map(|pair| pair.strip_prefix("since="))?;
    typed.parse().ok().map(Instant)
}

impl Listener {
    /// The next thing to say; none when the session has ended, or the server stops.
    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let heard = self.listening.next(BEAT).await.ok()?;
        if !self.may_listen().await {
            return None;
        }
        Some(match heard {
            Some(count) => Event::default().event("changed").data(count.to_string()),
            None => Event::default().comment("still here"),
        })
    }

    /// Whether the session lives, and is somebody's of the firm. A database that does not answer ends the stream; the
    /// page comes back.
    async fn may_listen(&self) -> bool {
        let now = self.services.now();
        let asked = async {
            let mut tx = self.services.db.read().await?;
            accounts::store::live_session_by_id(&mut tx, &self.session, now - IDLE, now - LONGEST).await
        };
        let account = asked.await.ok().flatten();
        account.is_some_and(|(account, _)| staff_of(&account, &Visitor::default()).is_ok())
    }
}

/// Looks for what was saved, by this process or another, as long as somebody listens.
async fn watch(services: Services, mut seen: Mark) {
    loop {
        services.pulse.wait(LOOK).await;
        if services.pulse.end_watch() {
            return;
        }
        match now(&services).await {
            Ok(mark) if mark != seen => {
                seen = mark;
                services.pulse.beat();
            }
            Ok(_) => {}
            Err(error) => tracing::warn!("could not look for what changed: {error}"),
        }
    }
}

async fn now(services: &Services) -> Result<Mark> {
    let mut tx = services.db.read().await?;
    store::mark(&mut tx).await
}
