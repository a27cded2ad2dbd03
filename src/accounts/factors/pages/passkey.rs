//! `/second-factor/passkey`: adds a passkey; and the piece of a page that asks for one. Both need the small script.

use crate::accounts::factors::actions::{AddPasskey, AskPasskey, BeginPasskey};
use crate::accounts::factors::{own, passkeys};
use crate::accounts::pages::titled;
use crate::accounts::{Content, Door};
use crate::app::router::Assets;
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::ui::{Button, ErrorSummary, Hidden, Look, PostForm, TextField};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Add a passkey.
///
/// # Errors
/// `NotSignedIn`; `ConfirmFirst`.
pub async fn passkey(door: Door) -> Result<Content> {
    let who = own().await?;
    let offered = passkeys::site(&door.services.config).is_some();
    let form = request::form::<AddPasskey>();
    let (href, words) = super::back(&who);
    Ok(Content::plain(
        titled(&form, "Add a passkey"),
        view! {
            <ErrorSummary form=&form />
            <div>
                <h1>"Add a passkey"</h1>
                <p class="soft">
                    "Your telephone, computer or security key keeps it. After your password it asks for your finger, your face or its PIN."
                </p>
            </div>
            {if offered { adding(&form) } else { without_name() }}
            <p><a href=href>{words}</a></p>
        },
    ))
}

fn adding(form: &Form) -> AnyView {
    let form = form.clone();
    view! {
        <div class="stack" data-passkey="create" data-ask=BeginPasskey::url() hidden=true>
            <PostForm action=AddPasskey::url() page="/second-factor/passkey">
                <TextField
                    form=form
                    name="name"
                    label="Name"
                    hint="So that you know later which one it is, like “My telephone”."
                    autocomplete="off"
                />
                <Hidden name="answer" value="" />
                <Button label="Add passkey" look=Look::Primary />
            </PostForm>
            {problem()}
        </div>
        {without_script()}
        {script()}
    }
    .into_any()
}

fn without_name() -> AnyView {
    view! { <p>"Passkeys belong to a name, and this portal is reached by a number. Use an authenticator app."</p> }
        .into_any()
}

/// A form that sends what a passkey signed to `action`, with `fields` beside; it shows itself where a browser has passkeys.
pub fn passkey_form(action: &str, page: &str, label: &str, look: Look, fields: AnyView) -> AnyView {
    let (action, page, label) = (action.to_owned(), page.to_owned(), label.to_owned());
    view! {
        <div class="stack-tight" data-passkey="get" data-ask=AskPasskey::url() hidden=true>
            <PostForm action=action page=page>
                <Hidden name="answer" value="" />
                {fields}
                <Button label=label look=look icon="lock" />
            </PostForm>
            {problem()}
        </div>
        {script()}
    }
    .into_any()
}

/// Where the script says what went wrong.
fn problem() -> AnyView {
    view! { <p class="error" role="alert" data-problem="" hidden=true></p> }.into_any()
}

fn without_script() -> AnyView {
    view! {
        <p class="soft" data-no-passkey="">
            "This browser has no passkeys, or runs no scripts. Use another browser, or an authenticator app."
        </p>
    }
    .into_any()
}

fn script() -> AnyView {
    let assets = use_context::<Assets>().unwrap_or_default();
    view! { <script src=assets.passkeys defer nonce=use_nonce()></script> }.into_any()
}
