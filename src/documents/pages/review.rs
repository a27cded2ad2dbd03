//! `/review`: what clients sent and nobody opened yet, over all clients.

use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::counted;
use crate::documents::parts::{DocumentLine, kind_and_size};
use crate::documents::store::{self, Row};
use crate::firm::Times;
use crate::kernel::Result;
use crate::kernel::page::Page;
use crate::server::leptos as request;
use crate::ui::{ButtonLink, Empty, PageHead, Pages};
use leptos::prelude::*;

const SIZE: usize = 50;

/// The page.
pub async fn review(mut desk: Desk) -> Result<Content> {
    desk.may(Act::SeeDocuments)?;
    let after = request::query("after");
    let page = store::waiting(&mut desk.tx, &after, SIZE).await?;
    let (count, oldest) = store::waiting_count(&mut desk.tx).await?;
    let lead = oldest.map_or_else(String::new, |oldest| {
        let many = counted(count, "document waits", "documents wait");
        format!(
            "{many}, the oldest since {}. Opening one takes it off this list for everybody.",
            desk.times.distance(oldest)
        )
    });
    let body = view! {
        <PageHead title="Review" lead=lead />
        {list(page, count, &after, &desk.times)}
    };
    Ok(Content::plain("Review", body))
}

fn list(page: Page<Row>, count: i64, after: &str, times: &Times) -> AnyView {
    if page.rows.is_empty() && after.is_empty() {
        return nothing();
    }
    if page.rows.is_empty() {
        let words = "What stood on this page has been opened meanwhile.";
        return view! {
            <Empty title="Nothing more on this page" words level=2>
                <ButtonLink href="/review" label="Show the oldest" />
            </Empty>
        }
        .into_any();
    }
    let words = if after.is_empty() {
        format!("{} of {count}, oldest first", page.rows.len())
    } else {
        format!("{count} in all")
    };
    let more = page.next.is_some() || !after.is_empty();
    let next = page.next.map(|key| format!("/review?after={key}"));
    // The store reads forward only; the way back is the way to the beginning.
    let beginning = (!after.is_empty()).then(|| view! { <p><a href="/review">"Back to the oldest"</a></p> });
    view! {
        <section aria-label="Documents to review">
            {beginning}
            <ul class="ledger">{page.rows.iter().map(|row| line(row, times)).collect_view()}</ul>
            {more.then(|| view! { <Pages label="Review pages" words previous=None next /> })}
        </section>
    }
    .into_any()
}

fn nothing() -> AnyView {
    let words = "Documents that clients send stand here until somebody of the firm opens them. We mail the client’s lead when one comes.";
    view! {
        <Empty title="Nothing waits" words level=2>
            <ButtonLink href="/clients" label="Go to clients" />
        </Empty>
    }
    .into_any()
}

fn line(row: &Row, times: &Times) -> AnyView {
    let client = format!("/clients/{}/documents", row.client_id);
    let name = row.client_name.clone();
    let from = if row.supplied_by_name == row.client_name {
        String::new()
    } else {
        format!(" · from {}", row.supplied_by_name)
    };
    let facts = format!("{from} · {} · {}", kind_and_size(row), times.distance(row.created_at));
    view! {
        <DocumentLine row=row.clone() at=times.short(row.created_at)>
            <small>
                <a class="above" href=client>
                    {name}
                </a>
                {facts}
            </small>
        </DocumentLine>
    }
    .into_any()
}
