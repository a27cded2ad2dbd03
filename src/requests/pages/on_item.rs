//! One thing of a sent request, for staff: its state, the files that came, what the contacts answered and asked.

use crate::firm::Times;
use crate::kernel::Form;
use crate::requests::RequestId;
use crate::requests::actions::WithdrawRequestItem;
use crate::requests::answer_actions::{AcceptAnswer, AnswerQuestion, CloseQuestion, ReopenItem};
use crate::requests::model::AnswerKind;
use crate::requests::parts::{item_tag, press, things_for_staff};
use crate::requests::store::{Answer, Item, Message};
use crate::reviews::store::OnItem;
use crate::ui::{Button, ButtonLink, Hidden, Icon, Look, Moment, PostForm, Tag, TextArea, Tone, file_size};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What came for a whole request.
pub(super) struct Came {
    /// Files.
    pub files: Vec<OnItem>,
    /// Answers instead of files.
    pub answers: Vec<Answer>,
    /// Threads.
    pub messages: Vec<Message>,
}

/// What whoever looks may do, and the form of an answer as it came back.
pub(super) struct Hands {
    /// Which request.
    pub request: RequestId,
    /// Whether it can be changed.
    pub may: bool,
    /// Whether they review.
    pub reviews: bool,
    /// The page.
    pub here: String,
    /// The answer to a question, as it came back.
    pub answer: Form,
    /// Asking again, as it came back.
    pub again: Form,
}

/// What every button of a thing sends along.
fn own(item: &Item, hands: &Hands) -> Vec<(&'static str, String)> {
    vec![("request", hands.request.to_string()), ("item", item.id.to_string())]
}

/// The thing.
pub(super) fn thing(times: &Times, item: &Item, came: &Came, hands: &Hands) -> AnyView {
    let tag = match item.withdrawn_at {
        Some(_) => view! { <Tag tone=Tone::Rest icon="state-no">"Withdrawn"</Tag> }.into_any(),
        None => item_tag(item.standing(), item.not_available),
    };
    let example = item
        .example_id
        .as_ref()
        .map(|id| (format!("/documents/{id}/download"), item.example_name.clone().unwrap_or_default()));
    let may = hands.may && item.withdrawn_at.is_none();
    let withdraw = may.then(|| {
        let button = view! { <Button label="Withdraw" look=Look::Small more=item.title.clone() /> }.into_any();
        press(WithdrawRequestItem::url(), &hands.here, own(item, hands), button)
    });
    let withdrawn = item.withdrawn_at.map(|at| view! { <small>"Withdrawn "<Moment at=times.inside(at) /></small> });
    view! {
        <li id=item.id.to_string()>
            <header>
                <h3>{item.title.clone()}</h3>
                <span class="actions">{tag}{withdraw}</span>
            </header>
            <div>{things_for_staff(&item.asking(), example)}{withdrawn}</div>
            {files(times, item, came, hands)}
            {answers(times, item, came, hands, may)}
            {threads(times, item, came, hands, may)}
        </li>
    }
    .into_any()
}

fn files(times: &Times, item: &Item, came: &Came, hands: &Hands) -> Option<AnyView> {
    let files: Vec<&OnItem> = came.files.iter().filter(|file| file.item_id == item.id).collect();
    let line = |file: &OnItem| {
        let size = file_size(u64::try_from(file.size).unwrap_or_default());
        let look = if file.state == "waiting" { "Review" } else { "Look again" };
        let review = hands.reviews.then(|| {
            view! { <ButtonLink href=format!("/review/{}", file.id) label=look look=Look::Small more=file.name.clone() /> }
        });
        view! {
            <li>
                <Icon name="document" />
                <span class="name">{file.name.clone()}</span>
                <span class="actions">{review}</span>
                <span class="state">
                    {format!("{} · from {} · ", size, file.account_name)}<Moment at=times.short(file.created_at) />
                    {format!(" · {}", decided(file))}
                </span>
            </li>
        }
    };
    let label = format!("Files for {}", item.title);
    let lines = files.iter().map(|file| line(file)).collect_view();
    (!files.is_empty()).then(|| view! { <ul class="files" aria-label=label>{lines}</ul> }.into_any())
}

/// What was decided about a file, by whom and why.
fn decided(file: &OnItem) -> String {
    let by = file.decided_by_name.as_ref().map(|name| format!(" by {name}")).unwrap_or_default();
    let why = file.reason.as_ref().filter(|why| !why.is_empty()).map(|why| format!(": “{why}”")).unwrap_or_default();
    let word = match file.state.as_str() {
        "waiting" => return "to review".to_owned(),
        "accepted" => "accepted",
        "needs more" => "needs more",
        _ => "rejected",
    };
    format!("{word}{by}{why}")
}

