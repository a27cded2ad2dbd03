//! `GET /documents/{id}/download`: byte-equal, with ranges (RFC 9110, 14), any file name, always as an attachment that
//! nothing in it can run from (SAFETY). Each download leaves a line in the log.

use super::contents::{self, Readable, Sound};
use super::model::DocumentId;
use super::names::disposition;
use super::store;
use crate::accounts::policy::staff_of;
use crate::accounts::session::{Kind, SignedIn};
use crate::accounts::{sign_in, store as accounts};
use crate::activity::{self, Entry, What};
use crate::app::plain_error;
use crate::clients::{ClientId, ContactId};
use crate::kernel::{AppError, Instant, Result};
use crate::portal_access::person;
use crate::server::Services;
use crate::server::http::Visitor;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};

/// A running transfer asks again whether the session stands after so many bytes.
const ASK_EVERY: usize = 4 * 1024 * 1024;

/// The route.
pub async fn download(State(services): State<Services>, Path(id): Path<String>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    match answer(&services, &id, &request).await {
        Ok(response) => response,
        Err(error) => plain_error(error, &request.uri),
    }
}

async fn answer(services: &Services, id: &str, request: &Parts) -> Result<Response> {
    let account = request.extensions.get::<SignedIn>().cloned().ok_or(AppError::NotSignedIn)?;
    let visitor = request.extensions.get::<Visitor>().cloned().unwrap_or_default();
    let id = DocumentId::try_from(id.to_owned())?;
    let readable = readable(services, &account, &visitor, &id).await?;
    let sound = Sound::of(services, &readable)?;
    let note = note(services, &account, &visitor, &readable);
    carry(services, request, &account, &sound, note).await
}

/// Answers with a document's bytes, or a part of them. `note` is what is written down before the first byte goes.
pub(super) async fn carry(
    services: &Services,
    request: &Parts,
    account: &SignedIn,
    sound: &Sound<'_>,
    note: impl Future<Output = Result<()>>,
) -> Result<Response> {
    let readable = sound.readable();
    let tag = format!("\"{}\"", readable.stored().sha256);
    let size = u64::try_from(readable.stored().size).unwrap_or_default();
    if request.headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let range = match wanted(&request.headers, &tag, size) {
        Wanted::All => None,
        Wanted::Part(from, to) => Some((from, to)),
        Wanted::Nothing => {
            let all = format!("bytes */{size}");
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, all)]).into_response());
        }
    };
    let (from, to) = range.unwrap_or((0, size.saturating_sub(1)));
    let body = if request.method == Method::HEAD {
        Body::empty()
    } else {
        let bytes = contents::open(services, sound, from, to + 1).await?;
        note.await?;
        let visitor = request.extensions.get::<Visitor>().cloned().unwrap_or_default();
        Body::from_stream(while_allowed(Asking::new(services, account, &visitor, readable), bytes))
    };
    Ok(respond(readable, tag, size, range, body))
}

/// The proof for this document, for whichever side the person of this session is on.
pub(super) async fn readable(
    services: &Services,
    account: &SignedIn,
    visitor: &Visitor,
    id: &DocumentId,
) -> Result<Readable> {
    let mut tx = services.db.read().await?;
    match account.kind {
        Kind::Staff(_) => Readable::by_staff(&mut tx, &staff_of(account, visitor)?, id).await,
        Kind::Client => {
            let person = person::of(&mut tx, account.clone()).await?;
            Readable::by_person(&mut tx, &person, id).await
        }
    }
}

/// That somebody took a document away: a line in the log, and when it was first opened.
pub(super) async fn note(
    services: &Services,
    account: &SignedIn,
    visitor: &Visitor,
    readable: &Readable,
) -> Result<()> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    let document = &readable.stored().id;
    store::opened(&mut tx, document, readable.contact(), now).await?;
    let entry = Entry {
        what: What::DocumentDownloaded,
        client: readable.client().map(ClientId::as_str),
        contact: readable.contact().map(ContactId::as_str),
        thing: document.as_str(),
        words: format!("Downloaded {}", readable.stored().name),
    };
    activity::record(&mut tx, now, &sign_in::actor(account, visitor), entry).await?;
    tx.save().await
}

