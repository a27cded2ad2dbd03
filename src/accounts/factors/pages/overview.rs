//! `/second-factor`: where one's second step stands; for somebody who must have one and has none, the only page there is.

use super::section::section;
use crate::accounts::actions::SignOut;
use crate::accounts::factors::actions::BeginApp;
use crate::accounts::factors::passkeys;
use crate::accounts::pages::titled;
use crate::accounts::session::{signed_in, signed_in_or_owing};
use crate::accounts::{Content, Door};
use crate::kernel::{AppError, Result};
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, ErrorSummary, Look, PostForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Your second step.
///
/// # Errors
/// `NotSignedIn`.
pub async fn overview(mut door: Door) -> Result<Content> {
    let who = signed_in_or_owing().ok_or(AppError::NotSignedIn)?;
    let here = request::address();
    if signed_in().is_none() {
        return Ok(first(&door, &here));
    }
    let (href, words) = super::back(&who);
    let section = section(&mut door.tx, &door.services, &who, &door.times, here).await?;
    Ok(Content::plain(
        "Second step",
        view! {
            <h1>"How you sign in"</h1>
            {section}
            <p><a href=href>{words}</a></p>
        },
    ))
}

/// Nothing else until it is set up.
fn first(door: &Door, here: &str) -> Content {
    let form = request::form::<BeginApp>();
    let passkey = passkeys::site(&door.services.config).is_some().then(|| {
        view! {
            <div class="stack-tight">
                <h2>"Or a passkey"</h2>
                <p class="soft">
                    "Your telephone or computer keeps a key and asks for your finger, your face or its PIN. Nothing to type."
                </p>
                <div class="actions">
                    <ButtonLink href="/second-factor/passkey" label="Add a passkey" />
                </div>
            </div>
        }
    });
    let lead = format!("{} asks everybody in your role for a second step after the password.", door.firm.name);
    Content::plain(
        titled(&form, "Set up your second step"),
        view! {
            <ErrorSummary form=&form />
            <div>
                <h1>"Set up your second step"</h1>
                <p class="soft">{lead} " It takes two minutes, once. Then you go on."</p>
            </div>
            <div class="stack-tight">
                <h2>"An authenticator app"</h2>
                <p class="soft">"An app on your telephone shows a code of 6 digits that you type after your password."</p>
                <PostForm action=BeginApp::url() page=here.to_owned()>
                    <Button label="Set up an authenticator app" look=Look::Primary />
                </PostForm>
            </div>
            {passkey}
            <PostForm action=SignOut::url() page=here.to_owned()>
                <Button label="Sign out" look=Look::Quiet />
            </PostForm>
        },
    )
}
