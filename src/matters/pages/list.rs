//! `/matters`: searched, filtered, sorted and paged on the server; the address is the state. With `view=board` the same
//! matters as cards in columns.

use super::{board, views};
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{Total, day};
use crate::firm::Times;
use crate::kernel::{Form, Result};
use crate::matters::MatterStatus;
use crate::matters::asked::{Asked, PATH, View};
use crate::matters::model::Steps;
use crate::matters::parts::{kind_option, status_tag};
use crate::matters::store::{self, MatterOrder, MatterRow};
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Filters, Hidden, Icon, Look, Moment, PageHead, Pages, SelectField, TextField};
use leptos::prelude::*;

/// Rows a page.
const PAGE: usize = 25;

/// The list, or the board.
pub async fn list(desk: Desk) -> Result<Content> {
    desk.may(Act::SeeMatters)?;
    if request::query("view") == "board" { board::page(desk).await } else { rows(desk).await }
}

async fn rows(mut desk: Desk) -> Result<Content> {
    let asked = Asked::of_page();
    let filter = asked.filter(desk.staff.id(), &desk.times.today_day());
    let page = store::matters(&mut desk.tx, &filter, &desk.staff.wall(), PAGE).await?;
    let (first, wall) = (asked.after.is_empty(), desk.staff.wall());
    let dear = !asked.words.is_empty() || asked.view == View::Waiting;
    let matches = Total::of(&page, PAGE, first, dear, store::count_matters(&mut desk.tx, &filter, &wall)).await?;
    let filters = filters(&mut desk, &asked).await?;
    let body = if page.rows.is_empty() {
        views::nothing(&asked, matches)
    } else {
        let next = page.next.map(|after| asked.at(after).address(PATH));
        view! {
            {table(&desk.times, &asked, &page.rows)}
            {pages(&asked, page.rows.len(), matches, next)}
        }
        .into_any()
    };
    let (lead, actions, tabs) = (views::lead(&asked, matches), actions(&desk, &asked), views::tabs(&asked));
    Ok(Content::plain(
        "Matters",
        view! {
            <div class="stack-tight">
                <PageHead title="Matters" lead=lead>{actions}</PageHead>
                {tabs}
            </div>
            {views::unknown(&asked)}
            {filters}
            <div>{body}</div>
        },
    ))
}

fn actions(desk: &Desk, asked: &Asked) -> AnyView {
    let export = desk.staff.can(Act::ExportClients).then(|| {
        let href = asked.at(String::new()).address("/matters/export.csv");
        view! { <ButtonLink href=href label="Export CSV" look=Look::Quiet icon="download" /> }
    });
    view! { {export} {ways(desk, false)} }.into_any()
}

/// List and board, deadlines, and the way to a new matter.
pub(super) fn ways(desk: &Desk, board: bool) -> AnyView {
    let other = match board {
        true => view! { <ButtonLink href=PATH label="List" look=Look::Quiet /> },
        false => view! { <ButtonLink href=format!("{PATH}?view=board") label="Board" look=Look::Quiet /> },
    };
    let new = desk.staff.can(Act::EditMatters).then(|| {
        view! { <ButtonLink href="/matters/new" label="New matter" look=Look::Primary icon="plus" /> }
    });
    view! { <ButtonLink href="/deadlines" label="Deadlines" look=Look::Quiet /> {other} {new} }.into_any()
}

async fn filters(desk: &mut Desk, asked: &Asked) -> Result<AnyView> {
    let option = |value: &str, words: &str| (value.to_owned(), words.to_owned());
    let mut kinds = vec![option("", "Any type")];
    // The closed matters of a type that was put away stay to be found, too.
    let all = match asked.closed() {
        true => store::all_types(&mut desk.tx).await?,
        false => store::types_at_work(&mut desk.tx).await?,
    };
    kinds.extend(all.iter().map(kind_option));
    let mut leads = vec![option("", "Anybody")];
    let staff = crate::accounts::store::active_staff(&mut desk.tx).await?;
    leads.extend(staff.into_iter().map(|account| (account.id.to_string(), account.name)));
    let mut statuses = vec![option("", "Any status")];
    let fits = |status: &MatterStatus| match asked.view {
        View::Open => true,
        View::Closed => !status.is_open(),
        View::Mine | View::Waiting | View::Overdue => status.is_open(),
    };
    statuses.extend(MatterStatus::ALL.into_iter().filter(fits).map(|one| option(one.word(), one.word())));
    let days = vec![
        option("", "Any day"),
        option("overdue", "Overdue"),
        option("week", "This week"),
        option("none", "No day"),
    ];
    let kept = kept(asked);
    let clear = asked.narrows().then(|| {
        let href = Asked::all_of(asked.view).address(PATH);
        view! { <ButtonLink href=href label="Clear" look=Look::Quiet /> }
    });
    let Asked { words, status, kind, lead, due, view, .. } = asked.clone();
    let form = Form::default();
    let due = (view != View::Overdue)
        .then(|| view! { <SelectField form=&form name="due" label="Due" options=days value=due /> });
    let kind = kind.map(String::from).unwrap_or_default();
    let lead = lead.map(String::from).unwrap_or_default();
    Ok(view! {
        <Filters action=PATH label="Matters">
            {kept}
            <TextField form=form.clone() name="q" label="Title, reference or client" kind="search" value=words />
            <SelectField form=form.clone() name="status" label="Status" options=statuses value=status />
            <SelectField form=form.clone() name="type" label="Type" options=kinds value=kind />
            <SelectField form=form.clone() name="lead" label="Lead" options=leads value=lead />
            {due}
            <Button label="Show" icon="filter" />
            {clear}
        </Filters>
    }
    .into_any())
}

