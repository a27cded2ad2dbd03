//! What a person says about an item instead of sending it: their answer, their questions, and the form for both.

use super::{One, Scene};
use crate::kernel::Form;
use crate::requests::answering::QUESTION;
use crate::requests::client_actions::{AnswerItem, TakeBackAnswer};
use crate::requests::model::AnswerKind;
use crate::requests::store::{Answer, Message};
use crate::ui::{Button, Choice, Hidden, Icon, Look, Moment, PostForm, TextArea, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Their answer that still holds, and the way to change it.
pub(super) fn said(scene: &Scene, one: &One) -> Option<AnyView> {
    let answer = one.answer.as_ref()?;
    let words = in_words(scene, answer);
    let change = scene.open.then(|| take_back(scene, one, "Change", "your answer about"));
    Some(view! { <div class="actions"><p><Icon name="state-pending" />" "{words}</p>{change}</div> }.into_any())
}

/// `You said: “I don’t have this.”`
pub(super) fn in_words(scene: &Scene, answer: &Answer) -> String {
    let own = if answer.words.is_empty() { String::new() } else { format!(" “{}”", answer.words) };
    match (answer.said(), &answer.promised_on) {
        (AnswerKind::DoesNotApply, _) => format!("You said it does not apply:{own}"),
        (AnswerKind::Later, Some(day)) => format!("You said: “I’ll have it by {}.”{own}", scene.times.day(day).words),
        _ => format!("You said: “I don’t have this.”{own}"),
    }
}

/// The button that takes an answer back.
pub(super) fn take_back(scene: &Scene, one: &One, label: &'static str, more: &str) -> AnyView {
    let more = format!("{more} {}", one.thing.title);
    let icon = if label == "Undo" { "undo" } else { "" };
    let (path, request, item) = (scene.path.clone(), scene.request.to_string(), one.thing.id.to_string());
    view! {
        <PostForm action=TakeBackAnswer::url() page=path>
            <Hidden name="request" value=request />
            <Hidden name="item" value=item />
            <Button label=label look=Look::Quiet icon=icon more=more />
        </PostForm>
    }
    .into_any()
}

/// Their questions about it and the firm's answers.
pub(super) fn thread(scene: &Scene, one: &One) -> Option<AnyView> {
    if one.messages.is_empty() {
        return None;
    }
    let rows = one.messages.iter().map(|message| line(scene, message)).collect_view();
    let label = format!("Questions about {}", one.thing.title);
    Some(view! { <ul class="ledger thread" aria-label=label>{rows}</ul> }.into_any())
}

fn line(scene: &Scene, message: &Message) -> AnyView {
    let who = if message.from_client { "You".to_owned() } else { scene.firm.clone() };
    let waits = message.waits().then(|| view! { <small>"We answer here, and mail you when we have."</small> });
    let words = message.words.lines().map(|line| view! { <span>{line.to_owned()}<br/></span> }).collect_view();
    view! {
        <li>
            <span class="margin"><b>{who}</b> " " <Moment at=scene.times.short(message.created_at) /></span>
            <div class="what">{words}{waits}</div>
        </li>
    }
    .into_any()
}

/// The ways to answer; open when it came back.
pub(super) fn form(scene: &Scene, one: &One) -> Option<AnyView> {
    if !scene.open {
        return None;
    }
    let item = one.thing.id.to_string();
    // The form of taking an answer back has no words.
    let refused = scene.answer.typed("item") == Some(item.as_str()) && scene.answer.typed("words").is_some();
    let form = if refused { scene.answer.clone() } else { Form::default() };
    let title = one.thing.title.clone();
    Some(
        view! {
            <details open=refused>
                <summary>"I can’t send this, or have a question"<span class="visually-hidden">{format!(": {title}")}</span></summary>
                {fields(scene, one, form)}
            </details>
        }
        .into_any(),
    )
}

/// Where nothing of theirs is waited for, a question can be asked all the same.
pub(super) fn question(scene: &Scene, one: &One) -> Option<AnyView> {
    if !scene.asks || one.thing.withdrawn_at.is_some() {
        return None;
    }
    let refused = asked_again(scene, one);
    let form = if refused { scene.answer.clone() } else { Form::default() };
    let (item, title) = (one.thing.id.to_string(), one.thing.title.clone());
    let (path, request, words_id) = (scene.path.clone(), scene.request.to_string(), format!("words-{item}"));
    let more = format!("about {title}");
    Some(
        view! {
            <details open=refused>
                <summary>"I have a question"<span class="visually-hidden">{format!(" {more}")}</span></summary>
                <PostForm action=AnswerItem::url() page=path class="stack-tight">
                    <Hidden name="request" value=request />
                    <Hidden name="item" value=item />
                    <Hidden name="answer" value=QUESTION />
                    <TextArea form name="words" label="Your question" id=words_id />
                    <div class="actions"><Button label="Send question" more /></div>
                </PostForm>
            </details>
        }
        .into_any(),
    )
}

/// Whether the refused form was a question about this thing, which stands in its form again.
pub(super) fn asked_again(scene: &Scene, one: &One) -> bool {
    let typed = |name: &str| scene.answer.typed(name).unwrap_or_default();
    scene.answer.refused() && scene.asks && typed("item") == one.thing.id.as_str() && typed("answer") == QUESTION
}

fn fields(scene: &Scene, one: &One, form: Form) -> AnyView {
    let (item, title) = (one.thing.id.to_string(), one.thing.title.clone());
    let (path, request) = (scene.path.clone(), scene.request.to_string());
    let choices = [
        (AnswerKind::HaveNot.word(), "I don’t have this"),
        (AnswerKind::DoesNotApply.word(), "It does not apply to me"),
        (AnswerKind::Later.word(), "I’ll have it by …"),
        (QUESTION, "I have a question"),
    ];
    let choices = choices
        .map(|(value, label)| view! { <Choice form=&form name="answer" value label kind="radio" /> })
        .collect_view();
    let wrong = form.wrong("answer");
    let class = if wrong.is_some() { "field wrong" } else { "field" };
    let wrong = wrong.map(|words| view! { <p class="error"><Icon name="state-attention" />" "{words}</p> });
    let (answer_id, words_id, day_id) =
        (format!("answer-{item}"), format!("words-{item}"), format!("promised_on-{item}"));
    let more = format!("about {title}");
    view! {
        <PostForm action=AnswerItem::url() page=path class="stack-tight answer">
            <Hidden name="request" value=request />
            <Hidden name="item" value=item />
            <fieldset class=class id=answer_id tabindex="-1">
                <legend>"What do you want to tell us?"<span class="visually-hidden">{format!(" About {title}")}</span></legend>
                {wrong}
                {choices}
            </fieldset>
            <TextField form=&form name="promised_on" label="By which day" kind="date" id=day_id />
            <TextArea
                form=&form
                name="words"
                label="Your words"
                hint="Needed for a question, and to say why it does not apply."
                id=words_id
            />
            <div class="actions"><Button label="Send answer" more=more /></div>
        </PostForm>
    }
    .into_any()
}
