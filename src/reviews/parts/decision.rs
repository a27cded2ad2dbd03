//! The decision: what was asked for, what to look at, and the three buttons with their reason; or what was decided.

use super::Scene;
use crate::clients::model::Person;
use crate::documents::Scan;
use crate::documents::parts::on;
use crate::documents::scans::Bar;
use crate::requests::model::Verdict;
use crate::reviews::actions::{ReviewDocument, UndoReview};
use crate::reviews::holding::looks;
use crate::reviews::store::Submission;
use crate::ui::{ButtonLink, Fact, Facts, Hidden, Icon, Look, Moment, PostForm, SelectField, Tag, TextArea, Tone};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The form for a document that waits.
pub fn decision(scene: &Scene) -> AnyView {
    let one = &scene.one;
    let id = one.id.to_string();
    let asked = one.item_id.is_some();
    let held = one.holder(&scene.me, scene.now).map(looks).unwrap_or_default();
    let more = asked.then(|| verdict_button(Verdict::NeedsMore, "Needs more", "returned", "m", "button"));
    let reject = if asked { "Reject" } else { "Send back" };
    let above = view! { {what(one)} {instruction(scene)} {checklist(one)} {folders(scene)} }.into_any();
    let reason = reason(scene);
    view! {
        <PostForm action=ReviewDocument::url() page=scene.here() class="decision" label="Decision">
            <Hidden name="submission" value=id />
            <p class="held" role="status" data-held="">{held}</p>
            {above}
            {verdict_button(Verdict::Accepted, "Accept", "check", "a", "button primary")}
            {more}
            {verdict_button(Verdict::Rejected, reject, "state-no", "r", "button danger")}
            {reason}
        </PostForm>
    }
    .into_any()
}

/// What became of a document that is decided, and the way back.
pub fn decided(scene: &Scene) -> AnyView {
    let one = &scene.one;
    let verdict = one.verdict.as_deref().and_then(|word| Verdict::parse(word).ok());
    let (words, tone, icon) = match verdict {
        _ if one.scan == Scan::Infected => (Bar::Infected.label(), Tone::Bad, "state-no"),
        Some(Verdict::NeedsMore) => ("Accepted, more is needed", Tone::Wait, "returned"),
        Some(Verdict::Rejected) => ("Rejected", Tone::Bad, "state-no"),
        _ => ("Accepted", Tone::Done, "state-done"),
    };
    let who = one.decided_by_name.clone().map(|name| view! { <Fact term="Reviewed by">{name}</Fact> });
    let at = one.decided_at.map(|at| scene.times.short(at));
    let at = at.map(|at| view! { <Fact term="When"><Moment at /></Fact> });
    let why = one.reason.clone().filter(|reason| !reason.is_empty());
    let why = why.map(|reason| view! { <Fact term="Reason">{reason}</Fact> });
    let filed = one.filed_as.clone().map(|name| view! { <Fact term="Filed as">{name}</Fact> });
    let made = one.decision_id.as_ref().filter(|_| one.scan != Scan::Infected);
    let undo = made.map(|id| undo(id.as_str(), scene.here(), one.title()));
    let next = scene.next().map(|row| {
        let href = format!("/review/{}", row.id);
        view! { <ButtonLink href=href label="Next document" look=Look::Primary icon="next" /> }
    });
    view! {
        <section class="decision" aria-label="Decision">
            {what(one)}
            <Tag tone icon>{words}</Tag>
            <Facts>{who} {at} {why} {filed}</Facts>
            <div class="actions">{next} {undo}</div>
        </section>
    }
    .into_any()
}

/// The form that takes a decision back.
pub fn undo(decision: &str, page: String, title: &str) -> AnyView {
    let more = format!("the decision on {title}");
    let decision = decision.to_owned();
    view! {
        <PostForm action=UndoReview::url() page=page>
            <Hidden name="decision" value=decision />
            <button class="button quiet small" type="submit" data-key="u" aria-keyshortcuts="u">
                <Icon name="undo" />
                " Undo"
                <span class="visually-hidden">{format!(" {more}")}</span>
                " "
                <kbd aria-hidden="true">"u"</kbd>
            </button>
        </PostForm>
    }
    .into_any()
}

