//! `/portal/requests/{id}`: what is asked of a client person, and what they sent and said. Of what other contacts sent
//! for the same request it tells the items' states and nothing else.

mod answers;
mod head;
mod item;
mod received;
mod sent_back;

use super::client_actions::{AnswerItem, FinishForNow, TakeBackAnswer};
use super::model::{AnswerKind, ItemState, Need, RequestId, RequestState, Verdict};
use super::permit::OnRequest;
use super::store::mine::{self, Handed, Letter, Thing};
use super::store::{self, Answer, Message};
use crate::accounts::Content;
use crate::accounts::pages::titled;
use crate::clients::ClientId;
use crate::firm::Times;
use crate::kernel::{AppError, FieldErrors, Form, Instant, Result, Span};
use crate::portal_access::Place;
use crate::portal_access::whom::{Lead, Whom};
use crate::server::leptos as request;
use crate::ui::{ErrorSummary, Head, Trust};
use leptos::prelude::*;

/// So long it is said that files have just come.
const LATELY: Span = Span::minutes(5);

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
    /// Whether something can be asked here: also when everything has come, until the matter is closed.
    asks: bool,
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
    let mut all = all(&mut place, &on).await?;
    let mut scene = Scene::new(&place, &on, letter);
    let lately = place.services.now() - LATELY;
    // The address says what has just come; opened once more later on, it is no news.
    if !all.iter().any(|one| scene.received == one.thing.id.as_str() && one.came_since(lately)) {
        scene.received.clear();
    }
    let refused = scene.refused();
    let title = titled(&refused, &scene.letter.title);
    let letter = &scene.letter;
    let lead =
        Lead { name: letter.lead_name.clone(), phone: letter.lead_phone.clone(), email: letter.lead_email.clone() };
    let whom = Whom::of_matter(lead, &scene.client, &place);
    let trust =
        format!("Files go straight to {}. A file counts as received only when it is safely stored.", scene.firm);
    // What was taken back stays for those who sent or said something about it.
    all.retain(|one| one.thing.withdrawn_at.is_none() || one.is_theirs());
    let kept = head::kept(&scene, &all);
    let body = view! {
        <div class="columns">
            <div class="stack">
                <ErrorSummary form=refused>{kept}</ErrorSummary>
                {head::view(&scene, &all)}
                {head::standing(&scene)}
                {still_to_send(&scene, &all)}
                {received::section(&scene, &all)}
                {head::finish(&scene, &all)}
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
    /// Whether something of it can still be sent.
    fn waits(&self) -> bool {
        self.thing.waits()
    }

    /// Whether it waits as their home counts: asked for, not optional, and not answered except with a promise.
    fn must_come(&self) -> bool {
        let answered = self.answer.as_ref().is_some_and(|answer| answer.said() != AnswerKind::Later);
        self.waits() && self.thing.need() != Need::Optional && !answered
    }

    /// How it stands for this person: what was sent back to another contact is open.
    fn standing(&self) -> ItemState {
        let sent_back = |file: &Handed| file.verdict().is_some_and(|verdict| verdict != Verdict::Accepted);
        match self.thing.standing() {
            ItemState::NeedsMore | ItemState::Rejected if !self.handed.iter().any(sent_back) => ItemState::Open,
            state => state,
        }
    }

    fn came_since(&self, lately: Instant) -> bool {
        self.handed.iter().any(|file| file.created_at > lately)
    }

    /// Whether something of it is theirs.
    fn is_theirs(&self) -> bool {
        !self.handed.is_empty() || self.answer.is_some() || !self.messages.is_empty()
    }

    /// Whether something of it is for staff to read: a file that is not decided yet, an answer that holds.
    fn is_news(&self) -> bool {
        let unread = self.handed.iter().any(|file| file.verdict().is_none());
        self.thing.withdrawn_at.is_none() && (unread || self.answer.is_some())
    }
}

impl Scene {
    fn new(place: &Place, on: &OnRequest, letter: Letter) -> Self {
        let path = format!("/portal/requests/{}", on.request());
        let received = request::query("received").split('.').next().unwrap_or_default().to_owned();
        let answers =
            [request::form::<AnswerItem>(), request::form::<TakeBackAnswer>(), request::form::<FinishForNow>()];
        let looked_at = place.looking.is_some();
        let is = |state: RequestState| letter.state == state.word() && !looked_at;
        let open = is(RequestState::Sent);
        Scene {
            request: on.request().clone(),
            client: on.on().client().clone(),
            open,
            asks: open || is(RequestState::Complete) && !letter.matter_closed,
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

    /// Whether everything needed is there.
    fn complete(&self) -> bool {
        self.letter.state == RequestState::Complete.word()
    }

    /// Whether it stands among what can still be sent; of a complete request, what is optional.
    fn takes(&self, one: &One) -> bool {
        one.waits() && (!self.ended() || self.complete() && one.thing.need() == Need::Optional)
    }

    /// Whether it is complete or taken back.
    fn ended(&self) -> bool {
        self.letter.state != RequestState::Sent.word()
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

/// What is still open, in groups.
fn still_to_send(scene: &Scene, all: &[One]) -> Option<AnyView> {
    let open: Vec<&One> = all.iter().filter(|one| scene.takes(one)).collect();
    if open.is_empty() {
        return None;
    }
    let title = if scene.complete() { "You can still send" } else { "Still to send" };
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
                <Head id="open" title open=true />
                {groups.collect_view()}
            </section>
        }
        .into_any(),
    )
}
