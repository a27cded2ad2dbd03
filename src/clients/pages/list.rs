//! `/clients`: searched, filtered, sorted and paged on the server; the address is the state.

use crate::accounts::{Act, Content, Desk};
use crate::clients::model::Order;
use crate::clients::parts::{Asked, counted, day, standing_tag};
use crate::clients::store::{self, Filter, NOT_ACCEPTED, Row};
use crate::firm::Times;
use crate::kernel::{Form, Instant, Result, Wall};
use crate::portal_access::Standing;
use crate::server::Tx;
use crate::ui::{
    Button, ButtonLink, Empty, Filters, Hidden, Icon, Look, Moment, PageHead, Pages, SelectField, Shown, TextField,
};
use leptos::prelude::*;

const PATH: &str = "/clients";
/// Rows a page.
const PAGE: usize = 25;

/// The client list.
pub async fn list(mut desk: Desk) -> Result<Content> {
    desk.may(Act::SeeClients)?;
    let asked = Asked::of_page();
    let now = desk.services.now();
    let found = Found::read(&mut desk.tx, &asked, &desk.staff.wall(), now).await?;
    let export = desk.staff.can(Act::ExportClients).then(|| {
        let href = asked.at(String::new()).address("/clients/export.csv");
        view! { <ButtonLink href=href label="Export CSV" look=Look::Quiet icon="download" /> }
    });
    let new = desk.staff.can(Act::EditClients).then(|| {
        view! { <ButtonLink href="/clients/new" label="New client" look=Look::Primary icon="plus" /> }
    });
    let body = if found.rows.is_empty() {
        nothing(&asked, &found)
    } else {
        view! {
            {table(&desk.times, &asked, &found.rows, now)}
            {found.pages(&asked)}
        }
        .into_any()
    };
    Ok(Content::plain(
        "Clients",
        view! {
            <PageHead title="Clients" lead=found.words(&asked)>{export}{new}</PageHead>
            {filters(&asked)}
            <div>{body}</div>
        },
    ))
}

/// A page of the list, and what is around it.
struct Found {
    rows: Vec<Row>,
    previous: Option<String>,
    next: Option<String>,
    /// How many the filter finds.
    matches: i64,
    /// How many clients have this status.
    total: i64,
    /// How many there are at all, asked only where the list is empty.
    any: i64,
}

impl Found {
    async fn read(tx: &mut Tx, asked: &Asked, wall: &Wall, now: Instant) -> Result<Self> {
        let matches = store::count(tx, &asked.filter(), wall, now).await?;
        let total = if asked.narrows() { store::count(tx, &asked.wide().filter(), wall, now).await? } else { matches };
        let all = Filter { status: "all".to_owned(), ..Filter::default() };
        let any = if total == 0 { store::count(tx, &all, wall, now).await? } else { total };
        let page = store::list(tx, &asked.filter(), wall, now, PAGE).await?;
        let previous = match page.rows.first() {
            Some(first) if !asked.after.is_empty() => Some(page_before(tx, asked, first, wall, now).await?),
            _ => None,
        };
        let next = page.next.map(|after| asked.at(after).address(PATH));
        Ok(Found { rows: page.rows, previous, next, matches, total, any })
    }

    /// `348 clients · 12 match`.
    fn words(&self, asked: &Asked) -> String {
        let clients = match asked.status.as_str() {
            "archived" => counted(self.total, "archived client", "archived clients"),
            "all" => format!("{}, archived ones too", counted(self.total, "client", "clients")),
            _ => counted(self.total, "client", "clients"),
        };
        if !asked.narrows() {
            return clients;
        }
        format!("{clients} · {} {}", self.matches, if self.matches == 1 { "matches" } else { "match" })
    }

