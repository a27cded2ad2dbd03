//! `/requests`: all requests of one state by their day; the address is the filter.

use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::counted;
use crate::kernel::{Form, Result};
use crate::requests::model::RequestState;
use crate::requests::parts::rows;
use crate::requests::store::{self, Filter};
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Empty, Filters, Look, PageHead, Pages, SelectField, TextField};
use leptos::prelude::*;

const PATH: &str = "/requests";
const SIZE: usize = 25;

/// What the address asks for.
struct Wanted {
    state: RequestState,
    due: String,
    words: String,
    after: String,
}

impl Wanted {
    fn of_page() -> Self {
        let due = Some(request::query("due")).filter(|due| due == "overdue" || due == "week").unwrap_or_default();
        let state = RequestState::parse(&request::query("state")).unwrap_or(RequestState::Sent);
        Wanted { state, due, words: request::query("q"), after: request::query("after") }
    }

    fn filter(&self, desk: &Desk) -> Filter {
        let today = desk.times.today_day();
        let due_before = match self.due.as_str() {
            "overdue" => Some(today),
            "week" => Some(today.plus(8)),
            _ => None,
        };
        Filter { state: self.state, due_before, words: self.words.clone(), after: self.after.clone() }
    }

    fn narrows(&self) -> bool {
        !self.words.is_empty() || !self.due.is_empty()
    }

    fn address(&self, after: &str) -> String {
        let state = if self.state == RequestState::Sent { "" } else { self.state.word() };
        let query: Vec<String> =
            [("state", state), ("due", self.due.as_str()), ("q", &self.words), ("after", after)]
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| format!("{name}={}", request::encoded(value)))
                .collect();
        if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", query.join("&")) }
    }

    /// `12 requests wait for clients`
    fn lead(&self, count: i64) -> String {
        let requests = counted(count, "request", "requests");
        match self.state {
            RequestState::Draft => counted(count, "draft", "drafts"),
            RequestState::Sent if self.due == "overdue" => format!("{requests} overdue"),
            RequestState::Sent => format!("{requests} with clients"),
            RequestState::Complete => format!("{requests} complete"),
            RequestState::Withdrawn => format!("{requests} withdrawn"),
        }
    }
}

/// The list.
pub async fn list(mut desk: Desk) -> Result<Content> {
    desk.may(Act::SeeRequests)?;
    let wanted = Wanted::of_page();
    let filter = wanted.filter(&desk);
    let count = store::count(&mut desk.tx, &filter).await?;
    let page = store::list(&mut desk.tx, &filter, SIZE).await?;
    let templates = view! { <ButtonLink href="/templates" label="Templates" look=Look::Quiet /> };
    let body = if page.rows.is_empty() {
        nothing(&wanted, count)
    } else {
        let next = page.next.map(|key| wanted.address(&key));
        let first = (!wanted.after.is_empty()).then(|| wanted.address(""));
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
            <PageHead title="Requests" lead=wanted.lead(count)>{templates}</PageHead>
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
    ];
    let days = vec![option("", "Any day"), option("overdue", "Overdue"), option("week", "Within a week")];
    let clear = (wanted.narrows() || wanted.state != RequestState::Sent)
        .then(|| view! { <ButtonLink href=PATH label="Clear" look=Look::Quiet /> });
    let (words, due) = (wanted.words.clone(), wanted.due.clone());
    let state = wanted.state.word();
    view! {
        <Filters action=PATH label="Requests" submit_on_change=true>
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
fn nothing(wanted: &Wanted, count: i64) -> AnyView {
    let (title, words, href, label) = if count > 0 {
        ("Nothing on this page", "The list has become shorter.", wanted.address(""), "Go to the first page")
    } else if wanted.narrows() {
        let words = "No request of this state has these words, or falls on these days.";
        ("No request matches", words, PATH.to_owned(), "Clear the filter")
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