fn respond(readable: &Readable, tag: String, size: u64, range: Option<(u64, u64)>, body: Body) -> Response {
    let stored = readable.stored();
    let (from, to) = range.unwrap_or((0, size.saturating_sub(1)));
    let mut response = Response::new(body);
    if range.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        set(&mut response, header::CONTENT_RANGE, &format!("bytes {from}-{to}/{size}"));
    }
    set(&mut response, header::CONTENT_LENGTH, &(to + 1 - from).to_string());
    set(&mut response, header::CONTENT_TYPE, &stored.media_type);
    set(&mut response, header::CONTENT_DISPOSITION, &disposition(readable.name()));
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    set(&mut response, header::ETAG, &tag);
    set(&mut response, header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox; frame-ancestors 'none'");
    response
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = header::HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Cuts the transfer as soon as it is allowed no more (PRODUCT: running transfers included).
pub(super) fn while_allowed<S>(asking: Asking, bytes: S) -> impl Stream<Item = std::io::Result<Bytes>>
where
    S: Stream<Item = std::io::Result<Bytes>>,
{
    let mut went = 0;
    bytes.then(move |piece| {
        // Pieces are as large as the store gives them.
        went += piece.as_ref().map_or(0, Bytes::len);
        let asking = (went >= ASK_EVERY).then(|| asking.clone());
        went %= ASK_EVERY;
        async move {
            match asking {
                Some(asking) if !asking.may_go_on().await => {
                    Err(std::io::Error::from(std::io::ErrorKind::PermissionDenied))
                }
                _ => piece,
            }
        }
    })
}

/// What a running transfer asks from time to time: does its session stand, may its person still read the document, and anybody?
#[derive(Clone)]
pub(super) struct Asking {
    services: Services,
    account: SignedIn,
    visitor: Visitor,
    id: DocumentId,
}

impl Asking {
    /// For this person's transfer of this document.
    pub(super) fn new(services: &Services, account: &SignedIn, visitor: &Visitor, readable: &Readable) -> Self {
        let (services, account, visitor) = (services.clone(), account.clone(), visitor.clone());
        Asking { services, account, visitor, id: readable.stored().id.clone() }
    }

    async fn may_go_on(&self) -> bool {
        match self.who_now().await {
            Ok(Some(account)) => {
                let readable = readable(&self.services, &account, &self.visitor, &self.id).await;
                readable.is_ok_and(|readable| Sound::of(&self.services, &readable).is_ok())
            }
            _ => false,
        }
    }

    /// The session's account with its present role. A transfer that is slow does not end because nothing else was done.
    async fn who_now(&self) -> Result<Option<SignedIn>> {
        let mut tx = self.services.db.read().await?;
        let live = accounts::live_session_by_id(&mut tx, &self.account.session, Instant(0), Instant(0)).await?;
        Ok(live.map(|(account, _)| account))
    }
}

/// Which bytes of a file are asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The whole file.
    All,
    /// From the first to the last of these places, both within the file.
    Part(u64, u64),
    /// None that are there.
    Nothing,
}

/// The one range asked for. Several ranges, a changed file (If-Range) or nonsense: the whole file, as RFC 9110 allows.
pub fn wanted(headers: &HeaderMap, tag: &str, size: u64) -> Wanted {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::IF_RANGE).is_some_and(|known| known != tag) {
        return Wanted::All;
    }
    let Some(range) = text(header::RANGE).and_then(|range| range.strip_prefix("bytes=")) else { return Wanted::All };
    let Some((first, last)) = range.split_once('-').filter(|_| !range.contains(',')) else { return Wanted::All };
    match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(from), _) if from >= size => Wanted::Nothing,
        (Ok(from), Ok(to)) if to >= from => Wanted::Part(from, to.min(size - 1)),
        (Ok(from), Err(_)) if last.trim().is_empty() => Wanted::Part(from, size - 1),
        (Err(_), Ok(0)) if first.trim().is_empty() => Wanted::Nothing,
        (Err(_), Ok(tail)) if first.trim().is_empty() => {
            Wanted::Part(size.saturating_sub(tail), size.saturating_sub(1))
        }
        _ => Wanted::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(range: &str, size: u64) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, header::HeaderValue::from_str(range).unwrap_or_else(|_| unreachable!()));
        wanted(&headers, "\"x\"", size)
    }

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        assert_eq!(case("bytes=0-0", 10), Wanted::Part(0, 0));
        assert_eq!(case("bytes=5-", 10), Wanted::Part(5, 9));
        assert_eq!(case("bytes=5-100", 10), Wanted::Part(5, 9));
        assert_eq!(case("bytes=-3", 10), Wanted::Part(7, 9));
        assert_eq!(case("bytes=-30", 10), Wanted::Part(0, 9));
        assert_eq!(case("bytes=10-", 10), Wanted::Nothing);
        assert_eq!(case("bytes=-0", 10), Wanted::Nothing);
        for all in [
            "bytes=",
            "bytes=a-b",
            "items=0-1",
            "bytes=0-1,3-4",
            "bytes=5-2",
            "bytes=--1",
            "bytes=99999999999999999999-",
        ] {
            assert_eq!(case(all, 10), Wanted::All, "{all}");
        }
    }
}
