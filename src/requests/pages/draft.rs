//! A draft: what it asks for, exactly what the client will see, whom it goes to, and the button that sends it.

use super::new::with_templates;
use super::refused_here;
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::title;
use crate::kernel::{Form, Result};
use crate::reminders;
use crate::requests::OnRequest;
use crate::requests::actions::{
    AddTemplatesToRequest, DiscardRequest, KeepRequestItems, MoveRequestItem, RemoveRequestItem, SendRequest,
};
use crate::requests::model::RequestState;
use crate::requests::parts::{by_heading, press, preview, request_state_tag, things_for_staff};
use crate::requests::store::{self, Asked, Item, Request, Template};
use crate::server::leptos as request_of_page;
use crate::ui::{
    Button, ButtonLink, Choice, Choices, Crumb, Empty, ErrorSummary, Fact, Facts, Head, Hidden, Look, Moment, PageHead,
    PostForm, Sheet,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The forms of this page, as they came back.
struct Forms {
    keep: Form,
    templates: Form,
    refused: Form,
}

impl Forms {
    fn read() -> Self {
        use request_of_page::form;
        let (keep, templates) = (form::<KeepRequestItems>(), form::<AddTemplatesToRequest>());
        Forms { keep, templates, refused: refused_here() }
    }
}

/// The page.
pub(super) async fn page(mut desk: Desk, on: OnRequest, request: Request) -> Result<Content> {
    let forms = Forms::read();
    let items = store::items(&mut desk.tx, &on).await?;
    let asked = store::asked(&mut desk.tx, &request.id).await?;
    let may = desk.staff.can(Act::AskForDocuments);
    let templates = if may { store::templates(&mut desk.tx).await? } else { Vec::new() };
    let known = reminders::parts::Known { asked: &asked, items: &items, answers: &[], messages: &[] };
    let chasing = reminders::parts::section(&mut desk, &on, &request, known).await?;
    let times = desk.times.clone();
    let here = desk.here.clone();
    let about = match &request.matter_title {
        Some(matter) => format!("{} · {matter}", request.client_name),
        None => request.client_name.clone(),
    };
    let acts = may.then(|| acts(&request, &here));
    let add = may.then(|| {
        let href = format!("/requests/{}/items/new", request.id);
        view! { <a href=href>"Add a thing"</a> }
    });
    let more = may.then(|| more(&request, &items, &templates, &forms, &here));
    Ok(Content::plain(
        title(&request.title, &[&forms.refused]),
        view! {
            <ErrorSummary form=&forms.refused />
            <div class="stack-tight">
                <Crumb href=format!("/clients/{}/requests", request.client_id) label=request.client_name.clone() />
                <PageHead title=request.title.clone() lead=about>
                    {request_state_tag(RequestState::Draft, false)}
                    {acts}
                </PageHead>
            </div>
            <div class="columns">
                <div class="stack">
                    <section aria-labelledby="items">
                        <Head id="items" title="What is asked for" open=items.is_empty()>{add}</Head>
                        {list(&request, &items, may, &here)}
                    </section>
                    {more}
                    <section aria-labelledby="preview" class="stack-tight">
                        <Head id="preview" title="What the client will see" />
                        {preview(&times, &request, &items)}
                    </section>
                    {chasing}
                </div>
                <aside class="stack" aria-label="About this draft">{details(&desk, &request, &asked, may)}</aside>
            </div>
        },
    ))
}

/// Sending, editing and throwing away.
fn acts(request: &Request, here: &str) -> AnyView {
    let own = || vec![("request", request.id.to_string())];
    let discard = view! { <Button label="Discard draft" look=Look::Quiet /> }.into_any();
    let send = view! { <Button label="Send request" look=Look::Primary icon="sent" /> }.into_any();
    view! {
        <ButtonLink href=format!("/requests/{}/edit", request.id) label="Edit details" />
        {press(DiscardRequest::url(), here, own(), discard)}
        {press(SendRequest::url(), here, own(), send)}
    }
    .into_any()
}

fn list(request: &Request, items: &[Item], may: bool, here: &str) -> AnyView {
    if items.is_empty() {
        let words = "A request is a list of things, each with its own instruction and state. Add the first one by hand, or take them from a template.";
        let next = may.then(|| {
            view! { <ButtonLink href=format!("/requests/{}/items/new", request.id) label="Add a thing" icon="plus" /> }
        });
        return view! { <Empty title="Nothing is asked for yet" words>{next}</Empty> }.into_any();
    }
    let groups = by_heading(items.iter().collect::<Vec<_>>(), |item| item.heading.as_str());
    let group = |(heading, items): (String, Vec<&Item>)| {
        let title = (!heading.is_empty()).then(|| view! { <h3 class="group">{heading}</h3> });
        let last = items.len().saturating_sub(1);
        let rows = items.into_iter().enumerate().map(|(at, item)| row(request, item, may, (at > 0, at < last), here));
        view! { {title} <ul class="ledger bare things">{rows.collect_view()}</ul> }
    };
    view! { {groups.into_iter().map(group).collect_view()} }.into_any()
}

fn row(request: &Request, item: &Item, may: bool, (up, down): (bool, bool), here: &str) -> AnyView {
    let asking = item.asking();
    let example = item
        .example_id
        .as_ref()
        .map(|id| (format!("/documents/{id}/download"), item.example_name.clone().unwrap_or_default()));
    let lines = things_for_staff(&asking, example);
    let acts = may.then(|| {
        let own = || vec![("request", request.id.to_string()), ("item", item.id.to_string())];
        let small = |label: &'static str| {
            view! { <Button label=label look=Look::Small more=item.title.clone() /> }.into_any()
        };
        let moved = |way: &str, label: &'static str| {
            let fields = own().into_iter().chain([("way", way.to_owned())]).collect();
            press(MoveRequestItem::url(), here, fields, small(label))
        };
        view! {
            <ButtonLink href=format!("/requests/{}/items/{}", request.id, item.id) label="Edit" look=Look::Small more=item.title.clone() />
            {up.then(|| moved("up", "Move up"))}
            {down.then(|| moved("down", "Move down"))}
            {press(RemoveRequestItem::url(), here, own(), small("Remove"))}
        }
    });
    view! {
        <li>
            <div class="what"><b>{item.title.clone()}</b>{lines}</div>
            <span class="aside">{acts}</span>
        </li>
    }
    .into_any()
}

