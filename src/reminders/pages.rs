//! `/settings/reminders`: when the firm chases what it asked for, on which days and in which hours.

use super::actions::{AddFirmRule, ChangeFirmRule, RemoveFirmRule, SaveReminderHours};
use super::model::{DAYS, Hours, Rule, clock};
use super::parts::person::{moment, zone_words};
use super::parts::rules;
use super::plan::{Calendar, plan};
use super::store::{self, Frame, Kept};
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::title;
use crate::firm::Times;
use crate::firm::parts::{SettingsTab, settings_tabs};
use crate::kernel::{Day, Form, Instant, Result};
use crate::server::leptos as request;
use crate::ui::{Button, Choice, Choices, Empty, ErrorSummary, Head, Look, PageHead, PostForm, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
pub async fn settings(mut desk: Desk) -> Result<Content> {
    desk.may(Act::ChangeFirm)?;
    let (hours, add) = (request::form::<SaveReminderHours>(), request::form::<AddFirmRule>());
    let (change, remove) = (request::form::<ChangeFirmRule>(), request::form::<RemoveFirmRule>());
    let frame = store::frame(&mut desk.tx, None).await?;
    let example = example(&frame, &desk.firm.time_zone, desk.services.now());
    Ok(Content::plain(
        title("Reminders", &[&hours, &add, &change, &remove]),
        view! {
            <ErrorSummary form=&hours />
            <ErrorSummary form=&add />
            <ErrorSummary form=&change />
            <ErrorSummary form=&remove />
            <div class="stack-tight">
                <PageHead
                    title="Reminders"
                    lead="When people are reminded of what you asked them for. A request can have rules of its own."
                />
                {settings_tabs(&desk.staff, SettingsTab::Reminders)}
            </div>
            {the_rules([&add, &change], &frame.firm, example, &desk.here)}
            {when(&hours, &frame.hours, &desk.here)}
        },
    ))
}

fn the_rules([form, change]: [&Form; 2], kept: &[Kept], example: Option<String>, here: &str) -> AnyView {
    let acts = rules::Acts { change: ChangeFirmRule::url(), remove: RemoveFirmRule::url() };
    let place = rules::Place { acts: Some(acts), request: None, here: here.to_owned() };
    let list = if kept.is_empty() {
        let words = "Nobody is reminded of anything until there is one. Most firms begin with 3 days before, if nothing has come, and 1 day after.";
        view! { <Empty title="No reminders yet" words=words /> }.into_any()
    } else {
        rules::list(change, kept, &place)
    };
    let add = rules::add_form(form, AddFirmRule::url().to_owned(), &place, change.refused());
    view! {
        <section class="stack" aria-labelledby="rules">
            <Head id="rules" title="What follows a request" />
            {list}
            {example.map(|words| view! { <p>{words}</p> })}
            {add}
        </section>
    }
    .into_any()
}

fn when(form: &Form, hours: &Hours, here: &str) -> AnyView {
    let fields = [days(form, hours), times(form, hours)];
    view! {
        <section class="stack" aria-labelledby="hours">
            <Head id="hours" title="Days and hours" />
            <PostForm action=SaveReminderHours::url() page=here.to_owned() class="stack" label="Days and hours">
                {fields.collect_view()}
                <div class="actions">
                    <Button label="Save days and hours" look=Look::Primary />
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

fn days(form: &Form, hours: &Hours) -> AnyView {
    let ticks: Vec<AnyView> = (1..=7).zip(DAYS).map(|(number, name)| day(form, hours, number, name)).collect();
    let hint = "What falls on another day goes out on the next working day.";
    view! { <Choices form=form name="working_days" legend="Working days" hint=hint>{ticks}</Choices> }.into_any()
}

fn times(form: &Form, hours: &Hours) -> AnyView {
    view! {
        <div class="pair">
            <TextField
                form=form
                name="mail_from"
                label="From"
                kind="time"
                hint="By the clock of whoever gets the mail."
                value=clock(hours.from())
            />
            <TextField
                form=form
                name="mail_until"
                label="Until"
                kind="time"
                hint="After that it is quiet until the next working day."
                value=clock(hours.until())
            />
        </div>
    }
    .into_any()
}

fn day(form: &Form, hours: &Hours, number: i8, name: &'static str) -> AnyView {
    let checked = hours.works_on(number);
    view! { <Choice form=form name="working_days[]" value=number.to_string() label=name checked=checked /> }.into_any()
}

/// `A request due Fri 11 Dec would be chased on Tue 8 Dec, 09:00 (if nothing has come) and on …`.
fn example(frame: &Frame, zone: &str, now: Instant) -> Option<String> {
    let calendar = Calendar::new(&frame.hours, "", zone);
    let times = Times::new(calendar.zone(), now);
    let rules: Vec<Rule> = frame.firm.iter().map(|kept| Rule { since: Instant(0), ..kept.rule }).collect();
    let farthest = rules.iter().map(|rule| -rule.days).max()?;
    let due = friday_after(&times.today_day().plus(farthest.max(0) + 9));
    let dates: Vec<String> = plan(&due, &rules, &calendar, now)
        .iter()
        .map(|one| format!("on {} ({})", moment(&times, one.at).words, one.received.words()))
        .collect();
    let (last, first) = dates.split_last()?;
    let all = if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) };
    let due = times.day(&due).words;
    Some(format!("A request due {due} would be chased {all}, {}.", zone_words(calendar.zone())))
}

fn friday_after(day: &Day) -> Day {
    (0..7)
        .map(|days| day.plus(days))
        .find(|day| day.date().weekday().to_monday_one_offset() == 5)
        .unwrap_or(day.clone())
}
