//! Every mail, the latest first, and what became of it.

use super::{ALL, PATH, SIZE};
use crate::accounts::Desk;
use crate::firm::Times;
use crate::firm::pages::sentence_case;
use crate::kernel::Result;
use crate::mail::outbox::Told;
use crate::mail::store;
use crate::mail::tags::{course, inside, state_tag};
use crate::ui::{ButtonLink, Empty, Head, Moment, Pages};
use leptos::prelude::*;

/// The list, from the key `after` on.
pub(super) async fn list(desk: &mut Desk, after: &str) -> Result<AnyView> {
    let page = store::latest(&mut desk.tx, &desk.staff.wall(), after, SIZE).await?;
    let head = view! { <Head id="latest" title="All mail"><a href=PATH>"What did not arrive"</a></Head> };
    if page.rows.is_empty() {
        return Ok(view! { <section aria-labelledby="latest">{head} {nothing(after)}</section> }.into_any());
    }
    let more = page.next.is_some() || !after.is_empty();
    let next = page.next.as_ref().map(|key| format!("{ALL}&after={key}"));
    let rows = page.rows.iter().map(|told| line(&desk.times, told)).collect_view();
    let beginning = (!after.is_empty()).then(|| view! { <p><a href=ALL>"Back to the latest"</a></p> });
    Ok(view! {
        <section aria-labelledby="latest">
            {head}
            {beginning}
            <ul class="ledger">{rows}</ul>
            {more.then(|| view! { <Pages label="Mail pages" words="The latest first" previous=None next /> })}
        </section>
    }
    .into_any())
}

fn nothing(after: &str) -> AnyView {
    if after.is_empty() {
        return view! { <Empty title="No mail yet" words="Invitations, receipts and news stand here when they are written." /> }
            .into_any();
    }
    view! {
        <Empty title="Nothing older" words="The list ends before this page.">
            <ButtonLink href=ALL label="Show the latest" />
        </Empty>
    }
    .into_any()
}

/// One mail in a ledger.
pub fn line(times: &Times, told: &Told) -> AnyView {
    let course = course(&told.delivery, |at| inside(times, at));
    view! {
        <li>
            <span class="margin"><Moment at=times.short(told.delivery.created_at) /></span>
            <span class="what">
                <b>{sentence_case(&told.kind)}</b>
                <small>{format!("To {}", told.recipient)}</small>
                {(!course.is_empty()).then(|| view! { <small>{course}</small> })}
            </span>
            <span class="aside">{state_tag(told.delivery.state)}</span>
        </li>
    }
    .into_any()
}
