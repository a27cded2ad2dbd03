//! `/portal/matters/{id}`: a matter as a client person sees it: where it stands, what is due, what is asked, the
//! documents, what staff wrote for them, whom to ask, what has happened. Built from what was made visible, and nothing
//! else (PRODUCT, rule 1).

mod so_far;
mod steps;

pub use steps::{Course, status_tag};

use super::permit::OnMatter;
use super::store::seen::{self, Entered, Seen, Written};
use crate::accounts::Content;
use crate::documents::parts::Download;
use crate::firm::Times;
use crate::kernel::Result;
use crate::portal_access::Place;
use crate::portal_access::whom::{Lead, Whom};
use crate::requests::store::mine::{self, Sent};
use crate::requests::store::{Paper, papers};
use crate::server::leptos as request;
use crate::ui::{
    ButtonLink, Crumb, Empty, Head, Icon, Look, Moment, Notice, NoticeTone, PrintButton, Tag, Tone, file_size,
};
use leptos::prelude::*;

/// Everything on the page.
struct Scene {
    matter: Seen,
    course: Course,
    entered: Vec<Entered>,
    written: Vec<Written>,
    requests: Vec<Sent>,
    papers: Vec<Paper>,
    firm: String,
    times: Times,
}

/// The page.
pub async fn page(mut place: Place) -> Result<Content> {
    let (contact, today) = (place.contact()?, place.times.today_day());
    let on = OnMatter::of_person(&mut place.tx, &place.person, request::param("id")?, &today).await?;
    let matter = seen::one(&mut place.tx, &on, &today).await?;
    let entered = seen::entered(&mut place.tx, &on).await?;
    let steps: Vec<_> = entered.iter().map(|one| one.step.clone()).collect();
    let scene = Scene {
        course: Course::of(&matter, &steps),
        written: seen::written(&mut place.tx, &on).await?,
        requests: mine::about_matter(&mut place.tx, &contact, &on).await?,
        papers: papers(&mut place.tx, &on).await?,
        firm: place.firm.name.clone(),
        times: place.times.clone(),
        matter,
        entered,
    };
    let matter = &scene.matter;
    let lead =
        Lead { name: matter.lead_name.clone(), phone: matter.lead_phone.clone(), email: matter.lead_email.clone() };
    let whom = Whom::of_matter(lead, &matter.client_id, &place);
    let title = matter.title.clone();
    let body = view! {
        <div class="columns">
            <div class="stack">
                {head(&scene)}
                {where_it_stands(&scene)}
                {asked(&scene)}
                {dates(&scene)}
                {notes(&scene)}
                {documents(&scene)}
                {so_far::section(&scene)}
            </div>
            <div class="stack">
                {whom.sheet(true)}
                <PrintButton label="Print this matter" />
            </div>
        </div>
    };
    Ok(Content::plain(title, body))
}

fn head(scene: &Scene) -> AnyView {
    let (matter, times) = (&scene.matter, &scene.times);
    let facts = format!("{} · opened ", matter.reference);
    let until = matter.readable_until.as_ref().filter(|_| !matter.open).map(|day| {
        let day = times.day(day);
        view! { <Notice tone=NoticeTone::Plain><p>"This matter is closed. You can read it here until " <Moment at=day />"."</p></Notice> }
    });
    view! {
        <header class="stack-tight">
            <div class="no-print"><Crumb href="/portal" label="Home" /></div>
            <div class="page-head">
                <div>
                    <h1>{matter.title.clone()}</h1>
                    <p class="soft">{facts} <Moment at=times.day(&times.day_of(matter.created_at)) /></p>
                </div>
                {status_tag(matter.standing())}
            </div>
            {until}
        </header>
    }
    .into_any()
}

fn where_it_stands(scene: &Scene) -> AnyView {
    let (course, waiting) = (&scene.course, scene.requests.iter().find(|request| request.waits()));
    let send = waiting.filter(|_| scene.matter.open).map(|request| {
        let href = format!("/portal/requests/{}", request.id);
        view! { <p class="no-print"><ButtonLink href label="Send documents" look=Look::Primary /></p> }
    });
    view! {
        <section class="stack-tight holds-stepper" aria-labelledby="where">
            <h2 class="visually-hidden" id="where">"Where it stands"</h2>
            {course.stepper(false)}
            <p><b>{course.place()}</b> " " {course.sentence()}</p>
            {send}
        </section>
    }
    .into_any()
}

/// How far a day is; late in red, with a sign and a word.
fn far(words: String, late: bool) -> AnyView {
    if late {
        return view! { <b class="late"><Icon name="warning" />" "{words}</b>" " }.into_any();
    }
    view! { <b>{words}</b>" " }.into_any()
}