    fn pages(&self, asked: &Asked) -> Option<AnyView> {
        let count = self.rows.len();
        let words = match asked.after.is_empty() {
            true => format!("1–{count} of {}", self.matches),
            false => format!("{count} of {}", self.matches),
        };
        let (previous, next) = (self.previous.clone(), self.next.clone());
        (previous.is_some() || next.is_some())
            .then(|| view! { <Pages label="Client pages" words=words previous=previous next=next /> }.into_any())
    }
}

/// The address of the page before: read backwards from this page's first row.
async fn page_before(tx: &mut Tx, asked: &Asked, first: &Row, wall: &Wall, now: Instant) -> Result<String> {
    let order = match asked.order {
        Order::Name => Order::NameDown,
        Order::NameDown => Order::Name,
        Order::Newest => Order::Oldest,
        Order::Oldest => Order::Newest,
    };
    let backwards = Filter { order, after: key(asked.order, first), ..asked.filter() };
    let rows = store::list(tx, &backwards, wall, now, PAGE + 1).await?.rows;
    let after = rows.get(PAGE).map(|row| key(asked.order, row)).unwrap_or_default();
    Ok(asked.at(after).address(PATH))
}

/// A row's key, as the store's own pages name it.
fn key(order: Order, row: &Row) -> String {
    match order {
        Order::Name | Order::NameDown => format!("{}-{}", row.name_key, row.id),
        Order::Newest | Order::Oldest => format!("{}-{}", row.created_at.0, row.id),
    }
}

fn filters(asked: &Asked) -> AnyView {
    let form = Form::default();
    let option = |value: &str, words: &str| (value.to_owned(), words.to_owned());
    let statuses = vec![option("", "Active"), option("archived", "Archived"), option("all", "All")];
    let mut standings = vec![option("", "Any state")];
    standings.extend(Standing::ALL.map(|standing| option(standing.word(), standing.word())));
    standings.push(option(NOT_ACCEPTED, NOT_ACCEPTED));
    let sort = (asked.order != Order::default()).then(|| view! { <Hidden name="sort" value=asked.order.word() /> });
    let clear = (asked.narrows() || !asked.status.is_empty()).then(|| {
        view! { <ButtonLink href=PATH label="Clear" look=Look::Quiet /> }
    });
    let Asked { words, status, access, .. } = asked.clone();
    view! {
        <Filters action=PATH label="Clients">
            <TextField form=&form name="q" label="Name or email" kind="search" value=words />
            <SelectField form=&form name="status" label="Status" options=statuses value=status />
            <SelectField form=&form name="access" label="Portal access" options=standings value=access />
            {sort}
            <Button label="Show" icon="filter" />
            {clear}
        </Filters>
    }
    .into_any()
}

