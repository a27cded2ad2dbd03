//! `/settings/mail`: mails that reached nobody, why, and what can be done; addresses that mail is stopped to; and with
//! `?view=all` every mail and what became of it.

mod latest;
mod missed;
mod stopped;

pub use latest::line;

use super::actions::{ResumeMail, SendMailAgain, SetMailAside};
use super::store;
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::title;
use crate::firm::parts::{SettingsTab, settings_tabs};
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::ui::{ErrorSummary, Notice, NoticeTone, PageHead};
use leptos::prelude::*;

const PATH: &str = "/settings/mail";
const ALL: &str = "/settings/mail?view=all";
const SIZE: usize = 50;

/// The page.
pub async fn mail(mut desk: Desk) -> Result<Content> {
    desk.may(Act::HandleMail)?;
    let forms = [request::form::<SendMailAgain>(), request::form::<SetMailAside>(), request::form::<ResumeMail>()];
    let form = forms.into_iter().find(Form::refused).unwrap_or_default();
    let (all, after) = (request::query("view") == "all", request::query("after"));
    let total = store::failed_count(&mut desk.tx, &desk.staff.wall()).await?;
    let body = match all {
        true => latest::list(&mut desk, &after).await?,
        false => {
            let stopped = stopped::list(&mut desk).await?;
            let missed = missed::list(&mut desk, &after, total).await?;
            view! { {stopped} {missed} }.into_any()
        }
    };
    Ok(Content::plain(
        title("Mail", &[&form]),
        view! {
            <ErrorSummary form=&form />
            <div class="stack-tight">
                <PageHead title="Mail" lead="What the portal sends, and what becomes of it. A mail that fails loses nothing else." />
                {settings_tabs(&desk.staff, SettingsTab::Mail)}
            </div>
            {deaf(&desk)}
            {body}
        },
    ))
}

/// Resend carries the mail, and can't tell what becomes of it.
fn deaf(desk: &Desk) -> Option<AnyView> {
    let deaf = desk.services.carrier.name() == "Resend" && desk.services.config.resend_webhook_secret.is_none();
    deaf.then(|| {
        view! {
            <Notice tone=NoticeTone::Wait>
                <p>
                    "We don’t hear from Resend which mails arrive and which come back. Whoever runs this server can change that \
                     with a webhook: it needs RESEND_WEBHOOK_SECRET."
                </p>
            </Notice>
        }
        .into_any()
    })
}
