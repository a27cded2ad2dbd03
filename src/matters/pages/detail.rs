//! `/matters/{id}`: everything about a matter on one screen, and on paper.

use super::around;
use super::aside::{about, seen_by, status};
use super::work::{self, Work};
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::title;
use crate::clients::store::Contact;
use crate::firm::Times;
use crate::kernel::{Form, Result};
use crate::matters::OnMatter;
use crate::matters::actions::{ChangeSentence, ChangeStatus, EnterPhase, ShowMatter};
use crate::matters::model::MatterId;
use crate::matters::parts::status_tag;
use crate::matters::store::{self, Matter, Phase};
use crate::requests::actions::WithdrawRequestsOfMatter;
use crate::requests::store::RequestLine;
use crate::server::leptos as request;
use crate::ui::{
    Button, ButtonLink, Crumb, Empty, ErrorSummary, Head, Hidden, Look, PageHead, PostForm, PrintButton, SelectField,
    TextArea,
};
use crate::{clients, requests};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
pub async fn detail(mut desk: Desk) -> Result<Content> {
    let forms = Forms::read();
    let id = desk.param::<MatterId>("id")?;
    let (on, matter) = OnMatter::and_matter(&mut desk.tx, &desk.staff, Act::SeeMatters, &id).await?;
    let scene = Scene::read(&mut desk, &on, matter).await?;
    let times = &desk.times;
    Ok(Content::plain(
        title(&scene.matter.title, &[&forms.refused()]),
        view! {
            <ErrorSummary form=forms.refused() />
            {head(&scene)}
            {stepper(&scene, &forms)}
            <div class="columns">
                <div class="stack">
                    {scene.requests.as_deref().map(|lines| asked(times, &scene, lines))}
                    {work::sections(times, &scene.work, &scene.here, scene.may_edit)}
                </div>
                <aside class="stack" aria-label="About this matter">
                    {about(times, &scene)}
                    {scene.may_edit.then(|| status(&scene, &forms.status))}
                    {seen_by(&scene, &forms.show)}
                    {around::documents(times, &scene.work, &scene.matter)}
                    {around::links(&scene.work, &scene.here, scene.may_edit)}
                    <PrintButton label="Print this matter" />
                </aside>
            </div>
        },
    ))
}

/// What the page tells, read once.
pub(super) struct Scene {
    pub matter: Matter,
    phases: Vec<Phase>,
    pub contacts: Vec<Contact>,
    pub seen_by: Vec<clients::ContactId>,
    requests: Option<Vec<RequestLine>>,
    work: Work,
    pub here: String,
    pub may_edit: bool,
    may_ask: bool,
    pub readable_until: String,
}

impl Scene {
    async fn read(desk: &mut Desk, on: &OnMatter, matter: Matter) -> Result<Self> {
        let all = store::phases(&mut desk.tx, &matter.type_id).await?;
        let is_now = |phase: &Phase| matter.phase_id.as_ref() == Some(&phase.id);
        let phases = all.into_iter().filter(|phase| phase.archived_at.is_none() || is_now(phase)).collect();
        let requests = match desk.staff.can(Act::SeeRequests) {
            true => Some(requests::store::of_matter(&mut desk.tx, on).await?),
            false => None,
        };
        let (contacts, seen_by) = store::who_may_see(&mut desk.tx, on).await?;
        let until = match &matter.readable_until {
            Some(day) => day.clone(),
            None => desk.times.today_day().plus(matter.readable_days),
        };
        Ok(Scene {
            phases,
            contacts,
            seen_by,
            requests,
            work: Work::read(desk, on, matter.open).await?,
            here: desk.here.clone(),
            may_edit: desk.staff.can(Act::EditMatters),
            may_ask: desk.staff.can(Act::AskForDocuments),
            readable_until: until.to_string(),
            matter,
        })
    }

    fn place(&self) -> Option<usize> {
        self.phases.iter().position(|phase| self.matter.phase_id.as_ref() == Some(&phase.id))
    }
}

/// The forms of this page that can come back refused, beside those of its sections.
struct Forms {
    status: Form,
    phase: Form,
    sentence: Form,
    show: Form,
}

impl Forms {
    fn read() -> Self {
        Forms {
            status: request::form::<ChangeStatus>(),
            phase: request::form::<EnterPhase>(),
            sentence: request::form::<ChangeSentence>(),
            show: request::form::<ShowMatter>(),
        }
    }

    fn refused(&self) -> Form {
        let own = [&self.status, &self.phase, &self.sentence, &self.show].into_iter().find(|form| form.refused());
        let left = request::form::<WithdrawRequestsOfMatter>();
        own.cloned().unwrap_or_else(|| if left.refused() { left } else { work::refused() })
    }
}

fn head(scene: &Scene) -> AnyView {
    let matter = scene.matter.clone();
    let standing = matter.standing();
    let ask = (scene.may_ask && matter.open).then(|| {
        let href = format!("/clients/{}/requests/new?matter={}", matter.client_id, matter.id);
        view! { <ButtonLink href label="Request documents" look=Look::Primary /> }
    });
    let edit = scene.may_edit.then(|| {
        view! { <ButtonLink href=format!("/matters/{}/edit", matter.id) label="Edit matter" /> }
    });
    let lead = format!("{} · {} · {}", matter.client_name, matter.reference, matter.type_name);
    view! {
        <div class="stack-tight">
            <Crumb href="/matters" label="Matters" />
            <PageHead title=matter.title.clone() lead>
                {status_tag(standing)}
                {edit}
                {ask}
            </PageHead>
        </div>
    }
    .into_any()
}