fn table(times: &Times, asked: &Asked, rows: &[Row], now: Instant) -> AnyView {
    let sorted = match asked.order {
        Order::Name => "by name, A to Z",
        Order::NameDown => "by name, Z to A",
        Order::Newest => "newest first",
        Order::Oldest => "oldest first",
    };
    view! {
        <table class="table">
            <caption class="visually-hidden">{format!("Clients, sorted {sorted}")}</caption>
            <thead>
                <tr>
                    {column(asked, "Name", Order::Name, Order::NameDown, Order::Name)}
                    <th scope="col">"Portal access"</th>
                    <th scope="col">"Email"</th>
                    <th scope="col">"Phone"</th>
                    <th scope="col">"Lead"</th>
                    {column(asked, "Client since", Order::Oldest, Order::Newest, Order::Newest)}
                    <th class="num" scope="col">"Last login"</th>
                </tr>
            </thead>
            <tbody>{rows.iter().map(|row| client(times, row, now)).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// The head of a column that sorts; a second press turns the order round.
fn column(asked: &Asked, words: &'static str, up: Order, down: Order, first: Order) -> AnyView {
    let (sort, next) = match asked.order {
        order if order == up => (Some("ascending"), down),
        order if order == down => (Some("descending"), up),
        _ => (None, first),
    };
    let href = asked.sorted(next).address(PATH);
    let sign = sort.map(|_| view! { " "<Icon name="sort" /> });
    view! { <th scope="col" aria-sort=sort><a href=href>{words}{sign}</a></th> }.into_any()
}

fn client(times: &Times, row: &Row, now: Instant) -> AnyView {
    let archived = row.archived_at.map(|_| view! { " "<small>"archived"</small> });
    let last_login = match row.last_login_at {
        Some(at) => view! { <Moment at=recent(times, at) /> }.into_any(),
        None => view! { <span class="soft">"never"</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row"><a href=format!("/clients/{}", row.id)>{row.name.clone()}</a>{archived}</th>
            <td data-label="Portal access">{access(row, now)}</td>
            <td data-label="Email">{row.email.clone()}</td>
            <td class="nowrap" data-label="Phone">{or_dash(&row.phone)}</td>
            <td data-label="Lead">{or_dash(row.lead_name.as_deref().unwrap_or_default())}</td>
            <td class="nowrap" data-label="Client since"><Moment at=day(times, row.created_at) /></td>
            <td class="num nowrap" data-label="Last login">{last_login}</td>
        </tr>
    }
    .into_any()
}

/// The time for today, the day for what is longer ago.
fn recent(times: &Times, at: Instant) -> Shown {
    let shown = times.short(at);
    if shown.words.starts_with("Today") { shown } else { day(times, at) }
}

/// Where the first contact stands, and how many more there are.
fn access(row: &Row, now: Instant) -> AnyView {
    let Some(state) = &row.state else { return or_dash("") };
    let standing = Standing::of(state, row.invitation_id.is_some(), row.expires_at, row.revoked_at, now);
    let more = (row.contacts > 1).then(|| {
        let words = format!("+{}", counted(row.contacts - 1, "more contact", "more contacts"));
        view! { " "<small class="nowrap">{words}</small> }
    });
    view! { {standing_tag(standing)}{more} }.into_any()
}

fn or_dash(words: &str) -> AnyView {
    match words {
        "" => view! { <span class="soft">"–"</span> }.into_any(),
        words => words.to_owned().into_any(),
    }
}

/// Why the list is empty, and the one next step.
fn nothing(asked: &Asked, found: &Found) -> AnyView {
    let (title, words, href, label) = if found.matches > 0 {
        let first = asked.at(String::new()).address(PATH);
        ("Nothing on this page", "The list has become shorter.".to_owned(), first, "Go to the first page")
    } else if found.any == 0 {
        let words = "Clients are the people and organisations that you serve. Add the first one with a name and an \
                     address; the invitation to the portal comes after that.";
        ("No clients yet", words.to_owned(), "/clients/new".to_owned(), "New client")
    } else if asked.narrows() {
        ("No client matches", format!("We looked for {}.", wanted(asked)), PATH.to_owned(), "Clear the filter")
    } else if asked.status == "archived" {
        let words = "Clients that you archive leave the list and stay here, with everything that belongs to them.";
        ("No archived clients", words.to_owned(), PATH.to_owned(), "Show the active ones")
    } else {
        let archived = Asked { status: "archived".to_owned(), ..Asked::default() };
        let words = "All clients are archived.".to_owned();
        ("No active clients", words, archived.address(PATH), "Show the archived ones")
    };
    view! {
        <Empty title=title words=words level=2>
            <ButtonLink href=href label=label />
        </Empty>
    }
    .into_any()
}

/// The filter in words.
fn wanted(asked: &Asked) -> String {
    let clients = match asked.status.as_str() {
        "archived" => "archived clients",
        "all" => "clients, archived ones too",
        _ => "active clients",
    };
    let words = (!asked.words.is_empty()).then(|| format!("with “{}” in a name or an email", asked.words));
    let access = (!asked.access.is_empty()).then(|| format!("with a contact who is {}", asked.access));
    let parts: Vec<String> = [words, access].into_iter().flatten().collect();
    format!("{clients} {}", parts.join(" and "))
}
