//! The page of last resort: what is said when no page of the product can be shown.

use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// A bare page in the portal's look. A refusal's words may name what a caller typed, so they are escaped.
pub fn page(status: StatusCode, title: &'static str, words: &str) -> Response {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/pkg/gk-nexus.css\"></head>\
         <body class=\"plain\"><main id=\"main\"><div><h1>{title}</h1><p class=\"soft\">{words}</p></div>\
         <p><a href=\"/\">Go to the portal</a></p></main></body></html>"
    );
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

/// Answers a wrong method in words. Where a form was refused, the browser stands on the form's own address: whoever loads
/// that again is sent to their first page.
pub async fn wrong_method(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let of_a_form = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    if response.status() != StatusCode::METHOD_NOT_ALLOWED {
        return response;
    }
    if reads && of_a_form {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response();
    }
    let words = "This address is not for opening like this. Nothing was changed. Go to the portal and find your way from there.";
    let mut said = page(StatusCode::METHOD_NOT_ALLOWED, "This can’t be opened like this", words);
    if let Some(allowed) = response.headers_mut().remove(header::ALLOW) {
        said.headers_mut().insert(header::ALLOW, allowed);
    }
    said
}

/// What a panic in one request answers; it harms no other.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    let reference = crate::server::faults::reference();
    tracing::error!(reference, "a request panicked");
    let words = format!("Nothing was lost. Try again; if it stays, tell the firm this reference: {reference}");
    page(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side", &words)
}