/// What was asked of this person about the matter.
fn asked(scene: &Scene) -> Option<AnyView> {
    if scene.requests.is_empty() {
        return None;
    }
    let open = scene.requests.iter().any(Sent::waits);
    let rows = scene.requests.iter().map(|request| {
        let (times, day) = (&scene.times, &request.due_on);
        let late = request.waits() && *day < times.today_day();
        let far = request.waits().then(|| far(times.due(day), late));
        let tag = if request.waits() {
            let words = format!("{} to send", request.waiting);
            view! { <Tag tone=Tone::Live icon="state-none">{words}</Tag> }.into_any()
        } else {
            view! { <Tag tone=Tone::Done icon="state-done">"Nothing to send"</Tag> }.into_any()
        };
        let href = format!("/portal/requests/{}", request.id);
        view! {
            <li>
                <span class="margin">{far}<Moment at=times.day(day) /></span>
                <div class="what">
                    <a class="row" href=href>{request.title.clone()}</a>
                    <small>{format!("{} of {} done", request.received, request.total)}</small>
                </div>
                <span class="aside">{tag}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    Some(
        view! {
            <section aria-labelledby="asked">
                <Head id="asked" title="What we asked you for" open />
                <ul class="ledger">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

/// The dates that the firm made visible: what is still due first.
fn dates(scene: &Scene) -> Option<AnyView> {
    // Of a closed matter nothing is due any more.
    let stands = scene.written.iter().filter(|one| one.done || scene.matter.open);
    let days = stands.filter_map(|one| Some((one, one.due_on.as_ref()?)));
    let mut days: Vec<_> = days.collect();
    if days.is_empty() {
        return None;
    }
    days.sort_by_key(|(one, day)| (one.done, (*day).clone()));
    let open = scene.matter.open && days.iter().any(|(one, _)| !one.done);
    let rows = days.into_iter().map(|(one, day)| {
        let far = (!one.done && scene.matter.open).then(|| {
            let late = *day < scene.times.today_day();
            far(if late { scene.times.due(day) } else { scene.times.until_day(day) }, late)
        });
        let done = one.done.then(|| view! { <Tag tone=Tone::Done icon="state-done">"Done"</Tag> });
        view! {
            <li>
                <span class="margin">{far}<Moment at=scene.times.day(day) /></span>
                <div class="what"><b>{one.words.clone()}</b></div>
                <span class="aside">{done}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    Some(
        view! {
            <section aria-labelledby="dates">
                <Head id="dates" title="Dates" open />
                <ul class="ledger">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

/// What staff wrote for the client, newest first.
fn notes(scene: &Scene) -> Option<AnyView> {
    let mut notes: Vec<&Written> = scene.written.iter().filter(|one| one.due_on.is_none()).collect();
    if notes.is_empty() {
        return None;
    }
    notes.sort_by_key(|note| std::cmp::Reverse(note.created_at));
    let rows = notes.into_iter().map(|note| {
        let words = note.words.lines().map(|line| view! { <span>{line.to_owned()}<br/></span> }).collect_view();
        view! {
            <li>
                <span class="margin"><Moment at=scene.times.short(note.created_at) /></span>
                <div class="what">{words}</div>
            </li>
        }
    });
    let (rows, title) = (rows.collect_view(), format!("From {}", scene.firm));
    Some(
        view! {
            <section aria-labelledby="notes">
                <Head id="notes" title />
                <ul class="ledger">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn documents(scene: &Scene) -> AnyView {
    let list = if scene.papers.is_empty() {
        let words = "What you send for this matter, and what we give you for it, is listed here.";
        view! { <Empty title="No documents yet" words /> }.into_any()
    } else {
        let rows = scene.papers.iter().map(|paper| {
            let from = if paper.own { "From you" } else { "From the firm" };
            let size = file_size(u64::try_from(paper.size).unwrap_or_default());
            view! {
                <li>
                    <span class="margin"><Moment at=scene.times.short(paper.created_at) /></span>
                    <div class="what"><b>{paper.name.clone()}</b><small>{format!("{from} · {size}")}</small></div>
                    <span class="aside"><Download id=paper.document_id.clone() name=paper.name.clone() scan=paper.scan quiet=true /></span>
                </li>
            }
        });
        view! { <ul class="ledger">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="docs">
            <Head id="docs" title="Documents"><a class="no-print" href="/portal/documents"><Icon name="document" />" All documents"</a></Head>
            {list}
        </section>
    }
    .into_any()
}
