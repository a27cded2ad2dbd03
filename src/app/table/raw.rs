//! The routes that are neither pages nor server functions: bytes, exports, files of the site.

use crate::accounts::logout;
use crate::app::csp_reports;
use crate::app::router::Pages;
use crate::server::Services;
use crate::server::http::headers;
use crate::{activity, clients, documents, matters};
use axum::routing::{MethodRouter, any, get, post};

/// A plain route: bytes and exports.
pub enum Raw {
    /// Needs the services.
    Plain {
        /// Address.
        path: &'static str,
        /// Its handler.
        handler: fn(&Services) -> MethodRouter,
    },
    /// Shows a page again when it refuses.
    Rendering {
        /// Address.
        path: &'static str,
        /// Its handler.
        handler: fn(&Pages) -> MethodRouter,
    },
}

/// All plain routes.
pub fn raw_routes() -> Vec<Raw> {
    use documents::{archives, download, example_form, plain_form, preview, tus};
    vec![
        Raw::Plain { path: "/healthz", handler: |_| get(async || "ok") },
        Raw::Plain { path: "/readyz", handler: |services| get(ready).with_state(services.clone()) },
        Raw::Plain {
            path: headers::REPORTS,
            handler: |services| post(csp_reports::report).with_state(csp_reports::Desk::new(services)),
        },
        Raw::Plain {
            path: "/events",
            handler: |services| get(crate::live::events::stream).with_state(services.clone()),
        },
        Raw::Plain { path: "/logout", handler: |services| post(logout::logout).with_state(services.clone()) },
        Raw::Plain {
            path: "/webhooks/resend",
            handler: |services| post(crate::mail::webhook::resend).with_state(services.clone()),
        },
        Raw::Plain { path: "/uploads", handler: |services| any(tus::all).with_state(services.clone()) },
        Raw::Plain { path: "/uploads/{id}", handler: |services| any(tus::one).with_state(services.clone()) },
        Raw::Plain {
            path: "/documents/{id}/preview",
            handler: |services| get(preview::preview).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/documents/{id}/download",
            handler: |services| get(download::download).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/clients/{id}/documents.zip",
            handler: |services| get(archives::of_client).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/matters/{id}/documents.zip",
            handler: |services| get(archives::of_matter).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/requests/{id}/documents.zip",
            handler: |services| get(archives::of_request).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/portal/documents.zip",
            handler: |services| get(archives::mine).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/portal/requests/{id}/documents.zip",
            handler: |services| get(archives::my_request).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/clients/export.csv",
            handler: |services| get(clients::export::csv).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/requests/export.csv",
            handler: |services| get(crate::requests::export::csv).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/matters/export.csv",
            handler: |services| get(matters::export::csv).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/activity/export.csv",
            handler: |services| get(activity::export::csv).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/activity/export.jsonl",
            handler: |services| get(activity::export::json_lines).with_state(services.clone()),
        },
        Raw::Rendering {
            path: "/portal/documents",
            handler: |pages| post(plain_form::from_client).with_state(pages.clone()),
        },
        Raw::Rendering {
            path: "/portal/requests/{id}",
            handler: |pages| post(plain_form::for_item).with_state(pages.clone()),
        },
        Raw::Rendering {
            path: "/requests/{id}/example",
            handler: |pages| post(example_form::for_request).with_state(pages.clone()),
        },
        Raw::Rendering {
            path: "/templates/{id}/example",
            handler: |pages| post(example_form::for_template).with_state(pages.clone()),
        },
        Raw::Rendering {
            path: "/clients/{id}/documents",
            handler: |pages| post(plain_form::from_staff).with_state(pages.clone()),
        },
    ]
}

async fn ready(
    axum::extract::State(services): axum::extract::State<Services>,
) -> (axum::http::StatusCode, &'static str) {
    match services.db.read().await {
        Ok(_) => (axum::http::StatusCode::OK, "ready"),
        Err(_) => (axum::http::StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}

/// Single files of the site.
pub const SITE_FILES: &[(&str, &str)] = &[
    ("/portal.js", "portal.js"),
    ("/islands.js", "islands.js"),
    ("/review.js", "review.js"),
    ("/board.js", "board.js"),
    ("/passkeys.js", "passkeys.js"),
    ("/icons.svg", "icons.svg"),
    ("/favicon.svg", "favicon.svg"),
    ("/robots.txt", "robots.txt"),
];
