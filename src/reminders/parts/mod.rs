//! The section of a request's page that shows how it is chased: every date before it is sent, and what became of the others.

pub mod person;
pub mod rules;

use super::actions::{AddRequestRule, ChangeRequestRule, ChooseChasing, RemindNow, RemoveRequestRule};
use super::model::{Chasing, Rule};
use super::store::{self, Board};
use crate::accounts::{Act, Desk};
use crate::firm::Times;
use crate::kernel::{Form, Instant, Result};
use crate::requests::OnRequest;
use crate::requests::model::RequestState;
use crate::requests::parts::reminded_words;
use crate::requests::store::{Answer, Asked, Item, Message, Request};
use crate::server::leptos as request;
use crate::ui::{Button, Choice, Choices, Head, Hidden, PostForm, SelectField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use person::Person;

/// What the section is made of.
pub struct Scene {
    now: Instant,
    request: Request,
    state: RequestState,
    chasing: Chasing,
    board: Board,
    firm_zone: String,
    may_ask: bool,
    may_change_firm: bool,
    here: String,
}

impl Scene {
    fn rules(&self) -> Vec<Rule> {
        self.board.frame.rules(self.chasing)
    }

    fn is_over(&self) -> bool {
        matches!(self.state, RequestState::Complete | RequestState::Withdrawn)
    }
}

/// A form of the section that came back refused: the page shows it in its summary and its title.
pub fn refused() -> Form {
    let forms = [
        request::form::<RemindNow>(),
        request::form::<ChooseChasing>(),
        request::form::<AddRequestRule>(),
        request::form::<ChangeRequestRule>(),
        request::form::<RemoveRequestRule>(),
    ];
    forms.into_iter().find(Form::refused).unwrap_or_default()
}

/// What the request's page has read already.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Whom it goes to.
    pub asked: &'a [Asked],
    /// What it asks for.
    pub items: &'a [Item],
    /// What they answered; of a draft nothing.
    pub answers: &'a [Answer],
    /// What they asked.
    pub messages: &'a [Message],
}

/// How a request is chased; also while it is a draft.
pub async fn section(desk: &mut Desk, on: &OnRequest, request: &Request, known: Known<'_>) -> Result<AnyView> {
    let board = store::board(&mut desk.tx, on.request()).await?;
    let scene = Scene {
        now: desk.services.now(),
        request: request.clone(),
        state: RequestState::parse(&request.state)?,
        chasing: Chasing::parse(&request.chasing).unwrap_or(Chasing::Off),
        board,
        firm_zone: desk.firm.time_zone.clone(),
        may_ask: desk.staff.can(Act::AskForDocuments),
        may_change_firm: desk.staff.can(Act::ChangeFirm),
        here: desk.here.clone(),
    };
    let asked = known.asked;
    let people: Vec<Person> = asked.iter().map(|one| Person::of(&scene, one, known)).collect();
    let nobody =
        people.is_empty().then(|| view! { <p class="soft">"Choose contacts first; then their dates stand here."</p> });
    let settings = scene.may_change_firm.then(|| view! { <a href="/settings/reminders">"The firm’s reminders"</a> });
    Ok(view! {
        <section class="stack" aria-labelledby="reminders">
            <Head id="reminders" title="Reminders">{settings}</Head>
            <p>{how(&scene)}</p>
            {often(&desk.times, &scene).map(|words| view! { <p>{words}</p> })}
            {nobody}
            {people.iter().map(Person::sheet).collect_view()}
            {remind_now(&scene, asked)}
            {choose(&scene)}
            {own_rules(&scene)}
        </section>
    }
    .into_any())
}

