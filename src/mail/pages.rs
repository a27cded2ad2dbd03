//! `/settings/mail`: mails that could not be sent, why, and what can be done.

use super::actions::{SendMailAgain, SetMailAside};
use super::store::{self, FailedRow};
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::{counted, title};
use crate::firm::Times;
use crate::firm::pages::sentence_case;
use crate::firm::parts::{SettingsTab, settings_tabs};
use crate::kernel::Result;
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Empty, ErrorSummary, Hidden, Look, Moment, PageHead, Pages, PostForm, Tag, Tone};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

const PATH: &str = "/settings/mail";
const SIZE: usize = 50;

/// The page.
pub async fn failed(mut desk: Desk) -> Result<Content> {
    desk.may(Act::HandleMail)?;
    let (again, aside) = (request::form::<SendMailAgain>(), request::form::<SetMailAside>());
    let form = if again.refused() { again } else { aside };
    let after = request::query("after");
    let page = store::failed(&mut desk.tx, &after, SIZE).await?;
    let total = store::failed_count(&mut desk.tx).await?;
    let (times, here) = (&desk.times, &desk.here);
    let words = counted(total, "mail could not be sent", "mails could not be sent");
    let more = page.next.is_some() || !after.is_empty();
    let next = page.next.as_ref().map(|key| format!("{PATH}?after={key}"));
    let list = if page.rows.is_empty() {
        nothing(&after)
    } else {
        view! { <ul class="ledger">{page.rows.iter().map(|row| line(row, times, here)).collect_view()}</ul> }.into_any()
    };
    Ok(Content::plain(
        title("Mails that could not be sent", &[&form]),
        view! {
            <ErrorSummary form=&form />
            <div class="stack-tight">
                <PageHead
                    title="Mails that could not be sent"
                    lead="We tried for as long as each mail made sense. Nothing else of what was done is lost."
                />
                {settings_tabs(&desk.staff, SettingsTab::Mail)}
            </div>
            {list}
            {more.then(|| view! { <Pages label="Mail pages" words previous=None next /> })}
        },
    ))
}

fn nothing(after: &str) -> AnyView {
    let (title, words, label) = match after {
        "" => (
            "Every mail has left",
            "A mail that can’t be sent stands here with the reason, until you try again or set it aside.",
            "Go to the dashboard",
        ),
        _ => ("Nothing older", "The list ends before this page.", "Show the latest"),
    };
    let href = if after.is_empty() { "/dashboard" } else { PATH };
    view! {
        <Empty title words level=2>
            <ButtonLink href label />
        </Empty>
    }
    .into_any()
}

fn line(row: &FailedRow, times: &Times, here: &str) -> AnyView {
    let why = match row.fault.as_str() {
        "" => "No reason was given.".to_owned(),
        fault => format!("{}.", fault.trim_end_matches('.')),
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
                <Tag tone=Tone::Bad icon="state-no">"Not sent"</Tag>
                {press(SendMailAgain::url(), "Try again", Look::Small)}
                {press(SetMailAside::url(), "Set aside", Look::Quiet)}
            </span>
        </li>
    }
    .into_any()
}
