//! `/clients/{id}/requests/new`: whom to ask, by when, and what the request begins with; `/requests/new` asks whose it is.

use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{Whose, counted, title};
use crate::clients::store::{self as clients, Contact};
use crate::clients::{ClientId, ContactId, OnClient};
use crate::firm::Times;
use crate::kernel::{AppError, Form, Instant, Result};
use crate::matters::MatterId;
use crate::requests::OnRequest;
use crate::requests::actions::DraftRequest;
use crate::requests::changes::begin;
use crate::requests::copying::Suggested;
use crate::requests::model::{RequestId, TemplateId};
use crate::requests::store::{self, Request, Template};
use crate::server::leptos as request;
use crate::ui::{
    Button, ButtonLink, Choice, Choices, Crumb, ErrorSummary, Hidden, Look, PageHead, PostForm, SelectField, TextArea,
    TextField,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Earlier requests, and matters, among which one is chosen.
const MOST: i64 = 50;

/// What stands here where the address names no client.
const WHOSE: Whose = Whose {
    title: "New request",
    lead: "Which client do you ask for documents?",
    here: "/requests/new",
    list: ("/requests", "Requests"),
    form: |client| format!("/clients/{client}/requests/new"),
};

/// What the form begins with, where an earlier request is copied.
#[derive(Default)]
struct Copied {
    id: String,
    due: Option<Suggested>,
    title: String,
    message: String,
    contacts: Vec<ContactId>,
}

/// `/requests/new`: whose request it is.
pub async fn whose(desk: Desk) -> Result<Content> {
    desk.may(Act::AskForDocuments)?;
    WHOSE.page(desk).await
}

/// The page.
pub async fn new(mut desk: Desk) -> Result<Content> {
    let form = request::form::<DraftRequest>();
    let client = desk.param::<ClientId>("id")?;
    let (on, name, copied) = begins_with(&mut desk, client).await?;
    let contacts = clients::contacts(&mut desk.tx, &on).await?;
    let matters = store::matters_to_ask_about(&mut desk.tx, &on, MOST).await?;
    let templates = store::templates(&mut desk.tx).await?;
    let earlier = store::earlier(&mut desk.tx, &on, MOST).await?;
    let back = format!("/clients/{}/requests", on.client());
    let lead =
        "It begins as a draft: you choose what to ask for on the next page, and nobody else sees it until you send it.";
    let mut about = vec![(String::new(), "The client, no matter".to_owned())];
    about.extend(matters.into_iter().map(|(id, reference, title)| (id.to_string(), format!("{title} · {reference}"))));
    let (due_on, due_hint) = suggested(copied.due);
    let matter = request::query("matter");
    let usual = match MatterId::try_from(matter.clone()) {
        // A copy brings its own list.
        Ok(matter) if copied.id.is_empty() => store::usual_template(&mut desk.tx, &on, &matter).await?,
        _ => None,
    };
    let seen_by = match MatterId::try_from(matter.clone()) {
        // Whoever sees the matter is likely to be asked about it.
        Ok(matter) if copied.id.is_empty() => store::who_sees(&mut desk.tx, &on, &matter).await?,
        _ => copied.contacts,
    };
    let whom = whom(&form, &contacts, &seen_by);
    let with_templates = with_templates(&form, &templates, usual.as_ref());
    let copies = !copied.id.is_empty();
    let from_earlier = from_earlier(&form, &desk.times, earlier, copied.id);
    // What is copied decides about all below it.
    let (first, last) = if copies { (Some(from_earlier), None) } else { (None, Some(from_earlier)) };
    let usual = match copies {
        true => "",
        false => "Unless you tick a template below, the list begins with what is usual for the matter.",
    };
    let heading = if copies { "Copy request" } else { "Request documents" };
    let fields = view! {
        {first}
        {whom}
        <TextField form=&form name="title" label="Title" value=copied.title hint="As the client reads it, like “Documents for your 2025 tax return”." autocomplete="off" autofocus=true />
        <TextArea form=&form name="message" label="Message" value=copied.message hint="Stands above the list and in the mail. Left empty, the template’s own words are taken." optional=true />
        <TextField form=&form name="due_on" label="Due by" kind="date" value=due_on hint=due_hint />
        <SelectField form=&form name="matter" label="About" options=about value=matter.clone() hint=usual />
        <Hidden name="offered" value=matter />
        {with_templates}
        {last}
    };
    Ok(Content::plain(
        title(&format!("{heading}, {name}"), &[&form]),
        view! {
            <ErrorSummary form=&form />
            <div class="stack-tight">
                <Crumb href=back.clone() label=name />
                <PageHead title=heading lead=lead />
            </div>
            <PostForm action=DraftRequest::url() page=desk.here.clone() class="stack">
                <Hidden name="client" value=on.client().to_string() />
                {fields}
                <div class="actions">
                    <Button label="Save draft" look=Look::Primary />
                    <ButtonLink href=back label="Cancel" look=Look::Quiet />
                </div>
            </PostForm>
        },
    ))
}

/// The day before one is chosen, and what helps to choose it.
fn suggested(due: Option<Suggested>) -> (String, String) {
    let without = "With a template it can stay empty: its own time counts from today then. A copy brings a day too.";
    due.map_or((String::new(), without.to_owned()), |suggested| (suggested.day.to_string(), suggested.why))
}

/// The proof for this client, its name, and the request that `?copy=` names, if it is this client's.
async fn begins_with(desk: &mut Desk, client: ClientId) -> Result<(OnClient, String, Copied)> {
    let typed = request::query("copy");
    if typed.is_empty() {
        let (on, client) = OnClient::and_client(&mut desk.tx, &desk.staff, Act::AskForDocuments, &client).await?;
        return Ok((on, client.name, Copied::default()));
    }
    let id = RequestId::try_from(typed)?;
    let (earlier, request) =
        OnRequest::with_request(&mut desk.tx, &desk.staff, Act::AskForDocuments, id.clone()).await?;
    if *earlier.on().client() != client {
        return Err(AppError::NotFound);
    }
    let due = Some(begin::due_again(&mut desk.tx, &desk.times, &request).await?);
    let asked = store::asked(&mut desk.tx, &id).await?;
    let contacts = asked.into_iter().map(|one| one.contact_id).collect();
    let Request { client_name, title, message, .. } = request;
    Ok((earlier.on().clone(), client_name, Copied { id: id.to_string(), due, title, message, contacts }))
}

/// Ticks for the contacts; a single one is ticked already.
pub(super) fn whom(form: &Form, contacts: &[Contact], before: &[ContactId]) -> AnyView {
    let only = contacts.len() == 1;
    let ticks = contacts.iter().map(|contact| tick(form, contact, only || before.contains(&contact.id))).collect_view();
    view! {
        <Choices form=form name="contacts" legend="Who is asked" hint="Each sees the whole list; what one sends or answers, the others don’t see.">
            {ticks}
        </Choices>
    }
    .into_any()
}

/// Ticks for those who can be asked in addition; none where everybody is asked.
pub(super) fn whom_too(form: &Form, contacts: &[Contact]) -> Option<AnyView> {
    let ticks = contacts.iter().map(|contact| tick(form, contact, false)).collect_view();
    (!contacts.is_empty()).then(|| {
        view! {
            <Choices form=form name="contacts" legend="Ask these contacts too" hint="They get the request by mail, as the others did. What one sends or answers, the others don’t see.">
                {ticks}
            </Choices>
        }
        .into_any()
    })
}

fn tick(form: &Form, contact: &Contact, checked: bool) -> AnyView {
    let small = match contact.account_id {
        Some(_) => contact.email.clone(),
        None => format!("{} · has no access yet: invite them first", contact.email),
    };
    view! { <Choice form=form name="contacts[]" value=contact.id.to_string() label=contact.name.clone() small checked /> }
        .into_any()
}

/// Ticks for templates; the one that usually begins such a request is ticked already.
pub(super) fn with_templates(form: &Form, templates: &[Template], usual: Option<&TemplateId>) -> AnyView {
    let offered: Vec<&Template> = templates.iter().filter(|template| template.archived_at.is_none()).collect();
    if offered.is_empty() {
        // The field's place stays: an error about a template that was put away meanwhile stands in it.
        return view! {
            <Choices form=form name="templates" legend="Begin with templates">
                <p class="soft">"There are no templates yet. "<a href="/templates/new">"Make one"</a>", or begin by hand."</p>
            </Choices>
        }
        .into_any();
    }
    let tick = |template: &Template| {
        let small = format!("{} · {}", counted(template.items, "thing", "things"), after(template.due_days));
        let checked = usual == Some(&template.id);
        view! { <Choice form=form name="templates[]" value=template.id.to_string() label=template.name.clone() small checked /> }
    };
    let ticks = offered.into_iter().map(tick).collect_view();
    view! {
        <Choices form=form name="templates" legend="Begin with templates" hint="Several are merged, each thing once. Clients never see their names.">
            {ticks}
        </Choices>
    }
    .into_any()
}

fn after(days: i64) -> String {
    match days {
        0 => "due the same day".to_owned(),
        days => format!("due after {}", counted(days, "day", "days")),
    }
}

fn from_earlier(form: &Form, times: &Times, earlier: Vec<(RequestId, String, Instant)>, chosen: String) -> AnyView {
    if earlier.is_empty() {
        return ().into_any();
    }
    let mut options = vec![(String::new(), "Nothing".to_owned())];
    options.extend(earlier.into_iter().map(|(id, title, at)| {
        let day = times.day(&times.day_of(at)).words;
        (id.to_string(), format!("{title} · {day}"))
    }));
    let hint = "Its list and texts. Files sent then don’t count.";
    view! { <SelectField form=form name="earlier" label="Copy from" options value=chosen hint /> }.into_any()
}