/// How it is chased, in a sentence.
fn how(scene: &Scene) -> String {
    let hours = scene.board.frame.hours.words();
    match (scene.state, scene.chasing) {
        (RequestState::Complete, _) => "The request is complete: nobody is reminded any more.".to_owned(),
        (RequestState::Withdrawn, _) => "The request was withdrawn: nobody is reminded any more.".to_owned(),
        (_, Chasing::Off) => "Nobody is reminded of this request, unless you do so by hand.".to_owned(),
        (_, _) if scene.rules().is_empty() => "There is no reminder in the rules, so nobody is reminded.".to_owned(),
        (RequestState::Draft, _) => {
            format!("If you send it now, these reminders follow. They go out {hours}, by the reader’s clock.")
        }
        (RequestState::Sent, _) => {
            format!("These reminders follow while something is missing. They go out {hours}, by the reader’s clock.")
        }
    }
}

/// How often somebody was reminded, as the lists of requests say it, and of what is over, too.
fn often(times: &Times, scene: &Scene) -> Option<String> {
    let sent = || scene.board.told.iter().filter(|told| told.outcome == "sent");
    let often = i64::try_from(sent().count()).unwrap_or(i64::MAX);
    reminded_words(times, often, sent().map(|told| told.at).max()).map(|words| format!("So far: {words}."))
}

fn remind_now(scene: &Scene, asked: &[Asked]) -> Option<AnyView> {
    if scene.state != RequestState::Sent || !scene.may_ask || asked.is_empty() {
        return None;
    }
    let form = request::form::<RemindNow>();
    let id = scene.request.id.to_string();
    let whom = match asked {
        [only] => view! { <Hidden name="contacts[]" value=only.contact_id.to_string() /> }.into_any(),
        several => {
            let ticks: Vec<AnyView> = several.iter().map(|one| tick(&form, one)).collect();
            view! { <Choices form=&form name="contacts" legend="Remind">{ticks}</Choices> }.into_any()
        }
    };
    Some(
        view! {
            <PostForm action=RemindNow::url() page=scene.here.clone() class="stack-tight" label="Remind now">
                <Hidden name="request" value=id />
                {whom}
                <div class="actions">
                    <Button label="Remind now" icon="mail" />
                    <small class="soft">"Goes out at once, whatever the hours say."</small>
                </div>
            </PostForm>
        }
        .into_any(),
    )
}

fn tick(form: &Form, one: &Asked) -> AnyView {
    let (value, label) = (one.contact_id.to_string(), one.name.clone());
    // Who can't sign in would only find a closed door.
    let checked = one.can_see();
    view! { <Choice form=form name="contacts[]" value=value label=label checked=checked /> }.into_any()
}

fn choose(scene: &Scene) -> Option<AnyView> {
    if scene.is_over() || !scene.may_ask {
        return None;
    }
    let form = request::form::<ChooseChasing>();
    let options = Chasing::ALL.map(|one| (one.word().to_owned(), one.words().to_owned())).into_iter().collect();
    let (id, chosen) = (scene.request.id.to_string(), scene.chasing.word());
    Some(
        view! {
            <PostForm action=ChooseChasing::url() page=scene.here.clone() class="filters" label="Chasing">
                <Hidden name="request" value=id />
                <SelectField form=&form name="chasing" label="Chase this request" options=options value=chosen />
                <Button label="Save chasing" />
            </PostForm>
        }
        .into_any(),
    )
}

fn own_rules(scene: &Scene) -> Option<AnyView> {
    if scene.is_over() || scene.chasing != Chasing::Own {
        return None;
    }
    let (form, change) = (request::form::<AddRequestRule>(), request::form::<ChangeRequestRule>());
    let acts = rules::Acts { change: ChangeRequestRule::url(), remove: RemoveRequestRule::url() };
    let acts = scene.may_ask.then_some(acts);
    let place = rules::Place { acts, request: Some(scene.request.id.clone()), here: scene.here.clone() };
    let add = scene.may_ask.then(|| rules::add_form(&form, AddRequestRule::url().to_owned(), &place, change.refused()));
    let list = rules::list(&change, &scene.board.frame.own, &place);
    Some(
        view! {
            <div class="stack-tight">
                <h3>"Rules of its own"</h3>
                {list}
                {add}
            </div>
        }
        .into_any(),
    )
}
