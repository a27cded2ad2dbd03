//! The route table: one line a page, grouped by audience; and how a page becomes a document.

pub mod backups;
pub mod csp_reports;
pub mod dashboard;
pub mod layouts;
mod noted;
pub mod open;
pub mod operate;
pub mod portal;
pub mod refusals;
pub mod router;
pub mod serve;
pub mod soon;
pub mod starter;
pub mod table;

pub use refusals::plain_error;
pub use router::{Pages, router};

use crate::{accounts, activity, clients, documents, firm, mail, matters, portal_access, requests, reviews};
use layouts::{Section, client, refused, signed_out, staff};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

/// All pages. Each line names its address, who it is for, and the function that makes it.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=|| refused(crate::kernel::AppError::NotFound)>
                // Nobody signed in.
                <Route path=path!("/") view=layouts::front_door ssr=SsrMode::Async/>
                <Route path=path!("/login") view=|| signed_out(accounts::pages::login) ssr=SsrMode::Async/>
                <Route path=path!("/login/second-step") view=|| signed_out(accounts::factors::pages::second_step) ssr=SsrMode::Async/>
                <Route path=path!("/second-factor") view=|| signed_out(accounts::factors::pages::overview) ssr=SsrMode::Async/>
                <Route path=path!("/second-factor/app") view=|| signed_out(accounts::factors::pages::app) ssr=SsrMode::Async/>
                <Route path=path!("/second-factor/passkey") view=|| signed_out(accounts::factors::pages::passkey) ssr=SsrMode::Async/>
                <Route path=path!("/second-factor/codes") view=|| signed_out(accounts::factors::pages::codes) ssr=SsrMode::Async/>
                <Route path=path!("/forgot-password") view=|| signed_out(accounts::pages::forgot_password) ssr=SsrMode::Async/>
                <Route path=path!("/reset-password/:token") view=|| signed_out(accounts::pages::reset_password) ssr=SsrMode::Async/>
                <Route path=path!("/activate/:token") view=|| signed_out(portal_access::welcome::activate) ssr=SsrMode::Async/>
                <Route path=path!("/join/:token") view=|| signed_out(crate::team::pages::join) ssr=SsrMode::Async/>
                <Route path=path!("/confirm") view=|| signed_out(accounts::pages::confirm) ssr=SsrMode::Async/>
                <Route path=path!("/setup/:token") view=|| signed_out(accounts::pages::set_up) ssr=SsrMode::Async/>

                // Client people.
                <Route path=path!("/portal") view=|| client(Section::Home, portal::home) ssr=SsrMode::Async/>
                <Route path=path!("/portal/matters/:id") view=|| client(Section::Home, matters::mine::page) ssr=SsrMode::Async/>
                <Route path=path!("/portal/requests/:id") view=|| client(Section::Home, requests::mine::page) ssr=SsrMode::Async/>
                <Route path=path!("/portal/documents") view=|| client(Section::Documents, documents::pages::mine) ssr=SsrMode::Async/>
                <Route path=path!("/portal/receipts/:id") view=|| client(Section::Documents, documents::pages::receipt) ssr=SsrMode::Async/>
                <Route path=path!("/portal/appointments") view=|| client(Section::Appointments, portal::appointments) ssr=SsrMode::Async/>
                <Route path=path!("/portal/account") view=|| client(Section::Account, portal::account) ssr=SsrMode::Async/>

                // Staff.
                <Route path=path!("/dashboard") view=|| staff(Section::Dashboard, dashboard::page) ssr=SsrMode::Async/>
                <Route path=path!("/account") view=|| staff(Section::Settings, accounts::pages::account) ssr=SsrMode::Async/>
                <Route path=path!("/account/details") view=|| staff(Section::Settings, crate::team::pages::details) ssr=SsrMode::Async/>
                <Route path=path!("/clients") view=|| staff(Section::Clients, clients::pages::list) ssr=SsrMode::Async/>
                <Route path=path!("/clients/new") view=|| staff(Section::Clients, clients::pages::new) ssr=SsrMode::Async/>
                <Route path=path!("/clients/:id") view=|| staff(Section::Clients, clients::pages::overview) ssr=SsrMode::Async/>
                <Route path=path!("/clients/:id/edit") view=|| staff(Section::Clients, clients::pages::edit) ssr=SsrMode::Async/>
                <Route path=path!("/clients/:id/contacts/new") view=|| staff(Section::Clients, clients::pages::new_contact) ssr=SsrMode::Async/>
                <Route path=path!("/clients/:id/contacts/:contact/edit") view=|| staff(Section::Clients, clients::pages::edit_contact) ssr=SsrMode::Async/>
                <Route path=path!("/clients/:id/matters") view=|| staff(Section::Clients, matters::pages::of_client) ssr=SsrMode::Async/>
                <Route path=path!("/clients/:id/documents") view=|| staff(Section::Clients, documents::pages::of_client) ssr=SsrMode::Async/>
                <Route path=path!("/documents/:id/certificate") view=|| staff(Section::Clients, documents::pages::certificate) ssr=SsrMode::Async/>
                <Route path=path!("/clients/:id/requests") view=|| staff(Section::Clients, requests::pages::of_client) ssr=SsrMode::Async/>
                <Route path=path!("/clients/:id/requests/new") view=|| staff(Section::Clients, requests::pages::new) ssr=SsrMode::Async/>
                <Route path=path!("/clients/:id/portal-access") view=|| staff(Section::Clients, portal_access::pages::tab) ssr=SsrMode::Async/>
                <Route path=path!("/clients/:id/activity") view=|| staff(Section::Clients, activity::pages::of_client) ssr=SsrMode::Async/>
                <Route path=path!("/matters/new") view=|| staff(Section::Matters, matters::pages::new) ssr=SsrMode::Async/>
                <Route path=path!("/matters/:id") view=|| staff(Section::Matters, matters::pages::detail) ssr=SsrMode::Async/>
                <Route path=path!("/matters/:id/edit") view=|| staff(Section::Matters, matters::pages::edit) ssr=SsrMode::Async/>
                <Route path=path!("/matters") view=|| staff(Section::Matters, matters::pages::list) ssr=SsrMode::Async/>
                <Route path=path!("/deadlines") view=|| staff(Section::Matters, matters::pages::deadlines) ssr=SsrMode::Async/>
                <Route path=path!("/review") view=|| staff(Section::Review, reviews::pages::review) ssr=SsrMode::Async/>
                <Route path=path!("/review/:submission") view=|| staff(Section::Review, reviews::pages::one) ssr=SsrMode::Async/>
                <Route path=path!("/settings/review") view=|| staff(Section::Settings, reviews::pages::settings) ssr=SsrMode::Async/>
                <Route path=path!("/requests") view=|| staff(Section::Matters, requests::pages::list) ssr=SsrMode::Async/>
                <Route path=path!("/requests/new") view=|| staff(Section::Matters, requests::pages::whose) ssr=SsrMode::Async/>
                <Route path=path!("/requests/:id") view=|| staff(Section::Matters, requests::pages::request) ssr=SsrMode::Async/>
                <Route path=path!("/requests/:id/edit") view=|| staff(Section::Matters, requests::pages::edit) ssr=SsrMode::Async/>
                <Route path=path!("/requests/:id/items/new") view=|| staff(Section::Matters, requests::pages::new_item) ssr=SsrMode::Async/>
                <Route path=path!("/requests/:id/items/:item") view=|| staff(Section::Matters, requests::pages::edit_item) ssr=SsrMode::Async/>
                <Route path=path!("/templates") view=|| staff(Section::Settings, requests::pages::templates) ssr=SsrMode::Async/>
                <Route path=path!("/templates/new") view=|| staff(Section::Settings, requests::pages::new_template) ssr=SsrMode::Async/>
                <Route path=path!("/templates/:id") view=|| staff(Section::Settings, requests::pages::template) ssr=SsrMode::Async/>
                <Route path=path!("/templates/:id/edit") view=|| staff(Section::Settings, requests::pages::edit_template) ssr=SsrMode::Async/>
                <Route path=path!("/templates/:id/items/new") view=|| staff(Section::Settings, requests::pages::new_template_item) ssr=SsrMode::Async/>
                <Route path=path!("/templates/:id/items/:item") view=|| staff(Section::Settings, requests::pages::edit_template_item) ssr=SsrMode::Async/>
                <Route path=path!("/appointments") view=|| staff(Section::Appointments, soon::appointments) ssr=SsrMode::Async/>
                <Route path=path!("/activity") view=|| staff(Section::Activity, activity::pages::firm) ssr=SsrMode::Async/>
                <Route path=path!("/settings/security") view=|| staff(Section::Settings, accounts::factors::pages::settings) ssr=SsrMode::Async/>
                <Route path=path!("/settings/mail") view=|| staff(Section::Settings, mail::pages::mail) ssr=SsrMode::Async/>
                <Route path=path!("/settings/reminders") view=|| staff(Section::Settings, crate::reminders::pages::settings) ssr=SsrMode::Async/>
                <Route path=path!("/settings/team") view=|| staff(Section::Settings, crate::team::pages::team) ssr=SsrMode::Async/>
                <Route path=path!("/settings/team/:id") view=|| staff(Section::Settings, crate::team::pages::colleague) ssr=SsrMode::Async/>
                <Route path=path!("/settings/groups") view=|| staff(Section::Settings, crate::practice_groups::pages::groups) ssr=SsrMode::Async/>
                <Route path=path!("/settings/matter-types") view=|| staff(Section::Settings, matters::pages::types) ssr=SsrMode::Async/>
                <Route path=path!("/settings/matter-types/new") view=|| staff(Section::Settings, matters::pages::new_type) ssr=SsrMode::Async/>
                <Route path=path!("/settings/matter-types/:id") view=|| staff(Section::Settings, matters::pages::one_type) ssr=SsrMode::Async/>
                <Route path=path!("/settings/matter-types/:id/edit") view=|| staff(Section::Settings, matters::pages::edit_type) ssr=SsrMode::Async/>
                <Route path=path!("/settings/matter-types/:id/phases/new") view=|| staff(Section::Settings, matters::pages::new_phase) ssr=SsrMode::Async/>
                <Route path=path!("/settings/matter-types/:id/phases/:phase") view=|| staff(Section::Settings, matters::pages::edit_phase) ssr=SsrMode::Async/>
                <Route path=path!("/settings/matter-types/:id/tasks/:task") view=|| staff(Section::Settings, matters::pages::edit_type_task) ssr=SsrMode::Async/>
                <Route path=path!("/settings/matter-types/:id/deadlines/:deadline") view=|| staff(Section::Settings, matters::pages::edit_type_deadline) ssr=SsrMode::Async/>
                <Route path=path!("/settings") view=|| staff(Section::Settings, firm::pages::settings) ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
