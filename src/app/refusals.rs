//! What plain routes (downloads, exports) answer when they refuse: a short page, the same for foreign and absent.

use crate::kernel::AppError;
use crate::server::http::plain;
use crate::server::leptos::encoded;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// The refusal as a page. Whoever is not signed in is sent to sign in, and comes back.
pub fn plain_error(error: AppError, asked: &Uri) -> Response {
    if error == AppError::NotSignedIn {
        let next = encoded(asked.path_and_query().map_or("/", |path| path.as_str()));
        return (StatusCode::SEE_OTHER, [(header::LOCATION, format!("/login?next={next}"))]).into_response();
    }
    if error == AppError::ConfirmFirst {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, format!("/confirm?next={}", encoded(&page_of(asked))))])
            .into_response();
    }
    let title = match error {
        AppError::NotFound => "Page not found",
        AppError::Forbidden => "Not for your role",
        AppError::NoRoom => "The server is full",
        _ => "That did not work",
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    plain::page(status, title, &error.to_string())
}

/// The page that offers this file: after a confirmation one comes back to it and asks again, because a download would
/// leave the browser where it is. `/clients/export.csv?q=x` is offered by `/clients?q=x`, `/portal/documents.zip` by
/// `/portal/documents`.
fn page_of(asked: &Uri) -> String {
    let path = asked.path();
    let export = path.rfind("/export.").and_then(|at| path.get(..at));
    let page = export.or_else(|| path.strip_suffix(".zip")).unwrap_or(path);
    asked.query().map_or_else(|| page.to_owned(), |query| format!("{page}?{query}"))
}
