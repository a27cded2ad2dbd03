//! `/review` and `/review/{submission}`: one inbox over all clients, oldest first; the document beside it, and the decision.

use crate::accounts::{Act, Content, Desk};
use crate::app::router::Assets;
use crate::clients::parts::{counted, title};
use crate::kernel::page::Page;
use crate::kernel::{Form, Instant, Result, Span};
use crate::live;
use crate::requests::model::{SubmissionId, Verdict};
use crate::reviews::actions::{HoldSubmission, LetGoSubmission, ReviewDocument, UndoReview};
use crate::reviews::parts::{self, Scene};
use crate::reviews::permit::OnSubmission;
use crate::reviews::store::{self, Lately, Waiting};
use crate::server::leptos as request;
use crate::ui::{ButtonLink, Empty, ErrorSummary, Look, Notice, NoticeTone, PageHead};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Rows of the queue shown from the current one on.
const SIZE: usize = 20;
/// Rows shown before it.
const BEFORE: i64 = 5;
/// How long the last decision stands at the head of the page.
const LATELY: Span = Span::minutes(30);

/// The oldest document that waits and that nobody else looks at.
pub async fn review(mut desk: Desk) -> Result<Content> {
    desk.may(Act::Review)?;
    let after = request::query("after");
    let queue = store::queue(&mut desk.tx, &desk.staff.wall(), &after, SIZE).await?;
    let (me, now) = (desk.staff.id().clone(), desk.services.now());
    let free = queue.rows.iter().find(|row| row.holder(&me, now).is_none()).or(queue.rows.first());
    match free.map(|row| row.id.clone()) {
        Some(id) => shown(desk, id, Some(queue)).await,
        None => nothing(desk, !after.is_empty()).await,
    }
}

/// One document, waiting or decided.
pub async fn one(desk: Desk) -> Result<Content> {
    desk.may(Act::Review)?;
    let id = desk.param::<SubmissionId>("submission")?;
    shown(desk, id, None).await
}

async fn shown(mut desk: Desk, id: SubmissionId, queue: Option<Page<Waiting>>) -> Result<Content> {
    request::frame_own_files();
    let (decide, undo) = (request::form::<ReviewDocument>(), request::form::<UndoReview>());
    let refused = if decide.refused() { &decide } else { &undo };
    let words = title("Review", &[refused]);
    let summary = refused.clone();
    let open = request::query("keys") == "show";
    let scene = scene(&mut desk, id, queue, decide).await?;
    let (waits, ways) = (waits(scene.one.all_waiting), ways(&scene));
    let lead = match &scene.lately {
        Some(lately) => format!("{waits} · {} done today", lately.today),
        None => waits.clone(),
    };
    let id = scene.one.id.to_string();
    let aside = if scene.one.waits() { parts::decision(&scene) } else { parts::decided(&scene) };
    let holds = scene.one.waits().then(HoldSubmission::url);
    let body = view! {
        <ErrorSummary form=&summary />
        <PageHead title="Review" lead=lead>{ways}</PageHead>
        {lately(&scene)}
        <div class="review" data-hold=holds data-let-go=LetGoSubmission::url() data-submission=id>
            {parts::queue(&scene, waits)}
            {parts::viewer(&scene)}
            <div class="stack">{aside} {parts::history(&scene)}</div>
        </div>
        {parts::keys(&scene, open)}
        {live::queue(&desk)}
        {script()}
    };
    Ok(Content::with_island(words, body))
}

async fn scene(desk: &mut Desk, id: SubmissionId, queue: Option<Page<Waiting>>, form: Form) -> Result<Scene> {
    let since = began(desk);
    let on = OnSubmission::of_staff(&mut desk.tx, &desk.staff, Act::Review, id).await?;
    let tx = &mut desk.tx;
    let one = store::find(tx, &on).await?;
    let queue = match queue {
        Some(queue) => queue,
        None => store::around(tx, on.on().wall(), one.place(), BEFORE, SIZE).await?,
    };
    let folders = if one.item_id.is_none() { store::folders(tx, on.on()).await? } else { Vec::new() };
    Ok(Scene {
        before: store::history(tx, &one).await?,
        reasons: store::reasons(tx).await?,
        lately: store::lately(tx, &desk.staff, since).await?,
        one,
        queue,
        folders,
        me: desk.staff.id().clone(),
        now: desk.services.now(),
        times: desk.times.clone(),
        form,
    })
}

