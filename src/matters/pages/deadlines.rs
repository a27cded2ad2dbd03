//! `/deadlines`: what is due over all open matters, by its day; the address is the filter.

use crate::accounts::{Act, Content, Desk};
use crate::firm::Times;
use crate::kernel::{Form, Result};
use crate::matters::parts::due;
use crate::matters::store::{self, DeadlineFilter, DeadlineRow};
use crate::server::leptos as request;
use crate::ui::{
    Button, ButtonLink, Empty, Filters, Head, Look, Moment, PageHead, Pages, SelectField, TabLink, Tabs, Tag, Tone,
};
use leptos::prelude::*;

const PATH: &str = "/deadlines";
/// Rows a page.
const SIZE: usize = 50;
/// Days that "this week" lasts after today.
const WEEK: i64 = 6;

/// What the address asks for.
#[derive(Clone, Default)]
struct Wanted {
    /// `overdue`, `week`, `later`, `done`; empty: all that is not done.
    due: String,
    mine: bool,
    after: String,
}

/// The tabs: the word in the address, and the one that is read.
const TABS: [(&str, &str); 5] =
    [("", "All"), ("overdue", "Overdue"), ("week", "This week"), ("later", "Later"), ("done", "Done")];

impl Wanted {
    fn of_page() -> Self {
        let known = |word: &String| TABS.iter().any(|(one, _)| one == word);
        Wanted {
            due: Some(request::query("due")).filter(known).unwrap_or_default(),
            mine: request::query("mine") == "yes",
            after: request::query("after"),
        }
    }

    fn filter(&self, desk: &Desk) -> DeadlineFilter {
        let today = desk.times.today_day();
        let (from, until) = match self.due.as_str() {
            "overdue" => (None, Some(today.plus(-1))),
            "week" => (Some(today.clone()), Some(today.plus(WEEK))),
            "later" => (Some(today.plus(WEEK + 1)), None),
            _ => (None, None),
        };
        let mine = self.mine.then(|| desk.staff.id().clone());
        DeadlineFilter { done: self.due == "done", from, until, mine, after: self.after.clone() }
    }

    fn address(&self, after: &str) -> String {
        let mine = if self.mine { "yes" } else { "" };
        let query: Vec<String> = [("due", self.due.as_str()), ("mine", mine), ("after", after)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", request::encoded(value)))
            .collect();
        if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", query.join("&")) }
    }
}

/// The list.
pub async fn deadlines(mut desk: Desk) -> Result<Content> {
    desk.may(Act::SeeMatters)?;
    let wanted = Wanted::of_page();
    let filter = wanted.filter(&desk);
    let page = store::all_deadlines(&mut desk.tx, &filter, &desk.staff.wall(), SIZE).await?;
    let body = if page.rows.is_empty() {
        nothing(&wanted)
    } else {
        let next = page.next.map(|key| wanted.address(&key));
        let first = (!wanted.after.is_empty()).then(|| wanted.address(""));
        let words = format!("{} on this page", page.rows.len());
        let more = next.is_some() || first.is_some();
        let back = first.map(|href| view! { <p><a href=href>"Back to the first page"</a></p> });
        let groups =
            groups(&desk.times, page.rows).into_iter().map(|(id, head, rows)| group(&desk.times, id, head, rows));
        view! {
            {groups.collect_view()}
            {back}
            {more.then(|| view! { <Pages label="Deadline pages" words=words previous=None next=next /> })}
        }
        .into_any()
    };
    let lead = "What is due over all open matters. A deadline is done on its matter’s page.";
    Ok(Content::plain(
        "Deadlines",
        view! {
            <div class="stack-tight">
                <PageHead title="Deadlines" lead=lead>
                    <ButtonLink href="/matters" label="Matters" look=Look::Quiet />
                </PageHead>
                {tabs(&wanted)}
            </div>
            {filters(&wanted)}
            {body}
        },
    ))
}

fn tabs(wanted: &Wanted) -> AnyView {
    let tab = |(word, label): (&str, &str)| TabLink {
        href: Wanted { due: word.to_owned(), mine: wanted.mine, after: String::new() }.address(""),
        label: label.to_owned(),
        count: None,
        current: word == wanted.due,
    };
    let tabs = TABS.into_iter().map(tab).collect();
    view! { <Tabs label="Deadlines" tabs /> }.into_any()
}

fn filters(wanted: &Wanted) -> AnyView {
    let form = Form::default();
    let whose = vec![(String::new(), "Everybody’s".to_owned()), ("yes".to_owned(), "Mine".to_owned())];
    let mine = if wanted.mine { "yes" } else { "" };
    let due = wanted.due.clone();
    let due = (!due.is_empty()).then(|| view! { <crate::ui::Hidden name="due" value=due /> });
    view! {
        <Filters action=PATH label="Deadlines">
            {due}
            <SelectField form=form name="mine" label="Whose matters" options=whose value=mine />
            <Button label="Show" icon="filter" />
        </Filters>
    }
    .into_any()
}

/// A group's id and heading, and its rows.
type Group = (&'static str, &'static str, Vec<DeadlineRow>);

/// The rows by how far they are, in their order.
fn groups(times: &Times, rows: Vec<DeadlineRow>) -> Vec<Group> {
    let today = times.today_day();
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let (id, head) = match today.days_to(&row.due_on) {
            _ if row.done => ("done", "Done"),
            days if days < 0 => ("overdue", "Overdue"),
            days if days <= WEEK => ("week", "This week"),
            _ => ("later", "Later"),
        };
        match groups.last_mut().filter(|(last, ..)| *last == id) {
            Some((_, _, group)) => group.push(row),
            None => groups.push((id, head, vec![row])),
        }
    }
    groups
}

