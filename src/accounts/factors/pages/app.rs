//! `/second-factor/app`: the picture that an authenticator app reads, and the field for its first code.

use crate::accounts::factors::actions::{BeginApp, ConfirmApp};
use crate::accounts::factors::changes::SHOWN_FOR;
use crate::accounts::factors::{app as codes, own, store};
use crate::accounts::pages::titled;
use crate::accounts::{Content, Door, SignedIn};
use crate::kernel::Result;
use crate::server::leptos as request;
use crate::ui::{Button, ErrorSummary, Look, PostForm, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Set up an authenticator app.
///
/// # Errors
/// `NotSignedIn`; `ConfirmFirst`, because the secret is shown here.
pub async fn app(mut door: Door) -> Result<Content> {
    let who = own().await?;
    let since = door.services.now() - SHOWN_FOR;
    let begun = store::begun_app(&mut door.tx, &who.id, since).await?;
    let Some(secret) = begun.and_then(|factor| factor.opened(&door.services.keys)) else { return Ok(none(&who)) };
    let form = request::form::<ConfirmApp>();
    let (href, words) = super::back(&who);
    let picture = codes::picture(&codes::address(&secret, &door.firm.name, &who.email)).map(drawn);
    Ok(Content::plain(
        titled(&form, "Set up an authenticator app"),
        view! {
            <ErrorSummary form=&form />
            <div>
                <h1>"Set up an authenticator app"</h1>
                <p class="soft">
                    "Any app for codes will do, such as Google Authenticator, Microsoft Authenticator, 1Password or Aegis. Let it read this picture."
                </p>
            </div>
            {picture}
            <p>
                "You can’t scan it? Type this key into the app instead: "
                <code class="key">{codes::in_words(&secret)}</code>
            </p>
            <PostForm action=ConfirmApp::url() page="/second-factor/app">
                <TextField
                    form=&form
                    name="code"
                    label="Code"
                    hint="The 6 digits that the app shows now."
                    inputmode="numeric"
                    autocomplete="one-time-code"
                />
                <Button label="Finish" look=Look::Primary />
            </PostForm>
            <p><a href=href>{words}</a></p>
        },
    ))
}

/// The picture, dark on white also where the page is dark: telephones read nothing else.
fn drawn((side, path): (usize, String)) -> AnyView {
    view! {
        <svg
            class="qr"
            viewBox=format!("0 0 {side} {side}")
            role="img"
            aria-label="Picture for the authenticator app; the key stands below in words"
            shape-rendering="crispEdges"
        >
            <path d=path />
        </svg>
    }
    .into_any()
}

fn none(who: &SignedIn) -> Content {
    let (href, words) = super::back(who);
    Content::plain(
        "No app is being set up",
        view! {
            <div>
                <h1>"No app is being set up"</h1>
                <p class="soft">"It is set up already, or it took longer than 30 minutes."</p>
            </div>
            <PostForm action=BeginApp::url() page="/second-factor/app">
                <Button label="Set up an authenticator app" look=Look::Primary />
            </PostForm>
            <p><a href=href>{words}</a></p>
        },
    )
}
