//! Every route that is not a page or a server function, and who may call what. The tests walk the router and
//! `server_fn_paths()` and fail on a route that this table does not list (ARCHITECTURE: Permission is a value).

mod raw;

pub use raw::{Raw, SITE_FILES, raw_routes};

use crate::accounts::Act;

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
    ArchiveClients, AskForDocuments, BeStaff, ChangeFirm, EditClients, EditMatterTypes, EditMatters, EditTemplates,
    ExportClients, HandleMail, Invite, LookAsContact, Review, SeeActivity, SeeClientActivity, SeeClients, SeeDocuments,
    SeeMatters, SeeRequests, ShareDocuments, SwitchAccess, Unlock,
};
use Who::{Both, ClientPeople, Everybody, SignedIn, Staff};

/// Method, address, who: by audience, then by feature. The tests walk it in this order: a go of files is begun, sent and
/// finished; looking as a contact is stopped at once.
pub const TABLE: &[(&str, &str, Who)] = &[
    // Everybody.
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
    // Anybody who is signed in.
    ("POST", "/api/stay_signed_in", SignedIn),
    ("POST", "/api/change_password", SignedIn),
    // Client people.
    ("GET", "/portal", ClientPeople),
    ("GET", "/portal/documents", ClientPeople),
    ("POST", "/portal/documents", ClientPeople),
    ("GET", "/portal/matters/{id}", ClientPeople),
    ("GET", "/portal/requests/{id}", ClientPeople),
    ("POST", "/portal/requests/{id}", ClientPeople),
    ("POST", "/api/answer_item", ClientPeople),
    ("POST", "/api/take_back_answer", ClientPeople),
    ("POST", "/api/finish_for_now", ClientPeople),
    ("GET", "/portal/receipts/{id}", ClientPeople),
    ("GET", "/portal/appointments", ClientPeople),
    ("GET", "/portal/account", ClientPeople),
    ("POST", "/api/choose_time_zone", ClientPeople),
    // Client people and staff: the bytes of documents.
    ("POST", "/api/begin_upload", Both(ShareDocuments)),
    ("PUT", "/uploads/{id}", Both(ShareDocuments)),
    ("POST", "/api/finish_upload", SignedIn),
    ("GET", "/documents/{id}/download", Both(SeeDocuments)),
    // Staff: their first page.
    ("GET", "/dashboard", Staff(BeStaff)),
    ("GET", "/events", Staff(BeStaff)),
    ("GET", "/appointments", Staff(BeStaff)),
    ("GET", "/settings", Staff(BeStaff)),
    // Clients and contacts.
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
    // Portal access, and the portal as a contact sees it.
    ("GET", "/clients/{id}/portal-access", Staff(SeeClients)),
    ("POST", "/api/send_invitation", Staff(Invite)),
    ("POST", "/api/resend_invitation", Staff(Invite)),
    ("POST", "/api/revoke_invitation", Staff(Invite)),
    ("POST", "/api/try_mail_again", Staff(Invite)),
    ("POST", "/api/disable_access", Staff(SwitchAccess)),
    ("POST", "/api/enable_access", Staff(SwitchAccess)),
    ("POST", "/api/unlock", Staff(Unlock)),
    ("POST", "/api/send_reset_to_contact", Staff(Unlock)),
    ("POST", "/api/look_as_contact", Staff(LookAsContact)),
    ("POST", "/api/stop_looking", Staff(LookAsContact)),
    // Documents.
    ("GET", "/clients/{id}/documents", Staff(SeeDocuments)),
    ("POST", "/clients/{id}/documents", Staff(ShareDocuments)),
    ("POST", "/api/share_document", Staff(ShareDocuments)),
    ("POST", "/api/end_share", Staff(ShareDocuments)),
    ("GET", "/documents/{id}/preview", Staff(SeeDocuments)),
    // Matters.
    ("GET", "/clients/{id}/matters", Staff(SeeMatters)),
    ("GET", "/matters", Staff(SeeMatters)),
    ("GET", "/matters/export.csv", Staff(ExportClients)),
    ("GET", "/deadlines", Staff(SeeMatters)),
    ("GET", "/matters/new", Staff(EditMatters)),
    ("GET", "/matters/{id}", Staff(SeeMatters)),
    ("GET", "/matters/{id}/edit", Staff(EditMatters)),
    ("POST", "/api/open_matter", Staff(EditMatters)),
    ("POST", "/api/change_matter", Staff(EditMatters)),
    ("POST", "/api/show_matter", Staff(EditMatters)),
    ("POST", "/api/change_status", Staff(EditMatters)),
    ("POST", "/api/enter_phase", Staff(EditMatters)),
    ("POST", "/api/change_sentence", Staff(EditMatters)),
    ("POST", "/api/add_deadline", Staff(EditMatters)),
    ("POST", "/api/change_deadline", Staff(EditMatters)),
    ("POST", "/api/finish_deadline", Staff(EditMatters)),
    ("POST", "/api/remove_deadline", Staff(EditMatters)),
    ("POST", "/api/add_task", Staff(EditMatters)),
    ("POST", "/api/remove_task", Staff(EditMatters)),
    ("POST", "/api/save_checklist", Staff(EditMatters)),
    ("POST", "/api/add_matter_note", Staff(EditMatters)),
    ("POST", "/api/hide_matter_note", Staff(EditMatters)),
    ("POST", "/api/remove_matter_note", Staff(EditMatters)),
    ("POST", "/api/link_matters", Staff(EditMatters)),
    ("POST", "/api/unlink_matters", Staff(EditMatters)),
    // Matter types.
    ("GET", "/settings/matter-types", Staff(EditMatterTypes)),
    ("GET", "/settings/matter-types/new", Staff(EditMatterTypes)),
    ("GET", "/settings/matter-types/{id}", Staff(EditMatterTypes)),
    ("GET", "/settings/matter-types/{id}/edit", Staff(EditMatterTypes)),
    ("GET", "/settings/matter-types/{id}/phases/new", Staff(EditMatterTypes)),
    ("GET", "/settings/matter-types/{id}/phases/{phase}", Staff(EditMatterTypes)),
    ("GET", "/settings/matter-types/{id}/tasks/{task}", Staff(EditMatterTypes)),
    ("GET", "/settings/matter-types/{id}/deadlines/{deadline}", Staff(EditMatterTypes)),
    ("POST", "/api/save_matter_type", Staff(EditMatterTypes)),
    ("POST", "/api/archive_matter_type", Staff(EditMatterTypes)),
    ("POST", "/api/restore_matter_type", Staff(EditMatterTypes)),
    ("POST", "/api/save_phase", Staff(EditMatterTypes)),
    ("POST", "/api/move_phase", Staff(EditMatterTypes)),
    ("POST", "/api/archive_phase", Staff(EditMatterTypes)),
    ("POST", "/api/restore_phase", Staff(EditMatterTypes)),
    ("POST", "/api/save_type_task", Staff(EditMatterTypes)),
    ("POST", "/api/move_type_task", Staff(EditMatterTypes)),
    ("POST", "/api/remove_type_task", Staff(EditMatterTypes)),
    ("POST", "/api/save_type_deadline", Staff(EditMatterTypes)),
    ("POST", "/api/remove_type_deadline", Staff(EditMatterTypes)),
    // Requests.
    ("GET", "/clients/{id}/requests", Staff(SeeRequests)),
    ("GET", "/clients/{id}/requests/new", Staff(AskForDocuments)),
    ("POST", "/api/draft_request", Staff(AskForDocuments)),
    ("GET", "/requests", Staff(SeeRequests)),
    ("GET", "/requests/export.csv", Staff(ExportClients)),
    ("GET", "/requests/{id}", Staff(SeeRequests)),
    ("GET", "/requests/{id}/edit", Staff(AskForDocuments)),
    ("POST", "/api/change_request", Staff(AskForDocuments)),
    ("GET", "/requests/{id}/items/new", Staff(AskForDocuments)),
    ("GET", "/requests/{id}/items/{item}", Staff(AskForDocuments)),
    ("POST", "/requests/{id}/example", Staff(AskForDocuments)),
    ("POST", "/api/save_request_item", Staff(AskForDocuments)),
    ("POST", "/api/move_request_item", Staff(AskForDocuments)),
    ("POST", "/api/remove_request_item", Staff(AskForDocuments)),
    ("POST", "/api/keep_request_items", Staff(AskForDocuments)),
    ("POST", "/api/add_templates_to_request", Staff(AskForDocuments)),
    ("POST", "/api/send_request", Staff(AskForDocuments)),
    ("POST", "/api/withdraw_request", Staff(AskForDocuments)),
    ("POST", "/api/undo_withdrawal", Staff(AskForDocuments)),
    ("POST", "/api/withdraw_requests_of_matter", Staff(AskForDocuments)),
    ("POST", "/api/withdraw_request_item", Staff(AskForDocuments)),
    ("POST", "/api/tell_of_changes", Staff(AskForDocuments)),
    ("POST", "/api/discard_request", Staff(AskForDocuments)),
    ("POST", "/api/answer_question", Staff(AskForDocuments)),
    ("POST", "/api/close_question", Staff(AskForDocuments)),
    ("POST", "/api/reopen_item", Staff(AskForDocuments)),
    ("POST", "/api/accept_answer", Staff(AskForDocuments)),
    // Request templates.
    ("GET", "/templates", Staff(EditTemplates)),
    ("GET", "/templates/new", Staff(EditTemplates)),
    ("GET", "/templates/{id}", Staff(EditTemplates)),
    ("GET", "/templates/{id}/edit", Staff(EditTemplates)),
    ("POST", "/api/save_template", Staff(EditTemplates)),
    ("GET", "/templates/{id}/items/new", Staff(EditTemplates)),
    ("GET", "/templates/{id}/items/{item}", Staff(EditTemplates)),
    ("POST", "/templates/{id}/example", Staff(EditTemplates)),
    ("POST", "/api/save_template_item", Staff(EditTemplates)),
    ("POST", "/api/move_template_item", Staff(EditTemplates)),
    ("POST", "/api/remove_template_item", Staff(EditTemplates)),
    ("POST", "/api/archive_template", Staff(EditTemplates)),
    ("POST", "/api/restore_template", Staff(EditTemplates)),
    // Reviews.
    ("GET", "/review", Staff(Review)),
    ("GET", "/review/{submission}", Staff(Review)),
    ("POST", "/api/review_document", Staff(Review)),
    ("POST", "/api/undo_review", Staff(Review)),
    ("POST", "/api/hold_submission", Staff(Review)),
    ("POST", "/api/let_go_submission", Staff(Review)),
    ("GET", "/settings/review", Staff(ChangeFirm)),
    ("POST", "/api/add_reason", Staff(ChangeFirm)),
    ("POST", "/api/change_reason", Staff(ChangeFirm)),
    ("POST", "/api/move_reason", Staff(ChangeFirm)),
    ("POST", "/api/remove_reason", Staff(ChangeFirm)),
    ("POST", "/api/save_filing", Staff(ChangeFirm)),
    // Reminders.
    ("GET", "/settings/reminders", Staff(ChangeFirm)),
    ("POST", "/api/save_reminder_hours", Staff(ChangeFirm)),
    ("POST", "/api/add_firm_rule", Staff(ChangeFirm)),
    ("POST", "/api/change_firm_rule", Staff(ChangeFirm)),
    ("POST", "/api/remove_firm_rule", Staff(ChangeFirm)),
    ("POST", "/api/choose_chasing", Staff(AskForDocuments)),
    ("POST", "/api/add_request_rule", Staff(AskForDocuments)),
    ("POST", "/api/change_request_rule", Staff(AskForDocuments)),
    ("POST", "/api/remove_request_rule", Staff(AskForDocuments)),
    ("POST", "/api/remind_now", Staff(AskForDocuments)),
    // Mail.
    ("GET", "/settings/mail", Staff(HandleMail)),
    ("POST", "/api/send_mail_again", Staff(HandleMail)),
    ("POST", "/api/set_mail_aside", Staff(HandleMail)),
    // Activity and the firm.
    ("GET", "/clients/{id}/activity", Staff(SeeClientActivity)),
    ("GET", "/activity", Staff(SeeActivity)),
    ("GET", "/activity/export.csv", Staff(SeeActivity)),
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
