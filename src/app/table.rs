//! Every route that is not a page or a server function, and who may call what. The tests walk the router and
//! `server_fn_paths()` and fail on a route that this table does not list (ARCHITECTURE: Permission is a value).

use super::router::Pages;
use crate::accounts::{Act, logout};
use crate::server::Services;
use crate::{activity, clients, documents};
use axum::routing::{MethodRouter, get, post, put};

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
    use documents::{download, plain_form, preview};
    vec![
        Raw::Plain { path: "/healthz", handler: |_| get(async || "ok") },
        Raw::Plain { path: "/readyz", handler: |services| get(ready).with_state(services.clone()) },
        Raw::Plain {
            path: "/events",
            handler: |services| get(crate::live::events::stream).with_state(services.clone()),
        },
        Raw::Plain { path: "/logout", handler: |services| post(logout::logout).with_state(services.clone()) },
        Raw::Plain { path: "/uploads/{id}", handler: |services| put(plain_form::put).with_state(services.clone()) },
        Raw::Plain {
            path: "/documents/{id}/preview",
            handler: |services| get(preview::preview).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/documents/{id}/download",
            handler: |services| get(download::download).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/clients/export.csv",
            handler: |services| get(clients::export::csv).with_state(services.clone()),
        },
        Raw::Plain {
            path: "/activity/export.csv",
            handler: |services| get(activity::export::csv).with_state(services.clone()),
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
    ("/icons.svg", "icons.svg"),
    ("/favicon.svg", "favicon.svg"),
    ("/robots.txt", "robots.txt"),
];

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody; a link's token is the permission where there is one.
    Everybody,
    /// Anybody who is signed in, on their own account or go of files.
    SignedIn,
    /// Client people, on what is theirs.
    ClientPeople,
    /// Staff whose role may do this.
    Staff(Act),
    /// Staff whose role may do this, and client people on what is theirs.
    Both(Act),
}

use Act::{
    ArchiveClients, AskForDocuments, BeStaff, ChangeFirm, EditClients, ExportClients, HandleMail, Invite, LookAsContact, SeeActivity, SeeClientActivity,
    SeeClients, SeeDocuments, ShareDocuments, SwitchAccess, Unlock,
};
use Who::{Both, ClientPeople, Everybody, SignedIn, Staff};

