//! The forms of clients and contacts.

use super::mails;
use crate::accounts::{Act, Content, Desk};
use crate::clients::actions::{AddContact, ChangeClient, ChangeContact, CreateClient};
use crate::clients::parts::title;
use crate::clients::store::{self, Client, Contact};
use crate::clients::{ClientId, ContactId, OnClient};
use crate::firm::pages::time_zones;
use crate::kernel::{Form, Result};
use crate::portal_access::invitations;
use crate::practice_groups::parts::Groups;
use crate::practice_groups::{self, GroupId};
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Crumb, ErrorSummary, Hidden, Look, PageHead, PostForm, SelectField, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

const GROUP_HINT: &str = "Only people of the group, and owners, see the client and its matters.";
const ZONE_HINT: &str = "Reminders reach them in the morning by their own clock.";

/// `/clients/new`.
pub async fn new(mut desk: Desk) -> Result<Content> {
    desk.may(Act::EditClients)?;
    let form = request::form::<CreateClient>();
    let leads = leads(&mut desk, None).await?;
    let groups = Groups::for_new(&mut desk.tx, &desk.staff).await?;
    let me = desk.staff.id().to_string();
    Ok(Content::plain(
        title("New client", &[&form]),
        view! {
            {head(&form, "/clients".to_owned(), "Clients".to_owned(), "New client", "The first contact comes with it.")}
            <PostForm action=CreateClient::url() page=desk.here.clone() class="stack">
                {person(&form, Typed { autofocus: true, ..Typed::default() })}
                <TextField
                    form=&form
                    name="contact_person"
                    label="Contact person"
                    optional=true
                    autocomplete="off"
                    hint="If the client is an organisation: who gets the mail."
                />
                <SelectField form=&form name="lead" label="Lead" options=leads value=me hint="Who looks after this client." />
                {groups.field(&form, GROUP_HINT)}
                {save("Save client", "/clients".to_owned())}
            </PostForm>
        },
    ))
}

/// `/clients/{id}/edit`.
pub async fn edit(mut desk: Desk) -> Result<Content> {
    let form = request::form::<ChangeClient>();
    let client = desk.param::<ClientId>("id")?;
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::EditClients, client).await?;
    let client = store::find(&mut desk.tx, &on).await?;
    let contacts = store::contacts(&mut desk.tx, &on).await?;
    let leads = leads(&mut desk, client.group_id.as_ref()).await?;
    let groups = match desk.staff.can(Act::MoveToGroup) {
        true => Groups::for_known(&mut desk.tx, &desk.staff, client.group_id.as_ref()).await?,
        false => Groups::default(),
    };
    let lead = client.lead_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let left = !lead.is_empty() && !leads.iter().any(|(id, _)| *id == lead);
    let lead_hint = match &client.lead_name {
        Some(name) if left => {
            format!("{name} can’t sign in any more, or does not see this client. Choose somebody else.")
        }
        _ => "Who looks after this client.".to_owned(),
    };
    let back = format!("/clients/{}", client.id);
    let fixed = match contacts.as_slice() {
        [only] if only.email.eq_ignore_ascii_case(&client.email) => email_is_fixed(&mut desk, only).await?,
        _ => false,
    };
    let typed = Typed {
        name: client.name.clone(),
        email: client.email.clone(),
        phone: client.phone.clone(),
        email_hint: if fixed { FIXED.to_owned() } else { email_hint(&client, &contacts) },
        email_fixed: fixed,
        autofocus: false,
    };
    Ok(Content::plain(
        title(&format!("Edit {}", client.name), &[&form]),
        view! {
            {head(&form, back.clone(), client.name.clone(), "Edit client", "")}
            <PostForm action=ChangeClient::url() page=desk.here.clone() class="stack">
                <Hidden name="client" value=client.id.to_string() />
                {person(&form, typed)}
                <SelectField form=&form name="lead" label="Lead" options=leads value=lead hint=lead_hint />
                {groups.field(&form, GROUP_HINT)}
                {save("Save client", back)}
            </PostForm>
        },
    ))
}

/// What stands beside an address that this role may not change.
const FIXED: &str = "It decides who reads documents, so only an owner, a manager or somebody of staff may change it.";

/// Whether the address of this contact is not for this role to change.
async fn email_is_fixed(desk: &mut Desk, contact: &Contact) -> Result<bool> {
    if desk.staff.can(Act::ChangeSignInAddress) {
        return Ok(false);
    }
    invitations::reads_documents(&mut desk.tx, contact).await
}

/// What a changed address of the client means for its contacts.
fn email_hint(client: &Client, contacts: &[Contact]) -> String {
    match contacts {
        [only] if only.email.eq_ignore_ascii_case(&client.email) && only.account_id.is_some() => {
            format!(
                "{} signs in with this address. If you change it, they sign in with the new one, and we tell both addresses.",
                only.name
            )
        }
        [only] if only.email.eq_ignore_ascii_case(&client.email) => {
            format!(
                "{} is the only contact: their address follows, and an open invitation to the old one ends.",
                only.name
            )
        }
        _ => "The general address. Contacts keep their own.".to_owned(),
    }
}

