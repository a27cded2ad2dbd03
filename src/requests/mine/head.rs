//! What stands around the items: title and how far it is, what was refused, how it ended, "that's all for now".

use super::{One, Scene, answers};
use crate::documents::parts::arrived;
use crate::requests::client_actions::FinishForNow;
use crate::requests::model::RequestState;
use crate::ui::{Button, Crumb, Hidden, Icon, Look, Moment, Notice, NoticeTone, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Beside a refusal: which files came all the same, and what was typed about something that is no longer open.
pub(super) fn kept(scene: &Scene, all: &[One]) -> AnyView {
    let came = scene.upload.values.iter().filter(|(name, _)| name == "arrived").map(|(_, name)| name.as_str());
    let item = scene.answer.typed("item").unwrap_or_default();
    let answered = |one: &One| scene.open && one.waits() && one.thing.id.as_str() == item;
    let has_form = all.iter().any(|one| answered(one) || answers::asked_again(scene, one));
    let typed = scene.answer.value("words", "");
    let lost = scene.answer.refused() && !has_form && !typed.is_empty();
    let lines = [arrived(came), if lost { format!("You typed: “{typed}”") } else { String::new() }];
    let lines = lines.into_iter().filter(|line| !line.is_empty()).map(|line| view! { <p>{line}</p> });
    lines.collect_view().into_any()
}

/// Title, message, last day, and how much is there.
pub(super) fn view(scene: &Scene, all: &[One]) -> AnyView {
    let letter = &scene.letter;
    let crumb = match (&letter.matter_id, &letter.matter_title) {
        (Some(id), Some(title)) => (format!("/portal/matters/{id}"), title.clone()),
        _ => ("/portal".to_owned(), "Home".to_owned()),
    };
    let asked: Vec<&One> = all.iter().filter(|one| one.thing.withdrawn_at.is_none()).collect();
    let received = asked.iter().filter(|one| !one.waits()).count();
    let told = format!("{received} of {} done", asked.len());
    let left = asked.iter().filter(|one| one.must_come()).count();
    let left = (left > 0 && !scene.ended()).then(|| view! { <span>{format!("{left} to send")}</span> });
    let message = letter.message.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
    view! {
        <header class="stack-tight">
            <Crumb href=crumb.0 label=crumb.1 />
            <h1>{letter.title.clone()}</h1>
            {message}
            {due(scene)}
            <div class="progress">
                <span><b id="done">{told}</b> {left}</span>
                <progress max=asked.len().max(1).to_string() value=received.to_string() aria-labelledby="done"></progress>
            </div>
        </header>
    }
    .into_any()
}

/// How far the last day is; late in red, with a sign and a word.
fn due(scene: &Scene) -> Option<AnyView> {
    let (times, day) = (&scene.times, &scene.letter.due_on);
    if scene.ended() {
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

/// That it is over, and how.
pub(super) fn standing(scene: &Scene) -> Option<AnyView> {
    let words = match scene.letter.state.as_str() {
        state if state == RequestState::Complete.word() => "Everything that we asked for is here. Thank you.",
        state if state == RequestState::Withdrawn.word() => "We have taken this request back. Nothing more is needed.",
        _ => return None,
    };
    Some(view! { <Notice tone=NoticeTone::Good><p>{words}</p></Notice> }.into_any())
}

/// "That's all for now"; offered while it is open and something of theirs waits to be read.
pub(super) fn finish(scene: &Scene, all: &[One]) -> Option<AnyView> {
    if scene.ended() || scene.looked_at {
        return None;
    }
    if let Some(at) = scene.letter.finished_at {
        let at = scene.times.short(at);
        return Some(view! { <p class="soft">"You finished for now: " <Moment at />". We have been told. You can still send more."</p> }.into_any());
    }
    if !all.iter().any(One::is_news) {
        return None;
    }
    let (request, path) = (scene.request.to_string(), scene.path.clone());
    Some(
        view! {
            <PostForm action=FinishForNow::url() page=path class="actions">
                <Hidden name="request" value=request />
                <Button label="Finish for now" look=Look::Primary />
                <span class="soft">"You get one receipt for everything received today, and we are told that this is all for now."</span>
                <b role="alert" data-unsent=""></b>
            </PostForm>
        }
        .into_any(),
    )
}
