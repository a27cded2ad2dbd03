//! `POST /logout`: signing out by an address of its own, for programs and for forms that no page of ours holds. It does
//! what `/api/sign_out` does.

use super::session::{self, Owing, SignedIn};
use super::sign_in;
use crate::server::Services;
use crate::server::http::{Visitor, plain};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Ends this browser's session and leads to the sign-in page.
pub async fn logout(State(services): State<Services>, request: Request) -> Response {
    let owing = || request.extensions().get::<Owing>().map(|owing| &owing.0);
    if let Some(account) = request.extensions().get::<SignedIn>().or_else(owing) {
        let visitor = request.extensions().get::<Visitor>().cloned().unwrap_or_default();
        if let Err(error) = sign_in::end(&services, &visitor, account).await {
            return plain::page(StatusCode::INTERNAL_SERVER_ERROR, "You are still signed in", &error.to_string());
        }
    }
    let gone = session::no_cookie(&services.config);
    let forget = (session::CLEAR_SITE_DATA, session::FORGET.to_owned());
    (StatusCode::SEE_OTHER, [(header::SET_COOKIE, gone), forget, (header::LOCATION, "/login?out=1".to_owned())])
        .into_response()
}