/// `/clients/{id}/contacts/new`.
pub async fn new_contact(mut desk: Desk) -> Result<Content> {
    let form = request::form::<AddContact>();
    let client = desk.param::<ClientId>("id")?;
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::EditClients, client).await?;
    let client = store::find(&mut desk.tx, &on).await?;
    let back = format!("/clients/{}/portal-access", client.id);
    let typed = Typed {
        email_hint:
            "Somebody who is a contact of another client: write the same name and address, it stays one person."
                .to_owned(),
        autofocus: true,
        ..Typed::default()
    };
    let lead = "A contact sees nothing of this client until you send an invitation.";
    Ok(Content::plain(
        title(&format!("Add a contact, {}", client.name), &[&form]),
        view! {
            {head(&form, back.clone(), client.name.clone(), "Add a contact", lead)}
            <PostForm action=AddContact::url() page=desk.here.clone() class="stack">
                <Hidden name="client" value=client.id.to_string() />
                {person(&form, typed)}
                {time_zone(&form, "", &desk.firm.time_zone, ZONE_HINT)}
                {save("Save contact", back)}
            </PostForm>
        },
    ))
}

/// `/clients/{id}/contacts/{contact}/edit`.
pub async fn edit_contact(mut desk: Desk) -> Result<Content> {
    let form = request::form::<ChangeContact>();
    let client = desk.param::<ClientId>("id")?;
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::EditClients, client).await?;
    let id = desk.param::<ContactId>("contact")?;
    let client = store::find(&mut desk.tx, &on).await?;
    let contact = store::contact(&mut desk.tx, &on, &id).await?;
    let back = format!("/clients/{}/portal-access", client.id);
    let fixed = email_is_fixed(&mut desk, &contact).await?;
    let email_hint = match contact.account_id {
        _ if fixed => FIXED,
        Some(_) => "They sign in with this address. If you change it, we tell both addresses and every session ends.",
        None => "If you change it, an open invitation ends: its link no longer works.",
    };
    let mails = mails::to(&mut desk, &contact).await?;
    let typed = Typed {
        name: contact.name.clone(),
        email: contact.email.clone(),
        phone: contact.phone.clone(),
        email_hint: email_hint.to_owned(),
        email_fixed: fixed,
        autofocus: false,
    };
    Ok(Content::plain(
        title(&format!("Edit {}, {}", contact.name, client.name), &[&form]),
        view! {
            {head(&form, back.clone(), client.name.clone(), "Edit contact", "")}
            <PostForm action=ChangeContact::url() page=desk.here.clone() class="stack">
                <Hidden name="client" value=client.id.to_string() />
                <Hidden name="contact" value=contact.id.to_string() />
                {person(&form, typed)}
                {time_zone(&form, &contact.time_zone, &desk.firm.time_zone, ZONE_HINT)}
                {save("Save contact", back)}
            </PostForm>
            {mails}
        },
    ))
}

/// Everybody who can lead the work for a client of this practice group.
async fn leads(desk: &mut Desk, group: Option<&GroupId>) -> Result<Vec<(String, String)>> {
    let staff = practice_groups::store::staff_who_reach(&mut desk.tx, [group, None]).await?;
    let nobody = (String::new(), "Nobody yet".to_owned());
    Ok(std::iter::once(nobody).chain(staff.into_iter().map(|account| (account.id.to_string(), account.name))).collect())
}

fn head(form: &Form, back: String, whose: String, title: &'static str, lead: &'static str) -> AnyView {
    view! {
        <ErrorSummary form=form />
        <div class="stack-tight">
            <Crumb href=back label=whose />
            <PageHead title=title lead=lead />
        </div>
    }
    .into_any()
}

/// What stands in the fields of a person before the form is sent.
#[derive(Default)]
struct Typed {
    name: String,
    email: String,
    phone: String,
    email_hint: String,
    email_fixed: bool,
    autofocus: bool,
}

/// The fields Name, Email and Phone.
fn person(form: &Form, typed: Typed) -> AnyView {
    view! {
        <TextField form=form name="name" label="Name" value=typed.name autocomplete="off" autofocus=typed.autofocus />
        <TextField
            form=form
            name="email"
            label="Email"
            kind="email"
            value=typed.email
            hint=typed.email_hint
            autocomplete="off"
            readonly=typed.email_fixed
        />
        <TextField form=form name="phone" label="Phone" kind="tel" value=typed.phone optional=true autocomplete="off" />
    }
    .into_any()
}

/// A contact's own time zone; without one, the firm's.
pub fn time_zone(form: &Form, chosen: &str, firm: &str, hint: &'static str) -> AnyView {
    let own = time_zones(if chosen.is_empty() { firm } else { chosen });
    let options =
        std::iter::once((String::new(), format!("The firm’s: {}", firm.replace('_', " ")))).chain(own).collect();
    view! {
        <SelectField
            form=form
            name="time_zone"
            label="Time zone"
            options=options
            value=chosen
            hint=hint
        />
    }
    .into_any()
}

fn save(label: &'static str, back: String) -> AnyView {
    view! {
        <div class="actions">
            <Button label=label look=Look::Primary />
            <ButtonLink href=back label="Cancel" look=Look::Quiet />
        </div>
    }
    .into_any()
}
