//! Mails that reached nobody, until somebody has dealt with them.

use super::{ALL, PATH, SIZE};
use crate::accounts::Desk;
use crate::clients::parts::counted;
use crate::firm::Times;
use crate::firm::pages::sentence_case;
use crate::kernel::Result;
use crate::mail::actions::{SendMailAgain, SetMailAside};
use crate::mail::fate::DeliveryState;
use crate::mail::store::{self, FailedRow};
use crate::mail::tags::state_tag;
use crate::ui::{Button, ButtonLink, Empty, Head, Hidden, Look, Moment, Pages, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The list; `total` is how many there are in all.
pub(super) async fn list(desk: &mut Desk, after: &str, total: i64) -> Result<AnyView> {
    let page = store::failed(&mut desk.tx, &desk.staff.wall(), after, SIZE).await?;
    let (times, here) = (&desk.times, &desk.here);
    let open = total > 0;
    let head = view! { <Head id="missed" title="Did not arrive" open=open><a href=ALL>"All mail"</a></Head> };
    if page.rows.is_empty() {
        return Ok(view! { <section aria-labelledby="missed">{head} {nothing(after)}</section> }.into_any());
    }
    let words = counted(total, "mail did not arrive", "mails did not arrive");
    let more = page.next.is_some() || !after.is_empty();
    let next = page.next.as_ref().map(|key| format!("{PATH}?after={key}"));
    let rows = page.rows.iter().map(|row| line(row, times, here)).collect_view();
    Ok(view! {
        <section aria-labelledby="missed">
            {head}
            <ul class="ledger">{rows}</ul>
            {more.then(|| view! { <Pages label="Mail pages" words previous=None next /> })}
        </section>
    }
    .into_any())
}

fn nothing(after: &str) -> AnyView {
    let (title, words, label) = match after {
        "" => (
            "Every mail has left",
            "A mail that can’t be sent, or that comes back, stands here with the reason, until somebody has dealt with it.",
            "Go to the dashboard",
        ),
        _ => ("Nothing older", "The list ends before this page.", "Show the latest"),
    };
    let href = if after.is_empty() { "/dashboard" } else { PATH };
    view! {
        <Empty title words>
            <ButtonLink href label />
        </Empty>
    }
    .into_any()
}

fn line(row: &FailedRow, times: &Times, here: &str) -> AnyView {
    let state = row.delivery_state();
    let why = if row.fate_why.is_empty() { &row.fault } else { &row.fate_why };
    let why = match (why.as_str(), state) {
        ("", DeliveryState::Complained) => "Whoever got it marked it as spam.".to_owned(),
        ("", _) => "No reason was given.".to_owned(),
        (why, _) => format!("{}.", why.trim_end_matches('.')),
    };
    let press = |action: &'static str, label: &'static str, look: Look| {
        let (id, more, page) = (row.id.clone(), format!("the mail to {}", row.recipient), here.to_owned());
        view! {
            <PostForm action page>
                <Hidden name="mail" value=id />
                <Button label look more />
            </PostForm>
        }
    };
    // What is out can't be sent once more; what is held back goes when mail to its address does.
    let again =
        (row.state == "failed" && row.fate.is_empty()).then(|| press(SendMailAgain::url(), "Try again", Look::Small));
    view! {
        <li>
            <span class="margin">
                <Moment at=times.short(row.created_at) />
            </span>
            <span class="what">
                <b>{sentence_case(&row.kind)}</b>
                <small>{format!("To {}", row.recipient)}</small>
                <small>{why}</small>
            </span>
            <span class="aside">
                {state_tag(state)}
                {again}
                {press(SetMailAside::url(), "Set aside", Look::Quiet)}
            </span>
        </li>
    }
    .into_any()
}
