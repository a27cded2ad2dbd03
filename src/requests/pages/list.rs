//! `/requests`: all requests of one state by their day; the address is the filter.

use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::Total;
use crate::kernel::{Form, Result};
use crate::requests::model::RequestState;
use crate::requests::parts::rows;
use crate::requests::store;
use crate::requests::wanted::Wanted;
use crate::ui::{Button, ButtonLink, Empty, Filters, Look, PageHead, Pages, SelectField, TextField};
use leptos::prelude::*;

const PATH: &str = "/requests";
const SIZE: usize = 25;

/// The list.
pub async fn list(mut desk: Desk) -> Result<Content> {
    desk.may(Act::SeeRequests)?;
    let wanted = Wanted::of_page();
    let filter = wanted.filter(&desk.times.today_day());
    let page = store::list(&mut desk.tx, &filter, &desk.staff.wall(), SIZE).await?;
    let (first, by_words, wall) = (wanted.after.is_empty(), !wanted.words.is_empty(), desk.staff.wall());
    let total = Total::of(&page, SIZE, first, by_words, store::count(&mut desk.tx, &filter, &wall)).await?;
    let templates = desk.staff.can(Act::EditTemplates).then(|| {
        view! { <ButtonLink href="/templates" label="Templates" look=Look::Quiet /> }
    });
    let new = desk.staff.can(Act::AskForDocuments).then(|| {
        view! { <ButtonLink href="/requests/new" label="New request" look=Look::Primary icon="plus" /> }
    });
    let export = desk.staff.can(Act::ExportClients).then(|| {
        let href = wanted.address("/requests/export.csv", "");
        view! { <ButtonLink href label="Export CSV" look=Look::Quiet icon="download" /> }
    });
    let body = if page.rows.is_empty() {
        nothing(&wanted, total)
    } else {
        let next = page.next.map(|key| wanted.address(PATH, &key));
        let first = (!wanted.after.is_empty()).then(|| wanted.address(PATH, ""));
        let more = next.is_some() || first.is_some();
        let beginning = first.map(|href| view! { <p><a href=href>"Back to the first page"</a></p> });
        let words = format!("{} on this page", page.rows.len());
        view! {
            {beginning}
            {rows(&desk.times, &page.rows, true)}
            {more.then(|| view! { <Pages label="Request pages" words previous=None next /> })}
        }
        .into_any()
    };
    Ok(Content::plain(
        "Requests",
        view! {
            <PageHead title="Requests" lead=wanted.lead(total)>{export}{templates}{new}</PageHead>
            {filters(&wanted)}
            <div>{body}</div>
        },
    ))
}

fn filters(wanted: &Wanted) -> AnyView {
    let form = Form::default();
    let option = |value: &str, words: &str| (value.to_owned(), words.to_owned());
    let states = vec![
        option("sent", "Waiting on client"),
        option("draft", "Draft"),
        option("complete", "Complete"),
        option("withdrawn", "Withdrawn"),
        option(Wanted::QUESTIONS, "A question waits"),
    ];
    let days = vec![option("", "Any day"), option("overdue", "Overdue"), option("week", "Within a week")];
    let clear = (wanted.narrows() || wanted.state_word() != RequestState::Sent.word())
        .then(|| view! { <ButtonLink href=PATH label="Clear" look=Look::Quiet /> });
    let (words, due) = (wanted.words.clone(), wanted.due.clone());
    let state = wanted.state_word();
    view! {
        <Filters action=PATH label="Requests">
            <TextField form=form.clone() name="q" label="Client or title" kind="search" value=words />
            <SelectField form=form.clone() name="state" label="State" options=states value=state />
            <SelectField form=form name="due" label="Due" options=days value=due />
            <Button label="Show" icon="filter" />
            {clear}
        </Filters>
    }
    .into_any()
}

/// Why the list is empty, and the one next step.
fn nothing(wanted: &Wanted, total: Total) -> AnyView {
    let (title, words, href, label) = if total.any() {
        ("Nothing on this page", "The list has become shorter.", wanted.address(PATH, ""), "Go to the first page")
    } else if wanted.narrows() {
        let words = "No request of this state has these words, or falls on these days.";
        ("No request matches", words, PATH.to_owned(), "Clear the filter")
    } else if wanted.questions {
        let words = "When a contact asks about something that you want from them, the request stands here until it is answered.";
        ("No question waits", words, PATH.to_owned(), "See all requests")
    } else {
        let words = "A request begins on a client’s page, under Requests, or on a matter. What is sent stands here until everything has come.";
        ("No requests here", words, "/clients".to_owned(), "Go to clients")
    };
    view! {
        <Empty title words level=2>
            <ButtonLink href label />
        </Empty>
    }
    .into_any()
}
