//! `/portal/requests/{id}`: what is asked of a client person, and what they sent and said. Of what other contacts sent
//! for the same request it tells the items' states and nothing else.

mod answers;
mod item;
mod received;
mod sent_back;

use super::client_actions::{AnswerItem, FinishForNow, TakeBackAnswer};
use super::model::{RequestId, RequestState};
use super::permit::OnRequest;
use super::store::mine::{self, Handed, Letter, Thing};
use super::store::{self, Answer, Message};
use crate::accounts::Content;
use crate::accounts::pages::titled;
use crate::clients::ClientId;
use crate::firm::Times;
use crate::kernel::{AppError, FieldErrors, Form, Result};
use crate::portal_access::Place;
use crate::portal_access::whom::{Lead, Whom};
use crate::server::leptos as request;
use crate::ui::{Button, Crumb, ErrorSummary, Head, Hidden, Icon, Look, Moment, Notice, NoticeTone, PostForm, Trust};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What every part of the page knows.
struct Scene {
    request: RequestId,
    client: ClientId,
    path: String,
    letter: Letter,
    firm: String,
    times: Times,
    max_bytes: u64,
    /// Whether something can be sent and said here.
    open: bool,
    /// Whether staff only look.
    looked_at: bool,
    /// The item whose files have just come.
    received: String,
    upload: Form,
    answer: Form,
}

/// One thing asked for, with what is this person's own of it.
struct One {
    thing: Thing,
    handed: Vec<Handed>,
    answer: Option<Answer>,
    messages: Vec<Message>,
}

/// The page.
pub async fn page(mut place: Place) -> Result<Content> {
    let on = OnRequest::of_person(&mut place.tx, &place.person, request::param("id")?).await?;
    let today = place.times.today_day();
    let letter = mine::letter(&mut place.tx, &on, &today).await?;
    let all = all(&mut place, &on).await?;
    let scene = Scene::new(&place, &on, letter);
    let refused = scene.refused();
    let title = titled(&refused, &scene.letter.title);
    let letter = &scene.letter;
    let lead =
        Lead { name: letter.lead_name.clone(), phone: letter.lead_phone.clone(), email: letter.lead_email.clone() };
    let whom = Whom::of_matter(lead, &scene.client, &place);
    let trust =
        format!("Files go straight to {}. A file counts as received only when it is safely stored.", scene.firm);
    let body = view! {
        <div class="columns">
            <div class="stack">
                <ErrorSummary form=refused />
                {head(&scene, &all)}
                {standing(&scene)}
                {still_to_send(&scene, &all)}
                {received::section(&scene, &all)}
                {finish(&scene, &all)}
            </div>
            <div class="stack">
                {whom.sheet(true)}
                <Trust icon="lock">{trust}</Trust>
            </div>
        </div>
    };
    Ok(Content::with_island(title, body))
}

async fn all(place: &mut Place, on: &OnRequest) -> Result<Vec<One>> {
    let things = mine::things(&mut place.tx, on).await?;
    let mut handed = mine::handed(&mut place.tx, on).await?;
    let mut answers = store::own_answers(&mut place.tx, on).await?;
    let mut messages = store::own_messages(&mut place.tx, on).await?;
    Ok(things
        .into_iter()
        .map(|thing| One {
            handed: handed.extract_if(.., |one| one.item_id == thing.id).collect(),
            answer: answers.extract_if(.., |one| one.item_id == thing.id).last(),
            messages: messages.extract_if(.., |one| one.item_id == thing.id).collect(),
            thing,
        })
        .collect())
}

impl One {
    /// Whether it stands among what is still to be sent.
    fn waits(&self) -> bool {
        self.thing.standing().waits_for_client()
    }
}

impl Scene {
    fn new(place: &Place, on: &OnRequest, letter: Letter) -> Self {
        let path = format!("/portal/requests/{}", on.request());
        let received = request::query("received").split('.').next().unwrap_or_default().to_owned();
        let answers =
            [request::form::<AnswerItem>(), request::form::<TakeBackAnswer>(), request::form::<FinishForNow>()];
        let looked_at = place.looking.is_some();
        Scene {
            request: on.request().clone(),
            client: on.on().client().clone(),
            open: letter.state == RequestState::Sent.word() && !looked_at,
            looked_at,
            firm: place.firm.name.clone(),
            times: place.times.clone(),
            max_bytes: place.services.config.max_upload_bytes,
            upload: request::form_of(&path),
            answer: answers.into_iter().find(Form::refused).unwrap_or_default(),
            path,
            letter,
            received,
        }
    }

