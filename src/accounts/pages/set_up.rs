//! `/setup/{token}`: the first page of a new portal makes the firm and its owner.

use super::parts::{NEW_PASSWORD, hide_address, titled};
use crate::accounts::actions::SetUp;
use crate::accounts::{Content, Door, setup, store};
use crate::firm::pages::time_zones;
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::ui::{
    Button, ButtonLink, ErrorSummary, Head, Hidden, Look, PasswordField, PostForm, SelectField, TextField,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Set up the portal. Opening the link spends nothing.
pub async fn set_up(mut door: Door) -> Result<Content> {
    let (form, token, here) = (request::form::<SetUp>(), request::path_text("token"), request::address());
    hide_address();
    if !setup::stands(&mut door.tx, &door.services, &token).await? {
        request::status(410);
        return Ok(ended(store::any(&mut door.tx).await?));
    }
    let zone = door.services.config.firm_time_zone.clone();
    Ok(Content::plain(
        titled(&form, "Set up the portal"),
        view! {
            <ErrorSummary form=&form />
            <div>
                <h1>"Set up the portal"</h1>
                <p class="soft">"You are the first one here. This makes the firm, and your account as its owner."</p>
            </div>
            <PostForm action=SetUp::url() page=here>
                <Hidden name="token" value=token />
                {the_firm(&form, zone)}
                {you(&form)}
                <Button label="Set up the portal" look=Look::Primary />
            </PostForm>
            <p class="soft">"The firm’s details can be changed later, under Settings."</p>
        },
    ))
}

fn the_firm(form: &Form, zone: String) -> AnyView {
    view! {
        <section class="stack" aria-labelledby="the-firm">
            <Head id="the-firm" title="The firm" />
            <TextField
                form=form
                name="firm_name"
                label="Firm name"
                hint="It stands on every page and mail."
                autocomplete="organization"
            />
            <TextField
                form=form
                name="firm_email"
                label="Firm email"
                hint="The office’s address, for clients who write to you."
                kind="email"
                autocomplete="work email"
            />
            <TextField form=form name="firm_phone" label="Firm phone" kind="tel" autocomplete="work tel" optional=true />
            <SelectField
                form=form
                name="time_zone"
                label="Time zone"
                hint="Dates and times are shown in it."
                options=time_zones(&zone)
                value=zone
            />
        </section>
    }
    .into_any()
}

fn you(form: &Form) -> AnyView {
    view! {
        <section class="stack" aria-labelledby="you">
            <Head id="you" title="You" />
            <TextField form=form name="name" label="Your name" autocomplete="name" />
            <TextField
                form=form
                name="email"
                label="Email"
                hint="You sign in with it."
                kind="email"
                inputmode="email"
                autocomplete="username"
            />
            <PasswordField form=form name="password" label="Password" hint=NEW_PASSWORD autocomplete="new-password" />
        </section>
    }
    .into_any()
}

fn ended(done: bool) -> Content {
    let title = "This link no longer works";
    if done {
        return Content::plain(
            title,
            view! {
                <div>
                    <h1>{title}</h1>
                    <p class="soft">"The portal is set up already."</p>
                </div>
                <ButtonLink href="/login" label="Sign in" look=Look::Primary />
            },
        );
    }
    Content::plain(
        title,
        view! {
            <div>
                <h1>{title}</h1>
                <p class="soft">
                    "A set-up link lasts 60 minutes and works once. Restart the server: it prints a new one."
                </p>
            </div>
        },
    )
}