/// What the filter's form doesn't ask for and keeps all the same.
fn kept(asked: &Asked) -> AnyView {
    let one =
        |name: &'static str, value: String| (!value.is_empty()).then(|| view! { <Hidden name=name value=value /> });
    let sort = match asked.order {
        None => "",
        Some(MatterOrder::Due) => "due",
        Some(MatterOrder::Newest) => "newest",
        Some(MatterOrder::Reference) => "reference",
    };
    let phase = asked.phase.clone().map(String::from).unwrap_or_default();
    let steps = asked.steps.map(Steps::word).unwrap_or_default();
    view! {
        {one("view", asked.view.word().to_owned())}
        {one("phase", phase)}
        {one("steps", steps.to_owned())}
        {one("sort", sort.to_owned())}
    }
    .into_any()
}

fn table(times: &Times, asked: &Asked, rows: &[MatterRow]) -> AnyView {
    let sorted = match asked.order() {
        MatterOrder::Due => "the sooner due first",
        MatterOrder::Newest => "newest first",
        MatterOrder::Reference => "by reference",
    };
    view! {
        <table class="table">
            <caption class="visually-hidden">{format!("Matters, {sorted}")}</caption>
            <thead>
                <tr>
                    {column(asked, "Matter", MatterOrder::Reference, "ascending")}
                    <th scope="col">"Client"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">"Type"</th>
                    <th scope="col">"Lead"</th>
                    {column(asked, "Due", MatterOrder::Due, "ascending")}
                    {column(asked, "Opened", MatterOrder::Newest, "descending")}
                </tr>
            </thead>
            <tbody>{rows.iter().map(|row| matter(times, asked, row)).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// The head of a column that sorts.
fn column(asked: &Asked, words: &'static str, order: MatterOrder, way: &'static str) -> AnyView {
    let sort = (asked.order() == order).then_some(way);
    let href = asked.sorted(order).address(PATH);
    let sign = sort.map(|_| view! { " "<Icon name="sort" /> });
    view! { <th scope="col" aria-sort=sort><a href=href>{words}{sign}</a></th> }.into_any()
}

fn matter(times: &Times, asked: &Asked, row: &MatterRow) -> AnyView {
    let lead = match &row.lead_name {
        Some(name) => name.clone().into_any(),
        None => view! { <span class="soft">"nobody"</span> }.into_any(),
    };
    // Whose status does not say that it waits stands among those that wait for what was asked for.
    let why = (asked.view == View::Waiting && row.standing() != MatterStatus::WaitingOnClient)
        .then(|| view! { " "<small class="nowrap">"documents asked for"</small> });
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/matters/{}", row.id)>{row.title.clone()}</a>" "<small class="nowrap">{row.reference.clone()}</small>
            </th>
            <td data-label="Client"><a href=format!("/clients/{}", row.client_id)>{row.client_name.clone()}</a></td>
            <td data-label="Status">{status_tag(row.standing())}{why}</td>
            <td data-label="Type">{row.type_name.clone()}</td>
            <td data-label="Lead">{lead}</td>
            <td data-label="Due">{due(times, row)}</td>
            <td class="nowrap" data-label="Opened"><Moment at=day(times, row.created_at) /></td>
        </tr>
    }
    .into_any()
}

/// `in 3 days · Fri 27 Nov`, in red once it is over; only the day when the matter is closed.
fn due(times: &Times, row: &MatterRow) -> AnyView {
    let Some(day) = &row.due_on else { return view! { <span class="soft">"no day"</span> }.into_any() };
    if !row.open {
        return view! { <Moment at=times.day(day) /> }.into_any();
    }
    let class = if *day < times.today_day() { "due late" } else { "due" };
    view! { <span class=class>{times.due(day)}</span>" "<small class="nowrap"><Moment at=times.day(day) /></small> }
        .into_any()
}

fn pages(asked: &Asked, shown: usize, matches: Total, next: Option<String>) -> Option<AnyView> {
    let first = (!asked.after.is_empty()).then(|| asked.at(String::new()).address(PATH));
    let words = match asked.after.is_empty() {
        true => format!("1–{shown}{}", matches.of_all()),
        false => format!("{shown}{}", matches.of_all()),
    };
    let back = first.map(|href| view! { <p><a href=href>"Back to the first page"</a></p> });
    (next.is_some() || back.is_some())
        .then(|| view! { {back} <Pages label="Matter pages" words=words previous=None next=next /> }.into_any())
}
