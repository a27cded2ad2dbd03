//! The log as people read it: the firm's at `/activity`, one client's on its profile.

use super::actions::VerifyLog;
use super::model::{Line, What};
use super::store;
use super::verifying::BROKEN;
use super::wanted::{SIDES, Wanted};
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{Tab, head_form, profile_head, title};
use crate::clients::{self, ClientId, ContactId, OnClient};
use crate::firm::Times;
use crate::firm::pages::sentence_case;
use crate::kernel::page::Page;
use crate::kernel::{Form, Result, Span};
use crate::server::leptos as request;
use crate::ui::{
    Button, ButtonLink, Empty, ErrorSummary, Filters, Head, Icon, Look, Moment, Notice, NoticeTone, PageHead, Pages,
    PostForm, SelectField, TextField, Trust,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Lines a page.
const SIZE: usize = 50;
/// How long the result of verifying is news.
const JUST_NOW: Span = Span::minutes(1);

/// `/activity`.
pub async fn firm(mut desk: Desk) -> Result<Content> {
    desk.may(Act::SeeActivity)?;
    let wanted = Wanted::read(&desk.here, &desk.times);
    let page = match wanted.form.refused() {
        true => Page { rows: Vec::new(), next: None },
        false => store::list(&mut desk.tx, &wanted.filter, &desk.staff.wall(), SIZE).await?,
    };
    if let Some(error) = &wanted.form.error {
        request::status(error.status());
    }
    let exports = (!page.rows.is_empty())
        .then_some([("csv", "Export CSV"), ("jsonl", "Export JSON lines")])
        .map(|kinds| kinds.map(|(ending, label)| (wanted.address(&format!("/activity/export.{ending}")), label)))
        .into_iter()
        .flatten();
    let verify = request::form::<VerifyLog>();
    let verified = verified(&mut desk).await?;
    Ok(Content::plain(
        title("Activity", &[&wanted.form, &verify]),
        view! {
            <ErrorSummary form=&wanted.form />
            <ErrorSummary form=&verify />
            <PageHead title="Activity" lead="Who did what, when and from where. Lines are only added, never changed.">
                {exports
                    .map(|(href, label)| view! { <ButtonLink href label icon="download" look=Look::Quiet /> })
                    .collect_view()}
                <PostForm action=VerifyLog::url() page=desk.here.clone()>
                    <Button label="Verify the log" icon="lock" look=Look::Quiet />
                </PostForm>
            </PageHead>
            {verified}
            {filters(&wanted)}
            {lines(&desk.times, &wanted, page, "/activity", true)}
        },
    ))
}

/// What verifying the log came to the last time, or how far it is.
async fn verified(desk: &mut Desk) -> Result<AnyView> {
    if let Some(done) = desk.services.db.log()?.verifying.now() {
        let words = format!("The log is being verified, {done} lines so far. Load this page again for the result.");
        return Ok(view! { <Notice tone=NoticeTone::Plain>{words}</Notice> }.into_any());
    }
    let Some((at, who, words, thing)) = store::last_verified(&mut desk.tx).await? else { return Ok(().into_any()) };
    let fresh = at > desk.services.now() - JUST_NOW;
    let at = desk.times.short(at);
    Ok(match thing.as_str() {
        BROKEN => view! {
            <Notice tone=NoticeTone::Bad alert=true>
                <p>{words} "."</p>
                <p>
                    "Tell whoever runs the portal’s server: " <code>"gk-nexus check"</code>
                    " says the same there. " {who} ", " <Moment at=at />
                </p>
            </Notice>
        }
        .into_any(),
        _ if fresh => {
            view! { <Notice tone=NoticeTone::Good>{words} ". " {who} ", " <Moment at=at /></Notice> }.into_any()
        }
        _ => view! { <Trust>{words} ". " {who} ", " <Moment at=at /></Trust> }.into_any(),
    })
}

/// `/clients/{id}/activity`; with `?contact=` only what concerns one of its people.
pub async fn of_client(mut desk: Desk) -> Result<Content> {
    let client: ClientId = desk.param("id")?;
    let on = OnClient::of_staff(&mut desk.tx, &desk.staff, Act::SeeClientActivity, client).await?;
    let wanted = Wanted::read(&desk.here, &desk.times).of_client(&on);
    let (client, head) = profile_head(&mut desk, &on, Tab::Activity).await?;
    let only = match wanted.filter.contact.as_str() {
        "" => None,
        id => Some(clients::store::contact(&mut desk.tx, &on, &ContactId::try_from(id.to_owned())?).await?.name),
    };
    let page = store::list(&mut desk.tx, &wanted.filter, on.wall(), SIZE).await?;
    let path = format!("/clients/{}/activity", client.id);
    let export = format!("/activity/export.csv?client={}", client.id);
    let may_export = desk.staff.can(Act::SeeActivity) && !page.rows.is_empty();
    let narrowed = only.map(|name| {
        view! { <p>"Only what concerns " <b>{name}</b> ". " <a href=path.clone()>"Show all of " {client.name.clone()}</a></p> }
    });
    Ok(Content::plain(
        title(&format!("Activity, {}", client.name), &[&head_form()]),
        view! {
            {head}
            <section class="stack-tight" aria-labelledby="history">
                <Head id="history" title="Activity">
                    {may_export.then(|| view! { <a href=export><Icon name="download" /> " Export CSV"</a> })}
                </Head>
                {narrowed}
                {lines(&desk.times, &wanted, page, &path, false)}
            </section>
        },
    ))
}

/// Lines of the log as a table, newest first. Times are those of `desk_times`.
pub fn table(desk_times: &Times, lines: &[Line], with_client: bool) -> AnyView {
    let rows = lines.iter().map(|line| row(desk_times, line, with_client)).collect_view();
    view! {
        <table class="table">
            <caption class="visually-hidden">"Activity, newest first"</caption>
            <thead>
                <tr>
                    <th scope="col">"When"</th>
                    <th scope="col">"Who"</th>
                    <th scope="col">"What"</th>
                    {with_client.then(|| view! { <th scope="col">"Client"</th> })}
                    <th scope="col">"From"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(times: &Times, line: &Line, with_client: bool) -> AnyView {
    let at = times.short(line.at);
    let side = (line.actor_kind == "client").then(|| view! { " "<small>"client"</small> });
    let client = match (&line.client_id, &line.client_name) {
        (Some(id), Some(name)) => view! { <a href=format!("/clients/{id}")>{name.clone()}</a> }.into_any(),
        _ => view! { <span class="soft">"–"</span> }.into_any(),
    };
    let from = match line.from_where() {
        from if from.is_empty() => view! { <span class="soft">"–"</span> }.into_any(),
        from => from.into_any(),
    };
    view! {
        <tr>
            <td data-label="When"><Moment at=at /></td>
            <td data-label="Who">{line.actor_name.clone()} {side}</td>
            <th scope="row">{line.words.clone()}</th>
            {with_client.then(|| view! { <td data-label="Client">{client}</td> })}
            <td data-label="From">{from}</td>
        </tr>
    }
    .into_any()
}

fn filters(wanted: &Wanted) -> AnyView {
    let form: Form = wanted.form.clone();
    let narrows = wanted.narrows();
    let any = |words: &str| vec![(String::new(), words.to_owned())];
    let acts = What::ALL.iter().map(|what| (what.word().to_owned(), sentence_case(what.word())));
    let sides = SIDES.iter().map(|(side, words)| ((*side).to_owned(), (*words).to_owned()));
    view! {
        <Filters action="/activity" label="Activity">
            <TextField form=&form name="q" label="Words, person or client" kind="search" />
            <SelectField form=&form name="act" label="Act" options=any("Every act").into_iter().chain(acts).collect() />
            <SelectField form=&form name="side" label="Who" options=any("Everybody").into_iter().chain(sides).collect() />
            <TextField form=&form name="from" label="From" kind="date" />
            <TextField form=&form name="to" label="To" kind="date" />
            <Button label="Show" icon="filter" />
            {narrows.then(|| view! { <ButtonLink href="/activity" label="Clear" look=Look::Quiet /> })}
        </Filters>
    }
    .into_any()
}

fn lines(times: &Times, wanted: &Wanted, page: Page<Line>, path: &str, with_client: bool) -> AnyView {
    if wanted.form.refused() {
        return ().into_any();
    }
    if page.rows.is_empty() {
        return match page.next.as_deref() {
            Some(after) => further(wanted, &wanted.older(path, after)),
            None => nothing(wanted, path),
        };
    }
    let (newer, older) = (wanted.newer(path), page.next.as_deref().map(|after| wanted.older(path, after)));
    let count = page.rows.len();
    let words = match (newer.is_some(), older.is_some()) {
        (false, _) => format!("The newest {count}"),
        (true, true) => format!("{count} older"),
        (true, false) => format!("The oldest {count}"),
    };
    view! {
        {table(times, &page.rows, with_client)}
        {(newer.is_some() || older.is_some())
            .then(|| view! { <Pages label="Activity pages" words=words previous=newer next=older /> })}
    }
    .into_any()
}

/// Words are looked for in some thousand lines at a time; `older` goes on from there.
fn further(wanted: &Wanted, older: &str) -> AnyView {
    let words =
        format!("None of the lines that we looked through matches {}. There are older ones.", wanted.in_words());
    let older = older.to_owned();
    view! {
        <Empty title="Nothing found so far" words=words level=2>
            <ButtonLink href=older label="Look further back" />
        </Empty>
    }
    .into_any()
}

fn nothing(wanted: &Wanted, path: &str) -> AnyView {
    if wanted.newer(path).is_some() {
        let newest = wanted.address(path);
        return view! {
            <Empty title="Nothing older" words="The log begins on the page before this one." level=2>
                <ButtonLink href=newest label="Go to the newest" />
            </Empty>
        }
        .into_any();
    }
    if wanted.narrows() {
        let (words, path) = (format!("No line of the log matches {}.", wanted.in_words()), path.to_owned());
        return view! {
            <Empty title="Nothing matches" words=words level=2>
                <ButtonLink href=path label="Clear" />
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty
            title="No activity yet"
            words="Every sign-in, invitation, document and change leaves a line here. There was none so far."
            level=2
        >
            <ButtonLink href="/clients" label="Go to clients" />
        </Empty>
    }
    .into_any()
}