    /// The refused form as the summary tells it: each item has its own fields, whose ids end with the item's.
    fn refused(&self) -> Form {
        if self.upload.refused() {
            return self.upload.clone();
        }
        let mut form = self.answer.clone();
        let item = form.value("item", "");
        if let Some(AppError::Invalid(FieldErrors(fields))) = &mut form.error {
            for (field, _) in fields.iter_mut() {
                *field = format!("{field}-{item}");
            }
        }
        form
    }
}

fn head(scene: &Scene, all: &[One]) -> AnyView {
    let letter = &scene.letter;
    let crumb = match (&letter.matter_id, &letter.matter_title) {
        (Some(id), Some(title)) => (format!("/portal/matters/{id}"), title.clone()),
        _ => ("/portal".to_owned(), "Home".to_owned()),
    };
    let received = all.iter().filter(|one| !one.waits()).count();
    let left = all.len() - received;
    let told = format!("{received} of {} received", all.len());
    let left = (left > 0).then(|| view! { <span>{format!("{left} to go")}</span> });
    let message = letter.message.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
    view! {
        <header class="stack-tight">
            <Crumb href=crumb.0 label=crumb.1 />
            <h1>{letter.title.clone()}</h1>
            {message}
            {due(scene)}
            <div class="progress">
                <span><b id="done">{told}</b> {left}</span>
                <progress max=all.len().max(1).to_string() value=received.to_string() aria-labelledby="done"></progress>
            </div>
        </header>
    }
    .into_any()
}

/// How far the last day is; late in red, with a sign and a word.
fn due(scene: &Scene) -> Option<AnyView> {
    let (times, day) = (&scene.times, &scene.letter.due_on);
    if scene.letter.state != RequestState::Sent.word() {
        return None;
    }
    let words = times.due(day);
    let far = if *day < times.today_day() {
        view! { <b class="due late"><Icon name="warning" />" "{words}</b> }.into_any()
    } else {
        view! { <b>{format!("Due {words}")}</b> }.into_any()
    };
    Some(
        view! {
            <p>"Send what you have now; you can come back for the rest. " {far} " · " <Moment at=times.day(day) /></p>
        }
        .into_any(),
    )
}

fn standing(scene: &Scene) -> Option<AnyView> {
    let words = match scene.letter.state.as_str() {
        state if state == RequestState::Complete.word() => "Everything that we asked for is here. Thank you.",
        state if state == RequestState::Withdrawn.word() => "We have taken this request back. Nothing more is needed.",
        _ => return None,
    };
    Some(view! { <Notice tone=NoticeTone::Good><p>{words}</p></Notice> }.into_any())
}

/// What is still open, in groups; nothing once the request has ended.
fn still_to_send(scene: &Scene, all: &[One]) -> Option<AnyView> {
    let open: Vec<&One> = all.iter().filter(|one| one.waits()).collect();
    if open.is_empty() || scene.letter.state != RequestState::Sent.word() {
        return None;
    }
    let groups = open.chunk_by(|one, next| one.thing.heading == next.thing.heading).map(|group| {
        let heading = group[0].thing.heading.clone();
        let level = if heading.is_empty() { 3 } else { 4 };
        let items = group.iter().map(|one| item::row(scene, one, level)).collect_view();
        let heading = (!heading.is_empty()).then(|| view! { <h3 class="shelf">{heading}</h3> });
        view! { {heading} <ul class="items">{items}</ul> }
    });
    Some(
        view! {
            <section aria-labelledby="open">
                <Head id="open" title="Still to send" open=true />
                {groups.collect_view()}
            </section>
        }
        .into_any(),
    )
}

/// "That's all for now"; offered once something is there.
fn finish(scene: &Scene, all: &[One]) -> Option<AnyView> {
    let own = all.iter().any(|one| !one.handed.is_empty() || one.answer.is_some());
    if !own || scene.looked_at || scene.letter.state == RequestState::Withdrawn.word() {
        return None;
    }
    if let Some(at) = scene.letter.finished_at {
        let at = scene.times.short(at);
        return Some(view! { <p class="soft">"You finished for now: " <Moment at />". We have been told. You can still send more."</p> }.into_any());
    }
    let (request, path) = (scene.request.to_string(), scene.path.clone());
    Some(
        view! {
            <PostForm action=FinishForNow::url() page=path class="actions">
                <Hidden name="request" value=request />
                <Button label="Finish for now" look=Look::Primary />
                <span class="soft">"You get one receipt for everything received today, and we are told that this is all for now."</span>
            </PostForm>
        }
        .into_any(),
    )
}