fn stepper(scene: &Scene, forms: &Forms) -> AnyView {
    if scene.phases.is_empty() {
        return ().into_any();
    }
    let now = scene.place().filter(|_| !scene.matter.phases_done);
    let steps = scene.phases.iter().enumerate().map(|(place, phase)| {
        let done = scene.matter.phases_done || now.is_some_and(|now| place < now);
        let after = done.then(|| view! { <span class="visually-hidden">", done"</span> });
        let current = (now == Some(place)).then_some("step");
        view! { <li class=done.then_some("done") aria-current=current><span>{phase.name.clone()}{after}</span></li> }
    });
    let moves = (scene.may_edit && scene.matter.open).then(|| phase_moves(scene, now, forms));
    view! {
        <section class="stack-tight holds-stepper" aria-labelledby="phases">
            <h2 class="visually-hidden" id="phases">"Phases"</h2>
            <ol class="stepper">{steps.collect_view()}</ol>
            {reads(scene, now)}
            {moves}
        </section>
    }
    .into_any()
}

/// What the client reads of the present phase.
fn reads(scene: &Scene, now: Option<usize>) -> AnyView {
    let phase = now.map(|now| scene.phases[now].sentence.clone()).unwrap_or_default();
    let words = if scene.matter.sentence.is_empty() { phase } else { scene.matter.sentence.clone() };
    match words.as_str() {
        "" => ().into_any(),
        words => view! { <p class="soft">{format!("The client reads: “{words}”")}</p> }.into_any(),
    }
}

fn phase_moves(scene: &Scene, now: Option<usize>, forms: &Forms) -> AnyView {
    let next = now.map_or(Some(0).filter(|_| !scene.matter.phases_done), |now| Some(now + 1));
    let finish = next.map(|next| {
        let to = scene.phases.get(next).map(|phase| phase.id.to_string()).unwrap_or_default();
        let label = match now {
            Some(now) => format!("Finish “{}”", scene.phases[now].name),
            None => format!("Begin “{}”", scene.phases[0].name),
        };
        let ids = which(&scene.matter);
        view! {
            <PostForm action=EnterPhase::url() page=scene.here.clone()>
                {ids}
                <Hidden name="phase" value=to />
                <Button label look=Look::Small icon="check" />
            </PostForm>
        }
    });
    let mut options: Vec<_> = scene.phases.iter().map(|phase| (phase.id.to_string(), phase.name.clone())).collect();
    options.push((String::new(), "All phases are finished".to_owned()));
    let value = now.map(|now| scene.phases[now].id.to_string()).unwrap_or_default();
    let open = forms.phase.refused() || forms.sentence.refused();
    let go = view! {
        {which(&scene.matter)}
        <SelectField form=&forms.phase name="phase" label="Phase" options value />
        <div><Button label="Go to this phase" /></div>
    };
    let say = view! {
        <Hidden name="matter" value=scene.matter.id.to_string() />
        <TextArea
            form=&forms.sentence
            name="sentence"
            label="What this client reads"
            value=scene.matter.sentence.clone()
            hint="Instead of the phase’s own sentence, until the next phase. Empty: the phase’s own."
            rows=2
            optional=true
        />
        <div><Button label="Save sentence" /></div>
    };
    view! {
        <div class="actions">{finish}</div>
        <details class="no-print" open=open>
            <summary>"Go to another phase, or change the sentence"</summary>
            <div class="stack">
                <PostForm action=EnterPhase::url() page=scene.here.clone() class="stack-tight" label="Phase">{go}</PostForm>
                <PostForm action=ChangeSentence::url() page=scene.here.clone() class="stack-tight" label="Sentence">
                    {say}
                </PostForm>
            </div>
        </details>
    }
    .into_any()
}

/// Which matter a form is about, and as it was when the page was made.
pub(super) fn which(matter: &Matter) -> AnyView {
    view! {
        <Hidden name="matter" value=matter.id.to_string() />
        <Hidden name="changed_at" value=matter.changed_at.0.to_string() />
    }
    .into_any()
}

fn asked(times: &Times, scene: &Scene, lines: &[RequestLine]) -> AnyView {
    let open = lines.iter().any(|line| line.standing() == requests::model::RequestState::Sent);
    let href = format!("/clients/{}/requests/new?matter={}", scene.matter.client_id, scene.matter.id);
    let new = (scene.may_ask && scene.matter.open).then_some(href);
    let button = new.clone();
    let left =
        (!scene.matter.open && scene.may_ask).then(|| requests::parts::left_open(&scene.matter.id, lines, &scene.here));
    let body = if lines.is_empty() {
        let words = "What you ask the client for in this matter stands here, with what came and what is missing.";
        view! {
            <Empty title="Nothing was asked for yet" words>
                {button.map(|href| view! { <ButtonLink href label="Request documents" /> })}
            </Empty>
        }
        .into_any()
    } else {
        requests::parts::rows(times, lines, false)
    };
    view! {
        <section aria-labelledby="requests">
            <Head id="requests" title="Requests" open>
                {new.map(|href| view! { <a class="no-print" href=href>"Request documents"</a> })}
            </Head>
            {left}
            {body}
        </section>
    }
    .into_any()
}
