//! What is there already, and what does not apply.

use super::{One, Scene, answers, item};
use crate::documents::parts::download_all;
use crate::requests::model::{AnswerKind, ItemState, Need, RequestState, Verdict};
use crate::ui::{Head, Moment, Tag, Tone};
use leptos::prelude::*;

/// Everything on the request that no longer waits for the client. Another contact's part of it shows its state alone.
pub(super) fn section(scene: &Scene, all: &[One]) -> Option<AnyView> {
    let there: Vec<&One> =
        all.iter().filter(|one| !one.waits() || scene.ended() && !scene.takes(one) && !one.handed.is_empty()).collect();
    if there.is_empty() {
        return None;
    }
    let rows = there.iter().map(|one| row(scene, one)).collect_view();
    let several = !scene.looked_at && all.iter().map(|one| one.handed.len()).sum::<usize>() > 1;
    let take = several.then(|| download_all(format!("{}/documents.zip", scene.path), " that you sent", ""));
    Some(
        view! {
            <section aria-labelledby="received">
                <Head id="received" title="Received">{take}</Head>
                <ul class="ledger things">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn row(scene: &Scene, one: &One) -> AnyView {
    let thing = &one.thing;
    // What they said before another contact said that it does not apply is no news.
    let told = |answer: &&super::Answer| match answer.said() {
        AnswerKind::DoesNotApply => true,
        AnswerKind::HaveNot => thing.not_available,
        AnswerKind::Later => false,
    };
    let said = one.answer.as_ref().filter(told).filter(|_| thing.standing() == ItemState::DoesNotApply);
    let words = said.map(|answer| view! { <small>{answers::in_words(scene, answer)}</small> });
    let since = thing.withdrawn_at.unwrap_or(thing.state_since);
    let undo = can_be_undone(scene, one).then(|| answers::take_back(scene, one, "Undo", "your answer about"));
    view! {
        <li id=format!("item-{}", thing.id)>
            <span class="margin"><Moment at=scene.times.day(&scene.times.day_of(since)) /></span>
            <div class="what"><b>{thing.title.clone()}</b>{words}</div>
            <span class="aside">{tag(one)} {undo}</span>
            {beside(scene, one)}
        </li>
    }
    .into_any()
}

fn tag(one: &One) -> AnyView {
    if one.thing.withdrawn_at.is_some() {
        return view! { <Tag tone=Tone::Rest icon="state-na">"No longer needed"</Tag> }.into_any();
    }
    item::tag(one)
}

/// "Does not apply" can be taken back by whoever said it, while nothing else has happened.
fn can_be_undone(scene: &Scene, one: &One) -> bool {
    let says_so = |answer: &super::Answer| answer.said() == AnswerKind::DoesNotApply;
    one.thing.standing() == ItemState::DoesNotApply
        && one.thing.said_so
        && one.answer.as_ref().is_some_and(says_so)
        && !scene.looked_at
        && one.thing.withdrawn_at.is_none()
        && scene.letter.state != RequestState::Withdrawn.word()
}

/// This person's files, the questions, and the ways to send one file more while it is not read, and to ask.
fn beside(scene: &Scene, one: &One) -> Option<AnyView> {
    let thing = &one.thing;
    let few = few(one);
    let open = scene.open && thing.withdrawn_at.is_none() && thing.standing() == ItemState::Submitted;
    let more = open.then(|| item::zone(scene, thing)).flatten().map(|zone| {
        if few.is_some() {
            return zone;
        }
        let title = format!(" for {}", thing.title);
        view! {
            <details open=item::refused_here(scene, thing)>
                <summary>"Send another file"<span class="visually-hidden">{title}</span></summary>
                {zone}
            </details>
        }
        .into_any()
    });
    // While files are missing, what they should be like stays in sight.
    let few = few.filter(|_| more.is_some()).map(|few| view! { <p><b>{few}</b></p> {item::what(thing)} });
    let (news, files) = (item::just_received(scene, thing), item::files(thing, &one.handed));
    let (thread, ask) = (answers::thread(scene, one), answers::question(scene, one));
    let any = [&news, &files, &thread, &more, &ask].into_iter().any(Option::is_some);
    any.then(|| view! { <div class="stack-tight beside">{news}{files}{thread}{few}{more}{ask}</div> }.into_any())
}

/// `1 of 3 files`: they have sent fewer than are expected. What others sent is not theirs to know.
fn few(one: &One) -> Option<String> {
    let usable = one.handed.iter().filter(|file| file.verdict() != Some(Verdict::Rejected)).count();
    let expected = usize::try_from(one.thing.how_many).unwrap_or_default();
    (0 < usable && usable < expected && one.thing.need() != Need::Optional)
        .then(|| format!("{usable} of {expected} files"))
}
