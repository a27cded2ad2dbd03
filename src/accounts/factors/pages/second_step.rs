//! `/login/second-step`: after the password, what only this person has. Opening it spends nothing.

use super::passkey::passkey_form;
use crate::accounts::factors::actions::{SecondStep, UsePasskey, UseRecoveryCode};
use crate::accounts::factors::second_step::{self as waits, PAGE};
use crate::accounts::factors::store::{self, Factor};
use crate::accounts::pages::{reach, titled, wanted};
use crate::accounts::{Content, Door};
use crate::firm::Firm;
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, ErrorSummary, Hidden, Look, PostForm, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The second step.
///
/// # Errors
/// The database's.
pub async fn second_step(mut door: Door) -> Result<Content> {
    let (code, recovery, passkey) =
        (request::form::<SecondStep>(), request::form::<UseRecoveryCode>(), request::form::<UsePasskey>());
    let refused = [&code, &recovery, &passkey].into_iter().find(|form| form.refused()).cloned().unwrap_or_default();
    let Some(step) = waits::waiting(&mut door.tx, &door.services).await? else {
        request::status(410);
        return Ok(ended(&refused));
    };
    let own = store::of(&mut door.tx, &step.account_id).await?;
    let next = wanted(&request::address());
    let page = next.as_deref().map_or(PAGE.to_owned(), |next| format!("{PAGE}?next={}", request::encoded(next)));
    let (has_app, has_passkey) = (own.iter().any(Factor::is_app), own.iter().any(|factor| !factor.is_app()));
    let look = if has_app { Look::Plain } else { Look::Primary };
    let by_passkey = has_passkey
        .then(|| passkey_form(UsePasskey::url(), &page, "Use a passkey", look, hidden(next.as_deref()).into_any()));
    let lead = match has_app {
        true => "Your password is right. Now enter the code from your authenticator app.",
        false => "Your password is right. Now use your passkey.",
    };
    let by_app = has_app.then(|| by_app(&code, &page, next.as_deref()));
    let by_recovery = by_recovery_code(&recovery, &page, next.as_deref());
    Ok(Content::plain(
        titled(&refused, "One more step"),
        view! {
            <ErrorSummary form=refused />
            <div>
                <h1>"One more step"</h1>
                <p class="soft">{lead}</p>
            </div>
            {by_app}
            {by_passkey}
            {by_recovery}
            {help(&door.firm)}
        },
    ))
}

fn hidden(next: Option<&str>) -> Option<AnyView> {
    next.map(|next| view! { <Hidden name="next" value=next.to_owned() /> }.into_any())
}

fn by_app(form: &Form, page: &str, next: Option<&str>) -> AnyView {
    let (form, hidden) = (form.clone(), hidden(next));
    view! {
        <PostForm action=SecondStep::url() page=page.to_owned()>
            {hidden}
            <TextField
                form=form
                name="code"
                label="Code"
                hint="The 6 digits that your authenticator app shows now."
                inputmode="numeric"
                autocomplete="one-time-code"
                autofocus=true
            />
            <Button label="Sign in" look=Look::Primary />
        </PostForm>
    }
    .into_any()
}

fn by_recovery_code(form: &Form, page: &str, next: Option<&str>) -> AnyView {
    let (form, hidden, open) = (form.clone(), hidden(next), form.refused());
    view! {
        <details open=open>
            <summary>"Use a recovery code"</summary>
            <PostForm action=UseRecoveryCode::url() page=page.to_owned() class="stack-tight">
                {hidden}
                <TextField
                    form=form
                    name="recovery_code"
                    label="Recovery code"
                    hint="One of the ten that you kept when you set this up, like k3f7-9xwq-2mta. Each works once."
                    autocomplete="off"
                />
                <Button label="Sign in with a recovery code" />
            </PostForm>
        </details>
    }
    .into_any()
}

fn help(firm: &Firm) -> AnyView {
    let lost = reach(firm).map(|(verb, link)| {
        view! { <p class="soft">"You have lost all of it? " {verb} " " {link} "; we take the second step away once we know that it is you."</p> }
    });
    view! {
        <div class="stack-tight">
            {lost}
            <p><a href="/login">"Back to sign in"</a></p>
        </div>
    }
    .into_any()
}

fn ended(form: &Form) -> Content {
    Content::plain(
        titled(form, "This sign-in has ended"),
        view! {
            <div>
                <h1>"This sign-in has ended"</h1>
                <p class="soft">"The second step waits for 10 minutes after the password, and is done once."</p>
            </div>
            <ButtonLink href="/login" label="Sign in again" look=Look::Primary />
        },
    )
}