/// Method, address, who.
pub const TABLE: &[(&str, &str, Who)] = &[
    ("GET", "/healthz", Everybody),
    ("GET", "/readyz", Everybody),
    ("GET", "/brand.css", Everybody),
    ("GET", "/", Everybody),
    ("GET", "/login", Everybody),
    ("GET", "/forgot-password", Everybody),
    ("GET", "/reset-password/{token}", Everybody),
    ("GET", "/activate/{token}", Everybody),
    ("GET", "/setup/{token}", Everybody),
    ("POST", "/api/sign_in", Everybody),
    ("POST", "/api/sign_out", Everybody),
    ("POST", "/logout", Everybody),
    ("POST", "/api/send_reset_link", Everybody),
    ("POST", "/api/set_new_password", Everybody),
    ("POST", "/api/set_up", Everybody),
    ("POST", "/api/activate_account", Everybody),
    ("POST", "/api/ask_for_new_link", Everybody),
    ("POST", "/api/stay_signed_in", SignedIn),
    ("POST", "/api/change_password", SignedIn),
    ("GET", "/portal", ClientPeople),
    ("GET", "/portal/documents", ClientPeople),
    ("POST", "/portal/documents", ClientPeople),
    ("GET", "/portal/matters/{id}", ClientPeople),
    ("GET", "/portal/requests/{id}", ClientPeople),
    ("POST", "/portal/requests/{id}", ClientPeople),
    ("POST", "/api/answer_item", ClientPeople),
    ("POST", "/api/take_back_answer", ClientPeople),
    ("POST", "/api/finish_for_now", ClientPeople),
    ("POST", "/api/answer_question", Staff(AskForDocuments)),
    ("POST", "/api/close_question", Staff(AskForDocuments)),
    ("POST", "/api/reopen_item", Staff(AskForDocuments)),
    ("POST", "/api/look_as_contact", Staff(LookAsContact)),
    ("POST", "/api/stop_looking", Staff(LookAsContact)),
    ("GET", "/portal/receipts/{id}", ClientPeople),
    ("GET", "/portal/appointments", ClientPeople),
    ("GET", "/portal/account", ClientPeople),
    ("POST", "/api/begin_upload", Both(ShareDocuments)),
    ("PUT", "/uploads/{id}", Both(ShareDocuments)),
    ("POST", "/api/finish_upload", SignedIn),
    ("GET", "/documents/{id}/download", Both(SeeDocuments)),
    ("GET", "/documents/{id}/preview", Staff(SeeDocuments)),
    ("GET", "/dashboard", Staff(BeStaff)),
    ("GET", "/events", Staff(BeStaff)),
    ("GET", "/clients", Staff(SeeClients)),
    ("GET", "/clients/export.csv", Staff(ExportClients)),
    ("GET", "/clients/new", Staff(EditClients)),
    ("POST", "/api/create_client", Staff(EditClients)),
    ("GET", "/clients/{id}", Staff(SeeClients)),
    ("GET", "/clients/{id}/edit", Staff(EditClients)),
    ("POST", "/api/change_client", Staff(EditClients)),
    ("POST", "/api/archive_client", Staff(ArchiveClients)),
    ("POST", "/api/restore_client", Staff(ArchiveClients)),
    ("GET", "/clients/{id}/contacts/new", Staff(EditClients)),
    ("POST", "/api/add_contact", Staff(EditClients)),
    ("GET", "/clients/{id}/contacts/{contact}/edit", Staff(EditClients)),
    ("POST", "/api/change_contact", Staff(EditClients)),
    ("GET", "/clients/{id}/matters", Staff(SeeClients)),
    ("GET", "/clients/{id}/requests", Staff(SeeClients)),
    ("GET", "/clients/{id}/documents", Staff(SeeDocuments)),
    ("POST", "/clients/{id}/documents", Staff(ShareDocuments)),
    ("POST", "/api/share_document", Staff(ShareDocuments)),
    ("POST", "/api/end_share", Staff(ShareDocuments)),
    ("GET", "/clients/{id}/portal-access", Staff(SeeClients)),
    ("POST", "/api/send_invitation", Staff(Invite)),
    ("POST", "/api/resend_invitation", Staff(Invite)),
    ("POST", "/api/revoke_invitation", Staff(Invite)),
    ("POST", "/api/try_mail_again", Staff(Invite)),
    ("POST", "/api/disable_access", Staff(SwitchAccess)),
    ("POST", "/api/enable_access", Staff(SwitchAccess)),
    ("POST", "/api/unlock", Staff(Unlock)),
    ("POST", "/api/send_reset_to_contact", Staff(Unlock)),
    ("GET", "/clients/{id}/activity", Staff(SeeClientActivity)),
    ("GET", "/matters", Staff(BeStaff)),
    ("GET", "/review", Staff(Act::Review)),
    ("GET", "/review/{submission}", Staff(Act::Review)),
    ("POST", "/api/review_document", Staff(Act::Review)),
    ("POST", "/api/undo_review", Staff(Act::Review)),
    ("POST", "/api/hold_submission", Staff(Act::Review)),
    ("POST", "/api/let_go_submission", Staff(Act::Review)),
    ("GET", "/settings/review", Staff(ChangeFirm)),
    ("POST", "/api/add_reason", Staff(ChangeFirm)),
    ("POST", "/api/change_reason", Staff(ChangeFirm)),
    ("POST", "/api/move_reason", Staff(ChangeFirm)),
    ("POST", "/api/remove_reason", Staff(ChangeFirm)),
    ("POST", "/api/save_filing", Staff(ChangeFirm)),
    ("GET", "/appointments", Staff(BeStaff)),
    ("GET", "/activity", Staff(SeeActivity)),
    ("GET", "/activity/export.csv", Staff(SeeActivity)),
    ("GET", "/settings/mail", Staff(HandleMail)),
    ("POST", "/api/send_mail_again", Staff(HandleMail)),
    ("POST", "/api/set_mail_aside", Staff(HandleMail)),
    ("GET", "/settings", Staff(BeStaff)),
    ("GET", "/settings/reminders", Staff(ChangeFirm)),
    ("POST", "/api/save_reminder_hours", Staff(ChangeFirm)),
    ("POST", "/api/add_firm_rule", Staff(ChangeFirm)),
    ("POST", "/api/remove_firm_rule", Staff(ChangeFirm)),
    ("POST", "/api/choose_chasing", Staff(Act::AskForDocuments)),
    ("POST", "/api/add_request_rule", Staff(Act::AskForDocuments)),
    ("POST", "/api/remove_request_rule", Staff(Act::AskForDocuments)),
    ("POST", "/api/remind_now", Staff(Act::AskForDocuments)),
    ("POST", "/api/save_firm", Staff(ChangeFirm)),
];

/// A path for the log: tokens are secrets and don't belong there (SAFETY).
pub fn without_tokens(path: &str) -> String {
    for secret in ["/activate/", "/reset-password/", "/setup/"] {
        if path.starts_with(secret) {
            return format!("{secret}…");
        }
    }
    path.to_owned()
}