/// When the firm's day began.
fn began(desk: &Desk) -> Instant {
    desk.times.day_start(desk.times.today_day().as_str()).unwrap_or_else(|| desk.services.now())
}

fn waits(waiting: i64) -> String {
    match waiting {
        0 => "Nothing waits".to_owned(),
        1 => "1 document waits".to_owned(),
        many => format!("{many} documents wait, oldest first"),
    }
}

/// The way to the documents before and after, and the keys.
fn ways(scene: &Scene) -> AnyView {
    let step = |row: &Waiting, label: &'static str, key: &'static str| {
        view! {
            <a class="button small" href=format!("/review/{}", row.id) data-key=key aria-keyshortcuts=key>
                {label}
                <span class="visually-hidden">{format!(" document: {}", row.title())}</span>
                " "
                <kbd aria-hidden="true">{key}</kbd>
            </a>
        }
    };
    view! {
        {scene.previous().map(|row| step(row, "Previous", "k"))}
        {scene.next().map(|row| step(row, "Next", "j"))}
        {parts::hint(scene)}
    }
    .into_any()
}

/// What this reviewer decided last, and the way back from it.
fn lately(scene: &Scene) -> Option<AnyView> {
    // What is decided on this very page stands beside it.
    let last = scene.lately.as_ref().filter(|last| last.submission_id != scene.one.id)?;
    (scene.now - last.decided_at <= LATELY).then(|| last_decision(last, scene.here()))
}

fn last_decision(last: &Lately, here: String) -> AnyView {
    let title = last.item_title.clone().unwrap_or_else(|| last.name.clone());
    let became = match Verdict::parse(&last.verdict) {
        Ok(Verdict::NeedsMore) => "accepted, and more is asked for",
        Ok(Verdict::Rejected) => "rejected",
        _ => "accepted",
    };
    let address = format!("/review/{}", last.submission_id);
    let undo = parts::undo(last.decision_id.as_str(), here, &title);
    view! {
        <Notice tone=NoticeTone::Good>
            <div class="actions">
                <p><a href=address>{title}</a>{format!(": {became}.")}</p>
                {undo}
            </div>
        </Notice>
    }
    .into_any()
}

async fn nothing(mut desk: Desk, behind: bool) -> Result<Content> {
    let undo = request::form::<UndoReview>();
    let since = began(&desk);
    let lately = store::lately(&mut desk.tx, &desk.staff, since).await?;
    let now = desk.services.now();
    let last = lately.as_ref().filter(|last| now - last.decided_at <= LATELY);
    let last = last.map(|last| last_decision(last, "/review".to_owned()));
    let done = |lately: &Lately| format!("{} done today.", counted(lately.today, "document", "documents"));
    let done = lately.as_ref().map(done).unwrap_or_default();
    let empty = if behind {
        let words = "What stood on this page has been reviewed meanwhile.";
        view! {
            <Empty title="Nothing more on this page" words level=2>
                <ButtonLink href="/review" label="Show the oldest" look=Look::Primary />
            </Empty>
        }
        .into_any()
    } else {
        let words = "Documents that clients send stand here until somebody of the firm has reviewed them. \
            We mail the client’s lead when one comes.";
        view! {
            <Empty title="Nothing waits" words level=2>
                <ButtonLink href="/clients" label="Go to clients" />
            </Empty>
        }
        .into_any()
    };
    let body = view! {
        <ErrorSummary form=&undo />
        <PageHead title="Review" lead=done />
        {last}
        <div data-live="queue" data-live-says="Nothing waits">{empty}</div>
        {live::queue(&desk)}
        {script()}
    };
    Ok(Content::with_island(title("Review", &[&undo]), body))
}

/// The keys, and telling others what one looks at; all else works without it.
fn script() -> AnyView {
    let assets = use_context::<Assets>().unwrap_or_default();
    view! { <script src=assets.review defer nonce=use_nonce()></script> }.into_any()
}
