//! With whom a document is shared, ending that, and sharing it with more contacts.

use crate::clients::ClientId;
use crate::clients::store::Contact;
use crate::documents::DocumentId;
use crate::documents::actions::{EndShare, ShareDocument};
use crate::documents::parts::on;
use crate::documents::store::Share;
use crate::firm::Times;
use crate::kernel::Form;
use crate::ui::{Button, Choice, Choices, Hidden, Icon, Look, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// One document's sharing.
pub(super) struct Sharing {
    /// Whose document.
    pub client: ClientId,
    /// Which.
    pub document: DocumentId,
    /// Its name.
    pub name: String,
    /// With whom it is shared now.
    pub shares: Vec<Share>,
    /// The contacts of the client.
    pub contacts: Vec<Contact>,
    /// Whether whoever looks may change it.
    pub may_share: bool,
    /// The page.
    pub here: String,
}

/// The lines below a document's name; `form` is its own, as it came back.
pub(super) fn view(sharing: Sharing, form: Form, times: &Times) -> AnyView {
    let shares = sharing.shares.iter().map(|share| shared(&sharing, share, times)).collect_view();
    let list = (!sharing.shares.is_empty()).then(|| view! { <ul>{shares}</ul> });
    let seen = |contact: &Contact| sharing.shares.iter().any(|share| share.contact_id == contact.id);
    let others: Vec<Contact> = sharing.contacts.iter().filter(|contact| !seen(contact)).cloned().collect();
    let more = (sharing.may_share && !others.is_empty()).then(|| share_more(&sharing, &others, form));
    view! { {list} {more} }.into_any()
}

fn shared(sharing: &Sharing, share: &Share, times: &Times) -> AnyView {
    let opened = match share.first_opened_at {
        Some(at) => view! { ", opened " {on(times, at)} }.into_any(),
        None => ", not opened yet".into_any(),
    };
    let end = sharing.may_share.then(|| {
        let which = format!("{} with {}", sharing.name, share.contact_name);
        let (client, document) = (sharing.client.to_string(), sharing.document.to_string());
        let contact = share.contact_id.to_string();
        view! {
            <PostForm action=EndShare::url() page=sharing.here.clone()>
                <Hidden name="client" value=client />
                <Hidden name="document" value=document />
                <Hidden name="contact" value=contact />
                <Button label="Stop sharing" look=Look::Small more=which />
            </PostForm>
        }
    });
    view! {
        <li class="actions">
            <small>
                <Icon name="link" />
                {format!(" Shared with {} ", share.contact_name)}
                {on(times, share.created_at)}
                {opened}
            </small>
            {end}
        </li>
    }
    .into_any()
}

fn share_more(sharing: &Sharing, others: &[Contact], form: Form) -> AnyView {
    let refused = form.refused();
    let ticks = if refused {
        let ticks = ticks(others, &form, "contacts[]");
        view! { <Choices form=&form name="contacts" legend="Share with">{ticks}</Choices> }.into_any()
    } else {
        with_whom(others, "contacts[]", "")
    };
    let (client, document, name) = (sharing.client.to_string(), sharing.document.to_string(), sharing.name.clone());
    view! {
        <details open=refused>
            <summary>"Share" <span class="visually-hidden">{format!(" {}", sharing.name)}</span></summary>
            <PostForm action=ShareDocument::url() page=sharing.here.clone() class="stack-tight">
                <Hidden name="client" value=client />
                <Hidden name="document" value=document />
                {ticks}
                <div class="actions">
                    <Button label="Share" look=Look::Small more=name />
                </div>
            </PostForm>
        </details>
    }
    .into_any()
}

/// Ticks for contacts, without an id: such a question stands on the page several times.
pub(super) fn with_whom(contacts: &[Contact], name: &'static str, hint: &'static str) -> AnyView {
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> });
    (!contacts.is_empty())
        .then(|| {
            view! {
                <fieldset class="field">
                    <legend>"Share with"</legend>
                    {hint}
                    {ticks(contacts, &Form::default(), name)}
                </fieldset>
            }
        })
        .into_any()
}

fn ticks(contacts: &[Contact], form: &Form, name: &'static str) -> AnyView {
    let tick = |contact: &Contact| {
        let small = if contact.account_id.is_some() {
            contact.email.clone()
        } else {
            format!("{} · can’t sign in yet", contact.email)
        };
        view! { <Choice form=form name value=contact.id.to_string() label=contact.name.clone() small /> }
    };
    contacts.iter().map(tick).collect_view().into_any()
}