fn group(times: &Times, id: &'static str, head: &'static str, rows: Vec<DeadlineRow>) -> AnyView {
    let rows = rows.iter().map(|row| line(times, row)).collect_view();
    view! {
        <section aria-labelledby=id>
            <Head id=id title=head open=id == "overdue" />
            <ul class="ledger">{rows}</ul>
        </section>
    }
    .into_any()
}

fn line(times: &Times, row: &DeadlineRow) -> AnyView {
    let day = match row.done {
        true => view! { <Moment at=times.day(&row.due_on) /> }.into_any(),
        false => due(times, &row.due_on, true),
    };
    let lead = row.lead_name.clone().unwrap_or_else(|| "nobody leads".to_owned());
    let facts = [row.client_name.clone(), format!("{}, {}", row.matter_title, row.reference), lead].join(" · ");
    let tag = match (row.done, row.visible) {
        (true, _) => {
            let words = format!("Done by {}", row.done_by);
            view! { <Tag tone=Tone::Done icon="state-done">{words}</Tag> }.into_any()
        }
        (false, true) => view! { <Tag tone=Tone::Plain icon="eye">"The client sees it"</Tag> }.into_any(),
        (false, false) => view! { <Tag tone=Tone::Rest icon="lock">"Internal"</Tag> }.into_any(),
    };
    view! {
        <li>
            <span class="margin">{day}</span>
            <span class="what">
                <a class="row" href=format!("/matters/{}", row.matter_id)>{row.title.clone()}</a>
                <small>{facts}</small>
            </span>
            <span class="aside">{tag}</span>
        </li>
    }
    .into_any()
}

/// Why the list is empty, and the one next step.
fn nothing(wanted: &Wanted) -> AnyView {
    let whose = if wanted.mine { "the matters that you lead or help with" } else { "the open matters" };
    let matters = ("/matters".to_owned(), "Go to matters");
    let all = (PATH.to_owned(), "Show all deadlines");
    let (title, words, (href, label)) = match wanted.due.as_str() {
        _ if !wanted.after.is_empty() => (
            "Nothing on this page",
            "The list has become shorter.".to_owned(),
            (wanted.address(""), "Go to the first page"),
        ),
        "overdue" => ("Nothing is overdue", format!("Deadlines of {whose} whose day is over stand here."), all),
        "week" => ("Nothing is due this week", format!("Deadlines of {whose} in the next seven days stand here."), all),
        "later" => ("Nothing is due later", format!("Deadlines of {whose} after the next seven days stand here."), all),
        "done" => ("Nothing is done yet", format!("Deadlines of {whose} that are done stand here."), all),
        _ if wanted.mine => ("No deadlines of yours", format!("Deadlines of {whose} stand here."), all),
        _ => {
            let words = "A deadline is a dated duty on a matter. Add it on the matter’s page, or to a matter type.";
            ("No deadlines", words.to_owned(), matters)
        }
    };
    view! {
        <Empty title=title words=words level=2>
            <ButtonLink href=href label=label />
        </Empty>
    }
    .into_any()
}
