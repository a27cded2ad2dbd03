//! Sessions: a cookie with a random token, a row with its hash. 30 minutes without activity end one, 12 hours in any
//! case (PRODUCT). The token is new at every sign-in and whenever the password is confirmed.

use super::devices;
use super::factors::rules::Standing;
use super::model::{AccountId, Role};
use super::store::{self, NewSession};
use crate::kernel::{AppError, Instant, Result, Span};
use crate::server::http::Visitor;
use crate::server::http::visitor::device_cookie_name;
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
    /// The session's id: a name for it that opens nothing.
    pub session: String,
    /// The device that it is on.
    pub device: String,
    /// When the password was last given in it.
    pub confirmed_at: Instant,
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
    /// Whether they have a second factor.
    pub has_factor: bool,
    /// What the firm has set for them: the rule's word, and since when.
    pub factor_rule: Option<(String, Instant)>,
}

impl SignedIn {
    /// Where they stand with the second factor.
    pub fn factor(&self, config: &Config) -> Standing {
        Standing::of(self.kind, self.has_factor, self.factor_rule.clone(), config.production)
    }
}

/// Who is signed in, but has to set up a second factor before anything else. Whoever asks for [`SignedIn`] finds nobody.
#[derive(Clone, Debug)]
pub struct Owing(pub SignedIn);

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

/// As [`signed_in`], or somebody who has to set up a second factor first: for what has to do with signing in alone.
pub fn signed_in_or_owing() -> Option<SignedIn> {
    signed_in().or_else(|| extension::<Owing>().map(|owing| owing.0))
}

/// Lays [`SignedIn`] into the request when its cookie belongs to a live session of an active account.
pub async fn layer(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let asks = somebody_asks(&request);
    match find(&services, request.headers(), asks).await {
        Ok(Some(account)) if account.factor(&services.config).owes(services.now()) => {
            request.extensions_mut().insert(Owing(account));
        }
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
        store::session_seen(&mut tx, &account.session, now).await?;
        tx.save().await?;
    }
    Ok(Some(account))
}

/// Whether a person did something. What a page fetches by itself says so, and keeps no session alive (PRODUCT: polling
/// does not).
fn somebody_asks(request: &Request) -> bool {
    request.uri().path() != "/events" && !request.headers().contains_key("x-background")
}

/// What a session that has begun gives to its browser.
pub struct Begun {
    /// The session's id.
    pub session: String,
    token: String,
    /// What the device cookie says from now on; none where it stays as it is.
    device: Option<String>,
}

/// Begins a session for `account` in the transaction; the device becomes a known one.
pub async fn begin(tx: &mut Tx, services: &Services, account: &AccountId, visitor: &Visitor) -> Result<Begun> {
    let (token, session, now) = (random_token(), uuid::Uuid::now_v7().simple().to_string(), services.now());
    store::forget_sessions_before(tx, now - LONGEST).await?;
    let (device, cookie) = devices::recognise(tx, services, account, visitor).await?;
    let new = NewSession { id: &session, token_hash: &token_hash(&token), account, device: &device };
    store::begin_session(tx, new, now, visitor).await?;
    Ok(Begun { session, token, device: Some(cookie) })
}

/// The person of this session has just given their password again: the session goes on under a new token.
///
/// # Errors
/// `NotSignedIn` if it has ended meanwhile.
pub async fn renew(tx: &mut Tx, services: &Services, who: &SignedIn) -> Result<Begun> {
    let token = random_token();
    if !store::renew_session(tx, &who.session, &token_hash(&token), services.now()).await? {
        return Err(AppError::NotSignedIn);
    }
    Ok(Begun { session: who.session.clone(), token, device: None })
}

/// As [`renew`], where something about the person has changed and no password was given: that is no confirmation.
///
/// # Errors
/// `NotSignedIn` if it has ended meanwhile.
pub async fn change_token(tx: &mut Tx, who: &SignedIn) -> Result<Begun> {
    let token = random_token();
    if !store::change_token(tx, &who.session, &token_hash(&token)).await? {
        return Err(AppError::NotSignedIn);
    }
    Ok(Begun { session: who.session.clone(), token, device: None })
}

/// Browsers keep a cookie for 400 days at most (RFC 6265bis, 5.5).
const DEVICE_COOKIE_LASTS: Span = Span::days(400);

/// Puts the session's token, and what the device is known by, into the browser.
pub fn set_cookie(config: &Config, begun: &Begun) {
    let secure = if config.https() { "; Secure" } else { "" };
    let (name, token) = (cookie_name(config), &begun.token);
    respond(header::SET_COOKIE, &format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}"));
    if let Some(device) = &begun.device {
        let (name, lasts) = (device_cookie_name(config.https()), DEVICE_COOKIE_LASTS.0 / 1000);
        let text = format!("{name}={device}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}");
        respond(header::SET_COOKIE, &text);
    }
}

/// Takes the cookie away.
pub fn unset_cookie(config: &Config) {
    respond(header::SET_COOKIE, &no_cookie(config));
    respond(CLEAR_SITE_DATA, FORGET);
}

/// With signing out goes what the browser has stored of this site. Not its cache: every page of ours is `no-store` anyway,
/// and to look for nothing takes Chrome seconds. Not the cookies: a known device stays known.
pub const CLEAR_SITE_DATA: header::HeaderName = header::HeaderName::from_static("clear-site-data");
/// The value of [`CLEAR_SITE_DATA`].
pub const FORGET: &str = "\"storage\"";

/// What takes the cookie away, for plain routes.
pub fn no_cookie(config: &Config) -> String {
    let secure = if config.https() { "; Secure" } else { "" };
    format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}", cookie_name(config))
}

fn cookie_name(config: &Config) -> &'static str {
    if config.https() { "__Host-session" } else { "session" }
}
