//! Sessions: a cookie with a random token, a row with its hash. 30 minutes without activity end one, 12 hours in any
//! case (PRODUCT). The id is new at every sign-in.

use super::model::{AccountId, Role};
use super::store;
use crate::kernel::{Instant, Result, Span};
use crate::server::http::Visitor;
use crate::server::keys::{random_token, token_hash};
use crate::server::leptos::{cookie, extension, header as respond};
use crate::server::{Config, Services, Tx};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Without activity for so long, a session ends (seed).
pub const IDLE: Span = Span::minutes(30);
/// After so long it ends in any case (PRODUCT).
pub const LONGEST: Span = Span::hours(12);
/// Activity is written at most this often, so that reading pages doesn't queue for the writer.
/// A session may end this much early, never late.
const NOTED_EVERY: Span = Span::seconds(15);

/// Who is signed in with this request.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Hash of the session's token.
    pub session: String,
    /// Whose account.
    pub id: AccountId,
    /// Which side.
    pub kind: Kind,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// When they signed in before this session, and from where.
    pub previous_login: Option<(Instant, String)>,
    /// The client and contact whose portal a member of staff is looking at (`portal_access::looking`).
    pub viewing: Option<(String, String)>,
}

/// Which side an account is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Of the firm.
    Staff(Role),
    /// A client person.
    Client,
}

/// The account of this request's session, if it is live.
pub fn signed_in() -> Option<SignedIn> {
    extension::<SignedIn>()
}

/// Lays [`SignedIn`] into the request when its cookie belongs to a live session of an active account.
pub async fn layer(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let asks = somebody_asks(&request);
    match find(&services, request.headers(), asks).await {
        Ok(Some(account)) => {
            request.extensions_mut().insert(account);
        }
        Ok(None) => {}
        Err(error) => {
            return crate::server::http::plain::page(
                axum::http::StatusCode::SERVICE_UNAVAILABLE,
                "The portal can’t be reached for a moment",
                &error.to_string(),
            )
            .into_response();
        }
    }
    next.run(request).await
}

async fn find(services: &Services, headers: &HeaderMap, somebody_asks: bool) -> Result<Option<SignedIn>> {
    let cookies: Vec<&str> = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
    let name = cookie_name(&services.config);
    let Some(token) = cookies.iter().find_map(|cookies| cookie(cookies, name)) else { return Ok(None) };
    let hash = token_hash(token);
    let now = services.now();
    let mut tx = services.db.read().await?;
    let Some((account, seen_at)) = store::live_session(&mut tx, &hash, now - IDLE, now - LONGEST).await? else {
        return Ok(None);
    };
    drop(tx);
    if now - seen_at >= NOTED_EVERY && somebody_asks {
        let mut tx = services.db.write().await?;
        store::session_seen(&mut tx, &hash, now).await?;
        tx.save().await?;
    }
    Ok(Some(account))
}

/// Whether a person did something. What a page fetches by itself says so, and keeps no session alive (PRODUCT: polling
/// does not).
fn somebody_asks(request: &Request) -> bool {
    request.uri().path() != "/events" && !request.headers().contains_key("x-background")
}

/// Begins a session for `account` in the transaction and gives the cookie's token.
pub async fn begin(tx: &mut Tx, services: &Services, account: &AccountId, visitor: &Visitor) -> Result<String> {
    let token = random_token();
    let now = services.now();
    store::forget_sessions_before(tx, now - LONGEST).await?;
    store::begin_session(tx, &token_hash(&token), account, now, visitor).await?;
    Ok(token)
}

/// Puts the session's token into the browser.
pub fn set_cookie(config: &Config, token: &str) {
    let secure = if config.https() { "; Secure" } else { "" };
    respond(header::SET_COOKIE, &format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}", cookie_name(config)));
}

/// Takes the cookie away.
pub fn unset_cookie(config: &Config) {
    respond(header::SET_COOKIE, &no_cookie(config));
}

/// What takes the cookie away, for plain routes.
pub fn no_cookie(config: &Config) -> String {
    let secure = if config.https() { "; Secure" } else { "" };
    format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}", cookie_name(config))
}

fn cookie_name(config: &Config) -> &'static str {
    if config.https() { "__Host-session" } else { "session" }
}
