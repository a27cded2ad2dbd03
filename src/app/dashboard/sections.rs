//! The dashboard's lists: the first rows of each queue.

use super::store::{Coming, Mine, Overdue, Upload};
use crate::firm::Times;
use crate::kernel::Day;
use crate::mail::DeliveryState;
use crate::mail::tags::state_tag;
use crate::matters::{MatterStatus, parts};
use crate::portal_access::store::Unaccepted;
use crate::requests::parts::reminded_words;
use crate::ui::{ButtonLink, Empty, Head, Moment, Tag, Tone};
use leptos::prelude::*;

/// Deadlines of the week.
pub(super) fn coming(times: &Times, rows: &[Coming]) -> AnyView {
    let body = if rows.is_empty() {
        let words = "Deadlines of open matters stand here from a week before their day.";
        let all = view! { <ButtonLink href="/deadlines" label="See all deadlines" /> }.into_any();
        nothing("No deadline this week", words, Some(all))
    } else {
        view! { <ul class="ledger">{rows.iter().map(|row| deadline(times, row)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="next" data-live="deadlines">
            <Head id="next" title="Deadlines this week" open=!rows.is_empty()><a href="/deadlines">"All deadlines"</a></Head>
            {body}
        </section>
    }
    .into_any()
}

fn deadline(times: &Times, row: &Coming) -> AnyView {
    let about = format!("{} · {}", row.client_name, row.reference);
    view! {
        <li>
            {margin(times, &row.due_on)}
            <span class="what">
                <a class="row" href=format!("/matters/{}", row.matter_id)>{row.title.clone()}</a>
                <small>{about}</small>
            </span>
            <span class="aside">{status_tag(&row.status)}</span>
        </li>
    }
    .into_any()
}

/// Requests whose day is over.
pub(super) fn overdue(times: &Times, rows: &[Overdue]) -> AnyView {
    let body = if rows.is_empty() {
        let words = "When the day of a request is over and something is still missing, it stands here.";
        nothing("No overdue requests", words, None)
    } else {
        view! { <ul class="ledger">{rows.iter().map(|row| late(times, row)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="late" data-live="overdue">
            <Head id="late" title="Overdue requests" open=!rows.is_empty()><a href="/requests?due=overdue">"All overdue"</a></Head>
            {body}
        </section>
    }
    .into_any()
}

fn late(times: &Times, row: &Overdue) -> AnyView {
    let tag = if row.returned > 0 {
        view! { <Tag tone=Tone::Wait icon="returned">"Needs more"</Tag> }.into_any()
    } else {
        view! { <Tag tone=Tone::Bad icon="warning">"Overdue"</Tag> }.into_any()
    };
    let reminded = reminded_words(times, row.reminded, row.reminded_at);
    let reminded = reminded.unwrap_or_else(|| "not reminded yet".to_owned());
    view! {
        <li>
            {margin(times, &row.due_on)}
            <span class="what">
                <a class="row" href=format!("/requests/{}", row.id)>{row.title.clone()}</a>
                <small>{format!("{} · {reminded}", row.client_name)}</small>
            </span>
            <span class="aside">{tag}</span>
        </li>
    }
    .into_any()
}

/// What this person works on.
pub(super) fn mine(times: &Times, rows: &[Mine]) -> AnyView {
    let body = if rows.is_empty() {
        let words = "Matters that you lead or help with stand here, the sooner due ones first.";
        let all = view! { <ButtonLink href="/matters" label="See all matters" /> }.into_any();
        nothing("No matter of yours is open", words, Some(all))
    } else {
        view! { <ul class="ledger">{rows.iter().map(|row| matter(times, row)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="mine" data-live="matters">
            <Head id="mine" title="My matters"><a href="/matters?view=mine">"All of mine"</a></Head>
            {body}
        </section>
    }
    .into_any()
}

fn matter(times: &Times, row: &Mine) -> AnyView {
    let when = match &row.due_on {
        Some(day) => margin(times, day),
        None => view! { <span class="margin">"no due day"</span> }.into_any(),
    };
    let parts = [Some(row.client_name.clone()), Some(row.reference.clone()), row.phase_name.clone()];
    let about = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            {when}
            <span class="what">
                <a class="row" href=format!("/matters/{}", row.id)>{row.title.clone()}</a>
                <small>{about}</small>
            </span>
            <span class="aside">{status_tag(&row.status)}</span>
        </li>
    }
    .into_any()
}

/// What clients sent and nobody decided on yet, oldest first.
pub(super) fn uploads(times: &Times, rows: &[Upload]) -> AnyView {
    let body = if rows.is_empty() {
        let words = "What clients upload stands here until somebody of the firm has decided on it.";
        let who = view! { <ButtonLink href="/clients?access=Active" label="See who can upload" /> }.into_any();
        nothing("No new uploads", words, Some(who))
    } else {
        view! { <ul class="ledger">{rows.iter().map(|row| upload(times, row)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="uploads" data-live="uploads">
            <Head id="uploads" title="Uploads to review" open=!rows.is_empty()><a href="/review">"Show all"</a></Head>
            {body}
        </section>
    }
    .into_any()
}

fn upload(times: &Times, row: &Upload) -> AnyView {
    let who = (row.account_name != row.client_name).then(|| row.account_name.clone());
    let file = row.item_title.is_some().then(|| row.name.clone());
    let about = [Some(row.client_name.clone()), who, file].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let title = row.item_title.clone().unwrap_or_else(|| row.name.clone());
    view! {
        <li>
            <span class="margin"><b>{times.distance(row.created_at)}</b>" "<Moment at=times.short(row.created_at) /></span>
            <span class="what">
                <a class="row" href=format!("/review/{}", row.id)>{title}</a>
                <small>{about}</small>
            </span>
        </li>
    }
    .into_any()
}

/// An invitation that reached nobody: why, and the page on which its address is corrected.
pub(super) fn not_arrived(times: &Times, one: &Unaccepted) -> AnyView {
    let at = one.missed_at.unwrap_or(one.invited_at);
    let state = DeliveryState::of(&one.mail_state, &one.mail_fate);
    let (what, next) = match state {
        DeliveryState::Complained => ("they marked it as spam", "Call them first"),
        DeliveryState::Bounced => ("it came back", "Correct the address there"),
        _ => ("it could not be sent", "See there what helps"),
    };
    let why = match one.missed_why.trim_end_matches('.') {
        "" => what,
        why => why,
    };
    let client = if one.client_name == one.contact_name { String::new() } else { format!("{} · ", one.client_name) };
    view! {
        <li>
            <span class="margin"><b>{times.distance(at)}</b>" "<Moment at=times.short(at) /></span>
            <span class="what">
                <a class="row" href=format!("/clients/{}/portal-access", one.client_id)>{one.contact_name.clone()}</a>
                <small>{format!("{client}to {}: {why}. {next}.", one.email)}</small>
            </span>
            <span class="aside">{state_tag(state)}</span>
        </li>
    }
    .into_any()
}

/// How far a day is, and which it is.
fn margin(times: &Times, day: &Day) -> AnyView {
    let class = (*day < times.today_day()).then_some("late");
    view! { <span class="margin"><b class=class>{times.due(day)}</b>" "<Moment at=times.day(day) /></span> }.into_any()
}

pub(super) fn nothing(title: &'static str, words: &'static str, step: Option<AnyView>) -> AnyView {
    view! { <Empty title=title words=words>{step}</Empty> }.into_any()
}

fn status_tag(word: &str) -> AnyView {
    parts::status_tag(MatterStatus::parse(word).unwrap_or(MatterStatus::New))
}
