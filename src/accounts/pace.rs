//! How often one person may ask for what costs much, or takes much out of the house: exports, documents, searches (ASVS
//! 2.4.1). Who works with the portal never meets these limits; a program that empties it with somebody's session does.

use super::AccountId;
use super::session::SignedIn;
use crate::kernel::Span;
use crate::server::http::plain;
use crate::server::{Buckets, Services};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Costly {
    /// A whole list, the log, or many documents as one file.
    Export,
    /// A document, to keep or to look at.
    Document,
    /// A search by words in everything that one sees.
    Search,
}

/// What everybody has asked for, in this process.
#[derive(Clone)]
pub struct Pace {
    services: Services,
    exports: Buckets<AccountId>,
    documents: Buckets<AccountId>,
    searches: Buckets<AccountId>,
}

impl Pace {
    /// Nobody has asked for anything yet.
    pub fn new(services: &Services) -> Self {
        Pace {
            services: services.clone(),
            exports: Buckets::new(30, Span::seconds(10)),
            documents: Buckets::new(300, Span::seconds(2)),
            searches: Buckets::new(1_000, Span(100)),
        }
    }

    /// Takes one try.
    fn take(&self, costly: Costly, who: &AccountId) -> Result<(), Span> {
        let buckets = match costly {
            Costly::Export => &self.exports,
            Costly::Document => &self.documents,
            Costly::Search => &self.searches,
        };
        buckets.take(who.clone(), self.services.now())
    }
}

/// Answers 429 with `Retry-After` where somebody asks too often. Inside of the layer that says who is signed in.
pub async fn layer(State(pace): State<Pace>, request: Request, next: Next) -> Response {
    let who = request.extensions().get::<SignedIn>().map(|account| account.id.clone());
    let taken = match (Costly::of(request.uri()), who) {
        (Some(costly), Some(who)) => pace.take(costly, &who),
        _ => Ok(()),
    };
    match taken {
        Ok(()) => next.run(request).await,
        Err(wait) => later(wait),
    }
}

impl Costly {
    fn of(uri: &Uri) -> Option<Costly> {
        let path = uri.path();
        let last = path.rsplit('/').next().unwrap_or_default();
        if matches!(last, "documents.zip" | "export.csv" | "export.jsonl") {
            return Some(Costly::Export);
        }
        if path.starts_with("/documents/") && matches!(last, "download" | "preview") {
            return Some(Costly::Document);
        }
        let words = |query: &str| query.split('&').any(|pair| pair.len() > 2 && pair.starts_with("q="));
        uri.query().is_some_and(words).then_some(Costly::Search)
    }
}

fn later(wait: Span) -> Response {
    let words = "You have asked for very much in a short time. Wait a minute, then go back and try again.";
    let mut said = plain::page(StatusCode::TOO_MANY_REQUESTS, "One moment", words);
    let seconds = ((wait.0 + 999) / 1000).max(1);
    said.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_much_out_is_known_by_its_address() {
        for (address, costly) in [
            ("/clients/export.csv?q=rahman", Some(Costly::Export)),
            ("/activity/export.jsonl", Some(Costly::Export)),
            ("/portal/requests/7/documents.zip", Some(Costly::Export)),
            ("/documents/7/download", Some(Costly::Document)),
            ("/documents/7/preview", Some(Costly::Document)),
            ("/clients?status=active&q=rahman", Some(Costly::Search)),
            ("/clients?q=", None),
            ("/clients", None),
            ("/clients?faq=1", None),
            ("/portal/documents", None),
        ] {
            assert_eq!(Costly::of(&Uri::from_static(address)), costly, "{address}");
        }
    }
}