fn answers(times: &Times, item: &Item, came: &Came, hands: &Hands, may: bool) -> Option<AnyView> {
    let held: Vec<&Answer> = came.answers.iter().filter(|one| one.item_id == item.id && one.holds()).collect();
    if held.is_empty() {
        return None;
    }
    let line = |one: &&Answer| {
        let said = match one.said() {
            AnswerKind::HaveNot => "doesn’t have this".to_owned(),
            AnswerKind::DoesNotApply => "says it does not apply".to_owned(),
            AnswerKind::Later => {
                let day = one.promised_on.as_ref().map(|day| times.day(day).words).unwrap_or_default();
                format!("will have it by {day}")
            }
        };
        let words = if one.words.is_empty() { String::new() } else { format!(": “{}”", one.words) };
        view! {
            <li>{format!("{} {said}{words}", one.contact_name)}" "<small><Moment at=times.short(one.created_at) /></small></li>
        }
    };
    let without = held.iter().any(|one| one.said() != AnswerKind::Later);
    let accept = (may && without && item.standing().waits_for_client()).then(|| {
        let button =
            view! { <Button label="Accept this answer" look=Look::Small more=item.title.clone() /> }.into_any();
        press(AcceptAnswer::url(), &hands.here, own(item, hands), button)
    });
    let reopens = may && held.iter().any(|one| one.said() != AnswerKind::Later);
    let again = reopens.then(|| again(item, hands));
    Some(
        view! { <div class="stack-tight"><ul>{held.iter().map(line).collect_view()}</ul>{accept}{again}</div> }
            .into_any(),
    )
}

/// Asking again, with the reason that the contact hears.
fn again(item: &Item, hands: &Hands) -> AnyView {
    let is_own = hands.again.typed("item") == Some(item.id.as_str());
    let form = if is_own { hands.again.clone() } else { Form::default() };
    let id = if is_own { "reason".to_owned() } else { format!("reason-{}", item.id) };
    let fields = own(item, hands).into_iter().map(|(name, value)| view! { <Hidden name value /> }).collect_view();
    let (title, open) = (item.title.clone(), form.refused());
    let hint = "The contact reads it in a mail and beside the thing.";
    view! {
        <details open=open>
            <summary>"Ask again"<span class="visually-hidden">{format!(" for {title}")}</span></summary>
            <PostForm action=ReopenItem::url() page=hands.here.clone() class="stack-tight">
                {fields}
                <TextArea form=form name="reason" label="Why you need it" id=id rows=2 hint optional=true />
                <div class="actions"><Button label="Ask again" more=format!("for {title}") /></div>
            </PostForm>
        </details>
    }
    .into_any()
}

/// Each contact's thread; one whose question waits has the answer's form below it.
fn threads(times: &Times, item: &Item, came: &Came, hands: &Hands, may: bool) -> AnyView {
    let mut people: Vec<&Message> = Vec::new();
    for message in came.messages.iter().filter(|one| one.item_id == item.id) {
        if people.iter().all(|one| one.contact_id != message.contact_id) {
            people.push(message);
        }
    }
    let thread = |first: &Message| {
        let said: Vec<&Message> =
            came.messages.iter().filter(|one| one.item_id == item.id && one.contact_id == first.contact_id).collect();
        let waits = said.iter().any(|one| one.waits());
        let lines = said.iter().map(|one| {
            view! {
                <li class=one.waits().then_some("key")>
                    <p>{one.words.clone()}</p>
                    <small>{one.author_name.clone()} " · " <Moment at=times.short(one.created_at) /></small>
                </li>
            }
        });
        let lines = lines.collect_view();
        let form = (waits && may).then(|| reply(item, first, hands));
        view! { <div class="stack-tight"><ol class="timeline">{lines}</ol>{form}</div> }
    };
    people.into_iter().map(thread).collect_view().into_any()
}

fn reply(item: &Item, first: &Message, hands: &Hands) -> AnyView {
    let (request, item_id, contact) = (hands.request.to_string(), item.id.to_string(), first.contact_id.to_string());
    let is_own =
        hands.answer.typed("item") == Some(item_id.as_str()) && hands.answer.typed("contact") == Some(contact.as_str());
    let form = if is_own { hands.answer.clone() } else { Form::default() };
    let id = if is_own { "words".to_owned() } else { format!("words-{item_id}-{contact}") };
    let which = format!("about {}", item.title);
    let label = format!("Answer {}", first.contact_name);
    let fields = own(item, hands).into_iter().chain([("contact", contact.clone())]).collect();
    let close = view! { <Button label="Close question" look=Look::Quiet more=which.clone() /> }.into_any();
    let close = press(CloseQuestion::url(), &hands.here, fields, close);
    view! {
        <PostForm action=AnswerQuestion::url() page=hands.here.clone() class="stack-tight">
            <Hidden name="request" value=request />
            <Hidden name="item" value=item_id />
            <Hidden name="contact" value=contact />
            <TextArea form=form name="words" label=label id=id rows=2 />
            <div class="actions"><Button label="Send answer" more=which /></div>
        </PostForm>
        {close}
    }
    .into_any()
}