/// Keeping some of the things, and taking more from templates.
fn more(request: &Request, items: &[Item], templates: &[Template], forms: &Forms, here: &str) -> AnyView {
    let keep = (items.len() > 1).then(|| keep(request, items, &forms.keep, here));
    let (id, ticks) = (request.id.to_string(), with_templates(&forms.templates, templates, None));
    view! {
        <div class="stack-tight">
            {keep}
            <details open=forms.templates.refused()>
                <summary>"Add from templates"</summary>
                <PostForm action=AddTemplatesToRequest::url() page=here.to_owned() class="stack-tight">
                    <Hidden name="request" value=id />
                    {ticks}
                    <div class="actions"><Button label="Add from ticked templates" /></div>
                </PostForm>
            </details>
        </div>
    }
    .into_any()
}

fn keep(request: &Request, items: &[Item], form: &Form, here: &str) -> AnyView {
    let tick = |item: &Item| {
        let small = item.heading.clone();
        view! { <Choice form=form name="keep[]" value=item.id.to_string() label=item.title.clone() small checked=true /> }
    };
    let ticks = items.iter().map(tick).collect_view();
    let shown = items.iter().map(|item| view! { <Hidden name="shown[]" value=item.id.to_string() /> }).collect_view();
    let id = request.id.to_string();
    let open = form.refused() || request_of_page::query("keep") == "some";
    let ticks = view! {
        <Choices form=form name="keep" legend="Keep these" hint="What you untick is taken out of the draft.">{ticks}</Choices>
    };
    view! {
        <details open=open>
            <summary>"Keep only some of them"</summary>
            <PostForm action=KeepRequestItems::url() page=here.to_owned() class="stack-tight">
                <Hidden name="request" value=id />
                {shown}
                {ticks}
                <div class="actions"><Button label="Keep ticked things" /></div>
            </PostForm>
        </details>
    }
    .into_any()
}

fn details(desk: &Desk, request: &Request, asked: &[Asked], may: bool) -> AnyView {
    let times = &desk.times;
    let late = request.due_on < times.today_day();
    let far = if late { "over: choose a later day".to_owned() } else { times.until_day(&request.due_on) };
    let due = view! { <Moment at=times.day(&request.due_on) /> <small>{far}</small> };
    let change = may.then(|| {
        let href = format!("/requests/{}/edit", request.id);
        view! { <footer><a href=href>"Change these"</a></footer> }
    });
    let whom = whom(&request.client_id, asked);
    let (author, at) = (request.created_by_name.clone(), times.short(request.created_at));
    view! {
        <Sheet label="Details">
            <header><h2>"Details"</h2></header>
            <Facts>
                <Fact term="Goes to">{whom}</Fact>
                <Fact term="Due"><span id="due_on">{due}</span></Fact>
                <Fact term="Written by">{author} <small><Moment at /></small></Fact>
            </Facts>
            {change}
        </Sheet>
    }
    .into_any()
}

/// Whom it goes to; who can't see it yet, and what to do about that.
pub(super) fn whom(client: &crate::clients::ClientId, asked: &[Asked]) -> AnyView {
    let one = |one: &Asked| {
        let access = format!("/clients/{client}/portal-access");
        let words = match one.access.as_str() {
            _ if one.can_see() => None,
            "inactive" => Some("access is disabled: enable it first"),
            _ => Some("has no access yet: invite them first"),
        };
        let note = words.map(|words| view! { <small><a href=access>{words}</a></small> });
        view! { <li>{one.name.clone()}{note}</li> }
    };
    view! { <ul id="contacts">{asked.iter().map(one).collect_view()}</ul> }.into_any()
}
