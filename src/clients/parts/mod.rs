//! Pieces of the client pages: the profile's head with its tabs, a contact's standing as a tag, the list's filter.

mod asked;
mod total;
mod whose;

pub use asked::Asked;
pub use total::Total;
pub use whose::Whose;

use super::actions::{ArchiveClient, RestoreClient};
use super::model::can_sign_in;
use super::permit::OnClient;
use super::store::{self, Client};
use crate::accounts::{Act, Desk};
use crate::documents;
use crate::firm::Times;
use crate::kernel::{Form, Instant, Result};
use crate::portal_access::{self, Standing};
use crate::server::leptos as request;
use crate::ui::{
    Button, ButtonLink, Crumb, ErrorSummary, Hidden, Look, Notice, NoticeTone, PageHead, PostForm, Shown, TabLink,
    Tabs, Tag, Tone,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The tabs of a client's profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each name is the word on the tab")]
pub enum Tab {
    Overview,
    Matters,
    Documents,
    Requests,
    PortalAccess,
    Activity,
}

/// What stands above every tab of a client's profile: the way back, the name, what can be done, the tabs.
pub async fn profile_head(desk: &mut Desk, on: &OnClient, current: Tab) -> Result<(Client, AnyView)> {
    let refused = head_form();
    let client = store::find(&mut desk.tx, on).await?;
    let sees_documents = desk.staff.can(Act::SeeDocuments);
    let documents = if sees_documents { Some(documents::store::count(&mut desk.tx, on).await?) } else { None };
    let tabs = tabs(&client, documents, current);
    let since = format!("Client since {}", desk.times.year(client.created_at));
    let lead = match &client.lead_name {
        Some(name) => format!("{since} · lead {name}"),
        None => since,
    };
    let lead = match &client.group_name {
        Some(group) => format!("{lead} · practice group {group}"),
        None => lead,
    };
    let archived = client.archived_at.map(|_| view! { <Tag tone=Tone::Rest icon="archive">"Archived"</Tag> });
    let still = still_inside(desk, on, &client).await?;
    let actions = profile_actions(desk, &client);
    let head = view! {
        <ErrorSummary form=refused />
        <div class="stack-tight">
            <Crumb href="/clients" label="Clients" />
            <PageHead title=client.name.clone() lead=lead>
                {archived} {actions}
            </PageHead>
            <Tabs label="Client" tabs=tabs />
            {still}
        </div>
    };
    Ok((client, head.into_any()))
}

/// Who of an archived client can still sign in, and where that is ended.
async fn still_inside(desk: &mut Desk, on: &OnClient, client: &Client) -> Result<Option<AnyView>> {
    if client.archived_at.is_none() {
        return Ok(None);
    }
    let active = portal_access::store::active_at(&mut desk.tx, on).await?;
    let (words, href) = (can_sign_in(&active), format!("/clients/{}/portal-access", client.id));
    Ok((!active.is_empty()).then(|| {
        view! {
            <Notice tone=NoticeTone::Wait>
                <p>{words} " Archiving ends nobody’s access. " <a href=href>"Go to Portal Access"</a></p>
            </Notice>
        }
        .into_any()
    }))
}

/// Archiving or restoring, as it came back refused: the profile's head shows it on every tab.
pub fn head_form() -> Form {
    let archive = request::form::<ArchiveClient>();
    if archive.refused() { archive } else { request::form::<RestoreClient>() }
}

fn tabs(client: &Client, documents: Option<i64>, current: Tab) -> Vec<TabLink> {
    let tab = |tab: Tab, path: &str, label: &str, count: Option<i64>| TabLink {
        href: format!("/clients/{}{path}", client.id),
        label: label.to_owned(),
        count,
        current: tab == current,
    };
    let mut tabs = vec![tab(Tab::Overview, "", "Overview", None), tab(Tab::Matters, "/matters", "Matters", None)];
    tabs.extend(documents.map(|count| tab(Tab::Documents, "/documents", "Documents", Some(count))));
    tabs.push(tab(Tab::Requests, "/requests", "Requests", None));
    tabs.push(tab(Tab::PortalAccess, "/portal-access", "Portal Access", None));
    tabs.push(tab(Tab::Activity, "/activity", "Activity", None));
    tabs
}

fn profile_actions(desk: &Desk, client: &Client) -> AnyView {
    let edit = desk.staff.can(Act::EditClients).then(|| {
        let href = format!("/clients/{}/edit", client.id);
        view! { <ButtonLink href=href label="Edit client" /> }
    });
    let archive = desk.staff.can(Act::ArchiveClients).then(|| {
        let (action, label, icon) = match client.archived_at {
            None => (ArchiveClient::url(), "Archive client", "archive"),
            Some(_) => (RestoreClient::url(), "Restore client", "undo"),
        };
        let id = client.id.to_string();
        view! {
            <PostForm action=action page=desk.here.clone()>
                <Hidden name="client" value=id />
                <Button label=label look=Look::Quiet icon=icon />
            </PostForm>
        }
    });
    view! { {edit} {archive} }.into_any()
}

/// A contact's standing in the seed's words, with its sign.
pub fn standing_tag(standing: Standing) -> AnyView {
    let (tone, icon) = match standing {
        Standing::NotInvited => (Tone::Rest, "state-none"),
        Standing::Pending => (Tone::Live, "state-pending"),
        Standing::Expired => (Tone::Wait, "expired"),
        Standing::Revoked => (Tone::Rest, "state-no"),
        Standing::Active => (Tone::Done, "state-done"),
        Standing::Inactive => (Tone::Plain, "state-off"),
    };
    view! { <Tag tone icon>{standing.word()}</Tag> }.into_any()
}

/// A page's title; it begins with "Error:" where a form of the page was refused.
pub fn title(words: &str, forms: &[&Form]) -> String {
    if forms.iter().any(|form| form.refused()) { format!("Error: {words}") } else { words.to_owned() }
}

/// The day alone: "Fri 27 Nov".
pub fn day(times: &Times, at: Instant) -> Shown {
    let shown = times.short(at);
    let words = shown.words.split(',').next().unwrap_or_default().to_owned();
    Shown { words, ..shown }
}

/// `1 client`, `12 clients`.
pub fn counted(count: i64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}