fn what(one: &Submission) -> AnyView {
    let client = format!("/clients/{}/documents", one.client_id);
    let request = one.request_id.as_ref().zip(one.request_title.clone()).map(|(id, title)| {
        view! { " · asked for in " <a href=format!("/requests/{id}")>{title}</a> }
    });
    let matter = one.matter_id.as_ref().zip(one.matter_title.clone()).map(|(id, title)| {
        view! { " · " <a href=format!("/matters/{id}")>{title}</a> }
    });
    let unasked = one.item_id.is_none().then_some(" · sent without being asked");
    view! {
        <div>
            <h2>{one.title().to_owned()}</h2>
            <p class="soft">
                <a href=client>{one.client_name.clone()}</a>
                {request}
                {matter}
                {unasked}
            </p>
        </div>
    }
    .into_any()
}

fn instruction(scene: &Scene) -> AnyView {
    let one = &scene.one;
    let words = one.instruction.clone().filter(|words| !words.is_empty());
    let words = words.map(|words| view! { <p>{format!("“{words}”")}</p> });
    let place = scene.before.iter().map(|before| &before.submission_id);
    let mut several: Vec<_> = place.collect();
    several.dedup();
    let number = several.iter().position(|id| **id == one.id).map_or(1, |at| at + 1);
    let of = match one.how_many {
        Some(expected) if expected > 1 => format!("File {number}, {expected} expected · "),
        Some(_) if number > 1 => format!("File {number} · "),
        _ => String::new(),
    };
    let who = one.account_name.clone();
    view! {
        <blockquote class="notice">
            <Icon name="document" />
            <div>
                {words}
                <small>{of} "Sent by " {who} " " {on(&scene.times, one.created_at)}</small>
            </div>
        </blockquote>
    }
    .into_any()
}

/// What to look at. The ticks help the eye; they are not sent.
fn checklist(one: &Submission) -> Option<AnyView> {
    let checks = one.checks.clone().unwrap_or_default();
    let lines: Vec<String> = checks.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let tick = |line: String| {
        view! {
            <label class="choice">
                <input type="checkbox" autocomplete="off" />
                " "
                <span>{line}</span>
            </label>
        }
    };
    (!lines.is_empty()).then(|| {
        view! {
            <fieldset class="field">
                <legend class="visually-hidden">"Checklist"</legend>
                {lines.into_iter().map(tick).collect_view()}
            </fieldset>
        }
        .into_any()
    })
}

/// Where to file what nobody asked for.
fn folders(scene: &Scene) -> Option<AnyView> {
    if scene.one.item_id.is_some() || scene.folders.is_empty() {
        return None;
    }
    let mut options = vec![(String::new(), "No matter: the client’s own documents".to_owned())];
    let named =
        scene.folders.iter().map(|folder| (folder.id.to_string(), format!("{} {}", folder.reference, folder.title)));
    options.extend(named);
    Some(view! { <SelectField form=&scene.form name="matter" label="File it under" options /> }.into_any())
}

fn verdict_button(
    verdict: Verdict,
    label: &'static str,
    icon: &'static str,
    key: &'static str,
    class: &'static str,
) -> AnyView {
    // Without a reason these two lead to the reason first.
    let needs = (verdict != Verdict::Accepted).then_some("reason");
    view! {
        <button
            class=class
            type="submit"
            name="verdict"
            value=verdict.word()
            data-key=key
            data-needs=needs
            aria-keyshortcuts=key
        >
            <Icon name=icon />
            " "
            {label}
            " "
            <kbd aria-hidden="true">{key}</kbd>
        </button>
    }
    .into_any()
}

fn reason(scene: &Scene) -> AnyView {
    let first = Person::first_name(&scene.one.account_name).to_owned();
    let asked = scene.one.item_id.is_some();
    let mut options = vec![(String::new(), "Choose a reason or write below".to_owned())];
    options.extend(scene.reasons.iter().map(|reason| (reason.id.to_string(), reason.words.clone())));
    let hint = if asked { "For “Needs more” and “Reject”." } else { "For “Send back”." };
    let canned = (!scene.reasons.is_empty())
        .then(|| view! { <SelectField form=&scene.form name="canned" label="Reason" options hint=hint /> });
    let own = format!("{first} reads this exactly as written.");
    view! {
        {canned}
        <TextArea form=&scene.form name="reason" label="In your own words" hint=own optional=true />
    }
    .into_any()
}
